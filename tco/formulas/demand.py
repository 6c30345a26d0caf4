"""How much is asked for, at which hours, and how much of it is served?

Tokens of a month; then the load over the day as a duration curve of three numbers that any monitor shows: the busiest
hour, the quietest hour and the mean. Between them the curve is a power, so that what lies above any level (the machines
held, a rate limit, a reservation) has a closed form. What lies above the machines held is refused. Levels are
multiples of the mean load. Devices are pooled here: each may do either phase.
"""

from tco.expr import (
    ROUNDING_TOLERANCE,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    TOKENS_PER_MTOK,
    maximum,
    minimum,
    power,
    ratio,
    where,
)


def missed_tokens_per_second(input_tokens_per_second, cached_tokens_per_second):
    """Prompt tokens per second that are not found in the cache and must be computed.

        prompt tokens - cached tokens

    Unit: tokens/s
    Source: definition
    """
    return input_tokens_per_second - cached_tokens_per_second


def missed_mtok_per_month(missed_tokens_per_second, hours_per_month):
    """Prompt tokens of a month that are not found in the cache.

        tokens per second * seconds of the month / 1e6

    Unit: Mtok/month
    Source: definition
    """
    return missed_tokens_per_second * SECONDS_PER_HOUR * hours_per_month / TOKENS_PER_MTOK


def cached_mtok_per_month(cached_tokens_per_second, hours_per_month):
    """Prompt tokens of a month that are found in the prefix cache.

        tokens per second * seconds of the month / 1e6

    Unit: Mtok/month
    Source: definition
    """
    return cached_tokens_per_second * SECONDS_PER_HOUR * hours_per_month / TOKENS_PER_MTOK


def output_mtok_per_month(output_tokens_per_second, hours_per_month):
    """Output tokens of a month.

        tokens per second * seconds of the month / 1e6

    Unit: Mtok/month
    Source: definition
    """
    return output_tokens_per_second * SECONDS_PER_HOUR * hours_per_month / TOKENS_PER_MTOK


def load_valley(peak_load_ratio, valley_load_share):
    """Load of the quietest hour over the mean; where the busiest hour is no more than the mean, all hours are alike.

        valley, and 1 where the load is even

    Unit: ratio
    Source: definition
    """
    return where(1 < peak_load_ratio, minimum(valley_load_share, 1), 1)


def load_spread(peak_load_ratio, load_valley):
    """From the quietest to the busiest hour; nothing where the quietest is the mean, for then all hours are alike.

        peak - valley

    Unit: ratio
    Source: definition
    """
    return where(load_valley < 1, peak_load_ratio - load_valley, 0)


def load_above_valley(load_valley):
    """Mean load above the quietest hour.

        1 - valley

    Unit: ratio
    Source: definition
    """
    return 1 - load_valley


def load_shape(load_spread, load_above_valley):
    """How short the peak is: 1 where the load falls in a straight line, above 1 where few hours are near the peak.

        (peak - mean) / (mean - valley)

    Unit: ratio
    Source: the power curve from peak to valley that has the given mean
    """
    return (load_spread - load_above_valley) / maximum(load_above_valley, ROUNDING_TOLERANCE)


def requests_asked_per_second(
    load_is_demand, requests_offered_per_second, output_tokens_per_second_full_load, utilisation_share, output_tokens
):
    """Requests per second that are put to the service, on average.

        requests that users send; or, where the load is a utilisation, what that share of full load answers

    Unit: requests/s
    Source: definition
    """
    held = output_tokens_per_second_full_load * utilisation_share / output_tokens
    return where(load_is_demand > 0, requests_offered_per_second, held)


def requests_asked_per_day(requests_asked_per_second):
    """Requests that are put to the service on a day.

        requests per second * 86400

    Unit: requests/day
    Source: definition
    """
    return requests_asked_per_second * SECONDS_PER_DAY


def gpus_asked(requests_offered_per_second, gpu_seconds_per_request):
    """Devices that the requests of users would keep busy, on average.

        requests offered * device time of one

    Unit: gpus
    Source: Little's law
    """
    return requests_offered_per_second * gpu_seconds_per_request


def capacity_load_ratio(gpus, target_load_share, availability_share, gpus_asked):
    """Load that the devices held can take, as a multiple of the mean load.

        devices * highest load * availability / devices asked for

    Unit: ratio
    Source: definition
    """
    return gpus * target_load_share * availability_share / gpus_asked


def capacity_depth(capacity_load_ratio, load_valley, load_spread):
    """How far below the peak the capacity lies: 0 at the peak or above, 1 at the valley or below.

        (peak - capacity) / (peak - valley), from 0 to 1

    Unit: share
    Source: definition
    """
    below = load_valley + load_spread - capacity_load_ratio
    return minimum(maximum(below / where(0 < load_spread, load_spread, 1), 0), 1)


def above_capacity_share(capacity_load_ratio, load_valley, load_above_valley, load_shape, capacity_depth):
    """Share of the requests that arrives above what the devices held can take.

        mean above valley * depth^(1 + shape) + what the capacity lacks of the valley

    Unit: share
    Source: integral of the load curve above the capacity
    """
    return load_above_valley * power(capacity_depth, 1 + load_shape) + maximum(load_valley - capacity_load_ratio, 0)


def fleet_refused_share(rent_follows_load, above_capacity_share):
    """Share of the requests that finds no free machine: none where devices follow the load.

        above capacity

    Unit: share
    Source: definition
    """
    return where(rent_follows_load > 0, 0, above_capacity_share)


def refused_share(from_api, api_unmet_share, fleet_refused_share):
    """Share of the requests that is refused: above a fleet that is held, or above an API's rate limit.

        by the machines, or by the API

    Unit: share
    Source: definition
    """
    return where(from_api > 0, api_unmet_share, fleet_refused_share)


def requests_refused_per_second(requests_offered_per_second, refused_share):
    """Requests per second that nobody answers.

        offered * share refused

    Unit: requests/s
    Source: definition
    """
    return requests_offered_per_second * refused_share


def requests_served_per_second(requests_offered_per_second, requests_refused_per_second):
    """Requests per second that are answered.

        offered - refused

    Unit: requests/s
    Source: definition
    """
    return requests_offered_per_second - requests_refused_per_second


def utilisation_of_tokens(gpus_busy, gpus):
    """Tokens served over the tokens that the devices held could make without a pause, each by its device time.

        devices kept busy / devices held

    Unit: share
    Source: definition
    """
    return ratio(gpus_busy, gpus)


def load_share(load_is_demand, utilisation_of_tokens, utilisation_share):
    """How busy the deployment is: as is given, or as the demand makes it.

        utilisation, or that of tokens where the load is what users ask for

    Unit: share
    Source: definition
    """
    return where(load_is_demand > 0, utilisation_of_tokens, utilisation_share)


def utilisation_of_hours(utilisation_of_tokens, target_load_share):
    """Device-hours in use over device-hours held, where a device in use is as busy as it may be.

        utilisation of tokens / highest load

    Unit: share
    Source: definition
    """
    return ratio(utilisation_of_tokens, target_load_share)


def utilisation_of_power(utilisation_of_tokens, idle_power_share):
    """Mean power over peak power: an idle device draws power too.

        idle + (1 - idle) * utilisation of tokens

    Unit: share
    Source: definition
    """
    return idle_power_share + (1 - idle_power_share) * utilisation_of_tokens
