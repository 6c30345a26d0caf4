"""Sparse attention: a cache that is held whole, scored whole, and read in part."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tco.errors import InputError
from tco.models import from_hf_config
from tests.test_models import PUBLISHED
from tests.textbook import quantities, shipped

DENSE, SPARSE, GLM = "deepseek-v3", "deepseek-v3.2", "glm-5"
KEY = 61 * 128 * (1 + 4 / 128)  # bytes: a key of 128 values in 8 bits, and a scale, in each layer
LATENT = 61 * 576 * 2
ALONE = {"tp": 1, "gpus_per_decode_unit": 1, "batch": 1, "pipeline_stages": 1}


def known(model: str, **given: float) -> Callable[[str], Any]:
    """Quantities of a model with its cache in 16 bits, on one device."""
    return quantities(choices={"model": model, "kv_precision": "bf16"}, **{**ALONE, **given})


def test_a_token_leaves_its_latent_and_a_key() -> None:
    """70,272 bytes, and 8,052 for the indexers."""
    assert known(DENSE)("kv_bytes_per_token") == LATENT == 70_272
    assert known(SPARSE)("kv_bytes_per_token") == LATENT + KEY == 70_272 + 8_052


@pytest.mark.parametrize(("context", "picked"), [(1000, 1000), (2048, 2048), (128_000, 2048)])
def test_a_step_reads_every_key_and_the_tokens_picked(context: int, picked: int) -> None:
    """At 128,000 tokens 1.2 GB instead of 9.0."""
    assert known(SPARSE, context_tokens=context)("kv_bytes_read_per_gpu") == pytest.approx(
        picked * LATENT + context * KEY
    )
    assert known(DENSE, context_tokens=context)("kv_bytes_read_per_gpu") == context * LATENT


def test_a_step_computes_a_score_for_every_token() -> None:
    """Per layer 64 heads of 128 for each token kept, 128 heads of 576 and of 512 for each one picked; two operations a product."""
    score, attend = 2 * 64 * 128, 2 * 128 * (576 + 512)
    found = known(SPARSE, context_tokens=128_000)("attention_flop_per_token")
    assert found == pytest.approx(61 * (score * 128_000 + attend * 2048))
    assert known(GLM, context_tokens=128_000)("attention_flop_per_token") == pytest.approx(
        78 * (2 * 32 * 128 * 128_000 + 2 * 64 * (576 + 512) * 2048)
    )
    assert known(DENSE, context_tokens=128_000)("attention_flop_per_token") == 61 * attend * 128_000


def test_a_prompt_token_attends_to_those_before_it_up_to_what_is_picked() -> None:
    """Half of a short prompt; of a long one the mean of min(position, 2048), summed here one by one."""
    assert known(SPARSE, prompt_tokens=1000)("selected_prompt_tokens") == 500
    mean = sum(min(t + 0.5, 2048) for t in range(10_000)) / 10_000
    assert known(SPARSE, prompt_tokens=10_000)("selected_prompt_tokens") == pytest.approx(mean, rel=1e-6)


def test_scores_of_a_prompt_grow_with_its_square_and_attention_does_not() -> None:
    """Long prompts take the absorbed form, 576 and 512 wide; short ones heads of (128 + 64 + 128) / 2."""
    score, mean = 2 * 64 * 128, 2048 - 2048**2 / 2 / 50_000
    assert known(SPARSE, prompt_tokens=50_000)("prefill_attention_flop") == pytest.approx(
        50_000 * 61 * (2 * 128 * (576 + 512) * mean + score * 25_000)
    )
    short = known(SPARSE, prompt_tokens=2000)("prefill_attention_flop")
    assert short == pytest.approx(2000 * 61 * (2 * 2 * 128 * 160 * 1000 + score * 1000))


def test_a_model_that_attends_to_everything_has_none_of_it() -> None:
    """Llama: all that is held is read, and no indexer is needed."""
    llama = known("llama-3-70b", context_tokens=50_000)
    assert llama("kv_bytes_read_per_gpu") == llama("kv_bytes_per_gpu")


def test_a_long_context_is_decoded_sooner() -> None:
    """The step of V3.2 at 128,000 tokens reads 1.2 GB where V3 reads 9.0; at 1,000 a tenth more."""
    long, short = (
        {m: known(m, context_tokens=n)("kv_bytes_read_per_gpu") for m in (DENSE, SPARSE)} for n in (128_000, 1000)
    )
    assert long[DENSE] / long[SPARSE] == pytest.approx(128_000 * 70_272 / (2048 * 70_272 + 128_000 * 8_052))
    assert short[SPARSE] / short[DENSE] == pytest.approx(1 + KEY / LATENT)


def test_a_configuration_says_so_itself() -> None:
    """`index_topk` and its like, as Hugging Face spells them; the shipped model has the same."""
    config = PUBLISHED["DeepSeek-V3"][0] | {
        "model_type": "deepseek_v32", "index_n_heads": 64, "index_head_dim": 128, "index_topk": 2048,
    }  # fmt: skip
    made = from_hf_config(json.loads(json.dumps(config)))
    facts = shipped().model(SPARSE)
    for name in ("index_heads", "index_head_dim", "selected_tokens"):
        assert getattr(made, name) == facts[name].value


def test_an_indexer_is_stated_whole_or_not_at_all() -> None:
    """Heads without a number of tokens are a slip."""
    config = PUBLISHED["DeepSeek-V3"][0] | {"model_type": "deepseek_v32", "index_n_heads": 64}
    with pytest.raises(InputError, match="index_heads, index_head_dim and selected_tokens go together"):
        from_hf_config(config)
