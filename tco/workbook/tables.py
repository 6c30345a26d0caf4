"""Tables: what the report's queries made. A figure that is a quantity of a case is a reference to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from tco.report import Reference, Table
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.formats import number_format
from tco.workbook.model import shown
from tco.workbook.places import case_cell
from tco.workbook.plan import COUNTS, GIVEN, Plan, runs
from tco.workbook.printing import CHARACTERS_A_PAGE, RESULTS, Paper, finish
from tco.workbook.spoken import lines

NARROWEST, WIDEST = 12.5, 17.0
WIDEST_FIRST = (28.0, 28.0, 30.0)  # names of cases and quantities come first
LONG_TEXT, MOST_ROWS = 60, 2000  # characters of a text that takes what a page has left; rows that are asked for it
LETTERS_A_WIDTH = 1.1  # of prose, in digits of a column


def write_tables(book: Book, plan: Plan, title: str, subject: str, tables: Sequence[Table]) -> None:
    """A sheet of tables, one below the other; nothing where there are none."""
    if not tables:
        return
    writer = book.add(title, subject)
    writer.widths(widths := _widths(tables))
    columns = max(2, *(len(table.columns) for table in tables))
    row, sources = 5, list(dict.fromkeys(source for table in tables for source in table.sources))
    starts = list[int]()
    for table in tables:
        starts.append(row)
        row = _write_table(writer, plan, row, table, widths)
        if table.sources:
            row += 1
            places = sorted(sources.index(source) + 1 for source in set(table.sources))
            writer.text(row, 1, f"Sources, listed below: {runs(places)}", styles.TEXT)
        row += 2
    starts.append(row)
    row = _write_sources(writer, row, sources, widths)
    finish(book, writer, Paper(columns, row, left=1, widest=RESULTS, together=tuple(starts)))


def _write_sources(writer: Writer, row: int, sources: list[str], widths: dict[int, float]) -> int:
    """Every source of the tables once, by number. The last row written."""
    if not sources:
        return row
    writer.fill_row(row, "Sources of the tables", len(widths))
    return _write_prose(writer, row, [f"{number}: {source}" for number, source in enumerate(sources, start=1)], widths)


def _write_prose(writer: Writer, row: int, texts: Sequence[str], widths: dict[int, float]) -> int:
    """Texts below a row, in lines as wide as the sheet. The last row written."""
    for line in (line for text in texts for line in lines(text, int(sum(widths.values()) * LETTERS_A_WIDTH))):
        row += 1
        writer.text(row, 1, line, styles.TEXT)
    return row


def _widths(tables: Sequence[Table]) -> dict[int, float]:
    """A width a column that suits every table: long texts wrap, so that figures keep together."""
    found: dict[int, float] = {}
    for table in tables:
        for place, column in enumerate(table.columns, start=1):
            texts = [len(str(row[place - 1])) for row in table.rows if isinstance(row[place - 1], str)]
            wanted = max([len(column.unit), *texts]) + 2
            widest = WIDEST_FIRST[place - 1] if place <= len(WIDEST_FIRST) else WIDEST
            found[place] = max(found.get(place, NARROWEST), min(widest, wanted))
    return _with_room(tables, found)


def _with_room(tables: Sequence[Table], widths: dict[int, float]) -> dict[int, float]:
    """What is left of a page goes to the columns of long texts."""
    texts = {
        place: [str(row[place - 1]) for table in tables for row in table.rows[:MOST_ROWS] if place <= len(row)]
        for place in widths
    }
    long = [place for place, said in texts.items() if max(map(len, said), default=0) > LONG_TEXT]
    room = CHARACTERS_A_PAGE - sum(widths.values())
    more = {place: min(room / len(long), LONG_TEXT - widths[place]) for place in long if room > 0}
    return {place: width + max(0.0, more.get(place, 0.0)) for place, width in widths.items()}


def _write_table(writer: Writer, plan: Plan, row: int, table: Table, widths: dict[int, float]) -> int:
    """One table with its title, note, headings and rows. The last row written."""
    writer.fill_row(row, table.title, len(widths))
    row = _write_prose(writer, row, [table.note] if table.note else [], widths)
    has_units = any(column.unit for column in table.columns)
    for place, column in enumerate(table.columns, start=1):
        style = styles.BAND if column.text else styles.CASE
        writer.text(row + 1, place, column.title, style)
        if has_units:
            writer.text(row + 2, place, column.unit, style)
    row += 2 if has_units else 1
    for values, live in zip(table.rows, table.live, strict=True):
        row += 1
        for place, (value, reference) in enumerate(zip(values, live, strict=True)):
            _write_cell(writer, plan, (row, place + 1), value, reference, _shape(table, place, value, reference, plan))
        if not live[-1]:
            _let_run(writer, row, values[-1], widths, len(values))
    return row


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
    cell = _live(plan, reference)
    if cell and reference:
        writer.formula(*at, f"={cell}", shown(plan.results.value(*reference)), shape)
    else:
        writer.value(*at, value, shape)


def _live(plan: Plan, reference: Reference | None) -> str | None:
    """The cell that a reference means, where there is one with a value a case."""
    names = [case.name for case in plan.cases]
    if not reference or reference[0] not in names or not plan.stands(reference[1]):
        return None
    case, name = names.index(reference[0]), reference[1]
    filled = name in plan.cases[case].inputs if (GIVEN, name) in plan.rows else plan.has(case, name, COUNTS)
    return case_cell(plan, name, case) if filled else None
