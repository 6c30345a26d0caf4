"""How long does one decode step take, and how many tokens does it make?

A step reads the weights its tokens touch and the cache of every sequence, computes, and moves activations between
devices. Memory and computing overlap, so the longer counts; communication adds what is not hidden. Two ways of moving
stand side by side: the chain of transfers of seed 004, and the all-to-all of expert parallelism.
"""

from tco.expr import FLOP_PER_WEIGHT, maximum, power, ratio, where


def experts_touched(routed_experts, experts_per_token, batch):
    """Routed experts of a layer that at least one token of the step reaches, for an even router.

        E * (1 - (1 - k/E)^batch)

    Unit: count
    Source: expected coverage of independent choices; k at one token, E at many
    """
    missed_share = 1 - experts_per_token / maximum(routed_experts, 1)
    return routed_experts * (1 - power(missed_share, batch))


def parameters_read(parameters_active, parameters_total, experts_touched, experts_per_token, routed_experts):
    """Parameters that a step reads from memory: the active ones at batch 1, all of them at a large batch.

        active + (total - active) * (touched - k) / (E - k)

    Unit: count
    Source: linear in the experts touched; exact at both ends
    """
    idle_experts = routed_experts - experts_per_token
    extra_share = where(0 < idle_experts, (experts_touched - experts_per_token) / maximum(idle_experts, 1), 1)
    return parameters_active + (parameters_total - parameters_active) * extra_share


def weight_bytes_read_per_gpu(weight_bytes_per_gpu, parameters_read, parameters_total):
    """Weights that one device reads in a step.

        weights held * parameters read / parameters

    Unit: bytes
    Source: definition
    """
    return weight_bytes_per_gpu * parameters_read / parameters_total


def step_weight_seconds(weight_bytes_read_per_gpu, gpu_memory_bandwidth, decode_mbu):
    """Time to read the weights of a step.

        bytes / (bandwidth * share reached)

    Unit: s
    Source: roofline, Williams et al. 2009; seed 004, lines 134 and 146
    """
    return weight_bytes_read_per_gpu / (gpu_memory_bandwidth * decode_mbu)


def step_kv_seconds(kv_bytes_per_gpu, gpu_memory_bandwidth, decode_mbu):
    """Time to read the cache of every sequence of the batch.

        bytes / (bandwidth * share reached)

    Unit: s
    Source: roofline; absent from seed 004, see its lines 132-147
    """
    return kv_bytes_per_gpu / (gpu_memory_bandwidth * decode_mbu)


def step_activation_seconds(activation_bytes, gpu_memory_bandwidth, decode_mbu):
    """Time to read the activations of the batch.

        bytes / (bandwidth * share reached)

    Unit: s
    Source: seed 004, line 134
    """
    return activation_bytes / (gpu_memory_bandwidth * decode_mbu)


def step_memory_seconds(pipeline_stages, step_weight_seconds, step_kv_seconds, step_activation_seconds):
    """Time of all memory traffic between two tokens of a sequence.

        stages * weights + cache + activations: each stage of a pipeline reads its weights for every group of sequences

    Unit: s
    Source: definition; a pipeline of n stages keeps n groups in flight
    """
    return pipeline_stages * step_weight_seconds + step_kv_seconds + step_activation_seconds


def weight_steps_per_second(weight_bytes_read_per_gpu, gpu_memory_bandwidth):
    """Steps per second if only the weights had to be read, at full bandwidth. Steps, not tokens.

        bandwidth / weights read

    Unit: steps/s
    Source: seed 004, line 26 (4.8 TB/s / 84 GB = 57)
    """
    return gpu_memory_bandwidth / weight_bytes_read_per_gpu


def peak_flops(peak_flops_dense, sparsity_speedup):
    """Peak rate of one device that the analysis counts with.

        dense rate * 1, or * 2 where the sparse figure is taken

    Unit: FLOP/s
    Source: definition; datasheets print the sparse figure, serving uses dense weights
    """
    return peak_flops_dense * sparsity_speedup


def step_compute_seconds(batch, parameters_active, gpus_per_decode_unit, peak_flops, decode_mfu):
    """Time to compute a step, each token passing every active parameter once.

        2 FLOP * active * batch / (devices * peak * share reached)

    Unit: s
    Source: Kaplan et al. 2020, arXiv 2001.08361, section 2.1
    """
    work = FLOP_PER_WEIGHT * parameters_active * batch
    return work / (gpus_per_decode_unit * peak_flops * decode_mfu)


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


def activation_over_weights(activation_bytes, weight_bytes_per_gpu):
    """Activations that cross a boundary, over the weights that a device reads: how little a step moves.

        activations / weights

    Unit: ratio
    Source: seed 004, lines 33-35
    """
    return activation_bytes / weight_bytes_per_gpu


def gpus_on_path(parameters_active, bytes_per_weight, weight_bytes_per_gpu):
    """Devices that hold what one token activates, if each held nothing else.

        active parameters * bytes / weights held

    Unit: count
    Source: seed 004, line 162 (37 GB / 2 GB, taken as 20)
    """
    return parameters_active * bytes_per_weight / weight_bytes_per_gpu


