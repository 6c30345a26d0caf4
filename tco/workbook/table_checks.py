"""Checks of the tables that SQL makes: a live column sums to what Model holds, and to what the engine computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tco.lineage import Reference
from tco.report import Table
from tco.workbook.check_rows import ALL_CASES, Check
from tco.workbook.identities import SENSITIVITY
from tco.workbook.places import case_cell, letter
from tco.workbook.plan import Plan
from tco.workbook.table_places import Block, blocks, live_cell

SHEET, LONGEST = "Tables", 200  # characters of a sum of cells of Model


def table_checks(plan: Plan, tables: Sequence[Table]) -> Iterator[Check]:
    """For each column of references: its sum is that of the cells of Model. For each table: the first of them, by the engine."""
    for block in blocks(tables):
        delivered = False
        for place, column in enumerate(block.table.columns, start=1):
            found = _references(plan, block, place)
            if not found:
                continue
            own, total = f"SUM({SHEET}!{letter(place)}{block.body}:{letter(place)}{block.last})", _total(plan, found)
            says, model = f"table {block.table.title}, {column.title}", _on_model(plan, found)
            if model:
                yield Check(SHEET, f"{says}: as on Model", ALL_CASES, own, total, model, total)
            if not (delivered and model):
                delivered = True
                yield Check(
                    SHEET, f"{says}: as the engine computed it", ALL_CASES, own, total, total, severity=SENSITIVITY
                )


def _references(plan: Plan, block: Block, place: int) -> list[Reference]:
    """What a column refers to; nothing where it holds a number that is no reference."""
    cells = [(row[place - 1], live[place - 1]) for row, live in zip(block.table.rows, block.table.live, strict=True)]
    numbers = [(value, live) for value, live in cells if isinstance(value, (int, float))]
    found = [live for _, live in numbers if live and live_cell(plan, live)]
    return found if len(found) == len(numbers) else []


def _total(plan: Plan, found: Sequence[Reference]) -> float:
    return sum(value for ref in found if isinstance(value := plan.results.value(*ref), (int, float)))


def _on_model(plan: Plan, found: Sequence[Reference]) -> str:
    """The sum of the cells by another way: those of a quantity side by side as one range. "" where it would be too long."""
    names = [case.name for case in plan.cases]
    places = sorted({(quantity, names.index(case)) for case, quantity in found})
    if len(places) < len(found):
        return ""  # a cell that is shown twice would be counted once
    parts: list[list[tuple[str, int]]] = []
    for quantity, case in places:
        if parts and parts[-1][-1] == (quantity, case - 1):
            parts[-1].append((quantity, case))
        else:
            parts.append([(quantity, case)])
    text = f"SUM({','.join(_range(plan, part) for part in parts)})"
    return text if len(text) <= LONGEST else ""


def _range(plan: Plan, part: Sequence[tuple[str, int]]) -> str:
    (quantity, first), (_, last) = part[0], part[-1]
    cell = case_cell(plan, quantity, first)
    return cell if first == last else f"{cell}:{case_cell(plan, quantity, last, sheet=False).rpartition('!')[2]}"
