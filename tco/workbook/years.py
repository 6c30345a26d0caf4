"""Years: what the periods come to in each fiscal year, a block a case, every figure a formula over Periods.

What flows (`..._in_period`) is summed. What stands at the end of a period (`..._at_end`, `..._to_date`, `..._by_end`) is taken as
the year ends, or the horizon in it. Rates, shares, indices and flags are left out: they have no sum, and weighted by something
they would be other quantities.
"""

from __future__ import annotations

from collections.abc import Iterator

from tco.workbook import styles
from tco.workbook.cells import Book, Shown, Writer
from tco.workbook.check_rows import Check
from tco.workbook.formats import number_format
from tco.workbook.periods import period_values, write_case
from tco.workbook.places import PERIOD_ROW, case_key, letter, setting_cell
from tco.workbook.plan import (
    COUNTS,
    FIRST_PERIOD,
    FIRST_ROW,
    HEADING,
    KEY,
    LAST,
    PERIOD_UNIT,
    TOLERANCE,
    TOTAL,
    Line,
    Plan,
    flows,
    stands_at_end,
)  # fmt: skip
from tco.workbook.printing import LONG, Paper, finish
from tco.workbook.timing import ACTUAL, FORECAST

SHEET, HOW, FIRST_YEAR = "Years", LAST, FIRST_PERIOD
SUM, AT_END = "sum", "at its end"
COUNTED = '0" periods"'


def years(plan: Plan) -> list[int]:
    """The fiscal years of the horizon; none where each period is one, and Periods says it all."""
    if not plan.periods:
        return []
    found = sorted({int(year) for line in plan.timing if line.name == "fiscal_year" for year in line.given.value})  # type: ignore[union-attr, arg-type]
    return found if len(found) < plan.results.scenario.periods else []


def year_lines(plan: Plan) -> tuple[Line, ...]:
    """The rows: those of Periods that have a value of the year, in their order."""
    kept = [line for line in plan.periods if line.kind == HEADING or _has_year(plan, line)] if years(plan) else []
    return tuple(Line(line.kind, line.name, row, line.case) for row, line in enumerate(kept, start=FIRST_ROW))


def _has_year(plan: Plan, line: Line) -> bool:
    return line.kind == COUNTS and (flows(plan, line.name) or stands_at_end(line.name))


def agrees_column(plan: Plan) -> int:
    """The column that says of each row whether its years agree with its periods: after a gap."""
    return FIRST_YEAR + len(years(plan)) + 1


def year_checks(plan: Plan, case: int) -> Iterator[Check]:
    """The years of every row agree with its periods: they sum to the same total, or end at the same value."""
    rows = [line.row for line in year_lines(plan) if line.case == case and line.kind != HEADING]
    if rows:
        column = letter(agrees_column(plan))
        cells = f"{SHEET}!{column}{rows[0]}:{column}{rows[-1]}"
        off = f"SUMPRODUCT({cells},{cells})"
        yield Check(SHEET, "the years of every row agree with its periods", case, off, 0.0, 0.0)


def write_years(book: Book, plan: Plan) -> None:
    """The sheet Years; nothing where no quantity has a value a period, or each period is a year."""
    lines = year_lines(plan)
    if not lines:
        return
    writer, last = book.add(SHEET, "what the periods come to in each fiscal year"), agrees_column(plan)
    _write_timeline(writer, plan, last)
    for line in lines:
        if line.kind == HEADING:
            write_case(writer, plan, line, last)
        else:
            _write_line(writer, plan, line)
    widths = {KEY: 32.0, 2: 38.0, PERIOD_UNIT: 7.0, TOTAL: 13.0, HOW: 12.0, HOW + 1: 2.0, last - 1: 2.0, last: 12.0}
    writer.widths(widths | dict.fromkeys(range(FIRST_YEAR, last - 1), 12.5))
    finish(book, writer, Paper(last, lines[-1].row, FIRST_ROW - 1, PERIOD_UNIT, most_pages=LONG))