def chain_hops(pipeline_stages):
    """Transfers along a chain of devices.

        devices - 1

    Unit: hops
    Source: definition; seed 004, line 164 counts 20 for 20 devices
    """
    return pipeline_stages - 1


def scale_up_hop_seconds(batch, hidden_dim, bytes_per_value_moved, scale_up_bandwidth):
    """Time to move the activations of the whole batch over one link inside a server.

        batch * hidden * bytes / bandwidth

    Unit: s
    Source: seed 004, lines 153-156
    """
    return batch * hidden_dim * bytes_per_value_moved / scale_up_bandwidth


def scale_out_hop_seconds(batch, hidden_dim, bytes_per_value_moved, scale_out_bandwidth):
    """Time to move the activations of the whole batch over one link between servers.

        batch * hidden * bytes / bandwidth

    Unit: s
    Source: seed 004, lines 158-160
    """
    return batch * hidden_dim * bytes_per_value_moved / scale_out_bandwidth


def chain_seconds(scale_up_hops, scale_up_hop_seconds, scale_out_hops, scale_out_hop_seconds):
    """Communication of a token that visits its devices one after another.

        hops inside * time + hops between * time

    Unit: s
    Source: seed 004, lines 162-166
    """
    return scale_up_hops * scale_up_hop_seconds + scale_out_hops * scale_out_hop_seconds


def all_to_all_bytes_per_gpu(
    batch, gpus_per_decode_unit, experts_per_token, hidden_dim, dispatch_bytes, combine_bytes, moe_layers,
    expert_parallel,
):  # fmt: skip
    """Bytes that one device sends to experts and back in a step of expert parallelism.

        batch / devices * k * hidden * (dispatch + combine) * layers with experts

    Unit: bytes
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4; every copy counted as leaving the server
    """
    sent_per_layer = batch / gpus_per_decode_unit * experts_per_token * hidden_dim
    return sent_per_layer * (dispatch_bytes + combine_bytes) * moe_layers * expert_parallel


def all_to_all_seconds(all_to_all_bytes_per_gpu, scale_out_bandwidth):
    """Time of the all-to-all over the network between servers.

        bytes / bandwidth

    Unit: s
    Source: definition; bandwidth term only, no latency
    """
    return all_to_all_bytes_per_gpu / scale_out_bandwidth


def step_communication_seconds(chain_seconds, all_to_all_seconds):
    """Communication of one step.

        chain + all-to-all

    Unit: s
    Source: definition
    """
    return chain_seconds + all_to_all_seconds


def decode_step_seconds(
    step_compute_seconds, step_memory_seconds, communication_overlap, step_communication_seconds, step_overhead_seconds
):
    """Time of one decode step of the batch.

        max(computing, memory) + (1 - overlap) * communication + overhead

    Unit: s
    Source: roofline with exposed communication
    """
    busy = maximum(step_compute_seconds, step_memory_seconds)
    return busy + (1 - communication_overlap) * step_communication_seconds + step_overhead_seconds


def bottleneck_of_device(step_compute_seconds, step_memory_seconds):
    """What takes longer on the device itself.

        compute or bandwidth

    Unit: text
    Source: definition
    """
    return where(step_memory_seconds < step_compute_seconds, "compute", "bandwidth")


def bottleneck(decode_step_seconds, communication_overlap, step_communication_seconds, bottleneck_of_device):
    """What takes the largest part of the decode step.

        interconnect where exposed communication is more than half of the step, else compute or bandwidth

    Unit: text
    Source: definition
    """
    exposed = (1 - communication_overlap) * step_communication_seconds
    return where(decode_step_seconds < 2 * exposed, "interconnect", bottleneck_of_device)


def tpot_target_seconds(answer_seconds, answer_tokens):
    """Time per output token that users accept.

        time granted to an answer / its tokens

    Unit: s
    Source: seed 004, lines 120-125 (60 s / 1000 tokens is 60 ms; it prints 50)
    """
    return answer_seconds / answer_tokens


def tpot_seconds(decode_step_seconds, tokens_per_step):
    """Time per output token of one sequence.

        step / tokens gained per step

    Unit: s
    Source: definition
    """
    return decode_step_seconds / tokens_per_step


def decode_tokens_per_second(batch, tpot_seconds):
    """Output tokens per second of one replica.

        sequences in flight / time per token

    Unit: tokens/s
    Source: seed 004, lines 72 and 216
    """
    return batch / tpot_seconds


def all_to_all_batch_limit(tpot_target_seconds, batch, all_to_all_seconds):
    """Batch at which the all-to-all alone fills the time users accept per token.

        target * batch / all-to-all time

    Unit: sequences
    Source: definition; the all-to-all grows in proportion to the batch
    """
    return ratio(tpot_target_seconds * batch, all_to_all_seconds)
