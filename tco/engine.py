"""The engine: inputs and a sheet make results.

Asks for quantities by name and computes only what they need. A case that lacks an input for what is asked is one
error that names each missing input and who needs it; what nobody asked for and a case cannot compute stays empty.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tco import __version__
from tco.content import Content, default_workspaces, open_content
from tco.emit import text
from tco.errors import Fault, InputError, MissingInput, raise_faults
from tco.given import FORMULA, SOLVED, Given, in_currency
from tco.pricebook import PriceBook
from tco.resolve import resolve
from tco.results import Cell, Results, Value, formula_source, given_cell
from tco.scenario import Case, Scenario, Setting
from tco.scenario_file import ScenarioFile, read_scenario
from tco.sheet import Sheet, gives_way, sheet
from tco.timing import months_of


class Model:
    """A scenario ready to run: `Model.run()` gives `Results`."""

    def __init__(
        self, scenario: Scenario, book: PriceBook, file: ScenarioFile | None = None, settings: Sequence[Setting] = ()
    ) -> None:
        self.scenario, self.book, self.sheet = scenario, book, sheet()
        self.file, self.settings = file, settings

    def run(self, quantities: Iterable[str] = ()) -> Results:
        """Compute `quantities`, or else the scenario's results, or else all that its cases can."""
        return run(self.scenario, self.sheet, tuple(quantities))


def load(
    name: str, *, content: Content | None = None, settings: Sequence[Setting] = (), as_of: date | None = None
) -> Model:
    """A scenario by name or path, over the shipped content (or `content`), with settings of the command line.

    With `as_of`, the scenario stands on that day instead of its own, and sees only prices that were known by then.
    """
    content = content or open_content(default_workspaces(Path()))
    book, file = PriceBook(content, as_of), at_day(read_scenario(content, name), as_of)
    return Model(resolve(file, book, sheet(), settings), book, file, settings)


def at_day(file: ScenarioFile, as_of: date | None) -> ScenarioFile:
    """The scenario standing on another day, or as it is."""
    return replace(file, table=file.table.model_copy(update={"as_of": as_of})) if as_of else file


def run(scenario: Scenario, formulas: Sheet, quantities: tuple[str, ...] = ()) -> Results:
    """All cases of a scenario: pins and inputs as given, the rest computed in one pass over frames."""
    formulas.check_names(quantities)
    asked = quantities or (*scenario.headline, *scenario.results)
    cases = tuple(solved(case, scenario, formulas) for case in scenario.cases)
    scenario = replace(scenario, cases=cases)
    _require(formulas, asked, cases)
    able = {case.name: computable(formulas, case.given) for case in cases}
    wanted = asked or tuple(n for n in formulas.formulas if any(n in names for names in able.values()))
    needed = {n for case in cases for n in formulas.settled(case.given).closure(wanted)}
    names = tuple(n for n in formulas.closure(wanted) if n in needed)
    values = evaluate(scenario, formulas, wanted)
    cells = {case.name: _cells(case, formulas, names, able[case.name], values[case.name], scenario) for case in cases}
    _refuse_infinite(scenario, formulas, cells, asked)
    return Results(scenario, formulas, names, cells, input_hash(scenario), __version__)


def computable(formulas: Sheet, given: Mapping[str, Any]) -> frozenset[str]:
    """Every quantity that the given ones lead to."""
    have, chosen = {*formulas.fixed(given)}, formulas.settled(given)
    for name in formulas.order:
        if name not in have and all(n in have for n in chosen.formulas[name].needs):
            have.add(name)
    return frozenset(have)


def evaluate(
    scenario: Scenario, formulas: Sheet, wanted: Sequence[str], needed: AbstractSet[str] | None = None
) -> dict[str, dict[str, Value]]:
    """Values by case and quantity (`formula.<name>` is what a pinned formula gives), from the polars reading.

    `needed` is what `wanted` needs in all of the cases, where that is known already.
    """
    from tco.emit import frames

    columns: dict[str, list[Any]] = {frames.KEY: [c.name for c in scenario.cases]}
    for name in dict.fromkeys(q for c in scenario.cases for q in c.inputs):
        columns[name] = [c.inputs[name].value if name in c.inputs else None for c in scenario.cases]
    for name in dict.fromkeys(q for c in scenario.cases for q in c.pins):
        columns[frames.PIN + name] = [c.pins[name].value if name in c.pins else None for c in scenario.cases]
    frame = frames.given_frame(columns, formulas, scenario.periods)
    if needed is None:
        needed = {n for case in scenario.cases for n in formulas.settled(case.given).closure(wanted)}
    found = frames.evaluate(formulas, frame, wanted, scenario.periods, needed)
    values: dict[str, dict[str, Value]] = {row[frames.KEY]: row for row in found.cases.iter_rows(named=True)}
    for name in found.periods.columns:
        if formulas.level.get(name.removeprefix(frames.FORMULA)) == "period":
            for case, row in zip(values, _by_case(found.periods[name].to_list(), len(values)), strict=True):
                values[case][name] = row
    return values


def _by_case(column: list[Any], cases: int) -> list[tuple[Any, ...]]:
    size = len(column) // cases
    return [tuple(column[i * size : (i + 1) * size]) for i in range(cases)]


