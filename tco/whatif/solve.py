"""Solve backwards: which value of an input brings a quantity to a target?

The sheet is evaluated in plain numbers; the root is bracketed by doubling and halving the starting value, then found
by bisection, which needs nothing of the function but a change of sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tco.emit.python import evaluate
from tco.errors import Fault, InputError
from tco.given import Given
from tco.sheet import Sheet

DOUBLINGS, HALVINGS = 60, 200


def find(formulas: Sheet, given: Mapping[str, Given], vary: str, target: str, equals: float, periods: int = 1) -> float:
    """The value of input `vary` at which `target` equals `equals`; InputError where no change of sign is found.

    `given` needs a starting value of `vary`, and everything else that `target` needs.
    """
    formulas.require([target], given.keys() | {"period_index", vary}, f"solving {vary} for {target}")
    values = {name: g.value for name, g in given.items() if name != target}
    values["period_index"] = [float(t) for t in range(1, periods + 1)]  # type: ignore[assignment]
    known = formulas.inputs[vary]
    start = float(given[vary].value) if vary in given else max(known.low, 1.0)

    def excess(value: float) -> float:
        found = evaluate(formulas, {**values, vary: value}, [target], periods)[target]
        return float(found) - equals

    low, high = _bracket(excess, start or 1.0, known.low, known.high, f"{vary} for {target} = {equals:g}")
    return _bisect(excess, low, high)


def _bracket(
    excess: Callable[[float], float], start: float, lowest: float, highest: float, what: str
) -> tuple[float, float]:
    """Two values around a root, the nearest to `start` that doubling and halving finds."""
    low = high = start
    sign_low = sign_high = excess(start) >= 0
    for _ in range(DOUBLINGS):
        wider, narrower = min(high * 2, highest), max(low / 2, lowest)
        if wider != high and (excess(wider) >= 0) != sign_high:
            return high, wider
        if narrower != low and (excess(narrower) >= 0) != sign_low:
            return narrower, low
        low, high = narrower, wider
    raise InputError(Fault(f"no value of {what}", found=f"tried {low:g} to {high:g}", next_step="check the target"))


def _bisect(excess: Callable[[float], float], low: float, high: float) -> float:
    rising = excess(high) >= 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (low, middle) if (excess(middle) >= 0) == rising else (middle, high)
    return high if abs(excess(high)) <= abs(excess(low)) else low
