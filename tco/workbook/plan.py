"""Where every quantity stands, decided before a cell is written.

The same column is the same case on Inputs, Model and Summary. A quantity that some case pins has two rows on Model:
what the formula gives, and what counts. A row exists where at least one case has something to put in it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tco.clock import CLOCK_ROWS
from tco.engine import computable
from tco.expr import CONSTANTS, Apply, Name, walk
from tco.formulas.inputs import INPUTS
from tco.given import Given
from tco.results import Results, Value
from tco.scenario import Case, Range
from tco.sheet import over_periods
from tco.workbook.topics import topic

FIRST_ROW = 7  # below the frozen header
NAME, MEANING, UNIT, FIRST_CASE = 1, 2, 3, 4  # columns of Inputs, Model and Summary
KEY, PERIOD_UNIT, TOTAL, LAST, FIRST_PERIOD = 1, 3, 4, 5, 7  # columns of Periods; 6 stays empty before the first
HEADING, GIVEN, PIN, CONSTANT, SETTING, BY_FORMULA, COUNTS, IN_FORCE = (
    "heading", "given", "pin", "constant", "setting", "by formula", "counts", "in force",
)  # fmt: skip
TOLERANCE, STEP = "check_tolerance", "sensitivity_step"
FLOWS, STANDS = (
    ("_in_period",),
    ("_at_end", "_to_date", "_by_end"),
)  # how the textbook names what a year can add up or end with
NO_AMOUNT = ("share", "ratio", "count", "text")
PINS, CONVERSIONS = "Pins: given in place of a formula", "Exact conversions"


@dataclass(frozen=True)
class Line:
    """A row of a sheet: a heading, or a quantity in one of its readings (`case` on Periods, counted from 0)."""

    kind: str
    name: str
    row: int
    case: int = 0


@dataclass(frozen=True)
class TimingLine:
    """A row of Timing: what is given by period, once for all cases that share it."""

    name: str
    given: Given
    cases: tuple[int, ...]
    row: int


@dataclass(frozen=True)
class Plan:
    """The rows of Inputs, Model and Periods, and what stands in each for which case."""

    results: Results

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases, a column each."""
        return self.results.scenario.cases

    @cached_property
    def able(self) -> dict[str, frozenset[str]]:
        """What each case can compute."""
        return {c.name: computable(self.results.sheet, c.given) for c in self.cases}

    @cached_property
    def inputs(self) -> tuple[Line, ...]:
        """Rows of Inputs: what is given, what is pinned, exact conversions, and the settings of Checks and Sensitivity."""
        given = [n for n in INPUTS if n in self.results.inputs and any(n in c.inputs for c in self.cases)]
        blocks = [(t, GIVEN, [n for n in given if topic(n) == t]) for t in dict.fromkeys(map(topic, given))]
        blocks += [
            (PINS, PIN, list(self.results.pinned)),
            (CONVERSIONS, CONSTANT, list(CONSTANTS)),
            ("Checks and Sensitivity", SETTING, [TOLERANCE, STEP]),
        ]
        return _rows(line for t, kind, names in blocks if names for line in [(HEADING, t), *((kind, n) for n in names)])

    @cached_property
    def model(self) -> tuple[Line, ...]:
        """Rows of Model, in textbook order by chapter."""
        formulas = self.results.sheet.formulas
        chapters = dict.fromkeys(formulas[n].chapter for n in self.results.made)
        made = {c: [n for n in self.results.made if formulas[n].chapter == c and self._stands(n)] for c in chapters}
        lines = [line for c, names in made.items() if names for line in [(HEADING, c), *self._readings(names)]]
        stated = [(IN_FORCE, n) for n in (*self.ranged, *self.ranged_pins)]
        ranged = [(HEADING, IN_FORCE), *stated] if stated else []
        return _rows([*ranged, *lines])

    def _readings(self, names: Iterable[str], case: int | None = None) -> Iterator[tuple[str, str]]:
        cases = range(len(self.cases)) if case is None else [case]
        for name in names:
            if name in self.results.pinned and any(self.has(i, name, BY_FORMULA) for i in cases):
                yield BY_FORMULA, name
            yield COUNTS, name

    def _stands(self, name: str) -> bool:
        return any(self.has(i, name, COUNTS) for i in range(len(self.cases)))

    @cached_property
    def periods(self) -> tuple[Line, ...]:
        """Rows of Periods: a block a case."""
        names = [n for n in self.results.periodic if n in self.results.sheet.formulas]
        lines: list[Line] = []
        for case in range(len(self.cases)) if names else ():
            own = [n for n in names if self.has(case, n, COUNTS)]
            rows = [(HEADING, self.cases[case].name), *self._readings(own, case)] if own else []
            lines += _rows(rows, FIRST_ROW + len(lines), case)
        return tuple(lines)

    @cached_property
    def timing(self) -> tuple[TimingLine, ...]:
        """Rows of Timing: the clock first, then other inputs and pins with a value a period."""
        found: dict[tuple[str, Given], list[int]] = {}
        names = dict.fromkeys((*CLOCK_ROWS, *self.results.periodic)) if self.results.periodic else ()
        for name in names:
            for number, case in enumerate(self.cases):
                given = case.given.get(name)
                if given and isinstance(given.value, tuple):
                    found.setdefault((name, given), []).append(number)
        rows = enumerate(found.items(), start=FIRST_ROW)
        return tuple(TimingLine(name, given, tuple(cases), row) for row, ((name, given), cases) in rows)

    @cached_property
    def timing_rows(self) -> dict[tuple[str, int], int]:
        """(name, case) -> row, on Timing."""
        return {(line.name, case): line.row for line in self.timing for case in line.cases}

    @cached_property
    def labels(self) -> list[str]:
        """The periods by name; by number where cases differ in their length."""
        scenario = self.results.scenario
        if not self.months:
            return [f"{number}" for number in range(1, scenario.periods + 1)]
        return scenario.clock.labels(self.months, scenario.periods)

    @cached_property
    def months(self) -> int:
        """The months of a period; 0 where cases differ."""
        name = "months_per_period"
        found = {case.inputs[name].value if name in case.inputs else 1.0 for case in self.cases}
        return int(float(str(found.pop()))) if len(found) == 1 else 0

    @cached_property
    def rows(self) -> dict[tuple[str, str], int]:
        """(kind, name) -> row, on Inputs and Model."""
        return {(line.kind, line.name): line.row for line in (*self.inputs, *self.model) if line.kind != HEADING}

    @cached_property
    def period_rows(self) -> dict[tuple[str, str, int], int]:
        """(kind, name, case) -> row, on Periods."""
        return {(line.kind, line.name, line.case): line.row for line in self.periods if line.kind != HEADING}

    @cached_property
    def openings(self) -> dict[str, str]:
        """Rows of which a rate of return is asked for -> what comes before their first period."""
        made = (f for f in self.results.sheet.formulas.values() if f.name in self.results.names)
        asked = (n.args for f in made for n in walk(f.body) if isinstance(n, Apply) and n.op == "irr")
        return {a.name: first.name for a, first, *_ in asked if isinstance(a, Name) and isinstance(first, Name)}

    @cached_property
    def summed(self) -> frozenset[str]:
        """The rows of periods of which the total is asked for, or which flow, so that it means something."""
        asked = {name for formula in self.results.sheet.formulas.values() for name in over_periods(formula)}
        return frozenset(n for n in self.results.periodic if n in asked or flows(self, n))

    def has(self, case: int, name: str, kind: str) -> bool:
        """Does a case have something to put into a row of Model or Periods?"""
        own = self.cases[case]
        if kind == COUNTS and name in own.pins:
            return self.results.cell(own.name, name) is not None
        formula = self.results.sheet.formulas[name]
        needs = self.results.sheet.settled(own.given).formulas[name].needs
        if not all(n in self.able[own.name] for n in needs):
            return False
        found = self.value(case, name, kind)
        if found is not None and (not isinstance(found, tuple) or any(v is not None for v in found)):
            return True
        # a ratio over zero is "n/a"; anything else without a value leaves its cell empty
        is_ratio = isinstance(formula.body, Apply) and formula.body.op in ("ratio", "irr")
        return is_ratio and all(self.results.value(own.name, n) is not None for n in needs)

    def value(self, case: int, name: str, kind: str = COUNTS) -> Value:
        """What the engine has for a cell."""
        own = self.cases[case]
        cell = self.results.cell(own.name, name)
        if cell is None:
            return None
        return cell.by_formula if kind == BY_FORMULA and name in own.pins else cell.value

    @cached_property
    def ranged(self) -> dict[str, Range]:
        """The inputs on the sheet Inputs of which the scenario states a range."""
        return self._ranged(GIVEN)

    @cached_property
    def ranged_pins(self) -> dict[str, Range]:
        """The pins of which it states one."""
        return self._ranged(PIN)

    def _ranged(self, kind: str) -> dict[str, Range]:
        names = {line.name for line in self.inputs if line.kind == kind}
        return {n: r for n, r in self.results.scenario.ranges.items() if n in names}

    @property
    def has_levels(self) -> bool:
        """Whether low, base or high may be chosen on Inputs."""
        return bool(self.ranged or self.ranged_pins)

    def number(self, case: int, name: str) -> float | None:
        """The value of a cell where it is a number."""
        value = self.value(case, name)
        return float(value) if isinstance(value, (int, float)) else None

    def values(self, name: str, kind: str = COUNTS) -> list[Value]:
        """The values of a row."""
        return [self.value(i, name, kind) for i in range(len(self.cases))]

    def stands(self, name: str) -> bool:
        """Does a quantity have a row on Inputs or Model?"""
        return (GIVEN, name) in self.rows or (COUNTS, name) in self.rows


