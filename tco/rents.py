"""Which rent is meant by "median", "gcp:3y" or "history:spot"?

PROVIDER[:TERM]           one provider's offer for a term: on_demand, spot, 1y, 3y, ... (the middle of several)
median[:TERM]             the offer in the middle of all
history[/SEGMENT][:KIND]  the market level of the day: on_demand, spot, reserved_mixed, ..., of one segment or all
"""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from tco.errors import Fault, InputError, nearest
from tco.seen import no_row
from tco.tables import Entry, Sourced, live, sourced

if TYPE_CHECKING:
    from datetime import date

    from tco.pricebook import PriceBook

MEDIAN, HISTORY = "median", "history"
STEP = "tco list prices, or pin rent_cost_per_gpu_hour"


def rent_of(book: PriceBook, device: str, wanted: str, as_of: date, currency: str, term: str = "on_demand") -> Sourced:
    """The rent of a device-hour that a choice names; `term` is meant where it names none."""
    who, _, named = wanted.partition(":")
    term = named or term
    device = book.id_of("device", device)
    if who.partition("/")[0] == HISTORY:
        offers = history(book, device, who.partition("/")[2], term, as_of)
    else:
        offers = book.rent(device, as_of, term, None if who == MEDIAN else who)
    if not offers:
        raise InputError(_none(book, device, who, term, as_of))
    return middle(_in_one_currency(offers, currency))


def _none(book: PriceBook, device: str, who: str, term: str, as_of: date) -> Fault:
    history = who.partition("/")[0] == HISTORY
    table, column = ("rent_history", "offer_kind") if history else ("cloud", "term")
    rows = [e for e in book.every(table) if e.row.device == device]
    rows = rows if history else [e for e in rows if who in (MEDIAN, e.row.provider)]
    terms = {getattr(e.row, column) for e in rows}
    said = term.replace("on_demand", "on-demand")
    by = "" if who == MEDIAN else f" of {who}"
    what = f"no {said} rent of {device}{by} known on {as_of}"
    if term not in terms:
        return Fault(what, found=term, allowed=nearest(term, terms) or ", ".join(sorted(terms)), next_step=STEP)
    told = no_row(what, [e for e in rows if getattr(e.row, column) == term], as_of, book.known_by)
    return told if told.found else replace(told, next_step=STEP)


def _in_one_currency(offers: list[Sourced], wanted: str) -> list[Sourced]:
    """Offers that can be ranked: in the first currency of the list, or else the wanted one where that is offered."""
    units = [o.unit for o in offers]
    unit = next((u for u in (f"{wanted}/gpu/hour", "USD/gpu/hour") if u in units), units[0])
    return [o for o in offers if o.unit == unit]


def middle(offers: list[Sourced]) -> Sourced:
    """The offer in the middle; the lower of two, so that it is one that somebody makes."""
    ranked = sorted(offers, key=lambda o: float(o.value))
    chosen = ranked[(len(ranked) - 1) // 2]
    if len(ranked) == 1:
        return chosen
    low, high, mid = float(ranked[0].value), float(ranked[-1].value), median(float(o.value) for o in ranked)
    note = f"the middle of {len(ranked)} offers from {low:g} to {high:g} (median {mid:g}) {chosen.unit}"
    return replace(chosen, note=f"{note}; {chosen.note}".rstrip("; "))


def history(book: PriceBook, device: str, segment: str, kind: str, as_of: date) -> list[Sourced]:
    """Market rents of a device that count on a day; where none does, the latest before it, which say so."""
    known = [e for e in book.rows("rent_history") if e.row.device == device and e.row.offer_kind == kind]
    known = [e for e in known if segment in ("", e.row.segment) and e.row.preferred != "no" and _level(e) is not None]
    if now := live(known, as_of):
        return [_sourced(entry, "") for entry in now]
    before = [e for e in known if e.row.valid_from <= as_of]
    newest = max((e.row.valid_from for e in before), default=None)
    return [_sourced(e, f"the latest before {as_of}") for e in before if e.row.valid_from == newest]


def _level(entry: Entry) -> float | None:
    row = entry.row
    if row.price is None and (row.price_low is None or row.price_high is None):
        return None
    return float(row.price if row.price is not None else (row.price_low + row.price_high) / 2)


def _sourced(entry: Entry, note: str) -> Sourced:
    told = "; ".join(filter(None, (f"{entry.row.segment}, {entry.row.offer_kind}", note)))
    level = _level(entry)
    assert level is not None
    return sourced(entry, level, entry.row.unit, told)
