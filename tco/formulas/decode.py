"""How long does one decode step take?

A step takes its work kind by kind: projections that every token passes, routed experts that some token reaches, and
attention over the cache. Each kind needs arithmetic and memory traffic; the longer counts, and of the shorter what is
not hidden behind it. Activations, communication and the engine's own time come on top. Ideal efficiencies (all 1, no
overheads) make the sum a lower bound; an `engine` choice brings the calibrated ones.
"""

from tco.expr import FLOP_PER_WEIGHT, ROUNDING_TOLERANCE, maximum, minimum, power, where


def step_tokens(batch, draft_tokens):
    """Tokens that a step computes: one for each sequence, and its drafts where decoding is speculative.

        batch * (1 + drafts)

    Unit: tokens
    Source: Leviathan et al. 2023, arXiv 2211.17192
    """
    return batch * (1 + draft_tokens)


def stage_tokens(step_tokens, pipeline_stages):
    """Tokens that a stage of a pipeline works on at a time.

        tokens / stages: a pipeline of n stages keeps n groups of sequences in flight

    Unit: tokens
    Source: Huang et al. 2019, GPipe, arXiv 1811.06965
    """
    return step_tokens / pipeline_stages


def group_tokens(stage_tokens, attention_dp):
    """Tokens that one attention group works on at a time.

        tokens of a stage / groups

    Unit: tokens
    Source: definition
    """
    return stage_tokens / attention_dp


def experts_touched(routed_experts, experts_per_token, stage_tokens):
    """Routed experts of a layer that at least one token of the step reaches, for an even router.

        E * (1 - (1 - k/E)^tokens)

    Unit: count
    Source: expected coverage of independent choices; k at one token, E at many
    """
    missed_share = 1 - experts_per_token / maximum(routed_experts, 1)
    return routed_experts * (1 - power(missed_share, stage_tokens))


def parameters_read(parameters_active, parameters_total, experts_touched, experts_per_token, routed_experts):
    """Parameters that a step reads from memory: the active ones at batch 1, all of them at a large batch.

        active + (total - active) * (touched - k) / (E - k)

    Unit: count
    Source: linear in the experts touched; exact at both ends
    """
    idle_experts = routed_experts - experts_per_token
    extra_share = where(0 < idle_experts, (experts_touched - experts_per_token) / maximum(idle_experts, 1), 1)
    return parameters_active + (parameters_total - parameters_active) * extra_share


def routed_bytes_per_gpu(experts_per_gpu, bytes_per_expert_weight, expert_parameters, moe_layers_per_gpu):
    """Routed experts that one decode device holds, of all its layers.

        experts * bytes * parameters of one * layers with experts

    Unit: bytes
    Source: definition
    """
    return experts_per_gpu * bytes_per_expert_weight * expert_parameters * moe_layers_per_gpu


def embedding_bytes_per_gpu(embedding_parameters, dense_shards, bytes_per_head_weight):
    """Input embedding that one device holds beyond the head; a step reads a row of it for each token.

        parameters / shards * bytes

    Unit: bytes
    Source: definition
    """
    return embedding_parameters / dense_shards * bytes_per_head_weight


def unread_bytes_per_gpu(routed_bytes_per_gpu, experts_touched, routed_experts, embedding_bytes_per_gpu):
    """Weights held by a device that a step does not read: experts without a token, and the input embedding but for its rows.

        routed * (1 - touched / E) + embedding

    Unit: bytes
    Source: definition
    """
    idle_share = 1 - experts_touched / maximum(routed_experts, 1)
    return routed_bytes_per_gpu * idle_share + embedding_bytes_per_gpu


def weight_bytes_read_per_gpu(weight_bytes_per_gpu, unread_bytes_per_gpu):
    """Weights that one device reads in a step: the active ones at batch 1, all of them at a large batch.

        held - not read

    Unit: bytes
    Source: definition
    """
    return weight_bytes_per_gpu - unread_bytes_per_gpu


def expert_bytes_read_per_gpu(routed_bytes_per_gpu, experts_touched, routed_experts, weight_bytes_read_per_gpu):
    """Routed experts that one device reads in a step: those that some token reaches.

        routed * touched / E, at most all that is read

    Unit: bytes
    Source: definition
    """
    touched_share = experts_touched / maximum(routed_experts, 1)
    return minimum(routed_bytes_per_gpu * touched_share, weight_bytes_read_per_gpu)


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


