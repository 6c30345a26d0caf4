"""A scenario may say how low and how high an input may turn out; the workbook then computes with one or the other."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from recalculate import IronCalc, differences, formulas, read

from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.importing import read_back
from tco.lint import FAIL, lint
from tco.publish import publish
from tco.scenario import setting

HEAD = 'base = "deepseek-8xh200"\n[ranges]\n'
RANGES = (
    'utilisation_share = { low = "30 %", high = 1, source = "load of four quarters" }\n'
    'rent_per_server_month = { low = 100000, high = "150000 CNY/month", assumption = "offers differ by as much" }\n'
)


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(HEAD + RANGES)
    return "mine.toml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bach = { low = 1, high = 2 }", "no range for 'bach'\n  allowed: batch"),
        ("npv = { low = 1, high = 2 }", "no range for 'npv'"),
        ("batch = { low = 1 }", "batch: not a range"),
        ("batch = 3", "batch: not a range"),
        ("batch = { low = 200, high = 100 }", "its low is above its high"),
        ("batch = { low = 200, high = 300 }", "batch of case as-printed is outside its range\n  found: 160\n  allowed: 200 to 300"),
        ("utilisation_share = { low = 0, high = 50 }", "utilisation_share: out of range\n  found: 50 share"),
    ],
)  # fmt: skip
def test_a_range_that_is_none_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(HEAD + text + "\n")
    with pytest.raises(InputError) as wrong:
        load(str(tmp_path / "s.toml"))
    assert said in str(wrong.value)
    assert "s.toml:3" in str(wrong.value)


def place(path: Path, sheet: str, label: str) -> tuple[str, str]:
    page = openpyxl.load_workbook(path)[sheet]
    row = max(row[0].row for row in page.iter_rows(max_col=1) if row[0].value == label)
    return sheet, f"D{row}"


def test_low_base_and_high_are_live(scenario: str) -> None:
    """Choose low: the model is that of a run with both inputs at their low; the first case's figures equal the engine's."""
    path = publish(load(scenario), Path("out"), ("xlsx",)).paths[0]
    ends = {"low": (0.3, 100000.0), "high": (1.0, 150000.0), "base": (1.0, 120000.0)}
    for level, (load_share, rent) in ends.items():
        expected = load(
            "deepseek-8xh200",
            settings=[setting(f"utilisation_share={load_share}"), setting(f"rent_per_server_month={rent}")],
        ).run()
        engine = IronCalc(path)
        engine.put(("Inputs", "B5"), level)
        wanted = {place(path, "Model", q): expected.value("as-printed", q) for q in expected.scenario.headline}
        assert differences(wanted, engine.values(wanted)) == {}, level
        assert engine.values([("Cover", "A4")]) == {("Cover", "A4"): f"Case shown, inputs: {level}"}


def test_such_a_workbook_recalculates_passes_and_comes_back(scenario: str) -> None:
    path = publish(load(scenario), Path("out"), ("xlsx",)).paths[0]
    live, shown = formulas(path), read(path)
    assert differences({cell: shown[cell] for cell in live}, IronCalc(path).values(live)) == {}
    assert [(v.point.number, v.findings[:2]) for v in lint(path) if v.status == FAIL] == []
    assert read_back(path, open_content(), base=scenario).edits == ()


def test_nothing_is_made_up_where_no_range_is_stated(tmp_path: Path) -> None:
    path = publish(load("deepseek-8xh200"), tmp_path, ("xlsx",)).paths[0]
    page = openpyxl.load_workbook(path)["Inputs"]
    assert not {"low", "base", "high"} & {cell.value for cell in page[6]}
    assert page["B5"].value is None


def test_who_sets_a_value_outside_has_left_the_range(scenario: str) -> None:
    """A rent of 200,000 is no mistake of the file: it runs, and its range is that of the other cases alone."""
    set_for_one = load(scenario, settings=[setting("as-printed:rent_per_server_month=200000")]).scenario
    assert set_for_one.range_of("rent_per_server_month", "as-printed") is None
    assert set_for_one.range_of("rent_per_server_month", "own-rate") is not None
    set_for_all = load(scenario, settings=[setting("rent_per_server_month=200000")]).scenario
    assert list(set_for_all.ranges) == ["utilisation_share"]
