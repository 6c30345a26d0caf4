"""A closed quarter run again from its own inputs: the same hash and the same numbers, or what differs and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tco.emit.text import show
from tco.engine import run
from tco.given import from_book
from tco.ledger.close import Close
from tco.ledger.freeze import engine_digest
from tco.pricebook import PriceBook
from tco.results import Results, Value
from tco.scenario import Case, Scenario
from tco.sheet import sheet
from tco.timing import counted_rows

TOLERANCE = 1e-9
HEADINGS = ["case", "quantity", "closed", "again", "difference", "relative", "unit"]


@dataclass(frozen=True)
class Changed:
    """A number that is not what was closed."""

    case: str
    quantity: str
    closed: Value
    again: Value
    unit: str

    @property
    def row(self) -> list[object]:
        """A row under HEADINGS."""
        difference = _number(self.again) - _number(self.closed) if self._numbers else None
        relative = difference / abs(_number(self.closed)) if difference is not None and self.closed else None
        return [self.case, self.quantity, self.closed, self.again, difference, relative, self.unit]

    @property
    def _numbers(self) -> bool:
        return isinstance(self.closed, float) and isinstance(self.again, float)


@dataclass(frozen=True)
class Again:
    """A close run again: the results of today's engine on the frozen inputs, and what is different."""

    close: Close
    results: Results
    filled: tuple[str, ...]  # inputs that today's engine needs and the close does not have: defaults stand in
    gone: tuple[str, ...]  # quantities of the close that today's engine does not know
    changed: tuple[Changed, ...]

    @property
    def same(self) -> bool:
        """Whether hash and numbers are those that were closed."""
        return not self.differences

    @property
    def differences(self) -> list[str]:
        """What differs, in words; nothing where all is the same."""
        close, told = self.close, []
        if self.results.input_hash != close.input_hash:
            told.append(f"inputs: hash {self.results.input_hash}, closed with {close.input_hash}")
        if self.results.version != close.version:
            told.append(f"engine: version {self.results.version}, closed with {close.version}")
        if engine_digest() != close.engine:
            told.append(f"engine: formulas {engine_digest()}, closed with {close.engine}")
        told += [f"input {name} is new: its default or the clock stands in" for name in self.filled]
        told += [f"quantity {name} is no more" for name in self.gone]
        if self.changed:
            worst = max(self.changed, key=lambda c: abs(_number(c.row[5])))
            told.append(
                f"{len(self.changed)} numbers differ, most of all {worst.quantity} of {worst.case}: "
                f"{show(worst.closed)} closed, {show(worst.again)} now"
            )
        elif told:
            told.append("every number is as it was closed")
        return told


def again(close: Close, book: PriceBook) -> Again:
    """Run a close from its frozen inputs with the engine of today; `book` gives defaults of inputs that are new."""
    known = sheet()
    gone = {q for case in close.scenario.cases for q in case.given if q not in known.names}
    scenario, filled = _filled(_without(close.scenario, gone), book)
    results = run(scenario, known, tuple(q for q in _asked(close) if q in known.names))
    return Again(close, results, filled, tuple(sorted(gone)), tuple(_changes(close, results)))


def _asked(close: Close) -> list[str]:
    own = [*close.scenario.headline, *close.scenario.results]
    return own or sorted({q for cells in close.values.values() for q, c in cells.items() if c.formula})


def _without(scenario: Scenario, gone: set[str]) -> Scenario:
    """The scenario less the quantities that today's engine does not know; what is a formula now is a pin, and the reverse."""
    formulas = sheet().formulas

    def kept(case: Case) -> Case:
        given = {q: g for q, g in {**case.inputs, **case.pins}.items() if q not in gone}
        pins = {q: g for q, g in given.items() if q in formulas}
        return replace(case, inputs={q: g for q, g in given.items() if q not in pins}, pins=pins)

    cases = [kept(case) for case in scenario.cases]
    lists: dict[str, Any] = {
        kind: tuple(q for q in getattr(scenario, kind) if q in sheet().names)
        for kind in ("headline", "results", "sliders")
    }
    return replace(scenario, cases=tuple(cases), **lists)


def _filled(scenario: Scenario, book: PriceBook) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario with what its engine of the time did not have, from its clock or by default, and the names."""
    told: dict[str, None] = {}
    cases = []
    needed = [n for n in sheet().inputs if n in _needed(scenario)]
    for case in scenario.cases:
        inputs = dict(case.inputs)
        if lacking := [n for n in needed if n not in case.given and sheet().level[n] == "period"]:
            counted = counted_rows(case, sheet(), scenario.clock, scenario.periods, lambda *_: "", book)
            inputs |= {n: counted[n] for n in lacking if n in counted}
            told |= dict.fromkeys(n for n in lacking if n in counted)
        for name in needed:
            if name not in inputs and name not in case.pins and (found := book.default(name)):
                inputs[name] = from_book(found, sheet().unit(name), scenario.currency, book)
                told[name] = None
        cases.append(replace(case, inputs=inputs))
    return replace(scenario, cases=tuple(cases)), tuple(told)


def _needed(scenario: Scenario) -> set[str]:
    """The inputs that what the scenario asks for needs in some case and that case lacks."""
    asked: Sequence[str] = [*scenario.headline, *scenario.results]
    return {n for case in scenario.cases for n in _lacking(case, asked)}


def _lacking(case: Case, asked: Sequence[str]) -> set[str]:
    closure = sheet().settled(case.given).closure(asked, case.given)
    return {n for n in closure if n in sheet().inputs and n not in case.given}


def _changes(close: Close, results: Results) -> Iterator[Changed]:
    for case, cells in close.values.items():
        for quantity, frozen in cells.items():
            if quantity in results.cells.get(case, {}) and frozen.formula:
                now = results.value(case, quantity)
                if not _alike(frozen.value, now):
                    yield Changed(case, quantity, frozen.value, now, frozen.unit)


def _alike(closed: Value, now: Value) -> bool:
    if isinstance(closed, tuple) and isinstance(now, tuple):
        return len(closed) == len(now) and all(_alike(a, b) for a, b in zip(closed, now, strict=True))
    if isinstance(closed, float) and isinstance(now, float):
        return abs(now - closed) <= TOLERANCE * max(abs(closed), abs(now))
    return closed == now


def _number(value: object) -> float:
    return value if isinstance(value, float) else 0.0
