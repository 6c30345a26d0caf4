"""Where the figures that a cell of a table is made of stand, and their cells as arguments of a function."""

from __future__ import annotations

from collections.abc import Sequence

from tco.lineage import split
from tco.workbook.places import letter
from tco.workbook.plan import COUNTS, FIRST_PERIOD, Plan
from tco.workbook.table_places import live_cell

Place = tuple[str, int, int]  # sheet, row, column


def place_of(plan: Plan, ref: str) -> Place | None:
    """Where the figure of a reference stands, on Inputs, Model or Periods."""
    from openpyxl.utils.cell import coordinate_to_tuple

    case, quantity, period, _ = split(ref)
    if not period:
        sheet, _, cell = (live_cell(plan, (case, quantity)) or "").partition("!")
        return (sheet, *coordinate_to_tuple(cell)) if cell else None
    names = [own.name for own in plan.cases]
    row = plan.period_rows.get((COUNTS, quantity, names.index(case))) if case in names else None
    return ("Periods", row, FIRST_PERIOD + period - 1) if row else None


def areas(places: Sequence[Place]) -> str:
    """Cells as arguments of a function, those side by side as one range.

    >>> areas([("Periods", 9, 7), ("Periods", 9, 8), ("Model", 5, 4)])
    'Model!D5,Periods!G9:H9'
    """
    return ",".join(_ranges(places))


def _ranges(places: Sequence[Place]) -> list[str]:
    parts: list[list[Place]] = []
    for sheet, row, column in sorted(places):
        if parts and parts[-1][-1] == (sheet, row, column - 1):
            parts[-1].append((sheet, row, column))
        else:
            parts.append([(sheet, row, column)])
    return [_range(part) for part in parts]


def _range(part: Sequence[Place]) -> str:
    sheet, row, first = part[0]
    cell = f"{sheet}!{letter(first)}{row}"
    return cell if len(part) == 1 else f"{cell}:{letter(part[-1][2])}{row}"


def summed(plan: Plan, refs: Sequence[str]) -> str:
    """The sum of figures, less those with a minus; "" where one of them stands nowhere."""
    signed = [(place_of(plan, ref), split(ref)[3]) for ref in refs]
    if not signed or not all(place for place, _ in signed):
        return ""
    sides = [[place for place, own in signed if place and own == sign] for sign in (1.0, -1.0)]
    added, taken = (f"SUM({areas(side)})" if side else "" for side in sides)
    return f"{added}-{taken}" if taken else added
