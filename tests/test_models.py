"""What a model file says, and how parameters are counted from an architecture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tco.content import open_content
from tco.errors import InputError
from tco.hf_config import count_parameters
from tco.models import Model, from_hf_config, parse_model, read_model
from tco.pricebook import PriceBook

MODELS = sorted((Path(__file__).parents[1] / "scenarios" / "models").glob("*.toml"))
LLAMA = {
    "model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "intermediate_size": 14336,
    "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256, "tie_word_embeddings": False,
    "torch_dtype": "bfloat16", "rope_theta": 500000.0, "_name_or_path": "meta-llama/Meta-Llama-3-8B",
}  # fmt: skip
DEEPSEEK = {
    "model_type": "deepseek_v3", "num_hidden_layers": 61, "hidden_size": 7168, "intermediate_size": 18432,
    "num_attention_heads": 128, "num_key_value_heads": 128, "vocab_size": 129280, "kv_lora_rank": 512,
    "q_lora_rank": 1536, "qk_rope_head_dim": 64, "qk_nope_head_dim": 128, "v_head_dim": 128, "n_routed_experts": 256,
    "n_shared_experts": 1, "num_experts_per_tok": 8, "moe_intermediate_size": 2048, "first_k_dense_replace": 3,
    "moe_layer_freq": 1, "tie_word_embeddings": False, "quantization_config": {"quant_method": "fp8"},
}  # fmt: skip
# Published configurations, and the parameters (total, active; in billions) that they come to.
PUBLISHED: dict[str, tuple[dict[str, Any], float, float]] = {
    "Llama-3-8B": (LLAMA, 8.03, 7.505),
    "Llama-2-70B": (
        LLAMA | {"num_hidden_layers": 80, "hidden_size": 8192, "intermediate_size": 28672, "num_attention_heads": 64,
                 "vocab_size": 32000}, 68.98, 68.713),
    "Mistral-7B": (LLAMA | {"model_type": "mistral", "vocab_size": 32000, "sliding_window": 4096}, 7.24, 7.11),
    "Mixtral-8x7B": (
        LLAMA | {"model_type": "mixtral", "vocab_size": 32000, "num_local_experts": 8, "num_experts_per_tok": 2},
        46.7, 12.749),
    "Qwen2.5-0.5B": (
        {"model_type": "qwen2", "num_hidden_layers": 24, "hidden_size": 896, "intermediate_size": 4864,
         "num_attention_heads": 14, "num_key_value_heads": 2, "vocab_size": 151936, "tie_word_embeddings": True,
         "sliding_window": 32768, "use_sliding_window": False}, 0.494, 0.494),
    "Qwen3-30B-A3B": (
        {"model_type": "qwen3_moe", "num_hidden_layers": 48, "hidden_size": 2048, "intermediate_size": 6144,
         "num_attention_heads": 32, "num_key_value_heads": 4, "head_dim": 128, "vocab_size": 151936,
         "num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 768, "decoder_sparse_step": 1},
        30.53, 3.042),
    "GPT-OSS-120B": (
        {"model_type": "gpt_oss", "num_hidden_layers": 36, "hidden_size": 2880, "intermediate_size": 2880,
         "num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 64, "vocab_size": 201088,
         "num_local_experts": 128, "num_experts_per_tok": 4, "sliding_window": 128,
         "quantization_config": {"quant_method": "mxfp4"}}, 116.8, 5.131),
    "DeepSeek-V3": (DEEPSEEK, 671.0, 36.625),
    "DeepSeek-V2-Lite": (
        DEEPSEEK | {"model_type": "deepseek_v2", "num_hidden_layers": 27, "hidden_size": 2048, "q_lora_rank": None,
                    "intermediate_size": 10944, "num_attention_heads": 16, "num_key_value_heads": 16,
                    "vocab_size": 102400, "n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6,
                    "moe_intermediate_size": 1408, "first_k_dense_replace": 1}, 15.706, 2.451),
    "GLM-4.5-Air": (
        {"model_type": "glm4_moe", "num_hidden_layers": 46, "hidden_size": 4096, "intermediate_size": 10944,
         "num_attention_heads": 96, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151552,
         "n_routed_experts": 128, "n_shared_experts": 1, "num_experts_per_tok": 8, "moe_intermediate_size": 1408,
         "first_k_dense_replace": 1}, 106.85, 12.802),
    "Llama-4-Maverick": (
        {"model_type": "llama4", "text_config": {
            "model_type": "llama4_text", "num_hidden_layers": 48, "hidden_size": 5120, "intermediate_size": 8192,
            "intermediate_size_mlp": 16384, "num_attention_heads": 40, "num_key_value_heads": 8, "head_dim": 128,
            "vocab_size": 202048, "num_local_experts": 128, "num_experts_per_tok": 1, "interleave_moe_layer_step": 2,
            "attention_chunk_size": 8192}},
        400.7, 16.15),
    "Gemma-2-9B": (
        {"model_type": "gemma2", "num_hidden_layers": 42, "hidden_size": 3584, "intermediate_size": 14336,
         "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 256, "vocab_size": 256000,
         "sliding_window": 4096}, 9.24, 9.241),
    "Phi-4": (
        {"model_type": "phi3", "num_hidden_layers": 40, "hidden_size": 5120, "intermediate_size": 17920,
         "num_attention_heads": 40, "num_key_value_heads": 10, "vocab_size": 100352}, 14.66, 14.145),
    "GPT-J-6B": (
        {"model_type": "gptj", "n_layer": 28, "n_embd": 4096, "n_head": 16, "n_inner": None, "vocab_size": 50400,
         "tie_word_embeddings": False}, 6.05, 5.844),
    "Falcon-180B": (
        {"model_type": "falcon", "num_hidden_layers": 80, "hidden_size": 14848, "num_attention_heads": 232,
         "num_kv_heads": 8, "vocab_size": 65024, "new_decoder_architecture": True, "multi_query": True,
         "tie_word_embeddings": False}, 179.5, 178.552),
    "GPT-NeoX-20B": (
        {"model_type": "gpt_neox", "num_hidden_layers": 44, "hidden_size": 6144, "intermediate_size": 24576,
         "num_attention_heads": 64, "vocab_size": 50432, "tie_word_embeddings": False}, 20.55, 20.24),
}  # fmt: skip


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_shipped_model_counts_as_its_layers_do(path: Path) -> None:
    """The parameters a file states follow from its dimensions, within half a per cent."""
    model = read_model(path)
    total, active = count_parameters(model.model_dump())
    assert model.parameters_total == pytest.approx(total, rel=5e-3)
    assert model.parameters_active == pytest.approx(active, rel=5e-3)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_hugging_face_configuration_counts_as_published(name: str) -> None:
    """Half a per cent is left for biases, norms of heads, and tables of positions."""
    config, total, active = PUBLISHED[name]
    model = from_hf_config(config, f"{name}/config.json")
    assert model.parameters_total / 1e9 == pytest.approx(total, rel=5e-3)
    assert model.parameters_active / 1e9 == pytest.approx(active, rel=5e-3)


@pytest.mark.parametrize("name", [name for name in PUBLISHED if name != "GPT-NeoX-20B"])
def test_both_readers_agree_on_the_architecture(name: str, book: PriceBook) -> None:
    """A config.json and the shipped file of the same model give the engine the same dimensions."""
    read = from_hf_config(PUBLISHED[name][0], "config.json").model_dump()
    shipped = book.model(name)
    told_apart = {"windowed_layers", "sliding_window"} if name == "Mistral-7B" else set()  # the shipped file is of v0.3
    numbers = {key for key, value in shipped.items() if value.unit != "text"} - told_apart
    approximate = {"parameters_total", "parameters_active"}
    assert {k: read[k] for k in numbers - approximate} == {k: shipped[k].value for k in numbers - approximate}
    assert read["attention"] == shipped["attention"].value


def test_deepseek_v3_is_as_its_report_says(book: PriceBook) -> None:
    """671 billion parameters, 61 layers, 256 experts of which 8 and a shared one, a cache of 512 + 64 values."""
    model = book.model("deepseek-ai/DeepSeek-V3")
    wanted = {
        "parameters_total": 671.025e9, "parameters_active": 36.625e9, "layers": 61, "hidden_dim": 7168, "heads": 128,
        "kv_latent_dim": 512, "rope_dim": 64, "query_latent_dim": 1536, "nope_head_dim": 128, "value_head_dim": 128,
        "routed_experts": 256, "shared_experts": 1, "experts_per_token": 8, "expert_ffn_dim": 2048,
        "first_dense_layers": 3, "vocabulary_size": 129280, "ffn_matrices": 3, "tied_embeddings": 0,
    }  # fmt: skip
    assert {name: model[name].value for name in wanted} == wanted
    assert model["native_precision"].value == "fp8"
    assert model["layers"].where == "scenarios/models/deepseek-v3.toml"


def test_what_a_dense_model_does_not_have_is_zero(book: PriceBook) -> None:
    """No experts, no latent attention, no window: 0, so that formulas need no special case."""
    model = book.model("Llama-3.1-8B")
    absent = ("routed_experts", "shared_experts", "experts_per_token", "expert_ffn_dim", "kv_latent_dim", "rope_dim")
    assert [model[name].value for name in absent] == [0.0] * 6
    assert model["moe_layer_step"].value == 1


def test_there_are_sixty_models(book: PriceBook) -> None:
    """Each answers to its id and to its published name."""
    assert len(book.models()) == 60
    assert book.model_id("DEEPSEEK r1") == "deepseek-r1"
    assert book.model_id("Llama-3.1-70B-Instruct") == "llama-3.1-70b"


@pytest.mark.parametrize(
    "name",
    [
        "DeepSeek-R1", "DeepSeek-V3", "GPT-J-6B", "GPT-OSS-120B", "Gemma-7B", "Llama-2-13B", "Llama-2-70B",
        "Llama-2-7B", "Llama-3-70B", "Llama-3-8B", "Llama-3.1-70B", "Llama-3.1-8B", "Llama-3.2-3B", "Llama-3.3-70B",
        "Llama-30B", "Mistral-7B", "Mixtral-8x7B", "Qwen2.5-0.5B", "Qwen2.5-1.5B", "Qwen2.5-14B", "Qwen2.5-3B",
        "Qwen2.5-7B", "Qwen3-0.6B", "Qwen3-1.7B", "Qwen3-14B", "Qwen3-30B-A3B", "Qwen3-8B",
    ],
)  # fmt: skip
def test_models_of_published_measurements_are_known(name: str, book: PriceBook) -> None:
    """Measured throughput names its models so; a calibration must find each."""
    assert book.model(name)["name"].value == name


def test_precision_is_read_from_the_quantization() -> None:
    """FP8 weights are what is served, whatever the torch type says."""
    assert from_hf_config(DEEPSEEK).native_precision == "fp8"
    assert from_hf_config(LLAMA).native_precision == "bf16"
    assert from_hf_config(LLAMA | {"torch_dtype": "float16"}).native_precision == "fp16"


def test_a_window_that_is_switched_off_is_none() -> None:
    """Qwen2 states a window and says that it is not used."""
    assert from_hf_config(PUBLISHED["Qwen2.5-0.5B"][0]).sliding_window == 0
    assert from_hf_config(PUBLISHED["Mistral-7B"][0]).sliding_window == 4096


@pytest.mark.parametrize(
    ("change", "layers"),
    [
        ({}, 32),  # Mistral v0.1: every layer
        ({"layer_types": ["sliding_attention", "full_attention"] * 16}, 16),
        ({"layer_types": ["chunked_attention", "full_attention"] * 16}, 16),
        ({"sliding_window_pattern": 6}, 27),  # 5 of 32 see everything
        ({"max_window_layers": 28}, 4),  # Qwen2: from that layer on
        ({"use_sliding_window": False}, 0),
        ({"sliding_window": None}, 0),
    ],
)
def test_layers_with_a_window_are_counted(change: dict[str, Any], layers: int) -> None:
    """From the list of layers, from the pattern, or all."""
    assert from_hf_config(PUBLISHED["Mistral-7B"][0] | change).windowed_layers == layers


def test_a_configuration_without_needed_keys_names_them() -> None:
    """All missing keys at once, with the spellings that are read."""
    with pytest.raises(InputError) as caught:
        from_hf_config({"model_type": "llama", "vocab_size": 32000}, "mine/config.json")
    assert [(f.what, f.where, f.allowed) for f in caught.value.faults] == [
        ("no layers", "mine/config.json", "num_hidden_layers or n_layer or num_layers"),
        ("no hidden_dim", "mine/config.json", "hidden_size or n_embd"),
        ("no heads", "mine/config.json", "num_attention_heads or n_head"),
    ]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"model_type": "lama"}, "unknown model_type 'lama'\n  allowed: llama"),
        ({}, "unknown model_type ''"),
        (LLAMA | {"num_hidden_layers": "32"}, "key 'num_hidden_layers' is not a count\n  found: '32'"),
        (LLAMA | {"vocab_size": -1}, "key 'vocab_size' is not a count\n  found: -1"),
        (LLAMA | {"num_key_value_heads": 7}, "heads 32 is not a multiple of kv_heads 7"),
        (LLAMA | {"num_hidden_layers": 10**9}, "layers: Input should be less than or equal to 1000"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(config: dict[str, Any], said: str) -> None:
    """With the place, what was found and what is allowed."""
    with pytest.raises(InputError) as caught:
        from_hf_config(config, "config.json")
    assert f"config.json: {said}" in str(caught.value)


def test_a_json_in_a_workspace_is_a_model(tmp_path: Path) -> None:
    """A published config.json, dropped into scenarios/models/ under a name, is read as it is."""
    folder = tmp_path / "scenarios" / "models"
    folder.mkdir(parents=True)
    config = {key: value for key, value in LLAMA.items() if key != "_name_or_path"}
    (folder / "our-8b.json").write_text(json.dumps(config), "utf-8")
    model = PriceBook(open_content([tmp_path])).model("our-8b")
    assert model["parameters_total"].value == 8_030_261_248
    assert (model["name"].value, model["layers"].origin) == ("our-8b", "workspace price")
    assert model["layers"].source == "scenarios/models/our-8b.json (Hugging Face)"


def test_a_workspace_model_wins_over_the_shipped_one(tmp_path: Path) -> None:
    """A file of the same id replaces the whole model."""
    folder = tmp_path / "scenarios" / "models"
    folder.mkdir(parents=True)
    text = next(path for path in MODELS if path.stem == "phi-4").read_text("utf-8")
    (folder / "phi-4.toml").write_text(text.replace("layers = 40", "layers = 39"), "utf-8")
    assert PriceBook(open_content([tmp_path])).model("Phi-4")["layers"].value == 39


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"layerz": 1}, "unknown key 'layerz'\n  allowed: layers"),
        ({"layers": 32.5}, "layers: Input should be a valid integer"),
        ({"layers": True}, "layers: Input should be a valid integer"),
        ({"attention": "flash"}, "attention: Input should be 'mha', 'gqa', 'mqa' or 'mla'"),
        ({"attention": "mla"}, "attention mla needs kv_latent_dim"),
        ({"attention": "mha"}, "attention mha has as many kv_heads as heads"),
        ({"parameters_active": 9e9}, "parameters_active is more than parameters_total"),
        ({"parameters_total": float("nan")}, "parameters_total: Input should be a finite number"),
        ({"routed_experts": 8}, "routed_experts needs expert_ffn_dim"),
        ({"experts_per_token": 2}, "experts_per_token without routed_experts"),
        ({"ffn_matrices": 4}, "ffn_matrices: Input should be less than or equal to 3"),
        ({"first_dense_layers": 33}, "first_dense_layers is more than layers"),
        ({"windowed_layers": 3}, "windowed_layers needs sliding_window"),
        ({"state_layers": 3}, "state_layers needs state_bytes_per_layer"),
        ({"windowed_layers": 33, "sliding_window": 9}, "windowed_layers and state_layers are more than layers"),
    ],
)
def test_a_model_that_contradicts_itself_is_refused(change: dict[str, Any], said: str) -> None:
    """Each contradiction in one sentence."""
    facts = from_hf_config(LLAMA).model_dump(exclude_defaults=True)
    with pytest.raises(InputError) as caught:
        parse_model(facts | change, "mine.toml")
    assert said in str(caught.value)


def test_all_missing_keys_are_told_at_once() -> None:
    """With what to add."""
    with pytest.raises(InputError) as caught:
        parse_model({"name": "x"}, "mine.toml")
    missing = [fault.what for fault in caught.value.faults]
    assert missing[:2] == ["key 'source' is missing", "key 'attention' is missing"]
    assert len(missing) == sum(field.is_required() for field in Model.model_fields.values()) - 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.toml", "layers = [", "not TOML"),
        ("x.json", "{", "not readable as JSON"),
        ("x.json", "[1]", "not a model configuration"),
        ("x.json", '{"a":' * 100_000, "not readable as JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(name: str, text: str, said: str, tmp_path: Path) -> None:
    """Never a traceback of a parser."""
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=said):
        read_model(tmp_path / name, name)


def test_an_old_falcon_has_one_head_of_keys_and_values() -> None:
    """Falcon-7B is multi-query: the file says so, and gives no count of heads for keys and values."""
    falcon = {
        "model_type": "falcon", "num_hidden_layers": 32, "hidden_size": 4544, "num_attention_heads": 71,
        "vocab_size": 65024, "multi_query": True, "new_decoder_architecture": False,
    }  # fmt: skip
    model = from_hf_config(falcon)
    assert (model.attention, model.kv_heads, model.head_dim, model.ffn_dim) == ("mqa", 1, 64, 18176)
    assert model.parameters_total / 1e9 == pytest.approx(6.92, rel=5e-3)
