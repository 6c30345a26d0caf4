"""What an LLM is, as far as its cost goes: the facts of its architecture, read from a small file and checked.

A model is a TOML file in scenarios/models/, or the `config.json` that Hugging Face publishes with the weights. Its
keys are engine quantities. A number that is absent is 0: no latent attention, no experts, no sliding window.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from tco.cells import refuse
from tco.csvfile import read_text
from tco.errors import Fault, InputError, nearest, raise_faults
from tco.hf_config import architecture
from tco.texts import DEEPEST, numbered, texts, too_deep, unreadable
from tco.toml_lines import parse

MOST_BYTES = 1_000_000
Size = Annotated[int, Field(ge=0, le=10_000_000)]
Some = Annotated[int, Field(ge=1, le=10_000_000)]
Count = Annotated[float, Field(ge=1e6, le=1e14)]
Words = Annotated[str, StringConstraints(max_length=2000)]


class Model(BaseModel):
    """The architecture of one LLM."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=True, defer_build=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    aliases: list[str] = []
    source: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    source_date: Words = ""
    note: Words = ""
    attention: Literal["mha", "gqa", "mqa", "mla"]
    native_precision: str
    parameters_total: Count
    parameters_active: Count
    layers: Annotated[int, Field(ge=1, le=1000)]
    hidden_dim: Some
    ffn_dim: Some
    heads: Annotated[int, Field(ge=1, le=10_000)]
    kv_heads: Annotated[int, Field(ge=1, le=10_000)]
    head_dim: Annotated[int, Field(ge=1, le=10_000)]
    vocabulary_size: Some
    kv_latent_dim: Size = 0
    rope_dim: Size = 0
    query_latent_dim: Size = 0
    nope_head_dim: Size = 0
    value_head_dim: Size = 0
    routed_experts: Size = 0
    shared_experts: Size = 0
    experts_per_token: Size = 0
    expert_ffn_dim: Size = 0
    first_dense_layers: Size = 0
    moe_layer_step: Some = 1
    ffn_matrices: Annotated[int, Field(ge=2, le=3)] = 3
    tied_embeddings: Annotated[int, Field(ge=0, le=1)] = 0
    sliding_window: Size = 0
    windowed_layers: Size = 0
    state_layers: Size = 0
    state_bytes_per_layer: Annotated[int, Field(ge=0, le=1_000_000_000)] = 0
    index_heads: Size = 0
    index_head_dim: Size = 0
    selected_tokens: Size = 0

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if said := [what for wrong, what in _contradictions(self) if wrong]:
            raise refuse("; ".join(said))
        return self


def _contradictions(m: Model) -> Iterator[tuple[bool, str]]:
    """Facts that cannot all be true of one model."""
    yield m.heads % m.kv_heads != 0, f"heads {m.heads} is not a multiple of kv_heads {m.kv_heads}"
    yield m.attention == "mha" and m.kv_heads != m.heads, "attention mha has as many kv_heads as heads"
    yield m.attention == "mqa" and m.kv_heads != 1, "attention mqa has one of kv_heads"
    yield m.attention == "gqa" and m.kv_heads == m.heads, "attention gqa has fewer kv_heads than heads"
    latent = m.kv_latent_dim > 0 and m.rope_dim > 0 and m.nope_head_dim > 0 and m.value_head_dim > 0
    mla = "attention mla needs kv_latent_dim, rope_dim, nope_head_dim and value_head_dim"
    yield m.attention == "mla" and not latent, mla
    yield m.attention != "mla" and m.kv_latent_dim > 0, "kv_latent_dim is for attention mla only"
    yield m.parameters_active > m.parameters_total, "parameters_active is more than parameters_total"
    expert = "routed_experts needs expert_ffn_dim, and experts_per_token from 1 to routed_experts"
    routed = 0 < m.experts_per_token <= m.routed_experts and m.expert_ffn_dim > 0
    yield m.routed_experts > 0 and not routed, expert
    yield m.routed_experts == 0 and m.experts_per_token > 0, "experts_per_token without routed_experts"
    yield m.first_dense_layers > m.layers, "first_dense_layers is more than layers"
    yield m.windowed_layers > 0 and not m.sliding_window, "windowed_layers needs sliding_window"
    yield m.state_layers > 0 and not m.state_bytes_per_layer, "state_layers needs state_bytes_per_layer"
    indexer = (m.index_heads, m.index_head_dim, m.selected_tokens)
    yield any(indexer) and not all(indexer), "index_heads, index_head_dim and selected_tokens go together"
    yield m.windowed_layers + m.state_layers > m.layers, "windowed_layers and state_layers are more than layers"


def _json(text: str, where: str) -> dict[str, Any]:
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(Fault("not readable as JSON", where, found=str(error)[:200])) from None
    if not isinstance(config, dict):
        raise InputError(Fault("not a model configuration", where, allowed="a JSON object"))
    if too_deep(config):
        raise InputError(Fault("nested too deeply", where, allowed=f"{DEEPEST} levels"))
    raise_faults(
        Fault(
            "a character that no text may hold", f"{where}, key {'.'.join(path)}", numbered(char), next_step="delete it"
        )
        for path, inner in texts(config)
        if (char := unreadable(inner))
    )
    return config


def _faults(error: ValidationError, where: str) -> Iterator[Fault]:
    known = list(Model.model_fields)
    for one in error.errors(include_url=False):
        key = ".".join(map(str, one["loc"]))
        if one["type"] == "extra_forbidden":
            yield Fault(f"unknown key {key!r}", where, allowed=nearest(key, known) or ", ".join(known))
        elif one["type"] == "missing":
            yield Fault(f"key {key!r} is missing", where, next_step=f"add {key} = ...")
        else:
            yield Fault(f"{key}: {one['msg']}" if key else one["msg"], where, repr(one["input"]) if key else "")


def parse_model(facts: Mapping[str, Any], where: str) -> Model:
    """The model that a mapping of facts describes; every fault in one InputError."""
    # TOML tells 671 from 671.0; a parameter count may be written either way, a dimension only as a whole number.
    given = {k: float(v) if k.startswith("parameters_") and type(v) is int else v for k, v in facts.items()}
    try:
        return Model.model_validate(given)
    except ValidationError as error:
        faults = list(_faults(error, where))
    raise_faults(faults)
    raise AssertionError("a model that is neither valid nor faulty")


def from_hf_config(config: Path | str | Mapping[str, Any], where: str = "") -> Model:
    """The model of a Hugging Face `config.json`, with its parameters counted from the architecture."""
    if isinstance(config, Mapping):
        label = where or "config.json"
        return parse_model({"name": label} | architecture(config, label), label)
    path = Path(config)
    label = where or str(path)
    facts = architecture(_json(read_text(path, label, MOST_BYTES), label), label)
    return parse_model({"name": path.stem if path.stem != "config" else path.parent.name} | facts, label)


def read_model(path: Path, where: str = "") -> Model:
    """The model of one file: TOML with engine quantities, or JSON as Hugging Face writes it."""
    label = where or str(path)
    if path.suffix == ".json":
        return from_hf_config(path, label)
    facts, _ = parse(read_text(path, label, MOST_BYTES), label)
    return parse_model(facts, label)
