"""The checks of the workbook can fail: one cell overwritten at a time, recalculated, every kind of check is seen to turn."""

from __future__ import annotations

import re
import shutil
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from recalculate import Cell, IronCalc, differences, formulas, libreoffice, read

from tco.content import open_content
from tco.engine import load
from tco.formulas.inputs import INPUTS
from tco.scenario import setting
from tco.workbook import build
from tco.workbook.checks import FIRST, all_checks
from tco.workbook.inputs import RELATIVE_TOLERANCE
from tco.workbook.plan import COUNTS, FIRST_CASE, GIVEN, Plan

if TYPE_CHECKING:
    from pathlib import Path

    from tco.results import Results

# A run over its horizon, drifting, with set-up, quarters, and an index pinned for all periods of one case.
HORIZON = "horizon"
DRIFT = (
    "setup_cost=200000 CNY", "price_change_per_year=-0.3", "demand_change_per_year=0.2", "rent_change_per_year=-0.1",
    "utilisation_share=0.9", "months_per_period=3", "as-printed:cost_index=1.05",
)  # fmt: skip
ASKED = (
    "cash_to_date",
    "periods_unpaid",
    "npv",
    "ebitda_margin_over_horizon",
    "revenue_over_horizon",
    "bottleneck",
    "gpus",
)
RUNS = ("deepseek-640", "deepseek-8xh200", "deepseek-day", HORIZON)
LIBREOFFICE = (
    pytest.mark.libreoffice,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed"),
)
TURNED = {"error": "CHECK", "sensitivity": "CHANGED", "alert": "NOTE"}


@cache
def results(name: str) -> Results:
    if name == HORIZON:
        return load("deepseek-8xh200", settings=[setting(s) for s in DRIFT]).run(ASKED)
    return load(name).run()


