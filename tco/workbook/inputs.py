"""Inputs: every number that somebody gave, with its source, and no formula."""

from __future__ import annotations

import math
from typing import Any

from tco.expr import CONSTANTS
from tco.formulas.inputs import INPUTS
from tco.given import Given
from tco.scenario import Case
from tco.whatif.swing import STEP as SENSITIVITY_STEP
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.formats import number_format
from tco.workbook.grid import case_headings, grid_characters, labels
from tco.workbook.places import letter
from tco.workbook.plan import (
    CONSTANT,
    FIRST_CASE,
    FIRST_ROW,
    GIVEN,
    HEADING,
    PIN,
    SETTING,
    STEP,
    TOLERANCE,
    UNIT,
    Line,
    Plan,
    cases_label,
    grouped,
)  # fmt: skip
from tco.workbook.printing import CHARACTERS_A_PAGE, LONG, Paper, finish
from tco.workbook.ranges import write_levels, write_range
from tco.workbook.selector import write_selector

AFTER = ("source", "date", "origin", "note", "lowest", "highest")
RELATIVE_TOLERANCE = 1e-9
_SETTINGS = {
    TOLERANCE: ("difference, as a part of the value, from which a check fails", RELATIVE_TOLERANCE, "0.0E+00"),
    STEP: ("step by which Sensitivity moves an input without a stated range", SENSITIVITY_STEP, "0%"),
}
LARGEST = 1e300
_AFTER_WIDTHS = (48.0, 11.0, 15.0, 44.0, 10.0, 12.0)


def write_inputs(book: Book, plan: Plan) -> None:
    """The sheet Inputs."""
    writer = book.add("Inputs", "what is given, by whom, since when")
    columns = case_headings(writer, plan, 5, ("quantity", "meaning", "unit"), AFTER)
    first_after = FIRST_CASE + len(plan.cases)
    writer.widths({first_after + n: width for n, width in enumerate(_AFTER_WIDTHS)})
    write_selector(writer, plan)
    write_levels(writer, plan)
    for line in plan.inputs:
        _write_line(writer, plan, line, columns)
    printed = first_after + 3 if _is_printed(plan) else first_after - 1
    finish(book, writer, Paper(printed, plan.inputs[-1].row, FIRST_ROW - 1, UNIT, most_pages=LONG))


def _is_printed(plan: Plan) -> bool:
    """Do the sources beside the figures fit on paper? If not they are on the sheet Sources alone."""
    return grid_characters(plan) + sum(_AFTER_WIDTHS[:4]) <= CHARACTERS_A_PAGE


def _write_line(writer: Writer, plan: Plan, line: Line, columns: int) -> None:
    if line.kind == HEADING:
        writer.fill_row(line.row, line.name, columns)
    elif line.kind in (CONSTANT, SETTING):
        _write_constant(writer, line)
    else:
        labels(writer, plan, line.row, line.name)
        _write_given(writer, plan, line)
        _write_origin(writer, plan, line)
        _write_limits(writer, plan, line)
        write_range(writer, plan, line)


def _write_constant(writer: Writer, line: Line) -> None:
    """An exact conversion, or the tolerance of the checks."""
    writer.text(line.row, 1, line.name)
    if line.kind == CONSTANT:
        constant = CONSTANTS[line.name]
        writer.text(line.row, 2, f"exact conversion, {constant.unit}")
        writer.text(line.row, 3, constant.unit, styles.UNITS)
        writer.number(line.row, FIRST_CASE, float(constant), _constant_format(float(constant)))
    else:
        meaning, value, shape = _SETTINGS[line.name]
        writer.text(line.row, 2, meaning)
        writer.text(line.row, 3, "share", styles.UNITS)
        writer.number(line.row, FIRST_CASE, value, shape, styles.INPUT)
        rule = _between(0.0, 1.0, f"{line.name}: 0 to 1, in share")
        rule.add(f"{letter(FIRST_CASE)}{line.row}")
        writer.sheet.add_data_validation(rule)


