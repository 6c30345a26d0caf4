"""What is it worth over the horizon?

Period by period: prices and demand drift, the fleet stays, later money is worth less. When the cash of a period
comes is for the clock to say. These quantities have a value for every period; `total` brings them back to the case.
"""

from tco.expr import minimum, power, ratio, running, total, where


def price_index(price_change_per_year, years_elapsed, inflation_index):
    """Token prices of the period over those of today.

        (1 + yearly change)^years * inflation index

    Unit: ratio
    Source: definition
    """
    return power(1 + price_change_per_year, years_elapsed) * inflation_index


def demand_index(demand_change_per_year, years_elapsed, utilisation_share):
    """Tokens served in the period over those of today; the fleet cannot serve more than its full load.

        min((1 + yearly change)^years, 1 / utilisation)

    Unit: ratio
    Source: definition
    """
    return minimum(power(1 + demand_change_per_year, years_elapsed), 1 / utilisation_share)


def cost_index(rent_change_per_year, years_elapsed, inflation_index):
    """Cost of the fleet in the period over that of today.

        (1 + yearly change)^years * inflation index

    Unit: ratio
    Source: definition
    """
    return power(1 + rent_change_per_year, years_elapsed) * inflation_index


def discount_factor(discount_rate_nominal, years_to_cash):
    """What one unit of money that comes in the period is worth today.

        1 / (1 + rate)^years

    Unit: ratio
    Source: definition; end-of-period or mid-period by the clock
    """
    return 1 / power(1 + discount_rate_nominal, years_to_cash)


def revenue_in_period(revenue_per_month, months_per_period, price_index, demand_index):
    """Revenue of the period.

        revenue of a month today * months * price index * demand index

    Unit: money
    Source: definition
    """
    return revenue_per_month * months_per_period * price_index * demand_index


def cost_in_period(cost_per_month, months_per_period, cost_index):
    """Cost of the period: the fleet is held whether it is used or not.

        cost of a month today * months * cost index

    Unit: money
    Source: definition
    """
    return cost_per_month * months_per_period * cost_index


def cash_in_period(revenue_in_period, cost_in_period):
    """Cash of the period, inflow positive.

        revenue - cost

    Unit: money
    Source: definition
    """
    return revenue_in_period - cost_in_period


def cash_to_date(cash_in_period, setup_cost):
    """Cash from the start to the end of the period, set-up included.

        sum of cash so far - set-up

    Unit: money
    Source: definition
    """
    return running(cash_in_period) - setup_cost


def present_value_in_period(cash_in_period, discount_factor):
    """Cash of the period in money of today.

        cash * discount factor

    Unit: money
    Source: definition
    """
    return cash_in_period * discount_factor


def period_unpaid(cash_to_date):
    """1 in a period at whose end the set-up is not yet earned back, else 0.

        cash to date < 0

    Unit: count
    Source: definition
    """
    return where(cash_to_date < 0, 1, 0)


def npv(present_value_in_period, setup_cost):
    """Net present value over the horizon.

        total present value - set-up

    Unit: money
    Source: definition; the first flow is discounted one period
    """
    return total(present_value_in_period) - setup_cost


def revenue_over_horizon(revenue_in_period):
    """Revenue of all periods.

        total of revenue

    Unit: money
    Source: definition
    """
    return total(revenue_in_period)


def cost_over_horizon(cost_in_period):
    """Cost of all periods.

        total of cost

    Unit: money
    Source: definition
    """
    return total(cost_in_period)


def margin_over_horizon(revenue_over_horizon, cost_over_horizon):
    """What the horizon leaves, as a share of its revenue, before discounting and set-up.

        (revenue - cost) / revenue

    Unit: share
    Source: definition
    """
    return ratio(revenue_over_horizon - cost_over_horizon, revenue_over_horizon)


def periods_unpaid(period_unpaid):
    """Periods at whose end the set-up is not yet earned back; all of them where it never is.

        total of unpaid periods

    Unit: count
    Source: definition
    """
    return total(period_unpaid)
