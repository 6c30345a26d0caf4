"""Plan against actual as tables: by line and month, what no line takes, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from tco.actuals.match import Matched, reconciliation
from tco.actuals.variance import Variance
from tco.compare.tables import Listing, Rows

CAUSES = ("by price", "by volume", "by mix", "new or gone")


def plan_against_actual(found: Sequence[Variance], currency: str) -> Listing:
    """A row a line and month, then the total."""
    headings = [
        "line", "month", "plan", "actual", "difference", *CAUSES, "plan volume", "actual volume", "unit",
    ]  # fmt: skip
    rows: Rows = [
        [
            v.title, v.month, v.plan_amount, v.amount, v.difference, v.by_price, v.by_volume, v.by_mix,
            v.new_or_gone, v.plan_volume, v.volume,
            f"{currency}; {v.unit}" if v.unit else currency,
        ]
        for v in found
    ]  # fmt: skip
    total: list[object] = [
        "total",
        "",
        *(fsum(_number(row[i]) for row in rows) for i in range(2, 5 + len(CAUSES))),
        None,
        None,
        currency,
    ]
    return Listing("Plan against actual", headings, [*rows, total] if rows else rows)


def _number(value: object) -> float:
    return value if isinstance(value, float) else 0.0


def left_aside(found: Sequence[Matched], months: Sequence[str]) -> Listing:
    """Rows that no line takes, that belong to another month, or whose quantity cannot be counted; with the reason."""
    rows: Rows = []
    for m in found:
        why = m.why or ("" if m.row.month in months else "of another month")
        if why:
            r = m.row
            unit = "; ".join(filter(None, (r.currency, r.unit)))
            rows.append([r.month, r.kind, r.account, r.item, r.quantity, r.amount, unit, why, r.where])
    headings = ["month", "kind", "account", "item", "quantity", "amount", "unit", "why", "where"]
    return Listing("Not in the plan, or not counted", headings, rows)


def reconciled(found: Sequence[Matched], months: Sequence[str], currency: str) -> Listing:
    """Where the money of the file is; the first three sum to the last."""
    rows: Rows = [[name, value] for name, value in reconciliation(found, months).items()]
    return Listing("Nothing is lost", ["part", "amount", "unit"], [[*row, currency] for row in rows])
