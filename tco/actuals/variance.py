"""Plan against actual: by line and month, the difference split into price and volume.

    price   (actual price - planned price) * actual volume
    volume  (actual volume - planned volume) * planned price

The two sum to the whole difference. Where either side counts no volume, all of it is price. What is counted comes from
meters and usage exports where there are any for a line and month, else from invoices, never from both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from tco.actuals.match import Matched
from tco.actuals.plan import PlanLine

COUNTED = ("meter", "usage", "invoice")  # whose quantity counts, the first that has one


@dataclass(frozen=True)
class Variance:
    """A line in a month: planned, actual, and why they differ. An amount is None where a side has nothing."""

    line: str
    title: str
    month: str
    unit: str
    plan_amount: float | None
    plan_volume: float | None
    amount: float | None
    volume: float | None

    @property
    def difference(self) -> float:
        """Actual less plan."""
        return (self.amount or 0.0) - (self.plan_amount or 0.0)

    @property
    def by_price(self) -> float:
        """What another price made of it."""
        return self.difference - self.by_volume

    @property
    def by_volume(self) -> float:
        """What another volume made of it, at the planned price."""
        if not self.plan_volume or self.volume is None or self.plan_amount is None or self.amount is None:
            return 0.0
        return (self.volume - self.plan_volume) * self.plan_amount / self.plan_volume


def variances(planned: Sequence[PlanLine], found: Sequence[Matched], months: Sequence[str]) -> list[Variance]:
    """Every line and month that either side has, in the order of the plan, then of the lines."""
    plan = {(p.line, p.month): p for p in planned}
    actual: dict[tuple[str, str], list[Matched]] = {}
    for m in found:
        if m.line and m.row.month in months:
            actual.setdefault((m.line, m.row.month), []).append(m)
    keys = sorted({*plan, *actual}, key=lambda key: (_order(planned, key[0]), key))
    return [_one(key, plan.get(key), actual.get(key, ())) for key in keys]


def _order(planned: Sequence[PlanLine], line: str) -> int:
    names = list(dict.fromkeys(p.line for p in planned))
    return names.index(line) if line in names else len(names)


def _one(key: tuple[str, str], plan: PlanLine | None, rows: Sequence[Matched]) -> Variance:
    amounts = [m.amount for m in rows if m.amount is not None]
    return Variance(
        key[0], plan.title if plan else key[0], key[1], plan.unit if plan else "",
        plan.amount if plan else None, plan.volume if plan else None,
        fsum(amounts) if amounts else None, _volume(rows),
    )  # fmt: skip


def _volume(rows: Sequence[Matched]) -> float | None:
    for kind in COUNTED:
        counted = [m.volume for m in rows if m.row.kind == kind and m.volume is not None]
        if counted:
            return fsum(counted)
    return None
