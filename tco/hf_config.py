"""How many parameters has a model, by the `config.json` that Hugging Face publishes with its weights?

Reads the families that serve most tokens (Llama, Mistral, Mixtral, Qwen, DeepSeek, GLM, Kimi, gpt-oss, Gemma, Phi,
GPT-NeoX, Falcon, GPT-J) into engine quantities and counts parameters from the architecture. Biases, rotary tables,
multi-token-prediction layers and sparse-attention indexers are left out: together below half a per cent. Parameters
active for a token leave out the input embedding, of which a token reads one row, unless it is also the output head.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tco.errors import Fault, InputError, nearest, raise_faults

Config = Mapping[str, Any]
# family -> (are embeddings tied where the file does not say, matrices of a feed-forward block)
FAMILIES: dict[str, tuple[bool, int]] = {
    "llama": (False, 3), "llama4": (False, 3), "mistral": (False, 3), "mistral3": (False, 3), "mixtral": (False, 3),
    "qwen2": (False, 3), "qwen2_moe": (False, 3), "qwen3": (False, 3), "qwen3_moe": (False, 3), "yi": (False, 3),
    "deepseek_v2": (False, 3), "deepseek_v3": (False, 3), "deepseek_v32": (False, 3), "kimi_k2": (False, 3),
    "kimi_k25": (False, 3), "glm4_moe": (False, 3), "glm_moe_dsa": (False, 3), "gpt_oss": (False, 3),
    "phi3": (False, 3), "minimax_m2": (False, 3), "internlm2": (False, 3),
    "gemma": (True, 3), "gemma2": (True, 3), "gemma3": (True, 3),
    "gpt_neox": (False, 2), "gptj": (False, 2), "falcon": (True, 2),
}  # fmt: skip
# quantity -> the keys that give it, in order of preference
KEYS: dict[str, tuple[str, ...]] = {
    "layers": ("num_hidden_layers", "n_layer", "num_layers"),
    "hidden_dim": ("hidden_size", "n_embd"),
    "heads": ("num_attention_heads", "n_head"),
    "vocabulary_size": ("vocab_size",),
    "ffn_dim": ("intermediate_size_mlp", "intermediate_size", "ffn_hidden_size", "n_inner"),
    "kv_heads": ("num_key_value_heads", "num_kv_heads", "n_head_kv"),
    "kv_latent_dim": ("kv_lora_rank",),
    "rope_dim": ("qk_rope_head_dim",),
    "query_latent_dim": ("q_lora_rank",),
    "nope_head_dim": ("qk_nope_head_dim",),
    "value_head_dim": ("v_head_dim",),
    "routed_experts": ("n_routed_experts", "num_local_experts", "num_experts"),
    "shared_experts": ("n_shared_experts",),
    "experts_per_token": ("num_experts_per_tok", "experts_per_token"),
    "expert_ffn_dim": ("moe_intermediate_size", "intermediate_size"),
    "first_dense_layers": ("first_k_dense_replace",),
    "moe_layer_step": ("interleave_moe_layer_step", "moe_layer_freq", "decoder_sparse_step"),
    "sliding_window": ("sliding_window", "attention_chunk_size"),
    "index_heads": ("index_n_heads",),
    "index_head_dim": ("index_head_dim",),
    "selected_tokens": ("index_topk",),
}
# family -> of how many layers the last one sees the whole context, where the file does not say
GLOBAL_EVERY = {"gemma2": 2, "gpt_oss": 2, "gemma3": 6, "llama4": 4}
BOUNDED = ("sliding_attention", "chunked_attention")
NEEDED = ("layers", "hidden_dim", "heads", "vocabulary_size")
DTYPES = {"bfloat16": "bf16", "float16": "fp16", "float32": "fp32", "float8_e4m3fn": "fp8"}


def _whole(config: Config, quantity: str, where: str) -> int:
    """The whole number a quantity has in the file; 0 where no key gives it."""
    for key in KEYS[quantity]:
        if (value := config.get(key)) is not None:
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise InputError(Fault(f"key {key!r} is not a count", where, found=repr(value)[:80]))
            return value
    return 0


def _family(config: Config, where: str) -> str:
    family = str(config.get("model_type", "")).removesuffix("_text")
    if family not in FAMILIES:
        near = nearest(family, FAMILIES) or ", ".join(FAMILIES)
        step = "write the model as a TOML file; see scenarios/models/"
        raise InputError(Fault(f"unknown model_type {family!r}", where, allowed=near, next_step=step))
    return family


def _flat(config: Config) -> dict[str, Any]:
    """A configuration with its text tower, where it is one of several, on top."""
    inner = config.get("text_config")
    return {**config, **inner} if isinstance(inner, Mapping) else dict(config)


def _precision(config: Config) -> str:
    quantization = config.get("quantization_config")
    method = str(quantization.get("quant_method", "")) if isinstance(quantization, Mapping) else ""
    named = {"fp8": "fp8", "mxfp4": "mxfp4-bf16", "compressed-tensors": "w4a16", "awq": "w4a16", "gptq": "w4a16"}
    dtype = str(config.get("torch_dtype", config.get("dtype", "bfloat16")))
    return named.get(method, DTYPES.get(dtype, "bf16"))


def _windowed_layers(config: Config, family: str, layers: int) -> int:
    """Layers whose cache is bounded: as listed, by the pattern of the family, else all from `max_window_layers` on."""
    if isinstance(kinds := config.get("layer_types"), list):
        return sum(kind in BOUNDED for kind in kinds)
    if every := config.get("sliding_window_pattern") or GLOBAL_EVERY.get(family):
        return int(layers - layers // every)
    return int(layers - config.get("max_window_layers", 0))


def _attention(facts: dict[str, Any]) -> str:
    if facts["kv_latent_dim"]:
        return "mla"
    if facts["kv_heads"] == facts["heads"]:
        return "mha"
    return "mqa" if facts["kv_heads"] == 1 else "gqa"


def _dimensions(config: Config, family: str, where: str) -> dict[str, Any]:
    facts: dict[str, Any] = {quantity: _whole(config, quantity, where) for quantity in KEYS}
    raise_faults(
        Fault(f"no {quantity}", where, allowed=" or ".join(KEYS[quantity]), next_step="add one of these keys")
        for quantity in NEEDED
        if not facts[quantity]
    )
    multi_query = family == "falcon" and config.get("multi_query") and not config.get("new_decoder_architecture")
    facts["kv_heads"] = 1 if multi_query else facts["kv_heads"] or facts["heads"]
    if config.get("use_sliding_window") is False:
        facts["sliding_window"] = 0
    facts["windowed_layers"] = _windowed_layers(config, family, facts["layers"]) if facts["sliding_window"] else 0
    facts["ffn_dim"] = facts["ffn_dim"] or 4 * facts["hidden_dim"]
    facts["head_dim"] = config.get("head_dim") or facts["hidden_dim"] // facts["heads"]
    if facts["kv_latent_dim"]:
        facts["kv_heads"] = facts["heads"]
        facts["head_dim"] = facts["nope_head_dim"] + facts["rope_dim"]
    if not facts["routed_experts"]:
        facts |= dict.fromkeys(("shared_experts", "experts_per_token", "expert_ffn_dim", "first_dense_layers"), 0)
    elif family == "llama4":
        facts["shared_experts"], facts["expert_ffn_dim"] = 1, config["intermediate_size"]
    elif wide := config.get("shared_expert_intermediate_size"):
        facts["shared_experts"] = wide // facts["expert_ffn_dim"]
    facts["moe_layer_step"] = max(1, facts["moe_layer_step"]) if facts["routed_experts"] else 1
    return facts


def attention_parameters(f: Mapping[str, Any]) -> int:
    """Parameters of the attention of one layer: projections of queries, keys, values and output."""
    h, heads = f["hidden_dim"], f["heads"]
    if not f["kv_latent_dim"]:
        return int(2 * h * f["head_dim"] * (heads + f["kv_heads"]))
    head = f["nope_head_dim"] + f["rope_dim"]
    query = f["query_latent_dim"] * (h + heads * head) if f["query_latent_dim"] else h * heads * head
    cache = h * (f["kv_latent_dim"] + f["rope_dim"])
    expand = f["kv_latent_dim"] * heads * (f["nope_head_dim"] + f["value_head_dim"])
    return int(query + cache + expand + heads * f["value_head_dim"] * h)


def moe_layers(f: Mapping[str, Any]) -> int:
    """Layers whose feed-forward block is a mixture of experts."""
    return (f["layers"] - f["first_dense_layers"]) // f["moe_layer_step"] if f["routed_experts"] else 0


def count_parameters(f: Mapping[str, Any]) -> tuple[float, float]:
    """Parameters of the whole model, and those that one token passes through."""
    h, layers, sparse = f["hidden_dim"], f["layers"], moe_layers(f)
    embedding = f["vocabulary_size"] * h
    expert = f["ffn_matrices"] * h * f["expert_ffn_dim"]
    shared = sparse * (f["shared_experts"] * expert + h * f["routed_experts"])
    dense = (layers - sparse) * f["ffn_matrices"] * h * f["ffn_dim"]
    trunk = layers * (attention_parameters(f) + 2 * h) + h + dense + shared + embedding
    active = trunk + sparse * f["experts_per_token"] * expert
    total = trunk + sparse * f["routed_experts"] * expert + (0 if f["tied_embeddings"] else embedding)
    return float(total), float(active)


def architecture(config: Config, where: str) -> dict[str, Any]:
    """The engine quantities of a Hugging Face configuration."""
    family = _family(config, where)
    flat = _flat(config)
    facts = _dimensions(flat, family, where)
    tied, matrices = FAMILIES[family]
    facts["ffn_matrices"] = matrices
    facts["tied_embeddings"] = int(bool(flat.get("tie_word_embeddings", tied)))
    facts["parameters_total"], facts["parameters_active"] = count_parameters(facts)
    name = str(config.get("_name_or_path") or "")
    named = {"name": name} if name else {}
    text = {"attention": _attention(facts), "native_precision": _precision(flat), "source": f"{where} (Hugging Face)"}
    return named | text | facts
