"""The decision on the Summary: how far the stated ranges reach for each way, and the few assumptions that move it most.

Both are tables of the report; the Summary points at their cells, and picks from Model what stands there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tco.workbook import styles
from tco.workbook.formats import number_format
from tco.workbook.places import letter
from tco.workbook.summary_rows import (
    FIGURE_WIDTH,
    FIRST_QUANTITY,
    write_cases,
    write_figure,
    write_headings,
    write_number,
)
from tco.workbook.table_places import SHEET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tco.workbook.cells import Writer
    from tco.workbook.plan import Plan
    from tco.workbook.table_lists import Lists
    from tco.workbook.table_places import Block

MOST, LEAST_AND_MOST = 5, ("least", "most")
ENDS = ("low", "given", "high")
WORDS = ("case", "best_at_low", "best_at_high")
WORD_WIDTH = 24.0
DRIVER_COLUMNS = 1 + 2 * len(ENDS) + len(WORDS)  # unit, what it is, what it makes of the figure, and where


def decided(plan: Plan, lists: Lists) -> list[int]:
    """The places of the cases among which the decision is, in the order of the table of ranges; none where none are named."""
    names, wanted = [case.name for case in plan.cases], plan.results.scenario.decide
    if (block := lists.block("ranges")) and wanted:
        told = [row[0] for row in block.table.rows]
        wanted = (*(name for name in told if name in wanted), *(name for name in wanted if name not in told))
    return [names.index(name) for name in wanted]


def across(names: Sequence[str]) -> int:
    """The last column of the decision and of what moves it, with so many quantities."""
    return max(FIRST_QUANTITY + len(names) + len(LEAST_AND_MOST) - 1, FIRST_QUANTITY + DRIVER_COLUMNS - 1)


def write_decision(writer: Writer, plan: Plan, lists: Lists, row: int, names: list[str], among: Sequence[int]) -> int:
    """The ways of the decision, how far the ranges reach, and what moves it most, from a row on. The row below."""
    last = across(names)
    writer.fill_row(row, "The decision", last)
    for line in (row + 1, row + 2):
        writer.fill_row(line, "", last, styles.BAND)
    write_headings(writer, plan, row + 1, names)
    write_cases(writer, plan, row + 3, names, among)
    _write_reach(writer, plan, lists, among, (row + 3, FIRST_QUANTITY + len(names)))
    figures = dict.fromkeys(range(FIRST_QUANTITY + len(names), last + 1), FIGURE_WIDTH)
    words = dict.fromkeys(range(FIRST_QUANTITY + DRIVER_COLUMNS - len(WORDS), last + 1), WORD_WIDTH)
    writer.widths(figures | words)
    row = _write_drivers(writer, plan, lists, row + 4 + len(among), FIRST_QUANTITY)
    writer.fill_row(row, "All cases", last)
    return row + 1


def _write_reach(writer: Writer, plan: Plan, lists: Lists, cases: Sequence[int], at: tuple[int, int]) -> None:
    """Beside the rows of the cases, the least and the most over all stated ranges; `at` is the first row and column."""
    if not (block := lists.block("ranges")):
        return
    rows = {row[0]: number for number, row in enumerate(block.table.rows)}
    for place, name in enumerate(LEAST_AND_MOST):
        column = block.table.columns[_place(block, name)]
        for up, told in ((2, column.title), (1, column.unit)):
            writer.text(at[0] - up, at[1] + place, told, styles.CASE)
        for down, case in enumerate(cases):
            if (number := rows.get(plan.cases[case].name)) is not None:
                _link(writer, block, (at[0] + down, at[1] + place), (number, _place(block, name)))


def _write_drivers(writer: Writer, plan: Plan, lists: Lists, row: int, first: int) -> int:
    """The assumptions that move the figure most, the first ones of their table, from a row on. The row below them."""
    if not (block := lists.block("assumptions")):
        return row
    target = block.table.columns[_place(block, "at_low") + 1].name
    figures = ("at_low", target, "at_high")
    ends_at, words_at = first + 1, first + 1 + len(ENDS) + len(figures)
    writer.fill_row(row, block.table.title, words_at + len(WORDS) - 1)
    _write_driver_headings(writer, block, (*ENDS, *figures), row + 1, first)
    count, cases = min(MOST, len(block.table.rows)), [case.name for case in plan.cases]
    for number, values in enumerate(block.table.rows[:count]):
        line, told = row + 2 + number, dict(zip((c.name for c in block.table.columns), values, strict=True))
        case = cases.index(str(told["case"]))
        write_number(writer, line, case)
        writer.text(line, first - 1, str(told["quantity"]).replace("_", " "))
        writer.text(line, first, told["unit"], styles.UNITS)
        for place, name in enumerate((*ENDS, *figures), start=ends_at):
            if name == target:
                write_figure(writer, plan, (line, place), target, case)
            else:
                unit = str(told["unit"]) if name in ENDS else ""
                _link(writer, block, (line, place), (number, _place(block, name)), unit)
        for place, name in enumerate(WORDS, start=words_at):
            writer.text(line, place, _titled(plan, str(told[name])))
    return row + 3 + count


def _write_driver_headings(writer: Writer, block: Block, names: Sequence[str], row: int, first: int) -> None:
    """As the table says them; the figures by their place, and the words to their right."""
    titles = {column.name: column.title for column in block.table.columns}
    writer.row_of_text(row, ("", titles["quantity"]), styles.BAND)
    writer.row_of_text(row, [titles[name] for name in ("unit", *names)], styles.CASE, first)
    writer.row_of_text(row, [titles[name] for name in WORDS], styles.BAND, first + 1 + len(names))


def _titled(plan: Plan, text: str) -> str:
    """A text with its cases by their titles."""
    known = {case.name: case.title or case.name for case in plan.cases}
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{names})(?![\w-])", lambda found: known[found[0]], text)


def _place(block: Block, name: str) -> int:
    return next(place for place, column in enumerate(block.table.columns) if column.name == name)


def _link(writer: Writer, block: Block, at: tuple[int, int], of: tuple[int, int], unit: str = "") -> None:
    """A reference to a figure that the table itself has."""
    value = block.table.rows[of[0]][of[1]]
    if not isinstance(value, (int, float)):
        writer.text(*at, "-", styles.TEXT)
        return
    shape = number_format(unit or block.table.columns[of[1]].unit, [value])
    writer.formula(*at, f"={SHEET}!{letter(of[1] + 1)}{block.body + of[0]}", float(value), shape)
