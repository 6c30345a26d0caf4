"""In the terminal and in a notebook: tables in every form, completion, frames."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

import tco as package
from tco import catalogue
from tco.cli import COMMANDS, cli
from tco.cli.calibrate import _show, _tables
from tco.cli.common import progress
from tco.content import open_content
from tco.records import TABLES
from tco.tabular import as_text
from tco.terminal import fitted
from tco.texts import columns


def tco(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def completed(words: str) -> list[str]:
    """What bash is offered for the last word of a line."""
    asked = {"_TCO_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "tco"], env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_a_shell_completes_commands_options_and_scenarios() -> None:
    assert completed("tco ") == list(COMMANDS)
    assert completed("tco imp") == ["import"]
    assert completed("tco run deepseek-8") == ["deepseek-8xh200"]
    assert set(completed("tco explain api-")) == {n for n in open_content().names("scenarios") if n.startswith("api-")}
    assert "--recalculate" in completed("tco lint --")


@pytest.mark.parametrize(("shell", "position"), [("zsh", "2"), ("fish", "deepseek-8")])
def test_other_shells_complete_too(shell: str, position: str) -> None:
    """Zsh gives the place of the word, fish the word."""
    asked = {"_TCO_COMPLETE": f"{shell}_complete", "COMP_WORDS": "tco run deepseek-8", "COMP_CWORD": position}
    done = subprocess.run(
        [sys.executable, "-m", "tco"], env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    assert "deepseek-8xh200" in done.stdout.replace(",", "\n").splitlines()


@pytest.mark.parametrize(
    ("shell", "word"), [("bash", "complete -o"), ("zsh", "#compdef tco"), ("fish", "complete --no-files")]
)
def test_the_script_for_a_shell_is_printed(shell: str, word: str) -> None:
    done = tco("completion", shell)
    assert (done.exit_code, word in done.stdout, "_TCO_COMPLETE" in done.stdout) == (0, True, True)


def test_a_tree_is_a_table_too() -> None:
    """explain --csv: a row a number, depth first, down to the rent that somebody states."""
    rows = list(csv.DictReader(io.StringIO(tco("explain", "deepseek-640", "cost_per_second", "--csv").stdout)))
    assert (rows[0]["depth"], rows[0]["quantity"], rows[0]["unit"]) == ("0", "cost_per_second", "CNY/s")
    rent = next(row for row in rows if row["quantity"] == "rent_per_server_month")
    assert (float(rent["value"]), rent["unit"], int(rent["depth"]) > 1) == (120000.0, "CNY/month", True)
    assert "line 186" in rent["source"]
    assert tco("explain", "deepseek-640", "cost_per_second", "--md").stdout.startswith("| depth | quantity | value |")
    assert (
        json.loads(tco("explain", "deepseek-640", "cost_per_second", "--json").stdout)["tree"]["quantity"]
        == "cost_per_second"
    )


@pytest.mark.parametrize("form", ["--csv", "--md", "--json"])
@pytest.mark.parametrize(
    "words", ["run deepseek-day", "explain deepseek-day cost_per_second", "list inputs", "show device h200-sxm"]
)
def test_what_prints_a_table_prints_it_in_every_form(words: str, form: str) -> None:
    done = tco(*words.split(), form)
    assert done.exit_code == 0, done.output
    if form == "--json":
        assert json.loads(done.stdout)
    else:
        assert len(done.stdout.splitlines()) >= 2


def widest(text: str) -> int:
    return max(columns(line) for line in text.splitlines())


@pytest.mark.parametrize(
    "words",
    [
        "run deepseek-640", "run api-against-rental", "run llama-70b-sizing", "run buy-rent-api-8xh200", "search layout-search",
        "explain deepseek-640 cost_per_second", "compare deepseek-8xh200:as-printed deepseek-8xh200:load-30", "list scenarios",
    ],
)  # fmt: skip
def test_results_fit_eighty_columns_without_colour(words: str) -> None:
    """Piped, as into a file: headings give way first, then a wide table stands in parts that begin with the first column."""
    done = tco(*words.split())
    assert (done.exit_code, "\x1b" in done.stdout) == (0, False)
    assert widest(done.stdout) <= 80


LISTS = [*(f"list {kind}" for kind in catalogue.LISTS), *(f"show prices {table}" for table in TABLES)]
SHOWN = [
    "device h200-sxm",
    "model deepseek-v3",
    "formula decode_step_seconds",
    "input batch",
    "scenario deepseek-640",
    "report sizing",
]


@pytest.mark.parametrize("words", [*LISTS, *(f"show {words}" for words in SHOWN)])
def test_every_list_fits_eighty_columns(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a row less, and with a note where a column is missing; a Chinese letter takes two."""
    monkeypatch.setenv("COLUMNS", "80")
    shown, whole = tco(*words.split()).stdout, tco(*words.split(), "--csv").stdout
    assert [line for line in shown.splitlines() if columns(line) > 80] == []
    headings = next(csv.reader(io.StringIO(whole)))
    text = " ".join(shown.split())
    left = text.partition("Left out for want of room: ")[2].partition(". A wider terminal has more;")[0]
    head = "\n".join(shown.splitlines()[:5])  # a heading over numbers takes several lines
    for heading in set(headings) - {*left.split(", ")}:
        assert heading in head or heading.split("_")[-1] in head


