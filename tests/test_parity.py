"""One formula, many readings: Python, polars, JavaScript and a recalculated workbook give the same number.

Each formula by itself on ordinary and awkward inputs (zero, tiny, huge, a whole multiple that floats miss), then the
whole textbook at once, periods included. A division by zero is refused by all targets alike; `ratio` over zero has no
value in any of them.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
import polars as pl
import pytest
import quickjs
from openpyxl.utils import get_column_letter

from tco.emit import frames, javascript, python
from tco.emit.excel import cell_formula
from tco.expr import CONSTANTS, ceil, exp, floor, log, maximum, minimum, power, ratio, where
from tco.formulas.inputs import Input
from tco.sheet import Sheet, over_periods, sheet
from tco.tracer import Formula, trace

REFUSED = "refused"
PERIODS = 5
TOLERANCE = 1e-12


# -- formulas that visit each operation, for the awkward corners the textbook does not reach ------------------------
def up(demand, spare, each):
    """Rounded up.

    Unit: count
    Source: test
    """
    return ceil(demand * spare / each)


def down(demand, spare, each):
    """Rounded down.

    Unit: count
    Source: test
    """
    return floor(demand * spare / each)


def nested(demand, spare, each):
    """Brackets that matter.

    Unit: count
    Source: test
    """
    return demand - (spare - each) - (demand / (spare / (1 + each))) * (2 - demand)


def negated(demand, each):
    """A minus sign before a power.

    Unit: count
    Source: test
    """
    return -power(2 + each, 2) + minimum(-demand, each) - maximum(demand, -each)


def chosen(demand, spare):
    """A choice with a guarded argument.

    Unit: count
    Source: test
    """
    return where(0 < spare, demand / where(0 < spare, spare, 1), 0) + where(spare <= demand, 1, 0)


def grown(spare, each):
    """Exponentials.

    Unit: count
    Source: test
    """
    return exp(spare / (1 + each)) + log(1 + each)


def shared(demand, each):
    """A ratio, without value over zero.

    Unit: count
    Source: test
    """
    return ratio(demand - 1, each)


def worded(demand, each):
    """A word.

    Unit: text
    Source: test
    """
    return where(demand < each, "less", "more")


VISITORS = [trace(f) for f in (up, down, nested, negated, chosen, grown, shared, worded)]
CORNERS = [
    {"demand": 900.0, "spare": 1.1, "each": 330.0},  # 3.0000000000000004: three, not four
    {"demand": 0.1 + 0.2, "spare": 10.0, "each": 1.0},
    {"demand": 5.0, "spare": 0.0, "each": 2.0},
    {"demand": 0.0, "spare": 1.0, "each": 7.0},
    {"demand": 7.5, "spare": 2.0, "each": 0.0},
    {"demand": 1e12, "spare": 3.0, "each": 7.0},
    {"demand": 1e-9, "spare": 1e-6, "each": 12.0},
]


# -- samples -------------------------------------------------------------------------------------------------------
def samples(formula: Formula, whole: Sheet) -> list[dict[str, Any]]:
    """Values for what a formula needs: three ordinary draws, then all at zero, all tiny, all huge."""
    draw = random.Random(formula.name)

    def value(name: str, kind: str) -> Any:
        if whole.unit(name) == "text":
            return "bandwidth"
        # more experts a token than there are is no model, and engines differ on roots of negative numbers
        share = whole.unit(name) == "share" or name == "experts_per_token"
        ordinary = draw.uniform(0.05, 1) if share else draw.uniform(1, 500)
        return {"zero": 0.0, "tiny": 1e-6, "huge": 1.0 if share else 1e9}.get(kind, ordinary)

    kinds = ("ordinary", "ordinary", "ordinary", "zero", "tiny", "huge")
    return [{n: value(n, kind) for n in formula.needs} for kind in kinds]


def alone(formula: Formula, whole: Sheet | None = None) -> Sheet:
    """A sheet of one formula whose needs are all inputs."""
    units = {n: whole.unit(n) if whole else "count" for n in formula.needs}
    return Sheet({formula.name: formula}, {n: Input(n, unit, "") for n, unit in units.items()})


# -- the four readings, each: samples in, values out ---------------------------------------------------------------
def in_python(one: Sheet, name: str, rows: Sequence[Mapping[str, float]]) -> list[Any]:
    def value(row: Mapping[str, float]) -> Any:
        try:
            return finite(python.evaluate(one, row, [name])[name])
        except (ZeroDivisionError, OverflowError, ValueError):
            return REFUSED

    return [value(row) for row in rows]


def in_polars(one: Sheet, name: str, rows: Sequence[Mapping[str, float]]) -> list[Any]:
    frame = pl.DataFrame([{"case": str(i), **row} for i, row in enumerate(rows)])
    return [finite(v) for v in frames.evaluate(one, frame, [name]).cases[name]]


def in_javascript(one: Sheet, name: str, rows: Sequence[Mapping[str, float]]) -> list[Any]:
    """The page knows no refusal: what has no value is null, whatever the reason."""
    context = quickjs.Context()
    context.eval(javascript.script(one, [name]))
    return [json.loads(context.eval(f"JSON.stringify(compute({json.dumps(row)}, 1).{name})")) for row in rows]


def finite(value: Any) -> Any:
    return REFUSED if isinstance(value, float) and not math.isfinite(value) else value


@dataclass(frozen=True)
class Grid:
    """Where quantities stand in the test's workbook: a row a quantity, a column a sample or a period."""

    rows: Mapping[str, int]
    column: int
    constants: Mapping[str, str]
    first: int = 1
    last: int = 1
    case_column: str = ""
    case_names: frozenset[str] = frozenset()

    def cell(self, name: str) -> str:
        column = self.case_column if name in self.case_names else get_column_letter(self.column)
        return f"{column}{self.rows[name]}"

    def constant(self, name: str) -> str:
        return self.constants[name]

    def reduced(self, operation: str, name: str) -> str:
        row = self.rows[name]
        ends = get_column_letter(self.first), get_column_letter(self.last)
        return f"SUM({ends[0]}{row}:{ends[1]}{row})" if operation == "total" else f"{ends[1]}{row}"

    def with_opening(self, name: str) -> str:
        return f"B{self.rows[name]}:{get_column_letter(self.last)}{self.rows[name]}"

    def so_far(self, name: str) -> str:
        row = self.rows[name]
        return f"${get_column_letter(self.first)}{row}:{get_column_letter(self.column)}{row}"

    def after(self, name: str) -> str:
        return f"{get_column_letter(self.column + 1)}{self.rows[name]}"

    def by_age(self, name: str) -> str:
        first, last, here = (get_column_letter(c) for c in (self.first, self.last, self.column))
        index = self.rows["period_index"]
        age = f"{here}{index}-${first}{index}:{here}{index}+1"
        return f"SUMIF(${first}{index}:${last}{index},{age},${first}{self.rows[name]}:${last}{self.rows[name]})"

    def before(self, name: str, first: str) -> str:
        return first if self.column == self.first else f"{get_column_letter(self.column - 1)}{self.rows[name]}"


