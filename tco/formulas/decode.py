"""How long does one decode step take?

Kind by kind the longer of traffic and arithmetic counts, and of the shorter what is not hidden behind it. Activations,
communication and the engine's own time come on top. Ideal efficiencies (all 1, no overheads) make the sum a lower
bound; an `engine` choice brings the calibrated ones.
"""

from tco.expr import maximum, minimum


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


def step_busy_seconds(step_projection_seconds, step_expert_seconds, step_attention_seconds, step_activation_seconds):
    """Time that the device works in a step.

        projections + experts + attention + activations

    Unit: s
    Source: definition
    """
    return step_projection_seconds + step_expert_seconds + step_attention_seconds + step_activation_seconds


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


def decode_step_seconds(step_busy_seconds, communication_overlap, step_communication_seconds, step_overhead_seconds):
    """Time of one decode step of the batch.

        busy + (1 - overlap) * communication + overhead

    Unit: s
    Source: roofline with exposed communication
    """
    return step_busy_seconds + (1 - communication_overlap) * step_communication_seconds + step_overhead_seconds


def tpot_target_seconds(answer_seconds, answer_tokens):
    """Time per output token that users accept.

        time granted to an answer / its tokens

    Unit: s
    Source: seed 004, lines 120-125 (60 s / 1000 tokens is 60 ms; it prints 50)
    """
    return answer_seconds / answer_tokens
