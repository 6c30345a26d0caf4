"""Which way wins, at which load and over which horizon, and where does the winner change?

Every way is evaluated at every value of what is varied; a row of periods says what it costs if the horizon ended there.
Between two neighbours with different winners the turning point is found by bisection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tco.emit.python import evaluate
from tco.sheet import Sheet

HALVINGS = 60
BY = "levelised_cost_by_end"
Ways = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Cell:
    """One value of what is varied and one horizon: what each way costs, and the cheapest."""

    value: float
    periods: int
    costs: Mapping[str, float | None]

    @property
    def winner(self) -> str:
        """The cheapest way; "" where none has a cost."""
        known = {way: cost for way, cost in self.costs.items() if cost is not None}
        return min(known, key=lambda way: known[way]) if known else ""


@dataclass(frozen=True)
class Turn:
    """Where one way takes over from another, all else held."""

    value: float
    periods: int
    below: str
    above: str


@dataclass(frozen=True)
class Frontier:
    """Ways against each other over one quantity: `ways` gives what each is given, a tuple a row of periods."""

    sheet: Sheet
    ways: Ways
    over: str
    periods: int
    by: str = BY

    def row(self, value: float) -> dict[str, Sequence[float | None]]:
        """What each way costs at a value, by the period with which the horizon ends."""
        return {
            way: evaluate(self.sheet, {**given, self.over: value}, [self.by], self.periods)[self.by]
            for way, given in self.ways.items()
        }

    def cells(self, values: Sequence[float], horizons: Sequence[int]) -> list[Cell]:
        """Every value with every horizon, values first."""
        rows = {value: self.row(value) for value in values}
        return [Cell(v, n, {way: row[n - 1] for way, row in rows[v].items()}) for v in values for n in horizons]

    def turns(self, values: Sequence[float], horizons: Sequence[int]) -> list[Turn]:
        """Where the winner changes between neighbouring values, for each horizon."""
        found = []
        for periods in horizons:
            cells = self.cells(values, [periods])
            for low, high in pairwise(cells):
                if low.winner != high.winner:
                    found.append(self._turn(low, high))
        return found

    def _turn(self, low: Cell, high: Cell) -> Turn:
        """The turning point between two cells: the first winner's last value."""
        below, above, periods = low.value, high.value, low.periods
        last = high.winner
        for _ in range(HALVINGS):
            middle = (below + above) / 2
            [cell] = self.cells([middle], [periods])
            if cell.winner == low.winner:
                below = middle
            else:
                above, last = middle, cell.winner
        return Turn(above, periods, low.winner, last)
