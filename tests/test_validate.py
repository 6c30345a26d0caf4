"""`tco validate`: measured beside predicted, for shipped measurements, tables of rows and results of benchmarks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from math import log
from pathlib import Path

import pytest
from shell import Tco

from tco.content import Content
from tco.errors import InputError
from tco.measured import validate
from tco.measured.file import shipped
from tco.measured.names import Resolver
from tco.measured.predict import Outcome, Prediction, Refusal
from tco.measured.row import METRICS, REGIMES, SPECULATIVE, MeasuredRow
from tco.pricebook import PriceBook

RESULTS = Path(__file__).parent / "data" / "results"
ROWS = """id,model,hardware,n_gpus,tp,engine,metric,value,regime,quality
aaa-1,Llama-3.1-8B,H100 SXM,1,1,vLLM,tpot_ms,8,batch1,high
aaa-2,Llama-3.1-8B,H100 SXM,1,1,vLLM,tpot_ms,10,batch1,
aaa-3,Llama-3.1-8B,H200,1,1,SGLang,tpot_ms,6,batch1,high
aaa-4,Llama-3.1-8B,H200,1,1,SGLang,tpot_ms,60,batch1,low
aaa-5,Llama-3.1-8B,H300,1,1,SGLang,tpot_ms,6,batch1,high
aaa-6,Llama-3.1-8B,H200,1,2,SGLang,tpot_ms,6,batch1,high
aaa-7,Llama-3.1-8B,H300,1,1,SGLang,tpot_ms,6,batch1,low
"""


def twelve(rows: Sequence[MeasuredRow], *_: object) -> list[Outcome]:
    """A predictor that says 12 for everything in ms, and nothing for anything else."""
    return [Prediction(12.0, "twelve") if r.metric == "tpot_ms" else Refusal("not in ms") for r in rows]


@pytest.fixture(autouse=True)
def _predictor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validate, "predict", twelve)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_what_became_of_each_row_is_counted(tco: Tco, rows: Path) -> None:
    """Three count, two are refused with a reason and their place, two are set aside."""
    done = tco("validate", "rows.csv", "--as-of", "2026-11-24")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(
        "7 measured rows, as known on 2026-11-24\n3 scored in 2 groups, 2 refused, 2 set aside (quality low)\n"
    )
    assert "unknown device 'H300'; nearest: h" in done.out
    assert "tp 2 x pp 1 needs 2 devices, and" in done.out
    assert "| 1 | unknown device 'H300'; nearest: " in tco("validate", "rows.csv", "--md").out  # the other is set aside
    assert "rows.csv:6" in done.out
    assert "rows.csv:7" in done.out


def test_errors_are_told_by_what_they_depend_on(tco: Tco, rows: Path) -> None:
    """8 and 10 ms against 12 are 1.5 and 1.2 times; 6 is twice."""
    done = tco("validate", "rows.csv", "--by", "device", "--md")
    h100, h200 = round((log(1.5) + log(1.2)) / 2, 3), round(log(2), 3)
    assert f"| H100 SXM | 2 | 1 | {h100} | {h100} | {h100} | 0.5 | 1 |" in done.out
    assert f"| H200 | 1 | 1 | {h200} | {h200} | {h200} | 0 | 0 |" in done.out
    assert "| engine |" not in done.out
    assert "worst groups" not in done.out


def test_the_worst_groups_come_first(tco: Tco, rows: Path) -> None:
    """As many as are asked for."""
    done = tco("validate", "rows.csv", "--worst", "1", "--by", "engine")
    [_, worst] = done.out.split("worst groups")
    assert "aaa Llama-3.1-8B H200" in worst
    assert "H100" not in worst


def test_targets_are_told_when_asked_for(tco: Tco, rows: Path) -> None:
    """Missed: the median over the two groups is above 0.12."""
    assert "pairs ordered right" not in tco("validate", "rows.csv").out
    found = tco("validate", "rows.csv", "--targets", "--md").out
    middle = round(((log(1.5) + log(1.2)) / 2 + log(2)) / 2, 3)
    assert f"| all groups | median over groups | <= 0.12 | {middle} | 3 | missed |" in found


def test_each_row_in_a_csv(tco: Tco, rows: Path) -> None:
    """Measured, predicted, their ratio and its logarithm, and why a row does not count."""
    lines = list(csv.DictReader(io.StringIO(tco("validate", "rows.csv", "--csv").out)))
    assert [line["id"] for line in lines] == [f"aaa-{i}" for i in range(1, 8)]
    first = {c: lines[0][c] for c in ("measured", "predicted", "ratio", "log_ratio", "rests_on", "refused", "where")}
    assert first == {
        "measured": "8.0", "predicted": "12.0", "ratio": "1.5", "log_ratio": f"{log(1.5):.15g}", "rests_on": "twelve",
        "refused": "", "where": "rows.csv:2",
    }  # fmt: skip
    assert [line["set_aside"] for line in lines] == ["", "", "", "quality low", "", "", "quality low"]
    assert [line["predicted"] for line in lines][3:] == ["12.0", "", "", ""]
    assert lines[4]["refused"].startswith("unknown device 'H300'; nearest: ")


def test_everything_in_json(tco: Tco, rows: Path) -> None:
    """The score and its parts, the targets, every row."""
    found = json.loads(tco("validate", "rows.csv", "--json", "--as-of", "2026-11-24").out)
    assert [found[k] for k in ("as_of", "rows_read", "rows_scored", "rows_set_aside", "rows_refused")] == [
        "2026-11-24", 7, 3, 2, 2,
    ]  # fmt: skip
    assert found["score"]["all"]["groups"] == 2
    assert found["score"]["device"]["H200"]["bias"] == pytest.approx(log(2))
    assert set(found["score"]) == {"all", "metric", "regime", "device", "model", "engine", "age", "source", "group"}
    assert [t["met"] for t in found["targets"]][:2] == [False, False]
    assert [row["ratio"] for row in found["rows"]] == [1.5, 1.2, 2, 0.2, None, None, None]


def test_results_of_a_benchmark_are_given_directly(tco: Tco) -> None:
    """With options for what the file leaves out; two of its three metrics are refused here."""
    options = ("--device", "H100 SXM", "--tp", "4", "--precision", "fp8", "--by", "metric")
    done = tco("validate", str(RESULTS / "vllm.json"), *options)
    assert done.status == 0
    assert "1 scored in 1 groups, 2 refused" in done.out
    assert "not in ms" in done.out


def test_a_file_at_fault_ends_in_1(tco: Tco, tmp_path: Path) -> None:
    """Every fault, nothing on standard output."""
    (tmp_path / "bad.csv").write_text("model,hardware,metric,value\nm,h,tpot_ms,fast\n", encoding="utf-8")
    done = tco("validate", "bad.csv", str(RESULTS / "vllm.json"))
    assert (done.status, done.out) == (1, "")
    assert "error: bad.csv:2, column value: not a number\n  found: 'fast'" in done.err
    assert "does not say the device here\n  next: --device" in done.err


def test_an_option_without_a_result_file_is_wrong_usage(tco: Tco) -> None:
    """It would say the same of every shipped row."""
    done = tco("validate", "--tp", "8")
    assert (done.status, done.out) == (2, "")
    assert "--tp is for result files; name one" in done.err


# -- what is shipped -------------------------------------------------------------------------------------------------


def test_shipped_measurements_are_printed_at_80_columns(tco: Tco) -> None:
    """All tables, with the targets."""
    done = tco("validate")
    assert done.status == 0
    assert max(map(len, done.out.splitlines())) <= 80
    assert "pairs ordered right" in done.out


def test_shipped_measurements_are_fully_described(content: Content) -> None:
    """Each has a source, a quality, and a metric and regime of the lists; an id names its source in three letters."""
    found = shipped(content)
    assert len(found) >= 2072
    assert all(m.row.source and m.row.quality and m.row.metric in METRICS for m in found)
    assert {m.row.regime.removesuffix(f"_{SPECULATIVE}") for m in found} <= set(REGIMES)
    assert all(m.row.id[:3].isalnum() and m.row.id[3] == "-" for m in found)


def test_names_in_shipped_measurements_are_known(content: Content, book: PriceBook) -> None:
    """Device, model, engine and precisions of every row."""
    resolver, unknown = Resolver(book), set()
    for measured in shipped(content):
        try:
            resolver(measured.row)
        except InputError as wrong:
            unknown |= {fault.what for fault in wrong.faults}
    assert unknown == set()


def test_a_workspace_adds_its_own(tco: Tco, tmp_path: Path) -> None:
    """Rows in pricing/measured/ of the current folder count beside the shipped ones, and are checked with them."""
    folder = tmp_path / "pricing" / "measured"
    folder.mkdir(parents=True)
    (folder / "lab.csv").write_text(ROWS, encoding="utf-8")
    assert tco("validate", "--csv").out.count("pricing/measured/lab.csv:") == 7
    assert tco("check", "pricing/measured/lab.csv").out == "pricing/measured/lab.csv: 7 measured rows\n"
    (folder / "lab.csv").write_text(ROWS.replace(",6,", ",six,"), encoding="utf-8")
    done = tco("check", ".")
    assert done.status == 1
    assert "pricing/measured/lab.csv:4, column value: not a number" in done.err
