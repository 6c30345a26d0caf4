"""What a model is made of, and how many bytes its numbers take."""

from __future__ import annotations

from tco.formulas.inputs.record import Input

# fmt: off
ROWS = (
    # the model, from its configuration
    Input("parameters_total", "count", "parameters of the whole model", 1e6, 1e14),
    Input("parameters_active", "count", "parameters that one token passes through", 1e6, 1e14),
    Input("layers", "count", "transformer layers", 1, 1000),
    Input("hidden_dim", "count", "width of the residual stream", 1, 1e6),
    Input("heads", "count", "query heads of a layer", 1, 10000),
    Input("kv_heads", "count", "key and value heads of a layer", 1, 10000),
    Input("head_dim", "count", "width of one head", 1, 10000),
    Input("kv_latent_dim", "count", "width of the compressed cache of latent attention (MLA); 0 for other attention", 0, 1e5),
    Input("rope_dim", "count", "width of the position part that latent attention caches beside it", 0, 1e5),
    Input("query_latent_dim", "count", "width of the compressed query of latent attention", 0, 1e5),
    Input("nope_head_dim", "count", "width of a latent-attention head without position", 0, 1e5),
    Input("value_head_dim", "count", "width of a latent-attention value head", 0, 1e5),
    Input("routed_experts", "count", "experts of a layer that the router chooses from; 0 for a dense model", 0, 1e5),
    Input("shared_experts", "count", "experts of a layer that every token passes", 0, 1e4),
    Input("experts_per_token", "count", "routed experts that one token passes in a layer", 0, 1e4),
    Input("expert_ffn_dim", "count", "inner width of one expert", 0, 1e6),
    Input("first_dense_layers", "count", "leading layers without experts", 0, 1000),
    Input("moe_layer_step", "count", "layers from one layer with experts to the next: 1 where every layer has them", 1, 100),
    Input("ffn_dim", "count", "inner width of a dense feed-forward block", 0, 1e7),
    Input("ffn_matrices", "count", "weight matrices of one feed-forward block: 3 gated, 2 plain", 2, 3),
    Input("vocabulary_size", "count", "tokens that the model tells apart", 0, 1e7),
    Input("tied_embeddings", "share", "1 where the input embedding is the output head, else 0", 0, 1),
    Input("sliding_window", "tokens", "tokens that a layer with a window keeps; 0 without a window", 0, 1e8),
    Input("windowed_layers", "count", "layers whose cache is bounded by the window", 0, 1000),
    Input("index_heads", "count", "heads by which a sparse attention picks the tokens it attends to; 0 where it attends to all", 0, 1e4, switch=True),
    Input("index_head_dim", "count", "width of such a head, whose key is cached for each token", 0, 1e4),
    Input("selected_tokens", "tokens", "tokens that a sparse attention attends to", 0, 1e8),
    Input("state_layers", "count", "layers of linear attention, which keep a state and no cache", 0, 1000),
    Input("state_bytes_per_layer", "bytes", "state that such a layer keeps of one sequence", 0, 1e9),
    # precision
    Input("bytes_per_weight", "bytes", "stored bytes of one parameter", 0.1, 8),
    Input("bytes_per_kv_value", "bytes", "stored bytes of one cached value", 0.1, 8),
    Input("bytes_per_index_value", "bytes", "stored bytes of one cached value of the heads that pick tokens", 0.1, 8),
    Input("bytes_per_activation", "bytes", "bytes of one activation value in memory", 0.1, 8),
    Input("bytes_per_value_moved", "bytes", "bytes of one activation value on a link between devices", 0.1, 8),
    Input("dispatch_bytes", "bytes", "bytes of one value sent to an expert", 0.1, 8),
    Input("combine_bytes", "bytes", "bytes of one value returned by an expert", 0.1, 8),
)
# fmt: on
