"""What a case solves for: an input such that a formula comes out at a value.

[cases.even.solve]
utilisation_share = { for = "profit_per_month", equals = "0 CNY/month" }
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from tco.errors import Fault, InputError, nearest, raise_faults
from tco.formulas.inputs import INPUTS
from tco.given import SCENARIO
from tco.scenario import Solve
from tco.sheet import Sheet
from tco.toml_lines import as_written
from tco.values import ValueReader, Where

FORM = '<input> = { for = "<formula>", equals = "<value>" }'


def read_solves(table: Mapping[str, Any], sheet: Sheet, reader: ValueReader, where: Where) -> dict[str, Solve]:
    """What a case solves for, by input; InputError tells all that is wrong with it. `where(input)` is the place of one."""
    found: dict[str, Solve] = {}
    faults: list[Fault] = []
    for quantity, asked in table.items():
        try:
            found[quantity] = _read(quantity, asked, sheet, reader, partial(where, quantity))
        except InputError as wrong:
            faults += wrong.faults
    raise_faults(faults)
    return found


def _read(quantity: str, asked: Mapping[str, Any], sheet: Sheet, reader: ValueReader, where: Where) -> Solve:
    """An input is found such that a formula with one number a case has one value; anything else is a fault."""
    target = asked.get("for")
    if asked.keys() != {"for", "equals"} or not isinstance(target, str) or isinstance(asked["equals"], list):
        raise InputError(Fault(f"cannot solve for {quantity!r}", where(), as_written(dict(asked)), FORM))
    inputs = [n for n, known in INPUTS.items() if known.level == "case"]
    if quantity not in inputs:
        what = f"cannot solve for {quantity!r}, which is no input"
        raise InputError(Fault(what, where(), allowed=nearest(quantity, inputs), next_step="tco list inputs"))
    numbers = [n for n in sheet.formulas if sheet.level[n] == "case" and sheet.unit(n) != "text"]
    if target not in numbers:
        what = f"cannot solve for {target!r}, which is no formula with a number"
        raise InputError(Fault(what, where(), allowed=nearest(target, numbers), next_step="tco list formulas"))
    equals = reader.read(target, sheet.unit(target), asked["equals"], SCENARIO, partial(where, "equals"))
    return Solve(target, equals[0])
