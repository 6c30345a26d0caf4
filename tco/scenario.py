"""A scenario resolved: cases, each with its inputs and pins, every value with its origin.

What counts for a quantity, first to last: the command line, the case, the case it is taken from, the scenario, what
a choice (model, device, precision, tokens, rent) brings from the price book, and the defaults, which say why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from tco.choices import CHOICES, choose
from tco.each import each_case
from tco.errors import Fault, InputError, nearest
from tco.formulas.inputs import INPUTS
from tco.given import COMMAND, PIN, SCENARIO, Given, from_book, in_currency
from tco.pricebook import PriceBook
from tco.scenario_file import CaseTable, ScenarioFile
from tco.sheet import Sheet
from tco.values import ValueReader

MOST_CASES = 2000


@dataclass(frozen=True)
class Solve:
    """An input to be found such that a quantity reaches a value."""

    quantity: str
    equals: Given


@dataclass(frozen=True)
class Case:
    """One column of numbers: one way to serve one workload."""

    name: str
    title: str = ""
    note: str = ""
    parent: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Given] = field(default_factory=dict)
    pins: Mapping[str, Given] = field(default_factory=dict)
    solve: Mapping[str, Solve] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Given]:
        """Inputs and pins together."""
        return {**self.inputs, **self.pins}


@dataclass(frozen=True)
class Scenario:
    """A question with its cases, ready for the engine."""

    name: str
    title: str
    question: str
    finding: str
    currency: str
    as_of: dt.date
    periods: int
    report: str
    headline: tuple[str, ...]
    results: tuple[str, ...]
    sliders: tuple[str, ...]
    cases: tuple[Case, ...]

    def case(self, name: str) -> Case:
        """A case by name; InputError with the nearest names."""
        for case in self.cases:
            if case.name == name:
                return case
        known = [c.name for c in self.cases]
        raise InputError(Fault(f"no case {name!r} in {self.name}", allowed=nearest(name, known) or ", ".join(known)))


@dataclass(frozen=True)
class Setting:
    """One --set of the command line: [case:]quantity=value."""

    quantity: str
    value: str
    case: str = ""


def setting(text: str) -> Setting:
    """Parse "batch=12000" or "as-printed:batch=12000".

    >>> setting("as-printed:batch=12000")
    Setting(quantity='batch', value='12000', case='as-printed')
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise InputError(Fault("--set needs quantity=value", found=repr(text), allowed='--set "tpot_seconds=60 ms"'))
    case, _, quantity = name.rpartition(":")
    return Setting(quantity.strip(), value.strip(), case.strip())


