"""What binds?

For each phase, what takes the largest part of its time, and how far the next limit is; the batch from which computing
takes longer than reading; and how much of the peaks is reached.
"""

from tco.expr import (
    FLOP_PER_WEIGHT,
    maximum,
    minimum,
    ratio,
    where,
)


def bottleneck_of_device(step_compute_seconds, step_memory_seconds):
    """What takes longer on the device itself.

        compute or bandwidth

    Unit: text
    Source: definition
    """
    return where(step_memory_seconds < step_compute_seconds, "compute", "bandwidth")


def step_exposed_seconds(communication_overlap, step_communication_seconds):
    """Communication of a step that nothing hides.

        (1 - overlap) * communication

    Unit: s
    Source: definition
    """
    return (1 - communication_overlap) * step_communication_seconds


def device_bound_seconds(step_compute_seconds, step_memory_seconds):
    """The longer of arithmetic and traffic of a step.

        max(arithmetic, traffic)

    Unit: s
    Source: roofline, Williams et al. 2009
    """
    return maximum(step_compute_seconds, step_memory_seconds)


def bottleneck_without_overhead(step_exposed_seconds, device_bound_seconds, bottleneck_of_device):
    """What takes longest of a step, the engine's own time left out.

        interconnect where exposed communication takes longer than the device, else compute or bandwidth

    Unit: text
    Source: definition
    """
    return where(device_bound_seconds < step_exposed_seconds, "interconnect", bottleneck_of_device)


def largest_part_seconds(device_bound_seconds, step_exposed_seconds):
    """The longest of arithmetic, traffic and exposed communication.

        max of the three

    Unit: s
    Source: definition
    """
    return maximum(device_bound_seconds, step_exposed_seconds)


def longest_of_step(step_overhead_seconds, largest_part_seconds, bottleneck_without_overhead):
    """What takes longest of a decode step.

        overhead of the engine, interconnect, compute or bandwidth

    Unit: text
    Source: definition
    """
    return where(largest_part_seconds < step_overhead_seconds, "overhead", bottleneck_without_overhead)


def bottleneck(fits, longest_of_step):
    """What binds decode.

        capacity where it does not fit; else what takes longest of a step

    Unit: text
    Source: definition
    """
    return where(0 < fits, longest_of_step, "capacity")


def bottleneck_margin(
    step_compute_seconds, step_memory_seconds, step_exposed_seconds, step_overhead_seconds, largest_part_seconds
):
    """How much longer the limit takes than the next one: 1 where two limits meet.

        longest / second longest of arithmetic, traffic, communication and overhead

    Unit: ratio
    Source: definition
    """
    device = minimum(maximum(step_compute_seconds, step_memory_seconds), step_exposed_seconds)
    without = maximum(minimum(step_compute_seconds, step_memory_seconds), device)
    longest = maximum(largest_part_seconds, step_overhead_seconds)
    return ratio(longest, maximum(without, minimum(largest_part_seconds, step_overhead_seconds)))


def compute_bound_batch(
    weight_bytes_read_per_gpu, gpu_memory_bandwidth, decode_mbu, parameters_active, gpus_per_decode_unit, peak_flops,
    decode_mfu,
):  # fmt: skip
    """Batch from which computing takes longer than reading the weights, at the weights read now: the ridge.

        weight time * devices * peak * share reached / (2 FLOP * active)

    Unit: sequences
    Source: roofline, Williams et al. 2009
    """
    weight_seconds = weight_bytes_read_per_gpu / (gpu_memory_bandwidth * decode_mbu)
    return weight_seconds * gpus_per_decode_unit * peak_flops * decode_mfu / (FLOP_PER_WEIGHT * parameters_active)


def flip_batch(batch, pipeline_stages, step_weight_seconds, step_compute_seconds, step_kv_seconds):
    """Batch from which computing takes longer than all traffic, at the experts touched now; none where the cache grows faster.

        weights / (work - cache, of one sequence)

    Unit: sequences
    Source: definition; weights are read once, work and cache grow with the batch
    """
    per_sequence = (step_compute_seconds - step_kv_seconds) / maximum(batch, 1)
    return ratio(pipeline_stages * step_weight_seconds, maximum(per_sequence, 0))


def achieved_bandwidth_share(
    weight_bytes_read_per_gpu, pipeline_stages, kv_bytes_read_per_gpu, gpu_memory_bandwidth, decode_step_seconds
):
    """Part of the memory bandwidth that weights and cache of a decode step use.

        (stages * weights + cache) / (bandwidth * step)

    Unit: share
    Source: definition (model bandwidth utilisation)
    """
    read = pipeline_stages * weight_bytes_read_per_gpu + kv_bytes_read_per_gpu
    return read / (gpu_memory_bandwidth * decode_step_seconds)


def achieved_compute_share(step_tokens, parameters_active, gpus_per_decode_unit, peak_flops, decode_step_seconds):
    """Part of the peak rate that the linear work of a decode step uses.

        2 FLOP * active * tokens / (devices * peak * step)

    Unit: share
    Source: definition (model FLOPs utilisation)
    """
    return FLOP_PER_WEIGHT * parameters_active * step_tokens / (gpus_per_decode_unit * peak_flops * decode_step_seconds)


def prefill_work_kind(prefill_compute_seconds, prefill_attention_seconds):
    """What takes longer of the arithmetic of a prompt.

        compute (linear layers) or attention

    Unit: text
    Source: definition
    """
    return where(prefill_compute_seconds < prefill_attention_seconds, "attention", "compute")


def prefill_work_seconds(prefill_compute_seconds, prefill_attention_seconds):
    """Arithmetic of a prompt.

        linear layers + attention

    Unit: s
    Source: definition
    """
    return prefill_compute_seconds + prefill_attention_seconds


def prefill_device_kind(prefill_work_seconds, prefill_activation_seconds, prefill_work_kind):
    """What takes longer of a prompt on the device itself.

        bandwidth where activations take longer than arithmetic

    Unit: text
    Source: definition
    """
    return where(prefill_work_seconds < prefill_activation_seconds, "bandwidth", prefill_work_kind)


def prefill_bottleneck(
    prefill_work_seconds, prefill_activation_seconds, prefill_communication_seconds, prefill_device_kind
):
    """What takes longest of a prompt.

        interconnect, bandwidth, attention or compute

    Unit: text
    Source: definition
    """
    device = maximum(prefill_work_seconds, prefill_activation_seconds)
    return where(device < prefill_communication_seconds, "interconnect", prefill_device_kind)
