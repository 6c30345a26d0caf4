"""Values in a scenario: a number, "50 ms", a table with its source, or a list of those, which is an axis."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from tco.errors import Fault, InputError, nearest
from tco.formulas.inputs import INPUTS
from tco.given import ASSUMPTION, Given, exchanged, from_text, in_currency
from tco.pricebook import PriceBook
from tco.units import amount

VALUE_KEYS = ("value", "source", "date", "note", "assumption")


class ValueReader:
    """Reads the values of one scenario: knows its currency, date, sources, and the price book for exchange rates."""

    def __init__(self, currency: str, as_of: dt.date, sources: dict[str, str], book: PriceBook) -> None:
        self.currency, self.as_of, self.sources, self.book = currency, as_of, sources, book

    def read(self, name: str, unit: str, raw: Any, origin: str, where: str) -> list[Given]:
        """One Given, or several for an axis; InputError says what is wrong with it and where."""
        try:
            items = raw if isinstance(raw, list) else [raw]
            if not items:
                raise InputError(Fault("an axis needs at least one value"))
            return [self._one(name, unit, item, origin, where) for item in items]
        except InputError as wrong:
            raise InputError(
                replace(f, what=f"{name}: {f.what}", where=where, allowed=f.allowed or in_currency(unit, self.currency))
                for f in wrong.faults
            ) from None

    def _one(self, name: str, unit: str, raw: Any, origin: str, where: str) -> Given:
        if isinstance(raw, dict):
            return self._table(name, unit, raw, origin, where)
        spelled = in_currency(unit, self.currency)
        if unit == "text":
            if not isinstance(raw, str):
                raise InputError(Fault("not a text", found=repr(raw)))
            return Given(raw, unit, origin, source=where, where=where)
        number, typed = amount(raw)
        value = from_text(number, typed, unit, self.currency)
        _check_range(name, value, spelled)
        given = Given(value, spelled, origin, source=where, where=where, listed=str(raw) if typed else "")
        return exchanged(given, typed, self.currency, self.as_of.isoformat(), self.book) if typed else given

    def _table(self, name: str, unit: str, raw: dict[str, Any], origin: str, where: str) -> Given:
        unknown = [k for k in raw if k not in VALUE_KEYS]
        if unknown:
            raise InputError(Fault(f"unknown key {k!r}", allowed=nearest(k, VALUE_KEYS)) for k in unknown)
        if "value" not in raw:
            raise InputError(Fault("a table needs a value", allowed='{ value = "50 ms", source = "..." }'))
        date = raw.get("date", "")
        if date and not isinstance(date, dt.date):
            raise InputError(Fault("not a date", found=repr(date), allowed="2025-07-15"))
        reader = ValueReader(self.currency, date or self.as_of, self.sources, self.book)
        plain = reader._one(name, unit, raw["value"], origin, where)
        why = raw.get("assumption", "")
        return replace(
            plain,
            origin=ASSUMPTION if why and origin != "pin" else origin,
            source=self.cited(str(raw.get("source", ""))) or ("assumption" if why else where),
            date=date.isoformat() if date else "",
            note=str(why or raw.get("note", "")),
            confidence="assumption" if why else "",
        )

    def cited(self, source: str) -> str:
        """A source with its abbreviation written out: "s004, line 186" -> "Title of s004, line 186"."""
        parts = (part.partition(",") for part in source.split("; "))
        return "; ".join(self.sources.get(head, head) + comma + rest for head, comma, rest in parts)


def _check_range(name: str, value: float, unit: str) -> None:
    """Refuse what cannot be meant: a share of 50, a negative bandwidth."""
    if (known := INPUTS.get(name)) and not known.low <= value <= known.high:
        raise InputError(Fault("out of range", found=f"{value:g} {unit}", allowed=f"{known.low:g} to {known.high:g}"))
