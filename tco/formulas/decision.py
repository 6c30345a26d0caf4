"""What is the decision?

What a plan earns on what is put in, and the level yearly cost by which plans of unequal lives are compared.
"""

from tco.expr import ROUNDING_TOLERANCE, power, ratio, where


def profitability_index(npv, opening_outlay):
    """Present value of what comes in over what is paid at the start.

        (npv + outlay) / outlay

    Unit: ratio
    Source: definition
    """
    return ratio(npv + opening_outlay, opening_outlay)


def horizon_discount(discount_rate_nominal, horizon_years):
    """What one unit of money at the end of the horizon is worth today.

        1 / (1 + rate)^years

    Unit: ratio
    Source: definition
    """
    return power(1 / (1 + discount_rate_nominal), horizon_years)


def discount_rate_divisor(discount_rate_nominal):
    """The discount rate, and 1 where it is 0.

        rate, or 1

    Unit: share
    Source: guard of the annuity
    """
    return where(discount_rate_nominal > ROUNDING_TOLERANCE, discount_rate_nominal, 1)


def horizon_level_value(horizon_discount, discount_rate_divisor):
    """Present value of one a year over the horizon, at a rate above 0.

        (1 - (1 + r)^-years) / r

    Unit: ratio
    Source: annuity
    """
    return (1 - horizon_discount) / discount_rate_divisor


def horizon_annuity_years(discount_rate_nominal, horizon_level_value, horizon_years):
    """Present value of one a year over the horizon.

        level value, and the years where the rate is 0

    Unit: ratio
    Source: annuity
    """
    return where(discount_rate_nominal > ROUNDING_TOLERANCE, horizon_level_value, horizon_years)


def equivalent_cost_per_year(cost_present_value, horizon_annuity_years):
    """Level yearly cost that is worth as much as all costs of the horizon.

        present value / value of one a year

    Unit: money
    Source: equivalent annual cost, Excel PMT; for unequal lives, where replacement can be repeated
    """
    return cost_present_value / horizon_annuity_years
