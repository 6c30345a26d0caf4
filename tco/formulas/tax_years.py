"""What do taxes take off by the tax year?

Some tables count by the tax year in which machines were placed, not by their age. A year's purchases are taken to come in
its middle; where more than a limit of them comes in its last quarter, each is taken to come in the middle of its own
quarter. Which it is shows when the year ends: what is taken off for the year of purchase falls into its last period, what
is taken off for a later year falls evenly into that year. Purchases of a tax year that the horizon cuts short are not
taken off; they stay in the value for tax when all is sold.
"""

from tco.expr import MONTHS_IN_A_QUARTER, ROUNDING_TOLERANCE, ceil, maximum, minimum, spread, where


def quarters_to_last(period_index, months_per_period):
    """Quarters from the one in which a purchase of this age was made to the last of a tax year that ends now.

        ceil(age * months / 3) - 1

    Unit: count
    Source: definition
    """
    return ceil(period_index * months_per_period / MONTHS_IN_A_QUARTER) - 1


def in_fourth_quarter(quarters_to_last):
    """1 for purchases of an age that lies in the last quarter of a tax year that ends now, else 0.

        no quarter between

    Unit: count
    Source: definition
    """
    return maximum(1 - quarters_to_last, 0)


def in_third_quarter(quarters_to_last):
    """1 for purchases of an age that lies in the third quarter of a tax year that ends now, else 0.

        one quarter to the last

    Unit: count
    Source: definition
    """
    return maximum(minimum(quarters_to_last, 2 - quarters_to_last), 0)


def in_second_quarter(quarters_to_last):
    """1 for purchases of an age that lies in the second quarter of a tax year that ends now, else 0.

        two quarters to the last

    Unit: count
    Source: definition
    """
    return maximum(minimum(quarters_to_last - 1, 1 - (quarters_to_last - 2)), 0)


def in_first_quarter(quarters_to_last):
    """1 for purchases of an age that lies in the first quarter of a tax year that ends now, else 0.

        three quarters to the last

    Unit: count
    Source: definition
    """
    return maximum(minimum(quarters_to_last - 2, 2 - (quarters_to_last - 2)), 0)


def placed_first_quarter(capex_machines_in_period, in_first_quarter, year_ends):
    """Machines and network placed in the first quarter of the tax year, told in the period with which it ends.

        purchases by their age, where a tax year ends

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, in_first_quarter) * year_ends


def placed_second_quarter(capex_machines_in_period, in_second_quarter, year_ends):
    """Machines and network placed in the second quarter of the tax year, told in the period with which it ends.

        purchases by their age, where a tax year ends

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, in_second_quarter) * year_ends


def placed_third_quarter(capex_machines_in_period, in_third_quarter, year_ends):
    """Machines and network placed in the third quarter of the tax year, told in the period with which it ends.

        purchases by their age, where a tax year ends

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, in_third_quarter) * year_ends


def placed_fourth_quarter(capex_machines_in_period, in_fourth_quarter, year_ends):
    """Machines and network placed in the last quarter of the tax year, told in the period with which it ends.

        purchases by their age, where a tax year ends

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, in_fourth_quarter) * year_ends


def placed_in_tax_year(placed_first_quarter, placed_second_quarter, placed_third_quarter, placed_fourth_quarter):
    """Machines and network placed in the tax year, told in the period with which it ends.

        sum of its quarters

    Unit: money
    Source: definition
    """
    return placed_first_quarter + placed_second_quarter + placed_third_quarter + placed_fourth_quarter


def late_purchase_share(placed_fourth_quarter, placed_in_tax_year):
    """Part of a tax year's purchases that was made in its last quarter; 0 where nothing was bought.

        last quarter / year

    Unit: share
    Source: IRS Publication 946, chapter 4: mid-quarter convention
    """
    return placed_fourth_quarter / where(placed_in_tax_year > 0, placed_in_tax_year, 1)