def expert_peak_flops(peak_flops, expert_peak_flops_dense, peak_flops_dense):
    """Peak rate of one device on routed experts that the analysis counts with.

        rate * rate of experts / rate of other weights

    Unit: FLOP/s
    Source: definition
    """
    return peak_flops * expert_peak_flops_dense / peak_flops_dense


def attention_peak_flops(peak_flops_dense):
    """Dense peak rate of one device on attention, which computes in 16 bits.

        the 16-bit rate of the device where one is chosen, else the rate of the weights

    Unit: FLOP/s
    Source: Dao et al. 2022, FlashAttention, arXiv 2205.14135
    """
    return peak_flops_dense


def expert_parameters_active(experts_per_token, expert_parameters, moe_layers):
    """Parameters of routed experts that one token passes, all layers together.

        k * parameters of one * layers with experts

    Unit: count
    Source: definition
    """
    return experts_per_token * expert_parameters * moe_layers


def step_projection_compute_seconds(
    step_tokens, parameters_active, expert_parameters_active, gpus_per_decode_unit, peak_flops, decode_mfu
):
    """Time to compute what every token passes, whichever experts it is sent to.

        2 FLOP * (active - routed) * tokens / (devices * peak * share reached)

    Unit: s
    Source: Kaplan et al. 2020, arXiv 2001.08361, section 2.1
    """
    work = FLOP_PER_WEIGHT * (parameters_active - expert_parameters_active) * step_tokens
    return work / (gpus_per_decode_unit * peak_flops * decode_mfu)


def step_expert_compute_seconds(
    step_tokens, expert_parameters_active, expert_load_ratio, gpus_per_decode_unit, expert_peak_flops, decode_mfu
):
    """Time to compute routed experts on the device that has most of them to compute.

        2 FLOP * parameters * tokens * imbalance / (devices * peak * share reached)

    Unit: s
    Source: a synchronous step lasts as long as its hottest device; seed 002, line 132
    """
    work = FLOP_PER_WEIGHT * expert_parameters_active * step_tokens * expert_load_ratio
    return work / (gpus_per_decode_unit * expert_peak_flops * decode_mfu)


def attention_width(kv_latent_dim, rope_dim, head_dim):
    """Mean width of the two products of a query head with each cached token: scores, and the weighted sum.

        latent + rope / 2 for MLA in its absorbed form, whose values are the latent alone;  head width otherwise

    Unit: count
    Source: DeepSeek-V2, arXiv 2405.04434, section 2.1.2
    """
    return where(0 < kv_latent_dim, kv_latent_dim + rope_dim / 2, head_dim)


def attention_flop_per_token(
    heads, attention_width, cached_tokens, cached_layers, index_heads, sparse_attention_flop_per_token
):
    """Work of attention over the cache for one token: scores and weighted sum.

        2 FLOP * 2 * heads * width * tokens kept * layers, unless attention picks its tokens

    Unit: FLOP
    Source: Kaplan et al. 2020, arXiv 2001.08361, table 1
    """
    work = 2 * heads * attention_width * cached_tokens * cached_layers * FLOP_PER_WEIGHT
    return where(0 < index_heads, sparse_attention_flop_per_token, work)


def attention_tile_share(kv_latent_dim, heads, kv_heads, tp, attention_tile_heads):
    """Part of a matrix unit's tile that is filled by the query heads that share one cached head on a device.

        min(1, heads that share / heads of a tile): heads / tp for MLA, which keeps one latent for all;  heads / KV heads otherwise

    Unit: share
    Source: FlashMLA, github deepseek-ai/FlashMLA: tiles of 64 heads; FlashAttention-3, arXiv 2407.08608, packs the heads of a group
    """
    sharing = heads / maximum(where(0 < kv_latent_dim, tp, kv_heads), 1)
    return minimum(sharing, attention_tile_heads) / attention_tile_heads


def step_attention_compute_seconds(
    step_tokens, attention_flop_per_token, gpus_per_decode_unit, attention_peak_flops, attention_mfu,
    attention_tile_share,
):  # fmt: skip
    """Time to compute attention over the cache.

        tokens * work of one / (devices * peak * share reached * tile filled)

    Unit: s
    Source: definition
    """
    rate = gpus_per_decode_unit * attention_peak_flops * attention_mfu * attention_tile_share
    return step_tokens * attention_flop_per_token / rate


