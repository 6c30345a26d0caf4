"""Tables by age: what taxes take off in each year, and what a buyer would pay for a machine of that age.

Some tax tables count by the tax year of purchase: they have a twin for each quarter, `<table>-q1` to `-q4`.
"""

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
TAX_YEAR, MID_QUARTER = "tax-year", "mid-quarter"
QUARTERS = {
    "tax_first_quarter_share": "q1", "tax_second_quarter_share": "q2",
    "tax_third_quarter_share": "q3", "tax_fourth_quarter_share": "q4",
}  # fmt: skip


@dataclass(frozen=True)
class AgeTable:
    """Shares of a price by age in years: lost in that year (depreciation, by age or tax year), or left (residual)."""

    kind: str
    points: tuple[tuple[float, float], ...]
    name: str = ""

    def row(self, months: int, periods: int) -> tuple[float, ...]:
        """The share of each period of age, of `months` each; by tax year, from the period with which the first one ends."""
        ends = [(t + 1) * months / MONTHS for t in range(periods)]
        if self.kind == RESIDUAL:
            return tuple(self._left(end) for end in ends)
        if self.kind != DEPRECIATION:
            return self._lost(0, 1), *(self._lost(1 + end - months / MONTHS, 1 + end) for end in ends[:-1])
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


def table_of(kind: str, points: Sequence[tuple[float, float]], name: str = "") -> AgeTable:
    """The table of some points, in order of age.

    >>> table_of("depreciation", [(2, 0.4), (1, 0.6)]).row(6, 3)
    (0.3, 0.3, 0.2)
    >>> table_of("tax-year", [(1, 0.4), (2, 0.6)]).row(6, 4)
    (0.4, 0.3, 0.3, 0.0)
    >>> table_of("residual", [(1, 0.5)]).row(6, 3)
    (0.75, 0.5, 0.5)
    """
    return AgeTable(kind, tuple(sorted(points)), name)


def age_table(book: PriceBook, kinds: str | tuple[str, ...], name: str) -> tuple[AgeTable, Sourced]:
    """A table of some kind by its name, and its first row with where it is from; InputError with the nearest names."""
    wanted = (kinds,) if isinstance(kinds, str) else kinds
    entries = [e for e in book.rows("schedules") if e.row.kind in wanted and e.row.preferred != "no"]
    found = resolve(f"{wanted[0]} table", name, index({e.row.schedule: () for e in entries}))
    own = [e for e in entries if e.row.schedule == found]
    table = table_of(own[0].row.kind, [(e.row.age_years, e.row.share) for e in own], found)
    return table, sourced(own[0], own[0].row.share, "share")


def tax_tables(book: PriceBook, name: str) -> dict[str, tuple[AgeTable, Sourced]]:
    """The rows that a tax table brings, by quantity: one by age; by tax year, for the middle of it and of each quarter."""
    table, first = age_table(book, (DEPRECIATION, TAX_YEAR), name)
    if table.kind == DEPRECIATION:
        return {"tax_share_at_age": (table, first)}
    quarters = {quantity: age_table(book, MID_QUARTER, f"{table.name}-{q}") for quantity, q in QUARTERS.items()}
    return {"tax_half_year_share": (table, first), **quarters}
