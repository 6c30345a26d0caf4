"""Where the tables of a report stand on their sheet, and which of their figures are references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tco.lineage import Reference
from tco.report import Table
from tco.workbook.places import case_cell, letter
from tco.workbook.plan import COUNTS, GIVEN, Plan
from tco.workbook.printing import CHARACTERS_A_PAGE
from tco.workbook.spoken import lines

SHEET = "Tables"
FIRST, GAP = 5, 2  # the row of the first title, and rows between tables
NARROWEST, WIDEST = 12.5, 17.0
WIDEST_FIRST = (28.0, 28.0, 30.0)  # names of cases and quantities come first
LONG_TEXT, MOST_ROWS = 60, 2000  # characters of a text that takes what a page has left; rows that are asked for it
LETTERS_A_WIDTH = 1.1  # of prose, in digits of a column


@dataclass(frozen=True)
class Block:
    """A table on the sheet: its title in its first row, then lines of its note, headings, units, rows, sources."""

    table: Table
    first: int
    note: tuple[str, ...]

    @property
    def has_units(self) -> bool:
        """Do its headings have a second row?"""
        return any(column.unit for column in self.table.columns)

    @property
    def headings(self) -> int:
        """The row of its headings."""
        return self.first + 1 + len(self.note)

    @property
    def body(self) -> int:
        """The first of its rows."""
        return self.headings + (2 if self.has_units else 1)

    @property
    def last(self) -> int:
        """The last of its rows."""
        return self.body + len(self.table.rows) - 1

    @property
    def after(self) -> int:
        """Where the next one begins."""
        return self.last + bool(self.table.sources) + GAP


def blocks(tables: Sequence[Table]) -> list[Block]:
    """The tables one below the other."""
    widths, made = widths_of(tables), list[Block]()
    for table in tables:
        note = tuple(prose([table.note], widths)) if table.note else ()
        made.append(Block(table, made[-1].after if made else FIRST, note))
    return made


def prose(texts: Sequence[str], widths: dict[int, float]) -> list[str]:
    """Texts in lines as wide as the sheet."""
    return [line for text in texts for line in lines(text, int(sum(widths.values()) * LETTERS_A_WIDTH))]


def widths_of(tables: Sequence[Table]) -> dict[int, float]:
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
    """What is left of a page goes to the columns of texts that would wrap."""
    wanted = dict[int, float]()
    for place, width in widths.items():
        cells = (row[place - 1] for table in tables for row in table.rows[:MOST_ROWS] if place <= len(row))
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        if longest + 2 > width:
            wanted[place] = min(longest + 2, LONG_TEXT) - width
    room = max(0.0, CHARACTERS_A_PAGE - sum(widths.values()))
    return {place: width + min(wanted.get(place, 0.0), room / max(1, len(wanted))) for place, width in widths.items()}


def column_cells(place: int, first: int, last: int) -> str:
    """The cells of a column of a table, counted from 0, between two rows of the sheet."""
    column = letter(place + 1)
    return f"{SHEET}!{column}{first}:{column}{last}"


def live_cell(plan: Plan, reference: Reference | None) -> str | None:
    """The cell that a reference means, where there is one with a value a case."""
    names = [case.name for case in plan.cases]
    if not reference or reference[0] not in names or not plan.stands(reference[1]):
        return None
    case, name = names.index(reference[0]), reference[1]
    filled = name in plan.cases[case].inputs if (GIVEN, name) in plan.rows else plan.has(case, name, COUNTS)
    return case_cell(plan, name, case) if filled else None
