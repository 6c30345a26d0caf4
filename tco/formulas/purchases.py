"""What is bought, and when?

The fleet is placed in tranches, wears out and is replaced; machines are paid for as a period begins, at the prices of
then. The value in the books rolls forward.
"""

from tco.expr import MONTHS_PER_YEAR, last, maximum, minimum, power, running, spread, where


def later_share(tranche_share, period_index):
    """Part of the fleet that goes into service as a later period than the first begins.

        tranche, after the first period

    Unit: share
    Source: definition
    """
    return tranche_share * minimum(period_index - 1, 1)


def placed_share(later_share, period_index, tranches_later_share):
    """Part of the fleet that goes into service as the period begins.

        the tranche of a later period; in the first all but those

    Unit: share
    Source: definition
    """
    return later_share + maximum(2 - period_index, 0) * (1 - tranches_later_share)


def in_service_share(placed_share):
    """Part of the fleet that is in service.

        sum so far

    Unit: share
    Source: definition
    """
    return running(placed_share)


def placed_by_the_end(in_service_share):
    """Part of the fleet that is in service when the horizon ends; 1 where the tranches add up.

        last value

    Unit: share
    Source: definition
    """
    return last(in_service_share)


def bought_share(placed_share, renewal_share_at_age):
    """Part of the fleet that is bought as the period begins, new or in place of what is worn out.

        tranches so far by the renewals at their age

    Unit: share
    Source: definition
    """
    return spread(placed_share, renewal_share_at_age)


def years_to_start(years_elapsed, years_in_period):
    """Years from the start to the beginning of the period.

        years to its end - its length

    Unit: ratio
    Source: definition
    """
    return years_elapsed - years_in_period


def hardware_change_nominal(hardware_change_per_year, changes_are_real, inflation_per_year):
    """Yearly change of machine prices with inflation.

        (1 + change) * (1 + inflation) - 1, where changes are real

    Unit: share
    Source: Fisher equation
    """
    nominal = (1 + hardware_change_per_year) * (1 + inflation_per_year) - 1
    return where(changes_are_real > 0, nominal, hardware_change_per_year)


def hardware_price_index(hardware_change_nominal, years_to_start):
    """Prices of machines as the period begins over those of today.

        (1 + yearly change)^years

    Unit: ratio
    Source: definition
    """
    return power(1 + hardware_change_nominal, years_to_start)


def capex_machines_in_period(capex_short_lived, capex_network, bought_share, hardware_price_index):
    """Machines and network bought as the period begins.

        (machines + network) * part bought * price index

    Unit: money
    Source: definition
    """
    return (capex_short_lived + capex_network) * bought_share * hardware_price_index


def capex_facility_in_period(capex_facility, period_index):
    """The building, as the first period begins.

        building, in the first period

    Unit: money
    Source: definition
    """
    return capex_facility * maximum(2 - period_index, 0)


def capex_in_period(capex_machines_in_period, capex_facility_in_period):
    """All that is bought as the period begins.

        machines + building

    Unit: money
    Source: definition
    """
    return capex_machines_in_period + capex_facility_in_period


def depreciation_in_period(capex_machines_in_period, book_loss_share):
    """What the books take off machines and network.

        purchases so far by the loss at their age

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, book_loss_share)


def facility_life_periods(facility_life_years, months_per_period):
    """Life of the building in periods.

        years * 12 / months of a period

    Unit: count
    Source: definition
    """
    return facility_life_years * MONTHS_PER_YEAR / months_per_period


def facility_depreciation_in_period(capex_facility, facility_life_periods, period_index):
    """What the books take off the building, straight over its life.

        building / life, as far as the period lies within it

    Unit: money
    Source: straight line
    """
    within = maximum(minimum(facility_life_periods - period_index + 1, 1), 0)
    return capex_facility / facility_life_periods * within


def leaving_value_share(retired_share_at_age, book_value_share):
    """Value in the books with which a machine leaves in a period of this age, over the price.

        value, at the end of the life

    Unit: share
    Source: definition
    """
    return retired_share_at_age * book_value_share


def retired_book_value_in_period(capex_machines_in_period, leaving_value_share):
    """Value in the books of machines that leave at the end of their life.

        purchases of a life ago * their value

    Unit: money
    Source: definition
    """
    return spread(capex_machines_in_period, leaving_value_share)


def held_value_share(book_value_share, period_index, life_periods):
    """Value in the books at this age over the price, and nothing once the machine has left at the end of its life.

        value, while the age is below the life

    Unit: share
    Source: definition
    """
    return book_value_share * maximum(minimum(life_periods - period_index, 1), 0)


def facility_value_at_end(capex_facility, facility_life_periods, period_index):
    """Value of the building at the end of the period: what the books have left.

        building * periods left / life

    Unit: money
    Source: straight line
    """
    return capex_facility * maximum(facility_life_periods - period_index, 0) / facility_life_periods


def book_value_at_end(capex_machines_in_period, held_value_share, facility_value_at_end):
    """Value in the books at the end of the period.

        purchases so far by their value at their age + building

    Unit: money
    Source: definition; it rolls forward: value before + bought - taken off - left
    """
    return spread(capex_machines_in_period, held_value_share) + facility_value_at_end
