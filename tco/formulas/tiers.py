"""Where may a cache wait, and what does fetching it back cost?

Device memory, host memory, drives, object storage: each slower and cheaper than the one before. Between the turns of a
conversation a cache may wait anywhere; the question is whether reading it back is faster than computing it again.
While a sequence is decoded, full attention reads all of its cache in every step: a cold tier is refused there.
"""

from tco.expr import BYTES_PER_GB, floor, maximum, ratio, where


def context_max_tokens(cache_room_bytes, kv_pool_share, kv_shards, batch, kv_bytes_per_token):
    """Longest mean context of the batch that device memory holds, where no window bounds it.

        floor(room * share of the pool * shards / (batch * bytes per token))

    Unit: tokens
    Source: definition
    """
    room = maximum(cache_room_bytes, 0) * kv_pool_share * kv_shards
    return floor(room / (batch * kv_bytes_per_token))


def context_max_tokens_with_tier(context_max_tokens, tier_capacity_bytes, batch, kv_bytes_per_token):
    """Longest mean context of the batch that device memory and the tier hold together, between turns.

        in memory + floor(capacity / (batch * bytes per token))

    Unit: tokens
    Source: seed 002, line 61 (8K to 32K with a drive)
    """
    return context_max_tokens + floor(tier_capacity_bytes / (batch * kv_bytes_per_token))


def cold_tokens(cached_tokens, hot_tokens):
    """Tokens of a sequence whose cache waits in the tier.

        max(0, tokens kept - tokens in device memory)

    Unit: tokens
    Source: seed 002, line 117
    """
    return maximum(cached_tokens - hot_tokens, 0)


def cold_bytes_per_sequence(kv_bytes_per_token, cold_tokens):
    """Cache of one sequence that waits in the tier.

        bytes per token * tokens

    Unit: bytes
    Source: definition
    """
    return kv_bytes_per_token * cold_tokens


def reload_seconds(tier_latency_seconds, cold_bytes_per_sequence, tier_bandwidth):
    """Time to read the cache of one sequence back.

        latency + bytes / bandwidth

    Unit: s
    Source: definition
    """
    return tier_latency_seconds + cold_bytes_per_sequence / tier_bandwidth


def recompute_seconds(cold_tokens, prefill_tokens_per_second):
    """Time to compute the part of a sequence that waits in the tier again, instead of reading it back.

        tokens / tokens per second in prefill

    Unit: s
    Source: definition
    """
    return cold_tokens / prefill_tokens_per_second


def reload_or_recompute(reload_seconds, recompute_seconds):
    """What brings a waiting conversation back sooner.

        the faster of the two

    Unit: text
    Source: definition
    """
    return where(recompute_seconds < reload_seconds, "recompute", "reload")


def cold_read_seconds(tier_latency_seconds, batch, cold_bytes_per_sequence, tier_bandwidth):
    """Time in which a decode step would read what waits in the tier.

        latency + batch * bytes / bandwidth

    Unit: s
    Source: definition; full attention reads every cached token in every step
    """
    return tier_latency_seconds + batch * cold_bytes_per_sequence / tier_bandwidth


def offload_slowdown(cold_read_seconds, decode_step_seconds):
    """What the tier would add to a step, over the step.

        cold read / step

    Unit: ratio
    Source: definition; seed 002, line 61 says 0.1
    """
    return ratio(cold_read_seconds, decode_step_seconds)


def spilled_step_seconds(decode_step_seconds, cold_read_seconds):
    """Time of a step that waits for the tier.

        step + cold read

    Unit: s
    Source: seed 002, line 55
    """
    return decode_step_seconds + cold_read_seconds


def offload_verdict(cold_read_seconds, decode_step_seconds, offload_slowdown_limit):
    """Whether sequences in decode may leave part of their cache in the tier.

        refused where it adds more to a step than is granted

    Unit: text
    Source: definition
    """
    granted = offload_slowdown_limit * decode_step_seconds
    return where(granted < cold_read_seconds, "refused in decode", "allowed")


def held_bytes(held_sequences, kv_bytes_per_sequence):
    """Cache of all sequences that wait.

        sequences * bytes

    Unit: bytes
    Source: definition
    """
    return held_sequences * kv_bytes_per_sequence


def held_cost(held_bytes, tier_price_per_gb):
    """Price of the memory or drive that holds them, to buy.

        GB * price

    Unit: money
    Source: seed 002, lines 54-60
    """
    return held_bytes / BYTES_PER_GB * tier_price_per_gb


def held_cost_per_month(held_bytes, tier_price_per_gb_month):
    """Rent of the storage that holds them.

        GB * price a month

    Unit: money/month
    Source: seed 002, line 63
    """
    return held_bytes / BYTES_PER_GB * tier_price_per_gb_month


def weights_cost(weight_bytes, tier_price_per_gb):
    """Price of the memory or drive that holds the weights of a model, to buy.

        GB * price

    Unit: money
    Source: seed 002, lines 54-60
    """
    return weight_bytes / BYTES_PER_GB * tier_price_per_gb


def weights_cost_per_month(weight_bytes, tier_price_per_gb_month):
    """Rent of the storage that holds the weights of a model.

        GB * price a month

    Unit: money/month
    Source: seed 002, line 63
    """
    return weight_bytes / BYTES_PER_GB * tier_price_per_gb_month


def weights_load_seconds(tier_latency_seconds, weight_bytes, tier_bandwidth):
    """Time to load a model that waits in the tier.

        latency + weights / bandwidth

    Unit: s
    Source: seed 002, line 61
    """
    return tier_latency_seconds + weight_bytes / tier_bandwidth


def models_in_tier(tier_capacity_bytes, weight_bytes):
    """Models of this size that the tier holds.

        floor(capacity / weights)

    Unit: count
    Source: seed 002, line 61
    """
    return floor(tier_capacity_bytes / weight_bytes)
