"""Price tables, models and reports of a workspace that are wrong, and what is said of them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tco.checkup import check
from tco.content import Content, open_content
from tco.engine import Model
from tco.errors import InputError
from tco.models import read_model
from tco.pricebook import PriceBook
from tco.report import make_report, read_manifest
from tco.resolve import resolve
from tco.scenario_file import read_scenario
from tco.sheet import sheet
from tco.tables import read_table

# -- price tables ---------------------------------------------------------------------------------------------------

TABLES = tomllib.loads((Path(__file__).parent / "data" / "bad_tables.toml").read_text(encoding="utf-8"))["bad"]
CLOUD = "provider,offering,device,term,price_per_gpu_hour,currency,valid_from,confidence,source,source_date\n"
ROW = "own,x,h200-sxm,on_demand,3,USD,2026-06-01,high,quotation 17,2026-06-01\n"
DEFAULTS = "quantity,value,unit,valid_from,confidence,source,source_date\n"


@pytest.mark.parametrize("bad", TABLES, ids=[bad["rule"] for bad in TABLES])
def test_a_bad_table_is_told(
    bad: dict[str, str], content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rule of data/bad_tables.toml: the faults of its rows, beside what is shipped."""
    monkeypatch.chdir(tmp_path)
    path = Path(f"{bad['table']}.csv")
    path.write_text(bad["file"], encoding="utf-8")
    assert "\n".join(map(str, check(path, lambda _: content).faults)) == bad["said"].rstrip("\n")


def test_a_bad_table_stops_a_run(tmp_path: Path) -> None:
    """With the same message, told by its place in the workspace."""
    (tmp_path / "pricing").mkdir()
    (tmp_path / "pricing" / "defaults.csv").write_text(
        DEFAULTS + "pue,NaN,ratio,2026-01-01,high,me,2026\n", encoding="utf-8"
    )
    content = open_content([tmp_path])
    book = PriceBook(content)
    with pytest.raises(InputError) as caught:
        resolve(read_scenario(content, "deepseek-8xh200"), book, sheet())
    place = "pricing/defaults.csv:2, column value"
    assert (
        str(caught.value) == f"{place}: not a number\n  found: 'NaN'\n  allowed: a decimal number, such as 0.55 or 1e3"
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(0, 9))
def test_any_cell_is_read_or_told(tmp_path: Path, cell: str, column: int) -> None:
    """Quoted as it must be, or not at all."""
    cells = ROW.strip().split(",")
    for text in (cell, '"' + cell.replace('"', '""') + '"'):
        cells[column] = text
        path = tmp_path / "cloud.csv"
        path.write_text(f"{CLOUD}{','.join(cells)}\n", encoding="utf-8", newline="")
        with suppress(InputError):
            assert len(read_table("cloud", path, "workspace")) <= 1


# -- models and reports of a workspace ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("own.toml", "layers = [", "own.toml:1: not TOML\n  found: Invalid value\n  next: see https://toml.io"),
        ("own.toml", 'name = "\\u0007"', "own.toml:1: a character that no text may hold\n  found: U+0007\n  next: delete it"),
        ("own.json", "[1", "own.json: not readable as JSON\n  found: Expecting ',' delimiter: line 1 column 3 (char 2)"),
        ("own.json", "[1]", "own.json: not a model configuration\n  allowed: a JSON object"),
        ("own.json", '{"a": ' + "[" * 90 + "]" * 90 + "}", "own.json: nested too deeply\n  allowed: 20 levels"),
        ("own.json", '{"a": {"b": "\\u0000"}}', "own.json, key a.b: a character that no text may hold\n  found: U+0000\n  next: delete it"),
        ("own.json", '{"model_type": "lama"}', "own.json: unknown model_type 'lama'\n  allowed: llama"),
    ],
)  # fmt: skip
def test_a_bad_model_is_told(name: str, text: str, told: str, tmp_path: Path) -> None:
    """TOML or JSON, with the line or the key."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_model(tmp_path / name, name)
    assert str(caught.value).startswith(told)


REPORT = """\
titel = "x"
differences = ["npv", "npw"]
[[table]]
sql = "Bad Name"
unit = {}
[[table]]
sql = "cases"
show = "no"
units = { a = "money/parsec" }
[[table]]
title = 3
"""
REPORT_TOLD = """\
reports/mine/report.toml: title is missing
  next: add title = ...
reports/mine/report.toml:1: unknown key 'titel'
  allowed: title
reports/mine/report.toml:4: not a name for a table: 'Bad Name'
  allowed: lower-case letters, digits and _; the title may be anything
reports/mine/report.toml:5: unknown key 'table.0.unit'
  allowed: units
reports/mine/report.toml:7: 'cases' is a table of the results
  allowed: another name than cases, values, differences, prices, candidates, also
reports/mine/report.toml:8: table.1.show: not true or false
  found: "no"
  allowed: true or false, without quotes
reports/mine/report.toml:9: unknown unit 'parsec'
  allowed: sec
reports/mine/report.toml:10: table.2.sql is missing
  next: add sql = ...
reports/mine/report.toml:11: table.2.title: not a text
  found: 3
  allowed: a text in quotes: "..."
"""


@pytest.fixture
def mine(tmp_path: Path) -> Callable[..., Content]:
    """A workspace with a report of its own: its manifest, and SQL by name."""

    def make(manifest: str, **sql: str) -> Content:
        folder = tmp_path / "reports" / "mine"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.toml").write_text(manifest, encoding="utf-8")
        for name, text in sql.items():
            (folder / f"{name}.sql").write_text(text, encoding="utf-8")
        return open_content([tmp_path])

    return make


def test_a_bad_manifest_is_told(mine: Callable[..., Content]) -> None:
    """Every fault with its line, tables by their place in the list."""
    with pytest.raises(InputError) as caught:
        read_manifest(mine(REPORT), "mine")
    assert f"{caught.value}\n" == REPORT_TOLD


def test_an_unknown_quantity_of_a_manifest_is_told(mine: Callable[..., Content]) -> None:
    """On its line."""
    with pytest.raises(InputError) as caught:
        read_manifest(mine('title = "x"\ntable = []\ndifferences = [\n  "npv",\n  "npw",\n]\n'), "mine")
    assert (
        str(caught.value) == "reports/mine/report.toml:5: no quantity 'npw'\n  allowed: npv\n  next: tco list formulas"
    )


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ({}, "reports/mine/one.sql: cannot be read\n  found: No such file or directory\n  next: tco check"),
        (
            {"one": "-- nothing\n"},
            "reports/mine/one.sql: one SELECT a file\n  found: nothing\n  allowed: a single SELECT",
        ),
    ],
)
def test_a_bad_query_of_a_report_is_told(
    sql: dict[str, str], told: str, mine: Callable[..., Content], model: Callable[..., Model]
) -> None:
    """By its file."""
    results = model("deepseek-8xh200").run(["cost_per_second"])
    with pytest.raises(InputError) as caught:
        make_report(results, mine('title = "x"\n[[table]]\nsql = "one"\n', **sql), "mine")
    assert str(caught.value) == told
