"""What does one device hold, does it fit, and how many devices would hold it?

Weights by kind, the cache with what its allocator leaves unused, activations, and what the framework takes for itself,
against the memory less a reserve. Devices needed count everything as cut evenly: a lower bound that any layout meets.
"""

from tco.expr import ceil, floor, log2, maximum, power, ratio, where


def weight_bytes_per_gpu_even(weight_bytes, gpus_per_decode_unit):
    """The weights divided evenly, as if nothing had to be held twice.

        weights / devices

    Unit: bytes
    Source: seed 004, line 25 (671B / 8 = 84 GB) and line 142 (2 GB on 320)
    """
    return weight_bytes / gpus_per_decode_unit


def moe_layers_per_gpu(moe_layers, stage_shards):
    """Layers with experts of which a device holds a part.

        layers with experts / stages

    Unit: count
    Source: definition
    """
    return moe_layers / stage_shards


def expert_bytes_per_gpu(
    experts_per_gpu, bytes_per_expert_weight, shared_experts_per_gpu, bytes_per_weight, expert_parameters,
    moe_layers_per_gpu,
):  # fmt: skip
    """Experts that one decode device holds, routed and shared, of all its layers.

        (routed * bytes + shared * bytes) * parameters of one * layers with experts

    Unit: bytes
    Source: definition
    """
    bytes_per_parameter = experts_per_gpu * bytes_per_expert_weight + shared_experts_per_gpu * bytes_per_weight
    return bytes_per_parameter * expert_parameters * moe_layers_per_gpu


def attention_bytes_per_gpu(attention_parameters, dense_shards, bytes_per_weight):
    """One decode device's shard of the attention.

        attention / shards * bytes

    Unit: bytes
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4 (attention at TP4)
    """
    return attention_parameters / dense_shards * bytes_per_weight


def other_bytes_per_gpu(other_parameters, wide_parameters, dense_shards, bytes_per_weight, bytes_per_head_weight):
    """One decode device's shard of embedding, head and dense layers.

        ((other - wide) * bytes + wide * bytes of the head's) / shards

    Unit: bytes
    Source: definition
    """
    narrow = (other_parameters - wide_parameters) * bytes_per_weight
    return (narrow + wide_parameters * bytes_per_head_weight) / dense_shards


def weight_bytes_per_gpu(expert_bytes_per_gpu, attention_bytes_per_gpu, other_bytes_per_gpu):
    """Weights that one decode device holds.

        experts + attention + other

    Unit: bytes
    Source: definition
    """
    return expert_bytes_per_gpu + attention_bytes_per_gpu + other_bytes_per_gpu


def kv_bytes_per_gpu(batch, kv_bytes_per_sequence, kv_shards):
    """Cache of all sequences of the batch, as held by one device.

        batch * bytes per sequence / shards

    Unit: bytes
    Source: definition
    """
    return batch * kv_bytes_per_sequence / kv_shards


def kv_pool_bytes_per_gpu(kv_bytes_per_gpu, kv_pool_share):
    """Memory that the allocator takes on a device to keep the cache of the batch.

        cache / share of its pool that holds tokens

    Unit: bytes
    Source: Kwon et al. 2023, PagedAttention, arXiv 2309.06180, figure 2
    """
    return kv_bytes_per_gpu / kv_pool_share


def activation_bytes(batch, tokens_per_pass, hidden_dim, bytes_per_activation):
    """Activations of the batch between two layers.

        sequences * tokens in the pass * hidden * bytes

    Unit: bytes
    Source: seed 004, line 87
    """
    return batch * tokens_per_pass * hidden_dim * bytes_per_activation


def activation_bytes_per_gpu(activation_bytes, token_groups):
    """Activations that one device holds: those of the tokens that its group computes.

        activations / groups

    Unit: bytes
    Source: definition
    """
    return activation_bytes / token_groups


def memory_needed_bytes(weight_bytes_per_gpu, kv_pool_bytes_per_gpu, activation_bytes_per_gpu, framework_bytes):
    """Memory that one device needs.

        weights + cache + activations + framework

    Unit: bytes
    Source: seed 001, line 79
    """
    return weight_bytes_per_gpu + kv_pool_bytes_per_gpu + activation_bytes_per_gpu + framework_bytes


