"""What is the model made of?

From the published architecture: how many parameters sit in attention, feed-forward blocks, experts, router, embedding
and head, and how many bytes they take. Leaves out norms, biases and the weights of multi-token prediction: together
below half a per cent.
"""

from tco.expr import floor, maximum, where


def moe_layers(routed_experts, layers, first_dense_layers, moe_layer_step):
    """Layers whose feed-forward block is a mixture of experts.

        floor((layers - leading dense layers) / step);  0 for a dense model

    Unit: count
    Source: model configuration (num_hidden_layers, first_k_dense_replace, interleave_moe_layer_step)
    """
    sparse = floor((layers - first_dense_layers) / maximum(moe_layer_step, 1))
    return where(0 < routed_experts, sparse, 0)


def dense_ffn_parameters(layers, moe_layers, ffn_matrices, hidden_dim, ffn_dim):
    """Parameters of the feed-forward blocks of the layers without experts.

        (layers - layers with experts) * matrices * hidden * inner width

    Unit: count
    Source: gated feed-forward block, Shazeer 2020, arXiv 2002.05202
    """
    return (layers - moe_layers) * ffn_matrices * hidden_dim * ffn_dim


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


def router_parameters(moe_layers, hidden_dim, routed_experts):
    """Parameters that choose experts for a token.

        layers with experts * hidden * experts

    Unit: count
    Source: definition
    """
    return moe_layers * hidden_dim * routed_experts


def latent_query_parameters(hidden_dim, query_latent_dim, heads, nope_head_dim, rope_dim):
    """Query projections of one latent-attention layer: down to the latent and up to the heads, or straight to the heads.

        (hidden + heads * (nope + rope)) * q;  hidden * heads * (nope + rope) without a query latent

    Unit: count
    Source: DeepSeek-V2, arXiv 2405.04434, section 2.1
    """
    width = heads * (nope_head_dim + rope_dim)
    return where(0 < query_latent_dim, (hidden_dim + width) * query_latent_dim, hidden_dim * width)


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


def head_parameters(vocabulary_size, hidden_dim):
    """Parameters of the output head, which every token passes.

        vocabulary * hidden

    Unit: count
    Source: definition
    """
    return vocabulary_size * hidden_dim


def embedding_parameters(vocabulary_size, hidden_dim, tied_embeddings):
    """Parameters of the input embedding beyond the head: held, but a token reads one row of it.

        vocabulary * hidden;  0 where it is the head

    Unit: count
    Source: definition
    """
    return vocabulary_size * hidden_dim * (1 - tied_embeddings)


def other_parameters(parameters_total, routed_parameters, shared_parameters, attention_parameters):
    """What is neither attention nor expert: dense layers, embedding, head, norms, router.

        total - routed - shared - attention

    Unit: count
    Source: definition
    """
    return parameters_total - routed_parameters - shared_parameters - attention_parameters


def projection_parameters(parameters_total, routed_parameters, embedding_parameters):
    """Parameters that every token passes, whichever experts it is sent to.

        total - routed - input embedding

    Unit: count
    Source: definition
    """
    return parameters_total - routed_parameters - embedding_parameters


def bytes_per_expert_weight(bytes_per_weight):
    """Stored bytes of one parameter of a routed expert.

        as every other weight, unless the precision is a pair

    Unit: bytes
    Source: definition; a precision such as mxfp4-bf16 gives both
    """
    return bytes_per_weight


def expert_peak_flops_dense(peak_flops_dense):
    """Dense peak rate of one device on routed experts.

        as on every other weight, unless the precision is a pair

    Unit: FLOP/s
    Source: definition; a precision such as mxfp4-bf16 gives both
    """
    return peak_flops_dense


def bytes_per_head_weight(bytes_per_weight):
    """Stored bytes of one parameter of the output head and the input embedding.

        as every other weight, unless the precision leaves them wider

    Unit: bytes
    Source: definition; most 8-bit and 4-bit checkpoints keep both in 16 bits
    """
    return bytes_per_weight


def wide_parameters(head_parameters, embedding_parameters):
    """Parameters of output head and input embedding.

        head + embedding

    Unit: count
    Source: definition
    """
    return head_parameters + embedding_parameters


def weight_bytes(
    parameters_total, routed_parameters, wide_parameters, bytes_per_weight, bytes_per_expert_weight,
    bytes_per_head_weight,
):  # fmt: skip
    """Bytes of all weights at the stored precision.

        (total - routed - wide) * bytes + routed * bytes of an expert's + wide * bytes of the head's

    Unit: bytes
    Source: definition
    """
    narrow = (parameters_total - routed_parameters - wide_parameters) * bytes_per_weight
    return narrow + routed_parameters * bytes_per_expert_weight + wide_parameters * bytes_per_head_weight
