"""The cells of Inputs read back: which numbers were changed, in which case, and what is said of where they come from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tco.errors import Fault, raise_faults
from tco.formulas.inputs import INPUTS
from tco.given import Given
from tco.importing.tampering import same_number
from tco.workbook.cells import clean
from tco.workbook.inputs import AFTER, origin_text
from tco.workbook.plan import FIRST_CASE, GIVEN, PIN, Line, Plan

ORIGIN = ("source", "date", "note")
LONGEST = 2000


@dataclass(frozen=True)
class Edit:
    """One changed value: `new` is None where a pin was taken out. `said` is what the row says of it, where changed."""

    quantity: str
    case: str
    old: float | str | None
    new: float | str | None
    unit: str
    cell: str
    said: tuple[tuple[str, str], ...] = ()

    @property
    def is_pin(self) -> bool:
        return self.quantity not in INPUTS


def edits(inputs: Any, plan: Plan, file: str) -> list[Edit]:
    """What was changed, row by row; InputError tells every cell that holds what it cannot."""
    found, faults = list[Edit](), list[Fault]()
    for line in plan.inputs:
        if line.kind not in (GIVEN, PIN):
            continue
        said = tuple(_said(inputs, plan, line))
        for number, case in enumerate(plan.cases):
            cell = inputs.cell(line.row, FIRST_CASE + number)
            old = (case.pins if line.kind == PIN else case.inputs).get(line.name)
            value = cell.value.strip() if isinstance(cell.value, str) else cell.value
            if (old and isinstance(old.value, tuple)) or (old and _is_same(old.value, value)):
                continue
            if old is None and value in (None, ""):
                continue
            if fault := _refused(plan, line, old, cell, f"{file}, Inputs!{cell.coordinate}"):
                faults.append(fault)
                continue
            new = None if value in (None, "") else value if isinstance(value, str) else float(value)
            was = None if old is None or isinstance(old.value, tuple) else old.value
            unit = plan.results.unit(line.name)
            found.append(Edit(line.name, case.name, was, new, unit, f"Inputs!{cell.coordinate}", said))
    raise_faults(faults)
    return found


def unused_sources(inputs: Any, plan: Plan, changed: list[Edit]) -> list[str]:
    """The inputs whose source, date or note was changed though no value of theirs was: that is not carried."""
    seen = {edit.quantity for edit in changed}
    rows = (line for line in plan.inputs if line.kind in (GIVEN, PIN) and line.name not in seen)
    return [line.name for line in rows if any(_said(inputs, plan, line))]


def _is_same(old: object, value: object) -> bool:
    return same_number(value, old) if isinstance(old, (int, float)) else old == value


def _said(inputs: Any, plan: Plan, line: Line) -> Iterator[tuple[str, str]]:
    """Source, date and note of a row, where they are not as they were."""
    for place, part in enumerate(AFTER):
        if part in ORIGIN:
            now = inputs.cell(line.row, FIRST_CASE + len(plan.cases) + place).value
            text = str(now.date() if hasattr(now, "date") else now or "").strip()
            if text and text != clean(origin_text(plan, line, part)).strip():
                yield part, text[:LONGEST]


def _refused(plan: Plan, line: Line, old: Given | None, cell: Any, where: str) -> Fault | None:
    """Why a cell cannot be what it says."""
    value, unit = cell.value, plan.results.unit(line.name)
    if cell.data_type == "f":
        return Fault("a formula in the place of an input", where, str(value)[:80], "a number", "paste its value")
    if value is None or (isinstance(value, str) and not value.strip()):
        return (
            None
            if line.kind == PIN
            else Fault(f"{line.name} was taken out", where, allowed=unit, next_step="give a value")
        )
    if old is None and line.kind == GIVEN:
        return Fault(f"{line.name} is nothing that this case is given", where, str(value)[:40], "nothing")
    if unit == "text":
        return None if isinstance(value, str) else Fault(f"{line.name}: not a text", where, str(value)[:40])
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        step = f"give a number in {unit}, without its unit"
        return Fault(f"{line.name}: not a number", where, str(value)[:40], unit, step)
    known = INPUTS.get(line.name)
    if known and not known.low <= value <= known.high:
        allowed = f"{known.low:g} to {known.high:g}" if math.isfinite(known.high) else f"{known.low:g} or more"
        return Fault(f"{line.name}: out of range", where, f"{value:.12g} {unit}", allowed)
    return None