@cache
def plan(name: str) -> Plan:
    return Plan(results(name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checks")


def file(name: str, folder: Path) -> Path:
    made = folder / f"{name}.xlsx"
    if not made.exists():
        made.write_bytes(build(results(name)))
    return made


def cells_of(formula: str) -> list[Cell]:
    """The cells of other sheets that a formula names; of ranges, the first."""
    return [(sheet, cell.replace("$", "")) for sheet, cell in re.findall(r"([A-Z]\w+)!(\$?[A-Z]+\$?\d+)", formula)]


def breaks(name: str, shown: dict[Cell, Any], says: str, value: str, expected: str) -> list[dict[Cell, Any]]:
    """What to overwrite, one cell at a time, so that a check fails: a cell that it reads, made too large or too small."""
    first = cells_of(value)[0]
    column = re.sub(r"\d", "", first[1])
    given = ("Inputs", f"{column}{plan(name).rows[GIVEN, 'output_tokens']}")
    special = {
        "every input that was given is there": {given: None},
        "no input is below its range": {given: -1.0},
        "no input is above its range": {given: 1e12},
        "pins that no formula can replace are there": {first: None},
        "no pin stands in place of a formula": {first: 1.0},
        "no cell is an error": {("Model", f"{column}{plan(name).model[-1].row}"): "=1/0"},
        "every period has its numbers": {first: None},
    }
    if says in special:
        return [special[says]]
    larger = [{cell: 3 * shown[cell] + 7} for cell in (*cells_of(value), *cells_of(expected))]
    return [*larger, {first: 1e30}, *({cell: -1e30} for cell in cells_of(expected)[:1])]


@pytest.mark.parametrize("name", RUNS)
def test_each_check_can_fail_and_is_seen_in_every_header(name: str, folder: Path) -> None:
    """One case of each kind of check that is OK, broken: its status turns, and with it what the headers show."""
    path = file(name, folder)
    live, shown = formulas(path), read(path)
    rows = range(FIRST, FIRST + len(all_checks(plan(name))))
    turned = set()
    for says, group in groupby(rows, key=lambda row: str(shown["Checks", f"C{row}"])):
        row = next((row for row in group if shown["Checks", f"I{row}"] == "OK"), None)
        if row is None:
            continue
        value, expected = live["Checks", f"E{row}"], live.get(("Checks", f"F{row}"), "")
        severity = shown["Checks", f"J{row}"]
        looks = [("Checks", f"I{row}"), ("Model", "B3"), ("Summary", "B3"), ("Model", "C3")]
        for change in breaks(name, shown, says, value, expected):
            engine = IronCalc(path)
            for cell, content in change.items():
                engine.put(cell, content)
            if (found := engine.values(looks))[looks[0]] != "OK":
                break
        assert found[looks[0]] == TURNED[severity], (says, row)
        assert severity != "error" or (found["Model", "B3"], found["Summary", "B3"]) == ("CHECK", "CHECK"), says
        assert severity != "sensitivity" or found["Model", "C3"] == "inputs changed", says
        turned.add((says, severity))
    assert len(turned) == len({shown["Checks", f"C{row}"] for row in rows if shown["Checks", f"I{row}"] == "OK"})


def test_there_are_many_kinds_of_checks_and_none_fails_as_delivered(folder: Path) -> None:
    kinds = {(check.says, check.severity) for name in RUNS for check in all_checks(plan(name))}
    assert len([1 for _, severity in kinds if severity == "error"]) >= 25
    for name in RUNS:
        shown = read(file(name, folder))
        assert (shown["Cover", "B3"], shown["Cover", "C3"]) == ("OK", "inputs as delivered")


@pytest.mark.parametrize("name", open_content().names("scenarios"))
def test_no_shipped_scenario_shows_an_error(name: str) -> None:
    """Owning, renting by the load and calling an API included: the master check of what is delivered is OK."""
    failing = {
        check.says for check in all_checks(Plan(load(name).run())) if check.status(RELATIVE_TOLERANCE) == "CHECK"
    }
    assert failing == set()


def test_the_worth_of_all_cash_is_checked_where_machines_are_bought() -> None:
    """What is paid at the start counts: eight devices are bought, not only set up."""
    owned = Plan(load("buy-rent-api-8xh200").run())
    worth = [c for c in all_checks(owned) if c.says == "net present value by discount factors = the function NPV"]
    assert len(worth) == len(owned.cases)
    first = worth[0]
    assert first.value == pytest.approx(owned.number(0, "npv") + owned.number(0, "opening_outlay"))  # type: ignore[operator]
    assert first.right == pytest.approx(first.value, rel=1e-12)


def test_a_status_wiped_out_counts_as_failing(folder: Path) -> None:
    engine = IronCalc(file("deepseek-640", folder))
    engine.put(("Checks", f"I{FIRST}"), None)
    assert engine.values([("Cover", "B3")]) == {("Cover", "B3"): "CHECK"}


def test_a_check_that_meets_an_error_fails(folder: Path) -> None:
    """An error is no difference of nothing."""
    shown, engine = read(file("deepseek-640", folder)), IronCalc(file("deepseek-640", folder))
    row = row_of(shown, "profit = revenue - cost")
    engine.put(cell_of("deepseek-640", "cost_per_second", 0), "=1/0")
    assert engine.values([("Checks", f"I{row}")]) == {("Checks", f"I{row}"): "CHECK"}


def row_of(shown: dict[Cell, Any], says: str) -> int:
    """The row of a check of the first case."""
    return next(int(cell[1:]) for (sheet, cell), value in shown.items() if sheet == "Checks" and value == says)


def test_a_pin_that_sets_an_identity_aside_only_alerts(folder: Path) -> None:
    """DeepSeek's day pins the tokens served beside one replica: more than its full load, and meant so."""
    shown = read(file("deepseek-day", folder))
    row = row_of(shown, "tokens served by a fleet that is held do not exceed full load")
    assert (shown["Checks", f"I{row}"], shown["Checks", f"J{row}"]) == ("NOTE", "alert")


# -- a horizon with every kind of period formula, and many inputs changed ----------------------------------------------
@pytest.mark.parametrize("engine", ["ironcalc", pytest.param("libreoffice", marks=LIBREOFFICE)])
def test_a_drifting_horizon_with_a_pinned_index_recalculates(engine: str, folder: Path) -> None:
    path = file(HORIZON, folder)
    live, shown = formulas(path), read(path)
    found = IronCalc(path).values(live) if engine == "ironcalc" else libreoffice(path)
    assert differences({cell: shown[cell] for cell in live}, found) == {}
    assert {"cash_to_date", "period_unpaid", "cost_index"} <= {line.name for line in plan(HORIZON).periods}


def test_the_engines_numbers_stand_on_model_and_inputs(folder: Path) -> None:
    for name in RUNS:
        shown = read(file(name, folder))
        for number, case in enumerate(plan(name).cases):
            for quantity in (*results(name).inputs, *results(name).made):
                value = results(name).value(case.name, quantity)
                if value is not None:
                    found = shown[cell_of(name, quantity, number)]
                    assert found == (value if isinstance(value, str) else pytest.approx(value, rel=1e-14, abs=0))


def cell_of(name: str, quantity: str, case: int) -> Cell:
    sheet, kind = ("Inputs", GIVEN) if quantity in INPUTS else ("Model", COUNTS)
    return sheet, f"{openpyxl.utils.get_column_letter(FIRST_CASE + case)}{plan(name).rows[kind, quantity]}"


@pytest.mark.parametrize("place", range(20))
def test_twenty_inputs_each_changed_by_a_tenth_in_all_cases(place: int, folder: Path) -> None:
    """Every third input that is not zero and no switch, changed in a copy: the Model equals a new run with that input.

    A case that solves for an input is left out: the workbook holds what was solved, a new run solves again.
    """
    name = "deepseek-8xh200"
    given = plan(name).cases[0].inputs
    quantity = [q for q in results(name).inputs if given[q].value and not INPUTS[q].switch][3 * place % 57]
    known = INPUTS[quantity]
    value = min(max(float(given[quantity].value) * (0.9 if known.high <= 1 else 1.1), known.low), known.high)
    new, engine = load(name, settings=[setting(f"{quantity}={value!r}")]).run(), IronCalc(file(name, folder))
    for number in range(len(plan(name).cases)):
        engine.put(cell_of(name, quantity, number), value)
    expected = {
        cell_of(name, q, number): new.value(case.name, q)
        for number, case in enumerate(plan(name).cases)
        for q in results(name).made
        if not case.solve and new.value(case.name, q) is not None
    }
    assert len(expected) > 400
    assert differences(expected, engine.values(expected)) == {}
