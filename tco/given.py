"""A value with its origin: what a number is, in which unit, who says so, since when.

Origins are fixed words. A reader of a report may filter by them, so nothing else is ever used.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from tco.clock import Clock
from tco.errors import Fault, InputError
from tco.tables import Stepped
from tco.units import convert, unit

if TYPE_CHECKING:
    from tco.pricebook import PriceBook, Sourced

FORMULA, PIN, SCENARIO, SOLVED = "formula", "pin", "scenario", "solved"
SHIPPED, WORKSPACE, ASSUMPTION, COMMAND = "shipped price", "workspace price", "assumption", "command line"


@dataclass(frozen=True)
class Given:
    """A value that somebody gives: in the unit of its quantity, with where it came from.

    A row of periods may hold nothing in some of them, where it is a pin: there its formula counts (`tco.sheet.gives_way`).
    `listed` is the value as its source states it where that differs (another unit, another currency), `rate` the
    exchange rate that was applied and where it is from; `fx` is that rate as a number, out of `fx_from`.
    """

    value: float | str | tuple[float | None, ...]
    unit: str
    origin: str
    source: str = ""
    date: str = ""
    note: str = ""
    confidence: str = ""
    where: str = ""
    listed: str = ""
    rate: str = ""
    fx: float = 1.0
    fx_from: str = ""

    @property
    def number(self) -> float:
        """The value of a quantity that has one number a case."""
        assert isinstance(self.value, (int, float))
        return float(self.value)


@dataclass(frozen=True)
class Schedule(Given):
    """A value that changes by date: each counts from its day on, until the next."""

    steps: tuple[tuple[dt.date, float], ...] = ()

    def over(self, clock: Clock, months: int, periods: int) -> Given:
        """The value of each period; the first value must have begun when the clock starts."""
        rest = {f.name: getattr(self, f.name) for f in fields(Given) if f.name != "value"}
        return Given(self.row(clock, months, periods), **rest)

    def row(self, clock: Clock, months: int, periods: int) -> tuple[float | None, ...]:
        """The values by period."""
        return clock.row(self.steps, months, periods)


@dataclass(frozen=True)
class Closed(Schedule):
    """Values of periods that are closed, each of its own period alone; in every later one the formula counts.

    `lasts` are the last days of what each value is of; `until` is the last day of the periods that the values are of, where
    it is stated: else it is that of the actuals of the scenario.
    """

    lasts: tuple[dt.date, ...] = ()
    until: dt.date | None = None

    @property
    def stated(self) -> dict[dt.date, dt.date]:
        """The first day of each value -> its last day."""
        return dict(zip((day for day, _ in self.steps), self.lasts, strict=True))

    def row(self, clock: Clock, months: int, periods: int) -> tuple[float | None, ...]:
        """The value of each closed period, and nothing after."""
        found = dict(self.steps)
        return tuple(found.get(begin) for begin in clock.starts(months, periods)[:-1])


def scaled(value: Any, factor: float) -> Any:
    """A value, or each of a row of periods, times a factor; what is nothing stays so."""
    if isinstance(value, tuple):
        return tuple(None if v is None else v * factor for v in value)
    return value * factor


def in_currency(quantity_unit: str, currency: str) -> str:
    """A quantity's unit with the report's currency spelled out: money/Mtok -> CNY/Mtok.

    >>> in_currency("money/gpu/hour", "USD")
    'USD/gpu/hour'
    """
    return quantity_unit.replace("money", currency)


def from_book(found: Sourced, quantity_unit: str, currency: str, book: PriceBook, day: str = "") -> Given:
    """A price-book value in the unit of its quantity and the currency of the report, at the rate of its own date.

    An assumption in another currency has no date of its own: it counts at the rate of `day`.
    """
    text = in_currency(quantity_unit, currency)
    if day and found.confidence == "assumption" and unit(found.unit or text).currency not in ("", currency):
        found = replace(found, date="")
    given = Given(
        found.value, text, found.origin, found.source, found.date, found.note, found.confidence, found.where,
        listed=f"{found.value:.12g} {found.unit}" if isinstance(found.value, (int, float)) else "",
    )  # fmt: skip
    if isinstance(found, Stepped):
        return Schedule(**vars(given), steps=found.steps)
    if not isinstance(found.value, (int, float)):
        return given
    value = _converted(float(found.value), found.unit, text)
    return _exchanged(replace(given, value=value), unit(found.unit).currency, currency, found.date or day, book)


def from_text(number: float, unit_text: str, quantity_unit: str, currency: str) -> float:
    """A typed number in the unit of its quantity; the currency, if any, is left as typed."""
    return _converted(number, unit_text, in_currency(quantity_unit, unit(unit_text).currency or currency))


def exchanged(given: Given, typed_unit: str, currency: str, date: str, book: PriceBook) -> Given:
    """A typed value in the currency of the report, at the rate of its own date."""
    return _exchanged(given, unit(typed_unit).currency, currency, given.date or date, book)


def _converted(number: float, found: str, wanted: str) -> float:
    if not found:
        return number
    try:
        return convert(number, unit(found), unit(wanted))
    except InputError as clash:
        raise InputError(Fault("wrong unit", found=f"{number:g} {found}", allowed=wanted)) from clash


def _exchanged(given: Given, found: str, wanted: str, date: str, book: PriceBook) -> Given:
    if not found or found == wanted or not isinstance(given.value, float):
        return given
    rate = book.fx(found, wanted, date)
    return replace(
        given,
        value=given.value * float(rate.value),
        rate=f"{rate.value:.6g} {wanted}/{found} ({rate.source}, {rate.date})",
        fx=float(rate.value),
        fx_from=found,
    )
