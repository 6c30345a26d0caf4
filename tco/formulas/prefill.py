"""How long does a batch of prompts take, and how many does a prefill replica compute?

Weights are read and collectives started once a pass, which holds as many prompts as the engine puts into it. A lone
batch pays for a whole pass; one prompt of many pays its share.
"""

from tco.expr import FLOP_PER_WEIGHT, maximum, minimum


def prefill_weight_seconds(weight_bytes_per_gpu, embedding_bytes_per_gpu, gpu_memory_bandwidth, decode_mbu):
    """Time to read all weights of a device, once for each pass.

        (held - input embedding) / (bandwidth * share reached)

    Unit: s
    Source: definition; a prompt of a thousand tokens reaches every expert
    """
    return (weight_bytes_per_gpu - embedding_bytes_per_gpu) / (gpu_memory_bandwidth * decode_mbu)


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


def prompts_per_pass(prefill_pass_tokens, computed_tokens, prefill_dp):
    """Prompts that a full pass holds, at least one for each group.

        groups * max(1, tokens of a pass / tokens of a prompt)

    Unit: prompts
    Source: Agrawal et al. 2024, Sarathi-Serve, arXiv 2403.02310 (chunked prefill)
    """
    return prefill_dp * maximum(1, prefill_pass_tokens / maximum(computed_tokens, 1))


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


def prefill_transfer_seconds(prefill_transfers, activation_bytes, scale_up_bandwidth):
    """Time to move the activations of the batch between devices.

        transfers * bytes / bandwidth

    Unit: s
    Source: seed 004, lines 99-103
    """
    return prefill_transfers * activation_bytes / scale_up_bandwidth


def prompts_together(prefill_batch, prefill_dp):
    """Prompts computed side by side: those of the batch, or one for each group, which others cannot help.

        max(batch, groups)

    Unit: prompts
    Source: definition
    """
    return maximum(prefill_batch, prefill_dp)


def prefill_overhead_seconds(layer_overhead_seconds, prefill_latency_seconds, engine_prefill_seconds):
    """Time of a pass that is neither arithmetic nor traffic.

        layers + latency of collectives + fixed time of the engine

    Unit: s
    Source: fitted, see pricing/efficiency.csv
    """
    return layer_overhead_seconds + prefill_latency_seconds + engine_prefill_seconds


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