def flows(plan: Plan, name: str) -> bool:
    """Is a quantity of a period an amount, which sums over periods to that of a year?"""
    unit = plan.results.sheet.unit(name)
    return name.endswith(FLOWS) and unit not in NO_AMOUNT and "/" not in unit


def stands_at_end(name: str) -> bool:
    """Is a quantity of a period what stands at its end, which for a year is that of its last period?"""
    return name.endswith(STANDS)


def _rows(lines: Iterable[tuple[str, str]], first: int = FIRST_ROW, case: int = 0) -> tuple[Line, ...]:
    return tuple(Line(kind, name, row, case) for row, (kind, name) in enumerate(lines, start=first))


def chapter_title(chapter: str) -> str:
    """The first line of a chapter: its number and its question."""
    doc = importlib.import_module(f"tco.formulas.{chapter}").__doc__ or chapter
    return doc.strip().split("\n")[0]


def cases_label(cases: Iterable[int]) -> str:
    """Cases, counted from 0, by their numbers.

    >>> cases_label([0, 1, 2, 5])
    'case 1-3, 6'
    """
    return f"case {runs(case + 1 for case in cases)}"


def runs(numbers: Iterable[int]) -> str:
    """Numbers in order, those in a row drawn together."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in found)


def grouped(plan: Plan, tell: Callable[[Case], str | None]) -> dict[str, list[int]]:
    """What is told of a quantity -> the cases of which it is told; None leaves a case out."""
    found: dict[str, list[int]] = {}
    for number, case in enumerate(plan.cases):
        if (text := tell(case)) is not None:
            found.setdefault(text, []).append(number)
    return found
