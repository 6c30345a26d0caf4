"""Measured rows against the engine: names are resolved, what cannot be true is refused, the rest is predicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tco.errors import InputError
from tco.measured.file import Measured
from tco.measured.names import Names, Resolver, reason
from tco.measured.plausible import implausible
from tco.measured.predict import Outcome, Predictor, Refusal, predict
from tco.measured.score import Scored, score
from tco.pricebook import PriceBook


@dataclass(frozen=True)
class Validation:
    """Every row with its outcome, and the ids that its names stand for (None where one is unknown)."""

    rows: list[Scored]
    names: list[Names | None]


def validate(
    measured: Sequence[Measured], book: PriceBook, as_of: date, predictor: Predictor | None = None
) -> Validation:
    """Predict each row as known on a day; a row that cannot be predicted says why."""
    resolver, kinds = Resolver(book), {e.row.device: e.row.kind for e in book.rows("devices")}
    names: list[Names | None] = []
    refusals: dict[int, Outcome] = {}
    for place, one in enumerate(measured):
        try:
            names.append(found := resolver(one.row))
            why = implausible(one.row, kinds[found.device])
        except InputError as wrong:
            names.append(None)
            why = reason(wrong.faults)
        if why:
            refusals[place] = Refusal(why)
    asked = [place for place in range(len(measured)) if place not in refusals]
    answers = (predictor or predict)([measured[place].row for place in asked], book, as_of)
    outcomes = refusals | dict(zip(asked, answers, strict=True))
    return Validation(score(measured, [outcomes[place] for place in range(len(measured))]), names)
