"""The sheet as a person reads it: `cost_per_hour / 3600`, and the same with the values in place of the names."""

from __future__ import annotations

from collections.abc import Mapping

from tco.emit.spelling import Speller
from tco.expr import Number
from tco.tracer import Formula


def show(value: object) -> str:
    """A value for reading: six figures, thousands grouped, a dash for none; no sign before a zero.

    >>> show(13333.333333), show(0.0625), show(-0.0), show(None), show("compute")
    ('13,333.3', '0.0625', '0', '-', 'compute')
    """
    if value is None:
        return "-"
    if isinstance(value, (tuple, list)):
        return ", ".join(show(v) for v in value)
    if not isinstance(value, (int, float)):
        return str(value)
    value = value or 0
    if value and not 1e-4 <= abs(value) < 1e12:
        return f"{value:.6g}"
    text = f"{value:,.{max(0, 6 - len(str(int(abs(value)))))}f}" if abs(value) >= 1 else f"{value:.6g}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(leaf: Number) -> str:
    return leaf.value if isinstance(leaf.value, str) else f"{leaf.value:g}"


_NAMES = Speller(lambda n: n, _number, lambda p: p.text)


def formula_text(formula: Formula) -> str:
    """The formula with the names of its quantities."""
    return _NAMES(formula.body)


def filled_text(formula: Formula, values: Mapping[str, object]) -> str:
    """The formula with values in place of names."""
    return Speller(lambda n: show(values.get(n)), _number, lambda p: p.text)(formula.body)
