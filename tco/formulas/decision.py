"""What is the decision?

The price at which a million tokens c billed against what it cost; and what is left of the revenue, layer by layer.
"""

from tco.expr import MONTHS_PER_YEAR, ROUNDING_TOLERANCE, following, maximum, power, ratio, running, total, where


def profitability_index(npv, opening_outlay):
    """Present value of what comes in over what is paid at the start.

        (npv + outlay) / outlay

    Unit: ratio
    Source: definition
    """
    return ratio(npv + opening_outlay, opening_outlay)


def spent_in_period(cost_in_period, investment_cash_in_period):
    """Cash spent in the period before tax: cost and purchases less what is sold.

        cost - investment cash

    Unit: money
    Source: definition
    """
    return cost_in_period - investment_cash_in_period


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


def left_at_end(owned_share, owned_left_at_end):
    """What a horizon that ended with this period would leave.

        of the owned fleet, where there is one

    Unit: money
    Source: definition
    """
    return where(owned_share > 0, owned_left_at_end, 0)


def cost_value_by_end(spent_value_in_period, opening_outlay, left_at_end, discount_factor):
    """All costs in money of today, if the horizon ended with this period.

        opening outlay + present values so far - what is left * discount factor

    Unit: money
    Source: definition
    """
    return opening_outlay + running(spent_value_in_period) - left_at_end * discount_factor


def mtok_value_by_end(mtok_value_in_period):
    """Output tokens so far, discounted as money is.

        sum so far

    Unit: Mtok
    Source: levelised cost
    """
    return running(mtok_value_in_period)


def levelised_cost_by_end(cost_value_by_end, mtok_value_by_end):
    """Levelised cost of a million output tokens, if the horizon ended with this period.

        present value of costs / present value of tokens

    Unit: money/Mtok
    Source: levelised cost, as for electricity; before tax
    """
    return ratio(cost_value_by_end, mtok_value_by_end)


def mtok_value_in_period(mtok_output_in_period, discount_factor):
    """Output tokens of the period, discounted as money is.

        tokens * discount factor

    Unit: Mtok
    Source: levelised cost: quantities are discounted too
    """
    return mtok_output_in_period * discount_factor


def mtok_present_value(mtok_value_in_period):
    """Output tokens of the horizon, discounted as money is.

        total

    Unit: Mtok
    Source: levelised cost
    """
    return total(mtok_value_in_period)


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


def simple_levelised_cost_per_mtok(
    fixed_charge_rate, capex, running_cost_per_year, mtok_output_per_year, variable_cost_per_mtok
):
    """Price of a million output tokens by a yearly charge on what was paid; the short form of the levelised cost.

        (charge * capex + running cost) / tokens + cost of a million

    Unit: money/Mtok
    Source: NREL System Advisor Model, fixed charge rate: LCOE
    """
    return (fixed_charge_rate * capex + running_cost_per_year) / mtok_output_per_year + variable_cost_per_mtok


def running_cost_per_year(running_cost_per_hour, hours_per_year):
    """What the owned devices cost to run, for a year.

        cost of an hour * hours

    Unit: money/year
    Source: definition
    """
    return running_cost_per_hour * hours_per_year


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


def running_cost_per_hour(gpus_owned, opex_per_gpu_hour):
    """What the owned devices cost to run, for an hour.

        devices * running cost

    Unit: money/hour
    Source: definition
    """
    return gpus_owned * opex_per_gpu_hour


def owned_effective_in_period(
    depreciation_in_period, facility_depreciation_in_period, retired_book_value_in_period, sold_in_period,
    book_value_at_end, last_period,
):  # fmt: skip
    """What the owned fleet loses in value in the period, losses on what is sold included.

        depreciation + value in the books of what leaves - what it brings

    Unit: money
    Source: definition
    """
    leaving = retired_book_value_in_period + book_value_at_end * last_period
    return depreciation_in_period + facility_depreciation_in_period + leaving - sold_in_period


def effective_cost_in_period(cost_in_period, owned_share, owned_effective_in_period, setup_cost, period_index):
    """Cost of the period with purchases spread over the periods that use them, and set-up charged as service begins.

        cost + loss of value + set-up, in the first period

    Unit: money
    Source: FinOps FOCUS: effective cost
    """
    loss = where(owned_share > 0, owned_effective_in_period, 0)
    return cost_in_period + loss + setup_cost * maximum(2 - period_index, 0)


def effective_cost_over_horizon(effective_cost_in_period):
    """Effective cost of the horizon; over the whole term it is what was billed.

        total

    Unit: money
    Source: FinOps FOCUS: effective cost
    """
    return total(effective_cost_in_period)


def list_cost_per_month(cost_per_month, contract_discount_share):
    """What the month would cost at list prices.

        cost / (1 - discount)

    Unit: money/month
    Source: FinOps FOCUS: list cost
    """
    return ratio(cost_per_month, 1 - contract_discount_share)


def ebit_in_period(revenue_in_period, effective_cost_in_period):
    """What is left of the revenue of the period after cost and loss of value, before interest and tax.

        revenue - effective cost

    Unit: money
    Source: definition
    """
    return revenue_in_period - effective_cost_in_period


def ebit_margin_over_horizon(ebit_in_period, revenue_over_horizon):
    """The same over the horizon, as a share of revenue.

        total / revenue

    Unit: share
    Source: definition
    """
    return ratio(total(ebit_in_period), revenue_over_horizon)


def spent_over_horizon(spent_in_period, opening_outlay):
    """Cash spent over the horizon: the billed basis.

        opening outlay + total

    Unit: money
    Source: FinOps FOCUS: billed cost
    """
    return opening_outlay + total(spent_in_period)
