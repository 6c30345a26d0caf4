"""A plan as FOCUS rows: usage, credits, and commitments as a purchase that its usage draws down.

A line that is committed to has three rows a month: the purchase, billed and without effective cost, and its use and
non-use, effective and not billed. Prepaid, the purchase is one row for the whole term. Over the term the effective cost
of the use equals what was billed for the purchase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

from tco.actuals.plan import PlanLine
from tco.clock import later
from tco.compare.side import Side

Row = dict[str, Any]
UNITS = {
    "Mtok": "1000000 Tokens",
    "hours": "Hours",
    "GB": "GB",
    "kWh": "kWh",
    "": "Months",
}  # after the unit format attribute
BILLS = {
    "fleet": "Device fleet",
    "own": "Own devices",
    "rent": "Rented devices",
    "api": "Token API",
    "revenue": "Tokens sold",
}


@dataclass(frozen=True)
class Names:
    """Who bills whom; the provider is also publisher, host and issuer."""

    provider: str
    account: str


@dataclass(frozen=True)
class Export:
    """What is exported: a case of a side, with who bills whom; `prepaid` buys commitments once for all months."""

    side: Side
    case: str
    names: Names
    version: str = "1.2"
    prepaid: bool = False

    @property
    def plan(self) -> str:
        """The side without the case."""
        return self.side.label.removesuffix(f":{self.case}")


def focus_rows(export: Export, planned: Sequence[PlanLine]) -> list[Row]:
    """The rows of a plan, by month and line."""
    made = [row for line in planned for row in _line(export, line)]
    made += [_prepayment(export, lines) for lines in _prepaid(export, planned)]
    return sorted(made, key=lambda row: (row["ChargePeriodStart"], row["SkuId"], row["ChargeCategory"] != "Purchase"))


def _prepaid(export: Export, planned: Sequence[PlanLine]) -> list[list[PlanLine]]:
    """The lines that are paid for once, each with its months."""
    found: dict[str, list[PlanLine]] = {}
    for line in planned:
        if _upfront(export, line):
            found.setdefault(line.line, []).append(line)
    return list(found.values())


def _upfront(export: Export, line: PlanLine) -> bool:
    kind = line.row.commitment
    return kind == "upfront" or (kind == "recurring" and export.prepaid)


def _line(export: Export, line: PlanLine) -> Iterator[Row]:
    if not line.amount:
        return
    if not line.row.commitment:
        yield _charge(export, line)
        return
    if not _upfront(export, line):
        yield _purchase(export, [line], "Recurring")
    used = 0.0 if line.row.commitment == "shortfall" else _used(line)
    if used:
        yield _drawn(export, line, "Used", used)
    if used < 1:
        yield _drawn(export, line, "Unused", 1 - used)


def _used(line: PlanLine) -> float:
    share = line.known.product(line.row.used_share, line.month)
    return min(1.0, max(0.0, share if share is not None else 1.0))


def _charge(export: Export, line: PlanLine) -> Row:
    """Usage, a credit or an adjustment: billed when it is used."""
    own = _common(export, line, line.row.charge)
    if line.row.charge != "Usage":
        same = dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), line.amount)
        return own | same | {"ChargeFrequency": "One-Time", "SkuId": line.line, "SkuMeter": line.title}
    quantity, unit = _volume(line)
    price = line.amount / quantity
    listed = _list_price(line, price)
    return own | _priced(listed, price, quantity, unit) | {
        "BilledCost": line.amount, "EffectiveCost": line.amount, "ConsumedQuantity": quantity, "ConsumedUnit": unit,
        "ChargeFrequency": "Usage-Based" if line.volume else "Recurring", "PricingCategory": "Standard",
    }  # fmt: skip


def _purchase(export: Export, lines: Sequence[PlanLine], frequency: str) -> Row:
    """A commitment that is bought: billed now, effective when it is used."""
    line, amount = lines[0], fsum(each.amount for each in lines)
    quantity = fsum(_volume(each)[0] for each in lines)
    unit = _volume(line)[1]
    price = amount / quantity
    return _common(export, line, "Purchase") | _priced(price, price, quantity, unit) | _commitment(export, line) | {
        "BilledCost": amount, "EffectiveCost": 0.0, "ChargeFrequency": frequency, "PricingCategory": "Standard",
        "CommitmentDiscountQuantity": amount if line.row.commitment == "shortfall" else quantity,
        "ChargePeriodEnd": _bounds(lines[-1].month)[1],
    }  # fmt: skip


def _prepayment(export: Export, lines: Sequence[PlanLine]) -> Row:
    return _purchase(export, lines, "One-Time")


def _drawn(export: Export, line: PlanLine, status: str, share: float) -> Row:
    """The part of a commitment that is used, or is not: effective, and billed with the purchase."""
    whole, unit = _volume(line)
    quantity, listed = whole * share, _list_price(line, line.amount / whole) if status == "Used" else 0.0
    counted = {"ConsumedQuantity": quantity, "ConsumedUnit": unit} if status == "Used" else {}
    return _common(export, line, "Usage") | _priced(listed, listed, quantity, unit) | _commitment(export, line) | counted | {
        "BilledCost": 0.0, "EffectiveCost": line.amount * share, "ChargeFrequency": "Usage-Based",
        "PricingCategory": "Committed", "CommitmentDiscountStatus": status,
        "CommitmentDiscountQuantity": line.amount * share if line.row.commitment == "shortfall" else quantity,
    }  # fmt: skip


def _volume(line: PlanLine) -> tuple[float, str]:
    """What is paid for; one month of it where nothing is counted."""
    return (line.volume, UNITS.get(line.unit, line.unit)) if line.volume else (1.0, UNITS[""])


def _list_price(line: PlanLine, price: float) -> float:
    found = line.known.product(line.row.list_price, line.month) if line.volume else None
    return price if found is None else found


def _priced(listed: float, contracted: float, quantity: float, unit: str) -> Row:
    return {
        "ListUnitPrice": listed, "ListCost": listed * quantity, "ContractedUnitPrice": contracted,
        "ContractedCost": contracted * quantity, "PricingQuantity": quantity, "PricingUnit": unit,
    }  # fmt: skip


def _commitment(export: Export, line: PlanLine) -> Row:
    spend = line.row.commitment == "shortfall"
    return {
        "CommitmentDiscountCategory": "Spend" if spend else "Usage",
        "CommitmentDiscountId": f"{export.plan}/{export.case}/{line.line}",
        "CommitmentDiscountName": line.title,
        "CommitmentDiscountType": "Minimum spend" if spend else "Reservation",
        "CommitmentDiscountUnit": export.side.scenario.currency if spend else _volume(line)[1],
    }


def _common(export: Export, line: PlanLine, category: str) -> Row:
    start, end = _bounds(line.month)
    provider = export.names.provider
    return {
        "BillingAccountId": export.names.account, "BillingAccountName": export.names.account,
        "BillingCurrency": export.side.scenario.currency, "BillingPeriodStart": start, "BillingPeriodEnd": end,
        "ChargePeriodStart": start, "ChargePeriodEnd": end, "ChargeCategory": category,
        "ChargeDescription": f"{line.title}, {export.case} of {export.plan}", "InvoiceIssuerName": provider,
        "ProviderName": provider, "PublisherName": provider, "ServiceProviderName": provider,
        "HostProviderName": provider, "ServiceCategory": line.row.service_category,
        "ServiceName": BILLS.get(line.row.bill, line.row.bill), "SkuId": line.line, "SkuMeter": line.title,
        "SkuPriceId": line.line,
    }  # fmt: skip


def _bounds(month: str) -> tuple[str, str]:
    """The first moment of a month and of the next, as the date/time format attribute writes them."""
    first = date.fromisoformat(f"{month}-01")
    return f"{first}T00:00:00Z", f"{later(first, 1)}T00:00:00Z"
