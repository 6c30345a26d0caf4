"""The price book: what is known of devices, models, prices and rates on a given day, and where each value is from.

Every lookup is as of a day and returns values with their provenance; a name that nothing answers to is an error with
the nearest names.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tco.architectures import Architectures
from tco.content import Content
from tco.dates import as_day
from tco.efficiency import Machine, product
from tco.endpoints import list_prices, listed
from tco.errors import Fault, InputError, nearest
from tco.exchange import Kind, Rates, by_month, exchange_rate
from tco.names import fold, index, resolve
from tco.presets import PRESETS
from tco.quotes import purchase_quote, rent_quote, tier_quote
from tco.seen import no_row
from tco.shelf import Shelf
from tco.tables import Entry, Sourced, choose, sourced, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable


__all__ = ["PriceBook", "Sourced"]

REFERENCE_FAMILY = "nvidia-hopper"
DEVICE_TEXTS = ("device", "vendor", "name", "kind", "family", "memory_type", "scale_up_name", "restrictions")
LINK_UNITS = {
    "one_way_gb_s": "GB/s",
    "both_ways_gb_s": "GB/s",
    "line_rate_gbps": "Gbps",
    "latency_us": "us",
    "domain_size": "gpus",
}
NAMED = {
    "device": "devices",
    "engine": "engines",
    "link": "interconnects",
    "precision": "precisions",
    "allocator": "allocators",
    "service": "services",
    "queue": "queues",
}
RATES = ("compute_rate", "compute_rate_else", "expert_compute_rate", "expert_compute_rate_else")
PARAMETER_BYTES = ("bytes_per_parameter", "bytes_per_head_parameter", "bytes_per_expert_parameter")


class PriceBook(Shelf):
    """The tables of some content with lookups of what they and its models say."""

    def __init__(self, content: Content, known_by: date | None = None) -> None:
        super().__init__(content, known_by)
        self._names: dict[str, dict[str, list[str]]] = {}

    # -- devices and links -------------------------------------------------------------------------------------------
    def id_of(self, kind: str, name: str) -> str:
        """The id of the device, engine, link or precision that a name or alias stands for."""
        if kind not in self._names:
            self._names[kind] = index({getattr(e.row, kind): spellings(e) for e in self.usable(NAMED[kind])})
        return resolve(kind, name, self._names[kind])

    def _named(self, kind: str, name: str) -> Entry:
        """The row of a thing that has one row for all days, by its name or alias."""
        return {getattr(e.row, kind): e for e in self.usable(NAMED[kind])}[self.id_of(kind, name)]

    @cached_property
    def _hardware(self) -> dict[str, dict[str, list[Entry]]]:
        """Usable figures by device and parameter: dense, and with FP32 accumulation where that is told apart."""
        found: dict[str, dict[str, list[Entry]]] = {}
        for entry in self.rows("hardware"):
            row = entry.row
            if row.basis in ("dense", "") and row.accumulate != "fp16":
                found.setdefault(row.device, {}).setdefault(row.parameter, []).append(entry)
        return found

    def devices(self) -> list[str]:
        """The ids of all devices."""
        return sorted({entry.row.device for entry in self.rows("devices")})

    def device(self, name: str, as_of: date | str) -> dict[str, Sourced]:
        """What is known of a device on a day: engine quantities by name, and its descriptive texts."""
        day, identifier = as_day(as_of), self.id_of("device", name)
        entries = [e for e in self.rows("devices") if e.row.device == identifier]
        found = _texts(choose(entries, day), DEVICE_TEXTS)
        for parameter, known in self._hardware.get(identifier, {}).items():
            if entry := choose(known, day):
                found[parameter] = sourced(entry, entry.row.value, entry.row.unit)
        _require(found, "device", name, entries, day)
        return found

    def interconnect(self, name: str, as_of: date | str) -> dict[str, Sourced]:
        """What is known of a link between devices on a day."""
        identifier = self.id_of("link", name)
        entries = [e for e in self.rows("interconnects") if e.row.link == identifier]
        entry = choose(entries, as_day(as_of))
        values = {c: getattr(entry.row, c) for c in LINK_UNITS} if entry else {}
        given = {c: sourced(entry, float(v), LINK_UNITS[c]) for c, v in values.items() if entry and v is not None}
        _require(entry, "link", name, entries, as_day(as_of))
        return _texts(entry, ("link", "name", "kind")) | given

    def precision(self, name: str) -> dict[str, Sourced]:
        """Bytes of a parameter at a precision, and the peak rate it computes at; where they differ, those of head and experts."""
        entry = self._named("precision", name)
        widths = {c: getattr(entry.row, c) for c in PARAMETER_BYTES}
        found = {c: sourced(entry, width, "bytes/parameter") for c, width in widths.items() if width is not None}
        return found | _texts(entry, RATES)

    def preset(self, kind: str, name: str) -> dict[str, Sourced]:
        """The quantities that an allocator, a service or a queue sets, by their names; what it leaves open is not there."""
        entry = self._named(kind, name)
        values = {column: getattr(entry.row, column) for column in PRESETS[kind]}
        return {c: sourced(entry, v, PRESETS[kind][c]) for c, v in values.items() if v is not None}

    def tier(self, name: str, as_of: date | str) -> dict[str, Sourced]:
        """What a tier of memory or storage reads, holds and costs on a day: to buy, or by the month."""
        rows = [e for e in self.every("memory_tiers") if e.row.choice]
        identifier = resolve("tier", name, index({e.row.choice: () for e in rows}))
        entries = [e for e in rows if e.row.choice == identifier]
        entry = choose(self.seen("memory_tiers", entries), as_day(as_of))
        _require(entry, "tier", name, entries, as_day(as_of), self.known_by)
        return tier_quote(entry) if entry else {}

    def efficiency(self, machine: Machine, as_of: date | str) -> dict[str, Sourced]:
        """What a machine reaches of its peaks on a day, and the time its engine takes: bases times the factors that apply."""
        day, rows = as_day(as_of), self.rows("efficiency")
        bases = [e for e in rows if not e.row.scope]
        measured = {name for e in rows for name in e.row.scope.get("family", ())} | {REFERENCE_FAMILY}
        found = {}
        for name in dict.fromkeys(n for e in bases for n in e.row.names):
            if entry := choose([e for e in bases if name in e.row.names], day):
                found[name] = sourced(entry, entry.row.value, entry.row.unit)
        _require(found, "efficiency", machine.engine, bases, day)
        if machine.family and machine.family not in measured:
            guess = f"no measurement of {machine.family}: as {REFERENCE_FAMILY}"
            found = {n: replace(s, confidence="low", note=f"{s.note}; {guess}".lstrip("; ")) for n, s in found.items()}
        return product(rows, machine, day, found)

    def counting(self, name: str) -> dict[str, Sourced]:
        """What a named way of counting leaves out, by quantity."""
        rows = self.usable("countings")
        chosen = resolve("counting", name, index({e.row.counting: () for e in rows}))
        return {e.row.quantity: sourced(e, e.row.value, e.row.unit) for e in rows if e.row.counting == chosen}

    def owner(self, name: str, as_of: date | str) -> dict[str, Sourced]:
        """What a kind of owner is taken to pay and to do on a day, by quantity."""
        rows = self.usable("owners")
        chosen = resolve("owner", name, index({e.row.owner: () for e in rows}))
        quantities = dict.fromkeys(e.row.quantity for e in rows if e.row.owner == chosen)
        day = as_day(as_of)
        own = {q: choose([e for e in rows if (e.row.owner, e.row.quantity) == (chosen, q)], day) for q in quantities}
        return {q: sourced(e, e.row.value, e.row.unit) for q, e in own.items() if e}

    # -- models ------------------------------------------------------------------------------------------------------
    @cached_property
    def _architectures(self) -> Architectures:
        return Architectures(self.content)

    def models(self) -> list[str]:
        """The ids of all models."""
        return self._architectures.ids()

    def model_id(self, name: str) -> str:
        """The id of the model that a name or alias stands for."""
        return self._architectures.id_of(name)

    def model(self, name: str) -> dict[str, Sourced]:
        """The architecture of a model: engine quantities by name, and its descriptive texts."""
        return self._architectures.facts(name)

    # -- prices ------------------------------------------------------------------------------------------------------
    def token_price(
        self, provider: str, model: str, currency_wanted: str, as_of: date | str, hours_utc: str | None = None
    ) -> dict[str, Sourced]:
        """List prices of an API per million tokens on a day, in the wanted currency where there is such a list.

        `hours_utc` is an hour ("17:00") or a window; the row of a window that covers it goes before the all-day row.
        """
        day, entries = as_day(as_of), self._endpoint(provider, model)
        entry = listed(list(self.seen("tokens", entries)), currency_wanted, day, hours_utc)
        all_day = [e for e in entries if not e.row.hours_utc]
        _require(entry, "token price", f"{provider} {model}", all_day, day, self.known_by)
        return list_prices(entry) if entry else {}

    def endpoint(self, provider: str, model: str) -> list[Entry]:
        """The rows of one endpoint: by its own name, or by the open-weight model it serves."""
        return list(self.seen("tokens", self._endpoint(provider, model)))

    def _endpoint(self, provider: str, model: str) -> list[Entry]:
        """The rows of one endpoint, those too that were not known yet."""
        rows = self.every("tokens")
        known = index({e.row.provider: () for e in rows})
        offered = [e for e in rows if e.row.provider == resolve("provider", provider, known)]
        if named := [e for e in offered if fold(e.row.model) == fold(model)]:
            return named
        if served := [e for e in offered if e.row.serves in self._architectures.ids_behind(model)]:
            return served
        names = {e.row.model for e in offered} | {e.row.serves for e in offered if e.row.serves}
        near = nearest(model, names) or ", ".join(sorted(names)[:12])
        raise InputError(Fault(f"{provider} has no model {model!r}", allowed=near, next_step="tco show prices tokens"))

    def rent(
        self, device: str, as_of: date | str, term: str = "on_demand", provider: str | None = None
    ) -> list[Sourced]:
        """Rents of a device for an hour on a day, one value an offer, the cheapest first within a currency."""
        identifier = self.id_of("device", device)
        entries = self.offers("cloud", as_of, device=identifier, term=term)
        if provider:
            known = index({e.row.provider: () for e in self.rows("cloud")})
            entries = [e for e in entries if e.row.provider == resolve("provider", provider, known)]
        found = [rent for entry in entries if (rent := rent_quote(entry))]
        return sorted(found, key=lambda rent: (rent.unit, rent.value, rent.where))

    def purchase(self, device: str, as_of: date | str, item_kind: str = "device") -> list[Sourced]:
        """Purchase prices of a device, or of a server or rack of it, on a day, per device; the newest first."""
        identifier = self.id_of("device", device)
        entries = self.offers("purchase", as_of, device=identifier, item_kind=item_kind)
        found = [purchase_quote(entry) for entry in entries if entry.row.units_in_item]
        return sorted(found, key=lambda price: (price.date, price.where), reverse=True)

    def default(self, quantity: str, as_of: date | str | None = None) -> Sourced | None:
        """The value a quantity has where nothing else gives one; the newest one if no day is named."""
        entries = [entry for entry in self.rows("defaults") if entry.row.quantity == quantity]
        chosen = choose(entries, as_day(as_of) if as_of else date.max)
        return sourced(chosen, chosen.row.value, chosen.row.unit) if chosen else None

    # -- exchange rates ----------------------------------------------------------------------------------------------
    @cached_property
    def _rates(self) -> Rates:
        return by_month(self.rows("fx"))

    def fx(self, base: str, quote: str, when: date | str, kind: Kind = "average") -> Sourced:
        """Units of `quote` for one `base` in the month of a day; crossed through USD."""
        return exchange_rate(self._rates, base, quote, as_day(when), kind)


def _texts(entry: Entry | None, columns: Iterable[str]) -> dict[str, Sourced]:
    values = {column: getattr(entry.row, column) for column in columns} if entry else {}
    return {c: sourced(entry, v, "text") for c, v in values.items() if entry and v}


def _require(
    found: object, kind: str, name: str, entries: Iterable[Entry], day: date, known_by: date | None = None
) -> None:
    """Nothing where something was found; else InputError with the days on which there is something."""
    if not found:
        raise InputError(no_row(f"nothing is known of {kind} {name!r} on {day}", entries, day, known_by))