def _constant_format(value: float) -> str:
    return "#,##0" if value >= 1 else "0.0E+00"


def _given(case: Case, line: Line) -> Given | None:
    return (case.pins if line.kind == PIN else case.inputs).get(line.name)


def _write_given(writer: Writer, plan: Plan, line: Line) -> None:
    found = [_given(case, line) for case in plan.cases]
    shape = number_format(plan.results.unit(line.name), (g.value for g in found if g))
    for column, given in enumerate(found, start=FIRST_CASE):
        if given and isinstance(given.value, tuple):
            writer.text(line.row, column, "on Timing", styles.ASIDE)
        elif given:
            writer.value(line.row, column, given.value, shape, styles.INPUT)
        elif line.kind == PIN:
            cell = writer.sheet.cell(line.row, column)
            cell.style, cell.number_format = styles.INPUT, shape
        else:
            writer.absent(line.row, column)


def _write_origin(writer: Writer, plan: Plan, line: Line) -> None:
    """Where a row comes from. Who changes a value may say so beside it, and `tco import` takes it along."""
    from openpyxl.styles import Protection

    first = FIRST_CASE + len(plan.cases)
    style = styles.NOTE if _is_printed(plan) else styles.ASIDE
    for column, part in enumerate(("source", "date", "origin", "note"), start=first):
        writer.text(line.row, column, origin_text(plan, line, part), style)
        writer.sheet.cell(line.row, column).protection = Protection(locked=part == "origin")


def origin_text(plan: Plan, line: Line, part: str) -> str:
    """What the cases say of an input: once where they agree, by case where they do not."""

    def tell(case: Case) -> str | None:
        given = _given(case, line)
        return getattr(given, part) if given else None

    told = grouped(plan, tell)
    if len(told) <= 1:
        return next(iter(told), "")
    return "; ".join(f"{cases_label(cases)}: {text}" for text, cases in told.items() if text)


def _write_limits(writer: Writer, plan: Plan, line: Line) -> None:
    """The range of an input, and the validation that holds a reader to it; a pin may be any number."""
    unit = plan.results.unit(line.name)
    if unit == "text":
        return
    first, told = FIRST_CASE + len(plan.cases), f"{line.name}: a number, in {unit}"
    low, high = -LARGEST, math.inf
    if line.kind == GIVEN:
        low, high = INPUTS[line.name].low, INPUTS[line.name].high
        limits = [low, high if math.isfinite(high) else "no limit"]
        for column, limit in enumerate(limits, start=first + 4):
            writer.value(line.row, column, limit, number_format(unit, [limit]))
        told = f"{line.name}: {low:g} to {limits[1] if isinstance(limits[1], str) else f'{high:g}'}, in {unit}"
    rule = _between(low, min(high, LARGEST), told, blank=line.kind == PIN)
    rule.add(f"{letter(FIRST_CASE)}{line.row}:{letter(first - 1)}{line.row}")
    writer.sheet.add_data_validation(rule)


def _between(low: float, high: float, told: str, *, blank: bool = False) -> Any:
    """A rule that refuses what is out of range, and says what is allowed."""
    from openpyxl.worksheet.datavalidation import DataValidation

    return DataValidation(
        type="decimal", operator="between", formula1=_literal(low), formula2=_literal(high), allow_blank=blank,
        errorStyle="stop", errorTitle="Out of range", error=told[:255], showErrorMessage=True,
    )  # fmt: skip


def _literal(number: float) -> str:
    """A number as a spreadsheet spells it: the exponent in a capital."""
    return f"{number:.15G}"


def given_rows(plan: Plan) -> tuple[int, int]:
    """The first and last row of the inputs proper."""
    rows = [line.row for line in plan.inputs if line.kind == GIVEN]
    return (min(rows), max(rows)) if rows else (FIRST_ROW, FIRST_ROW)
