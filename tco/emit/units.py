"""The sheet in units: does every formula come out in the unit its docstring names?"""

from __future__ import annotations

from tco.expr import Apply, Expr, Name, Number
from tco.primitives import PRIMITIVES, UnitClash, spell
from tco.sheet import Sheet
from tco.tracer import Formula
from tco.units import Dimensions, unit


def dimensions(body: Expr, sheet: Sheet) -> Dimensions | None:
    """The unit of a tree; None for a bare number, which takes its partner's. UnitClash where it has none."""
    if isinstance(body, Name):
        return unit(sheet.unit(body.name)).symbols
    if isinstance(body, Number):
        if isinstance(body.value, str):
            return unit("text").symbols
        return unit(body.unit).symbols if body.name else None
    assert isinstance(body, Apply)
    return PRIMITIVES[body.op].units(*(dimensions(a, sheet) for a in body.args))


def unit_fault(formula: Formula, sheet: Sheet) -> str:
    """What is wrong with the units of a formula; nothing where they come out."""
    try:
        found = dimensions(formula.body, sheet)
    except UnitClash as clash:
        return f"{formula.chapter}.{formula.name}: {clash}"
    declared = unit(formula.unit).symbols
    if found is None or found == declared:
        return ""
    return f"{formula.chapter}.{formula.name}: comes out in {spell(found)}, docstring says {formula.unit}"
