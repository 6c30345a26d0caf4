"""Is a file sound FOCUS? The rules of the specification that a file alone can be held to, each fault with its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isclose

from tco.errors import Fault
from tco.focus.columns import COLUMNS, VERSIONS, Column, columns
from tco.units import CURRENCIES

Row = Mapping[str, str]
CLOSE = 1e-9
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
PRICED = ("SkuId", "SkuPriceId", "ListUnitPrice", "ContractedUnitPrice", "PricingCategory")


def validate(header: Sequence[str], rows: Sequence[tuple[str, Row]], version: str = "1.2") -> list[Fault]:
    """Every fault of a file: its columns, the cells of each row, each row as a whole, and the sums of commitments.

    `rows` are (place, cells). An empty cell is null.
    """
    known = columns(version)
    faults = [
        Fault(f"column {column.name} is missing", rows[0][0] if rows else "", allowed="a mandatory column of FOCUS")
        for column in known
        if column.mandatory and column.name not in header
    ]
    there = {column.name: column for column in known if column.name in header}
    for where, row in rows:
        found = [fault for column in there.values() for fault in _cell(column, row, where)]
        faults += found or [_told(rule, where) for rule in RULES if rule.columns <= there.keys() and rule.broken(row)]
    return faults + ([] if faults else list(_sums(rows)))


def version_of(header: Sequence[str]) -> str:
    """The version that a header is of: what it has that the other has not decides."""
    only = {v: {c.name for c in COLUMNS if c.versions == (v,)} for v in VERSIONS}
    return max(VERSIONS, key=lambda v: (len(only[v] & set(header)), v == VERSIONS[0]))


def _cell(column: Column, row: Row, where: str) -> Iterator[Fault]:
    text = row[column.name]
    place = f"{where}, column {column.name}"
    if not text:
        if not column.empty:
            yield Fault("must not be null", place, next_step="give a value")
        return
    if column.words and text not in column.words:
        yield Fault("not one of the allowed values", place, repr(text), ", ".join(column.words))
    elif column.kind == "number" and not _NUMBER.fullmatch(text):
        yield Fault("not in numeric format", place, repr(text), "an integer, a decimal, or scientific notation")
    elif column.kind == "time" and not _TIME.fullmatch(text):
        yield Fault("not in date/time format", place, repr(text), "YYYY-MM-DDTHH:mm:ssZ")
    elif column.kind == "currency" and text not in CURRENCIES:
        yield Fault("not a currency code", place, repr(text), "ISO 4217")


@dataclass(frozen=True)
class Rule:
    """A rule of a row: the columns it speaks of, what it says, and whether a row breaks it."""

    says: str
    columns: frozenset[str]
    broken: Callable[[Row], bool]


def _told(rule: Rule, where: str) -> Fault:
    return Fault(rule.says, where, next_step=f"look at {', '.join(sorted(rule.columns))}")


def _number(row: Row, column: str) -> float:
    return float(row[column] or 0)


def _is(row: Row, category: str) -> bool:
    return row["ChargeCategory"] == category and not row.get("ChargeClass")


def _bought(row: Row) -> bool:
    return _is(row, "Usage") or _is(row, "Purchase")


def _product(price: str, cost: str) -> Rule:
    def broken(row: Row) -> bool:
        if not row[price] or not row["PricingQuantity"] or row.get("ChargeClass"):
            return False
        return not _alike(_number(row, price) * _number(row, "PricingQuantity"), _number(row, cost))

    return Rule(f"{price} times PricingQuantity must match {cost}", frozenset({price, cost, "PricingQuantity"}), broken)


def _alike(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)


def _pair(quantity: str, unit: str) -> Rule:
    says = f"{unit} must be null where {quantity} is, and only there"
    return Rule(says, frozenset({quantity, unit}), lambda row: bool(row[quantity]) != bool(row[unit]))


def _needs(column: str) -> Rule:
    says = f"{column} must not be null for usage and purchases, and must be for tax"

    def broken(row: Row) -> bool:
        return (_bought(row) and not row[column]) or (row["ChargeCategory"] == "Tax" and bool(row[column]))

    return Rule(says, frozenset({column, "ChargeCategory"}), broken)


def _with_commitment(column: str) -> Rule:
    says = f"{column} must be there exactly where CommitmentDiscountId is"
    return Rule(
        says,
        frozenset({column, "CommitmentDiscountId"}),
        lambda row: bool(row[column]) != bool(row["CommitmentDiscountId"]),
    )


def _rule(says: str, names: str, broken: Callable[[Row], bool]) -> Rule:
    return Rule(says, frozenset(names.split()), broken)


RULES: tuple[Rule, ...] = (
    *map(_needs, (*PRICED, "PricingQuantity")),
    _pair("PricingQuantity", "PricingUnit"),
    _pair("ConsumedQuantity", "ConsumedUnit"),
    _pair("CommitmentDiscountQuantity", "CommitmentDiscountUnit"),
    _product("ListUnitPrice", "ListCost"),
    _product("ContractedUnitPrice", "ContractedCost"),
    *map(_with_commitment, ("CommitmentDiscountCategory", "CommitmentDiscountType")),
    _rule(
        "unit prices must not be negative", "ListUnitPrice ContractedUnitPrice",
        lambda row: min(_number(row, "ListUnitPrice"), _number(row, "ContractedUnitPrice")) < 0,
    ),
    _rule(
        "a period must start before it ends", "ChargePeriodStart ChargePeriodEnd BillingPeriodStart BillingPeriodEnd",
        lambda row: row["ChargePeriodStart"] >= row["ChargePeriodEnd"] or row["BillingPeriodStart"] >= row["BillingPeriodEnd"],
    ),
    _rule(
        "CommitmentDiscountStatus must be there for the usage of a commitment, and nowhere without one",
        "CommitmentDiscountStatus CommitmentDiscountId ChargeCategory",
        lambda row: (bool(row["CommitmentDiscountStatus"]) and not row["CommitmentDiscountId"])
        or (bool(row["CommitmentDiscountId"]) and row["ChargeCategory"] == "Usage" and not row["CommitmentDiscountStatus"]),
    ),
    _rule(
        "CommitmentDiscountQuantity must be there for usage and purchases of a commitment",
        "CommitmentDiscountQuantity CommitmentDiscountId ChargeCategory",
        lambda row: bool(row["CommitmentDiscountQuantity"]) != bool(row["CommitmentDiscountId"] and _bought(row)),
    ),
    _rule(
        "ConsumedQuantity must be there for usage, and for nothing else, nor for what is unused",
        "ConsumedQuantity ChargeCategory CommitmentDiscountStatus",
        lambda row: not row.get("ChargeClass")
        and bool(row["ConsumedQuantity"]) != (row["ChargeCategory"] == "Usage" and row["CommitmentDiscountStatus"] != "Unused"),
    ),
    _rule(
        "EffectiveCost must be 0 for a purchase that covers later charges", "EffectiveCost ChargeCategory CommitmentDiscountId",
        lambda row: _is(row, "Purchase") and bool(row["CommitmentDiscountId"]) and _number(row, "EffectiveCost") != 0,
    ),
    _rule(
        "EffectiveCost, ListCost and ContractedCost of a credit must match BilledCost",
        "EffectiveCost BilledCost ListCost ContractedCost ChargeCategory",
        lambda row: row["ChargeCategory"] == "Credit"
        and any(
            not _alike(_number(row, cost), _number(row, "BilledCost"))
            for cost in ("EffectiveCost", "ListCost", "ContractedCost")
        ),
    ),
    _rule(
        "a purchase must not be Usage-Based", "ChargeFrequency ChargeCategory",
        lambda row: row["ChargeCategory"] == "Purchase" and row["ChargeFrequency"] == "Usage-Based",
    ),
)  # fmt: skip


def _sums(rows: Iterable[tuple[str, Row]]) -> Iterator[Fault]:
    """Over a file that holds the whole term: what was billed for a commitment is the effective cost of its usage."""
    found: dict[str, list[Row]] = {}
    for _, row in rows:
        if row.get("CommitmentDiscountId"):
            found.setdefault(row["CommitmentDiscountId"], []).append(row)
    for name, own in found.items():
        billed = fsum(_number(r, "BilledCost") for r in own if r["ChargeCategory"] == "Purchase")
        effective = fsum(_number(r, "EffectiveCost") for r in own if r["ChargeCategory"] == "Usage")
        if not _alike(billed, effective):
            what = "EffectiveCost of the usage of a commitment must sum to BilledCost of its purchases"
            yield Fault(
                what, name, f"{effective:.12g} effective, {billed:.12g} billed", "the file holds the whole term"
            )
