"""The figures of the Summary where there are too many cases to stand side by side: a row a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tco.workbook import styles
from tco.workbook.formats import number_format
from tco.workbook.model import shown
from tco.workbook.places import letter
from tco.workbook.plan import COUNTS, FIRST_CASE, GIVEN, IN_FORCE
from tco.workbook.selector import NUMBER as SHOWN
from tco.workbook.selector import TITLE as SHOWN_TITLE
from tco.workbook.selector import first_title

if TYPE_CHECKING:
    from tco.workbook.cells import Writer
    from tco.workbook.plan import Plan

NUMBER, TITLE, FIRST_QUANTITY = 1, 2, 3
WIDTHS = {NUMBER: 12.0, TITLE: 46.0}
FIGURE_WIDTH = 12.0


def write_rows(writer: Writer, plan: Plan, row: int, names: list[str]) -> tuple[int, int]:
    """Headings with units, the case shown, then a row a case. The last row and column written."""
    from openpyxl.styles import PatternFill

    columns = FIRST_QUANTITY + len(names) - 1
    own = {column: _width(name) for column, name in enumerate(names, start=FIRST_QUANTITY)}
    writer.widths(WIDTHS | own)
    for line in (row, row + 1):
        writer.fill_row(line, "", columns, styles.BAND)
    writer.row_of_text(row, ("case", "title"), styles.BAND)
    for column, name in enumerate(names, start=FIRST_QUANTITY):
        writer.text(row, column, name.replace("_", " "), styles.CASE)
        writer.text(row + 1, column, plan.results.unit(name), styles.CASE)
    writer.formula(row + 2, NUMBER, f"={SHOWN}", 1.0, '"shown: "0', styles.UNITS)
    writer.formula(row + 2, TITLE, f"={SHOWN_TITLE}", first_title(plan), style=styles.TEXT)
    first = row + 3
    for at, case in enumerate(plan.cases, start=first):
        writer.number(at, NUMBER, at - first + 1, '"case "0', styles.UNITS)
        writer.text(at, TITLE, case.title or case.name)
    for column, name in enumerate(names, start=FIRST_QUANTITY):
        _write_quantity(writer, plan, first, column, name)
        writer.sheet.cell(row + 2, column).fill = PatternFill("solid", start_color=styles.PICKED)
    return first + len(plan.cases) - 1, columns


def list_width(names: list[str]) -> int:
    """The characters across the list."""
    return int(sum(WIDTHS.values()) + sum(map(_width, names)))


def _width(name: str) -> float:
    """A width in which no word of the heading is broken."""
    return max(FIGURE_WIDTH, 2 + 1.25 * max(map(len, name.split("_"))))


def _write_quantity(writer: Writer, plan: Plan, first: int, column: int, name: str) -> None:
    """A quantity of all cases, each picked by the number of its case, so that the column holds one formula."""
    sheet, kind = (
        ("Model", IN_FORCE)
        if name in plan.ranged
        else ("Inputs", GIVEN)
        if (GIVEN, name) in plan.rows
        else ("Model", COUNTS)
    )
    at = plan.rows[kind, name]
    row = f"{sheet}!${letter(FIRST_CASE)}${at}:${letter(FIRST_CASE + len(plan.cases) - 1)}${at}"
    values = plan.values(name)
    shape = number_format(plan.results.unit(name), values)
    for at, value in enumerate([values[0], *values], start=first - 1):
        if at >= first and kind == COUNTS and not plan.has(at - first, name, COUNTS):
            writer.absent(at, column)
        else:
            writer.formula(at, column, f"=INDEX({row},${letter(NUMBER)}{at})", shown(value), shape, styles.LINK)
