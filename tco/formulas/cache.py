"""What does the cache of a sequence weigh?

What attention keeps of each token, by kind of attention: all heads, a few (grouped), one latent (MLA). Layers with a
sliding window keep no more than the window; layers of linear attention keep one state, however long the sequence.
"""

from tco.expr import maximum, minimum, where


def kv_values_per_layer(kv_latent_dim, rope_dim, kv_heads, head_dim):
    """Values that one token leaves in the cache of one layer.

        latent + rope for MLA;  2 * kv heads * head width otherwise

    Unit: count
    Source: DeepSeek-V2, arXiv 2405.04434, table 1; seed 004, line 90 (128 * 4.5 = 576)
    """
    return where(0 < kv_latent_dim, kv_latent_dim + rope_dim, 2 * kv_heads * head_dim)


def cached_layers(layers, state_layers):
    """Layers that keep something of each token.

        layers - layers of linear attention

    Unit: count
    Source: definition
    """
    return layers - state_layers


def kv_bytes_per_token(cached_layers, kv_values_per_layer, bytes_per_kv_value, index_heads, index_bytes_per_token):
    """Cache of one token, whole model.

        layers * values per layer * bytes, and the keys of the indexer where attention picks its tokens

    Unit: bytes
    Source: definition
    """
    values = cached_layers * kv_values_per_layer * bytes_per_kv_value
    return where(0 < index_heads, values + index_bytes_per_token, values)


def context_tokens(prompt_tokens, output_tokens):
    """Mean length of a sequence while it is decoded: the prompt and half the answer.

        prompt + answer / 2

    Unit: tokens
    Source: definition, for answers that grow at an even pace
    """
    return prompt_tokens + output_tokens / 2


def windowed_layer_share(windowed_layers, cached_layers):
    """Part of the caching layers that keep no more than a window.

        layers with a window / layers with a cache

    Unit: share
    Source: definition
    """
    return windowed_layers / maximum(cached_layers, 1)


def cached_tokens(context_tokens, windowed_layer_share, sliding_window):
    """Tokens of a sequence that a layer keeps, mean over the layers with a cache.

        context - share with a window * what exceeds the window

    Unit: tokens
    Source: sliding-window attention, Beltagy et al. 2020, arXiv 2004.05150
    """
    return context_tokens - windowed_layer_share * (context_tokens - minimum(context_tokens, sliding_window))


def prompt_tokens_kept(prompt_tokens, windowed_layer_share, sliding_window):
    """Tokens of a prompt that a layer keeps, mean over the layers with a cache.

        prompt - share with a window * what exceeds the window

    Unit: tokens
    Source: sliding-window attention, Beltagy et al. 2020, arXiv 2004.05150
    """
    return prompt_tokens - windowed_layer_share * (prompt_tokens - minimum(prompt_tokens, sliding_window))


def state_bytes_per_sequence(state_layers, state_bytes_per_layer):
    """Bytes of the states of linear attention, whatever the length.

        layers * bytes of one state

    Unit: bytes
    Source: Katharopoulos et al. 2020, arXiv 2006.16236
    """
    return state_layers * state_bytes_per_layer


def kv_bytes_per_sequence(kv_bytes_per_token, cached_tokens, state_bytes_per_sequence):
    """Cache of one sequence at its mean length.

        bytes per token * tokens kept + states: linear in length where no window bounds it

    Unit: bytes
    Source: definition
    """
    return kv_bytes_per_token * cached_tokens + state_bytes_per_sequence
