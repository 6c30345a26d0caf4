"""How long does a prompt take, and how many does a prefill replica compute?

Prefill is limited by computing: every prompt token that is not found in the prefix cache passes the active parameters
once, and attends to all before it, so that attention grows with the square of the prompt. Weights are read once a pass,
which holds as many prompts as the engine puts into it. A lone prompt pays for a whole pass; one of many pays its share.
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


def prefill_flop_per_batch(prefill_batch, prefill_flop_per_prompt):
    """Work of the prefill batch on one device.

        prompts * work of one

    Unit: FLOP
    Source: seed 004, lines 52-57
    """
    return prefill_batch * prefill_flop_per_prompt


def prefill_share_of_peak(prefill_flop_per_batch, peak_flops, prefill_window_seconds):
    """Share of the peak rate that the batch needs to finish within its window; above 1 the window is too short.

        work / (peak * window)

    Unit: share
    Source: seed 004, line 59
    """
    return prefill_flop_per_batch / (peak_flops * prefill_window_seconds)


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


def prefill_weight_seconds(weight_bytes_per_gpu, embedding_bytes_per_gpu, gpu_memory_bandwidth, decode_mbu):
    """Time to read all weights of a device, once for each pass.

        (held - input embedding) / (bandwidth * share reached)

    Unit: s
    Source: definition; a prompt of a thousand tokens reaches every expert
    """
    return (weight_bytes_per_gpu - embedding_bytes_per_gpu) / (gpu_memory_bandwidth * decode_mbu)


def prompts_per_pass(prefill_pass_tokens, computed_tokens, prefill_dp):
    """Prompts that a full pass holds, at least one for each group.

        groups * max(1, tokens of a pass / tokens of a prompt)

    Unit: prompts
    Source: Agrawal et al. 2024, Sarathi-Serve, arXiv 2403.02310 (chunked prefill)
    """
    return prefill_dp * maximum(1, prefill_pass_tokens / maximum(computed_tokens, 1))


def prefill_latency_seconds(layers, all_reduce_latency_seconds, all_to_all_latency_seconds):
    """Time that the collectives of a pass take for nothing.

        2 * layers * latency + all-to-all

    Unit: s
    Source: definition
    """
    return 2 * layers * all_reduce_latency_seconds + all_to_all_latency_seconds


def prefill_launch_seconds(layers, launch_seconds_per_layer):
    """Time that the host takes to launch the kernels of a pass one by one; a pass of prompts has no graph to replay.

        layers * time of one

    Unit: s
    Source: launches are asynchronous: a device with less to do than its host waits for it
    """
    return layers * launch_seconds_per_layer


def prefill_prompt_seconds(
    prefill_compute_seconds, prefill_weight_seconds, prompts_per_pass, roofline_overlap, prefill_prompt_work_seconds,
    prefill_latency_seconds, prefill_launch_seconds,
):  # fmt: skip
    """Time that one prompt of many takes of a replica: its work, and its share of weights and launches of a pass.

        max(max(linear, weights / prompts) + (1 - overlap) * min(...) + other work + latency / prompts, launches / prompts)

    Unit: s
    Source: roofline, Williams et al. 2009, with imperfect overlap
    """
    traffic = prefill_weight_seconds / prompts_per_pass
    linear = maximum(prefill_compute_seconds, traffic) + (1 - roofline_overlap) * minimum(
        prefill_compute_seconds, traffic
    )
    work = linear + prefill_prompt_work_seconds + prefill_latency_seconds / prompts_per_pass
    return maximum(work, prefill_launch_seconds / prompts_per_pass)


def prefill_prompts_per_second(prefill_prompt_seconds):
    """Prompts per second of one prefill replica.

        1 / time of one

    Unit: prompts/s
    Source: definition
    """
    return 1 / prefill_prompt_seconds


def prefill_tokens_per_second(prefill_prompts_per_second, prompt_tokens):
    """Prompt tokens per second of one prefill replica.

        prompts per second * tokens of a prompt

    Unit: tokens/s
    Source: definition
    """
    return prefill_prompts_per_second * prompt_tokens


def prefill_achieved_mfu(
    prefill_tokens_per_second, cache_hit_share, prefill_parameters, gpus_per_prefill_unit, peak_flops
):
    """Share of the peak rate that a prompt rate amounts to, tokens found in the cache not computed.

        rate * (1 - hits) * parameters * 2 FLOP / (devices * peak)

    Unit: share
    Source: definition
    """
    computed = prefill_tokens_per_second * (1 - cache_hit_share)
    return computed * prefill_parameters * FLOP_PER_WEIGHT / (gpus_per_prefill_unit * peak_flops)


def prompts_within_ttft(ttft_target_seconds, prefill_prompts_per_second):
    """Prompts that one replica computes within the time users grant to the first token.

        target * prompts per second

    Unit: count
    Source: seed 004, lines 113-115
    """
    return ttft_target_seconds * prefill_prompts_per_second


def prefill_transfer_seconds(prefill_transfers, activation_bytes, scale_up_bandwidth):
    """Time to move the activations of the batch between devices.

        transfers * bytes / bandwidth

    Unit: s
    Source: seed 004, lines 99-103
    """
    return prefill_transfers * activation_bytes / scale_up_bandwidth


def prefill_overhead_seconds(layer_overhead_seconds, prefill_latency_seconds, engine_prefill_seconds):
    """Time of a pass that is neither arithmetic nor traffic.

        layers + latency of collectives + fixed time of the engine

    Unit: s
    Source: fitted, see pricing/efficiency.csv
    """
    return layer_overhead_seconds + prefill_latency_seconds + engine_prefill_seconds


def prompts_together(prefill_batch, prefill_dp):
    """Prompts computed side by side: those of the batch, or one for each group, which others cannot help.

        max(batch, groups)

    Unit: prompts
    Source: definition
    """
    return maximum(prefill_batch, prefill_dp)


def prefill_seconds(
    prompts_together, prefill_compute_seconds, prefill_weight_seconds, roofline_overlap, prefill_prompt_work_seconds,
    prefill_overhead_seconds, prefill_launch_seconds,
):  # fmt: skip
    """Time to compute the prompts of one prefill batch, alone on their replica: the work of the device, or the launches of its host.

        max(max(linear, weights) + (1 - overlap) * min(...) + other work + overhead, launches)

    Unit: s
    Source: roofline, Williams et al. 2009, with imperfect overlap
    """
    work = prompts_together * prefill_compute_seconds
    linear = maximum(work, prefill_weight_seconds) + (1 - roofline_overlap) * minimum(work, prefill_weight_seconds)
    whole = linear + prompts_together * prefill_prompt_work_seconds + prefill_overhead_seconds
    return maximum(whole, prefill_launch_seconds)


def prefill_pipeline_seconds(pipeline_stages, prefill_window_seconds):
    """Time of a batch through a pipeline whose every stage takes the window.

        stages * window

    Unit: s
    Source: definition; what seed 004, line 69 leaves out
    """
    return pipeline_stages * prefill_window_seconds
