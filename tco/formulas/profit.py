"""What is left, and where would it be nothing?

Profit with its two ratios, which are often confused: the margin is on revenue, the return is on cost. Then the value
of each lever at which revenue equals cost, all else held: price, batch, time per token, load, price of decode devices.
Where two levers move together (a larger batch slows the step), the closed form holds the other still and says so.
"""

from tco.expr import SECONDS_PER_HOUR, TOKENS_PER_MTOK, ratio


def profit_per_second(revenue_per_second, cost_per_second):
    """What revenue leaves after cost.

        revenue - cost

    Unit: money/s
    Source: definition
    """
    return revenue_per_second - cost_per_second


def profit_per_month(revenue_per_month, cost_per_month):
    """Profit of a month.

        revenue - cost

    Unit: money/month
    Source: definition
    """
    return revenue_per_month - cost_per_month


def margin_on_revenue(profit_per_second, revenue_per_second):
    """Profit as a share of revenue.

        profit / revenue

    Unit: share
    Source: definition
    """
    return ratio(profit_per_second, revenue_per_second)


def return_on_cost(profit_per_second, cost_per_second):
    """Profit as a share of cost; DeepSeek's 545 % is this one.

        profit / cost

    Unit: share
    Source: definition; DeepSeek open-infra-index, day 6 (2025-03-01)
    """
    return ratio(profit_per_second, cost_per_second)


def cost_per_mtok_output(cost_per_second, output_tokens_per_second):
    """Cost per million output tokens, all capacity held: the one to set against an API price.

        cost / output tokens * 1e6

    Unit: money/Mtok
    Source: reservation basis
    """
    return ratio(cost_per_second * TOKENS_PER_MTOK, output_tokens_per_second)


def usage_cost_per_mtok_output(cost_per_second, output_tokens_per_second_full_load):
    """Cost per million output tokens of active capacity only, idle hours not charged.

        cost / output tokens at full load * 1e6

    Unit: money/Mtok
    Source: usage basis
    """
    return ratio(cost_per_second * TOKENS_PER_MTOK, output_tokens_per_second_full_load)


def cost_per_mtok_total(cost_per_second, output_tokens_per_second, input_tokens_per_second):
    """Cost per million tokens, input and output together.

        cost / (input + output) * 1e6

    Unit: money/Mtok
    Source: reservation basis
    """
    return ratio(cost_per_second * TOKENS_PER_MTOK, output_tokens_per_second + input_tokens_per_second)


def break_even_price_per_mtok(
    cost_per_second, revenue_input_per_second, revenue_cached_per_second, output_tokens_per_second, price_factor,
    paid_share_output,
):  # fmt: skip
    """List price of output tokens at which revenue equals cost, other revenue kept.

        (cost - revenue of prompts) / paid output tokens * 1e6

    Unit: money/Mtok
    Source: definition
    """
    uncovered = cost_per_second - revenue_input_per_second - revenue_cached_per_second
    return ratio(uncovered * TOKENS_PER_MTOK, output_tokens_per_second * price_factor * paid_share_output)


def break_even_batch(batch, cost_per_second, revenue_per_second):
    """Batch at which revenue equals cost, time per token and fleet held.

        batch * cost / revenue

    Unit: sequences
    Source: definition; revenue grows in proportion to the batch
    """
    return ratio(batch * cost_per_second, revenue_per_second)


def break_even_tpot_seconds(tpot_seconds, revenue_per_second, cost_per_second):
    """Time per token at which revenue equals cost, batch and fleet held.

        time per token * revenue / cost

    Unit: s
    Source: definition; revenue falls in proportion to the time per token
    """
    return ratio(tpot_seconds * revenue_per_second, cost_per_second)


def break_even_utilisation(load_share, cost_per_second, revenue_per_second):
    """Utilisation at which revenue equals cost, fleet held; above 1 it never does.

        utilisation * cost / revenue

    Unit: share
    Source: definition; revenue grows in proportion to utilisation
    """
    return ratio(load_share * cost_per_second, revenue_per_second)


def break_even_decode_price_factor(revenue_per_second, cost_prefill_per_hour, gpus_decode, cost_per_gpu_hour):
    """Price of decode devices over prefill devices at which revenue equals cost.

        (revenue - cost of prefill) / cost of decode at factor 1

    Unit: ratio
    Source: definition; seed 004, lines 238-241
    """
    left = revenue_per_second * SECONDS_PER_HOUR - cost_prefill_per_hour
    return ratio(left, gpus_decode * cost_per_gpu_hour)