class _Resolver:
    """Turns the tables of one file into cases, collecting every fault on the way."""

    def __init__(self, file: ScenarioFile, book: PriceBook, sheet: Sheet, settings: Sequence[Setting]) -> None:
        self.file, self.book, self.sheet, self.settings = file, book, sheet, settings
        table = file.table
        self.reader = ValueReader(table.currency, table.as_of, table.sources, book)
        self.faults: list[Fault] = []
        self.defaults: dict[str, Given | None] = {}
        self.brought: dict[tuple[tuple[str, str], ...], dict[str, Given]] = {}

    def cases(self) -> list[Case]:
        tables = {n: c for n, c in self.file.table.cases.items() if n not in self.file.table.drop_cases}
        if self.file.table.each:
            tables |= each_case(self.book, self.file.table.each, self.file.table.as_of, self.file.where("each"))
        self._check_names(tables)
        whole = {n: c.model_copy(update={"from_": c.from_ if c.from_ in tables else ""}) for n, c in tables.items()}
        made = [case for name in whole for case in self._expanded(name, whole)]
        if len(made) > MOST_CASES:
            allowed = f"{MOST_CASES}; larger grids: tco.whatif.sweep"
            self._add(Fault("too many cases", self.file.label, f"{len(made):,}", allowed))
        if self.faults:
            raise InputError(self.faults)
        return made

    def _check_names(self, tables: Mapping[str, CaseTable]) -> None:
        for name, case in tables.items():
            if case.from_ and case.from_ not in tables:
                self._fault(
                    f"no case {case.from_!r} to take from", ("cases", name, "from"), nearest(case.from_, tables)
                )
        for dropped in self.file.table.drop_cases:
            if dropped not in self.file.table.cases:
                self._fault(f"no case {dropped!r} to drop", ("drop_cases",), nearest(dropped, self.file.table.cases))
        for name in self._listed() - self.sheet.names:
            self._fault(f"no quantity {name!r}", ("results",), nearest(name, self.sheet.names))
        for setting in self.settings:
            if setting.quantity not in self.sheet.names:
                self._fault(f"--set: no quantity {setting.quantity!r}", (), nearest(setting.quantity, self.sheet.names))
            if setting.case and setting.case not in tables:
                self._fault(f"--set: no case {setting.case!r}", (), nearest(setting.case, tables))

    def _listed(self) -> set[str]:
        table = self.file.table
        return {*table.headline, *table.results, *table.sliders}

    def _fault(self, what: str, path: tuple[str, ...], allowed: str = "") -> None:
        self._add(Fault(what, self.file.where(*path) if path else "", allowed=allowed))

    def _add(self, *faults: Fault) -> None:
        """Keep faults, each once: a case taken from another meets the same ones again."""
        self.faults += [f for f in faults if f not in self.faults]

    def _lineage(self, name: str, tables: Mapping[str, CaseTable]) -> list[str]:
        """The case and those it is taken from, oldest first."""
        chain = [name]
        while parent := tables[chain[-1]].from_:
            if parent in chain:
                self._fault(f"cases are taken from each other: {' from '.join([*chain, parent])}", ("cases", name))
                break
            chain.append(parent)
        return chain[::-1]

    def _expanded(self, name: str, tables: Mapping[str, CaseTable]) -> list[Case]:
        """The case, once for each point of its axes."""
        lineage = self._lineage(name, tables)
        choices = dict(self.file.table.choices)
        for step in lineage:
            choices |= tables[step].choices
        inputs, pins = self._values(name, lineage, tables)
        brought = self._brought(name, choices)
        case = tables[name]
        solve = {q: s for step in lineage for q, s in self._solves(step, tables[step]).items()}
        axes = {q: v for q, v in {**inputs, **pins}.items() if len(v) > 1}
        made = []
        for point in product(*axes.values()):
            picked = dict(zip(axes, point, strict=True))
            own_inputs = {q: picked.get(q, v[0]) for q, v in inputs.items()}
            own_pins = {q: picked.get(q, v[0]) for q, v in pins.items()}
            label = "".join(f" {q}={v.listed or f'{v.value:g}'}" for q, v in picked.items())
            made.append(
                Case(
                    name + label, case.title or name, case.note, case.from_, choices,
                    self._with_defaults({**{q: v for q, v in brought.items() if q in INPUTS}, **own_inputs}),
                    {**{q: v for q, v in brought.items() if q not in INPUTS and q not in own_inputs}, **own_pins},
                    solve,
                )
            )  # fmt: skip
        return made

    def _values(
        self, name: str, lineage: Sequence[str], tables: Mapping[str, CaseTable]
    ) -> tuple[dict[str, list[Given]], dict[str, list[Given]]]:
        """Inputs and pins: the scenario's, then those of each case of the lineage, then the command line's."""
        table = self.file.table
        inputs = self._read(table.inputs, ("inputs",), pinned=False)
        pins = self._read(table.pins, ("pins",), pinned=True)
        for step in lineage:
            case = tables[step]
            for quantity in case.unpin:
                if pins.pop(quantity, None) is None:
                    self._fault(f"{quantity} is not pinned", ("cases", step, "unpin"), nearest(quantity, pins))
            inputs |= self._read(case.inputs, ("cases", step, "inputs"), pinned=False)
            pins |= self._read(case.pins, ("cases", step, "pins"), pinned=True)
        for setting in self.settings:
            if setting.case in ("", name) and setting.quantity in self.sheet.names:
                target = inputs if setting.quantity in INPUTS else pins
                target |= self._set(setting)
        return inputs, pins

    def _set(self, setting: Setting) -> dict[str, list[Given]]:
        try:
            unit = self.sheet.unit(setting.quantity)
            value: Any = setting.value
            given = self.reader.read(setting.quantity, unit, value, COMMAND, f"--set {setting.quantity}")
            return {setting.quantity: [replace(g, source=f"--set {setting.quantity}={setting.value}") for g in given]}
        except InputError as wrong:
            self._add(*wrong.faults)
            return {}

    def _read(self, values: Mapping[str, Any], path: tuple[str, ...], *, pinned: bool) -> dict[str, list[Given]]:
        made = {}
        for name, raw in values.items():
            where = self.file.where(*path, name)
            if fault := self._misplaced(name, where, pinned=pinned):
                self._add(fault)
                continue
            try:
                made[name] = self.reader.read(name, self.sheet.unit(name), raw, PIN if pinned else SCENARIO, where)
            except InputError as wrong:
                self._add(*wrong.faults)
        return made

    def _misplaced(self, name: str, where: str, *, pinned: bool) -> Fault | None:
        if name not in self.sheet.names:
            near = nearest(name, self.sheet.names)
            return Fault(f"no quantity {name!r}", where, allowed=near, next_step="tco list formulas")
        if pinned and name in INPUTS:
            return Fault(f"{name} is an input, not a formula", where, next_step="move it to inputs")
        if not pinned and name in self.sheet.formulas:
            return Fault(f"{name} has a formula", where, next_step="move it to pins, to give a value in its place")
        return None

    def _brought(self, name: str, choices: Mapping[str, str]) -> dict[str, Given]:
        """What the choices bring from the price book."""
        key = tuple(sorted(choices.items()))
        if key not in self.brought:
            self.brought[key] = {}
            for kind in choices:
                if kind not in CHOICES:
                    self._fault(f"no choice {kind!r}", ("cases", name, "choices", kind), nearest(kind, CHOICES))
            try:
                table = self.file.table
                found = choose(self.book, choices, table.as_of, table.currency)
                self.brought[key] = {
                    q: from_book(s, self.sheet.unit(q), table.currency, self.book)
                    for q, s in found.items()
                    if q in self.sheet.names
                }
            except InputError as wrong:
                where = self.file.where("cases", name, "choices")
                self._add(*(replace(f, where=f.where or where) for f in wrong.faults))
        return self.brought[key]

    def _solves(self, name: str, case: CaseTable) -> dict[str, Solve]:
        made = {}
        for quantity, table in case.solve.items():
            path = ("cases", name, "solve", quantity)
            target = str(table.get("for", ""))
            if quantity not in INPUTS or target not in self.sheet.formulas or set(table) != {"for", "equals"}:
                allowed = '<input> = { for = "<formula>", equals = "<value>" }'
                self._fault(f"cannot solve {quantity!r} for {target!r}", path, allowed)
                continue
            where = self.file.where(*path)
            try:
                equals = self.reader.read(target, self.sheet.unit(target), table["equals"], SCENARIO, where)
                made[quantity] = Solve(target, equals[0])
            except InputError as wrong:
                self._add(*wrong.faults)
        return made

    def _with_defaults(self, inputs: dict[str, Given]) -> dict[str, Given]:
        for name, known in INPUTS.items():
            if name not in inputs and name not in self.defaults:
                found = self.book.default(name, self.file.table.as_of)
                currency = self.file.table.currency
                self.defaults[name] = from_book(found, known.unit, currency, self.book) if found else None
            if name not in inputs and (default := self.defaults[name]):
                inputs[name] = default
        return inputs


def resolve(file: ScenarioFile, book: PriceBook, sheet: Sheet, settings: Iterable[Setting] = ()) -> Scenario:
    """The scenario with every value found; InputError tells all that is wrong with it."""
    cases = _Resolver(file, book, sheet, tuple(settings)).cases()
    table = file.table
    if not cases:
        raise InputError(Fault("a scenario needs at least one case", file.label, allowed="[cases.NAME]"))
    return Scenario(
        file.name, table.title, table.question, table.finding, table.currency, table.as_of, table.periods,
        table.report, tuple(table.headline), tuple(table.results), tuple(table.sliders), tuple(cases),
    )  # fmt: skip


__all__ = ["Case", "Scenario", "Setting", "Solve", "in_currency", "resolve", "setting"]
