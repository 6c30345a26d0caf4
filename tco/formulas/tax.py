"""What do taxes take, and give back?

Books and taxes take off different amounts; income for tax is revenue less costs, interest and what the table allows. A
loss is set against other income at once, or carried forward until income of its own uses it up.
"""

from tco.expr import highest, maximum, power, previous, running, total, where


def tax_value_at_end(capex_machines_in_period, tax_depreciation_in_period):
    """Value for tax at the end of the period.

        sum so far of purchases - taken off

    Unit: money
    Source: roll-forward
    """
    return running(capex_machines_in_period) - running(tax_depreciation_in_period)


def sale_gain_in_period(sold_in_period, tax_value_at_end, facility_value_at_end, last_period):
    """Gain for tax on what is sold: what it brings over what taxes have left of it, at the end of the horizon.

        sold - (value for tax + building) in the last period

    Unit: money
    Source: definition; machines sold before leave their value for tax in the pool
    """
    return sold_in_period - (tax_value_at_end + facility_value_at_end) * last_period


def owned_taxable_in_period(tax_depreciation_in_period, facility_depreciation_in_period, sale_gain_in_period):
    """What owning adds to income for tax: gain on what is sold less depreciation.

        gain - depreciation of machines and building

    Unit: money
    Source: definition
    """
    return sale_gain_in_period - tax_depreciation_in_period - facility_depreciation_in_period


def taxable_in_period(cash_in_period, owned_share, owned_taxable_in_period):
    """Income for tax of the period, before interest; below 0 for a loss.

        revenue - cost, and what owning adds

    Unit: money
    Source: definition; set-up is taken off in no period
    """
    return cash_in_period + where(owned_share > 0, owned_taxable_in_period, 0)


def taxable_to_date(taxable_in_period):
    """Income for tax from the start to the end of the period.

        sum so far

    Unit: money
    Source: definition
    """
    return running(taxable_in_period)


def taxed_to_date(losses_carried, taxable_to_date):
    """Income that tax has been paid on: where losses are carried forward, the highest that it came to so far.

        highest so far, at least 0, or all so far

    Unit: money
    Source: carry-forward without limit: what was taxed once is not taxed again before losses are made good
    """
    return where(losses_carried > 0, maximum(highest(taxable_to_date), 0), taxable_to_date)


def tax_in_period(taxed_to_date, tax_share):
    """Tax of the period; below 0 where a loss saves tax elsewhere.

        (taxed so far - taxed one period ago) * rate

    Unit: money
    Source: definition
    """
    return (taxed_to_date - previous(taxed_to_date, 0)) * tax_share


def loss_carried_at_end(taxed_to_date, taxable_to_date):
    """Losses not yet used at the end of the period.

        taxed so far - income so far

    Unit: money
    Source: definition
    """
    return taxed_to_date - taxable_to_date


def tax_shield_in_period(tax_depreciation_in_period, tax_share, discount_factor):
    """What depreciation saves in tax, in money of today.

        taken off * rate * discount factor

    Unit: money
    Source: definition
    """
    return tax_depreciation_in_period * tax_share * discount_factor


def tax_shield(tax_shield_in_period):
    """What depreciation saves in tax over the horizon, in money of today.

        total of present values

    Unit: money
    Source: definition
    """
    return total(tax_shield_in_period)


def project_finance_factor(tax_shield, capex, tax_share):
    """What a purchase must earn before tax for each unit paid, after what its depreciation saves in tax.

        (1 - tax shield / capex) / (1 - tax)

    Unit: ratio
    Source: NREL System Advisor Model, fixed charge rate: PFF
    """
    return (1 - tax_shield / capex) / (1 - tax_share)


def construction_cost_in_period(
    construction_share, construction_rate_per_year, years_elapsed, years_in_period, tax_share
):
    """What is built in a period, with interest after tax from its middle to the start of service, counted backwards.

        share * (1 + (1 - tax) * ((1 + rate)^(years) - 1))

    Unit: share
    Source: NREL System Advisor Model, fixed charge rate: CFF; period 1 is the last before service
    """
    grown = power(1 + construction_rate_per_year, years_elapsed - years_in_period / 2)
    return construction_share * (1 + (1 - tax_share) * (grown - 1))


def construction_factor(construction_cost_in_period):
    """Cost of what is built, with interest until it serves, over its price.

        total

    Unit: ratio
    Source: NREL System Advisor Model, fixed charge rate: CFF
    """
    return total(construction_cost_in_period)


def fixed_charge_rate(facility_annuity_share, project_finance_factor, construction_factor):
    """Yearly charge on what was paid that covers capital, tax and interest while it was built.

        annuity * project finance factor * construction factor

    Unit: 1/year
    Source: NREL System Advisor Model, fixed charge rate
    """
    return facility_annuity_share * project_finance_factor * construction_factor
