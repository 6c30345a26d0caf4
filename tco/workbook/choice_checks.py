"""Checks of places and winners: looked up again by another way than the one that made them, so that a wrong one is found.

A rank is right where the figure of that place is the row's own: SMALL(figures, rank) = figure. A name is right where the
figure that stands beside it is the least (most, second). Both hold however the inputs are changed. How far each is off is
added up without its sign, so that two that are exchanged do not make up for each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from tco.lineage import WHICH, Made
from tco.workbook.check_rows import ALL_CASES, Check
from tco.workbook.places import letter
from tco.workbook.table_formulas import cells_of, either, extreme, made_formula, named_among
from tco.workbook.table_lists import Lists
from tco.workbook.table_places import SHEET, Block

LONGEST = 240  # characters of a sum of what cells are off
Off = tuple[int, str]  # row, how far the figure that its cell points at is off


def choice_checks(lists: Lists, block: Block) -> Iterator[Check]:
    """For each column of ranks or names: the figures that its cells point at are those that they should be."""
    for place, column in enumerate(block.table.columns):
        says = f"table {block.table.title}, {column.title}"
        parts = _parts([found for row in range(len(block.table.rows)) if (found := _off(lists, block, row, place))])
        for off in parts:
            rows = says if len(parts) == 1 else f"{says}, rows {off[0][0]}-{off[-1][0]}"
            terms = "+".join(text for _, text in off)
            yield Check(SHEET, f"{rows}: points at the right figure", ALL_CASES, terms, 0.0, 0.0)


def _off(lists: Lists, block: Block, row: int, place: int) -> Off | None:
    """How far off one cell is; nothing where it is no rank or name, or is typed."""
    made, shown = block.table.how(row, place), block.table.rows[row][place]
    if not made or block.table.live[row][place] or not made_formula(lists, made, shown):
        return None
    cell = f"{SHEET}!{letter(place + 1)}{block.body + row}"
    if made.verb == "rank":
        figures, own = cells_of(lists, made.refs[1:]), cells_of(lists, made.refs[:1])
        return block.body + row, f"ABS(SMALL({_area(figures)},{cell})-{own})"
    if made.verb in WHICH and len(set(made.names)) == len(made.names):
        return block.body + row, _named(lists, made, shown, cell)
    return None


def _named(lists: Lists, made: Made, shown: object, cell: str) -> str:
    """The figure beside a name less the one that it should be; a name that is none of them points at nothing."""
    if found := named_among(lists, made, shown):
        figures, names = found
        return f"ABS(INDEX({figures},MATCH({cell},{names},0))-{extreme(made.verb, figures)})"
    one, other = (cells_of(lists, (ref,)) for ref in made.refs)
    first, second = either(made)
    return f"ABS(({cell}={first})*{one}+({cell}={second})*{other}-{extreme(made.verb, f'{one},{other}')})"


def _area(cells: str) -> str:
    """Several cells as the one argument that SMALL takes."""
    return f"({cells})" if "," in cells else cells


def _parts(found: list[Off]) -> list[list[Off]]:
    """As many together as keep the sum short."""
    parts: list[list[Off]] = []
    for one in found:
        if parts and sum(len(text) + 1 for _, text in (*parts[-1], one)) <= LONGEST:
            parts[-1].append(one)
        else:
            parts.append([one])
    return parts
