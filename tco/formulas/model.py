"""Chapter 1. What is the model, and what does it ask of memory?

From the published architecture: how many parameters sit in attention, in experts and elsewhere, how many bytes they
take, and what the cache of one token and of one sequence weighs. Leaves out bounded caches (sliding window, linear
attention), which hold less than this chapter says.
"""

from tco.expr import where


def weight_bytes(parameters_total, bytes_per_weight):
    """Bytes of all weights at the stored precision.

        parameters * bytes per parameter

    Unit: bytes
    Source: definition
    """
    return parameters_total * bytes_per_weight


def moe_layers(routed_experts, layers, first_dense_layers):
    """Layers whose feed-forward block is a mixture of experts.

        layers - leading dense layers;  0 for a dense model

    Unit: count
    Source: model configuration (num_hidden_layers, first_k_dense_replace)
    """
    return where(0 < routed_experts, layers - first_dense_layers, 0)


def expert_parameters(ffn_matrices, hidden_dim, expert_ffn_dim):
    """Parameters of one expert of one layer.

        matrices * hidden * inner width

    Unit: count
    Source: gated feed-forward block, Shazeer 2020, arXiv 2002.05202
    """
    return ffn_matrices * hidden_dim * expert_ffn_dim


def routed_parameters(routed_experts, expert_parameters, moe_layers):
    """Parameters of all routed experts of all layers.

        experts * parameters of one * layers with experts

    Unit: count
    Source: definition
    """
    return routed_experts * expert_parameters * moe_layers


def shared_parameters(shared_experts, expert_parameters, moe_layers):
    """Parameters of all shared experts of all layers.

        shared experts * parameters of one * layers with experts

    Unit: count
    Source: definition
    """
    return shared_experts * expert_parameters * moe_layers


def latent_query_parameters(hidden_dim, query_latent_dim, heads, nope_head_dim, rope_dim):
    """Query projections of one latent-attention layer, down to the latent and up to the heads.

        hidden * q + q * heads * (nope + rope)

    Unit: count
    Source: DeepSeek-V2, arXiv 2405.04434, section 2.1
    """
    return (hidden_dim + heads * (nope_head_dim + rope_dim)) * query_latent_dim


def latent_value_parameters(hidden_dim, kv_latent_dim, rope_dim, heads, nope_head_dim, value_head_dim):
    """Key, value and output projections of one latent-attention layer.

        hidden * (kv + rope) + kv * heads * (nope + v) + heads * v * hidden

    Unit: count
    Source: DeepSeek-V2, arXiv 2405.04434, section 2.1
    """
    down = hidden_dim * (kv_latent_dim + rope_dim)
    up = kv_latent_dim * heads * (nope_head_dim + value_head_dim)
    return down + up + heads * value_head_dim * hidden_dim


def grouped_attention_parameters(hidden_dim, heads, kv_heads, head_dim):
    """Projections of one layer of ordinary, grouped or multi-query attention.

        hidden * head width * (2 * heads + 2 * kv heads)

    Unit: count
    Source: Ainslie et al. 2023, arXiv 2305.13245
    """
    return hidden_dim * head_dim * (2 * heads + 2 * kv_heads)


def attention_parameters(
    layers, kv_latent_dim, latent_query_parameters, latent_value_parameters, grouped_attention_parameters
):
    """Parameters of the attention of all layers, latent or grouped.

        layers * parameters of one layer

    Unit: count
    Source: definition
    """
    latent = latent_query_parameters + latent_value_parameters
    return layers * where(0 < kv_latent_dim, latent, grouped_attention_parameters)


def other_parameters(parameters_total, routed_parameters, shared_parameters, attention_parameters):
    """What is neither attention nor expert: dense layers, embedding, head, norms, router.

        total - routed - shared - attention

    Unit: count
    Source: definition
    """
    return parameters_total - routed_parameters - shared_parameters - attention_parameters


def kv_values_per_layer(kv_latent_dim, rope_dim, kv_heads, head_dim):
    """Values that one token leaves in the cache of one layer.

        latent + rope for MLA;  2 * kv heads * head width otherwise

    Unit: count
    Source: DeepSeek-V2, arXiv 2405.04434, table 1; seed 004, line 90 (128 * 4.5 = 576)
    """
    return where(0 < kv_latent_dim, kv_latent_dim + rope_dim, 2 * kv_heads * head_dim)


def kv_bytes_per_token(layers, kv_values_per_layer, bytes_per_kv_value):
    """Cache of one token, whole model.

        layers * values per layer * bytes

    Unit: bytes
    Source: definition
    """
    return layers * kv_values_per_layer * bytes_per_kv_value


def context_tokens(prompt_tokens, output_tokens):
    """Mean length of a sequence while it is decoded: the prompt and half the answer.

        prompt + answer / 2

    Unit: tokens
    Source: definition, for answers that grow at an even pace
    """
    return prompt_tokens + output_tokens / 2


def kv_bytes_per_sequence(kv_bytes_per_token, context_tokens):
    """Cache of one sequence at its mean length.

        bytes per token * length: linear in length

    Unit: bytes
    Source: definition
    """
    return kv_bytes_per_token * context_tokens
