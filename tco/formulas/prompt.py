"""How long does a replica work on one prompt?

Every token that is not found in the prefix cache passes the active parameters once, and attends to all before it, so
that attention grows with the square of the prompt. Activations go through memory and between devices. What a pass takes
once, however many prompts are in it, stands in `prefill`.
"""

from tco.expr import FLOP_PER_WEIGHT, maximum, minimum, where


def computed_tokens(prompt_tokens, cache_hit_share):
    """Tokens of a prompt that are computed, the rest found in the prefix cache.

        prompt * (1 - hits)

    Unit: tokens
    Source: definition
    """
    return prompt_tokens * (1 - cache_hit_share)


def prefill_tp(tp):
    """Devices over which a prefill replica cuts attention and dense weights.

        as in decode, unless the units differ

    Unit: count
    Source: definition
    """
    return tp


def prefill_dp(gpus_per_prefill_unit, prefill_tp, cp):
    """Prompts that a prefill replica computes side by side: one in each data-parallel group, and in each stage of a pipeline.

        devices / (tp * cp), at least one

    Unit: count
    Source: definition
    """
    return maximum(1, gpus_per_prefill_unit / maximum(prefill_tp * cp, 1))


def prefill_shards(prefill_dp, cp):
    """Parts of the prompts' tokens that are computed side by side, each on tp devices.

        groups * devices that share a prompt

    Unit: count
    Source: definition
    """
    return prefill_dp * cp


def prefill_parameters(parameters_active):
    """Parameters that a prompt token is computed with.

        active parameters: a mixture of experts computes only those

    Unit: count
    Source: Kaplan et al. 2020, arXiv 2001.08361, section 2.1; seed 004, line 52 counts all of them
    """
    return parameters_active


def prefill_parameters_per_gpu(prefill_parameters, gpus_per_prefill_unit):
    """One device's part of the parameters that a prompt token is computed with.

        parameters / devices

    Unit: count
    Source: definition
    """
    return prefill_parameters / gpus_per_prefill_unit


def prefill_flop_per_prompt(computed_tokens, prefill_parameters_per_gpu):
    """Work of one prompt on one device, attention apart.

        tokens * parameters on the device * 2 FLOP

    Unit: FLOP
    Source: seed 004, line 52
    """
    return computed_tokens * prefill_parameters_per_gpu * FLOP_PER_WEIGHT


def expert_work_factor(parameters_active, expert_parameters_active, expert_load_ratio, peak_flops, expert_peak_flops):
    """Time of a token's linear work over that at the rate of the dense weights: experts may have another, and a hottest device.

        1 + share of experts * (imbalance * dense rate / rate of experts - 1)

    Unit: ratio
    Source: definition
    """
    share = expert_parameters_active / parameters_active
    return 1 + share * (expert_load_ratio * peak_flops / expert_peak_flops - 1)


def prefill_prompts_per_second_at_peak(peak_flops, prefill_flop_per_prompt, expert_work_factor):
    """Prompts per second of one replica if its devices reached their peak on linear work, and had no other.

        peak / (work of one prompt on one device * expert factor)

    Unit: prompts/s
    Source: seed 004, lines 52-66 and 193-199
    """
    return peak_flops / (prefill_flop_per_prompt * expert_work_factor)


def prefill_compute_seconds(prefill_prompts_per_second_at_peak, prefill_mfu):
    """Time that the linear work of one prompt takes.

        1 / (prompts at peak * share of peak reached)

    Unit: s
    Source: seed 004, line 199 (800 * 50 % = 400)
    """
    return 1 / (prefill_prompts_per_second_at_peak * prefill_mfu)


def prefill_attention_width(kv_latent_dim, nope_head_dim, rope_dim, value_head_dim, head_dim):
    """Mean width of the two products of attention in prefill, where the latent is expanded to heads.

        (nope + rope + value) / 2 for MLA;  head width otherwise

    Unit: count
    Source: DeepSeek-V2, arXiv 2405.04434, section 2.1
    """
    return where(0 < kv_latent_dim, (nope_head_dim + rope_dim + value_head_dim) / 2, head_dim)


