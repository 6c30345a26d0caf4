"""Which numbers of the efficiency table may be moved, and what each of them moves.

A knob is a row with bounds. It is a base value or a factor, so that the logarithm of every efficiency of every case is a
sum of logarithms of knobs: a matrix of zeros and ones for each quantity, and what the fixed rows contribute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tco.efficiency import Efficiency, Machine, applies
from tco.formulas.inputs import INPUTS
from tco.given import from_book
from tco.sheet import sheet
from tco.tables import choose, sourced

if TYPE_CHECKING:
    from tco.pricebook import PriceBook
    from tco.tables import Entry

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Knob:
    """A row of the table that may be moved, and the day from which it counts."""

    entry: Entry

    @property
    def row(self) -> Efficiency:
        """The row."""
        found: Efficiency = self.entry.row
        return found

    @property
    def bounds(self) -> tuple[float, float]:
        """Logarithms of the least and the largest value."""
        return float(np.log(self.row.low)), float(np.log(self.row.high))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Board:
    """The knobs, and for each quantity of efficiency: which knobs move it in which case, and the rest of its logarithm."""

    knobs: tuple[Knob, ...]
    moved: dict[str, Floats]  # cases x knobs
    fixed: dict[str, Floats]  # cases
    shares: frozenset[str]

    @property
    def start(self) -> Floats:
        """Logarithms of the values in the table."""
        return np.log([k.row.value for k in self.knobs])

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Logarithms of the bounds."""
        low, high = zip(*(k.bounds for k in self.knobs), strict=True)
        return np.array(low), np.array(high)

    def values(self, at: Floats) -> dict[str, Floats]:
        """Every efficiency of every case with the knobs at logarithms `at`."""
        found = {q: np.exp(self.fixed[q] + self.moved[q] @ at) for q in self.moved}
        return {q: np.minimum(v, 1.0) if q in self.shares else v for q, v in found.items()}


def board(book: PriceBook, machines: Sequence[Machine], days: Sequence[date]) -> Board:
    """The knobs of the table of `book`, for cases of these machines on these days."""
    entries = book.rows("efficiency")
    knobs = tuple(Knob(e) for e in entries if e.row.fitted and e.row.preferred != "no")
    place = {k.entry.where: i for i, k in enumerate(knobs)}
    moved = {q: np.zeros((len(machines), len(knobs))) for q in _moved(knobs)}
    fixed = {q: np.zeros(len(machines)) for q in moved}
    for case, (machine, day) in enumerate(zip(machines, days, strict=True)):
        for entry in _applied(entries, machine, day):
            for quantity in (q for q in entry.row.names if q in moved):
                if entry.where in place:
                    moved[quantity][case, place[entry.where]] = 1
                else:
                    fixed[quantity][case] += np.log(_plain(entry, book))
    shares = frozenset(q for q in moved if sheet().unit(q) == "share")
    return Board(knobs, moved, fixed, shares)


def _moved(knobs: Sequence[Knob]) -> list[str]:
    return list(dict.fromkeys(q for k in knobs for q in k.row.names))


def _applied(entries: Sequence[Entry], machine: Machine, day: date) -> list[Entry]:
    """The base of each quantity that counts on the day, and every factor."""
    bases = [e for e in entries if not e.row.scope]
    named = dict.fromkeys(e.row.quantities for e in bases)
    chosen = [choose([e for e in bases if e.row.quantities == name], day) for name in named]
    return [e for e in chosen if e] + [e for e in entries if e.row.scope and applies(e.row, machine, day)]


def _plain(entry: Entry, book: PriceBook) -> float:
    """A fixed value in the unit of its quantity."""
    row = entry.row
    quantity = row.names[0]
    if row.scope or quantity not in INPUTS:
        return float(row.value)
    given = from_book(sourced(entry, row.value, row.unit), INPUTS[quantity].unit, "USD", book)
    return float(str(given.value))
