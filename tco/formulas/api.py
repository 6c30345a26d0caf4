"""Chapter: What do the same tokens cost at an API?

Missed prompt tokens, tokens written to the cache, cached tokens and output, each at its price; reasoning is output. The
list price is changed by batch calls, by hours at another price and by long prompts; the volume by calls that are
repeated and by rate limits, above which requests go unanswered or to a second provider; the bill by a volume discount,
a commitment, and credits.
"""

from tco.expr import HOURS_PER_DAY, maximum, minimum, power, ratio, where


def price_window_share(price_window_hours_per_day, price_window_days_share, price_window_load_ratio):
    """Share of the tokens that fall into the hours at another price.

        hours / 24 * share of days * load in those hours over the mean, at most all

    Unit: share
    Source: definition
    """
    return minimum(price_window_hours_per_day / HOURS_PER_DAY * price_window_days_share * price_window_load_ratio, 1)


def api_price_factor(price_window_share, price_window_factor):
    """Mean price over the all-day price: below 1 with off-peak hours, above 1 with peak hours.

        1 + share in those hours * (price factor - 1)

    Unit: ratio
    Source: definition
    """
    return 1 + price_window_share * (price_window_factor - 1)


def api_price_per_mtok_input(price_per_mtok_input, price_per_mtok_batch_input, api_batch_share, api_price_factor):
    """What a million missed prompt tokens cost: batch calls at the batch price, the mean over the hours.

        ((1 - batch) * price + batch * batch price) * price factor

    Unit: money/Mtok
    Source: definition
    """
    mixed = (1 - api_batch_share) * price_per_mtok_input + api_batch_share * price_per_mtok_batch_input
    return mixed * api_price_factor


def api_price_per_mtok_cache_write(price_per_mtok_cache_write, api_price_factor):
    """What a million prompt tokens cost that are computed and kept in the cache.

        price * price factor

    Unit: money/Mtok
    Source: definition
    """
    return price_per_mtok_cache_write * api_price_factor


def api_price_per_mtok_cached(price_per_mtok_cached, api_price_factor):
    """What a million prompt tokens cost that are found in the cache.

        price * price factor

    Unit: money/Mtok
    Source: definition
    """
    return price_per_mtok_cached * api_price_factor


def api_price_per_mtok_output(price_per_mtok_output, price_per_mtok_batch_output, api_batch_share, api_price_factor):
    """What a million output tokens cost, reasoning included: batch calls at the batch price, the mean over the hours.

        ((1 - batch) * price + batch * batch price) * price factor

    Unit: money/Mtok
    Source: definition
    """
    mixed = (1 - api_batch_share) * price_per_mtok_output + api_batch_share * price_per_mtok_batch_output
    return mixed * api_price_factor


def api_input_cost_per_month(
    missed_mtok_per_month, cache_write_share, api_price_per_mtok_input, api_price_per_mtok_cache_write, api_retry_ratio
):
    """Missed prompt tokens of a month, those written to the cache at their own price.

        missed * ((1 - written) * price + written * write price) * tokens billed over tokens used

    Unit: money/month
    Source: definition
    """
    kept = cache_write_share * api_price_per_mtok_cache_write
    return missed_mtok_per_month * ((1 - cache_write_share) * api_price_per_mtok_input + kept) * api_retry_ratio


def api_cached_cost_per_month(cached_mtok_per_month, api_price_per_mtok_cached, api_retry_ratio):
    """Cached prompt tokens of a month.

        tokens * price * tokens billed over tokens used

    Unit: money/month
    Source: definition
    """
    return cached_mtok_per_month * api_price_per_mtok_cached * api_retry_ratio


def api_output_cost_per_month(output_mtok_per_month, api_price_per_mtok_output, api_retry_ratio):
    """Output tokens of a month, reasoning included.

        tokens * price * tokens billed over tokens used

    Unit: money/month
    Source: definition
    """
    return output_mtok_per_month * api_price_per_mtok_output * api_retry_ratio


def api_reasoning_cost_per_month(api_output_cost_per_month, reasoning_share):
    """Of the output tokens, those that nobody reads: reasoning is billed as output.

        output * share of it that is reasoning

    Unit: money/month
    Source: definition
    """
    return api_output_cost_per_month * reasoning_share


def api_list_cost_per_month(api_input_cost_per_month, api_cached_cost_per_month, api_output_cost_per_month):
    """All tokens of a month at the provider's prices, before limits, discounts and commitments.

        input + cached + output

    Unit: money/month
    Source: definition
    """
    return api_input_cost_per_month + api_cached_cost_per_month + api_output_cost_per_month


def api_price_per_mtok_blended(
    cache_hit_share, prompt_tokens, output_tokens, api_price_per_mtok_cached, api_price_per_mtok_input,
    api_price_per_mtok_output,
):  # fmt: skip
    """Mean price of a token of this workload, input and output together.

        (I * (h * cached + (1 - h) * missed) + O * output) / (I + O)

    Unit: money/Mtok
    Source: definition
    """
    prompt = cache_hit_share * api_price_per_mtok_cached + (1 - cache_hit_share) * api_price_per_mtok_input
    return (prompt_tokens * prompt + output_tokens * api_price_per_mtok_output) / (prompt_tokens + output_tokens)


def api_limit_load_ratio(
    api_token_limit, api_request_limit, input_tokens_per_second, output_tokens_per_second, requests_per_second,
    api_retry_ratio,
):  # fmt: skip
    """Rate at which the provider refuses, over the mean rate asked: of tokens or of requests, whichever is reached first.

        min(token limit / tokens, request limit / requests) / tokens billed over tokens used

    Unit: ratio
    Source: definition
    """
    tokens = api_token_limit / (input_tokens_per_second + output_tokens_per_second)
    return minimum(tokens, api_request_limit / requests_per_second) / api_retry_ratio


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


def api_usage_cost_per_month(api_list_cost_per_month, api_overflow_share):
    """Tokens within the rate limit at the provider's prices.

        all tokens * (1 - above the limit)

    Unit: money/month
    Source: definition
    """
    return api_list_cost_per_month * (1 - api_overflow_share)


def api_overflow_cost_per_month(
    api_list_cost_per_month, api_overflow_share, overflow_taken_share, overflow_price_ratio
):
    """Tokens above the rate limit at a second provider's prices.

        all tokens * above the limit * taken * its price over the first provider's

    Unit: money/month
    Source: definition
    """
    return api_list_cost_per_month * api_overflow_share * overflow_taken_share * overflow_price_ratio


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


def api_cost_per_mtok_output(api_cost_per_month, output_mtok_per_month, api_unmet_share):
    """The API's bill over the output tokens it delivers, prompts paid with them.

        bill / (output tokens * (1 - unanswered))

    Unit: money/Mtok
    Source: definition
    """
    return ratio(api_cost_per_month, output_mtok_per_month * (1 - api_unmet_share))
