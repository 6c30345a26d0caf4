"""The sheet in plain Python numbers: the reading that the solver uses and the other targets are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tco.expr import Apply, Expr, Name, Number
from tco.primitives import PRIMITIVES
from tco.sheet import Sheet

Values = dict[str, Any]


def evaluate(sheet: Sheet, given: Mapping[str, Any], wanted: Iterable[str], periods: int = 1) -> Values:
    """Values of all that `wanted` needs: a float a case quantity, a list of floats a period quantity.

    What is given is not computed, so a formula's name among the given is a pin; in a period in which it gives nothing
    the formula counts. Division by zero raises ZeroDivisionError; a missing input KeyError (ask `Sheet.require` first).
    """
    sheet = sheet.settled(given)
    values: Values = {n: _row(v, periods) if sheet.level.get(n) == "period" else v for n, v in given.items()}
    fixed = sheet.fixed(given)
    for name in sheet.closure(wanted, given):
        if name in fixed or name in sheet.inputs:
            continue
        formula = sheet.formulas[name]
        if sheet.level[name] == "period":
            made = [_value(formula.body, values, sheet, t) for t in range(periods)]
            values[name] = [
                m if v is None else v for v, m in zip(values.get(name, [None] * periods), made, strict=True)
            ]
        else:
            values[name] = _value(formula.body, values, sheet, None)
    return values


def _row(value: Any, periods: int) -> Any:
    """One value, where a row is due, holds in every period."""
    return value if isinstance(value, (list, tuple)) else [value] * periods


def _value(body: Expr, values: Values, sheet: Sheet, period: int | None) -> Any:
    """The value of a tree in one period, or of the case where `period` is None. None in, None out."""
    if isinstance(body, Number):
        return body.value if isinstance(body.value, str) else float(body.value)
    if isinstance(body, Name):
        value = values[body.name]
        return value[period] if isinstance(value, (list, tuple)) and period is not None else value
    assert isinstance(body, Apply)
    row = PRIMITIVES[body.op]
    if row.kind == "each":
        args = [_value(a, values, sheet, period) for a in body.args]
        return None if args[0] is None or (body.op != "where" and None in args) else row.python(*args)
    rows = [values[a.name] for a in body.args[: row.rows]]  # type: ignore[attr-defined]
    whole = row.python(*rows, *(_value(a, values, sheet, period) for a in body.args[row.rows :]))
    return whole[period] if row.kind == "scan" else whole
