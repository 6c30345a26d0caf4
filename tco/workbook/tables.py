"""Tables: what the report's queries made. A figure that is a quantity of a case is a reference to its cell; one that is made of
several is a formula over theirs."""

from __future__ import annotations

from collections.abc import Sequence

from tco.lineage import Reference
from tco.report import Table
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.formats import number_format
from tco.workbook.model import shown
from tco.workbook.plan import Plan, runs
from tco.workbook.printing import RESULTS, Paper, finish
from tco.workbook.table_formulas import made_formula, made_value
from tco.workbook.table_lists import Lists
from tco.workbook.table_places import Block, blocks, live_cell, prose, widths_of


def write_tables(book: Book, title: str, subject: str, lists: Lists) -> None:
    """A sheet of tables, one below the other; nothing where there are none."""
    if not (tables := lists.tables):
        return
    writer, widths, made = book.add(title, subject), widths_of(tables), blocks(tables)
    writer.widths(widths)
    sources = list(dict.fromkeys(source for table in tables for source in table.sources))
    for block in made:
        _write_table(writer, lists, block, widths)
        if block.table.sources:
            places = sorted(sources.index(source) + 1 for source in set(block.table.sources))
            writer.text(block.last + 1, 1, f"Sources, listed below: {runs(places)}", styles.TEXT)
    last = made[-1].after
    if sources:
        writer.fill_row(last, "Sources of the tables", len(widths))
        listed = [f"{number}: {source}" for number, source in enumerate(sources, start=1)]
        last = _write_prose(writer, last + 1, prose(listed, widths))
    starts = (*(block.first for block in made), made[-1].after)
    finish(book, writer, Paper(max(2, len(widths)), last, left=1, widest=RESULTS, together=starts))


def _write_prose(writer: Writer, first: int, texts: Sequence[str]) -> int:
    """Lines from a row on. The last row written."""
    for row, line in enumerate(texts, start=first):
        writer.text(row, 1, line, styles.TEXT)
    return first + len(texts) - 1


def _write_table(writer: Writer, lists: Lists, block: Block, widths: dict[int, float]) -> None:
    """One table with its title, note, headings and rows."""
    table, plan = block.table, lists.plan
    writer.fill_row(block.first, table.title, len(widths))
    _write_prose(writer, block.first + 1, block.note)
    for place, column in enumerate(table.columns, start=1):
        style = styles.BAND if column.text else styles.CASE
        writer.text(block.headings, place, column.title, style)
        if block.has_units:
            writer.text(block.headings + 1, place, column.unit, style)
    for row, (values, live) in enumerate(zip(table.rows, table.live, strict=True), start=block.body):
        for place, (value, reference) in enumerate(zip(values, live, strict=True)):
            shape, made = _shape(table, place, value, reference, plan), table.how(row - block.body, place)
            if not reference and (formula := made_formula(lists, made, value)) and made:
                writer.formula(row, place + 1, f"={formula}", made_value(lists, made, value), shape)
            else:
                _write_cell(writer, plan, (row, place + 1), value, reference, shape)
        if not live[-1]:
            _let_run(writer, row, values[-1], widths, len(values))


def _let_run(writer: Writer, row: int, value: object, widths: dict[int, float], last: int) -> None:
    """A text in the last column of its table runs over the empty cells to its right, if they are enough."""
    room = sum(width for column, width in widths.items() if column >= last)
    if isinstance(value, str) and last < len(widths) and len(value) <= room:
        writer.text(row, last, value, styles.TEXT)
        writer.wrapped.get(row, {}).pop(last, None)


def _shape(table: Table, place: int, value: object, reference: Reference | None, plan: Plan) -> str:
    """The format of a column that has a unit; cell by cell where the column mixes quantities."""
    if unit := table.columns[place].unit:
        return number_format(unit, (row[place] for row in table.rows))
    return number_format(plan.results.unit(reference[1]) if reference else "", [value])


def _write_cell(
    writer: Writer, plan: Plan, at: tuple[int, int], value: object, reference: Reference | None, shape: str
) -> None:
    cell = live_cell(plan, reference)
    if cell and reference:
        writer.formula(*at, f"={cell}", shown(plan.results.value(*reference)), shape)
    else:
        writer.value(*at, value, shape)
