"""What does the purchase cost by the hour?

Loss of value and cost of capital are two rows. Together they are the annuity that repays each class of assets over its
own life: machines, network, building. How often a year it is paid is a convention that is stated: the rate is divided
by the payments of a year.
"""

from tco.expr import MONTHS_IN_A_YEAR, MONTHS_PER_YEAR, ROUNDING_TOLERANCE, power, ratio, where


def wacc(equity_share, equity_return_per_year, debt_rate_per_year, tax_share):
    """Weighted cost of capital after tax, nominal.

        equity * return + (1 - equity) * debt rate * (1 - tax)

    Unit: share
    Source: definition
    """
    return equity_share * equity_return_per_year + (1 - equity_share) * debt_rate_per_year * (1 - tax_share)


def wacc_real(wacc, inflation_per_year):
    """Weighted cost of capital without inflation.

        (1 + nominal) / (1 + inflation) - 1

    Unit: share
    Source: Fisher equation
    """
    return (1 + wacc) / (1 + inflation_per_year) - 1


def payment_rate(discount_rate_nominal, payments_per_year):
    """Interest of one payment.

        yearly rate / payments of a year

    Unit: share
    Source: nominal compounding
    """
    return discount_rate_nominal * MONTHS_PER_YEAR / MONTHS_IN_A_YEAR / payments_per_year


def effective_rate_per_year(payment_rate, payments_per_year):
    """Yearly rate that payments at the interest of one come to.

        (1 + i)^payments - 1

    Unit: share
    Source: Excel EFFECT
    """
    payments = payments_per_year * MONTHS_IN_A_YEAR / MONTHS_PER_YEAR
    return 1 / power(1 / (1 + payment_rate), payments) - 1


def payment_divisor(payment_rate):
    """The same, and 1 where capital costs nothing.

        rate, or 1

    Unit: share
    Source: guard of the annuity
    """
    return where(payment_rate > ROUNDING_TOLERANCE, payment_rate, 1)


def machines_annuity_share(payment_rate, payment_divisor, payments_per_year, life_years):
    """Yearly payments that repay the machines over their life, over their price.

        payments a year * i / (1 - (1 + i)^-payments), and 1 / life where i is 0

    Unit: 1/year
    Source: annuity
    """
    left = 1 - power(1 / (1 + payment_divisor), payments_per_year * life_years)
    return where(payment_rate > ROUNDING_TOLERANCE, payments_per_year * payment_rate / left, 1 / life_years)


def network_annuity_share(payment_rate, payment_divisor, payments_per_year, network_life_years):
    """Yearly payments that repay the network over its life, over its price.

        payments a year * i / (1 - (1 + i)^-payments), and 1 / life where i is 0

    Unit: 1/year
    Source: annuity
    """
    left = 1 - power(1 / (1 + payment_divisor), payments_per_year * network_life_years)
    return where(payment_rate > ROUNDING_TOLERANCE, payments_per_year * payment_rate / left, 1 / network_life_years)


def facility_annuity_share(payment_rate, payment_divisor, payments_per_year, facility_life_years):
    """Yearly payments that repay the building over its life, over its price.

        payments a year * i / (1 - (1 + i)^-payments), and 1 / life where i is 0

    Unit: 1/year
    Source: annuity
    """
    left = 1 - power(1 / (1 + payment_divisor), payments_per_year * facility_life_years)
    return where(payment_rate > ROUNDING_TOLERANCE, payments_per_year * payment_rate / left, 1 / facility_life_years)


def net_residual_share(residual_share, decommissioning_share):
    """What the machines bring at the end of their life less what it costs to take them away, over their price.

        residual - decommissioning

    Unit: share
    Source: definition
    """
    return residual_share - decommissioning_share


def residual_discounted_share(net_residual_share, payment_rate, payments_per_year, life_years):
    """The same in money of today.

        net residual / (1 + i)^payments

    Unit: share
    Source: definition
    """
    return net_residual_share * power(1 / (1 + payment_rate), payments_per_year * life_years)


def capex_short_lived(capex_machines, vat_lost):
    """Machines with the tax lost on all that is bought.

        machines + tax lost

    Unit: money
    Source: definition
    """
    return capex_machines + vat_lost


def machines_annuity_per_year(capex_short_lived, residual_discounted_share, machines_annuity_share):
    """Yearly payment for the machines, less what they bring at the end.

        price * (1 - discounted residual) * annuity

    Unit: money/year
    Source: annuity
    """
    return capex_short_lived * (1 - residual_discounted_share) * machines_annuity_share


def network_annuity_per_year(capex_network, network_annuity_share):
    """Yearly payment for the network.

        price * annuity

    Unit: money/year
    Source: annuity
    """
    return capex_network * network_annuity_share


def facility_annuity_per_year(capex_facility, facility_annuity_share):
    """Yearly payment for the building.

        price * annuity

    Unit: money/year
    Source: annuity
    """
    return capex_facility * facility_annuity_share


def annuity_per_year(machines_annuity_per_year, network_annuity_per_year, facility_annuity_per_year):
    """Yearly payment for all that was bought.

        machines + network + building

    Unit: money/year
    Source: annuity
    """
    return machines_annuity_per_year + network_annuity_per_year + facility_annuity_per_year


def annuity_per_gpu_hour(annuity_per_year, gpus_owned, hours_per_year):
    """The annuity of one device for one hour, used or not.

        yearly payment / devices / hours of a year

    Unit: money/gpu/hour
    Source: definition
    """
    return ratio(annuity_per_year, gpus_owned * hours_per_year)


def depreciation_per_year(
    capex_short_lived, net_residual_share, life_years, capex_network, network_life_years, capex_facility,
    facility_life_years,
):  # fmt: skip
    """Straight-line loss of value of all that was bought.

        machines * (1 - net residual) / life + network / life + building / life

    Unit: money/year
    Source: straight line
    """
    machines = capex_short_lived * (1 - net_residual_share) / life_years
    return machines + capex_network / network_life_years + capex_facility / facility_life_years


def depreciation_per_gpu_hour(depreciation_per_year, gpus_owned, hours_per_year):
    """Straight-line loss of value of one device with all that belongs to it, in one hour.

        loss of a year / devices / hours

    Unit: money/gpu/hour
    Source: definition
    """
    return ratio(depreciation_per_year, gpus_owned * hours_per_year)


def financing_cost_per_gpu_hour(annuity_per_gpu_hour, depreciation_per_gpu_hour):
    """Cost of the capital bound in one device, for one hour.

        annuity - depreciation

    Unit: money/gpu/hour
    Source: definition
    """
    return annuity_per_gpu_hour - depreciation_per_gpu_hour


def own_cost_per_gpu_hour(depreciation_per_gpu_hour, financing_cost_per_gpu_hour, opex_per_gpu_hour):
    """Full cost of one owned device for one hour, used or not.

        depreciation + cost of capital + running cost

    Unit: money/gpu/hour
    Source: definition; reservation basis
    """
    return depreciation_per_gpu_hour + financing_cost_per_gpu_hour + opex_per_gpu_hour


def own_cost_per_used_gpu_hour(own_cost_per_gpu_hour, load_share):
    """Full cost of one hour in which the device is at work.

        cost / share of hours at work

    Unit: money/gpu/hour
    Source: usage basis
    """
    return ratio(own_cost_per_gpu_hour, load_share)
