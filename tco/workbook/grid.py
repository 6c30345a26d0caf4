"""What Inputs, Model and Summary share: a column a case, under its number and title."""

from __future__ import annotations

from tco.workbook import styles
from tco.workbook.cells import Writer
from tco.workbook.places import case_key
from tco.workbook.plan import FIRST_CASE, MEANING, NAME, UNIT, Plan

WIDTHS = {NAME: 31.0, MEANING: 42.0, UNIT: 12.0}
CASE_WIDTH = 12.5


def case_headings(
    writer: Writer, plan: Plan, row: int, labels: tuple[str, str, str], after: tuple[str, ...] = ()
) -> int:
    """Two rows of headings: labels, the cases by number and title, and what stands to their right. The last column."""
    columns = FIRST_CASE + len(plan.cases) + len(after) - 1
    for line in (row, row + 1):
        writer.fill_row(line, "", columns, styles.BAND)
    writer.row_of_text(row + 1, labels, styles.BAND)
    for number, case in enumerate(plan.cases):
        writer.text(row, FIRST_CASE + number, case_key(number), styles.CASE)
        writer.text(row + 1, FIRST_CASE + number, case.title or case.name, styles.CASE)
    writer.row_of_text(row + 1, after, styles.BAND, FIRST_CASE + len(plan.cases))
    cases = {FIRST_CASE + n: CASE_WIDTH for n in range(len(plan.cases))}
    writer.widths(WIDTHS | cases)
    return columns


def grid_characters(plan: Plan) -> float:
    """The width of labels and cases together."""
    return sum(WIDTHS.values()) + CASE_WIDTH * len(plan.cases)


def labels(writer: Writer, plan: Plan, row: int, name: str, shown_name: str = "") -> None:
    """Name, meaning and unit of a quantity."""
    writer.text(row, NAME, shown_name or name)
    writer.text(row, MEANING, plan.results.sheet.meaning(name))
    writer.text(row, UNIT, plan.results.unit(name), styles.UNITS)
