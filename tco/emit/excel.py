"""The sheet as cell formulas. Where a quantity stands is the workbook's affair: it hands over a `Place`."""

from __future__ import annotations

from typing import Protocol

from tco.emit.spelling import Speller
from tco.expr import Apply, Expr, Formula, Name, Number
from tco.primitives import PRIMITIVES


class Place(Protocol):
    """Where quantities stand, seen from the cell that is being written."""

    def cell(self, name: str) -> str:
        """The cell of a quantity, of the same case (and period)."""

    def constant(self, name: str) -> str:
        """The cell of a named conversion."""

    def reduced(self, operation: str, name: str) -> str:
        """The cell or expression that brings a period quantity back to the case."""

    def so_far(self, name: str) -> str:
        """The range from the first period to this one."""

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
        kind = PRIMITIVES[node.op].kind
        if node.op == "power":  # 0.97 to the 100,000th is too small to be a number: zero, but an error in some sheets
            return f"IFERROR({PRIMITIVES['power'].excel.format(*map(speller, node.args))},0)"
        if kind == "each":
            return None
        whole = node.args[0]
        assert isinstance(whole, Name)
        if kind == "reduce":
            return place.reduced(node.op, whole.name)
        if node.op == "running":
            return f"SUM({place.so_far(whole.name)})"
        return place.before(whole.name, speller(node.args[1]))

    speller = Speller(place.cell, number, lambda p: p.excel, special)
    return speller(body)


def text_literal(text: str) -> str:
    """A fixed text inside a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