def _write_timeline(writer: Writer, plan: Plan, last: int) -> None:
    """The years as names and as numbers, how many periods each has, and whether all of them are actuals."""
    for row in (PERIOD_ROW - 1, PERIOD_ROW):
        writer.fill_row(row, "", last, styles.BAND)
    writer.row_of_text(PERIOD_ROW, ("case: quantity", "meaning", "unit"), styles.BAND)
    writer.text(PERIOD_ROW, TOTAL, "total", styles.CASE)
    writer.text(PERIOD_ROW, HOW, "of a year", styles.BAND)
    writer.text(PERIOD_ROW, last, "years less periods", styles.CASE)
    fiscal, actual = (_timing(plan, 0, name) for name in ("fiscal_year", "is_actual"))
    of_period = [int(year) for year in fiscal[1]]
    for column, year in enumerate(years(plan), start=FIRST_YEAR):
        flags = [flag for flag, own in zip(actual[1], of_period, strict=True) if own == year]
        writer.text(PERIOD_ROW - 2, column, ACTUAL if flags and all(flags) else FORECAST, styles.CASE)
        count = f"=COUNTIF({fiscal[0]},{letter(column)}${PERIOD_ROW})"
        writer.formula(PERIOD_ROW - 1, column, count, float(len(flags)), COUNTED, styles.CASE)
        text = f"=Timing!${letter(FIRST_PERIOD)}${plan.timing_rows['fiscal_year', 0]}"
        text = text if column == FIRST_YEAR else f"={letter(column - 1)}{PERIOD_ROW}+1"
        writer.formula(PERIOD_ROW, column, text, float(year), year_format(plan), styles.CASE)


def year_format(plan: Plan) -> str:
    """How a year is named: as the calendar's, or as a fiscal year of its own."""
    return "0" if plan.results.scenario.clock.fiscal_year_start == 1 else '"FY "0'


def _timing(plan: Plan, case: int, name: str) -> tuple[str, tuple[float, ...]]:
    """A row of the clock of a case: its cells, and its values."""
    first, last = letter(FIRST_PERIOD), letter(FIRST_PERIOD + plan.results.scenario.periods - 1)
    row, given = plan.timing_rows[name, case], plan.cases[case].given[name].value
    assert isinstance(given, tuple)
    return f"Timing!${first}${row}:${last}${row}", tuple(v for v in given if v is not None)


def _write_line(writer: Writer, plan: Plan, line: Line) -> None:
    unit, is_sum = plan.results.unit(line.name), flows(plan, line.name)
    writer.text(line.row, KEY, f"{case_key(line.case)}:{line.name}")
    writer.text(line.row, 2, plan.results.sheet.meaning(line.name))
    writer.text(line.row, PERIOD_UNIT, unit, styles.UNITS)
    writer.text(line.row, HOW, SUM if is_sum else AT_END)
    values = year_values(plan, line)
    whole: Shown = sum(v for v in values if not isinstance(v, str)) if is_sum else values[-1]
    shape = number_format(unit, [*values, whole])
    for column, value in enumerate(values, start=FIRST_YEAR):
        writer.formula(line.row, column, _formula(plan, line, letter(column)), value, shape)
    first, last = f"{letter(FIRST_YEAR)}{line.row}", f"{letter(FIRST_YEAR + len(values) - 1)}{line.row}"
    total, periods = f"{letter(TOTAL)}{line.row}", plan.period_rows[COUNTS, line.name, line.case]
    writer.formula(line.row, TOTAL, f"=SUM({first}:{last})" if is_sum else f"={last}", whole, shape)
    off, whole_row = f"{total}-Periods!{letter(TOTAL)}{periods}", _periods_of(plan, line).replace("$", "")
    allowed = f"{setting_cell(plan, TOLERANCE)}*SQRT(SUMPRODUCT({whole_row},{whole_row}))"
    agrees = f"=IF(ABS({off})<={allowed},0,{off})"
    if not is_sum:
        agrees = f"=IF({total}=Periods!{letter(LAST)}{periods},0,1)"
    writer.formula(line.row, agrees_column(plan), agrees, 0.0, number_format(unit, [0.0]))


def _formula(plan: Plan, line: Line, column: str) -> str:
    """The periods of the year summed, or the last of them."""
    own, (fiscal, _) = _periods_of(plan, line), _timing(plan, line.case, "fiscal_year")
    year = f"{column}${PERIOD_ROW}"
    if flows(plan, line.name):
        return f"=SUMIFS({own},{fiscal},{year})"
    return f'=INDEX({own},1,COUNTIF({fiscal},"<="&{year}))'


def _periods_of(plan: Plan, line: Line) -> str:
    row, end = plan.period_rows[COUNTS, line.name, line.case], FIRST_PERIOD + plan.results.scenario.periods - 1
    return f"Periods!${letter(FIRST_PERIOD)}{row}:${letter(end)}{row}"


def year_values(plan: Plan, line: Line) -> list[Shown]:
    """What the engine's periods come to in each year."""
    of_period = [int(year) for year in _timing(plan, line.case, "fiscal_year")[1]]
    pairs = list(zip(of_period, period_values(plan, line), strict=True))
    if flows(plan, line.name):
        return [sum(v for own, v in pairs if own == year and not isinstance(v, str)) for year in years(plan)]
    return [[v for own, v in pairs if own <= year][-1] for year in years(plan)]
