"""What do the tokens earn?

Output, input and cached input at their list prices, less what is discounted in off-peak hours and what nobody pays
for. All per second of service; an hour, a day and a month are multiples.
"""

from tco.expr import HOURS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR, TOKENS_PER_MTOK, ratio


def price_factor(discount_hours_per_day, discount_share, customer_discount_share):
    """Mean price over list price, for traffic that is even over the day.

        (1 - hours at discount / 24 * discount) * (1 - discount of customers)

    Unit: share
    Source: definition; DeepSeek off-peak prices from 2025-02-26
    """
    return (1 - discount_hours_per_day / HOURS_PER_DAY * discount_share) * (1 - customer_discount_share)


def revenue_output_per_second(output_tokens_per_second, price_per_mtok_output, price_factor, paid_share_output):
    """Revenue of output tokens.

        tokens per second * price / 1e6 * price factor * share paid

    Unit: money/s
    Source: seed 004, lines 181 and 217
    """
    return output_tokens_per_second * price_per_mtok_output / TOKENS_PER_MTOK * price_factor * paid_share_output


def revenue_input_per_second(
    input_tokens_per_second, cached_tokens_per_second, price_per_mtok_input, price_factor, paid_share_input
):
    """Revenue of input tokens that are not found in the cache.

        (input - cached) * price / 1e6 * price factor * share paid

    Unit: money/s
    Source: definition; seed 004 counts none
    """
    missed = input_tokens_per_second - cached_tokens_per_second
    return missed * price_per_mtok_input / TOKENS_PER_MTOK * price_factor * paid_share_input


def revenue_cached_per_second(cached_tokens_per_second, price_per_mtok_cached, price_factor, paid_share_input):
    """Revenue of input tokens found in the cache.

        cached * price / 1e6 * price factor * share paid

    Unit: money/s
    Source: definition; seed 004 counts none
    """
    return cached_tokens_per_second * price_per_mtok_cached / TOKENS_PER_MTOK * price_factor * paid_share_input


def revenue_per_second(revenue_output_per_second, revenue_input_per_second, revenue_cached_per_second):
    """Revenue of all tokens.

        output + input + cached

    Unit: money/s
    Source: definition
    """
    return revenue_output_per_second + revenue_input_per_second + revenue_cached_per_second


def revenue_input_share(revenue_input_per_second, revenue_cached_per_second, revenue_per_second):
    """Part of the revenue that prompts earn.

        (input + cached) / all

    Unit: share
    Source: definition
    """
    return ratio(revenue_input_per_second + revenue_cached_per_second, revenue_per_second)


def revenue_per_hour(revenue_per_second):
    """Revenue of an hour.

        per second * 3600

    Unit: money/hour
    Source: definition
    """
    return revenue_per_second * SECONDS_PER_HOUR


def revenue_per_day(revenue_per_second):
    """Revenue of a day.

        per second * 86400

    Unit: money/day
    Source: definition
    """
    return revenue_per_second * SECONDS_PER_DAY


def revenue_per_month(revenue_per_hour, hours_per_month):
    """Revenue of a month.

        per hour * hours of the month

    Unit: money/month
    Source: definition
    """
    return revenue_per_hour * hours_per_month


def list_revenue_per_second(
    output_tokens_per_second, input_tokens_per_second, cached_tokens_per_second, price_per_mtok_output,
    price_per_mtok_input, price_per_mtok_cached,
):  # fmt: skip
    """What all tokens would earn at list prices, none of them free and nothing let off: DeepSeek calls it theoretical.

        (output * price + (input - cached) * price + cached * price) / 1e6

    Unit: money/s
    Source: DeepSeek open-infra-index, day 6 (2025-03-01)
    """
    missed = (input_tokens_per_second - cached_tokens_per_second) * price_per_mtok_input
    prompts = missed + cached_tokens_per_second * price_per_mtok_cached
    return (output_tokens_per_second * price_per_mtok_output + prompts) / TOKENS_PER_MTOK


def revenue_forgone_per_month(list_revenue_per_second, revenue_per_second, hours_per_month):
    """What free tokens and discounts of a month leave unearned.

        (revenue at list prices - revenue) * seconds of the month

    Unit: money/month
    Source: definition
    """
    return (list_revenue_per_second - revenue_per_second) * SECONDS_PER_HOUR * hours_per_month


def revenue_share_of_list(revenue_per_second, list_revenue_per_second):
    """Part of the revenue at list prices that is earned.

        revenue / revenue at list prices

    Unit: share
    Source: definition
    """
    return ratio(revenue_per_second, list_revenue_per_second)