def step_compute_seconds(step_projection_compute_seconds, step_expert_compute_seconds, step_attention_compute_seconds):
    """Time of all arithmetic of a step.

        projections + experts + attention

    Unit: s
    Source: definition
    """
    return step_projection_compute_seconds + step_expert_compute_seconds + step_attention_compute_seconds


def step_projection_seconds(
    pipeline_stages, step_projection_weight_seconds, step_projection_compute_seconds, roofline_overlap
):
    """Time of what every token passes: the longer of traffic and arithmetic, and what is not hidden of the shorter.

        max(stages * traffic, arithmetic) + (1 - overlap) * min(...)

    Unit: s
    Source: roofline, Williams et al. 2009, with imperfect overlap
    """
    traffic = pipeline_stages * step_projection_weight_seconds
    shorter = minimum(traffic, step_projection_compute_seconds)
    return maximum(traffic, step_projection_compute_seconds) + (1 - roofline_overlap) * shorter


def step_expert_seconds(pipeline_stages, step_expert_weight_seconds, step_expert_compute_seconds, roofline_overlap):
    """Time of routed experts: the longer of traffic and arithmetic, and what is not hidden of the shorter.

        max(stages * traffic, arithmetic) + (1 - overlap) * min(...)

    Unit: s
    Source: roofline, Williams et al. 2009, with imperfect overlap
    """
    traffic = pipeline_stages * step_expert_weight_seconds
    shorter = minimum(traffic, step_expert_compute_seconds)
    return maximum(traffic, step_expert_compute_seconds) + (1 - roofline_overlap) * shorter


def step_attention_seconds(step_kv_seconds, step_attention_compute_seconds):
    """Time of attention over the cache: one fused kernel, in which the longer of traffic and arithmetic counts.

        max(traffic, arithmetic)

    Unit: s
    Source: Dao et al. 2022, FlashAttention, arXiv 2205.14135
    """
    return maximum(step_kv_seconds, step_attention_compute_seconds)


def layer_overhead_seconds(layers, seconds_per_layer, moe_layers, seconds_per_moe_layer, engine_pace):
    """Time that kernels of one pass through all layers spend on starting and ending.

        (layers * time of one + layers with experts * time of one) * pace of the engine

    Unit: s
    Source: fitted, see pricing/efficiency.csv
    """
    return (layers * seconds_per_layer + moe_layers * seconds_per_moe_layer) * engine_pace


def step_overhead_seconds(layer_overhead_seconds, engine_step_seconds, engine_sequence_seconds, batch, attention_dp):
    """Time of a step that is neither arithmetic, traffic nor communication: kernels, sampling, scheduling.

        layers + fixed + time for each sequence of a group

    Unit: s
    Source: fitted, see pricing/efficiency.csv
    """
    return layer_overhead_seconds + engine_step_seconds + engine_sequence_seconds * batch / attention_dp


def step_busy_seconds(step_projection_seconds, step_expert_seconds, step_attention_seconds, step_activation_seconds):
    """Time that the device works in a step.

        projections + experts + attention + activations

    Unit: s
    Source: definition
    """
    return step_projection_seconds + step_expert_seconds + step_attention_seconds + step_activation_seconds


def decode_step_seconds(step_busy_seconds, communication_overlap, step_communication_seconds, step_overhead_seconds):
    """Time of one decode step of the batch.

        busy + (1 - overlap) * communication + overhead

    Unit: s
    Source: roofline with exposed communication
    """
    return step_busy_seconds + (1 - communication_overlap) * step_communication_seconds + step_overhead_seconds


def tokens_per_step(draft_tokens, draft_acceptance):
    """Tokens that one sequence gains per step, for drafts that are each accepted with one probability, up to the first refusal.

        (1 - a^(drafts + 1)) / (1 - a);  1 without drafts

    Unit: tokens
    Source: Leviathan et al. 2023, arXiv 2211.17192, equation 1
    """
    refused = maximum(1 - draft_acceptance, ROUNDING_TOLERANCE)
    return where(0 < draft_tokens, (1 - power(1 - refused, draft_tokens + 1)) / refused, 1)


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


def tpot_target_seconds(answer_seconds, answer_tokens):
    """Time per output token that users accept.

        time granted to an answer / its tokens

    Unit: s
    Source: seed 004, lines 120-125 (60 s / 1000 tokens is 60 ms; it prints 50)
    """
    return answer_seconds / answer_tokens
