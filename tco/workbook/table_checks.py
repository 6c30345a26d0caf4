"""Checks of the tables that SQL makes: a live column sums to what Model and Periods hold, and to what the engine computed."""

from __future__ import annotations

from collections.abc import Iterator

from tco.lineage import Made
from tco.workbook.check_rows import ALL_CASES, Check
from tco.workbook.choice_checks import choice_checks
from tco.workbook.identities import SENSITIVITY
from tco.workbook.table_areas import summed
from tco.workbook.table_formulas import made_formula, made_value
from tco.workbook.table_lists import Lists
from tco.workbook.table_places import SHEET, Block, blocks, column_cells, live_cell

LONGEST = 200  # characters of a sum of cells of Model or Periods
Parts = dict[int, Made]  # row -> what its cell is made of


def table_checks(lists: Lists) -> Iterator[Check]:
    """For each live column: its sum is that of the cells it is of. For each table: the first of them, by the engine.

    A column of which no such sum can be written (ranks, the least of several) is set against the engine's.
    """
    for block in blocks(lists.tables):
        yield from choice_checks(lists, block)
        delivered = False
        for place, column in enumerate(block.table.columns):
            found = _made(lists, block, place)
            if not found:
                continue
            says, whole = f"table {block.table.title}, {column.title}", _values(lists, found)
            own, parts = f"SUM({column_cells(place, block.body, block.last)})", _parts(lists, found)
            for first, last, text, total in parts:
                rows = says if len(parts) == 1 else f"{says}, rows {first}-{last}"
                cells = own if len(parts) == 1 else f"SUM({column_cells(place, first, last)})"
                home = "Periods" if "Periods!" in text else "Model"
                yield Check(SHEET, f"{rows}: as on {home}", ALL_CASES, cells, total, text, total)
            if not (delivered and parts):
                delivered = True
                yield Check(
                    SHEET, f"{says}: as the engine computed it", ALL_CASES, own, whole, whole, severity=SENSITIVITY
                )


def _made(lists: Lists, block: Block, place: int) -> Parts:
    """What the cells of a column are made of; nothing where one of its numbers is typed."""
    table, found = block.table, Parts()
    for row, values in enumerate(table.rows):
        if not isinstance(values[place], (int, float)):
            continue
        live, made = table.live[row][place], table.how(row, place)
        if live and live_cell(lists.plan, live):
            found[block.body + row] = Made("is", (":".join(live),))
        elif made and not live and made_formula(lists, made, values[place]):
            found[block.body + row] = made
        else:
            return {}
    return found


def _values(lists: Lists, found: Parts) -> float:
    return sum(float(made_value(lists, made, None)) for made in found.values())


def _parts(lists: Lists, found: Parts) -> list[tuple[int, int, str, float]]:
    """First and last row, the sum by another way (cells side by side as one range), its value: as many as keep it short."""
    parts: list[tuple[Parts, str]] = []
    for row, made in found.items():
        if not (terms := _terms(made)):
            return []
        own = {row: Made("sum", terms)}
        joined = parts[-1][0] | own if parts else own
        text = summed(lists.plan, [ref for one in joined.values() for ref in one.refs])
        if parts and len(text) <= LONGEST:
            parts[-1] = joined, text
        else:
            parts.append((own, summed(lists.plan, terms)))
    return [(min(rows), max(rows), text, _values(lists, rows)) for rows, text in parts]


def _terms(made: Made) -> tuple[str, ...]:
    """The references of which a cell is the sum; none where it is something else."""
    if made.verb == "sum":
        return made.refs
    return made.refs[:1] if made.verb == "is" or (len(made.refs) == 1 and made.verb in ("min", "max")) else ()
