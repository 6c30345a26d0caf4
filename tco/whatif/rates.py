"""At which rates are some flows worth nothing? All of them, or none: a typed answer, never a guess.

Flows that turn more than once may have several rates of return, or none although they turn. The worth of the flows is a
polynomial of what a period discounts by; its roots are found between the places where its slope changes sign, which are
the roots of its derivative, and so on down to a straight line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

HALVINGS = 200
LOWEST, HIGHEST = 1e-9, 1e9  # what one period discounts by: rates from -100 % to a billion


def rates(flows: Sequence[float], years: float = 1.0) -> list[float]:
    """Every yearly rate above -100 % at which flows, `years` apart, are worth nothing; the first flow is not discounted.

    >>> [round(rate, 12) for rate in rates([-100, 110])]
    [0.1]
    >>> [round(rate, 6) for rate in rates([-100, 230, -132])]
    [0.1, 0.2]
    >>> rates([100, 100])
    []
    """
    scale = max(map(abs, flows), default=0.0)
    if not scale:
        return []
    factors = _roots([flow / scale for flow in flows])
    return sorted((1 / factor) ** (1 / years) - 1 for factor in factors)


def _roots(coefficients: list[float]) -> list[float]:
    """The roots of a polynomial within the factors that count, lowest power first."""
    while coefficients and coefficients[-1] == 0:
        coefficients = coefficients[:-1]
    if len(coefficients) < 2:
        return []
    slope = [power * c for power, c in enumerate(coefficients)][1:]
    turns = [LOWEST, *_roots(slope), HIGHEST]
    found = [_between(coefficients, low, high) for low, high in pairwise(turns)]
    return sorted({root for root in found if root is not None})


def _between(coefficients: Sequence[float], low: float, high: float) -> float | None:
    """The root between two places, of a polynomial that only rises or only falls there."""
    at_low, at_high = _value(coefficients, low), _value(coefficients, high)
    if at_low == 0:
        return low
    if (at_low < 0) == (at_high < 0) and at_high != 0:
        return None
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        if middle in (low, high):
            break
        low, high = (middle, high) if (_value(coefficients, middle) < 0) == (at_low < 0) else (low, middle)
    return high


def _value(coefficients: Sequence[float], factor: float) -> float:
    value = 0.0
    for coefficient in reversed(coefficients):
        value = value * factor + coefficient
    return value
