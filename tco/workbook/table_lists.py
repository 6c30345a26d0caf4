"""Where the figures that a cell chooses among stand side by side or one below the other, with a name for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tco.lineage import Made
from tco.report import Table
from tco.workbook.places import letter
from tco.workbook.plan import FIRST_CASE, Plan
from tco.workbook.table_areas import place_of
from tco.workbook.table_places import Block, blocks, column_cells, live_cell

TITLES = 6  # the row of Model with the titles of the cases


@dataclass(frozen=True)
class Listed:
    """Figures in one range, in the order of its cells; and what may name them: cells, and what these say."""

    cells: str
    refs: tuple[str, ...]
    named: tuple[tuple[str, tuple[object, ...]], ...]

    def names(self, wanted: Mapping[str, str]) -> str:
        """The cells that hold the wanted name of each figure; "" where none do."""
        own = tuple(wanted[ref] for ref in self.refs)
        return next((cells for cells, told in self.named if told == own), "")


@dataclass(frozen=True)
class Lists:
    """Ranges of figures, on Model and in the tables themselves; and the formulas over them that are written already."""

    plan: Plan
    tables: tuple[Table, ...]
    formulas: dict[tuple[Made, object], str] = field(default_factory=dict, compare=False)

    def of(self, refs: Sequence[str]) -> Iterator[Listed]:
        """Every range that holds these figures and no other."""
        asked = frozenset(refs)
        if len(asked) == len(refs):
            yield from self._across(refs)
            yield from (found for spot in self._spots.get(refs[0], ()) if (found := self._down(*spot, asked)))

    def _across(self, refs: Sequence[str]) -> Iterator[Listed]:
        """Cases side by side on Model."""
        found = sorted((place, ref) for ref in refs if (place := place_of(self.plan, ref)))
        first, last = (found[0][0], found[-1][0]) if found else (None, None)
        if not first or not last or len(found) < len(refs) or first[0] != "Model":
            return
        if first[1] == last[1] and last[2] - first[2] + 1 == len(refs):
            cases = self.plan.cases[first[2] - FIRST_CASE : last[2] - FIRST_CASE + 1]
            titles = tuple(case.title or case.name for case in cases)
            cells = "Model!{0}{2}:{1}{2}".format
            ends = letter(first[2]), letter(last[2])
            yield Listed(cells(*ends, first[1]), tuple(ref for _, ref in found), ((cells(*ends, TITLES), titles),))

    def block(self, name: str) -> Block | None:
        """Where a table of the report stands on its sheet; None where the report has none of that name."""
        return next((block for block in self._blocks if block.table.name == name), None)

    @cached_property
    def _blocks(self) -> list[Block]:
        return blocks(self.tables)

    @cached_property
    def _columns(self) -> dict[tuple[int, int], dict[str, int]]:
        """Table and column -> what each of its references stands in which row."""
        found: dict[tuple[int, int], dict[str, int]] = {}
        for number, table in enumerate(self.tables):
            for row, values in enumerate(table.rows):
                for place in range(len(values)):
                    if ref := self._shown(table, row, place):
                        found.setdefault((number, place), {}).setdefault(ref, row)
        return found

    def _shown(self, table: Table, row: int, place: int) -> str:
        """The one figure that a cell refers to."""
        live, made = table.live[row][place], table.how(row, place)
        if live:
            return ":".join(live) if live_cell(self.plan, live) else ""
        return made.refs[0] if made and made.verb == "is" and place_of(self.plan, made.refs[0]) else ""

    @cached_property
    def _spots(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for spot, rows in self._columns.items():
            for ref in rows:
                found.setdefault(ref, []).append(spot)
        return found

    def _down(self, number: int, place: int, asked: frozenset[str]) -> Listed | None:
        """Rows of a table, one below the other."""
        rows = self._columns[number, place]
        if not asked <= rows.keys():
            return None
        own = sorted((rows[ref], ref) for ref in asked)
        first, last = own[0][0], own[-1][0]
        if last - first + 1 != len(own):
            return None
        block, table = self._blocks[number], self.tables[number]
        named = tuple(
            (
                column_cells(other, block.body + first, block.body + last),
                tuple(row[other] for row in table.rows[first : last + 1]),
            )
            for other, column in enumerate(table.columns)
            if column.text
        )
        return Listed(column_cells(place, block.body + first, block.body + last), tuple(ref for _, ref in own), named)
