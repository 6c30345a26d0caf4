"""What a measured row is taken to mean, and what is predicted for it, by arithmetic that can be done by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tco.content import open_content
from tco.measured.asked import asked
from tco.measured.file import shipped
from tco.measured.names import Resolver
from tco.measured.predict import Prediction, Question, Refusal, predict, questions
from tco.measured.row import MeasuredRow
from tco.measured.situation import Reader, Situation
from tco.pricebook import PriceBook

TODAY = date(2026, 11, 24)
BOOK = PriceBook(open_content([]))


def row(**cells: object) -> MeasuredRow:
    """A row as a file would give it: Llama-3.1-8B in FP8 on one H100 under TensorRT-LLM, unless said otherwise."""
    usual = {
        "id": "me-1", "model": "Llama-3.1-8B", "hardware": "H100-SXM-80GB", "n_gpus": 1, "tp": 1, "pp": 1,
        "weight_precision": "fp8", "engine": "TensorRT-LLM", "phase": "mixed", "isl": 1000, "osl": 1000,
        "metric": "output_tok_s_total", "value": 1, "regime": "offline_max_throughput",
    }  # fmt: skip
    return MeasuredRow.model_validate({k: str(v) for k, v in (usual | cells).items()})


def situation(**cells: object) -> Situation:
    made = row(**cells)
    return Reader(BOOK, TODAY)(made, Resolver(BOOK)(made))


def value(**cells: object) -> float:
    (found,) = predict([row(**cells)], BOOK, TODAY)
    assert isinstance(found, Prediction)
    return found.value


def test_a_lone_stream_reads_the_weights_of_a_token() -> None:
    """8.03e9 parameters less the input embedding of 0.525e9, the head in 16 bits, at the share of 3.35 TB/s that is reached."""
    engine = situation(regime="batch1", phase="decode").inputs
    linear = 6.98e9 * 1 + 0.525e9 * 2
    step = linear / (3.35e12 * engine["decode_mbu"])
    found = 1 / value(regime="batch1", phase="decode", osl=1)
    overhead = 32 * engine["seconds_per_layer"] * engine["engine_pace"] + engine["engine_step_seconds"]
    arithmetic = 2 * 7.505e9 / (1979e12 * engine["decode_mfu"])
    assert found == pytest.approx(step + overhead + arithmetic, rel=0.02)


def test_a_mixture_reads_what_its_tokens_reach() -> None:
    """DeepSeek-V3 at batch 1 reads 37 billion parameters, not 671: what is left takes eight devices 16 ms more at a large batch."""
    eight = {"model": "DeepSeek-V3", "hardware": "H200", "n_gpus": 8, "tp": 8, "metric": "tpot_ms"}
    lone = value(regime="batch1", phase="decode", osl=1, **eight)
    everything = 671e9 / 8 / 4.8e12 * 1e3
    full = {"regime": "offline_fixed_batch", "concurrency_or_batch": 256, "isl": 10, "osl": 10}
    assert value(**eight, **full) - lone > everything * (1 - 37 / 671)


def test_a_closed_loop_keeps_littles_law() -> None:
    """Requests under way are the rate times the stay, to the last token of a thousand."""
    loop = {"regime": "online_closed_loop", "concurrency_or_batch": 32}
    rate, tpot, ttft = (value(metric=m, **loop) for m in ("output_tok_s_total", "tpot_ms", "ttft_ms"))
    assert rate * (ttft + tpot * 999) / 1e3 / 1000 == pytest.approx(32, rel=2e-3)


def test_a_rate_is_of_the_deployment_or_of_a_device() -> None:
    """Two replicas make twice as much as one, and a device as much as before."""
    assert value(n_gpus=2, dp=2, tp=1) == pytest.approx(2 * value())
    assert value(n_gpus=2, dp=2, tp=1, metric="output_tok_s_per_gpu") == pytest.approx(value())


def test_prompt_and_answer_tokens_count_together_where_the_metric_says_so() -> None:
    """1000 of each: twice the output rate."""
    assert value(metric="total_tok_s_total") == pytest.approx(2 * value())


def test_weight_only_precision_computes_in_16_bits() -> None:
    """4-bit weights are read in a quarter of the time, but a long prompt takes no less than in 16 bits."""
    prompt = {"phase": "prefill", "regime": "batch1", "metric": "ttft_ms", "isl": 8000, "osl": 1}
    assert value(weight_precision="int4-awq", **prompt) >= value(weight_precision="bf16", **prompt)
    stream = {"phase": "decode", "regime": "batch1", "osl": 1}
    assert value(weight_precision="int4-awq", **stream) > 2 * value(weight_precision="bf16", **stream)


def test_an_engine_is_predicted_as_of_its_day() -> None:
    """Latent attention before the kernels of spring 2025 was slower."""
    load = {"model": "DeepSeek-R1", "hardware": "H200", "n_gpus": 8, "tp": 8, "regime": "online_closed_loop"}
    load |= {"concurrency_or_batch": 16, "metric": "tpot_ms", "engine": "SGLang"}
    assert value(source_date="2025-03-01", **load) > 1.5 * value(source_date="2025-10-01", **load)


@pytest.mark.parametrize(
    ("cells", "tp", "pp", "ep", "dp", "replicas"),
    [
        ({"n_gpus": 8, "tp": 8}, 8, 1, 1, 1, 1),
        ({"n_gpus": 8, "tp": 2}, 2, 1, 1, 1, 4),
        ({"n_gpus": 4, "tp": 1, "pp": 4}, 1, 4, 1, 1, 1),
        ({"model": "DeepSeek-V3", "n_gpus": 8, "tp": "", "ep": 8, "dp": 8}, 1, 1, 8, 8, 1),
        ({"model": "DeepSeek-V3", "n_gpus": 8, "tp": 8, "ep": 8, "dp": 1}, 8, 1, 8, 1, 1),
        ({"n_gpus": 8, "tp": ""}, 1, 1, 1, 1, 8),
        ({"n_gpus": 12, "tp": 24, "hardware": "Inferentia2"}, 12, 1, 1, 1, 1),
    ],
)
def test_a_layout_is_read_from_its_degrees(
    cells: dict[str, object], tp: int, pp: int, ep: int, dp: int, replicas: float
) -> None:
    """Replicas fill the devices; degrees that count cores count devices here; what is not stated fits the weights."""
    made = situation(**cells).layout
    assert (made.tp, made.pp, made.ep, made.dp, made.replicas) == (tp, pp, ep, dp, replicas)


def test_what_a_row_leaves_open_is_said() -> None:
    """A prediction names its assumptions."""
    (found,) = predict([row(weight_precision="", isl="", note="ShareGPT")], BOOK, TODAY)
    assert isinstance(found, Prediction)
    assert "precision not stated: bf16, as published" in found.why
    assert "prompt of ShareGPT: 220 tokens" in found.why


def test_lengths_drawn_below_their_nominal_ones_are_taken_at_their_mean() -> None:
    """Uniform in 0.8 to 1: nine tenths."""
    made = situation(note="client lengths are uniform in [0.8,1.0] x nominal").inputs
    assert (made["prompt_tokens"], made["output_tokens"]) == (900, 900)


def test_what_cannot_be_predicted_says_why() -> None:
    """A regime that no formula is about, a metric that it does not go with."""
    found = predict([row(regime="batch1_speculative"), row(metric="e2e_latency_s", regime="moonlight")], BOOK, TODAY)
    assert all(isinstance(f, Refusal) for f in found)
    assert asked(row(regime="moonlight")) is None


def test_every_shipped_row_that_counts_is_predicted() -> None:
    """None is refused for its configuration."""
    rows = [m.row for m in shipped(open_content([])) if not m.row.speculative]
    posed = questions(rows, BOOK, TODAY)
    assert [q for q in posed if not isinstance(q, Question)] == []
