"""Plan against actual: by line and month, the difference split into price, volume and mix.

    price   (actual price - planned price) * actual volume
    volume  (actual total - planned total) * planned share of the line * planned price
    mix     (actual volume - actual total * planned share of the line) * planned price

The total is over the lines of a bill that stand in for one another (`mix` in cost_lines.csv: tokens of a kind, hours of a
device) and that both sides count; a line that stands alone has no mix. Over all lines, volume is the change of the total at
the planned average price. A line that only one side has is new or gone. The four sum to the whole difference. Where a
volume is not counted, all of it is price. What is counted comes from meters and usage exports where there are any for a
line and month, else from invoices, never from both.

Source: definition. Of the two ways in use this is the one that counts price at the actual volume.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

from tco.actuals.match import Matched
from tco.actuals.plan import PlanLine

NOISE = 1e-12  # of a growth: less is the last bit of a float
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
    mix: str = ""
    growth: float | None = None  # actual over planned total of the lines that stand in for one another

    @property
    def difference(self) -> float:
        """Actual less plan."""
        return (self.amount or 0.0) - (self.plan_amount or 0.0)

    @property
    def counted(self) -> bool:
        """Whether both sides have an amount and a volume."""
        return bool(self.plan_volume) and None not in (self.volume, self.plan_amount, self.amount)

    @property
    def new_or_gone(self) -> float:
        """The whole difference where only one side has the line."""
        return self.difference if (self.plan_amount is None) != (self.amount is None) else 0.0

    @property
    def by_price(self) -> float:
        """What another price made of it."""
        return self.difference - self.new_or_gone - self.by_volume - self.by_mix

    @property
    def by_volume(self) -> float:
        """What another total made of it, at the planned price and the planned share of the total."""
        growth = self._own if self.growth is None else self.growth
        return (growth - 1) * (self.plan_amount or 0.0) if self.counted else 0.0

    @property
    def by_mix(self) -> float:
        """What another share of the total made of it, at the planned price."""
        if not self.counted or self.growth is None:
            return 0.0
        shift = self._own - self.growth
        return shift * (self.plan_amount or 0.0) if abs(shift) > NOISE * self.growth else 0.0

    @property
    def _own(self) -> float:
        return (self.volume or 0.0) / self.plan_volume if self.plan_volume else 1.0


def variances(planned: Sequence[PlanLine], found: Sequence[Matched], months: Sequence[str]) -> list[Variance]:
    """Every line and month that either side has, in the order of the plan, then of the lines."""
    plan = {(p.line, p.month): p for p in planned}
    actual: dict[tuple[str, str], list[Matched]] = {}
    for m in found:
        if m.line and m.row.month in months:
            actual.setdefault((m.line, m.row.month), []).append(m)
    keys = sorted({*plan, *actual}, key=lambda key: (_order(planned, key[0]), key))
    return _mixed([_one(key, plan.get(key), actual.get(key, ())) for key in keys])


def _mixed(found: Sequence[Variance]) -> list[Variance]:
    """The lines with the growth of the total that each is a part of."""
    groups: dict[tuple[str, str, str], list[Variance]] = {}
    for v in found:
        if v.mix and v.counted:
            groups.setdefault((v.mix, v.unit, v.month), []).append(v)
    growth = {
        key: fsum(v.volume or 0.0 for v in own) / fsum(v.plan_volume or 0.0 for v in own) for key, own in groups.items()
    }
    return [replace(v, growth=growth.get((v.mix, v.unit, v.month))) if v.counted else v for v in found]


def _order(planned: Sequence[PlanLine], line: str) -> int:
    names = list(dict.fromkeys(p.line for p in planned))
    return names.index(line) if line in names else len(names)


def _one(key: tuple[str, str], plan: PlanLine | None, rows: Sequence[Matched]) -> Variance:
    amounts = [m.amount for m in rows if m.amount is not None]
    return Variance(
        key[0], plan.title if plan else key[0], key[1], plan.unit if plan else "",
        plan.amount if plan else None, plan.volume if plan else None,
        fsum(amounts) if amounts else None, _volume(rows), plan.row.mix if plan else "",
    )  # fmt: skip


def _volume(rows: Sequence[Matched]) -> float | None:
    for kind in COUNTED:
        counted = [m.volume for m in rows if m.row.kind == kind and m.volume is not None]
        if counted:
            return fsum(counted)
    return None
