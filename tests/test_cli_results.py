"""What a command prints: results, lists and things as text, CSV, Markdown and JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from shell import Tco

from tco import __version__
from tco.cli.common import as_csv, as_markdown, as_text
from tco.texts import columns


def test_results_as_json(tco: Tco) -> None:
    """The keys of the vocabulary; 3.2 is 3.2; every value with its unit, origin and source."""
    done = tco("run", "deepseek-640", "--json")
    assert (done.status, done.err) == (0, "")
    found = json.loads(done.out)
    assert list(found) == ["scenario", "currency", "as_of", "version", "input_hash", "cases"]
    assert [found[key] for key in ("scenario", "currency", "as_of", "version")] == [
        "deepseek-640",
        "CNY",
        "2025-07-15",
        __version__,
    ]
    case = found["cases"][0]
    assert list(case) == ["case", "title", "quantities"]
    assert '"value": 3.2,' in done.out
    assert case["quantities"]["revenue_per_second"] == {
        "value": 3.2, "unit": "CNY/s", "origin": "formula", "source": "revenue.revenue_per_second: definition",
        "formula": "revenue_output_per_second + revenue_input_per_second + revenue_cached_per_second",
    }  # fmt: skip
    kinds = {
        frozenset(cell) >= {"value", "unit", "origin", "source"}
        for c in found["cases"]
        for cell in c["quantities"].values()
    }
    assert kinds == {True}


def test_only_what_is_asked_for_is_computed(tco: Tco) -> None:
    """In the order of the question; the same inputs, the same hash."""
    asked = json.loads(tco("run", "deepseek-8xh200", "-q", "cost_per_second", "-q", "batch", "--json").out)
    again = json.loads(tco("run", "deepseek-8xh200", "-q", "npv", "--json").out)
    other = json.loads(tco("run", "deepseek-8xh200", "-q", "npv", "--set", "batch=161", "--json").out)
    assert list(asked["cases"][0]["quantities"]) == ["cost_per_second", "batch"]
    assert asked["input_hash"] == again["input_hash"] != other["input_hash"]


def test_results_as_csv_and_markdown(tco: Tco) -> None:
    """A row a quantity, a column a case; numbers in full."""
    rows = list(csv.reader(tco("run", "deepseek-day", "-q", "cost_per_day", "--csv").out.splitlines()))
    assert rows == [["quantity", "published", "output-only", "unit"], ["cost_per_day", "87072.0", "87072.0", "USD/day"]]
    assert (
        tco("run", "deepseek-day", "-q", "cost_per_day", "--md").out.splitlines()[2]
        == "| cost_per_day | 87,072 | 87,072 | USD/day |"
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "=cmd|'/C calc'!A0"]
)
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    """A quotation mark before it; numbers stay numbers, though they be negative."""
    rows = list(csv.reader(io.StringIO(as_csv([text], [[text], [-1.5], [None]]), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"], ["-1.5"], [""]]


def test_a_hostile_title_stays_in_its_cell(tco: Tco) -> None:
    """In CSV, in Markdown, in JSON."""
    Path("scenarios").mkdir()
    title = "=1+1|<b>"
    Path("scenarios/mine.toml").write_text(f'base = "deepseek-day"\ntitle = "{title}"\n', encoding="utf-8")
    assert "mine,'=1+1|<b>,USD" in tco("list", "--csv").out
    assert "| mine | =1+1\\|<b> | USD |" in tco("list", "--md").out
    assert title in [row["title"] for row in json.loads(tco("list", "--json").out)]


@pytest.mark.parametrize("kind", ["scenarios", "reports", "devices", "models", "prices", "formulas", "inputs", "units"])
def test_every_list_is_a_table_in_every_form(kind: str, tco: Tco) -> None:
    """As many rows in JSON as in CSV."""
    rows = json.loads(tco("list", kind, "--json").out)
    assert len(list(csv.DictReader(tco("list", kind, "--csv").out.splitlines()))) == len(rows) > 0
    assert len(tco("list", kind).out.splitlines()) > len(rows)


@pytest.mark.parametrize(
    "thing",
    [
        "device h200-sxm",
        "model deepseek-v3",
        "price fx",
        "formula npv",
        "input batch",
        "scenario deepseek-day",
        "report workings",
    ],
)
def test_every_thing_is_a_table_in_every_form(thing: str, tco: Tco) -> None:
    """Dates, and queries of several lines, too."""
    for form in ([], ["--json"], ["--csv"], ["--md"]):
        done = tco("show", *thing.split(), *form)
        assert (done.status, done.err) == (0, "")
    assert len(json.loads(tco("show", *thing.split(), "--json").out)) > 1


def test_a_list_on_a_day_holds_what_was_known_then(tco: Tco) -> None:
    """Before the first device there is none."""
    assert json.loads(tco("list", "devices", "--as-of", "1990-01-01", "--json").out) == []
    first = {row["device"] for row in json.loads(tco("list", "devices", "--as-of", "2023-01-01", "--json").out)}
    assert "h100-sxm" in first
    assert "b300-sxm" not in first


def test_tables_fit_80_columns_where_words_can_be_broken(tco: Tco) -> None:
    """Titles, meanings and units are broken between words."""
    for kind in ("scenarios", "reports", "models", "prices", "inputs", "units"):
        assert max(columns(line) for line in tco("list", kind).out.splitlines()) <= 80, kind


def test_columns_are_aligned() -> None:
    """Words to the left, numbers to the right, Chinese characters two wide, long headings and cells over several lines."""
    rows = [["推理", 3.25, "a\nb"], ["x", None, "word " * 30]]
    assert (
        as_text(["name", "cost_per_mtok_output [CNY/Mtok]", "note"], rows)
        == """\
        cost_per_
      mtok_output
name   [CNY/Mtok]  note
推理         3.25  a
                   b
x               -  word word word word word word word word word word word word
                   word word word word word word word word word word word word
                   word word word word word word"""
    )
    assert as_markdown(["a|b"], [["c|d\ne"]]) == "| a\\|b |\n| --- |\n| c\\|d<br>e |"
