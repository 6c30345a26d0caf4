"""What moves a headline most? Each input to the low and the high end of its range, all else held.

Where the scenario states a range of an input, that is its range; else it is the tenth of its value below and above, which says how
sensitive the headline is and not how uncertain the input.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tco.given import Given
from tco.results import Results
from tco.scenario import Case
from tco.whatif.review import review

MOST = 10
STEP = 0.1
SEEN = 0.005  # of the largest swing: what moves less would not be seen
PIECES = ("count", "text", "days/month")  # units of what is counted or agreed, not measured
DEFINED = ("definition", "convention")  # a source that begins so states no fact that may turn out otherwise
DECISIVE = (
    "levelised_cost_per_mtok", "npv", "profit_per_second", "profit_per_month", "cost_per_mtok_output", "cost_per_gpu_hour",
    "own_cost_per_gpu_hour", "api_cost_per_month", "margin_on_revenue", "decode_tokens_per_second",
)  # fmt: skip
GAINS = (
    "npv",
    "profit_per_second",
    "profit_per_month",
    "margin_on_revenue",
    "decode_tokens_per_second",
)  # the more the better


@dataclass(frozen=True)
class Swing:
    """An input at both ends of its range, and what the headline is there."""

    quantity: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        return abs(self.at_high - self.at_low)


def targets(results: Results) -> list[str]:
    """The headlines that are numbers, the one that decides first."""
    cases, made = results.scenario.cases, [q for q in results.scenario.headline if q in results.sheet.formulas]
    numeric = [q for q in made if any(isinstance(results.value(c.name, q), float) for c in cases)]
    first = next((q for q in DECISIVE if q in numeric), numeric[0] if numeric else "")
    return [first, *(q for q in numeric if q != first)] if first else []


def sensitive_case(results: Results, target: str) -> Case | None:
    """The first case that has the target and solves for nothing."""
    return next(
        (c for c in results.scenario.cases if isinstance(results.value(c.name, target), float) and not c.solve), None
    )


def movable(results: Results, name: str) -> bool:
    """Whether what is given is a magnitude: neither a switch nor a number of pieces."""
    sheet, known = results.sheet, results.sheet.inputs.get(name)
    return sheet.level[name] == "case" and sheet.unit(name) not in PIECES and not (known and known.switch)


def span(results: Results, case: Case, name: str, given: Given) -> tuple[float, float] | None:
    """The range of an input in a case; None where it is not varied."""
    if not isinstance(given.value, (int, float)) or isinstance(given.value, bool):
        return None
    if stated := results.scenario.range_of(name, case.name):
        return stated.low.number, stated.high.number
    if not movable(results, name) or not given.value or given.source.startswith(DEFINED):
        return None
    known, ends = results.sheet.inputs.get(name), sorted((given.value * (1 - STEP), given.value * (1 + STEP)))
    return (max(ends[0], known.low), min(ends[1], known.high)) if known else (ends[0], ends[1])


def swings(results: Results, case: Case, target: str) -> list[Swing]:
    """The inputs that move the target most, the strongest first."""
    fixed = {name: given.value for name, given in case.given.items()}
    reached = set(results.sheet.settled(fixed).closure((target,), fixed))
    spans = {
        name: ends
        for name, given in case.given.items()
        if name in reached and name != target and (ends := span(results, case, name, given))
    }
    ranked = sorted(_evaluated(results, fixed, spans, target), key=lambda s: (-s.size, s.quantity))
    return [s for s in ranked[:MOST] if s.size > SEEN * ranked[0].size]


def _evaluated(
    results: Results, fixed: Mapping[str, Any], spans: Mapping[str, tuple[float, float]], target: str
) -> Iterator[Swing]:
    """One run for each end of each range, all in one frame."""
    import polars as pl

    if not spans:
        return
    rows = [{name: float(fixed[name]) for name in spans} | {name: float(end)} for name in spans for end in spans[name]]
    still = {name: value for name, value in fixed.items() if name not in spans}
    values = review(results.sheet, still, pl.DataFrame(rows), (target,), results.scenario.periods)[target].to_list()
    for place, (name, ends) in enumerate(spans.items()):
        at_low, at_high = values[2 * place : 2 * place + 2]
        if at_low is not None and at_high is not None and math.isfinite(at_low) and math.isfinite(at_high):
            yield Swing(name, *ends, at_low, at_high)
