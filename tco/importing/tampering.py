"""What a workbook that comes back has in it besides changed inputs: held against the same workbook made anew.

A formula that is no longer what it was, or a row that has moved, means that the workbook no longer computes what the
scenario says; such a workbook is refused, with every place. Other texts and extra cells are told and not read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tco.errors import Fault
from tco.importing.identity import AGAIN
from tco.workbook.plan import CONSTANT, FIRST_CASE, GIVEN, HEADING, KEY, PIN, Plan

SAME = 1e-12  # spreadsheet programs keep fifteen figures
NAMED = 3  # places that are named in one message
_NUMBER = re.compile(r'("(?:[^"]|"")*")|(?<![\w.$])(\d+\.?\d*(?:[eE][-+]?\d+)?)(?![\w.(!])')
_PIN_STEP = "put it back; to set a quantity by hand, give its pin on Inputs or --set quantity=value"


@dataclass
class Found:
    """Faults that refuse the workbook, and what is told beside."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compared(handed: Any, expected: Any, plan: Plan, file: str) -> Found:
    """A workbook against the one that it was."""
    found = Found()
    found.faults += _structure(handed, expected, plan, file)
    if found.faults:
        return found
    extra = [title for title in handed.sheetnames if title not in expected.sheetnames]
    found.notes += [f"sheet {title} is not read" for title in extra]
    for sheet in expected.worksheets:
        _compare_sheet(handed[sheet.title], sheet, plan, file, found)
    return found


def _structure(handed: Any, expected: Any, plan: Plan, file: str) -> Iterator[Fault]:
    """Sheets that are gone, and labels that no longer stand where they stood."""
    missing = [title for title in expected.sheetnames if title not in handed.sheetnames]
    yield from (Fault("a sheet is missing", file, title, next_step=AGAIN) for title in missing)
    for title, column, last in (("Inputs", KEY, 3), ("Model", KEY, 3), ("Periods", KEY, 1), ("Timing", KEY, 1)):
        if title not in handed.sheetnames or title not in expected.sheetnames:
            continue
        for row in range(5, expected[title].max_row + 1):
            for at in range(column, last + 1):
                was, now = (str(page.cell(row, at).value or "") for page in (expected[title], handed[title]))
                if at != 2 and was != now:
                    place = f"{file}, {title}!{expected[title].cell(row, at).coordinate}"
                    yield Fault("a row or label was changed", place, now[:60] or "nothing", was[:60], AGAIN)
                    break
            else:
                continue
            break
    if "Inputs" in handed.sheetnames:
        yield from _headings(handed["Inputs"], plan, file)


def _headings(inputs: Any, plan: Plan, file: str) -> Iterator[Fault]:
    """The cases stand in their columns."""
    for number in range(len(plan.cases)):
        cell = inputs.cell(5, FIRST_CASE + number)
        if cell.value != f"case {number + 1}":
            place, now = f"{file}, Inputs!{cell.coordinate}", str(cell.value)[:60]
            yield Fault("a column of a case was changed", place, now, f"case {number + 1}", AGAIN)
            return


def _compare_sheet(handed: Any, expected: Any, plan: Plan, file: str, found: Found) -> None:
    own = handed._cells  # not `cell()`, which would make what is not there
    for at, cell in expected._cells.items():
        now = own[at].value if at in own else None
        if cell.value is None and expected.title == "Timing" and isinstance(now, (int, float)):
            found.faults.append(_number_fault(expected.title, cell, now, file))
        if cell.value is None or _is_input(expected.title, at, plan):
            continue
        if cell.data_type == "f":
            if not same_formula(str(cell.value), now):
                place, told = (
                    f"{file}, {expected.title}!{cell.coordinate}",
                    str(now)[:80] if now is not None else "nothing",
                )
                found.faults.append(Fault("a formula was changed", place, told, str(cell.value)[:120], _PIN_STEP))
        elif isinstance(cell.value, (int, float)) and not same_number(now, cell.value):
            found.faults.append(_number_fault(expected.title, cell, now, file))
    _note_extra(handed, expected, plan, found)


def _number_fault(title: str, cell: Any, now: object, file: str) -> Fault:
    """A number that is no input: of Sources it shows that the scenario has changed since, or the cell was."""
    place = f"{file}, {title}!{cell.coordinate}"
    if title in ("Sources", "Tables"):
        step = f"the scenario or its prices have changed since, or this cell was; {AGAIN}"
        return Fault("a value is not that of the scenario", place, str(now)[:40], f"{cell.value:.15g}", step)
    step = "change it in the scenario: values by period, conversions and row numbers are not read back"
    return Fault("a number that is no input was changed", place, str(now)[:40], _was(cell), step)


def _was(cell: Any) -> str:
    return "nothing" if cell.value is None else f"{cell.value:.15g}"


def _is_input(title: str, at: tuple[int, int], plan: Plan) -> bool:
    """Cells that a reader may fill in: inputs and pins, the selector, the tolerance, signatures."""
    row, column = at
    if title == "Inputs":
        kinds = {line.row: line.kind for line in plan.inputs}
        inside = FIRST_CASE <= column < FIRST_CASE + len(plan.cases)
        return row <= 4 or at == (5, 2) or (inside and row in kinds and kinds[row] not in (HEADING, CONSTANT))
    return False


def _note_extra(handed: Any, expected: Any, plan: Plan, found: Found) -> None:
    """Texts that were changed or added, where nothing is read: told once a sheet."""
    there, places = expected._cells, list[str]()
    for at, cell in handed._cells.items():
        was = there[at].value if at in there else None
        differs = cell.value is not None and not isinstance(was, (int, float)) and str(cell.value) != str(was or "")
        is_formula = at in there and there[at].data_type == "f"
        if (
            differs
            and not is_formula
            and not _is_input(expected.title, at, plan)
            and not _is_origin(expected.title, at, plan)
        ):
            places.append(cell.coordinate)
    if places:
        more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
        found.notes.append(f"what was written on {expected.title} ({', '.join(places[:NAMED])}{more}) is not read")


def _is_origin(title: str, at: tuple[int, int], plan: Plan) -> bool:
    """The source, date and note of an input, which are read with it."""
    rows = {line.row for line in plan.inputs if line.kind in (GIVEN, PIN)}
    return title == "Inputs" and at[0] in rows and at[1] >= FIRST_CASE + len(plan.cases)


def same_number(left: object, right: float) -> bool:
    """Whether two cells hold the same number, to the figures that a spreadsheet keeps."""
    return isinstance(left, (int, float)) and math.isclose(left, right, rel_tol=SAME, abs_tol=1e-300)


def same_formula(was: str, now: object) -> bool:
    """Whether two formulas say the same, however a program spells them.

    >>> same_formula("=SUM(A1,1E-09)", "=sum( A1, 0.000000001)"), same_formula("=A1+B1", "=A1-B1")
    (True, False)
    """
    return isinstance(now, str) and _plain(was) == _plain(now)


def _plain(formula: str) -> str:
    """A formula without the ways in which programs differ: blanks, capitals, quotes of names, spelling of numbers."""

    def spelled(found: re.Match[str]) -> str:
        return found[1] or f"{float(found[2]):.12g}"

    parts = re.split(r'("(?:[^"]|"")*")', formula)
    bare = [part if part.startswith('"') else re.sub(r"\s+", "", part).upper().replace("'", "") for part in parts]
    return _NUMBER.sub(spelled, "".join(bare))
