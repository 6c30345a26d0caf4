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
    from collections.abc import Iterable

    from tco.workbook.cells import Writer
    from tco.workbook.plan import Plan

NUMBER, TITLE, FIRST_QUANTITY = 1, 2, 3
WIDTHS = {NUMBER: 22.0, TITLE: 46.0}
FIGURE_WIDTH = 12.0
SHOWN_FORMAT = '"shown: "0;("shown: "0);-'


def write_rows(writer: Writer, plan: Plan, row: int, names: list[str]) -> tuple[int, int]:
    """Headings with units, the case shown, then a row a case. The last row and column written."""
    from openpyxl.styles import PatternFill

    columns = write_headings(writer, plan, row, names)
    writer.formula(row + 2, NUMBER, f"={SHOWN}", 1.0, SHOWN_FORMAT, styles.LINK)
    writer.formula(row + 2, TITLE, f"={SHOWN_TITLE}", first_title(plan), style=styles.TEXT)
    for column, name in enumerate(names, start=FIRST_QUANTITY):
        write_figure(writer, plan, (row + 2, column), name, 0)
        writer.sheet.cell(row + 2, column).fill = PatternFill("solid", start_color=styles.PICKED)
    return write_cases(writer, plan, row + 3, names, range(len(plan.cases))), columns


def write_headings(writer: Writer, plan: Plan, row: int, names: list[str]) -> int:
    """Two rows of headings: the quantities, and their units. The last column."""
    columns = FIRST_QUANTITY + len(names) - 1
    writer.widths(WIDTHS | {column: _width(name) for column, name in enumerate(names, start=FIRST_QUANTITY)})
    for line in (row, row + 1):
        writer.fill_row(line, "", columns, styles.BAND)
    writer.row_of_text(row, ("case", "title"), styles.BAND)
    for column, name in enumerate(names, start=FIRST_QUANTITY):
        writer.text(row, column, name.replace("_", " "), styles.CASE)
        writer.text(row + 1, column, plan.results.unit(name), styles.CASE)
    return columns


def write_cases(writer: Writer, plan: Plan, first: int, names: list[str], cases: Iterable[int]) -> int:
    """A row a case, each figure picked by the number of its case, so that a column holds one formula. The last row."""
    at = first - 1
    for at, case in enumerate(cases, start=first):
        write_number(writer, at, case)
        writer.text(at, TITLE, plan.cases[case].title or plan.cases[case].name)
        for column, name in enumerate(names, start=FIRST_QUANTITY):
            if _fills(plan, case, name):
                write_figure(writer, plan, (at, column), name, case)
            else:
                writer.absent(at, column)
    return at


def list_width(names: list[str]) -> int:
    """The characters across the list."""
    return int(sum(WIDTHS.values()) + sum(map(_width, names)))


def _width(name: str) -> float:
    """A width in which no word of the heading is broken."""
    return max(FIGURE_WIDTH, 2 + 1.25 * max(map(len, name.split("_"))))


def write_number(writer: Writer, row: int, case: int) -> None:
    """The number of the case whose figures stand in the row."""
    writer.number(row, NUMBER, case + 1, '"case "0', styles.UNITS)


def _row_of(plan: Plan, name: str) -> tuple[str, str]:
    """The sheet and the kind of the row of a quantity that counts."""
    if name in plan.ranged:
        return "Model", IN_FORCE
    return ("Inputs", GIVEN) if (GIVEN, name) in plan.rows else ("Model", COUNTS)


def _fills(plan: Plan, case: int, name: str) -> bool:
    """Has the case a cell of the quantity?"""
    return _row_of(plan, name)[1] != COUNTS or plan.has(case, name, COUNTS)


def write_figure(writer: Writer, plan: Plan, at: tuple[int, int], name: str, case: int) -> None:
    """The figure of the case whose number stands at the beginning of the row."""
    sheet, kind = _row_of(plan, name)
    own = plan.rows[kind, name]
    row = f"{sheet}!${letter(FIRST_CASE)}${own}:${letter(FIRST_CASE + len(plan.cases) - 1)}${own}"
    values = plan.values(name)
    shape = number_format(plan.results.unit(name), values)
    writer.formula(*at, f"=INDEX({row},${letter(NUMBER)}{at[0]})", shown(values[case]), shape, styles.LINK)
