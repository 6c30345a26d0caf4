"""Measured rows: how a file of them is read, what its names mean, and which rows are refused for what reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from tco.errors import InputError
from tco.measured.file import Measured, parse_measured, read_measured
from tco.measured.names import Names, Resolver
from tco.measured.plausible import implausible
from tco.measured.predict import Outcome, Prediction, Refusal
from tco.measured.row import COLUMNS, METRICS, MeasuredRow
from tco.measured.validate import validate
from tco.pricebook import PriceBook

DAY = dt.date(2026, 11, 24)
HEAD = "id,model,hardware,n_gpus,tp,engine,metric,value"


def row(**cells: object) -> MeasuredRow:
    """A row as a file would give it, Llama-3.1-70B on two H100 unless said otherwise."""
    usual = {"id": "own-1", "model": "Llama-3.1-70B", "hardware": "H100-SXM-80GB", "n_gpus": "2", "metric": "tpot_ms"}
    return MeasuredRow.model_validate(usual | {"value": "20"} | {k: str(v) for k, v in cells.items()})


def double(rows: Sequence[MeasuredRow], *_: object) -> list[Outcome]:
    """A predictor that says twice what was measured."""
    return [Prediction(2 * r.value, "twice") for r in rows]


# -- reading ---------------------------------------------------------------------------------------------------------


def test_the_columns_are_those_of_published_collections() -> None:
    """One name a column, in one order."""
    assert COLUMNS == (
        "id", "model", "hardware", "n_gpus", "tp", "pp", "ep", "dp", "weight_precision", "kv_precision", "engine",
        "engine_version", "phase", "isl", "osl", "concurrency_or_batch", "metric", "value", "regime", "quality",
        "source", "source_date", "note",
    )  # fmt: skip


def test_an_empty_cell_is_not_stated() -> None:
    """Neither 0 nor 1."""
    text = f"{HEAD},isl,kv_precision\nown-1,Llama-3.1-70B,H100,,,,tpot_ms,20.5,,\n"
    [measured] = parse_measured(text, "mine.csv")
    assert (measured.row.n_gpus, measured.row.tp, measured.row.isl) == (None, None, None)
    assert (measured.row.kv_precision, measured.row.value, measured.where) == ("", 20.5, "mine.csv:2")


def test_four_columns_are_enough() -> None:
    """A row without an id is called after its line."""
    text = "model,hardware,metric,value\nLlama-3.1-70B,H100,tpot_ms,20\nLlama-3.1-70B,H200,tpot_ms,15\n"
    assert [m.row.id for m in parse_measured(text, "mine.csv")] == ["row-2", "row-3"]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    """File, line, column, what was found, what is allowed."""
    lines = [HEAD, "a,m,h,2,1,vLLM,tpot_ms,fast", "a,m,h,2.5,0,vLLM,tpot_ms,3", "b,,h,2,1,vLLM,tpot_ms,3", "c,m"]
    lines += ["d,m,h,2,1,vLLM,tpot_ms,3", "d,m,h,2,1,vLLM,tpot_ms,4"]
    with pytest.raises(InputError) as wrong:
        parse_measured("\n".join(lines), "mine.csv")
    assert [f"{f.where}: {f.what}" for f in wrong.value.faults] == [
        "mine.csv:2, column value: not a number",
        "mine.csv:3, column n_gpus: not a count",
        "mine.csv:3, column tp: less than one",
        "mine.csv:4, column model: an empty cell",
        "mine.csv:5: a ragged row",
        "mine.csv:7, column id: an id that is there twice",
    ]


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("quality", "good", "'high', 'medium', 'low' or ''"),
        ("phase", "both", "'decode', 'prefill', 'mixed' or ''"),
        ("source_date", "spring", "2025-07-15, 2025-07"),
        ("value", "nan", "a decimal number"),
    ],
)
def test_a_word_outside_its_list_is_a_fault(column: str, text: str, said: str) -> None:
    """With what is allowed."""
    cells = {"model": "m", "hardware": "h", "metric": "tpot_ms", "value": "3"} | {column: text}
    with pytest.raises(InputError) as wrong:
        parse_measured(f"{','.join(cells)}\n{','.join(cells.values())}\n", "mine.csv")
    assert f"mine.csv:2, column {column}" in str(wrong.value)
    assert said in str(wrong.value)


def test_a_misspelt_column_has_a_nearest_one(tmp_path: Path) -> None:
    """Nothing is read from a file whose header is at fault."""
    path = tmp_path / "mine.csv"
    path.write_text("model,hardwear,metric,value\n", encoding="utf-8")
    with pytest.raises(InputError, match="'hardwear'\n  allowed: hardware"):
        read_measured(path, "mine.csv")


# -- names -----------------------------------------------------------------------------------------------------------


def test_names_are_resolved_by_alias(book: PriceBook) -> None:
    """As everywhere; what the row does not say stays unsaid."""
    found = Resolver(book)(row(model="meta-llama/Llama-3.1-70B-Instruct", engine="TRT-LLM", weight_precision="FP8"))
    assert found == Names("h100-sxm", "llama-3.1-70b", "tensorrt-llm", "fp8", "")


def test_an_organisation_before_a_name_does_not_count(book: PriceBook) -> None:
    """Benchmarks write who published a model; what stands behind it must be a name that is known, and is not guessed."""
    for name in ("meta-llama/Llama-3.1-8B", "Llama-3.1-8B", "somebody/llama-3.1-8b"):
        assert book.model_id(name) == "llama-3.1-8b"
    with pytest.raises(InputError, match=r"unknown model 'meta-llama/Llama-3.1-9B'"):
        book.model_id("meta-llama/Llama-3.1-9B")


def test_every_unknown_name_of_a_row_is_told(book: PriceBook) -> None:
    """With the nearest ones; never guessed."""
    with pytest.raises(InputError) as wrong:
        Resolver(book)(row(hardware="H300-SXM", engine="vLLLM", model="Llama-3.1-71B"))
    assert [f.what for f in wrong.value.faults] == [
        "unknown device 'H300-SXM'",
        "unknown model 'Llama-3.1-71B'",
        "unknown engine 'vLLLM'",
    ]
    assert "h100-sxm" in wrong.value.faults[0].allowed
    assert "vllm" in wrong.value.faults[2].allowed


# -- plausibility ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({}, ""),
        ({"tp": 2}, ""),
        ({"tp": 2, "pp": 2}, "tp 2 x pp 2 needs 4 devices, and n_gpus is 2"),
        ({"ep": 8}, "ep 8 needs 8 devices, and n_gpus is 2"),
        ({"concurrency_or_batch": 0.5}, "concurrency_or_batch 0.5 is less than 1"),
        ({"osl": 0}, "osl 0 is less than 1"),
        ({"isl": -1}, "isl -1 is less than 0"),
        ({"value": 0}, "a measured value of 0: only one above 0 can be compared"),
        ({"metric": "tpot"}, "unknown metric 'tpot'; nearest: tpot_ms"),
        ({"regime": "batch1_speculative"}, ""),
        ({"regime": "closed_loop"}, "unknown regime 'closed_loop'; nearest: static_closed_loop, online_closed_loop"),
    ],
)
def test_what_cannot_be_true_has_a_reason(cells: dict[str, object], why: str) -> None:
    """The first one."""
    assert implausible(row(**cells), "gpu").startswith(why)
    assert bool(implausible(row(**cells), "gpu")) == bool(why)


def test_degrees_may_count_cores_where_a_chip_has_several() -> None:
    """An Inferentia2 instance of 12 chips runs TP 24."""
    assert implausible(row(n_gpus=12, tp=24), "asic") == ""
    assert implausible(row(n_gpus=12, tp=24), "gpu") != ""


def test_every_metric_says_what_it_counts() -> None:
    """In its own unit."""
    units = {"tok_s": "tokens/s", "ms": "milliseconds", "latency_s": "seconds"}
    for metric, text in METRICS.items():
        assert next(word for end, word in units.items() if end in metric) in text


# -- together --------------------------------------------------------------------------------------------------------


def test_a_row_is_predicted_or_refused_with_a_reason(book: PriceBook) -> None:
    """Only rows that can be understood reach the predictor; order is kept."""
    rows = [row(hardware="H300-SXM"), row(), row(tp=4), row(value=30)]
    done = validate([Measured(r, f"mine.csv:{i}") for i, r in enumerate(rows, start=2)], book, DAY, double)
    assert [s.predicted for s in done.rows] == [None, 40, None, 60]
    assert done.rows[0].refused.startswith("unknown device 'H300-SXM'; nearest: ")
    assert done.rows[2].refused == "tp 4 x pp 1 needs 4 devices, and n_gpus is 2"
    assert [bool(n) for n in done.names] == [False, True, True, True]
    assert [s.where for s in done.rows] == ["mine.csv:2", "mine.csv:3", "mine.csv:4", "mine.csv:5"]


def test_what_the_predictor_refuses_is_told(book: PriceBook) -> None:
    """In its own words."""
    done = validate([Measured(row(), "mine.csv:2")], book, DAY, lambda rows, *_: [Refusal("does not fit")] * len(rows))
    assert done.rows[0].refused == "does not fit"
