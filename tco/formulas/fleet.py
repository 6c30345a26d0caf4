"""How many devices serve this, and how many of them prefill?

Decode makes requests leave at a steady rate; prefill must let as many in. The number of prefill replicas follows, and
with it the fleet. Tokens served are tokens that could be, times the utilisation.
"""

from tco.expr import ceil, ratio, where


def replicas(fleet_follows_peak, replicas_for_peak, decode_units):
    """Decode replicas held: as many as the busiest hour needs, or as many as are given.

        replicas for the peak, or the number given

    Unit: count
    Source: definition
    """
    return where(fleet_follows_peak > 0, replicas_for_peak, decode_units)


def output_tokens_per_second_full_load(replicas, decode_tokens_per_second):
    """Output tokens per second of the whole deployment when it is never idle.

        decode replicas * tokens per second of one

    Unit: tokens/s
    Source: definition
    """
    return replicas * decode_tokens_per_second


def requests_per_second_full_load(output_tokens_per_second_full_load, output_tokens):
    """Requests that finish, and so must start, each second at full load.

        output tokens per second / tokens of an answer

    Unit: requests/s
    Source: Little's law: a request stays for its tokens * time per token
    """
    return output_tokens_per_second_full_load / output_tokens


def prefill_units_loaded(requests_per_second_full_load, prefill_prompts_per_second):
    """Prefill replicas kept busy at full load, unrounded.

        requests per second / prompts per second of a replica

    Unit: units
    Source: definition
    """
    return requests_per_second_full_load / prefill_prompts_per_second


def prefill_units(prefill_units_loaded, disaggregated):
    """Prefill replicas that let requests in as fast as decode lets them out; none where prompts and answers share devices.

        ceil(replicas kept busy)

    Unit: units
    Source: steady state; seed 004, line 205 takes 10
    """
    return ceil(prefill_units_loaded) * disaggregated


def prefill_load_share(prefill_units_loaded, prefill_units):
    """Share of the time that the prefill replicas are busy at full load.

        busy / installed

    Unit: share
    Source: definition
    """
    return ratio(prefill_units_loaded, prefill_units)


def gpus_prefill(from_api, prefill_units, gpus_per_prefill_unit):
    """Devices that prefill; none where an API does.

        replicas * devices of one

    Unit: count
    Source: definition
    """
    return where(from_api > 0, 0, prefill_units * gpus_per_prefill_unit)


def gpus_fleet(rent_follows_load, gpus_rented_mean, replicas, gpus_per_decode_unit):
    """Devices of the decode replicas held; where devices come and go with the load, those paid for on average.

        replicas * devices of one, or the mean of those rented

    Unit: count
    Source: definition
    """
    return where(rent_follows_load > 0, gpus_rented_mean, replicas * gpus_per_decode_unit)


def gpus_decode(from_api, gpus_fleet):
    """Devices that decode; none where an API does.

        devices of the decode replicas

    Unit: count
    Source: definition
    """
    return where(from_api > 0, 0, gpus_fleet)


def gpus(gpus_prefill, gpus_decode):
    """Devices of the deployment.

        prefill + decode

    Unit: count
    Source: seed 004, lines 203-210
    """
    return gpus_prefill + gpus_decode


def servers(gpus, gpus_per_server):
    """Servers that hold the devices.

        ceil(devices / devices of a server)

    Unit: count
    Source: definition
    """
    return ceil(gpus / gpus_per_server)


def gpus_prefill_share(gpus_prefill, gpus):
    """Share of the devices that prefill.

        prefill / all

    Unit: share
    Source: definition
    """
    return ratio(gpus_prefill, gpus)


def output_tokens_per_second(
    load_is_demand, requests_served_per_second, output_tokens, output_tokens_per_second_full_load, utilisation_share
):
    """Output tokens served per second by the whole deployment.

        tokens at full load * utilisation; or, where the load is what users ask for, requests served * tokens of an answer

    Unit: tokens/s
    Source: definition
    """
    asked = requests_served_per_second * output_tokens
    return where(load_is_demand > 0, asked, output_tokens_per_second_full_load * utilisation_share)


def output_tokens_per_second_per_gpu(output_tokens_per_second, gpus):
    """Output tokens served per second and device, prefill devices included.

        tokens per second / devices

    Unit: tokens/s/gpu
    Source: definition
    """
    return ratio(output_tokens_per_second, gpus)


def requests_per_second(output_tokens_per_second, output_tokens):
    """Requests served per second.

        output tokens per second / tokens of an answer

    Unit: requests/s
    Source: definition
    """
    return output_tokens_per_second / output_tokens


def input_tokens_per_second(requests_per_second, prompt_tokens):
    """Prompt tokens that arrive per second.

        requests per second * tokens of a prompt

    Unit: tokens/s
    Source: definition
    """
    return requests_per_second * prompt_tokens


def cached_tokens_per_second(input_tokens_per_second, cache_hit_share):
    """Prompt tokens per second that are found in the prefix cache.

        prompt tokens * hit share

    Unit: tokens/s
    Source: definition
    """
    return input_tokens_per_second * cache_hit_share


def prefill_units_busy(input_tokens_per_second, prefill_tokens_per_second):
    """Prefill replicas that the arriving prompt tokens keep busy.

        prompt tokens per second / tokens per second of a replica

    Unit: units
    Source: definition
    """
    return input_tokens_per_second / prefill_tokens_per_second


def decode_units_busy(output_tokens_per_second, decode_tokens_per_second):
    """Decode replicas that the served output tokens keep busy.

        output tokens per second / tokens per second of a replica

    Unit: units
    Source: definition
    """
    return output_tokens_per_second / decode_tokens_per_second


def prefill_busy_share(prefill_units_busy, decode_units_busy):
    """Share of busy replicas that prefill, for replicas of equal size.

        prefill / (prefill + decode)

    Unit: share
    Source: definition
    """
    return ratio(prefill_units_busy, prefill_units_busy + decode_units_busy)
