"""How many prompts does a prefill replica compute?

Prefill is limited by computing: every prompt token passes the active parameters once. Leaves out the attention over
the prompt itself, which is small for prompts of a thousand tokens (about 2 % of the work of a 70B model at 2,000).
"""

from tco.expr import FLOP_PER_WEIGHT


def prefill_parameters(parameters_active):
    """Parameters that a prompt token is computed with.

        active parameters: a mixture of experts computes only those

    Unit: count
    Source: Kaplan et al. 2020, arXiv 2001.08361, section 2.1; seed 004, line 52 counts all of them
    """
    return parameters_active


def prefill_parameters_per_gpu(prefill_parameters, gpus_per_prefill_unit):
    """Each device's part of those parameters.

        parameters / devices

    Unit: count
    Source: definition
    """
    return prefill_parameters / gpus_per_prefill_unit


def prefill_flop_per_prompt(prompt_tokens, prefill_parameters_per_gpu):
    """Work of one prompt on one device.

        prompt * parameters on the device * 2 FLOP

    Unit: FLOP
    Source: seed 004, line 52
    """
    return prompt_tokens * prefill_parameters_per_gpu * FLOP_PER_WEIGHT


def prefill_flop_per_batch(prefill_batch, prefill_flop_per_prompt):
    """Work of the prefill batch on one device.

        prompts * work of one

    Unit: FLOP
    Source: seed 004, lines 52-57
    """
    return prefill_batch * prefill_flop_per_prompt


def prefill_share_of_peak(prefill_flop_per_batch, peak_flops, prefill_window_seconds):
    """Share of the peak rate that the batch needs to finish within its window; above 1 it cannot.

        work / (peak * window)

    Unit: share
    Source: seed 004, line 59
    """
    return prefill_flop_per_batch / (peak_flops * prefill_window_seconds)


def prefill_prompts_per_second_at_peak(peak_flops, prefill_flop_per_prompt):
    """Prompts per second of one replica if its devices reached their peak.

        peak / work of one prompt on one device

    Unit: prompts/s
    Source: seed 004, lines 52-66 and 193-199
    """
    return peak_flops / prefill_flop_per_prompt


def prefill_prompts_per_second(prefill_prompts_per_second_at_peak, prefill_mfu):
    """Prompts per second of one prefill replica.

        prompts at peak * share of peak reached

    Unit: prompts/s
    Source: seed 004, line 199 (800 * 50 % = 400)
    """
    return prefill_prompts_per_second_at_peak * prefill_mfu


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


def prefill_seconds(prefill_batch, prefill_prompts_per_second):
    """Time to compute the prompts of one prefill batch.

        prompts / prompts per second

    Unit: s
    Source: definition
    """
    return prefill_batch / prefill_prompts_per_second


def prefill_pipeline_seconds(pipeline_stages, prefill_window_seconds):
    """Time of a batch through a pipeline whose every stage takes the window.

        stages * window

    Unit: s
    Source: definition; what seed 004, line 69 leaves out
    """
    return pipeline_stages * prefill_window_seconds


def ttft_seconds(queue_seconds, network_seconds, prefill_seconds):
    """What a user waits for the first token.

        queue + network + prefill

    Unit: s
    Source: seed 001, line 399
    """
    return queue_seconds + network_seconds + prefill_seconds
