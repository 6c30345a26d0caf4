"""What does the API's bill come to?

Rate limits, above which requests go unanswered or to a second provider; a volume discount; a commitment that usage
falls short of; credits.
"""

from tco.expr import HOURS_PER_DAY, TOKENS_PER_MTOK, maximum, minimum, power, ratio, where


def api_limit_load_ratio(
    api_token_limit, api_request_limit, prompt_tokens, output_tokens, requests_asked_per_second, api_retry_ratio
):
    """Rate at which the provider refuses, over the mean rate asked: of tokens or of requests, whichever is reached first.

        min(token limit / tokens of a request, request limit) / requests asked / tokens billed over tokens used

    Unit: ratio
    Source: definition
    """
    requests = minimum(api_token_limit / (prompt_tokens + output_tokens), api_request_limit)
    return requests / requests_asked_per_second / api_retry_ratio


def api_limit_depth(api_limit_load_ratio, load_valley, load_spread):
    """How far below the peak the rate limit lies: 0 at the peak or above, 1 at the valley or below.

        (peak - limit) / (peak - valley), from 0 to 1

    Unit: share
    Source: definition
    """
    below = load_valley + load_spread - api_limit_load_ratio
    return minimum(maximum(below / where(0 < load_spread, load_spread, 1), 0), 1)


def api_overflow_share(api_limit_load_ratio, load_valley, load_above_valley, load_shape, api_limit_depth):
    """Share of the requests that arrives above the rate limit.

        mean above valley * depth^(1 + shape) + what the limit lacks of the valley

    Unit: share
    Source: integral of the load curve above the limit
    """
    return load_above_valley * power(api_limit_depth, 1 + load_shape) + maximum(load_valley - api_limit_load_ratio, 0)


def api_unmet_share(api_overflow_share, overflow_taken_share):
    """Share of the requests that nobody answers: above the limit, and not taken by a second provider.

        above the limit * (1 - taken)

    Unit: share
    Source: definition
    """
    return api_overflow_share * (1 - overflow_taken_share)


def api_first_share(api_overflow_share, api_unmet_share):
    """Share of the tokens delivered that comes from the first provider.

        (1 - above the limit) / (1 - unanswered)

    Unit: share
    Source: definition
    """
    return ratio(1 - api_overflow_share, 1 - api_unmet_share)


def api_second_share(api_first_share):
    """Share of the tokens delivered that a second provider takes.

        1 - share of the first provider

    Unit: share
    Source: definition
    """
    return 1 - api_first_share


def api_usage_cost_per_month(api_list_cost_per_month, api_first_share):
    """Tokens within the rate limit at the provider's prices.

        all tokens * share of the first provider

    Unit: money/month
    Source: definition
    """
    return api_list_cost_per_month * api_first_share


def api_overflow_cost_per_month(api_list_cost_per_month, api_second_share, overflow_price_ratio):
    """Tokens above the rate limit at a second provider's prices.

        all tokens * share of the second provider * price of the second over the first

    Unit: money/month
    Source: definition
    """
    return api_list_cost_per_month * api_second_share * overflow_price_ratio


def api_volume_discount_per_month(api_usage_cost_per_month, volume_tier_per_month, volume_discount_share):
    """What a volume tier lets off: a share of the usage beyond it.

        max(usage - tier, 0) * discount

    Unit: money/month
    Source: definition
    """
    return maximum(api_usage_cost_per_month - volume_tier_per_month, 0) * volume_discount_share


def api_shortfall_per_month(api_commitment_per_month, api_usage_cost_per_month, api_volume_discount_per_month):
    """What a commitment or a minimum bills beyond use.

        max(commitment - (usage - discount), 0)

    Unit: money/month
    Source: FinOps FOCUS, unused commitment
    """
    return maximum(api_commitment_per_month - (api_usage_cost_per_month - api_volume_discount_per_month), 0)


def api_credit_used_per_month(
    api_credit_per_month, api_usage_cost_per_month, api_volume_discount_per_month, api_shortfall_per_month
):
    """Credits of the month, as far as there is a bill to set them against.

        min(credit, usage - discount + shortfall)

    Unit: money/month
    Source: FinOps FOCUS, credits
    """
    due = api_usage_cost_per_month - api_volume_discount_per_month + api_shortfall_per_month
    return minimum(api_credit_per_month, due)


def api_cost_per_month(
    api_usage_cost_per_month, api_volume_discount_per_month, api_shortfall_per_month, api_credit_used_per_month,
    api_overflow_cost_per_month,
):  # fmt: skip
    """The same tokens bought from the API.

        usage - discount + shortfall - credits + second provider

    Unit: money/month
    Source: definition
    """
    first = api_usage_cost_per_month - api_volume_discount_per_month + api_shortfall_per_month
    return first - api_credit_used_per_month + api_overflow_cost_per_month


def api_cost_per_hour(api_cost_per_month, hours_per_month):
    """The API's bill by the hour, on average.

        bill of a month / hours of the month

    Unit: money/hour
    Source: definition
    """
    return api_cost_per_month / hours_per_month


def api_cost_per_mtok_output(api_cost_per_month, output_mtok_per_month):
    """The API's bill over the output tokens it delivers, prompts paid with them.

        bill / output tokens

    Unit: money/Mtok
    Source: definition
    """
    return ratio(api_cost_per_month, output_mtok_per_month)


def api_cost_per_request(
    prompt_tokens, output_tokens, cache_hit_share, cache_write_share, api_price_per_mtok_input,
    api_price_per_mtok_cache_write, api_price_per_mtok_cached, api_price_per_mtok_output, api_retry_ratio,
):  # fmt: skip
    """One request at the API's prices.

        (prompt * ((1 - hits) * missed price + hits * cached price) + answer * output price) * billed over used

    Unit: money
    Source: definition
    """
    missed = (1 - cache_write_share) * api_price_per_mtok_input + cache_write_share * api_price_per_mtok_cache_write
    prompt = prompt_tokens * ((1 - cache_hit_share) * missed + cache_hit_share * api_price_per_mtok_cached)
    return (prompt + output_tokens * api_price_per_mtok_output) * api_retry_ratio / TOKENS_PER_MTOK


def break_even_requests_per_day(fleet_cost_per_hour, api_cost_per_request):
    """Load above which the machines cost less than the API, machines as they are; beyond their capacity they never do.

        machines per hour * 24 / one request at the API

    Unit: requests/day
    Source: definition
    """
    return ratio(fleet_cost_per_hour * HOURS_PER_DAY, api_cost_per_request)