def constants_block(page: Any, row: int) -> dict[str, str]:
    """The conversions, in a column of their own."""
    for offset, constant in enumerate(CONSTANTS.values()):
        page.cell(row + offset, 1, float(constant))
    return {name: f"$A${row + offset}" for offset, name in enumerate(CONSTANTS)}


def recalculated(book: openpyxl.Workbook, path: Path) -> ironcalc.Model:
    book.save(path)
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    return model


def cell_value(model: ironcalc.Model, row: int, column: int) -> Any:
    value = model.get_cell_value(0, row, column)
    if isinstance(value, str):
        return None if value == "n/a" else REFUSED if value.startswith("#") else value
    return float(value) if isinstance(value, (int, float)) else value


def in_workbook(asked: Iterable[tuple[Formula, Sequence[Mapping[str, float]]]], path: Path) -> dict[str, list[Any]]:
    """All formulas in one workbook, each with its own rows of inputs, a column a sample."""
    book = openpyxl.Workbook()
    page = book.active
    constants = constants_block(page, 1)
    at, places = len(constants) + 2, {}
    for formula, rows in asked:
        where_is = {name: at + 1 + i for i, name in enumerate(formula.needs)}
        for column, row in enumerate(rows, start=2):
            for name, value in row.items():
                page.cell(where_is[name], column, value)
            page.cell(at, column, cell_formula(formula, Grid(where_is, column, constants)))
        places[formula.name] = (at, len(rows))
        at += len(formula.needs) + 2
    model = recalculated(book, path)
    return {name: [cell_value(model, row, c) for c in range(2, 2 + n)] for name, (row, n) in places.items()}


def agree(found: Any, expected: Any) -> bool:
    found = float(found) if isinstance(found, int) else found
    if isinstance(expected, float) and isinstance(found, float):
        return math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=1e-300)
    return bool(found == expected)


# -- the tests -----------------------------------------------------------------------------------------------------
WHOLE = sheet()
SINGLE = [f for f in WHOLE.formulas.values() if WHOLE.level[f.name] == "case" and not over_periods(f)]


@pytest.fixture(scope="module")
def workbook_values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    asked = [(f, samples(f, WHOLE)) for f in SINGLE] + [(f, _only(f)) for f in VISITORS]
    return in_workbook(asked, tmp_path_factory.mktemp("parity") / "formulas.xlsx")


def _only(formula: Formula) -> list[dict[str, float]]:
    return [{n: corner[n] for n in formula.needs} for corner in CORNERS]


