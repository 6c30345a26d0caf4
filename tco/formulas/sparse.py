"""Which tokens of a long context does attention look at, where it does not look at all of them?

Sparse attention as DeepSeek-V3.2 and GLM-5 have it: a small indexer scores every cached token by a key of its own, and
attention reads only the tokens that score best. The cache holds every token, and the key of each beside it; a step
reads all keys and few tokens. Every other model attends to all that it keeps: none of these quantities counts there.
The indexer is counted at the rate of attention, though it may compute in fewer bits.
"""

from tco.expr import FLOP_PER_WEIGHT, maximum, minimum, ratio, where


def index_bytes_per_token(cached_layers, index_head_dim, bytes_per_index_value):
    """Keys that the indexers of all layers keep of one token.

        layers * width of a key * bytes

    Unit: bytes
    Source: DeepSeek-V3.2, github deepseek-ai/DeepSeek-V3.2-Exp, inference/model.py
    """
    return cached_layers * index_head_dim * bytes_per_index_value


def selected_cache_tokens(cached_tokens, selected_tokens):
    """Tokens of a sequence that attention reads in a step.

        min(tokens kept, tokens picked)

    Unit: tokens
    Source: DeepSeek-V3.2 report, arXiv 2512.02556, section 2.1
    """
    return minimum(cached_tokens, selected_tokens)


def sparse_kv_bytes_read(
    kv_bytes_per_token, index_bytes_per_token, selected_cache_tokens, cached_tokens, state_bytes_per_sequence
):
    """Cache of one sequence that a step reads: the tokens picked, and the keys of all.

        (bytes per token - key) * tokens picked + key * tokens kept + states

    Unit: bytes
    Source: definition
    """
    picked = (kv_bytes_per_token - index_bytes_per_token) * selected_cache_tokens
    return picked + index_bytes_per_token * cached_tokens + state_bytes_per_sequence


def kv_bytes_read_per_gpu(kv_bytes_per_gpu, index_heads, sparse_kv_bytes_read, kv_bytes_per_sequence):
    """Cache that one device reads in a step: all that it holds, unless attention picks its tokens.

        held;  held * read of a sequence / its cache where attention is sparse

    Unit: bytes
    Source: definition
    """
    sparse = kv_bytes_per_gpu * ratio(sparse_kv_bytes_read, kv_bytes_per_sequence)
    return where(0 < index_heads, sparse, kv_bytes_per_gpu)


def index_flop_per_pair(index_heads, index_head_dim, cached_layers):
    """Work of the indexers of all layers to score one token for one other.

        2 FLOP * heads * width * layers

    Unit: FLOP
    Source: DeepSeek-V3.2 report, arXiv 2512.02556, section 2.1
    """
    return FLOP_PER_WEIGHT * index_heads * index_head_dim * cached_layers


def sparse_attention_flop_per_token(
    heads, attention_width, selected_cache_tokens, cached_layers, index_flop_per_pair, cached_tokens
):
    """Work of sparse attention for one token of decode: attention over the tokens picked, and a score for each.

        2 FLOP * 2 * heads * width * tokens picked * layers + score * tokens kept

    Unit: FLOP
    Source: definition
    """
    attention = 2 * heads * attention_width * selected_cache_tokens * cached_layers * FLOP_PER_WEIGHT
    return attention + index_flop_per_pair * cached_tokens


def selected_prompt_tokens(prompt_tokens, selected_tokens):
    """Tokens that a prompt token attends to, on average over the prompt: all before it, at most those picked.

        m - m^2 / (2 * prompt), m the lesser of prompt and tokens picked

    Unit: tokens
    Source: mean of min(position, picked) over the prompt
    """
    most = minimum(prompt_tokens, selected_tokens)
    return most - most * most / maximum(2 * prompt_tokens, 1)


def sparse_prefill_width(prompt_tokens, selected_tokens, attention_width, prefill_attention_width):
    """Mean width of the two products of sparse attention in prefill.

        that of decode where tokens are picked;  of heads where the prompt is short enough for all

    Unit: count
    Source: DeepSeek-V3.2 report, arXiv 2512.02556, section 2.1: short prompts take an expanded, masked form
    """
    return where(selected_tokens < prompt_tokens, attention_width, prefill_attention_width)


def sparse_prefill_attention_flop(
    computed_tokens, heads, sparse_prefill_width, selected_prompt_tokens, cached_layers, index_flop_per_pair,
    prompt_tokens,
):  # fmt: skip
    """Work of sparse attention over one prompt; scores still grow with the square of its length.

        tokens * (2 FLOP * 2 * heads * width * tokens attended to * layers + score * half of the prompt)

    Unit: FLOP
    Source: definition
    """
    attention = 2 * heads * sparse_prefill_width * selected_prompt_tokens * cached_layers * FLOP_PER_WEIGHT
    return computed_tokens * (attention + index_flop_per_pair * prompt_tokens / 2)
