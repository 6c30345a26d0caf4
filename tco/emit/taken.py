"""A formula as one case reads it: the branch that its values take in place of each choice, and why it takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tco.expr import Apply, Expr, Name, Number
from tco.primitives import PRIMITIVES

_OTHER = {"lt": "le", "le": "lt"}
_WHOLE = {"ceil_exact", "floor_exact"}
_SLACK = "ROUNDING_TOLERANCE"


def taken(body: Expr, values: Mapping[str, object]) -> tuple[Expr, tuple[Expr, ...]]:
    """The tree without the choices that the values decide, and the comparisons that hold there."""
    if not isinstance(body, Apply):
        return body, ()
    if body.op == "where" and (holds := _value(body.args[0], values)) is not None:
        branch, reasons = taken(body.args[1 if holds else 2], values)
        return branch, (body.args[0] if holds else _denied(body.args[0]), *reasons)
    parts = [taken(arg, values) for arg in body.args]
    return Apply(body.op, tuple(part for part, _ in parts)), tuple(r for _, reasons in parts for r in reasons)


def without_slack(body: Expr) -> Expr:
    """The tree without the billionth by which a whole number may miss before it is rounded: no reader asks for it."""
    if not isinstance(body, Apply):
        return body
    if body.op in _WHOLE and isinstance(inner := body.args[0], Apply) and _is_slack(inner.args[-1]):
        return Apply(body.op, (without_slack(inner.args[0]),))
    return Apply(body.op, tuple(without_slack(arg) for arg in body.args))


def _is_slack(leaf: Expr) -> bool:
    return isinstance(leaf, Number) and leaf.name == _SLACK


def _denied(condition: Expr) -> Expr:
    """a < b denied is b <= a."""
    assert isinstance(condition, Apply)
    return Apply(_OTHER[condition.op], condition.args[::-1])


def _value(body: Expr, values: Mapping[str, object]) -> Any:
    """What a tree of single numbers comes to; None where one is missing or is a row of periods."""
    if isinstance(body, Name):
        found = values.get(body.name)
        return found if isinstance(found, (int, float)) else None
    if isinstance(body, Number):
        return body.value
    assert isinstance(body, Apply)
    args = [_value(arg, values) for arg in body.args]
    if None in args or PRIMITIVES[body.op].kind != "each":
        return None
    return PRIMITIVES[body.op].python(*args)
