"""How far predictions are from measurements: of a row, of a group, of many groups.

The error of a row is |ln(predicted / measured)|: twice too much and half are equally wrong. A group is one source,
model and device; its error is the median of its rows. Many groups are told by the median and the 90th percentile of
their errors, so that a source with many rows does not decide the result. Rows of low quality and rows with
speculative decoding are set aside: listed, not counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import TypeVar

from tco.measured.file import Measured
from tco.measured.predict import Outcome, Prediction, Refusal
from tco.measured.row import MeasuredRow

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
CLOSE, NEAR = 0.2, 0.5  # shares of the measured value within which a prediction is counted


@dataclass(frozen=True, slots=True)
class Scored:
    """A row with what was predicted for it."""

    row: MeasuredRow
    where: str
    outcome: Outcome

    @property
    def refused(self) -> str:
        """Why there is no prediction; "" where there is one."""
        return self.outcome.why if isinstance(self.outcome, Refusal) else ""

    @property
    def set_aside(self) -> str:
        """Why the row does not count in the score; "" where it does."""
        if self.row.quality == "low":
            return "quality low"
        return "speculative decoding" if self.row.speculative else ""

    @property
    def predicted(self) -> float | None:
        """The predicted value, in the unit of the metric."""
        return self.outcome.value if isinstance(self.outcome, Prediction) else None

    @property
    def ratio(self) -> float | None:
        """Predicted over measured."""
        return None if self.predicted is None else self.predicted / self.row.value

    @property
    def log_ratio(self) -> float | None:
        """ln(predicted / measured): above 0 where too much is predicted."""
        return None if self.ratio is None else math.log(self.ratio)

    @property
    def counts(self) -> bool:
        """Whether the row is part of the score."""
        return not self.set_aside and not self.refused


@dataclass(frozen=True, slots=True)
class Error:
    """The errors of some rows: over groups, and over rows. Log errors, shares from 0 to 1."""

    rows: int
    groups: int
    median: float  # over groups, of the median absolute log error
    p90: float  # the same, 90th percentile
    bias: float  # over groups, median of the median log error with its sign
    within_20: float  # share of rows within 20 % of the measured value
    within_50: float


def score(rows: Sequence[Measured], outcomes: Sequence[Outcome]) -> list[Scored]:
    """Rows with their outcomes; a prediction that is no positive number is a refusal that says so."""
    return [Scored(m.row, m.where, _usable(o)) for m, o in zip(rows, outcomes, strict=True)]


def _usable(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Refusal) or (math.isfinite(outcome.value) and outcome.value > 0):
        return outcome
    return Refusal(f"the prediction {outcome.value:g} is not a positive number")


def logs(rows: Iterable[Scored]) -> list[float]:
    """The log ratios of the rows that count."""
    return [s.log_ratio for s in rows if s.counts and s.log_ratio is not None]


def grouped(rows: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Rows by a key, in the order in which the keys are met."""
    found: dict[K, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def error(rows: Iterable[Scored]) -> Error | None:
    """The errors of the rows that count; None where none does."""
    counted = [s for s in rows if s.counts]
    if not counted:
        return None
    groups = [logs(group) for group in grouped(counted, lambda s: s.row.group).values()]
    absolute = [median(map(abs, group)) for group in groups]
    return Error(
        rows=len(counted),
        groups=len(groups),
        median=median(absolute),
        p90=percentile(absolute, 0.9),
        bias=median(median(group) for group in groups),
        within_20=fmean(off <= CLOSE for off in deviations(counted)),
        within_50=fmean(off <= NEAR for off in deviations(counted)),
    )


def deviations(rows: Iterable[Scored]) -> list[float]:
    """|predicted / measured - 1| of the rows that count: absolute percentage errors, as shares."""
    return [abs(s.ratio - 1) for s in rows if s.counts and s.ratio is not None]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies, by straight lines between them.

    >>> percentile([1, 2, 3, 4], 0.9)
    3.7
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
