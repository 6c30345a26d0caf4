"""Rows that say how other data is treated: how old a price may be, and what a change of a quantity is called.

`freshness.csv` has a row a kind of price: after how many days it is stale, and from when it counts as known. A list
price that a provider publishes is known from the day it is valid; what a survey wrote later, from when it was seen.
`drivers.csv` has a row a quantity or chapter of formulas: the group of causes that its change is told under.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from pydantic import BeforeValidator

from tco import cells as cell
from tco.provenance import Record, Row

# what a change is put down to, in the order in which the stepwise bridge swaps them
GROUPS: dict[str, str] = {
    "volume": "volume",
    "mix": "mix: way of serving, tokens",
    "throughput": "throughput and efficiency",
    "utilisation": "utilisation",
    "device_price": "device and server price",
    "running": "staff, space and support",
    "rent": "rent",
    "electricity": "electricity and PUE",
    "token_price": "token prices",
    "finance": "finance terms",
    "one_off": "one-off",
    "fx": "FX",
    "engine": "engine version",
}
Known = Literal["when valid", "when seen"]


class Freshness(Row):
    """After how many days a kind of price is stale, and from when a row of it counts as known."""

    KEY = ("kind",)
    kind: cell.Identifier
    days: cell.Number
    known: Known


class Driver(Record):
    """What a change of a quantity is put down to: an input or a formula by its name, or a whole chapter."""

    KEY = ("kind", "name")
    kind: Literal["input", "formula", "chapter"]
    name: cell.Identifier
    group: Annotated[str, BeforeValidator(partial(cell.one_of, tuple(GROUPS)))]
    why: cell.Words = ""


class CostLine(Record):
    """A line of a bill: which quantity is its amount of a month, what is paid for, and what an actual price may set.

    `amount` and `volume` are a quantity, or a product of quantities joined by "*", of a month; `unit` is what the volume
    is counted in, `total` what the lines of the bill sum to, `total_in_period` the same of a period, where invoices of it say
    what that was. Lines of one `mix` stand in for one another: a change of their shares in the total volume is told apart from
    a change of the total. A `commitment` is bought beforehand and used up: recurring every month, upfront for the whole term,
    or a shortfall, which pays for nothing.
    """

    KEY = ("bill", "cost_line")
    bill: cell.Identifier
    total: cell.Identifier
    total_in_period: cell.Words = ""
    cost_line: cell.Identifier
    title: cell.Text
    amount: cell.Text
    volume: cell.Words = ""
    unit: Annotated[str, BeforeValidator(lambda text: text and cell.one_unit(text))] = ""
    mix: cell.Words = ""
    sign: Literal["plus", "minus"] = "plus"
    charge: Literal["Usage", "Credit", "Adjustment"] = "Usage"
    price_sets: cell.Words = ""
    volume_scales: cell.Words = ""
    list_price: cell.Words = ""
    used_share: cell.Words = ""
    commitment: Literal["", "recurring", "upfront", "shortfall"] = ""
    service_category: cell.Text
    why: cell.Words = ""


class ActualsMap(Record):
    """Which line a row of an invoice, a usage export or a meter belongs to; * stands for any characters."""

    KEY = ("account", "item")
    account: cell.Text
    item: cell.Text
    cost_line: cell.Identifier
    why: cell.Words = ""
