"""Tables by age: what taxes take off in each year, and what a buyer would pay for a machine of that age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tco.names import index, resolve
from tco.tables import Sourced, sourced

if TYPE_CHECKING:
    from tco.pricebook import PriceBook

MONTHS = 12
DEPRECIATION, RESIDUAL = "depreciation", "residual"


@dataclass(frozen=True)
class AgeTable:
    """Shares of a price by age in years: lost in that year (depreciation), or left at that age (residual)."""

    kind: str
    points: tuple[tuple[float, float], ...]

    def row(self, months: int, periods: int) -> tuple[float, ...]:
        """The share of each period of age, of `months` each."""
        ends = [(t + 1) * months / MONTHS for t in range(periods)]
        if self.kind == RESIDUAL:
            return tuple(self._left(end) for end in ends)
        return tuple(self._lost(end - months / MONTHS, end) for end in ends)

    def _lost(self, begin: float, end: float) -> float:
        """What the years between two ages take off, each evenly over its months."""
        return sum(share * max(min(end, year) - max(begin, year - 1), 0.0) for year, share in self.points)

    def _left(self, age: float) -> float:
        """What is left at an age: straight between the points, all of it when new, the last for ever."""
        for (young, before), (old, after) in pairwise(((0.0, 1.0), *self.points)):
            if age <= old:
                return before + (after - before) * (age - young) / (old - young)
        return self.points[-1][1]


def table_of(kind: str, points: Sequence[tuple[float, float]]) -> AgeTable:
    """The table of some points, in order of age.

    >>> table_of("depreciation", [(2, 0.4), (1, 0.6)]).row(6, 3)
    (0.3, 0.3, 0.2)
    >>> table_of("residual", [(1, 0.5)]).row(6, 3)
    (0.75, 0.5, 0.5)
    """
    return AgeTable(kind, tuple(sorted(points)))


def age_table(book: PriceBook, kind: str, name: str) -> tuple[AgeTable, Sourced]:
    """A table by its name, and its first row with where it is from; InputError with the nearest names."""
    entries = [e for e in book.rows("schedules") if e.row.kind == kind and e.row.preferred != "no"]
    wanted = resolve(f"{kind} table", name, index({e.row.schedule: () for e in entries}))
    own = [e for e in entries if e.row.schedule == wanted]
    table = table_of(kind, [(e.row.age_years, e.row.share) for e in own])
    return table, sourced(own[0], own[0].row.share, "share")
