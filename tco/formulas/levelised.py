"""What does a million tokens cost over the whole horizon?

All that is spent, in money of today, over all tokens, discounted alike: the price at which nothing is gained or lost.
It is told for the whole horizon, and for each end that the horizon might have had.
"""

from tco.expr import MONTHS_PER_YEAR, following, ratio, running, total, where


def spent_in_period(cost_in_period, investment_cash_in_period, paid_ahead_in_period):
    """Cash spent in the period before tax: cost and purchases less what is sold, and what is paid ahead of its use.

        cost - investment cash + paid ahead

    Unit: money
    Source: definition
    """
    return cost_in_period - investment_cash_in_period + paid_ahead_in_period


def spent_value_in_period(spent_in_period, discount_factor):
    """The same in money of today.

        spent * discount factor

    Unit: money
    Source: definition
    """
    return spent_in_period * discount_factor


def cost_present_value(spent_value_in_period, opening_outlay):
    """All costs of the horizon in money of today, before tax; what is sold is taken off.

        opening outlay + total of present values

    Unit: money
    Source: definition
    """
    return opening_outlay + total(spent_value_in_period)


def owned_left_at_end(market_value_at_end, facility_value_at_end, capex_in_period, last_period):
    """What the owned fleet would bring if it ended with this period: what is there, and what was just bought for the next.

        machines + building + purchases of the next period, before the last period

    Unit: money
    Source: definition; in the last period it is sold
    """
    return (market_value_at_end + facility_value_at_end + following(capex_in_period)) * (1 - last_period)


def left_at_end(owned_share, owned_left_at_end, paid_ahead_at_end):
    """What a horizon that ended with this period would leave.

        of the owned fleet, where there is one + deposits and prepayments

    Unit: money
    Source: definition
    """
    return where(owned_share > 0, owned_left_at_end, 0) + paid_ahead_at_end


def cost_value_by_end(spent_value_in_period, opening_outlay, left_at_end, discount_factor):
    """All costs in money of today, if the horizon ended with this period.

        opening outlay + present values so far - what is left * discount factor

    Unit: money
    Source: definition
    """
    return opening_outlay + running(spent_value_in_period) - left_at_end * discount_factor


def mtok_value_in_period(mtok_output_in_period, discount_factor):
    """Output tokens of the period, discounted as money is.

        tokens * discount factor

    Unit: Mtok
    Source: levelised cost: quantities are discounted too
    """
    return mtok_output_in_period * discount_factor


def mtok_value_by_end(mtok_value_in_period):
    """Output tokens so far, discounted as money is.

        sum so far

    Unit: Mtok
    Source: levelised cost
    """
    return running(mtok_value_in_period)


def mtok_present_value(mtok_value_in_period):
    """Output tokens of the horizon, discounted as money is.

        total

    Unit: Mtok
    Source: levelised cost
    """
    return total(mtok_value_in_period)


def levelised_cost_by_end(cost_value_by_end, mtok_value_by_end):
    """Levelised cost of a million output tokens, if the horizon ended with this period.

        present value of costs / present value of tokens

    Unit: money/Mtok
    Source: levelised cost, as for electricity; before tax
    """
    return ratio(cost_value_by_end, mtok_value_by_end)


def levelised_cost_per_mtok(cost_present_value, mtok_present_value):
    """Price of a million output tokens at which all costs are covered in money of today.

        present value of costs / present value of tokens

    Unit: money/Mtok
    Source: levelised cost, as for electricity; before tax
    """
    return ratio(cost_present_value, mtok_present_value)


def mtok_output_per_year(output_mtok_per_month):
    """Output tokens of a year, in millions.

        tokens of a month * 12

    Unit: Mtok/year
    Source: definition
    """
    return output_mtok_per_month * MONTHS_PER_YEAR


def running_cost_per_hour(gpus_owned, opex_per_gpu_hour):
    """What the owned devices cost to run, for an hour.

        devices * running cost

    Unit: money/hour
    Source: definition
    """
    return gpus_owned * opex_per_gpu_hour


def running_cost_per_year(running_cost_per_hour, hours_per_year):
    """What the owned devices cost to run, for a year.

        cost of an hour * hours

    Unit: money/year
    Source: definition
    """
    return running_cost_per_hour * hours_per_year


def simple_levelised_cost_per_mtok(
    fixed_charge_rate, capex, running_cost_per_year, mtok_output_per_year, variable_cost_per_mtok
):
    """Price of a million output tokens by a yearly charge on what was paid; the short form of the levelised cost.

        (charge * capex + running cost) / tokens + cost of a million

    Unit: money/Mtok
    Source: NREL System Advisor Model, fixed charge rate: LCOE
    """
    return (fixed_charge_rate * capex + running_cost_per_year) / mtok_output_per_year + variable_cost_per_mtok
