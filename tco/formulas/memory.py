"""Chapter 2. What does one device hold, and does it fit?

Weights, cache and activations of a decode replica, spread over its devices. Leaves out framework memory and
allocator losses, which belong to the full memory chapter of the roofline.
"""

from tco.expr import ceil, floor, where


def weight_bytes_per_gpu_even(weight_bytes, gpus_per_decode_unit):
    """The weights divided evenly, as if nothing had to be held twice.

        weights / devices

    Unit: bytes
    Source: seed 004, line 25 (671B / 8 = 84 GB) and line 142 (2 GB on 320)
    """
    return weight_bytes / gpus_per_decode_unit


def experts_per_gpu(routed_experts, redundant_experts, gpus_per_decode_unit, shared_experts_per_gpu):
    """Experts of one layer that a decode device holds, extra copies and shared experts included.

        ceil((routed + redundant) / devices) + shared on each device

    Unit: count
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4
    """
    return ceil((routed_experts + redundant_experts) / gpus_per_decode_unit) + shared_experts_per_gpu


def expert_bytes_per_gpu(experts_per_gpu, expert_parameters, moe_layers, bytes_per_weight):
    """Experts that one decode device holds, of all layers.

        experts * parameters of one * layers with experts * bytes

    Unit: bytes
    Source: definition
    """
    return experts_per_gpu * expert_parameters * moe_layers * bytes_per_weight


def attention_bytes_per_gpu(attention_parameters, dense_shards, bytes_per_weight):
    """One decode device's shard of the attention.

        attention / shards * bytes

    Unit: bytes
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4 (attention at TP4)
    """
    return attention_parameters / dense_shards * bytes_per_weight


def other_bytes_per_gpu(other_parameters, dense_shards, bytes_per_weight):
    """One decode device's shard of embedding, head and dense layers.

        other parameters / shards * bytes

    Unit: bytes
    Source: definition
    """
    return other_parameters / dense_shards * bytes_per_weight


def weight_bytes_per_gpu(expert_bytes_per_gpu, attention_bytes_per_gpu, other_bytes_per_gpu):
    """Weights that one decode device holds.

        experts + attention + other

    Unit: bytes
    Source: definition
    """
    return expert_bytes_per_gpu + attention_bytes_per_gpu + other_bytes_per_gpu


def layers_per_stage(layers, pipeline_stages):
    """Layers that one stage of a pipeline holds.

        ceil(layers / stages)

    Unit: count
    Source: seed 004, line 91 (61 layers on 8 cards)
    """
    return ceil(layers / pipeline_stages)


def kv_shards(gpus_per_decode_unit, kv_copies):
    """Devices over which the cache of a replica is spread, copies counted once.

        devices / copies

    Unit: count
    Source: definition; latent attention under tensor parallelism of 4 keeps 4 copies
    """
    return gpus_per_decode_unit / kv_copies


def kv_bytes_per_gpu(batch, kv_bytes_per_sequence, kv_shards):
    """Cache of all sequences of the batch, as held by one device.

        batch * bytes per sequence / shards

    Unit: bytes
    Source: definition
    """
    return batch * kv_bytes_per_sequence / kv_shards


def activation_bytes(batch, tokens_per_pass, hidden_dim, bytes_per_activation):
    """Activations of the batch between two layers.

        sequences * tokens in the pass * hidden * bytes

    Unit: bytes
    Source: seed 004, line 87
    """
    return batch * tokens_per_pass * hidden_dim * bytes_per_activation


def memory_needed_bytes(weight_bytes_per_gpu, kv_bytes_per_gpu, activation_bytes):
    """Memory that one device needs.

        weights + cache + activations

    Unit: bytes
    Source: seed 001, line 79, without its framework allowance
    """
    return weight_bytes_per_gpu + kv_bytes_per_gpu + activation_bytes


def memory_free_bytes(gpu_memory_bytes, memory_needed_bytes):
    """Memory left on one device; negative where it does not fit.

        capacity - needed

    Unit: bytes
    Source: definition
    """
    return gpu_memory_bytes - memory_needed_bytes


def fits(memory_free_bytes):
    """1 where the memory holds weights, cache and activations, else 0.

        free >= 0

    Unit: count
    Source: definition
    """
    return where(0 <= memory_free_bytes, 1, 0)


def cache_room_bytes(gpu_memory_bytes, weight_bytes_per_gpu):
    """Memory of one device that weights leave to the cache.

        capacity - weights

    Unit: bytes
    Source: definition
    """
    return gpu_memory_bytes - weight_bytes_per_gpu


def batch_max(cache_room_bytes, kv_shards, kv_bytes_per_sequence):
    """Largest batch of one replica by memory.

        floor(room * shards / bytes per sequence)

    Unit: sequences
    Source: definition; seed 004, line 149 ("of the order of 100,000")
    """
    return floor(cache_room_bytes * kv_shards / kv_bytes_per_sequence)
