"""Variants: the chain of formulas behind one figure again, a column for each input that is moved, so that Sensitivity is live.

A row is a quantity that one of the moved inputs reaches, with the formula of Model; whatever none of them reaches is read
from Model. A chain that runs over periods has no column to stand in and is not repeated: its sensitivity is the engine's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from tco.emit.excel import cell_formula
from tco.emit.python import evaluate
from tco.expr import Apply, walk
from tco.primitives import PRIMITIVES
from tco.whatif.swing import Swing, sensitive_case, swings, targets
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.formats import number_format
from tco.workbook.grid import WIDTHS, labels
from tco.workbook.model import shown
from tco.workbook.places import case_cell, constant_cell, letter
from tco.workbook.plan import COUNTS, FIRST_ROW, LAST, NAME, TOTAL, UNIT, Plan
from tco.workbook.plan import GIVEN as GIVEN_ROW
from tco.workbook.printing import LONG, Paper, finish

SHEET, FIRST = "Variants", 4
LEVELS, LOW, GIVEN, HIGH = 5, 1, 3, 5  # of a moved input: its low end, as given, its high end, and the middles
BASE = "as given"
Levels = tuple[int, ...]  # one for each moved input


@dataclass(frozen=True)
class Study:
    """One figure of one case, and the inputs that move it most, the strongest first."""

    plan: Plan
    target: str
    case: int
    found: tuple[Swing, ...]

    @property
    def moved(self) -> list[str]:
        """The inputs that are moved."""
        return [swing.quantity for swing in self.found]

    @property
    def variants(self) -> list[Levels]:
        """The columns: all as given; each input at its low and its high end; the first two at all levels of both."""
        count = len(self.found)
        ends = [_with({place: end}, count) for place in range(count) for end in (LOW, HIGH)]
        both = [_with({0: one, 1: two}, count) for one, two in product(range(1, LEVELS + 1), repeat=2)]
        return [_with({}, count), *ends, *(both if count > 1 else ())]

    def levels(self, place: int) -> list[float]:
        """What a moved input is at each level."""
        swing, given = self.found[place], self.plan.cases[self.case].inputs[self.moved[place]].number
        return [swing.low, (swing.low + given) / 2, given, (given + swing.high) / 2, swing.high]

    @cached_property
    def reached(self) -> list[str]:
        """What the moved inputs reach on the way to the figure, in an order in which it can be computed."""
        own, sheet = self.plan.cases[self.case], self.plan.results.sheet.settled(self.plan.cases[self.case].given)
        seen, needed = set(self.moved), set(sheet.closure((self.target,), own.given))
        fixed = sheet.fixed(own.given)
        for name in sheet.order:
            if name in needed and name not in fixed and seen & set(sheet.formulas[name].needs):
                seen.add(name)
        return [name for name in sheet.order if name in seen]

    @cached_property
    def closed(self) -> bool:
        """Can the chain stand in columns? Not where something that is reached differs by period, or has no row on Model."""
        sheet = self.plan.results.sheet
        nodes = (n for name in self.reached for n in walk(sheet.formulas[name].body) if isinstance(n, Apply))
        plain = all(PRIMITIVES[n.op].kind == "each" or n.op in ("total", "last") for n in nodes)
        return plain and all(sheet.level[n] == "case" and self.plan.has(self.case, n, COUNTS) for n in self.reached)

    @cached_property
    def values(self) -> list[Mapping[str, Any]]:
        """What is reached, variant by variant, by the engine."""
        own, sheet = self.plan.cases[self.case], self.plan.results.sheet
        reads = {n for name in self.reached for n in sheet.formulas[name].needs} - set(self.reached)
        still = {n: self.plan.value(self.case, n) for n in reads}
        still = {n: value for n, value in still.items() if value is not None}
        fixed = {n: given.value for n, given in own.given.items()} | still
        return [
            evaluate(sheet, fixed | self._moved_to(levels), self.reached, self.plan.results.scenario.periods)
            for levels in self.variants
        ]

    def _moved_to(self, levels: Levels) -> dict[str, float]:
        return {name: self.levels(place)[levels[place] - 1] for place, name in enumerate(self.moved)}

    @property
    def results(self) -> str:
        """The row of Variants with the figure in every column."""
        row = self.rows[self.target]
        return f"{SHEET}!${letter(FIRST)}${row}:${letter(FIRST + len(self.variants) - 1)}${row}"

    def figure(self, levels: Levels) -> float:
        """The figure where the inputs stand at these levels."""
        return float(self.values[self.variants.index(levels)][self.target])

    @cached_property
    def rows(self) -> dict[str, int]:
        """The rows of Variants: the moved inputs, then what they reach."""
        first = FIRST_ROW + 1 + len(self.found) + 1
        inputs = {name: first + place for place, name in enumerate(self.moved)}
        after = first + len(inputs) + 1
        return inputs | {name: after + place for place, name in enumerate(self.reached)}


def _with(ends: Mapping[int, int], count: int) -> Levels:
    return tuple(ends.get(place, GIVEN) for place in range(count))


def studies(plan: Plan) -> list[Study]:
    """The figure that decides; where its chain is not closed, the first that is closed as well."""
    found: list[Study] = []
    for target in targets(plan.results):
        case = sensitive_case(plan.results, target)
        moved = swings(plan.results, case, target) if case else []
        moved = [s for s in moved if case and s.quantity in case.inputs and (GIVEN_ROW, s.quantity) in plan.rows]
        if case and moved:
            study = Study(plan, target, plan.cases.index(case), tuple(moved))
            if study.closed or not found:
                found.append(study)
        if found and found[-1].closed:
            break
    return found


@dataclass(frozen=True)
class VariantPlace:
    """Seen from a cell of Variants, in the column of a variant."""

    study: Study
    column: str

    def cell(self, name: str) -> str:
        if name in self.study.rows:
            return f"{self.column}{self.study.rows[name]}"
        return case_cell(self.study.plan, name, self.study.case, fixed=True)

    def constant(self, name: str) -> str:
        return constant_cell(self.study.plan, name)

    def reduced(self, operation: str, name: str) -> str:
        row = self.study.plan.period_rows[COUNTS, name, self.study.case]
        return f"Periods!${letter(TOTAL if operation == 'total' else LAST)}${row}"

    def _nowhere(self, name: str, *_: str) -> str:
        raise ValueError(f"{name} is a row of periods: the chain is not closed")

    with_opening = so_far = after = by_age = before = _nowhere


def write_variants(book: Book, study: Study | None, level_rows: Sequence[int]) -> None:
    """The sheet Variants; nothing without a closed chain. `level_rows`: the rows of the moved inputs on Sensitivity."""
    if not study:
        return
    plan, last = study.plan, FIRST + len(study.variants) - 1
    writer = book.add(SHEET, f"the chain of {study.target}, a column for each input that is moved")
    writer.widths(WIDTHS | dict.fromkeys(range(FIRST, last + 1), 12.5))
    _write_headings(writer, study, last)
    writer.fill_row(FIRST_ROW, f"Level of each input: {LOW} its low end, {GIVEN} as given, {HIGH} its high end", last)
    for place, name in enumerate(study.moved):
        row, own = FIRST_ROW + 1 + place, study.rows[name]
        writer.row_of_text(
            row, (f"level of {name}", "which of its five values the column takes", "level"), styles.LABEL
        )
        labels(writer, plan, own, name)
        shape = number_format(plan.results.unit(name), study.levels(place))
        for column, levels in enumerate(study.variants, start=FIRST):
            writer.number(row, column, float(levels[place]), "0")
            at = level_rows[place]
            picked = f"Sensitivity!${letter(FIRST)}${at}:${letter(FIRST + LEVELS - 1)}${at}"
            text = f"=INDEX({picked},1,{letter(column)}{row})"
            writer.formula(own, column, text, study.levels(place)[levels[place] - 1], shape)
    _write_chain(writer, study, last)
    finish(book, writer, Paper(last, max(study.rows.values()), FIRST_ROW - 1, UNIT, most_pages=LONG))


def _write_headings(writer: Writer, study: Study, last: int) -> None:
    for row in (FIRST_ROW - 2, FIRST_ROW - 1):
        writer.fill_row(row, "", last, styles.BAND)
    writer.row_of_text(FIRST_ROW - 1, ("quantity", "meaning", "unit"), styles.BAND, NAME)
    words = {LOW: "low", HIGH: "high"}
    for column, levels in enumerate(study.variants, start=FIRST):
        moved = [(study.moved[place], level) for place, level in enumerate(levels) if level != GIVEN]
        said = [f"{words.get(level, 'middle')}" for _, level in moved]
        writer.text(FIRST_ROW - 2, column, ", ".join(said) or BASE, styles.CASE)
        writer.text(FIRST_ROW - 1, column, ", ".join(name.replace("_", " ") for name, _ in moved), styles.CASE)


def _write_chain(writer: Writer, study: Study, last: int) -> None:
    plan, sheet = study.plan, study.plan.results.sheet
    writer.fill_row(study.rows[study.moved[0]] - 1, "The inputs that are moved", last)
    writer.fill_row(study.rows[study.reached[0]] - 1, "What they reach, by the formulas of Model", last)
    for name in study.reached:
        labels(writer, plan, study.rows[name], name)
        values = [found[name] for found in study.values]
        shape = number_format(plan.results.unit(name), values)
        for column, value in enumerate(values, start=FIRST):
            text = cell_formula(sheet.formulas[name], VariantPlace(study, letter(column)))
            writer.formula(study.rows[name], column, text, shown(value), shape)
