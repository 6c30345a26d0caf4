"""The plan by line and month: what each line of a bill should cost, and how much of what is paid for it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum, isclose, prod
from typing import Any

from tco.clock import later
from tco.compare.side import Side
from tco.dates import month_of
from tco.engine import computable, evaluate
from tco.errors import Fault, InputError, nearest
from tco.pricebook import PriceBook
from tco.results import Value
from tco.sheet import sheet

WAYS = {"from_api": "api", "rent_follows_load": "rent", "owned_share": "own"}  # switch -> the bill of that way
ONLY = {"own": "owned_share"}  # a bill that is one only where its switch is on
LENGTH = "months_per_period"
WHOLE = 1e-9  # of a total: its lines may miss it by so much
SIGNS = {"plus": 1.0, "minus": -1.0}


@dataclass(frozen=True)
class PlanLine:
    """A line of the plan in a month. `volume` is None where nothing is counted; `amount` is signed, costs positive."""

    line: str
    title: str
    month: str
    amount: float
    volume: float | None
    unit: str
    row: Any
    known: Numbers = field(repr=False)

    @property
    def price(self) -> float | None:
        """What one unit of the volume costs."""
        return self.amount / self.volume if self.volume else None


def bills(side: Side, case: str, book: PriceBook) -> list[str]:
    """The bills that a case has: those whose total it gives, or can give, and whose lines sum to it."""
    able = computable(sheet(), side.scenario.case(case).given)
    found = dict.fromkeys(e.row.bill for e in book.rows("cost_lines") if e.row.total in able)
    return [
        bill for bill in found if bill not in ONLY or (is_on(side, case, ONLY[bill]) and _whole(side, case, bill, book))
    ]


def is_on(side: Side, case: str, switch: str) -> bool:
    """Whether a case goes a way, all or in part."""
    given = side.scenario.case(case).given
    return switch in given and given[switch].number > 0


def _whole(side: Side, case: str, bill: str, book: PriceBook) -> bool:
    """Whether the lines of a bill sum to its total: not where a total is pinned, or a part of it is not known."""
    total = next(e.row.total for e in book.rows("cost_lines") if e.row.bill == bill)
    month = month_of(side.scenario.clock.start)
    lines = fsum(line.amount for line in plan(side, case, bill, [month], book))
    return isclose(lines, Numbers.of(side, case, (total,)).product(total, month) or 0.0, rel_tol=WHOLE)


def bill_of(side: Side, case: str, book: PriceBook, named: str = "") -> str:
    """The bill that is meant: the one named, else that of the way of serving; InputError where the case has no such bill.

    An owned fleet whose lines are not all known has the fleet's bill, of one line.
    """
    have = bills(side, case, book)
    way = next((b for switch, b in WAYS.items() if is_on(side, case, switch) and (b in have or b not in ONLY)), "fleet")
    if (wanted := named or way) not in have:
        what = f"{case} of {side.label} has no bill {wanted!r}"
        raise InputError(
            Fault(what, allowed=nearest(wanted, have) or ", ".join(have), next_step="--bill names another")
        )
    return wanted


def plan(side: Side, case: str, bill: str, months: Sequence[str], book: PriceBook) -> list[PlanLine]:
    """Every line of a bill in every month; a line that is zero throughout is left out."""
    rows = [e.row for e in book.rows("cost_lines") if e.row.bill == bill]
    texts = [text for row in rows for text in (row.amount, row.volume, row.list_price, row.used_share)]
    known = Numbers.of(side, case, texts)
    made = [
        PlanLine(
            row.cost_line,
            row.title,
            month,
            SIGNS[row.sign] * amount,
            known.product(row.volume, month),
            row.unit,
            row,
            known,
        )
        for row in rows
        for month in months
        if (amount := known.product(row.amount, month)) is not None
    ]
    alive = {line.line for line in made if line.amount}
    return [line for line in made if line.line in alive]


@dataclass(frozen=True)
class Numbers:
    """The numbers of a case that its lines speak of: as told by the side, else computed from what the case was given."""

    side: Side
    case: str
    values: Mapping[str, Value]

    @classmethod
    def of(cls, side: Side, case: str, products: Sequence[str]) -> Numbers:
        """The numbers for some products of quantities."""
        names = {n for text in products for n in text.split("*")}
        told = side.values[case]
        given = side.scenario.case(case)
        absent = [n for n in sorted(names & sheet().names) if told.get(n) is None]
        able = computable(sheet(), given.given)
        alone = replace(side.scenario, cases=(given,))
        found = evaluate(alone, sheet(), [n for n in absent if n in able])[case] if absent else {}
        return cls(side, case, {**found, **told})

    def product(self, names: str, month: str) -> float | None:
        """The product of quantities in a month; None where there is nothing to multiply, or no number of one of them."""
        found = [_monthly(n, self.values.get(n), self.side, self.case, month) for n in names.split("*")]
        return None if None in found else prod(float(f) for f in found if f is not None)


def _monthly(name: str, value: Value, side: Side, case: str, month: str) -> float | None:
    """A number of a month: one value a case as it stands; of a row of periods, the period's share of one month."""
    if isinstance(value, tuple):
        length = side.scenario.case(case).given[LENGTH].number
        starts = side.scenario.clock.starts(int(length), len(value))
        place = next((i for i, day in enumerate(starts[:-1]) if month_of(day) <= month < month_of(starts[i + 1])), None)
        if place is None:
            last = month_of(later(starts[-1], -1))
            found = f"the plan of {side.label} runs from {month_of(starts[0])} to {last}"
            raise InputError(
                Fault(f"{month} is not in the plan", found=found, next_step="start or periods of the scenario")
            )
        return value[place] / length if sheet().unit(name) == "money" else value[place]
    return value if isinstance(value, float) else None
