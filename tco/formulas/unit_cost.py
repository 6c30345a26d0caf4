"""What does an input token, a cached token and an output token cost to serve?

Each phase is charged for the device time it takes, at the price of a device-hour held. What nobody used is idle
capacity, shown apart. The three unit costs times their volumes, plus idle, are the bill; so they stand beside the three
prices of an API. A cached token is charged for reading it back, where that takes device time.
"""

from tco.expr import ROUNDING_TOLERANCE, SECONDS_PER_HOUR, TOKENS_PER_MTOK, maximum, ratio, where


def gpu_seconds_per_missed_token(gpus_per_prefill_unit, prefill_tokens_per_second, cache_hit_share):
    """Device time that computing one prompt token takes; the rate of a replica counts tokens found in the cache, too.

        devices of a prefill replica / (its tokens per second * share that is computed)

    Unit: s
    Source: definition
    """
    computed = maximum(1 - cache_hit_share, ROUNDING_TOLERANCE)
    return gpus_per_prefill_unit / (prefill_tokens_per_second * computed)


def gpu_seconds_per_cached_token(gpu_seconds_per_missed_token, cached_time_share):
    """Device time that a prompt token found in the cache takes.

        time of a computed token * share of it that reading back takes

    Unit: s
    Source: definition
    """
    return gpu_seconds_per_missed_token * cached_time_share


def decode_alone_tokens_per_second(disaggregated, decode_tokens_per_second, step_tokens_per_second):
    """Output tokens per second of a replica that does nothing but decode.

        its rate, where prompts have devices of their own; else the rate of its steps, waits for prompts left out

    Unit: tokens/s
    Source: definition
    """
    return where(disaggregated > 0, decode_tokens_per_second, step_tokens_per_second)


def gpu_seconds_per_output_token(gpus_per_decode_unit, decode_alone_tokens_per_second):
    """Device time that one output token takes, waits for prompts left out: those are charged to the prompts.

        devices of a decode replica / its tokens per second

    Unit: s
    Source: definition
    """
    return gpus_per_decode_unit / decode_alone_tokens_per_second


def gpu_seconds_per_request(
    prompt_tokens, cache_hit_share, output_tokens, gpu_seconds_per_missed_token, gpu_seconds_per_cached_token,
    gpu_seconds_per_output_token,
):  # fmt: skip
    """Device time of one request, prompt and answer.

        prompt * ((1 - hits) * missed + hits * cached) + answer * output

    Unit: s
    Source: definition
    """
    cached = cache_hit_share * gpu_seconds_per_cached_token
    prompt = prompt_tokens * ((1 - cache_hit_share) * gpu_seconds_per_missed_token + cached)
    return prompt + output_tokens * gpu_seconds_per_output_token


def gpus_busy_prefill(
    missed_tokens_per_second, cached_tokens_per_second, gpu_seconds_per_missed_token, gpu_seconds_per_cached_token
):
    """Devices that prompts keep busy, on average.

        missed * device time of one + cached * device time of one

    Unit: gpus
    Source: Little's law
    """
    missed = missed_tokens_per_second * gpu_seconds_per_missed_token
    return missed + cached_tokens_per_second * gpu_seconds_per_cached_token


def gpus_busy_decode(output_tokens_per_second, gpu_seconds_per_output_token):
    """Devices that answers keep busy, on average.

        output tokens * device time of one

    Unit: gpus
    Source: Little's law
    """
    return output_tokens_per_second * gpu_seconds_per_output_token


def gpus_busy(gpus_busy_prefill, gpus_busy_decode):
    """Devices that the load keeps busy, on average.

        prefill + decode

    Unit: gpus
    Source: definition
    """
    return gpus_busy_prefill + gpus_busy_decode


def cost_per_prefill_gpu_hour(cost_per_hour, gpus_at_one_price):
    """What the bill comes to for one hour of a device at the price of prefill devices, used or not.

        cost per hour / devices, each counted at its price over that of prefill devices

    Unit: money/gpu/hour
    Source: definition
    """
    return ratio(cost_per_hour, gpus_at_one_price)


def serving_cost_per_mtok_input(gpu_seconds_per_missed_token, cost_per_prefill_gpu_hour):
    """Device time of a million prompt tokens that are computed.

        device time * price of a device-hour / 3600 * 1e6

    Unit: money/Mtok
    Source: definition
    """
    return gpu_seconds_per_missed_token * cost_per_prefill_gpu_hour / SECONDS_PER_HOUR * TOKENS_PER_MTOK


def serving_cost_per_mtok_cached(gpu_seconds_per_cached_token, cost_per_prefill_gpu_hour):
    """Device time of a million prompt tokens that are found in the cache.

        device time * price of a device-hour / 3600 * 1e6

    Unit: money/Mtok
    Source: definition
    """
    return gpu_seconds_per_cached_token * cost_per_prefill_gpu_hour / SECONDS_PER_HOUR * TOKENS_PER_MTOK


