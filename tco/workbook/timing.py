"""Timing: the clock, and every input that has a value a period; the same period in the same column as on Periods."""

from __future__ import annotations

import datetime as dt

from tco.given import Given
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.formats import number_format
from tco.workbook.plan import FIRST_PERIOD, FIRST_ROW, KEY, PERIOD_UNIT, Plan, TimingLine, cases_label
from tco.workbook.printing import LONG, Paper, finish

TIMELINE, FLAGS = FIRST_ROW - 1, FIRST_ROW - 3
ACTUAL, FORECAST = "actual", "forecast"
EPOCH = dt.date(1899, 12, 30)  # from which spreadsheets count days


def write_timing(book: Book, plan: Plan) -> None:
    """The sheet Timing; nothing where no input has a value a period."""
    if not plan.timing:
        return
    writer = book.add("Timing", "the clock, and what is given by period")
    last_column = FIRST_PERIOD + plan.results.scenario.periods - 1
    for row in (TIMELINE - 1, TIMELINE):
        writer.fill_row(row, "", last_column, styles.BAND)
    writer.row_of_text(TIMELINE, ("case: quantity", "meaning", "unit", "source"), styles.BAND)
    write_flags(writer, plan)
    for column, label in enumerate(plan.labels, start=FIRST_PERIOD):
        writer.text(TIMELINE, column, label, styles.CASE)
    for line in plan.timing:
        _write_line(writer, plan, line)
    widths = {KEY: 32.0, 2: 38.0, PERIOD_UNIT: 7.0, 4: 40.0, 5: 2.0, 6: 2.0}
    writer.widths(widths | dict.fromkeys(range(FIRST_PERIOD, last_column + 1), 10.5))
    last_row = _write_days(writer, plan, plan.timing[-1].row)
    finish(book, writer, Paper(last_column, last_row, TIMELINE, PERIOD_UNIT, most_pages=LONG))


def write_flags(writer: Writer, plan: Plan) -> None:
    """Which periods are actual and which forecast, in the last line of the header."""
    scenario = plan.results.scenario
    actual = scenario.clock.rows(plan.months or 1, scenario.periods)["is_actual"]
    flags = [ACTUAL if flag and plan.months else FORECAST for flag in actual]
    writer.row_of_text(FLAGS, flags, styles.CASE, FIRST_PERIOD)


def _write_days(writer: Writer, plan: Plan, row: int) -> int:
    """When each period starts and ends, where all cases count the same periods. The last row written."""
    if not plan.months:
        return row
    starts = plan.results.scenario.clock.starts(plan.months, plan.results.scenario.periods)
    ends = [day - dt.timedelta(days=1) for day in starts[1:]]
    for at, (name, days) in enumerate({"period starts": starts[:-1], "period ends": ends}.items(), start=row + 1):
        writer.text(at, KEY, f"all cases: {name}")
        writer.text(at, 2, "day, by the clock of the scenario")
        writer.text(at, PERIOD_UNIT, "date", styles.UNITS)
        for column, day in enumerate(days, start=FIRST_PERIOD):
            writer.number(at, column, float((day - EPOCH).days), "yyyy-mm-dd")
    return row + 2


def _write_line(writer: Writer, plan: Plan, line: TimingLine) -> None:
    given: Given = line.given
    everywhere = len(line.cases) == len(plan.cases)
    writer.text(line.row, KEY, f"{'all cases' if everywhere else cases_label(line.cases)}: {line.name}")
    writer.text(line.row, 2, plan.results.sheet.meaning(line.name))
    writer.text(line.row, PERIOD_UNIT, plan.results.unit(line.name), styles.UNITS)
    until = next(filter(None, (_until(plan, case, line.name) for case in line.cases)), "")
    writer.text(
        line.row, 4, f"{given.source}; after {until} its formula counts" if until else given.source, styles.NOTE
    )
    assert isinstance(given.value, tuple)
    shape = "0" if line.name == "fiscal_year" else number_format(plan.results.unit(line.name), given.value)
    for column, value in enumerate(given.value, start=FIRST_PERIOD):
        writer.value(line.row, column, value, shape, styles.INPUT)


def _until(plan: Plan, case: int, name: str) -> str:
    """The last period of a pin of closed periods."""
    cell = plan.results.cell(plan.cases[case].name, name)
    return cell.until if cell else ""