@pytest.mark.parametrize("formula", SINGLE, ids=lambda f: f.name)
def test_a_formula_gives_the_same_in_every_target(formula: Formula, workbook_values: dict[str, list[Any]]) -> None:
    """Ordinary, zero, tiny and huge inputs: four targets, one number, or one refusal."""
    compare(formula, alone(formula, WHOLE), samples(formula, WHOLE), workbook_values)


@pytest.mark.parametrize("formula", VISITORS, ids=lambda f: f.name)
def test_an_operation_gives_the_same_in_every_target(formula: Formula, workbook_values: dict[str, list[Any]]) -> None:
    """Ceilings at exact multiples, brackets, minus signs, guards and words: four targets, one value."""
    compare(formula, alone(formula), _only(formula), workbook_values)


def compare(
    formula: Formula, one: Sheet, rows: Sequence[Mapping[str, float]], workbook_values: Mapping[str, list[Any]]
) -> None:
    expected = in_python(one, formula.name, rows)
    targets = {
        "polars": in_polars(one, formula.name, rows),
        "javascript": in_javascript(one, formula.name, rows),
        "workbook": workbook_values[formula.name],
    }
    wrong = [
        (target, dict(row), found, wanted)
        for target, values in targets.items()
        for row, found, wanted in zip(rows, values, expected, strict=True)
        if not agree(found, None if target == "javascript" and wanted == REFUSED else wanted)
    ]
    assert wrong == []


def test_three_servers_are_three() -> None:
    """900 * 1.1 / 330 is 3.0000000000000004 in floats; nobody needs a fourth server for that."""
    assert in_python(alone(VISITORS[0]), "up", CORNERS[:1]) == [3.0]


def whole_sample() -> dict[str, Any]:
    draw = random.Random(640)

    def value(unit: str) -> float:
        return draw.uniform(0.1, 0.9) if unit == "share" else draw.uniform(2, 50)

    given: dict[str, Any] = {
        n: value(i.unit) if i.level == "case" else [value(i.unit) for _ in range(PERIODS)]
        for n, i in WHOLE.inputs.items()
    }
    given["period_index"] = [float(t) for t in range(1, PERIODS + 1)]
    return given | {
        "routed_experts": 64.0,
        "experts_per_token": 4.0,
        "from_api": 0.0,
        "loan_rate_per_year": 0.01,
    }  # an API holds no devices


def test_the_whole_textbook_gives_the_same_in_every_target(tmp_path: Path) -> None:
    """Every quantity of the sheet, case and period, chained from the same inputs over five periods."""
    given, wanted = whole_sample(), list(WHOLE.formulas)
    expected = python.evaluate(WHOLE, given, wanted, PERIODS)
    found = frames.evaluate(WHOLE, pl.DataFrame({"case": ["a"], **{n: [v] for n, v in given.items()}}), wanted, PERIODS)
    context = quickjs.Context()
    context.eval(javascript.script(WHOLE, wanted))
    scripted = json.loads(context.eval(f"JSON.stringify(compute({json.dumps(given)}, {PERIODS}))"))
    cells = whole_workbook(given, tmp_path / "whole.xlsx")
    wrong = []
    for name in wanted:
        period = WHOLE.level[name] == "period"
        polars_value = found.periods[name].to_list() if period else found.cases[name][0]
        for target, value in (("polars", polars_value), ("javascript", scripted[name]), ("workbook", cells[name])):
            pairs = zip(as_row(value), as_row(expected[name]), strict=True)
            wrong += [(target, name, v, e) for v, e in pairs if not agree(v, e)]
    assert wrong == []


def as_row(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def whole_workbook(given: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The textbook in one workbook: case quantities in column B, periods from column C."""
    book = openpyxl.Workbook()
    page = book.active
    names = [*WHOLE.inputs, *WHOLE.formulas]
    constants = constants_block(page, len(names) + 2)
    rows = {name: i for i, name in enumerate(names, start=1)}
    case_names = frozenset(n for n in names if WHOLE.level[n] == "case")
    ends = {"first": 3, "last": 2 + PERIODS, "case_column": "$B", "case_names": case_names}
    for name, row in rows.items():
        for column in [2] if name in case_names else range(3, 3 + PERIODS):
            if name in WHOLE.inputs:
                page.cell(row, column, given[name] if name in case_names else given[name][column - 3])
            else:
                place = Grid(rows, column, constants, **ends)  # type: ignore[arg-type]
                page.cell(row, column, cell_formula(WHOLE.formulas[name], place))
    model = recalculated(book, path)
    columns = {n: [2] if n in case_names else list(range(3, 3 + PERIODS)) for n in WHOLE.formulas}
    values = {n: [cell_value(model, rows[n], c) for c in columns[n]] for n in WHOLE.formulas}
    return {n: v[0] if n in case_names else v for n, v in values.items()}