def serving_cost_per_mtok_output(gpu_seconds_per_output_token, cost_per_prefill_gpu_hour, decode_price_factor):
    """Device time of a million output tokens.

        device time * price of a decode device-hour / 3600 * 1e6

    Unit: money/Mtok
    Source: definition
    """
    hour = cost_per_prefill_gpu_hour * decode_price_factor
    return gpu_seconds_per_output_token * hour / SECONDS_PER_HOUR * TOKENS_PER_MTOK


def serving_cost_per_month(
    missed_mtok_per_month, cached_mtok_per_month, output_mtok_per_month,
    serving_cost_per_mtok_input, serving_cost_per_mtok_cached, serving_cost_per_mtok_output,
):  # fmt: skip
    """Device time of all tokens of a month.

        input * its cost + cached * its cost + output * its cost

    Unit: money/month
    Source: definition
    """
    prompts = missed_mtok_per_month * serving_cost_per_mtok_input + cached_mtok_per_month * serving_cost_per_mtok_cached
    return prompts + output_mtok_per_month * serving_cost_per_mtok_output


def gpu_hours_idle_per_month(gpus_prefill, gpus_decode, gpus_busy, hours_per_month):
    """Device-hours of a month that are held and not used; below 0 where more is asked than the devices can do.

        (devices held - devices kept busy) * hours

    Unit: hours/month
    Source: definition
    """
    return (gpus_prefill + gpus_decode - gpus_busy) * hours_per_month


def idle_cost_per_month(
    gpus_prefill, gpus_decode, gpus_busy_prefill, gpus_busy_decode, cost_per_prefill_gpu_hour, decode_price_factor,
    hours_per_month,
):  # fmt: skip
    """What the devices cost in the hours of a month in which nobody used them; below 0 where they are overloaded.

        ((prefill held - busy) + (decode held - busy) * price factor) * price of a device-hour * hours

    Unit: money/month
    Source: definition
    """
    idle = gpus_prefill - gpus_busy_prefill + (gpus_decode - gpus_busy_decode) * decode_price_factor
    return idle * cost_per_prefill_gpu_hour * hours_per_month


def idle_cost_ratio(cost_per_month, serving_cost_per_month):
    """The bill over the device time of its tokens: what each unit cost is multiplied by to pay for idle capacity too.

        bill / device time

    Unit: ratio
    Source: definition
    """
    return ratio(cost_per_month, serving_cost_per_month)


def loaded_cost_per_mtok_input(serving_cost_per_mtok_input, idle_cost_ratio):
    """Cost of a million computed prompt tokens with their part of idle capacity: the one to set against an API price.

        device time * bill over device time

    Unit: money/Mtok
    Source: definition; idle capacity in proportion to device time
    """
    return serving_cost_per_mtok_input * idle_cost_ratio


def loaded_cost_per_mtok_cached(serving_cost_per_mtok_cached, idle_cost_ratio):
    """Cost of a million prompt tokens found in the cache, with their part of idle capacity.

        device time * bill over device time

    Unit: money/Mtok
    Source: definition; idle capacity in proportion to device time
    """
    return serving_cost_per_mtok_cached * idle_cost_ratio


def loaded_cost_per_mtok_output(serving_cost_per_mtok_output, idle_cost_ratio):
    """Cost of a million output tokens with their part of idle capacity: the one to set against an API price.

        device time * bill over device time

    Unit: money/Mtok
    Source: definition; idle capacity in proportion to device time
    """
    return serving_cost_per_mtok_output * idle_cost_ratio


def idle_share(idle_cost_per_month, cost_per_month):
    """Part of the bill that pays for idle devices.

        idle / bill

    Unit: share
    Source: definition
    """
    return ratio(idle_cost_per_month, cost_per_month)


def free_tokens_cost_per_month(
    missed_mtok_per_month, cached_mtok_per_month, output_mtok_per_month, paid_share_input, paid_share_output,
    loaded_cost_per_mtok_input, loaded_cost_per_mtok_cached, loaded_cost_per_mtok_output,
):  # fmt: skip
    """What the tokens of a month cost that nobody pays for: a free tier costs, and earns nothing.

        (missed * cost + cached * cost) * unpaid + output * cost * unpaid, idle capacity included

    Unit: money/month
    Source: definition
    """
    prompts = missed_mtok_per_month * loaded_cost_per_mtok_input + cached_mtok_per_month * loaded_cost_per_mtok_cached
    answers = output_mtok_per_month * loaded_cost_per_mtok_output
    return prompts * (1 - paid_share_input) + answers * (1 - paid_share_output)
