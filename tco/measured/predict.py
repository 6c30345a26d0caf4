"""What the engine predicts for a measured row, or why it does not.

Whoever predicts gives one answer a row, in the order of the rows, and raises nothing for a row it cannot answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tco.measured.row import MeasuredRow
from tco.pricebook import PriceBook


@dataclass(frozen=True, slots=True)
class Prediction:
    """A value in the unit of the row's metric, and what it rests on in a line."""

    value: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no value is predicted for a row."""

    why: str


Outcome = Prediction | Refusal
Predictor = Callable[[Sequence[MeasuredRow], PriceBook, date], list[Outcome]]


def predict(rows: Sequence[MeasuredRow], book: PriceBook, as_of: date) -> list[Outcome]:  # noqa: ARG001
    """The engine's prediction for each row on a day; a Refusal where it has none."""
    return [Refusal("no formula predicts measured rows yet") for _ in rows]
