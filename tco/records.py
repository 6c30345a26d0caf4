"""What one row of each price table is: its columns, what may stand in them, and what makes two rows the same offer.

Every row says from when it counts, where it is from and how far to trust it. Cells are parsed once, here, strictly;
inside the engine nothing is checked again.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from tco import cells as cell
from tco.efficiency import Efficiency
from tco.machines import Device, Hardware, Interconnect, Precision
from tco.presets import Allocator, Queue, Service
from tco.provenance import Ranged, Record, Row
from tco.upkeep import ActualsMap, CostLine, Driver, Freshness

Term = Literal[
    "on_demand", "spot", "flex-start", "calendar", "capacity-block", "3m", "1y", "12-36m", "3y", "5y", "reserved",
    "market",
]  # fmt: skip


class Purchase(Ranged):
    """A price at which a device, a server, a rack or a part could be bought."""

    KEY = ("item", "item_kind", "device", "currency", "basis", "source")
    item: cell.Text
    item_kind: cell.Text
    device: cell.MaybeIdentifier = ""
    units_in_item: cell.MaybeCount = None
    currency: cell.Currency
    basis: cell.Words = ""


class Cloud(Row):
    """A rent of one offer, per device and hour."""

    KEY = ("provider", "offering", "region", "device", "term", "payment", "currency")
    provider: cell.Identifier
    offering: cell.Text
    region: cell.Words = ""
    device: cell.MaybeIdentifier
    device_label: cell.Words = ""
    devices_per_instance: cell.MaybeCount = None
    term: Term
    payment: cell.Words = ""
    price_per_gpu_hour: cell.MaybeNumber = None
    price_low: cell.MaybeNumber = None
    price_high: cell.MaybeNumber = None
    price_per_instance_hour: cell.MaybeNumber = None
    currency: cell.Currency

    @model_validator(mode="after")
    def _some_price(self) -> Self:
        if self.price_per_gpu_hour is None and self.price_low is None and self.price_high is None:
            raise cell.refuse("no price", "price_per_gpu_hour, price_low or price_high")
        return self


class RentHistory(Ranged):
    """A rent over a period: a market level or one provider."""

    KEY = ("device", "device_label", "valid_to", "offer_kind", "segment", "region", "currency")
    device: cell.Identifier
    device_label: cell.Words = ""
    offer_kind: cell.Text
    segment: cell.Words = ""
    region: cell.Words = ""
    currency: cell.Currency
    unit: cell.UnitText

    @model_validator(mode="after")
    def _some_price(self) -> Self:
        if self.price is None and self.price_low is None and self.price_high is None:
            raise cell.refuse("no price", "price, price_low or price_high")
        return self


class Token(Row):
    """The list prices of one API endpoint, all day or in a daily window."""

    KEY = ("provider", "model", "currency", "hours_utc")
    provider: cell.Identifier
    model: cell.Text
    family: cell.Words = ""
    input_per_mtok: cell.MaybeNumber = None
    cached_input_per_mtok: cell.MaybeNumber = None
    cache_write_per_mtok: cell.MaybeNumber = None
    output_per_mtok: cell.MaybeNumber = None
    batch_input_per_mtok: cell.MaybeNumber = None
    batch_output_per_mtok: cell.MaybeNumber = None
    currency: cell.Currency
    hours_utc: cell.Hours = ""
    tier: cell.Words = ""
    long_from_tokens: cell.MaybeCount = None
    long_input_per_mtok: cell.MaybeNumber = None
    long_output_per_mtok: cell.MaybeNumber = None
    serves: cell.MaybeIdentifier = ""


class Power(Row):
    """Electricity, carbon, PUE, colocation and construction: one figure of one place."""

    KEY = ("metric", "country", "region", "sector", "band", "tax_basis", "unit")
    metric: cell.Text
    country: cell.Words = ""
    region: cell.Words = ""
    sector: cell.Words = ""
    band: cell.Words = ""
    tax_basis: cell.Words = ""
    value_low: cell.MaybeNumber = None
    value: cell.MaybeNumber = None
    value_high: cell.MaybeNumber = None
    unit: cell.UnitText


class Finance(Row):
    """A rate, a life, a share or a yearly cost that finance decides on."""

    KEY = ("metric", "scope")
    metric: cell.Text
    scope: cell.Text
    value_low: cell.MaybeNumber = None
    value: cell.Number
    value_high: cell.MaybeNumber = None
    unit: cell.UnitText
    basis: cell.Words = ""


class MemoryTier(Ranged):
    """The price of a gigabyte in one tier of memory or storage; `choice` names the rows that a scenario may choose."""

    KEY = ("tier", "technology")
    tier: cell.Text
    technology: cell.Text
    currency: cell.MaybeCurrency = ""
    unit: cell.UnitText
    price_basis: cell.Words = ""
    bandwidth: cell.Words = ""
    choice: cell.MaybeIdentifier = ""
    bandwidth_gb_s: cell.MaybeNumber = None
    capacity_gb: cell.MaybeNumber = None


class Fx(Row):
    """The exchange rate of one month."""

    KEY = ("base", "quote", "month")
    base: cell.Currency
    quote: cell.Currency
    month: cell.Month
    average: cell.Number
    closing: cell.Number
    closing_date: cell.Day
    days: cell.MaybeCount = None


class Engine(Row):
    """A program that serves models, and what else it is called."""

    KEY = ("engine",)
    engine: cell.Identifier
    name: cell.Text
    aliases: cell.Words = ""


class Throughput(Row):
    """A measured rate of a model on a device, when saturated: output tokens of all devices together."""

    KEY = ("model", "device", "engine")
    model: cell.Identifier
    device: cell.Identifier
    gpus: cell.Number
    precision: cell.Identifier
    engine: cell.Text
    prompt_tokens: cell.Number
    output_tokens: cell.Number
    output_tokens_per_second: cell.Number


class Schedule(Row):
    """A share of a price by age: what taxes take off in that year, or what a buyer would pay at that age.

    Depreciation counts from the day of purchase; tax-year and mid-quarter tables count by the tax year of purchase.
    """

    KEY = ("schedule", "age_years")
    schedule: cell.Identifier
    kind: Literal["depreciation", "tax-year", "mid-quarter", "residual"]
    age_years: cell.Number
    share: cell.Number


class Counting(Row):
    """What a named way of counting leaves out: the value of a quantity in place of its formula."""

    KEY = ("counting", "quantity")
    counting: cell.Identifier
    quantity: cell.Identifier
    value: cell.Number
    unit: cell.UnitText


class Owner(Row):
    """What a kind of owner is taken to pay and to do, where a scenario knows no better."""

    KEY = ("owner", "quantity")
    owner: cell.Identifier
    quantity: cell.Identifier
    value: cell.Number
    unit: cell.UnitText


class Dataset(Row):
    """Mean lengths of the prompts and answers of a data set that benchmarks draw from."""

    KEY = ("dataset",)
    dataset: cell.Text
    prompt_tokens: cell.Number
    output_tokens: cell.Number


class Default(Row):
    """The value of a quantity where nothing else gives one."""

    KEY = ("quantity",)
    quantity: cell.Identifier
    value: cell.Number
    unit: cell.UnitText


class Source(Record):
    """A work that rows cite, in full."""

    KEY = ("key",)
    key: cell.Text
    title: cell.Text
    address: cell.Words = ""
    date: Annotated[str, BeforeValidator(lambda text: text and cell.partial_date(text))] = ""
    licence: cell.Words = ""


TABLES: dict[str, type[Record]] = {
    "devices": Device,
    "hardware": Hardware,
    "interconnects": Interconnect,
    "purchase": Purchase,
    "cloud": Cloud,
    "rent_history": RentHistory,
    "tokens": Token,
    "power": Power,
    "finance": Finance,
    "memory_tiers": MemoryTier,
    "fx": Fx,
    "precisions": Precision,
    "engines": Engine,
    "efficiency": Efficiency,
    "allocators": Allocator,
    "countings": Counting,
    "owners": Owner,
    "datasets": Dataset,
    "services": Service,
    "queues": Queue,
    "throughput": Throughput,
    "schedules": Schedule,
    "defaults": Default,
    "freshness": Freshness,
    "drivers": Driver,
    "cost_lines": CostLine,
    "actuals_map": ActualsMap,
    "sources": Source,
}
