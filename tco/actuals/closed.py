"""Closed periods as invoiced: what a bill came to in each, as a pin that gives way to its formula.

A month is known where each line of the plan has its amount. A period is closed where all of its months are known and every
period before it is closed: a plan with a hole in its actuals would say of a month that it is neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import Any

from tco.actuals.plan import LENGTH, is_on
from tco.actuals.variance import Variance
from tco.clock import later
from tco.closed_periods import THEN
from tco.compare.side import Side
from tco.dates import month_of
from tco.pricebook import PriceBook
from tco.quarters import Quarter
from tco.scenario import Case
from tco.sheet import gives_way

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class ClosedBill:
    """The amounts of a bill by closed period, each under the name of its period; the last ends on `until`."""

    quantity: str
    amounts: dict[str, float]
    until: dt.date

    def table(self, currency: str, source: str, actuals_to: dt.date) -> dict[str, Any]:
        """The pin as a scenario states it."""
        stated = {name: f"{amount!r} {currency}" for name, amount in self.amounts.items()}
        told = {"then": THEN, "source": source, "date": self.until}
        return told | ({"until": self.until} if self.until < actuals_to else {}) | {"by_date": stated}


def closed_bill(
    side: Side, case: str, bill: str, found: Sequence[Variance], quarter: Quarter, book: PriceBook
) -> ClosedBill | None:
    """The closed periods of a quarter; None where no period is closed, or the bill is no quantity of a period."""
    own = side.scenario.case(case)
    quantity = next(e.row.total_in_period for e in book.rows("cost_lines") if e.row.bill == bill)
    if not quantity or (bill == "fleet" and is_on(side, case, "owned_share")):
        return None
    pin = own.pins.get(quantity)
    if pin and not gives_way(pin):
        return None
    amounts = _amounts(side, own, quantity, _by_month(found, quarter.months))
    return ClosedBill(quantity, amounts[0], amounts[1]) if amounts else None


def _by_month(found: Sequence[Variance], months: Sequence[str]) -> dict[str, float]:
    """What all lines came to in each month that is known."""
    made = {}
    for month in months:
        own = [v for v in found if v.month == month]
        if any(v.amount for v in own) and all(v.amount is not None for v in own if v.plan_amount):
            made[month] = fsum(v.amount or 0.0 for v in own)
    return made


def _amounts(side: Side, case: Case, quantity: str, known: dict[str, float]) -> tuple[dict[str, float], dt.date] | None:
    """The amounts of closed periods, and the last day of them."""
    clock, length = side.scenario.clock, int(case.inputs[LENGTH].number)
    pin = case.pins.get(quantity)
    held = pin.value if pin and isinstance(pin.value, tuple) else (None,) * side.scenario.periods
    made: dict[str, float] = {}
    until = None
    for (first, after), before in zip(pairwise(clock.starts(length, side.scenario.periods)), held, strict=True):
        months = [month_of(later(first, n)) for n in range(length)]
        whole = all(month in known for month in months) and first.day == 1
        if not whole and before is None:
            break
        if whole:
            made[month_of(first) if length == 1 else first.isoformat()] = fsum(known[month] for month in months)
            until = after - DAY
    return (made, until) if until else None
