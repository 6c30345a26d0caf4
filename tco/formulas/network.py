"""What does communication add to a step?

Tensor parallelism sums partial results twice a layer (all-reduce), and a pipeline hands activations on. Two levels of
network: inside a server, over its links or PCIe, and between servers. Time is latency plus bytes over bandwidth. What
experts add stands in `all_to_all`, what devices that share a context tell each other in `context`, and a token that
visits its devices one after another in `chain`.
"""

from tco.expr import maximum, minimum, where


def server_domain(scale_up_domain, gpus_per_server):
    """Devices that reach each other without leaving a server, or a rack whose links span it.

        max(scale-up domain, devices of a server)

    Unit: count
    Source: definition; cards without links of their own meet on PCIe
    """
    return maximum(scale_up_domain, gpus_per_server)


def tp_inside(tp, server_domain):
    """Devices of a tensor-parallel group that reach each other without leaving the server.

        min(tp, domain)

    Unit: count
    Source: definition
    """
    return minimum(tp, server_domain)


def inside_bandwidth(tp_inside, scale_up_domain, scale_up_bandwidth, pcie_bandwidth):
    """One-way bandwidth of a device to the others of its tensor-parallel group in the server.

        scale-up links where they span the group, else PCIe

    Unit: bytes/s
    Source: definition
    """
    return where(tp_inside <= scale_up_domain, scale_up_bandwidth, pcie_bandwidth)


def tp_servers(tp, tp_inside):
    """Scale-up domains that a tensor-parallel group spans.

        tp / devices inside

    Unit: count
    Source: definition
    """
    return tp / tp_inside


def all_reduce_inside_seconds_per_byte(tp_inside, inside_bandwidth, link_efficiency):
    """Time of an all-reduce inside the domain, for each byte of a device.

        2 * (n - 1) / n / (bandwidth * share reached)

    Unit: s/byte
    Source: ring all-reduce, Patarasuk and Yuan 2009
    """
    return 2 * (tp_inside - 1) / tp_inside / (inside_bandwidth * link_efficiency)


def all_reduce_between_seconds_per_byte(tp_servers, tp_inside, scale_out_bandwidth):
    """Time of the part of an all-reduce that crosses servers: each device carries its share of the sum.

        2 * (n - 1) / n / devices inside / bandwidth

    Unit: s/byte
    Source: hierarchical all-reduce
    """
    return 2 * (tp_servers - 1) / tp_servers / tp_inside / scale_out_bandwidth


def all_reduce_latency_inside(tp_inside, collective_seconds):
    """Time of an all-reduce of nothing inside a server.

        latency, where there is more than one device

    Unit: s
    Source: fitted, see pricing/efficiency.csv
    """
    return where(1 < tp_inside, collective_seconds, 0)


def all_reduce_latency_between(tp_servers, collective_out_seconds):
    """Time that an all-reduce of nothing takes between servers.

        latency, where there is more than one server

    Unit: s
    Source: fitted, see pricing/efficiency.csv
    """
    return where(1 < tp_servers, collective_out_seconds, 0)


def all_reduce_latency_seconds(all_reduce_latency_inside, all_reduce_latency_between):
    """Time of an all-reduce of nothing.

        inside + between servers

    Unit: s
    Source: definition
    """
    return all_reduce_latency_inside + all_reduce_latency_between


def all_reduce_seconds_per_token(
    layers, hidden_dim, bytes_per_value_moved, all_reduce_inside_seconds_per_byte, all_reduce_between_seconds_per_byte
):
    """Time that the all-reduces of all layers take for each token of an attention group.

        2 * layers * hidden * bytes * time of a byte

    Unit: s
    Source: Shoeybi et al. 2019, Megatron-LM, arXiv 1909.08053: two all-reduces a layer
    """
    seconds_per_byte = all_reduce_inside_seconds_per_byte + all_reduce_between_seconds_per_byte
    return 2 * layers * hidden_dim * bytes_per_value_moved * seconds_per_byte


def tensor_parallel_seconds(group_tokens, cp, all_reduce_seconds_per_token, layers, all_reduce_latency_seconds):
    """Time of the all-reduces between two tokens of a sequence, which meets every layer of its pipeline once.

        tokens of a group / devices that share its contexts * time of one + 2 * layers * latency

    Unit: s
    Source: definition
    """
    return group_tokens / cp * all_reduce_seconds_per_token + 2 * layers * all_reduce_latency_seconds


def pipeline_hop_seconds(pipeline_stages, collective_seconds):
    """Time of handing a token from stage to stage.

        (stages - 1) * latency

    Unit: s
    Source: definition; the bytes of one token are few
    """
    return (pipeline_stages - 1) * collective_seconds


def step_communication_seconds(
    chain_seconds, tensor_parallel_seconds, half_batch_overlap, all_to_all_seconds, pipeline_hop_seconds, cp,
    context_parallel_seconds,
):  # fmt: skip
    """Communication of one step, less what of the all-to-all one half of the batch hides by computing while the other sends.

        chain + all-reduces + (1 - overlap of halves) * all-to-all + hops, and queries where devices share contexts

    Unit: s
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4: two micro-batches in turn
    """
    exchanged = (1 - half_batch_overlap) * all_to_all_seconds
    common = chain_seconds + tensor_parallel_seconds + exchanged + pipeline_hop_seconds
    return where(1 < cp, common + context_parallel_seconds, common)
