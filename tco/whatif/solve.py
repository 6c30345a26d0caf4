"""Solve backwards: which value of an input brings a quantity to a target?

The sheet is evaluated in plain numbers; the root is bracketed by doubling and halving the starting value, then found
by bisection, which needs nothing of the function but a change of sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from tco.emit.python import evaluate
from tco.emit.text import show
from tco.errors import Fault, InputError
from tco.given import Given
from tco.sheet import Sheet

DOUBLINGS, HALVINGS = 60, 200
CLOSE = 1e-6  # a jump or a pole changes sign without passing zero


def find(formulas: Sheet, given: Mapping[str, Given], vary: str, target: str, equals: float, periods: int = 1) -> float:
    """The value of input `vary` at which `target` equals `equals`; InputError where it never does.

    `given` needs a starting value of `vary`, and everything else that `target` needs.
    """
    formulas.settled(given).require([target], {**given, vary: None}, f"solving {vary} for {target}")
    values = {name: g.value for name, g in given.items() if name != target}
    known = formulas.inputs[vary]
    start = given[vary].number if vary in given else max(known.low, 1.0)

    def excess(value: float) -> float:
        """How far above the target; not a number where a formula has no value there."""
        try:
            found = evaluate(formulas, {**values, vary: value}, [target], periods)[target]
        except (ArithmeticError, ValueError):
            return math.nan
        return math.nan if found is None else float(found) - equals

    low, high = _bracket(excess, start or 1.0, known.low, known.high)
    root = _bisect(excess, low, high)
    ends = [excess(low), excess(high)]
    if not abs(excess(root)) <= CLOSE * max(abs(equals), *map(abs, ends)):
        told = ["no number" if math.isnan(end) else show(end + equals) for end in ends]
        first, last = (f"{said} at {show(value)}" for said, value in zip(told, (low, high), strict=True))
        what = f"no value of {vary} makes {target} {show(equals)}"
        step = f"ask for a value that {target} reaches, or vary another input"
        raise InputError(Fault(what, found=f"{first}, {last}", next_step=step))
    return root


def _bracket(excess: Callable[[float], float], start: float, lowest: float, highest: float) -> tuple[float, float]:
    """Two values around a root, the nearest to `start` that doubling and halving finds, or else the widest tried."""
    low = high = start
    below = above = excess(start)
    for _ in range(DOUBLINGS):
        wider, narrower = min(high * 2, highest), max(low / 2, lowest)
        at_wider, at_narrower = excess(wider), excess(narrower)
        if _opposite(above, at_wider):
            return high, wider
        if _opposite(at_narrower, below):
            return narrower, low
        low, high, below, above = narrower, wider, at_narrower, at_wider
    return low, high


def _opposite(left: float, right: float) -> bool:
    """Whether zero lies between two numbers; of what is no number it does not."""
    return left <= 0 <= right or right <= 0 <= left


def _bisect(excess: Callable[[float], float], low: float, high: float) -> float:
    rising = excess(high) >= 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (low, middle) if (excess(middle) >= 0) == rising else (middle, high)
    return high if abs(excess(high)) <= abs(excess(low)) else low
