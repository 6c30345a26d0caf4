"""Twenty inputs of every shipped workbook, drawn at random, changed and recalculated: what comes out is the engine's own.

A change goes into one case only, so that one recalculation holds as many changes as there are cases, each with a column of
its own to be compared, and the columns beside it show that nothing leaks. Not drawn are switches: they choose which inputs
a case must give, and so which rows the workbook has; Cover names them. An input that the engine solved for keeps its value.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import openpyxl
import pytest
from recalculate import Cell, IronCalc, differences, libreoffice

from tco.content import open_content
from tco.engine import run
from tco.formulas.inputs import INPUTS
from tco.given import Given
from tco.publish import Published
from tco.results import Results
from tco.scenario import Case
from tco.workbook.places import case_column, letter
from tco.workbook.plan import COUNTS, FIRST_PERIOD, GIVEN, PIN, Line, Plan

SHIPPED = tuple(open_content().names("scenarios"))
CHANGES = 20
FEWEST_THAT_MATTER = 5  # of twenty: many inputs of a wide scenario are zero, or stand behind a pin
needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
Shipped = Callable[[str], Published]


@dataclass(frozen=True)
class Change:
    """Another value of one input of one case."""

    case: int
    line: Line
    before: float
    after: float

    @property
    def cell(self) -> Cell:
        return "Inputs", f"{case_column(self.case)}{self.line.row}"


def given_of(plan: Plan, case: int, line: Line) -> Given | None:
    own = plan.cases[case]
    return (own.pins if line.kind == PIN else own.inputs).get(line.name)


def places(plan: Plan, line: Line) -> list[int]:
    """The cases whose cell on Inputs holds a number."""
    found = ((case, given_of(plan, case, line)) for case in range(len(plan.cases)))
    return [case for case, given in found if given and isinstance(given.value, (int, float))]


def another(rng: Random, name: str, value: float) -> float:
    """A value up to 30 % less or 40 % more, within what is plausible; for a zero something small."""
    low, high = (INPUTS[name].low, INPUTS[name].high) if name in INPUTS else (0.0, float("inf"))
    drawn = value * rng.uniform(0.7, 1.4) if value else rng.uniform(0.01, 0.5) * min(1.0, high)
    return min(max(drawn, low), high)


def drawn(plan: Plan, rng: Random) -> list[Change]:
    """Twenty inputs or pins, each changed in one of the cases that give it; fewer only where there are no twenty."""
    switches = {name for name, known in INPUTS.items() if known.switch}
    lines = [line for line in plan.inputs if line.kind in (GIVEN, PIN) and line.name not in switches]
    lines = [line for line in lines if places(plan, line)]
    changes = []
    for line in rng.sample(lines, min(CHANGES, len(lines))):
        case = rng.choice(places(plan, line))
        before = given_of(plan, case, line)
        assert before
        changes.append(Change(case, line, before.number, another(rng, line.name, before.number)))
    return changes


def rounds(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Changes that are made together: no two of one case."""
    left = list(changes)
    while left:
        together = {change.case: change for change in reversed(left)}
        left = [change for change in left if together[change.case] is not change]
        yield list(together.values())


def engine_with(results: Results, changes: Sequence[Change]) -> Results:
    """The engine run with the changed inputs, all else as it was."""
    cases = [replace(case, solve={}) for case in results.scenario.cases]
    for change in changes:
        cases[change.case] = _changed(cases[change.case], change)
    asked = (*results.scenario.headline, *results.scenario.results)
    return run(replace(results.scenario, cases=tuple(cases)), results.sheet, asked)


def _changed(case: Case, change: Change) -> Case:
    name = change.line.name
    if change.line.kind == PIN:
        return replace(case, pins={**case.pins, name: replace(case.pins[name], value=change.after)})
    return replace(case, inputs={**case.inputs, name: replace(case.inputs[name], value=change.after)})


def numbers(plan: Plan, results: Results) -> dict[Cell, object]:
    """What the engine has for every cell of Model and Periods."""
    found: dict[Cell, object] = {}
    for line in plan.model:
        for number, case in enumerate(plan.cases) if line.kind == COUNTS else ():
            if plan.has(number, line.name, COUNTS):
                found["Model", f"{case_column(number)}{line.row}"] = results.value(case.name, line.name)
    for line in plan.periods:
        if line.kind == COUNTS:
            row = results.value(plan.cases[line.case].name, line.name)
            values = row if isinstance(row, tuple) else (row,) * results.scenario.periods
            found |= {("Periods", f"{letter(FIRST_PERIOD + n)}{line.row}"): value for n, value in enumerate(values)}
    return {cell: value for cell, value in found.items() if value is not None}


@pytest.mark.parametrize("name", SHIPPED)
def test_twenty_changed_inputs_give_what_the_engine_gives(name: str, shipped: Shipped) -> None:
    """Every number of Model and Periods, to 1e-9, after each change."""
    results, path = shipped(name).results, shipped(name).paths[0]
    plan, engine = Plan(results), IronCalc(path)
    changes, as_made, moved = drawn(plan, Random(name)), numbers(plan, results), 0
    for together in rounds(changes):
        for change in together:
            engine.put(change.cell, change.after)
        expected = numbers(plan, engine_with(results, together))
        assert differences(expected, engine.values(expected)) == {}, together
        moved += sum(_moves(plan, change, as_made, expected) for change in together)
        for change in together:
            engine.put(change.cell, change.before)
    assert (len(changes), moved >= FEWEST_THAT_MATTER) == (CHANGES, True)


def _moves(plan: Plan, change: Change, before: dict[Cell, object], after: dict[Cell, object]) -> bool:
    """Did any number of the case on Model move?"""
    own = {("Model", f"{case_column(change.case)}{line.row}") for line in plan.model}
    return any(before.get(cell) != after[cell] for cell in own & after.keys())


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["deepseek-640", "gb200-rack"])
def test_libreoffice_agrees_after_a_change_in_each_case(name: str, shipped: Shipped, tmp_path: Path) -> None:
    """An engine of another making, one change in each case of a copy."""
    results = shipped(name).results
    plan = Plan(results)
    together = next(rounds(drawn(plan, Random(name))))
    book = openpyxl.load_workbook(shipped(name).paths[0])
    for change in together:
        book["Inputs"][change.cell[1]].value = change.after
    book.save(tmp_path / "changed.xlsx")
    expected = numbers(plan, engine_with(results, together))
    assert len(together) > len(plan.cases) / 2
    assert differences(expected, libreoffice(tmp_path / "changed.xlsx")) == {}


def test_a_switch_that_asks_for_what_a_case_lacks_turns_the_master_check(shipped: Shipped) -> None:
    """Calling an API needs its prices: without them the case is an error that every header shows, not a number."""
    plan, engine = Plan(shipped("deepseek-640").results), IronCalc(shipped("deepseek-640").paths[0])
    engine.put(("Inputs", f"{case_column(0)}{plan.rows[GIVEN, 'from_api']}"), 1.0)
    assert engine.values([("Summary", "B3")]) == {("Summary", "B3"): "CHECK"}