def attended_tokens(prompt_tokens, windowed_layer_share, sliding_window):
    """Tokens that a prompt token attends to, on average over the prompt and over the layers: half of the prompt where attention is causal.

        half of the prompt - share with a window * what exceeds the window

    Unit: tokens
    Source: causal attention; Beltagy et al. 2020, arXiv 2004.05150
    """
    half = prompt_tokens / 2
    return half - windowed_layer_share * (half - minimum(half, sliding_window))


def prefill_attention_flop(
    computed_tokens, attended_tokens, heads, prefill_attention_width, cached_layers, index_heads,
    sparse_prefill_attention_flop,
):  # fmt: skip
    """Work of attention over one prompt: quadratic in its length.

        tokens * 2 FLOP * 2 * heads * width * tokens attended to * layers, unless attention picks its tokens

    Unit: FLOP
    Source: Kaplan et al. 2020, arXiv 2001.08361, table 1
    """
    work = computed_tokens * FLOP_PER_WEIGHT * 2 * heads * prefill_attention_width * attended_tokens * cached_layers
    return where(0 < index_heads, sparse_prefill_attention_flop, work)


def prefill_attention_seconds(
    prefill_attention_flop, gpus_per_prefill_unit, attention_peak_flops, prefill_attention_mfu
):
    """Time of attention over one prompt, all devices of the replica together.

        work / (devices * peak * share reached)

    Unit: s
    Source: definition
    """
    return prefill_attention_flop / (gpus_per_prefill_unit * attention_peak_flops * prefill_attention_mfu)


def prefill_ring_attention_seconds(cp, prefill_attention_seconds, ring_seconds, prefill_dp):
    """Time of attention over one prompt where devices share it: they compute on one part while the next is on its way.

        max(attention, ring / groups);  attention where no prompt is split

    Unit: s
    Source: Liu et al. 2023, Ring Attention, arXiv 2310.01889
    """
    longer = maximum(prefill_attention_seconds, ring_seconds / maximum(prefill_dp, 1))
    return where(1 < cp, longer, prefill_attention_seconds)


def prefill_activation_seconds(
    computed_tokens,
    prefill_shards,
    hidden_dim,
    bytes_per_activation,
    activation_moves,
    gpu_memory_bandwidth,
    decode_mbu,
):
    """Time to move the activations of one prompt through memory.

        tokens of a shard * hidden * bytes * times moved / (bandwidth * share reached)

    Unit: s
    Source: definition
    """
    activations = computed_tokens / prefill_shards * hidden_dim * bytes_per_activation
    return activations * activation_moves / (gpu_memory_bandwidth * decode_mbu)


def prefill_all_to_all_seconds(computed_tokens, gpus_per_prefill_unit, prefill_all_to_all_seconds_per_token):
    """Time that the activations of one prompt take to experts and back.

        tokens of a device * all-to-all of one

    Unit: s
    Source: definition
    """
    return computed_tokens / gpus_per_prefill_unit * prefill_all_to_all_seconds_per_token


def prefill_communication_seconds(
    computed_tokens, prefill_shards, all_reduce_seconds_per_token, half_batch_overlap, prefill_all_to_all_seconds
):
    """Time that the activations of one prompt take between devices, less what of the all-to-all the other half of a pass hides.

        tokens of a shard * all-reduce of one + (1 - overlap of halves) * all-to-all

    Unit: s
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4: two micro-batches in turn
    """
    reduced = computed_tokens / prefill_shards * all_reduce_seconds_per_token
    return reduced + (1 - half_batch_overlap) * prefill_all_to_all_seconds


def prefill_prompt_work_seconds(
    prefill_ring_attention_seconds, prefill_activation_seconds, communication_overlap, prefill_communication_seconds
):
    """Time of a prompt beyond its linear work, whatever else is in the pass.

        attention + activations + (1 - overlap) * communication

    Unit: s
    Source: definition
    """
    exposed = (1 - communication_overlap) * prefill_communication_seconds
    return prefill_ring_attention_seconds + prefill_activation_seconds + exposed
