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

import pytest
from click.testing import CliRunner, Result

import tco as package
from tco.cli import COMMANDS, cli
from tco.cli.common import progress
from tco.content import open_content
from tco.tabular import as_text
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
        "run deepseek-640", "run llama-70b-sizing", "run buy-rent-api-8xh200", "search layout-search",
        "explain deepseek-640 cost_per_second", "compare deepseek-8xh200:as-printed deepseek-8xh200:load-30", "list scenarios",
    ],
)  # fmt: skip
def test_results_fit_eighty_columns_without_colour(words: str) -> None:
    """Piped, as into a file: headings give way first, then a wide table stands in parts that begin with the first column."""
    done = tco(*words.split())
    assert (done.exit_code, "\x1b" in done.stdout) == (0, False)
    assert widest(done.stdout) <= 80


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