def _cells(
    case: Case, formulas: Sheet, names: Sequence[str], able: frozenset[str], values: Mapping[str, Value],
    scenario: Scenario,
) -> dict[str, Cell]:  # fmt: skip
    cells: dict[str, Cell] = {}
    for name in names:
        if name in case.inputs:
            cells[name] = given_cell(case.inputs[name])
        elif name in case.pins and name in able:
            cells[name] = _pinned(case, name, formulas, able, values, scenario)
        elif name in able:
            cells[name] = _made(name, formulas, values.get(name), scenario.currency)
    return cells


def _pinned(
    case: Case, name: str, formulas: Sheet, able: frozenset[str], values: Mapping[str, Value], scenario: Scenario
) -> Cell:
    """A pin with what its formula would give; one that gives way holds what the formula gives in later periods."""
    formula, pin = formulas.formulas[name], case.pins[name]
    needs = formulas.settled(case.given).formulas[name].needs
    beside = values.get(f"formula.{name}") if all(n in able for n in needs) else None
    cell = given_cell(pin, _finite(beside), text.formula_text(formula))
    if not gives_way(pin):
        return cell
    assert isinstance(pin.value, tuple)
    held = tuple(value is not None for value in pin.value)
    labels = scenario.clock.labels(int(months_of(case)), scenario.periods)
    last = [label for label, holds in zip(labels, held, strict=True) if holds][-1:]
    return replace(cell, value=values.get(name), held=held, until="".join(last))


def _made(name: str, formulas: Sheet, value: Value, currency: str) -> Cell:
    unit = in_currency(formulas.unit(name), currency)
    formula = formulas.formulas[name]
    return Cell(value, unit, FORMULA, formula_source(formula), formula=text.formula_text(formula))


def _finite(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(_finite(v) for v in value)  # type: ignore[misc]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _refuse_infinite(
    scenario: Scenario, formulas: Sheet, cells: Mapping[str, dict[str, Cell]], asked: Sequence[str]
) -> None:
    """A division by zero in what was asked is an error that shows the formula; elsewhere the cell stays empty.

    Told is where it begins, not all that follows from it.
    """
    told: dict[Fault, list[str]] = {}
    for case in scenario.cases:
        own = cells[case.name]
        wild = [name for name, cell in own.items() if not _is_finite(cell.value)]
        needed = set(formulas.settled(case.given).closure(asked, case.given))
        for name in wild:
            formula = formulas.formulas[name]
            if name in needed and not any(n in wild for n in formula.needs):
                filled = text.filled_text(formula, {n: own[n].value for n in own})
                step = f"give another value of {' or '.join(formula.needs)}"
                fault = Fault(f"{name} is not a finite number", "", f"{own[name].formula} = {filled}", next_step=step)
                told.setdefault(fault, []).append(case.name)
        own |= {name: replace(own[name], value=None) for name in wild}
    raise_faults(replace(fault, where=_cases(names)) for fault, names in told.items())


def _is_finite(value: Value) -> bool:
    row = value if isinstance(value, tuple) else (value,)
    return all(not isinstance(v, float) or math.isfinite(v) for v in row)


def _cases(names: Sequence[str]) -> str:
    return f"case {names[0]}" if len(names) == 1 else f"cases {', '.join(names)}"


def _require(formulas: Sheet, asked: Sequence[str], cases: Sequence[Case]) -> None:
    """MissingInput that names each missing input once, with the cases that lack it and who needs it."""
    told: dict[Fault, list[str]] = {}
    for case in cases:
        try:
            formulas.settled(case.given).require(asked, case.given, "")
        except MissingInput as missing:
            for fault in missing.faults:
                told.setdefault(fault, []).append(case.name)
    if told:
        raise MissingInput(replace(fault, where=_cases(names)) for fault, names in told.items())


def solved(case: Case, scenario: Scenario, formulas: Sheet) -> Case:
    """The case with its `solve` entries found and given as inputs."""
    from tco.whatif.solve import find

    for quantity, aim in case.solve.items():
        try:
            value = find(formulas, case.given, quantity, aim.quantity, aim.equals.number, scenario.periods)
        except InputError as wrong:
            where = f"{aim.equals.where}, case {case.name}"
            raise InputError(replace(fault, where=where) for fault in wrong.faults) from None
        goal = f"{aim.quantity} = {aim.equals.listed or text.show(aim.equals.value)}"
        unit = in_currency(formulas.unit(quantity), scenario.currency)
        given = Given(value, unit, SOLVED, f"found so that {goal}", note=f"solved for {goal}")
        case = replace(case, inputs={**case.inputs, quantity: given})
    return case


def input_hash(scenario: Scenario) -> str:
    """A digest of all that was given: same inputs, same hash."""
    rows = {
        case.name: {q: [g.value, g.unit, g.source, g.date] for q, g in sorted(case.given.items())}
        for case in scenario.cases
    }
    whole = [scenario.name, scenario.currency, scenario.as_of.isoformat(), scenario.periods, rows]
    if scenario.ranges:
        whole.append({q: [r.low.value, r.high.value, r.low.source] for q, r in sorted(scenario.ranges.items())})
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
