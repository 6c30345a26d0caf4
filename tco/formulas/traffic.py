"""How long does a decode step take to read and to move?

Memory traffic of one device, kind by kind: weights that every token passes, routed experts, the cache of every sequence,
and activations that go through memory again and again. Bytes over bandwidth, of which each kind reaches its own share.
"""


def expert_mbu(decode_mbu):
    """Share of the memory bandwidth reached on routed experts.

        as on every other weight, unless an engine tells them apart

    Unit: share
    Source: definition; see pricing/efficiency.csv
    """
    return decode_mbu


def attention_mbu(decode_mbu):
    """Share of the memory bandwidth reached on the cache.

        as on weights, unless an engine tells them apart

    Unit: share
    Source: definition; see pricing/efficiency.csv
    """
    return decode_mbu


def step_projection_weight_seconds(
    weight_bytes_read_per_gpu, expert_bytes_read_per_gpu, gpu_memory_bandwidth, decode_mbu
):
    """Time to read the weights that every token passes.

        (read - experts) / (bandwidth * share reached)

    Unit: s
    Source: roofline, Williams et al. 2009
    """
    return (weight_bytes_read_per_gpu - expert_bytes_read_per_gpu) / (gpu_memory_bandwidth * decode_mbu)


def step_expert_weight_seconds(expert_bytes_read_per_gpu, gpu_memory_bandwidth, expert_mbu):
    """Time to read the routed experts that the step touches.

        bytes / (bandwidth * share reached)

    Unit: s
    Source: roofline, Williams et al. 2009
    """
    return expert_bytes_read_per_gpu / (gpu_memory_bandwidth * expert_mbu)


def step_weight_seconds(step_projection_weight_seconds, step_expert_weight_seconds):
    """Time to read the weights of a step.

        projections + experts

    Unit: s
    Source: seed 004, lines 134 and 146
    """
    return step_projection_weight_seconds + step_expert_weight_seconds


def weight_steps_per_second(weight_bytes_read_per_gpu, gpu_memory_bandwidth):
    """Steps per second if only the weights had to be read, at full bandwidth. Steps, not tokens.

        bandwidth / weights read

    Unit: steps/s
    Source: seed 004, line 26 (4.8 TB/s / 84 GB = 57)
    """
    return gpu_memory_bandwidth / weight_bytes_read_per_gpu


def step_kv_seconds(kv_bytes_read_per_gpu, gpu_memory_bandwidth, attention_mbu):
    """Time to read the cache of every sequence of the batch.

        bytes / (bandwidth * share reached)

    Unit: s
    Source: roofline; absent from seed 004, see its lines 132-147
    """
    return kv_bytes_read_per_gpu / (gpu_memory_bandwidth * attention_mbu)


def expert_copies_per_gpu(moe_layers, experts_per_token, token_groups, ep):
    """Copies of a token for its experts that a device handles, all layers together.

        layers with experts * k * groups / ep

    Unit: count
    Source: definition
    """
    return moe_layers * experts_per_token * token_groups / ep


def inner_width_ratio(
    layers, moe_layers, ffn_dim, tp, expert_copies_per_gpu, expert_ffn_dim, expert_shards, hidden_dim
):
    """Activations inside the FFNs of all layers on one device, for each token, over the hidden width.

        (dense layers * FFN width / tp + copies * expert width / shards of an expert) / hidden width

    Unit: ratio
    Source: definition; layers without a dense FFN have experts
    """
    dense = (layers - moe_layers) * ffn_dim / tp
    return (dense + expert_copies_per_gpu * expert_ffn_dim / expert_shards) / hidden_dim


def activation_moves(activation_passes, layers, inner_width_ratio, expert_copy_passes, expert_copies_per_gpu):
    """Times that activations cross the memory: once, passes over the stream and the inside of each layer, and passes over copies.

        1 + passes * (layers + inner width) + passes of a copy * copies

    Unit: ratio
    Source: norms, residuals, gates and quantisation touch every token again; copies are gathered and scattered
    """
    return 1 + activation_passes * (layers + inner_width_ratio) + expert_copy_passes * expert_copies_per_gpu


def step_activation_seconds(activation_bytes_per_gpu, activation_moves, gpu_memory_bandwidth, decode_mbu):
    """Time to move the activations of the batch through memory.

        bytes * times moved / (bandwidth * share reached)

    Unit: s
    Source: seed 004, line 134
    """
    return activation_bytes_per_gpu * activation_moves / (gpu_memory_bandwidth * decode_mbu)


def step_memory_seconds(pipeline_stages, step_weight_seconds, step_kv_seconds, step_activation_seconds):
    """Time of all memory traffic between two tokens of a sequence.

        stages * weights + cache + activations: each stage of a pipeline reads its weights for every group of sequences

    Unit: s
    Source: definition; a pipeline of n stages keeps n groups in flight
    """
    return pipeline_stages * step_weight_seconds + step_kv_seconds + step_activation_seconds
