"""What do the same tokens cost at an API's prices?

Missed prompt tokens, tokens written to the cache, cached tokens and output, each at its price; reasoning is output. The
list price is that for prompts of this length; it is changed by batch calls and by hours at another price. Calls that
are repeated are billed again.
"""

from tco.expr import HOURS_PER_DAY, minimum, where


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


def list_price_per_mtok_input(prompt_tokens, long_from_tokens, price_per_mtok_input, price_per_mtok_long_input):
    """List price of prompt tokens for prompts of this length.

        price of long prompts, where the mean prompt is longer than the threshold, else the price

    Unit: money/Mtok
    Source: definition
    """
    return where(long_from_tokens < prompt_tokens, price_per_mtok_long_input, price_per_mtok_input)


def list_price_per_mtok_output(prompt_tokens, long_from_tokens, price_per_mtok_output, price_per_mtok_long_output):
    """List price of output tokens for prompts of this length.

        price of long prompts, where the mean prompt is longer than the threshold, else the price

    Unit: money/Mtok
    Source: definition
    """
    return where(long_from_tokens < prompt_tokens, price_per_mtok_long_output, price_per_mtok_output)


def api_price_per_mtok_input(list_price_per_mtok_input, price_per_mtok_batch_input, api_batch_share, api_price_factor):
    """What a million missed prompt tokens cost: batch calls at the batch price, the mean over the hours.

        ((1 - batch) * list price + batch * batch price) * price factor

    Unit: money/Mtok
    Source: definition
    """
    mixed = (1 - api_batch_share) * list_price_per_mtok_input + api_batch_share * price_per_mtok_batch_input
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


def api_price_per_mtok_output(
    list_price_per_mtok_output, price_per_mtok_batch_output, api_batch_share, api_price_factor
):
    """What a million output tokens cost, reasoning included: batch calls at the batch price, the mean over the hours.

        ((1 - batch) * list price + batch * batch price) * price factor

    Unit: money/Mtok
    Source: definition
    """
    mixed = (1 - api_batch_share) * list_price_per_mtok_output + api_batch_share * price_per_mtok_batch_output
    return mixed * api_price_factor


def cache_write_mtok_per_month(missed_mtok_per_month, cache_write_share):
    """Missed prompt tokens of a month that are written to the cache and billed as such, in millions.

        missed * written

    Unit: Mtok/month
    Source: definition
    """
    return missed_mtok_per_month * cache_write_share


def api_input_mtok_per_month(missed_mtok_per_month, cache_write_mtok_per_month):
    """Missed prompt tokens of a month that are billed as input, in millions.

        missed - written to the cache

    Unit: Mtok/month
    Source: definition
    """
    return missed_mtok_per_month - cache_write_mtok_per_month


def api_input_cost_per_month(api_input_mtok_per_month, api_price_per_mtok_input, api_retry_ratio):
    """Missed prompt tokens of a month, those written to the cache apart.

        tokens * price * tokens billed over tokens used

    Unit: money/month
    Source: definition
    """
    return api_input_mtok_per_month * api_price_per_mtok_input * api_retry_ratio


def api_cache_write_cost_per_month(cache_write_mtok_per_month, api_price_per_mtok_cache_write, api_retry_ratio):
    """Prompt tokens of a month that are written to the cache; nothing where the provider bills them as input.

        tokens * price * tokens billed over tokens used

    Unit: money/month
    Source: definition
    """
    return cache_write_mtok_per_month * api_price_per_mtok_cache_write * api_retry_ratio


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


def api_list_cost_per_month(
    api_input_cost_per_month, api_cache_write_cost_per_month, api_cached_cost_per_month, api_output_cost_per_month
):
    """All tokens of a month at the provider's prices, before limits, discounts and commitments.

        input + written to the cache + cached + output

    Unit: money/month
    Source: definition
    """
    prompts = api_input_cost_per_month + api_cache_write_cost_per_month + api_cached_cost_per_month
    return prompts + api_output_cost_per_month


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
