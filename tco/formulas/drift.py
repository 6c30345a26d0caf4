"""How do load and prices move over the horizon?

The load grows and has its seasons; what a fleet or a rate limit cannot take in a period is refused in it. Token prices
drift, or follow the dated lists of the price book.
"""

from tco.expr import SECONDS_PER_HOUR, maximum, minimum, power, where


def load_index(demand_change_per_year, years_elapsed, season_ratio):
    """Requests offered in the period over those of today.

        (1 + yearly change)^years * season

    Unit: ratio
    Source: definition
    """
    return power(1 + demand_change_per_year, years_elapsed) * season_ratio


def service_limit_ratio(from_api, api_limit_load_ratio, capacity_load_ratio):
    """Load that the service can take, as a multiple of today's mean: by its machines, or by the API's rate limit.

        capacity, or rate limit

    Unit: ratio
    Source: definition
    """
    return where(from_api > 0, api_limit_load_ratio, capacity_load_ratio)


def service_limit_in_period(service_limit_ratio, load_index):
    """Load that the service can take, as a multiple of the mean load of the period.

        limit today / load index

    Unit: ratio
    Source: definition
    """
    return service_limit_ratio / load_index


def service_depth_in_period(service_limit_in_period, load_valley, load_spread):
    """How far below the peak of the period the limit lies: 0 at the peak or above, 1 at the valley or below.

        (peak - limit) / (peak - valley), from 0 to 1

    Unit: share
    Source: definition
    """
    below = load_valley + load_spread - service_limit_in_period
    return minimum(maximum(below / where(0 < load_spread, load_spread, 1), 0), 1)


def beyond_limit_in_period(
    service_limit_in_period, load_valley, load_above_valley, load_shape, service_depth_in_period
):
    """Share of the requests of the period that arrives above the limit.

        mean above valley * depth^(1 + shape) + what the limit lacks of the valley

    Unit: share
    Source: integral of the load curve above the limit
    """
    curve = load_above_valley * power(service_depth_in_period, 1 + load_shape)
    return curve + maximum(load_valley - service_limit_in_period, 0)


def unanswered_share(from_api, overflow_taken_share):
    """Share of what arrives above the limit that nobody answers: all of it, or what no second provider takes.

        1, or 1 - taken

    Unit: share
    Source: definition
    """
    return where(from_api > 0, 1 - overflow_taken_share, 1)


def refused_share_in_period(rent_follows_load, beyond_limit_in_period, unanswered_share):
    """Share of the requests of the period that is refused: none where devices follow the load.

        above the limit * unanswered

    Unit: share
    Source: definition
    """
    return where(rent_follows_load > 0, 0, beyond_limit_in_period * unanswered_share)


def requests_offered_in_period(requests_asked_per_second, load_index, hours_in_period):
    """Requests that users send in the period.

        requests per second today * load index * seconds of the period

    Unit: requests
    Source: definition
    """
    return requests_asked_per_second * load_index * hours_in_period * SECONDS_PER_HOUR


def requests_refused_in_period(requests_offered_in_period, refused_share_in_period):
    """Requests of the period that nobody answers.

        offered * refused

    Unit: requests
    Source: definition
    """
    return requests_offered_in_period * refused_share_in_period


def requests_served_in_period(requests_offered_in_period, requests_refused_in_period):
    """Requests of the period that are answered.

        offered - refused

    Unit: requests
    Source: definition
    """
    return requests_offered_in_period - requests_refused_in_period


def asked_index(load_index, refused_share_in_period, refused_share):
    """Tokens served in the period over those of today, where the load is what users ask for.

        load index * served share of the period / served share of today

    Unit: ratio
    Source: definition
    """
    return load_index * (1 - refused_share_in_period) / (1 - refused_share)


def demand_index(load_is_demand, asked_index, load_index, utilisation_share):
    """Tokens served in the period over those of today; the fleet cannot serve more than its full load.

        min(load index, 1 / utilisation); or, where the load is what users ask for, what is served of it

    Unit: ratio
    Source: definition
    """
    return where(load_is_demand > 0, asked_index, minimum(load_index, 1 / utilisation_share))


def listed_price_index(
    revenue_output_per_second, revenue_input_per_second, revenue_cached_per_second, revenue_per_second,
    listed_output_ratio, listed_input_ratio, listed_cached_ratio,
):  # fmt: skip
    """Token prices that the list of the period states over those of today's, by what each kind of token earns today.

        (output * its ratio + input * its ratio + cached * its ratio) / revenue

    Unit: ratio
    Source: definition
    """
    prompts = revenue_input_per_second * listed_input_ratio + revenue_cached_per_second * listed_cached_ratio
    return (revenue_output_per_second * listed_output_ratio + prompts) / revenue_per_second


def price_level(prices_by_date, listed_price_index):
    """Token prices over those of today before any yearly change: by the dated lists, where a case follows them.

        listed price index, or 1

    Unit: ratio
    Source: definition
    """
    return where(prices_by_date > 0, listed_price_index, 1)


def price_index(price_level, price_change_per_year, years_elapsed, inflation_index):
    """Token prices of the period over those of today.

        level of the lists * (1 + yearly change)^years * inflation index

    Unit: ratio
    Source: definition
    """
    return price_level * power(1 + price_change_per_year, years_elapsed) * inflation_index
