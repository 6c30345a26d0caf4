"""Where does revenue meet cost? Both over one input of a case, all else held, by the plain reading of the formulas."""

from __future__ import annotations

from collections.abc import Callable

from tco.charts.lines import Curve
from tco.emit.python import evaluate
from tco.page.numbers import SWITCH
from tco.results import Results
from tco.scenario import Case
from tco.sheet import sheet

HOLDS = ("1 where ", "1 for ")  # how the meaning of such an input begins
REVENUE, COST = "revenue_per_second", "cost_per_second"
STEPS, HALVINGS, REACH = 80, 60, 4
Point = tuple[float, float, float]  # x, revenue, cost


def number_of(results: Results, case: str, quantity: str) -> float:
    """A value as a number; 0 where there is none."""
    value = results.value(case, quantity)
    return value if isinstance(value, (int, float)) else 0.0


def unit_of(results: Results, quantity: str) -> str:
    """The unit by which the page writes a quantity: what is 1 where something holds, and else 0, is yes or no."""
    known = sheet().inputs.get(quantity)  # in English, whatever the language of the results
    holds = known and known.meaning.startswith(HOLDS) and (known.low, known.high) == (0, 1)
    return SWITCH if holds else results.unit(quantity)


def shown_cases(results: Results) -> list[str]:
    """The cases that have a revenue and a cost; not the points of axes, where other cases stand beside them."""
    found = [c.name for c in results.scenario.cases if all(number_of(results, c.name, q) for q in (REVENUE, COST))]
    return [name for name in found if " " not in name] or found


def default_curve(results: Results) -> tuple[Case, str, Curve] | None:
    """The first case with an input among the sliders that moves its profit, and its curve."""
    for name in shown_cases(results):
        case = results.scenario.case(name)
        for over in results.scenario.sliders:
            given = case.given.get(over)
            if given and isinstance(given.value, (int, float)) and over not in case.solve:
                curve = curve_over(results, case, over)
                if curve and len({p[1] - p[2] for p in curve.points}) > 1:
                    return case, over, curve
    return None


def span(low: float, unit: str, base: float) -> tuple[float, float]:
    """The range of a curve: all of a share, else from the least to twice the base."""
    return (0.0, 1.0) if unit == "share" else (max(low, 0.0), 2 * base if base > 0 else 1.0)


def curve_over(results: Results, case: Case, over: str) -> Curve | None:
    """Revenue and cost of a case over one of its inputs, all else held."""
    base, inputs = case.given[over].number, results.sheet.inputs
    least = inputs[over].low if over in inputs else 0.0
    low, high = span(least, results.unit(over), base)
    fixed = {name: given.value for name, given in case.given.items()}

    def at(x: float) -> Point:
        made = evaluate(results.sheet, {**fixed, over: x}, (REVENUE, COST), results.scenario.periods)
        return x, made[REVENUE], made[COST]

    try:
        points = [at(low + (high - low) * i / STEPS) for i in range(STEPS + 1)]
        far = [at(high + (REACH - 1) * (high - low) * i / STEPS) for i in range(STEPS + 1)]
        meets = _meeting(points, base, at) or _meeting(far, base, at)
    except (ArithmeticError, KeyError, TypeError):
        return None
    return Curve(tuple(points), meets, base, low, high)


def _meeting(points: list[Point], base: float, at: Callable[[float], Point]) -> tuple[float, float] | None:
    """Where profit changes sign, the nearest to the base."""
    ahead = [p[1] - p[2] >= 0 for p in points]
    turns = [i for i in range(len(points) - 1) if ahead[i] != ahead[i + 1]]
    if not turns:
        return None
    nearest = min(turns, key=lambda i: abs(points[i][0] - base))
    low, high = points[nearest], points[nearest + 1]
    for _ in range(HALVINGS):
        middle = at((low[0] + high[0]) / 2)
        low, high = (middle, high) if (middle[1] - middle[2] >= 0) == ahead[nearest] else (low, middle)
    return high[0], high[2]
