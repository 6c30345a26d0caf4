"""Actuals from a file: rows of a plain template, or of a FinOps FOCUS export, as one kind of row.

Everything wrong with a file is told at once; nothing is guessed. A FOCUS file may have any further columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticCustomError

from tco.cells import parse_number
from tco.csvfile import read_rows, read_text
from tco.dates import month_of, parse_day, period
from tco.errors import Fault, InputError, raise_faults
from tco.units import CURRENCIES, unit

TEMPLATE = ("month", "kind", "account", "item", "quantity", "unit", "amount", "currency", "source", "note")
OPTIONAL = frozenset({"quantity", "unit", "amount", "currency", "source", "note"})
KINDS = {"invoice": "what a supplier bills", "usage": "what a usage export counts", "meter": "what a meter reads"}
FOCUS = ("ChargePeriodStart", "BilledCost", "EffectiveCost", "BillingCurrency", "ServiceName")
ITEM = ("SkuId", "SkuMeter", "ChargeDescription")  # what names the thing that is paid for: the map may meet any of them
_UNIT = re.compile(
    r"(?:(?P<factor>\d+) )?(?P<unit>[^\d ].*)"
)  # after the unit format attribute: "1000 Tokens", "GB-Hours"
COSTS = {"effective": "EffectiveCost", "billed": "BilledCost"}


@dataclass(frozen=True)
class ActualRow:
    """One row: what was billed or counted in a month. `amount` is None for a meter reading."""

    month: str
    kind: str
    account: str
    item: str
    quantity: float | None
    unit: str
    amount: float | None
    currency: str
    source: str
    where: str


def read_actuals(path: Path, cost: str = "effective") -> list[ActualRow]:
    """The rows of a file of either form; `cost` says which FOCUS cost counts, effective (accrued) or billed (cash)."""
    text = read_text(path, str(path))
    header = next(csv.reader(io.StringIO(text)), [])
    focus = "BilledCost" in header
    columns = tuple(dict.fromkeys([*FOCUS, *header])) if focus else TEMPLATE
    optional = frozenset(columns) - frozenset(FOCUS) if focus else OPTIONAL
    cells, faults = read_rows(text, columns, optional, str(path))
    made = []
    for line, row in cells:
        place = f"{path}:{line}"
        one = _focus(row, place, COSTS[cost]) if focus else _plain(row, place)
        faults += one if isinstance(one, list) else []
        made += [] if isinstance(one, list) else [one]
    raise_faults(faults)
    return made


class _Cells:
    """The cells of a row, parsed one by one; faults are collected."""

    def __init__(self, row: dict[str, str], where: str) -> None:
        self.row, self.where, self.faults = row, where, list[Fault]()

    def number(self, column: str) -> float | None:
        """A number, or None for an empty cell."""
        text = self.row.get(column, "")
        try:
            return parse_number(text) if text else None
        except PydanticCustomError as wrong:
            self._add(column, wrong.message(), text, str((wrong.context or {}).get("allowed", "")))
            return None

    def text(self, column: str, known: Callable[[str], object] = bool, allowed: str = "") -> str:
        """A text that is known."""
        text = self.row.get(column, "")
        try:
            sound = known(text)
        except InputError as wrong:
            self.faults += [Fault(f.what, f"{self.where}, column {column}", allowed=f.allowed) for f in wrong.faults]
            return text
        if not sound:
            self._add(column, "not one of the known words" if text else "an empty cell", text, allowed)
        return text

    def month(self, column: str, parse: Callable[[str], str]) -> str:
        """The month of a date."""
        try:
            return parse(self.row.get(column, ""))
        except InputError as wrong:
            fault = wrong.faults[0]
            self._add(column, fault.what, self.row.get(column, ""), fault.allowed)
            return ""

    def _add(self, column: str, what: str, found: str, allowed: str) -> None:
        self.faults.append(Fault(what, f"{self.where}, column {column}", repr(found), allowed))


def _plain(row: dict[str, str], where: str) -> ActualRow | list[Fault]:
    cells = _Cells(row, where)
    quantity, amount = cells.number("quantity"), cells.number("amount")
    kind = cells.text("kind", KINDS.__contains__, ", ".join(KINDS))
    made = ActualRow(
        cells.month("month", _month), kind, cells.text("account"), cells.text("item"), quantity,
        cells.text("unit", lambda text: not text or unit(text)), amount,
        cells.text("currency", lambda text: text in CURRENCIES or (not text and amount is None), "an ISO 4217 code"),
        row.get("source", ""), where,
    )  # fmt: skip
    if quantity is None and amount is None:
        cells.faults.append(Fault("neither a quantity nor an amount", where, next_step="give one of the two"))
    if quantity is not None and not made.unit:
        cells.faults.append(Fault("a quantity without a unit", where, row.get("quantity", ""), "Mtok, kWh, GPU hours"))
    return cells.faults or made


def _month(text: str) -> str:
    first, last = period(text)
    if month_of(first) != month_of(last):
        raise InputError(Fault("not a month", allowed="2026-10, or a day of it"))
    return month_of(first)


def _focus(row: dict[str, str], where: str, cost: str) -> ActualRow | list[Fault]:
    cells = _Cells(row, where)
    quantity = cells.number("ConsumedQuantity")
    counted = "ConsumedUnit" if quantity is not None else "PricingUnit"
    if quantity is None and row.get("ChargeCategory") == "Usage" and row.get("CommitmentDiscountStatus") != "Unused":
        quantity = cells.number("PricingQuantity")
    factor, counted = focus_unit(row.get(counted, ""))
    item = "; ".join(dict.fromkeys(row[c] for c in ITEM if row.get(c)))
    source = row.get("InvoiceId", "") or row.get("ServiceProviderName", "") or row.get("ProviderName", "")
    made = ActualRow(
        cells.month("ChargePeriodStart", lambda text: month_of(parse_day(text[:10]))), "invoice", cells.text("ServiceName"),
        item, None if quantity is None else quantity * factor, counted, cells.number(cost),
        cells.text("BillingCurrency", CURRENCIES.__contains__, "an ISO 4217 code"), source, where,
    )  # fmt: skip
    if made.amount is None and not cells.faults:
        cells.faults.append(Fault("an empty cell", f"{where}, column {cost}", allowed="a number"))
    return cells.faults or made


def focus_unit(text: str) -> tuple[float, str]:
    """A unit as FOCUS writes it, as a factor and a unit that is known here where there is one.

    >>> focus_unit("1000000 Tokens"), focus_unit("GPU-Hours"), focus_unit("Widgets")
    ((1000000.0, 'tokens'), (1.0, 'gpu-hours'), (1.0, 'Widgets'))
    """
    found = _UNIT.fullmatch(text)
    if not found:
        return 1.0, text
    for spelled in (found["unit"], found["unit"].lower()):
        try:
            return float(found["factor"] or 1), unit(spelled).text
        except InputError:
            continue
    return 1.0, text


def template() -> str:
    """The plain template, with an example of each kind that is to be replaced."""
    rows: Sequence[Sequence[str]] = (
        TEMPLATE,
        (
            "2026-10",
            "invoice",
            "cloud",
            "device hours",
            "5952",
            "hours",
            "20000",
            "USD",
            "invoice 1017",
            "an example: replace",
        ),
        ("2026-10", "usage", "api", "output tokens", "310", "Mtok", "", "", "usage export", "an example: replace"),
        ("2026-10", "meter", "hall 2", "electricity", "8100", "kWh", "", "", "meter 4", "an example: replace"),
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