def usable_memory_bytes(gpu_memory_bytes, memory_reserve_share):
    """Memory of one device that may be filled.

        capacity * (1 - reserve)

    Unit: bytes
    Source: seed 003, line 24 (10-20 % kept for bursts); vLLM, gpu_memory_utilization
    """
    return gpu_memory_bytes * (1 - memory_reserve_share)


def memory_free_bytes(usable_memory_bytes, memory_needed_bytes):
    """Memory left on one device; negative where model and batch do not fit.

        usable - needed

    Unit: bytes
    Source: definition
    """
    return usable_memory_bytes - memory_needed_bytes


def fits(memory_free_bytes):
    """1 where the memory holds weights, cache, activations and framework, else 0.

        free >= 0

    Unit: count
    Source: definition
    """
    return where(0 <= memory_free_bytes, 1, 0)


def memory_margin_share(memory_free_bytes, usable_memory_bytes):
    """Free memory as a share of what may be filled.

        free / usable

    Unit: share
    Source: definition
    """
    return ratio(memory_free_bytes, usable_memory_bytes)


def marginal(fits, memory_free_bytes, usable_memory_bytes, marginal_share):
    """1 where model and batch fit with less to spare than a planner should trust, else 0.

        fits, and free < share * usable

    Unit: count
    Source: definition
    """
    return where(memory_free_bytes < marginal_share * usable_memory_bytes, fits, 0)


def fit_in_words(marginal):
    """How well model and batch fit, where they do.

        marginal or fits

    Unit: text
    Source: definition
    """
    return where(0 < marginal, "marginal", "fits")


def memory_verdict(fits, fit_in_words):
    """Whether the memory of a device holds what it must.

        fits, marginal or does not fit

    Unit: text
    Source: definition
    """
    return where(0 < fits, fit_in_words, "does not fit")


def cache_room_bytes(usable_memory_bytes, weight_bytes_per_gpu, framework_bytes):
    """Memory of one device that weights and framework leave to sequences.

        usable - weights - framework

    Unit: bytes
    Source: definition
    """
    return usable_memory_bytes - weight_bytes_per_gpu - framework_bytes


def sequence_bytes_per_gpu(kv_pool_bytes_per_gpu, activation_bytes_per_gpu, batch):
    """What one sequence of the batch takes on a device.

        (cache + activations) / batch

    Unit: bytes
    Source: definition
    """
    return (kv_pool_bytes_per_gpu + activation_bytes_per_gpu) / batch


def batch_max(cache_room_bytes, sequence_bytes_per_gpu):
    """Largest batch of one replica by memory; 0 where the weights alone do not fit.

        floor(room / bytes per sequence)

    Unit: sequences
    Source: definition; seed 004, line 149 ("of the order of 100,000")
    """
    return floor(maximum(cache_room_bytes, 0) / sequence_bytes_per_gpu)


def replica_bytes(weight_bytes, batch, kv_bytes_per_sequence, kv_pool_share):
    """Weights and cache of a replica, each held once.

        weights + batch * bytes per sequence / share of the pool

    Unit: bytes
    Source: definition
    """
    return weight_bytes + batch * kv_bytes_per_sequence / kv_pool_share


def room_per_gpu_bytes(usable_memory_bytes, framework_bytes, activation_bytes):
    """Memory of a device for its part of weights and cache.

        usable - framework - activations

    Unit: bytes
    Source: definition
    """
    return usable_memory_bytes - framework_bytes - activation_bytes


def gpus_needed(replica_bytes, room_per_gpu_bytes):
    """Smallest number of devices whose memory holds the model and its batch, cut evenly; beyond count without room.

        ceil(weights and cache / room of a device)

    Unit: count
    Source: seed 000, lines 150-153; seed 001, line 103
    """
    return ceil(replica_bytes / maximum(room_per_gpu_bytes, 1))


def gpus_needed_tp(gpus_needed):
    """Smallest number of devices that hold the model and its batch, up to a power of two: tensor parallelism cuts heads evenly.

        2^ceil(log2(devices))

    Unit: count
    Source: heads of the models of the catalogue are multiples of powers of two; 11 devices become 16
    """
    return power(2, ceil(log2(maximum(gpus_needed, 1))))
