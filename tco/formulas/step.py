"""What does a decode step work on?

A step computes one token of each sequence, and its drafts where decoding is speculative. A pipeline keeps a group of
sequences in each stage, and data parallelism cuts the batch over groups. Every token passes the dense weights; routed
experts are read where some token reaches them, which is few of them at batch 1 and all at a large batch.
"""

from tco.expr import ROUNDING_TOLERANCE, maximum, minimum, power, where


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


def tokens_per_step(draft_tokens, draft_acceptance):
    """Tokens that one sequence gains per step, for drafts that are each accepted with one probability, up to the first refusal.

        (1 - a^(drafts + 1)) / (1 - a);  1 without drafts

    Unit: tokens
    Source: Leviathan et al. 2023, arXiv 2211.17192, equation 1
    """
    refused = maximum(1 - draft_acceptance, ROUNDING_TOLERANCE)
    return where(0 < draft_tokens, (1 - power(1 - refused, draft_tokens + 1)) / refused, 1)


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


def gpus_on_path(parameters_active, bytes_per_weight, weight_bytes_per_gpu):
    """Devices that hold what one token activates, if each held nothing else.

        active parameters * bytes / weights held

    Unit: count
    Source: seed 004, line 162 (37 GB / 2 GB, taken as 20)
    """
    return parameters_active * bytes_per_weight / weight_bytes_per_gpu


def activation_over_weights(activation_bytes, weight_bytes_per_gpu):
    """Activations that cross a boundary, over the weights that a device reads: how little a step moves.

        activations / weights

    Unit: ratio
    Source: seed 004, lines 33-35
    """
    return activation_bytes / weight_bytes_per_gpu
