"""Timing: the clock, and every input that has a value a period; the same period in the same column as on Periods."""

from __future__ import annotations

from tco.given import Given
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.formats import number_format
from tco.workbook.plan import FIRST_PERIOD, FIRST_ROW, KEY, PERIOD_UNIT, Plan, TimingLine, cases_label
from tco.workbook.printing import Paper, finish

TIMELINE = FIRST_ROW - 1


def write_timing(book: Book, plan: Plan) -> None:
    """The sheet Timing; nothing where no input has a value a period."""
    if not plan.timing:
        return
    writer = book.add("Timing", "the clock, and what is given by period")
    last_column = FIRST_PERIOD + plan.results.scenario.periods - 1
    for row in (TIMELINE - 1, TIMELINE):
        writer.fill_row(row, "", last_column, styles.BAND)
    writer.row_of_text(TIMELINE, ("case: quantity", "meaning", "unit", "source"), styles.BAND)
    for column, label in enumerate(plan.labels, start=FIRST_PERIOD):
        writer.text(TIMELINE, column, label, styles.CASE)
    for line in plan.timing:
        _write_line(writer, plan, line)
    widths = {KEY: 32.0, 2: 38.0, PERIOD_UNIT: 7.0, 4: 40.0, 5: 2.0, 6: 2.0}
    writer.widths(widths | dict.fromkeys(range(FIRST_PERIOD, last_column + 1), 10.5))
    finish(book, writer, Paper(last_column, plan.timing[-1].row, TIMELINE, PERIOD_UNIT))


def _write_line(writer: Writer, plan: Plan, line: TimingLine) -> None:
    given: Given = line.given
    everywhere = len(line.cases) == len(plan.cases)
    writer.text(line.row, KEY, f"{'all cases' if everywhere else cases_label(line.cases)}: {line.name}")
    writer.text(line.row, 2, plan.results.sheet.meaning(line.name))
    writer.text(line.row, PERIOD_UNIT, plan.results.unit(line.name), styles.UNITS)
    writer.text(line.row, 4, given.source, styles.NOTE)
    assert isinstance(given.value, tuple)
    shape = "0" if line.name == "fiscal_year" else number_format(plan.results.unit(line.name), given.value)
    for column, value in enumerate(given.value, start=FIRST_PERIOD):
        writer.number(line.row, column, value, shape, styles.INPUT)
