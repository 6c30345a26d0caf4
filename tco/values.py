"""Values in a scenario: a number, "50 ms", a table with its source, or a list of those, which is an axis."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tco.closed_periods import THEN
from tco.dates import period
from tco.errors import Fault, InputError, nearest, raise_faults
from tco.formulas.inputs import INPUTS
from tco.given import ASSUMPTION, PIN, Closed, Given, Schedule, exchanged, from_text, in_currency
from tco.pricebook import PriceBook
from tco.toml_lines import as_written
from tco.units import FORMS, NEVER_NEGATIVE, amount

Where = Callable[..., str]
VALUE_KEYS = ("value", "by_date", "then", "until", "source", "date", "note", "assumption")


class ValueReader:
    """Reads the values of one scenario: knows its currency, date, sources, and the price book for exchange rates."""

    def __init__(self, currency: str, as_of: dt.date, sources: dict[str, str], book: PriceBook) -> None:
        self.currency, self.as_of, self.sources, self.book = currency, as_of, sources, book

    def read(self, name: str, unit: str, raw: Any, origin: str, where: Where) -> list[Given]:
        """One Given, or several for an axis; InputError tells all that is wrong with it and where.

        `where()` is the place of the value, `where("2")` that of the third item of an axis.
        """
        if not isinstance(raw, list):
            return [self._told(name, unit, raw, origin, where())]
        made: list[Given] = []
        values: set[object] = set()
        faults = [] if raw else [self._fault(name, unit, Fault("an axis needs at least one value"), where())]
        for count, item in enumerate(raw):
            place = where(str(count))
            try:
                made.append(self._told(name, unit, item, origin, place))
            except InputError as wrong:
                faults += wrong.faults
                continue
            if made[-1].value in values:
                twice = Fault("an axis has a value twice", found=as_written(item), allowed="each value once")
                faults.append(self._fault(name, unit, twice, place))
            values.add(made[-1].value)
        raise_faults(faults)
        return made

    def _told(self, name: str, unit: str, raw: Any, origin: str, where: str) -> Given:
        try:
            return self._one(name, unit, raw, origin, where)
        except InputError as wrong:
            raise InputError(self._fault(name, unit, fault, where) for fault in wrong.faults) from None

    def _fault(self, name: str, unit: str, fault: Fault, where: str) -> Fault:
        allowed = fault.allowed or in_currency(unit, self.currency)
        return replace(fault, what=f"{name}: {fault.what}", where=where, allowed=allowed)

    def _one(self, name: str, unit: str, raw: Any, origin: str, where: str) -> Given:
        if isinstance(raw, dict):
            return self._table(name, unit, raw, origin, where)
        if unit == "text":
            if not isinstance(raw, str) or not raw.strip():
                raise InputError(Fault("not a text", found=as_written(raw)))
            return Given(raw, unit, origin, source=where, where=where)
        if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
            raise InputError(Fault("not a number with a unit", found=as_written(raw), allowed=FORMS))
        number, typed = amount(raw)
        value, spelled = from_text(number, typed, unit, self.currency), in_currency(unit, self.currency)
        given = Given(
            value, spelled, origin, source=where, where=where, listed=" ".join(str(raw).split()) if typed else ""
        )
        if typed:
            given = exchanged(given, typed, self.currency, self.as_of.isoformat(), self.book)
        _check_range(name, unit, given)
        return given

    def _table(self, name: str, unit: str, raw: dict[str, Any], origin: str, where: str) -> Given:
        raise_faults([*_table_faults(raw), *_then_faults(raw, origin)])
        date, why = raw.get("date"), raw.get("assumption", "")
        reader = ValueReader(self.currency, date or self.as_of, self.sources, self.book)
        plain = (
            self._schedule(name, unit, raw, origin, where)
            if "by_date" in raw
            else reader._one(name, unit, raw["value"], origin, where)
        )
        return replace(
            plain,
            origin=ASSUMPTION if why and origin != PIN else origin,
            source=self.cited(raw.get("source", "")) or ("assumption" if why else where),
            date=date.isoformat() if date else "",
            note=why or raw.get("note", ""),
            confidence="assumption" if why else "",
        )

    def _schedule(self, name: str, unit: str, table: dict[str, Any], origin: str, where: str) -> Schedule:
        """Values that each count from a day on, or for a closed period alone, each in the money of its own date."""
        found: dict[dt.date, Given] = {}
        lasts: dict[dt.date, dt.date] = {}
        for text, raw in table["by_date"].items():
            day, last = period(text)
            if day in found:
                raise InputError(
                    Fault("two values begin on the same day", found=f"{text}, {day}", allowed="one for each")
                )
            lasts[day] = last
            reader = ValueReader(self.currency, day, self.sources, self.book)
            found[day] = reader._one(name, unit, raw, origin, where)
        dated = sorted(found.items())
        counts = "in" if "then" in table else "from"
        listed = "; ".join(f"{as_written(raw)} {counts} {text}" for text, raw in table["by_date"].items())
        rate = "; ".join(dict.fromkeys(given.rate for _, given in dated if given.rate))
        values = tuple((day, given.number) for day, given in dated)
        first = replace(dated[0][1], listed=listed, rate=rate)
        if "then" not in table:
            return Schedule(**vars(first), steps=values)
        until = period(str(table["until"]))[1] if "until" in table else None
        return Closed(**vars(first), steps=values, lasts=tuple(lasts[day] for day, _ in dated), until=until)

    def cited(self, source: str) -> str:
        """A source with its abbreviation written out: "s004, line 186" -> "Title of s004, line 186"."""
        parts = (part.partition(",") for part in source.split("; "))
        return "; ".join(self.sources.get(head, head) + comma + rest for head, comma, rest in parts)


def _table_faults(raw: dict[str, Any]) -> Iterator[Fault]:
    """What is wrong with the form of a value that comes with its source."""
    for key, given in raw.items():
        if key not in VALUE_KEYS:
            yield Fault(f"unknown key {key!r}", allowed=nearest(key, VALUE_KEYS) or ", ".join(VALUE_KEYS))
        elif key == "date" and (not isinstance(given, dt.date) or isinstance(given, dt.datetime)):
            yield Fault("not a date", found=as_written(given), allowed="2025-07-15")
        elif key in ("source", "note", "assumption") and not isinstance(given, str):
            yield Fault(f"{key} is not a text", found=as_written(given), allowed=f'{key} = "..."')
        elif key == "value" and isinstance(given, (dict, list)):
            step = "an axis is a list of values, each with its own source"
            yield Fault("not a single value", found=as_written(given), allowed=FORMS, next_step=step)
        elif key == "by_date" and (not isinstance(given, dict) or not given or "value" in raw):
            form = 'by_date = { "2026-01" = 1.2, "2026-07" = 1.1 }, without a value'
            yield Fault("not values by date", found=as_written(given), allowed=form)
    if not raw.keys() & {"value", "by_date"}:
        yield Fault("a table needs a value", found=as_written(raw), allowed='{ value = "50 ms", source = "..." }')


def _then_faults(raw: dict[str, Any], origin: str) -> Iterator[Fault]:
    """What is wrong with what counts after the values of closed periods."""
    if "then" in raw:
        if raw["then"] != THEN:
            yield Fault(
                "not what may count after the values", found=as_written(raw["then"]), allowed=f'then = "{THEN}"'
            )
        if "by_date" not in raw:
            yield Fault("then needs values by period", allowed='by_date = { "2026-01" = 1.2 }, then = "formula"')
        if origin != PIN:
            step = "give the later values as well, each from its date on"
            yield Fault("an input has no formula to count then", found=as_written(raw["then"]), next_step=step)
    elif "until" in raw:
        yield Fault("until is of values that give way to the formula", allowed=f'until = "2026-02", then = "{THEN}"')


def _check_range(name: str, unit: str, given: Given) -> None:
    """Refuse what cannot be meant: a share of 50, a negative bandwidth, a fleet of -3."""
    low = 0.0 if unit in NEVER_NEGATIVE else -math.inf
    known = INPUTS.get(name)
    low, high = (known.low, known.high) if known else (low, math.inf)
    value = given.number
    if low <= value <= high and math.isfinite(value):
        return
    allowed = f"{low:g} to {high:g}" if known else "a finite number" if low <= value else "0 or more"
    raise InputError(Fault("out of range", found=f"{value:.12g} {given.unit}", allowed=allowed))