def mid_quarter(late_purchase_share, mid_quarter_limit_share):
    """1 where a tax year's purchases are each taken to come in the middle of their quarter, 0 in the middle of the year.

        last quarter's part > limit

    Unit: count
    Source: 26 U.S.C. 168(d)(3); IRS Publication 946, chapter 4: mid-quarter convention
    """
    return where(late_purchase_share > mid_quarter_limit_share + ROUNDING_TOLERANCE, 1, 0)


def placed_by_half_year(placed_in_tax_year, mid_quarter):
    """A tax year's purchases that are taken to come in its middle.

        all, or none

    Unit: money
    Source: definition
    """
    return placed_in_tax_year * (1 - mid_quarter)


def placed_by_first_quarter(placed_first_quarter, mid_quarter):
    """Purchases of a first quarter that are taken to come in its middle.

        none, or all

    Unit: money
    Source: definition
    """
    return placed_first_quarter * mid_quarter


def placed_by_second_quarter(placed_second_quarter, mid_quarter):
    """Purchases of a second quarter that are taken to come in its middle.

        none, or all

    Unit: money
    Source: definition
    """
    return placed_second_quarter * mid_quarter


def placed_by_third_quarter(placed_third_quarter, mid_quarter):
    """Purchases of a third quarter that are taken to come in its middle.

        none, or all

    Unit: money
    Source: definition
    """
    return placed_third_quarter * mid_quarter


def placed_by_fourth_quarter(placed_fourth_quarter, mid_quarter):
    """Purchases of a last quarter that are taken to come in its middle.

        none, or all

    Unit: money
    Source: definition
    """
    return placed_fourth_quarter * mid_quarter


def half_year_depreciation_in_period(placed_by_half_year, tax_half_year_share):
    """What taxes take off where purchases are taken to come in the middle of the year.

        tax years so far by the table

    Unit: money
    Source: IRS Publication 946, Appendix A, table A-1
    """
    return spread(placed_by_half_year, tax_half_year_share)


def early_quarters_depreciation_in_period(
    placed_by_first_quarter, tax_first_quarter_share, placed_by_second_quarter, tax_second_quarter_share
):
    """What taxes take off of purchases of the first and second quarter, each taken to come in its middle.

        tax years so far by the tables

    Unit: money
    Source: IRS Publication 946, Appendix A, tables A-2 and A-3
    """
    first = spread(placed_by_first_quarter, tax_first_quarter_share)
    return first + spread(placed_by_second_quarter, tax_second_quarter_share)


def late_quarters_depreciation_in_period(
    placed_by_third_quarter, tax_third_quarter_share, placed_by_fourth_quarter, tax_fourth_quarter_share
):
    """What taxes take off of purchases of the third and last quarter, each taken to come in its middle.

        tax years so far by the tables

    Unit: money
    Source: IRS Publication 946, Appendix A, tables A-4 and A-5
    """
    third = spread(placed_by_third_quarter, tax_third_quarter_share)
    return third + spread(placed_by_fourth_quarter, tax_fourth_quarter_share)


def by_tax_year_in_period(
    half_year_depreciation_in_period, early_quarters_depreciation_in_period, late_quarters_depreciation_in_period,
    tax_bonus_share, capex_machines_in_period,
):  # fmt: skip
    """What taxes take off where the table counts by tax year: the bonus at once, the rest by the tables.

        bonus * bought + (1 - bonus) * (half-year + mid-quarter)

    Unit: money
    Source: IRS Publication 946, chapters 3 and 4
    """
    quarters = early_quarters_depreciation_in_period + late_quarters_depreciation_in_period
    by_table = half_year_depreciation_in_period + quarters
    return tax_bonus_share * capex_machines_in_period + (1 - tax_bonus_share) * by_table


def by_age_in_period(capex_machines_in_period, tax_loss_share):
    """What taxes take off where the table counts by the age of a machine.

        purchases so far by what is allowed at their age

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, tax_loss_share)


def tax_depreciation_in_period(tax_counts_years, by_tax_year_in_period, by_age_in_period):
    """What taxes take off machines and network.

        by tax year, or by age

    Unit: money
    Source: definition
    """
    return where(tax_counts_years > 0, by_tax_year_in_period, by_age_in_period)
