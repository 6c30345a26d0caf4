"""Periods: the quantities that differ by period, a block a case, the same period in the same column."""

from __future__ import annotations

from tco.emit.excel import cell_formula
from tco.workbook import styles
from tco.workbook.cells import Book, Shown, Writer
from tco.workbook.formats import number_format
from tco.workbook.model import BY, pin_or, shade_pins
from tco.workbook.places import PERIOD_ROW, ModelPlace, PeriodPlace, case_column, case_key, letter
from tco.workbook.plan import (
    BY_FORMULA,
    COUNTS,
    FIRST_PERIOD,
    FIRST_ROW,
    HEADING,
    KEY,
    LAST,
    PERIOD_UNIT,
    PIN,
    TOTAL,
    Line,
    Plan,
)  # fmt: skip
from tco.workbook.printing import LONG, Paper, finish
from tco.workbook.timing import write_flags

NUMBERED = '"period "0'


def write_periods(book: Book, plan: Plan) -> None:
    """The sheet Periods; nothing where no quantity has a value a period."""
    if not plan.periods:
        return
    writer = book.add("Periods", "what differs by period")
    last_column = FIRST_PERIOD + plan.results.scenario.periods - 1
    _write_timeline(writer, plan, last_column)
    for line in plan.periods:
        if line.kind == HEADING:
            write_case(writer, plan, line, last_column)
        else:
            _write_line(writer, plan, line, last_column)
    widths = {KEY: 32.0, 2: 38.0, PERIOD_UNIT: 7.0, TOTAL: 13.0, LAST: 12.0, LAST + 1: 2.0}
    writer.widths(widths | dict.fromkeys(range(FIRST_PERIOD, last_column + 1), 10.5))
    finish(book, writer, Paper(last_column, plan.periods[-1].row, FIRST_ROW - 1, PERIOD_UNIT, most_pages=LONG))


def write_case(writer: Writer, plan: Plan, line: Line, last_column: int) -> None:
    """The line above the rows of a case: its key and its title."""
    case = plan.cases[line.case]
    writer.fill_row(line.row, f"{case_key(line.case)}: {case.title or case.name}", last_column)


def _write_timeline(writer: Writer, plan: Plan, last_column: int) -> None:
    for row in (PERIOD_ROW - 1, PERIOD_ROW):
        writer.fill_row(row, "", last_column, styles.BAND)
    writer.row_of_text(PERIOD_ROW, ("case: quantity", "meaning", "unit"), styles.BAND)
    writer.row_of_text(PERIOD_ROW, ("total", "last", ""), styles.CASE, TOTAL)
    write_flags(writer, plan)
    for column, label in enumerate(plan.labels, start=FIRST_PERIOD):
        writer.text(PERIOD_ROW - 1, column, label, styles.CASE)
    writer.number(PERIOD_ROW, FIRST_PERIOD, 1, NUMBERED, styles.CASE)
    for column in range(FIRST_PERIOD + 1, last_column + 1):
        before = f"={letter(column - 1)}{PERIOD_ROW}+1"
        writer.formula(PERIOD_ROW, column, before, float(column - FIRST_PERIOD + 1), NUMBERED, styles.CASE)


def _write_line(writer: Writer, plan: Plan, line: Line, last_column: int) -> None:
    values = period_values(plan, line)
    unit = plan.results.unit(line.name)
    name = line.name + BY if line.kind == BY_FORMULA else line.name
    writer.text(line.row, KEY, f"{case_key(line.case)}:{name}")
    writer.text(line.row, KEY + 1, plan.results.sheet.meaning(line.name))
    writer.text(line.row, PERIOD_UNIT, unit, styles.UNITS)
    shape = number_format(unit, values)
    for column, value in enumerate(values, start=FIRST_PERIOD):
        writer.formula(line.row, column, _formula(plan, line, letter(column)), value, shape)
    if line.kind == COUNTS and (opening := plan.openings.get(line.name)):
        cell = ModelPlace(plan, line.case, on_model=False).cell(opening)
        before = plan.number(line.case, opening)
        writer.formula(line.row, FIRST_PERIOD - 1, f"={cell}", "n/a" if before is None else before, shape)
    if line.name in plan.summed:
        whole = f"{letter(FIRST_PERIOD)}{line.row}:{letter(last_column)}{line.row}"
        total = sum(v for v in values if not isinstance(v, str))
        writer.formula(line.row, TOTAL, f"=SUM({whole})", total, number_format(unit, [total]))
    writer.formula(line.row, LAST, f"={letter(last_column)}{line.row}", values[-1], shape)
    if line.kind == COUNTS and (BY_FORMULA, line.name, line.case) in plan.period_rows:
        shade_pins(writer, line.row, (letter(FIRST_PERIOD), letter(last_column)))


def period_values(plan: Plan, line: Line) -> list[Shown]:
    """The values of a row; a pin holds for every period."""
    found = plan.value(line.case, line.name, line.kind)
    values = found if isinstance(found, tuple) else (found,) * plan.results.scenario.periods
    return ["n/a" if v is None else v for v in values]


def _formula(plan: Plan, line: Line, column: str) -> str:
    pinned = line.kind == COUNTS and (PIN, line.name) in plan.rows
    if not pinned:
        return cell_formula(plan.results.sheet.formulas[line.name], PeriodPlace(plan, line.case, column))
    by_period = plan.timing_rows.get((line.name, line.case))
    pin = f"Inputs!${case_column(line.case)}${plan.rows[PIN, line.name]}"
    pin = f"Timing!{column}${by_period}" if by_period else pin
    beside = plan.period_rows.get((BY_FORMULA, line.name, line.case))
    return f"={pin}" if beside is None else pin_or(plan, line.name, pin, f"{column}{beside}")
