"""Which roof is lower, and how much must machines reach for a target?

Work and traffic of a decode step by the byte; what a target of tokens a second asks of bandwidth and compute, against
what the devices of a replica reach. Bandwidth of a processor follows from its memory channels.
"""

from tco.expr import BYTES_PER_TRANSFER, FLOP_PER_WEIGHT, ratio, where


def channel_bandwidth(memory_channels, memory_transfers_per_second):
    """Memory bandwidth of a processor by its channels.

        channels * transfers per second * 8 bytes

    Unit: bytes/s
    Source: JEDEC DDR4 and DDR5: a channel is 64 bits wide
    """
    return memory_channels * memory_transfers_per_second * BYTES_PER_TRANSFER


def bandwidth_over_channels(gpu_memory_bandwidth, channel_bandwidth):
    """Stated bandwidth over what the channels carry: 1 where both agree.

        stated / channels

    Unit: ratio
    Source: definition
    """
    return gpu_memory_bandwidth / channel_bandwidth


def bandwidth_below_channels(gpu_memory_bandwidth, channel_bandwidth, bandwidth_tolerance):
    """Whether a stated bandwidth is less than its channels carry, by more than rounding.

        stated * (1 + tolerance) < channels

    Unit: text
    Source: definition; seed 000, line 117 (307 GB/s for 8 channels of DDR5-5600)
    """
    stated = gpu_memory_bandwidth * (1 + bandwidth_tolerance)
    return where(stated < channel_bandwidth, "less than its channels", "none")


def bandwidth_doubt(gpu_memory_bandwidth, channel_bandwidth, bandwidth_tolerance, bandwidth_below_channels):
    """Whether a stated bandwidth contradicts the channels.

        channels * (1 + tolerance) < stated, or less than they carry

    Unit: text
    Source: definition
    """
    carried = channel_bandwidth * (1 + bandwidth_tolerance)
    return where(carried < gpu_memory_bandwidth, "more than its channels", bandwidth_below_channels)


def step_flop_per_gpu(batch, parameters_active, gpus_per_decode_unit):
    """Work of a decode step on one device.

        2 FLOP * active * batch / devices

    Unit: FLOP
    Source: Kaplan et al. 2020, arXiv 2001.08361, section 2.1
    """
    return FLOP_PER_WEIGHT * parameters_active * batch / gpus_per_decode_unit


def arithmetic_intensity(step_flop_per_gpu, weight_bytes_read_per_gpu, kv_bytes_read_per_gpu):
    """Work of a decode step for each byte it reads.

        FLOP / (weights + cache)

    Unit: FLOP/byte
    Source: roofline, Williams et al. 2009; seed 000, line 195
    """
    return ratio(step_flop_per_gpu, weight_bytes_read_per_gpu + kv_bytes_read_per_gpu)


def ridge_intensity(peak_flops, gpu_memory_bandwidth):
    """Work for each byte from which computing, not reading, is the limit.

        peak / bandwidth

    Unit: FLOP/byte
    Source: roofline, Williams et al. 2009
    """
    return peak_flops / gpu_memory_bandwidth


def decode_flops_per_gpu(achieved_compute_share, peak_flops):
    """Rate of computing that one device reaches in a decode step.

        share reached * peak

    Unit: FLOP/s
    Source: definition
    """
    return achieved_compute_share * peak_flops


def prefill_intensity(prompts_per_pass, prefill_flop_per_prompt, weight_bytes_per_gpu, embedding_bytes_per_gpu):
    """Work of a full pass of prompts for each byte of weights that it reads.

        prompts * FLOP of one / (held - input embedding)

    Unit: FLOP/byte
    Source: roofline, Williams et al. 2009
    """
    return ratio(prompts_per_pass * prefill_flop_per_prompt, weight_bytes_per_gpu - embedding_bytes_per_gpu)


def prefill_flops_per_gpu(prefill_achieved_mfu, peak_flops):
    """Rate of computing that one device reaches on many prompts.

        share reached * peak

    Unit: FLOP/s
    Source: definition
    """
    return prefill_achieved_mfu * peak_flops


def compute_used_share(arithmetic_intensity, ridge_intensity):
    """Share of the peak rate that decode can use while it waits for memory; above 1 memory no longer limits.

        intensity / ridge

    Unit: ratio
    Source: roofline, Williams et al. 2009; seed 000, line 145 says 5 to 15 %
    """
    return ratio(arithmetic_intensity, ridge_intensity)


def compute_idle_share(step_compute_seconds, step_memory_seconds):
    """Part of a step in which computing waits for memory; negative where memory waits for computing.

        1 - computing / reading

    Unit: share
    Source: seed 001, lines 39-43
    """
    return 1 - step_compute_seconds / step_memory_seconds


def bandwidth_required(weight_bytes, batch, kv_bytes_per_sequence, target_user_tokens_per_second):
    """Memory bandwidth that a token rate of each user asks for, all weights read in each step.

        (weights + batch * cache) * tokens per second of a user

    Unit: bytes/s
    Source: seed 001, lines 105-113, which leaves out the cache
    """
    return (weight_bytes + batch * kv_bytes_per_sequence) * target_user_tokens_per_second


def bandwidth_reached(gpus_per_decode_unit, gpu_memory_bandwidth, decode_mbu):
    """Memory bandwidth of all devices of a replica.

        devices * bandwidth * share reached

    Unit: bytes/s
    Source: seed 001, lines 313 and 374 (3870 GB/s, 3289 after 15 % lost)
    """
    return gpus_per_decode_unit * gpu_memory_bandwidth * decode_mbu


def bandwidth_used_share(bandwidth_required, bandwidth_reached):
    """Part of the bandwidth that the target takes; above 1 there is not enough.

        required / reached

    Unit: ratio
    Source: definition
    """
    return ratio(bandwidth_required, bandwidth_reached)


def tokens_required(batch, target_user_tokens_per_second):
    """Tokens per second that all users of a replica ask for.

        users * tokens per second of each

    Unit: tokens/s
    Source: seed 001, line 236 (100 users at 20)
    """
    return batch * target_user_tokens_per_second


def flops_required(tokens_required, parameters_active):
    """Rate of computing that the tokens of a target ask for.

        tokens per second * 2 FLOP * active

    Unit: FLOP/s
    Source: seed 001, lines 238 and 278
    """
    return tokens_required * FLOP_PER_WEIGHT * parameters_active


def flops_reached(gpus_per_decode_unit, peak_flops, decode_mfu):
    """Rate of computing of all devices of a replica.

        devices * peak * share reached

    Unit: FLOP/s
    Source: seed 001, line 228
    """
    return gpus_per_decode_unit * peak_flops * decode_mfu


def flops_used_share(flops_required, flops_reached):
    """Part of the rate of computing that the target takes; above 1 there is not enough.

        required / reached

    Unit: ratio
    Source: definition
    """
    return ratio(flops_required, flops_reached)


def computing_shortage(flops_reached, flops_required):
    """Whether a target lacks computing.

        reached < required

    Unit: text
    Source: definition
    """
    return where(flops_reached < flops_required, "computing", "nothing")


def rate_shortage(bandwidth_reached, bandwidth_required, computing_shortage):
    """Whether a target lacks bandwidth, or else computing.

        reached < required

    Unit: text
    Source: definition
    """
    return where(bandwidth_reached < bandwidth_required, "bandwidth", computing_shortage)


def first_shortage(fits, rate_shortage):
    """What a target lacks first: memory, bandwidth or computing; "nothing" where it is met.

        the first of the three that is short

    Unit: text
    Source: seed 001, lines 266-273
    """
    return where(fits < 1, "memory", rate_shortage)
