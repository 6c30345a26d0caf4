"""What does it cost that a context does not lie where it is needed?

Context parallelism splits a prompt, and later its cache, over cp groups of tp devices. While the prompt is computed,
keys and values go round the devices like a ring; each computes attention on the part that it has while the next is on
its way, so that only what takes longer than attention is waited for. While answers are made the cache stays, and the
queries go round: small, but a step waits for each hop. Two levels of network, as everywhere: a ring is as fast as its
slowest link, which lies between servers where the devices do not stand in one. Where prompts have devices of their own,
the whole cache moves once, to those that decode.
"""

from tco.expr import minimum, where


def context_group(tp, cp):
    """Devices that hold one context between them, by heads and by tokens.

        tp * cp

    Unit: count
    Source: definition
    """
    return tp * cp


def context_inside_bandwidth(
    context_group, server_domain, scale_up_domain, scale_up_bandwidth, pcie_bandwidth, link_efficiency
):
    """One-way bandwidth of a device to the next of its ring, in one server.

        (scale-up links where they span the devices that stand there, else PCIe) * share reached

    Unit: bytes/s
    Source: definition
    """
    devices = minimum(context_group, server_domain)
    return where(devices <= scale_up_domain, scale_up_bandwidth, pcie_bandwidth) * link_efficiency


def context_bandwidth(context_group, server_domain, context_inside_bandwidth, scale_out_bandwidth):
    """One-way bandwidth of the slowest link of a ring.

        inside;  the lesser of inside and between servers where the group spans several

    Unit: bytes/s
    Source: definition; every device sends by its own link, Yang et al. 2024, arXiv 2411.01783, section 4.1
    """
    slowest = minimum(context_inside_bandwidth, scale_out_bandwidth)
    return where(server_domain < context_group, slowest, context_inside_bandwidth)


def context_hop_seconds(context_group, server_domain, collective_seconds, collective_out_seconds):
    """Time of one hop of a ring with nothing to carry.

        latency inside a server, or between servers where the group spans several

    Unit: s
    Source: fitted, see pricing/efficiency.csv; taken to be that of a collective
    """
    return where(server_domain < context_group, collective_out_seconds, collective_seconds)


def ring_bytes(kv_bytes_per_token, prompt_tokens_kept, kv_copies, tp, cp):
    """Keys and values of a prompt that come to one device from the others of its ring.

        cache of the prompt * copies / tp * (n - 1) / n

    Unit: bytes
    Source: Liu et al. 2023, Ring Attention, arXiv 2310.01889; pass-KV in Yang et al. 2024, arXiv 2411.01783
    """
    return kv_bytes_per_token * prompt_tokens_kept * kv_copies / tp * (1 - 1 / cp)


def ring_seconds(ring_bytes, context_bandwidth, cp, cached_layers, context_hop_seconds):
    """Time in which the keys and values of a prompt go round the devices that share it, layer by layer.

        bytes / bandwidth + (n - 1) * layers * hop

    Unit: s
    Source: Yang et al. 2024, arXiv 2411.01783, section 3.4
    """
    return ring_bytes / context_bandwidth + (cp - 1) * cached_layers * context_hop_seconds


def query_bytes_per_token(heads, tp, attention_width, bytes_per_value_moved, cached_layers):
    """Queries of one token that go to the other devices of its ring, and partial results that come back, of all layers.

        2 * heads / tp * width * bytes * layers

    Unit: bytes
    Source: pass-Q in Yang et al. 2024, arXiv 2411.01783
    """
    return 2 * heads / tp * attention_width * bytes_per_value_moved * cached_layers


def context_parallel_seconds(
    group_tokens, cp, query_bytes_per_token, context_bandwidth, cached_layers, context_hop_seconds
):
    """Time that a decode step waits for queries to go round and for results to come back; nothing hides it.

        tokens * bytes of one * (n - 1) / n / bandwidth + n * layers * hop: n - 1 hops of the ring and one way back

    Unit: s
    Source: pass-Q in Yang et al. 2024, arXiv 2411.01783
    """
    moved = group_tokens * query_bytes_per_token * (1 - 1 / cp) / context_bandwidth
    return moved + cp * cached_layers * context_hop_seconds


def kv_handover_bytes(kv_bytes_per_token, prompt_tokens_kept, state_bytes_per_sequence, disaggregated):
    """Cache of a prompt that moves from the devices that computed it to those that decode.

        bytes per token * tokens kept + states;  0 where one replica does both

    Unit: bytes
    Source: Zhong et al. 2024, DistServe, arXiv 2401.09670, section 3.3
    """
    return (kv_bytes_per_token * prompt_tokens_kept + state_bytes_per_sequence) * disaggregated


def kv_handover_seconds(kv_handover_bytes, sequence_shards, scale_out_bandwidth):
    """Time to hand the cache of a prompt over, once it is computed: each device that decodes gets its part over a link of its own.

        bytes / devices that hold a sequence / bandwidth between servers

    Unit: s
    Source: Patel et al. 2024, Splitwise, arXiv 2311.18677; sending layer by layer would hide most of it
    """
    return kv_handover_bytes / sequence_shards / scale_out_bandwidth
