"""The sheet as cell formulas. Where a quantity stands is the workbook's affair: it hands over a `Place`."""

from __future__ import annotations

from typing import Protocol

from tco.emit.spelling import Speller
from tco.expr import Apply, Expr, Name, Number
from tco.primitives import PRIMITIVES
from tco.tracer import Formula


class Place(Protocol):
    """Where quantities stand, seen from the cell that is being written."""

    def cell(self, name: str) -> str:
        """The cell of a quantity, of the same case (and period)."""

    def constant(self, name: str) -> str:
        """The cell of a named conversion."""

    def reduced(self, operation: str, name: str) -> str:
        """The cell or expression that brings a period quantity back to the case."""

    def with_opening(self, name: str) -> str:
        """The whole row of periods, after the cell that holds what comes before the first."""

    def so_far(self, name: str) -> str:
        """The range from the first period to this one."""

    def after(self, name: str) -> str:
        """The cell of the next period; an empty one after the last."""

    def by_age(self, name: str) -> str:
        """A row of ages, as an array: for each period so far, the value at the age it has by now."""

    def before(self, name: str, first: str) -> str:
        """The value one period ago, or `first` in the first period."""


def cell_formula(formula: Formula, place: Place) -> str:
    """The content of the formula's cell, with the leading '='."""
    return "=" + expression_text(formula.body, place)


def expression_text(body: Expr, place: Place) -> str:
    """A tree as it stands in a cell, seen from `place`."""

    def number(leaf: Number) -> str:
        if leaf.name:
            return place.constant(leaf.name)
        return text_literal(leaf.value) if isinstance(leaf.value, str) else f"{leaf.value:g}"

    def special(node: Apply) -> str | None:
        if node.op == "power":  # 0.97 to the 100,000th is too small to be a number: zero, but an error in some sheets
            return f"IFERROR({PRIMITIVES['power'].excel.format(*map(speller, node.args))},0)"
        if PRIMITIVES[node.op].kind == "each":
            return None
        return _over_periods(node, place, speller)

    speller = Speller(place.cell, number, lambda p: p.excel, special)
    return speller(body)


def _over_periods(node: Apply, place: Place, speller: Speller) -> str:
    """An operation on whole rows of periods."""
    whole, *rest = node.args
    assert isinstance(whole, Name)
    if node.op == "irr":
        yearly = f"POWER(1+IRR({place.with_opening(whole.name)},{speller(rest[3])}-1),{speller(rest[1])})"
        return f'IFERROR(({yearly}-1)/{speller(rest[2])},"n/a")'
    if node.op == "spread":
        ages = rest[0]
        assert isinstance(ages, Name)
        return f"SUMPRODUCT({place.so_far(whole.name)},{place.by_age(ages.name)})"
    if node.op == "previous":
        return place.before(whole.name, speller(rest[0]))
    if node.op == "following":
        return place.after(whole.name)
    if PRIMITIVES[node.op].kind == "reduce":
        return place.reduced(node.op, whole.name)
    return PRIMITIVES[node.op].excel.format(place.so_far(whole.name))


def text_literal(text: str) -> str:
    """A fixed text inside a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
