"""Sources: every given number as its source states it."""

from __future__ import annotations

from tco.given import Given
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.formats import number_format
from tco.workbook.plan import GIVEN, PIN, Plan, cases_label
from tco.workbook.printing import LONG, Paper, finish

_COLUMNS = {
    "quantity": 31.0, "case": 14.0, "value": 13.0, "unit": 11.0, "as listed": 17.0, "exchange rate": 16.0,
    "origin": 14.0, "confidence": 11.0, "date": 11.0, "source": 50.0, "note": 41.0,
}  # fmt: skip
HEADINGS = 5


def write_sources(book: Book, plan: Plan) -> None:
    """The sheet Sources."""
    writer = book.add("Sources", "every given number as its source states it")
    writer.row_of_text(HEADINGS, list(_COLUMNS), styles.BAND)
    writer.widths(dict(enumerate(_COLUMNS.values(), start=1)))
    row = HEADINGS
    for line in plan.inputs:
        if line.kind in (GIVEN, PIN):
            for given, cases in _by_value(plan, line.name):
                row += 1
                _write_row(writer, plan, row, line.name, given, cases)
    writer.sheet.auto_filter.ref = f"A{HEADINGS}:K{row}"
    finish(book, writer, Paper(len(_COLUMNS), row, HEADINGS, 1, most_pages=LONG))


def _by_value(plan: Plan, name: str) -> list[tuple[Given, list[int]]]:
    """What was given, once for all cases that share it."""
    found: dict[Given, list[int]] = {}
    for number, case in enumerate(plan.cases):
        if name in case.given:
            found.setdefault(case.given[name], []).append(number)
    return list(found.items())


def _write_row(writer: Writer, plan: Plan, row: int, name: str, given: Given, cases: list[int]) -> None:
    everywhere = len(cases) == len(plan.cases)
    writer.text(row, 1, name)
    writer.text(row, 2, "all cases" if everywhere else cases_label(cases))
    writer.value(row, 3, given.value, number_format(given.unit, [given.value]))
    rest = (
        given.unit, given.listed, given.rate, given.origin, given.confidence, given.date, given.source, given.note,
    )  # fmt: skip
    writer.row_of_text(row, rest, styles.NOTE, 4)
