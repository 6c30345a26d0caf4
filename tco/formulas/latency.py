"""What does a user wait, and is the promise kept?

A wait for a free server by a named queueing model, then the stages of a request one after another, then the promise.
The wait is that of many servers with general arrivals and service (Allen and Cunneen, with Sakasegawa's power of the
load): exact for one server with exponential service (M/M/1) or fixed service (M/D/1), close otherwise. The tail is
taken as exponential beyond the fixed part of the service: exact for M/M/1.
"""

from tco.expr import exp, log, maximum, minimum, where


def queue_exponent(queue_servers):
    """How much sooner a wait falls with the load where several servers share one queue.

        sqrt(2 * (servers + 1)) - 1;  1 for one server

    Unit: count
    Source: Sakasegawa 1977, An approximation formula L_q = alpha rho^beta / (1 - rho)
    """
    return exp(log(2 * (queue_servers + 1)) / 2) - 1


def queue_variability(arrival_variation, service_variation):
    """How uneven arrivals and service are: 1 for M/M/1, a half for M/D/1.

        (arrivals^2 + service^2) / 2, of standard deviation over mean

    Unit: ratio
    Source: Kingman 1961; Allen 1990, Probability, Statistics and Queueing Theory, section 5.3
    """
    return (arrival_variation * arrival_variation + service_variation * service_variation) / 2


def queue_load_factor(queue_load_share, queue_exponent, queue_servers):
    """Mean wait over mean service, for arrivals and service as uneven as in M/M/1.

        load^exponent / (servers * (1 - load))

    Unit: ratio
    Source: Sakasegawa 1977
    """
    return queue_load_share**queue_exponent / (queue_servers * (1 - queue_load_share))


def queue_seconds(prefill_seconds, queue_variability, queue_load_factor):
    """Mean wait before prefill starts.

        service * variability * load factor;  load / (1 - load) * service for M/M/1

    Unit: s
    Source: Allen 1990, Probability, Statistics and Queueing Theory, section 5.3
    """
    return prefill_seconds * queue_variability * queue_load_factor


def service_fixed_seconds(prefill_seconds, service_variation):
    """Part of the service that is the same for all.

        service * (1 - variation);  nothing for M/M/1

    Unit: s
    Source: shifted exponential with the same mean and standard deviation
    """
    return prefill_seconds * (1 - minimum(service_variation, 1))


def percentile_factor(latency_percentile):
    """Percentile of an exponential time over its mean: 4.6 for the 99th.

        -ln(1 - percentile)

    Unit: ratio
    Source: exponential distribution
    """
    return 0 - log(1 - latency_percentile)


def ttft_percentile_seconds(
    network_seconds, service_fixed_seconds, queue_seconds, prefill_seconds, percentile_factor, disaggregated,
    kv_handover_seconds,
):  # fmt: skip
    """Time to the first token that the named percentile of requests stays within.

        network + fixed + (queue + prefill - fixed) * factor, and the hand-over where there is one

    Unit: s
    Source: exact for M/M/1, whose time in the system is exponential
    """
    spread = maximum(queue_seconds + prefill_seconds - service_fixed_seconds, 0)
    there = network_seconds + service_fixed_seconds + spread * percentile_factor
    return where(0 < disaggregated, there + kv_handover_seconds, there)


def generation_seconds(output_tokens, tpot_seconds):
    """Time from the first token to the last.

        tokens * time per token

    Unit: s
    Source: definition
    """
    return output_tokens * tpot_seconds


def request_seconds(preparation_seconds, ttft_seconds, generation_seconds):
    """Time from sending a request to its last token.

        preparation + time to first token + generation

    Unit: s
    Source: definition
    """
    return preparation_seconds + ttft_seconds + generation_seconds


def felt_seconds(streamed, preparation_seconds, ttft_seconds, request_seconds):
    """Time until a user sees something: the first token where answers are streamed, the whole answer otherwise.

        preparation + time to first token, or the request

    Unit: s
    Source: seed 002, lines 174-176
    """
    return where(0 < streamed, preparation_seconds + ttft_seconds, request_seconds)


def preparation_time_share(preparation_seconds, request_seconds):
    """Part of a request that is spent before it is sent: tokenising, resizing.

        preparation / request

    Unit: share
    Source: seed 002, line 160
    """
    return preparation_seconds / request_seconds


def network_time_share(network_seconds, request_seconds):
    """Part of a request that is spent moving data.

        network / request

    Unit: share
    Source: seed 002, line 65
    """
    return network_seconds / request_seconds


def queue_time_share(queue_seconds, request_seconds):
    """Part of a request that is spent waiting for a server.

        queue / request

    Unit: share
    Source: definition
    """
    return queue_seconds / request_seconds


def prefill_time_share(prefill_seconds, request_seconds):
    """Part of a request that computes the prompt.

        prefill / request

    Unit: share
    Source: definition
    """
    return prefill_seconds / request_seconds


def generation_time_share(generation_seconds, request_seconds):
    """Part of a request that generates the answer.

        generation / request

    Unit: share
    Source: definition
    """
    return generation_seconds / request_seconds


def tpot_promise(tpot_seconds, tpot_target_seconds):
    """Whether the time per token is as short as promised.

        time per token <= target

    Unit: text
    Source: definition
    """
    return where(tpot_target_seconds < tpot_seconds, "time per token missed", "kept")


def promise(ttft_seconds, ttft_target_seconds, tpot_promise):
    """Whether the mean request is as fast as promised.

        kept, or which target is missed first

    Unit: text
    Source: definition
    """
    return where(ttft_target_seconds < ttft_seconds, "first token missed", tpot_promise)
