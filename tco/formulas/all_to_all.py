"""What does it take to send tokens to their experts and back?

Where groups of devices hold different experts, each token is copied to those that it is routed to, and their answers
come back (all-to-all). Copies inside a server and copies to others travel at once; the slower counts, and the device
with the most copies sets the pace.
"""

from tco.expr import maximum, minimum, ratio, where


def expert_servers(gpus_per_stage, server_domain):
    """Scale-up domains over which the experts of a stage are spread.

        max(1, devices of a stage / domain)

    Unit: count
    Source: definition
    """
    return maximum(1, gpus_per_stage / maximum(server_domain, 1))


def expert_places(ep, token_groups):
    """Places that tokens travel to: groups that hold different experts, or all groups of tokens where an expert is cut over them.

        max(ep, groups)

    Unit: count
    Source: definition
    """
    return maximum(ep, token_groups)


def expert_copies(experts_per_token, ep, token_groups):
    """Parts of experts that a token passes: an expert that is cut over groups asks for a copy in each.

        k * max(1, groups / ep)

    Unit: count
    Source: definition
    """
    return experts_per_token * maximum(1, token_groups / maximum(ep, 1))


def expert_copies_out(expert_copies, servers_per_token, expert_servers):
    """Copies of a token that leave for other servers: one for each server that holds an expert of it.

        min(copies, servers the router may choose) * (1 - 1 / servers), at most one to each server

    Unit: count
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.2.2 (node-limited routing to 4 servers)
    """
    servers = minimum(minimum(expert_copies, servers_per_token), expert_servers)
    return servers * (1 - 1 / expert_servers)


def expert_copies_inside(expert_copies, expert_places, server_domain):
    """Copies of a token that move between the devices of a domain.

        min(copies, places) * (1 - 1 / places)

    Unit: count
    Source: definition
    """
    places = minimum(expert_places, server_domain)
    return minimum(expert_copies, places) * (1 - 1 / places)


def all_to_all_on(token_groups):
    """1 where several groups compute tokens, which then travel to their experts; 0 where one group holds all tokens.

        groups > 1

    Unit: share
    Source: definition
    """
    return where(1 < token_groups, 1, 0)


def all_to_all_bytes_per_copy(hidden_dim, dispatch_bytes, combine_bytes, moe_layers, all_to_all_on):
    """Bytes that one copy of a token moves to an expert and back in a step, all layers together.

        hidden * (dispatch + combine) * layers with experts

    Unit: bytes
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.2.2
    """
    return hidden_dim * (dispatch_bytes + combine_bytes) * moe_layers * all_to_all_on


def all_to_all_inside_seconds(
    all_to_all_bytes_per_copy, expert_copies_inside, scale_up_bandwidth, dispatch_efficiency, expert_load_ratio
):
    """Time that a device sends and receives inside its domain for each token it holds, all layers together.

        copies inside * bytes of a copy * imbalance / (scale-up bandwidth * share reached)

    Unit: s
    Source: definition
    """
    moved = expert_copies_inside * all_to_all_bytes_per_copy * expert_load_ratio
    return moved / (scale_up_bandwidth * dispatch_efficiency)


def all_to_all_out_seconds(all_to_all_bytes_per_copy, scale_out_bandwidth, dispatch_efficiency, expert_load_ratio):
    """Time that one copy of a token takes to another server and back, all layers together.

        bytes of a copy * imbalance / (scale-out bandwidth * share reached)

    Unit: s
    Source: definition
    """
    return all_to_all_bytes_per_copy * expert_load_ratio / (scale_out_bandwidth * dispatch_efficiency)


def step_copies_out(dispatch_by_copy, expert_copies, expert_servers, expert_copies_out):
    """Copies of a token that leave for other servers in decode.

        copies * (1 - 1 / servers) where kernels of low latency send each copy by itself;  one for each server otherwise

    Unit: count
    Source: DeepEP, github deepseek-ai/DeepEP, docs/legacy.md: low-latency kernels use the network alone
    """
    return where(0 < dispatch_by_copy, expert_copies * (1 - 1 / maximum(expert_servers, 1)), expert_copies_out)


def step_all_to_all_seconds_per_token(all_to_all_inside_seconds, step_copies_out, all_to_all_out_seconds):
    """Time of the all-to-all of a decode step for each token that a device holds: both levels at once, the slower counts.

        max(inside, copies out * time of one)

    Unit: s
    Source: definition
    """
    return maximum(all_to_all_inside_seconds, step_copies_out * all_to_all_out_seconds)


def prefill_all_to_all_seconds_per_token(all_to_all_inside_seconds, expert_copies_out, all_to_all_out_seconds):
    """The same in prefill, whose kernels send one copy to each server and spread it there.

        max(inside, copies out * time of one)

    Unit: s
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.2.2
    """
    return maximum(all_to_all_inside_seconds, expert_copies_out * all_to_all_out_seconds)


def all_to_all_latency_seconds(moe_layers, all_to_all_on, expert_servers, collective_seconds, collective_out_seconds):
    """Time of the dispatch and combine of all layers, of nothing.

        2 * layers with experts * latency inside, or between servers where there are more than one

    Unit: s
    Source: fitted, see pricing/efficiency.csv
    """
    latency = where(1 < expert_servers, collective_out_seconds, collective_seconds)
    return 2 * moe_layers * all_to_all_on * latency


def all_to_all_bytes_per_gpu(step_tokens, gpus_per_decode_unit, step_copies_out, all_to_all_bytes_per_copy):
    """Bytes that one device sends to experts in other servers and back in a step.

        tokens / devices * copies out * bytes of a copy

    Unit: bytes
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4
    """
    return step_tokens / gpus_per_decode_unit * step_copies_out * all_to_all_bytes_per_copy


def all_to_all_seconds(
    step_tokens, gpus_per_decode_unit, step_all_to_all_seconds_per_token, all_to_all_latency_seconds
):
    """Time of the all-to-all of a decode step.

        tokens of a device * time of one + latency

    Unit: s
    Source: definition
    """
    return step_tokens / gpus_per_decode_unit * step_all_to_all_seconds_per_token + all_to_all_latency_seconds


def all_to_all_batch_limit(tpot_target_seconds, batch, all_to_all_seconds):
    """Batch at which the all-to-all alone fills the time users accept per token.

        target * batch / all-to-all time

    Unit: sequences
    Source: definition; the all-to-all grows in proportion to the batch
    """
    return ratio(tpot_target_seconds * batch, all_to_all_seconds)
