"""A scenario file resolved: cases, each with its inputs and pins, every value with its origin.

What counts for a quantity, first to last: the command line, the case, the case it is taken from, the scenario, what
a choice (model, device, precision, tokens, rent) brings from the price book, and the defaults, which say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from math import prod
from typing import Any

from tco.choices import CHOICES, choose
from tco.clock import CLOCK_ROWS
from tco.each import each_case
from tco.errors import Fault, InputError, in_file_order, nearest
from tco.formulas.inputs import INPUTS
from tco.given import COMMAND, PIN, SCENARIO, Given, from_book
from tco.pricebook import PriceBook
from tco.ranges import read_ranges
from tco.scenario import Case, Scenario, Setting, Solve
from tco.scenario_file import CaseTable, ScenarioFile
from tco.sheet import Sheet
from tco.solves import read_solves
from tco.timing import on_clock
from tco.unknown import NAMES, unknown_cases, unknown_lists, unknown_points, unknown_settings
from tco.values import ValueReader

MOST_CASES = 2000


class _Resolver:
    """Turns the tables of one file into cases, collecting every fault on the way."""

    def __init__(self, file: ScenarioFile, book: PriceBook, sheet: Sheet, settings: Sequence[Setting]) -> None:
        self.file, self.book, self.sheet, self.settings = file, book, sheet, settings
        table = file.table
        self.reader = ValueReader(table.currency, table.as_of, table.sources, book)
        self.faults: dict[Fault, None] = dict.fromkeys(file.faults)
        self.defaults: dict[str, Given | None] = {}
        self.brought: dict[tuple[tuple[str, str], ...], dict[str, Given]] = {}

    def cases(self) -> list[Case]:
        tables = {n: c for n, c in self.file.table.cases.items() if n not in self.file.table.drop_cases}
        if self.file.table.each:
            found = self._each()
            stated = {n: _stated_over(c, tables[n]) if n in tables else c for n, c in found.items()}
            tables = {n: c for n, c in tables.items() if n not in found} | stated
        self._add(
            *unknown_cases(self.file, tables),
            *unknown_lists(self.file, self.sheet, self.book.content.names("reports")),
            *unknown_settings(self.settings, self.sheet, tables),
        )
        whole = {n: c.model_copy(update={"from_": c.from_ if c.from_ in tables else ""}) for n, c in tables.items()}
        made = [self._on_clock(case) for name in whole for case in self._expanded(name, whole)]
        if len(made) > MOST_CASES:
            self._too_many(len(made), self.file.where("cases"))
        self._add(*unknown_points(self.settings, [case.name for case in made]))
        if self.faults:
            raise InputError(in_file_order(self.faults))
        return made

    def _on_clock(self, case: Case) -> Case:
        try:
            return on_clock(case, self.sheet, self.file.clock, self.file.table.periods, self.file.where, self.book)
        except InputError as wrong:
            self._add(*wrong.faults)
            return case

    def _each(self) -> dict[str, CaseTable]:
        table = self.file.table
        try:
            return each_case(self.book, table.each, table.as_of, self.file.where("each"))
        except InputError as wrong:
            self._add(*wrong.faults)
            return {}

    def _too_many(self, count: int, where: str) -> None:
        step = "shorten the axes, or sweep the grid with tco.whatif.sweep"
        self._add(Fault("too many cases", where, f"{count:,}", f"at most {MOST_CASES:,}", step))

    def _fault(self, what: str, path: tuple[str, ...], allowed: str = "", step: str = "") -> None:
        self._add(Fault(what, self.file.where(*path) if path else "", allowed=allowed, next_step=step))

    def _add(self, *faults: Fault) -> None:
        """Keep faults, each once: a case taken from another meets the same ones again."""
        self.faults |= dict.fromkeys(faults)

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
        inputs, pins = self._values(name, lineage, tables)
        ground = self._ground(name, lineage, tables, inputs)
        axes = {q: v for q, v in {**inputs, **pins}.items() if len(v) > 1}
        if (count := prod(map(len, axes.values()))) > MOST_CASES:
            self._too_many(count, self.file.where("cases", name))
            return []
        points = [dict(zip(axes, point, strict=True)) for point in product(*axes.values())]
        return [self._at_point(self._stated(ground, inputs, pins, picked)) for picked in points]

    def _ground(
        self, name: str, lineage: Sequence[str], tables: Mapping[str, CaseTable], inputs: Mapping[str, list[Given]]
    ) -> Case:
        """The case before what is stated for it: what its choices bring, and what it solves for."""
        case, choices = tables[name], dict(self.file.table.choices)
        for step in lineage:
            choices |= tables[step].choices
        freed = {setting.quantity for setting in self.settings if setting.counts_for(name) and setting.frees}
        brought = {q: v for q, v in self._brought(lineage, choices).items() if q in INPUTS or q not in freed}
        commanded = {q for q, values in inputs.items() if any(given.origin == COMMAND for given in values)}
        return Case(
            name, case.title or name, case.note, case.from_, choices,
            {q: v for q, v in brought.items() if q in INPUTS}, {q: v for q, v in brought.items() if q not in INPUTS},
            {q: s for q, s in self._solves(lineage, tables).items() if q not in commanded},
        )  # fmt: skip

    def _stated(
        self, ground: Case, inputs: Mapping[str, list[Given]], pins: Mapping[str, list[Given]], picked: dict[str, Given]
    ) -> Case:
        """The case with its values, those picked of its axes, and the defaults."""
        own_inputs, own_pins = ({q: picked.get(q, v[0]) for q, v in values.items()} for values in (inputs, pins))
        label = "".join(f" {q}={v.listed or _short(v.value)}" for q, v in picked.items())
        whole = self._with_defaults({**ground.inputs, **own_inputs})
        return replace(ground, name=ground.name + label, inputs=whole, pins={**ground.pins, **own_pins})

    def _values(
        self, name: str, lineage: Sequence[str], tables: Mapping[str, CaseTable]
    ) -> tuple[dict[str, list[Given]], dict[str, list[Given]]]:
        """Inputs and pins: the scenario's, then those of each case of the lineage, then the command line's."""
        table = self.file.table
        inputs = self._read(table.inputs, ("inputs",), pinned=False)
        pins = self._read(table.pins, ("pins",), pinned=True)
        for step in lineage:
            case = tables[step]
            inputs |= self._read(case.inputs, ("cases", step, "inputs"), pinned=False)
            pins |= self._read(case.pins, ("cases", step, "pins"), pinned=True)
            for quantity in case.unpin:
                if pins.pop(quantity, None) is None:
                    near = nearest(quantity, pins) or ", ".join(pins) or "nothing is pinned here"
                    self._fault(f"{quantity} is not pinned", ("cases", step, "unpin"), near)
        return self._laid_over([s for s in self.settings if s.counts_for(name)], inputs, pins)

    def _at_point(self, case: Case) -> Case:
        """The case with what the command line sets for it alone, as one point of its axes."""
        own = [s for s in self.settings if s.case == case.name != case.name.partition(" ")[0]]
        given = ({q: [g] for q, g in one.items()} for one in (case.inputs, case.pins))
        inputs, pins = ({q: found[0] for q, found in one.items()} for one in self._laid_over(own, *given))
        return replace(case, inputs=inputs, pins=pins)

    def _laid_over(
        self, settings: Sequence[Setting], inputs: dict[str, list[Given]], pins: dict[str, list[Given]]
    ) -> tuple[dict[str, list[Given]], dict[str, list[Given]]]:
        """Inputs and pins with settings of the command line over them, and without the pins that those let go."""
        for setting in settings:
            if setting.quantity in self.sheet.names:
                target = inputs if setting.quantity in INPUTS else pins
                target |= self._set(setting)
                pins = {q: v for q, v in pins.items() if q != setting.quantity or not setting.frees}
        return inputs, pins

    def _set(self, setting: Setting) -> dict[str, list[Given]]:
        if setting.frees and setting.quantity in self.sheet.formulas:
            return {}
        try:
            unit = self.sheet.unit(setting.quantity)
            if fault := self._by_period(setting.quantity, "--set"):
                raise InputError(fault)
            given = self.reader.read(setting.quantity, unit, setting.value, COMMAND, lambda *_: "--set")
            return {setting.quantity: [replace(g, source=f"--set {setting.quantity}={setting.value}") for g in given]}
        except InputError as wrong:
            self._add(*wrong.faults)
            return {}

    def _read(self, values: Mapping[str, Any], path: tuple[str, ...], *, pinned: bool) -> dict[str, list[Given]]:
        made = {}
        for name, raw in values.items():
            where = partial(self.file.where, *path, name)
            if fault := self._misplaced(name, where(), pinned=pinned):
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
            return Fault(f"no quantity {name!r}", where, allowed=near, next_step=NAMES)
        if pinned and name in INPUTS:
            return Fault(f"{name} is an input, not a formula", where, next_step="move it to inputs")
        if not pinned and name in self.sheet.formulas:
            return Fault(f"{name} has a formula", where, next_step="move it to pins, to give a value in its place")
        return self._by_period(name, where)

    def _by_period(self, name: str, where: str) -> Fault | None:
        """What the clock makes is not given."""
        if name not in CLOCK_ROWS:
            return None
        return Fault(f"{name} is counted, not given", where, next_step="state how many periods: periods = 12")

    def _brought(self, lineage: Sequence[str], choices: Mapping[str, str]) -> dict[str, Given]:
        """What the choices bring from the price book."""
        key = tuple(sorted(choices.items()))
        if key not in self.brought:
            self.brought[key] = {}
            for kind in choices.keys() - CHOICES.keys():
                self._add(Fault(f"no choice {kind!r}", self._chosen(lineage, kind), allowed=_near_choice(kind)))
            table = self.file.table
            try:
                found = choose(self.book, choices, table.as_of, table.currency, partial(self._chosen, lineage))
                self.brought[key] = {
                    q: from_book(s, self.sheet.unit(q), table.currency, self.book, table.as_of.isoformat())
                    for q, s in found.items()
                    if q in self.sheet.names
                }
            except InputError as wrong:
                self._add(*(replace(f, where=f.where or self.file.where("currency")) for f in wrong.faults))
        return self.brought[key]

    def _chosen(self, lineage: Sequence[str], kind: str) -> str:
        """Where a choice is made: in the case, in one it is taken from, or for the whole scenario."""
        cases = self.file.table.cases
        own = [name for name in lineage if name in cases and kind in cases[name].choices]
        return self.file.where("cases", own[-1], "choices", kind) if own else self.file.where("choices", kind)

    def _solves(self, lineage: Sequence[str], tables: Mapping[str, CaseTable]) -> dict[str, Solve]:
        found: dict[str, Solve] = {}
        for step in lineage:
            where = partial(self.file.where, "cases", step, "solve")
            try:
                found |= read_solves(tables[step].solve, self.sheet, self.reader, where)
            except InputError as wrong:
                self._add(*wrong.faults)
        return found

    def _with_defaults(self, inputs: dict[str, Given]) -> dict[str, Given]:
        for name, known in INPUTS.items():
            if name not in inputs and name not in self.defaults:
                self.defaults[name] = self._default(name, known.unit)
            if name not in inputs and (default := self.defaults[name]):
                inputs[name] = default
        return inputs

    def _default(self, name: str, unit: str) -> Given | None:
        table = self.file.table
        try:
            found = self.book.default(name, table.as_of)
            return from_book(found, unit, table.currency, self.book, table.as_of.isoformat()) if found else None
        except InputError as wrong:
            self._add(*(replace(f, where=f.where or self.file.where("currency")) for f in wrong.faults))
            return None


def _stated_over(made: CaseTable, stated: CaseTable) -> CaseTable:
    """A case that a table makes, with what the file states of it over that."""
    own = {key: getattr(stated, key) for key in stated.model_fields_set}
    merged = {key: {**getattr(made, key), **value} if isinstance(value, dict) else value for key, value in own.items()}
    return made.model_copy(update=merged)


def _short(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _near_choice(kind: str) -> str:
    return nearest(kind, CHOICES) or ", ".join(CHOICES)


def resolve(file: ScenarioFile, book: PriceBook, sheet: Sheet, settings: Iterable[Setting] = ()) -> Scenario:
    """The scenario with every value found; InputError tells all that is wrong with it."""
    resolver, table = _Resolver(file, book, sheet, tuple(settings)), file.table
    cases = resolver.cases()
    if not cases:
        step = "tco init DIR writes an example"
        raise InputError(
            Fault("a scenario needs at least one case", file.label, allowed="[cases.NAME]", next_step=step)
        )
    return Scenario(
        file.name, table.title, table.question, table.finding, table.currency, table.as_of, table.periods,
        table.report, tuple(table.headline), tuple(table.results), tuple(table.sliders), tuple(cases), file.clock,
        table.also_in, read_ranges(table.ranges, resolver.reader, cases, table.cases, sheet, file.where),
        tuple(name for name in table.decide if name not in table.drop_cases),
    )  # fmt: skip