def test_the_least_telling_columns_of_a_list_go_first() -> None:
    """Eighty columns hold what a model costs; where the row stands and who says it are in the CSV."""
    shown = tco("show", "prices", "tokens").stdout
    line = next(line for line in shown.splitlines() if " gpt-4o " in line)
    assert line.split() == ["openai", "gpt-4o", "2.5", "1.25", "10", "USD", "2026-11-01"]
    rows = list(csv.DictReader(io.StringIO(tco("show", "prices", "tokens", "--csv").stdout)))
    assert {"source", "note", "line", "batch_input_per_mtok"} < {*rows[0]}
    devices = tco("list", "devices").stdout.splitlines()
    assert devices[0].split() == ["device", "memory", "bandwidth", "16-bit", "dense", "FP8", "dense", "power"]
    assert "Left out for want of room: name, kind. A wider terminal has more; --csv, --md\nand" in "\n".join(devices)


def test_a_list_that_has_room_has_every_column() -> None:
    headings, rows = ["device", "kind", "line"], [["h200-sxm", "gpu", 1]]
    assert fitted(headings, rows, 80).splitlines() == ["device    kind  line", "h200-sxm  gpu      1"]
    assert fitted(headings, rows, 15).splitlines()[:3] == ["device    kind", "h200-sxm  gpu", ""]


def test_sources_of_a_short_list_stand_once_below_it() -> None:
    """Two values from one document, one from another, in thirty columns."""
    rows = [["a", "the long name of a document", 1], ["b", "the long name of a document", 2], ["c", "another", 3]]
    assert fitted(["quantity", "source", "line"], rows, 30).splitlines() == [
        "quantity  source  line",
        "a         [1]        1",
        "b         [1]        2",
        "c         [2]        3",
        "",
        "[1] the long name of a",
        "    document",
        "[2] another",
    ]


def test_knobs_of_calibrate_stand_in_one_table() -> None:
    """Many names in a cell, each on a line of its own where they have no room; as CSV they stay as in the price table."""
    names = "decode_mbu;expert_mbu;attention_mbu;prefill_mfu;decode_mfu;prefill_attention_mfu"
    knob = SimpleNamespace(quantities=names, scope={"family": ("huawei-ascend",)}, low=0.2, high=0.95)
    done: Any = SimpleNamespace(moves=lambda: [(knob, 0.5, 0.61239)], errors={"all": (0.11444, 0.37)})
    (headings, rows), errors = list(_tables(done, "; "))
    assert rows == [[names.replace(";", "; "), "huawei-ascend", 0.5, 0.6124, 0.2, 0.95]]
    assert errors[1] == [["all", 0.114, 0.37]]
    lines = fitted(headings, rows * 40, 80).splitlines()
    assert (lines[0].split(), max(map(columns, lines)) <= 80) == (headings, True)
    assert next(iter(_tables(done, ";")))[1][0][0] == names


def test_calibrate_as_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    knob = SimpleNamespace(quantities="decode_mbu;expert_mbu", scope={}, low=0.2, high=0.95)
    done: Any = SimpleNamespace(moves=lambda: [(knob, 0.5, 0.6)], errors={"all": (0.11444, 0.37)})
    _show(done, "json")
    assert json.loads(capsys.readouterr().out) == {
        "knobs": [
            {"quantities": "decode_mbu;expert_mbu", "for": "", "before": 0.5, "after": 0.6, "low": 0.2, "high": 0.95}
        ],
        "errors": [{"error over groups": "all", "median": 0.114, "p90": 0.37}],
    }


def test_a_wide_table_stands_in_parts() -> None:
    """Two quantities of thirty letters under names of forty do not fit beside each other in eighty columns."""
    rows = [("x" * 40, 1.0, 2.0), ("y" * 40, 3.0, 4.0)]
    text = as_text(["case", "a" * 30, "b" * 30], rows, 80)
    parts = [part.splitlines() for part in text.split("\n\n")]
    assert [[line.split() for line in part] for part in parts] == [
        [["a" * 30], ["case"], ["x" * 40, "1"], ["y" * 40, "3"]],
        [["b" * 30], ["case"], ["x" * 40, "2"], ["y" * 40, "4"]],
    ]
    assert len(as_text(["case", "a" * 30, "b" * 30], rows, 120).split("\n\n")) == 1
    assert len(as_text(["case", "a" * 30, "b" * 30], rows * 40, 80).split("\n\n")) == 2


def test_long_work_says_what_it_does_to_those_who_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """On standard error, and only where that is a terminal: a log stays free of it."""
    shown = []
    monkeypatch.setattr("tco.cli.common.click.echo", lambda text, err=False: shown.append((text, err)))
    progress("not seen")
    monkeypatch.setattr("sys.stderr", SimpleNamespace(isatty=lambda: True))
    progress("predicting 2,072 measured rows")
    assert shown == [("predicting 2,072 measured rows", True)]


def test_a_run_in_python_gives_frames_and_shows_itself_as_a_table() -> None:
    """At the end of a notebook's cell the headline stands as a table, with what it is from."""
    run = package.load("deepseek-day").run()
    assert run.frame.equals(run.cases_frame())
    assert run.frame["case"].to_list() == [c.name for c in run.scenario.cases]
    html = run._repr_html_()
    assert html.startswith("<table><caption>")
    for name in run.scenario.headline:
        assert name in html
    assert f"inputs {run.input_hash}" in html


def test_no_title_is_taken_for_markup() -> None:
    run = package.load("deepseek-day").run()
    hostile = replace(run, scenario=replace(run.scenario, title="<script>alert(1)</script>"))
    assert "<script>" not in hostile._repr_html_()
