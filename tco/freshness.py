"""How old are the prices that a result rests on, and what was known on a day?

A price ages from the day on which it was last seen to be true: the later of the day from which it counts and the day of
its source. What is older than the limit of its kind (pricing/freshness.csv) is stale, and every report names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tco.dates import parse_day, period
from tco.given import PIN, SCENARIO, Given
from tco.pricebook import PriceBook
from tco.results import Results
from tco.tables import Entry
from tco.units import unit

HEADINGS = ["quantity", "cases", "kind", "value", "unit", "last seen", "days old", "limit", "place", "source"]
FEW = 4  # cases that a table names


@dataclass(frozen=True)
class Stale:
    """A price older than the limit of its kind, with the cases that rest on it."""

    quantity: str
    cases: tuple[str, ...]
    kind: str
    given: Given
    seen: date
    age: int
    limit: int

    @property
    def row(self) -> list[object]:
        """A row under HEADINGS."""
        g = self.given
        return [
            self.quantity, _few(self.cases), self.kind, g.value, g.unit, self.seen.isoformat(), self.age, self.limit,
            g.where, g.source,
        ]  # fmt: skip


def _few(names: Sequence[str]) -> str:
    """Names in a table: all of a few, or the first of many.

    >>> _few("abcd"), _few("abcdef")
    ('a, b, c, d', 'a, b, c and 3 more')
    """
    return ", ".join(names) if len(names) <= FEW else f"{', '.join(names[: FEW - 1])} and {len(names) - FEW + 1} more"


def stale_json(found: Sequence[Stale]) -> dict[str, list[dict[str, object]]]:
    """The stale prices as a part of an object; nothing where there is none."""
    rows = [dict(zip(HEADINGS, old.row, strict=True)) | {"cases": ", ".join(old.cases)} for old in found]
    return {"stale": rows} if rows else {}


Rows = Mapping[str, tuple[str, date]]  # of each place in the price book: its table, and when it was last seen


def stale(results: Results, book: PriceBook, frozen: Rows | None = None) -> list[Stale]:
    """The stale prices of a run as of the date of its scenario, the oldest first.

    `frozen` are the rows that a close was made from; without them, what stands at their places today.
    """
    limits = {e.row.kind: int(e.row.days) for e in book.offers("freshness", results.scenario.as_of)}
    found: dict[tuple[str, str, date], Stale] = {}
    for case in results.scenario.cases:
        for name, given in case.given.items():
            if name not in results.names:
                continue
            for kind, seen, day in _seen(given, results.scenario.as_of, book, frozen):
                age = (day - seen).days
                if kind in limits and age > limits[kind]:
                    key = (name, given.where, seen)
                    cases = (*found[key].cases, case.name) if key in found else (case.name,)
                    found[key] = Stale(name, cases, kind, given, seen, age, limits[kind])
    return sorted(found.values(), key=lambda s: (-s.age, s.quantity))


def _seen(given: Given, as_of: date, book: PriceBook, frozen: Rows | None) -> Iterator[tuple[str, date, date]]:
    """What a value rests on: its kind, when it was last seen, and the day on which it is used."""
    for place in given.where.split(" and "):
        if row := _row(place, book, frozen):
            yield row[0], min(row[1], as_of), as_of
    if given.origin in (SCENARIO, PIN) and given.date and unit(given.unit).currency:
        yield "scenario", min(parse_day(given.date), as_of), as_of
    if given.fx_from:
        day = parse_day(given.date) if given.date else as_of
        rate = book.fx(given.fx_from, given.unit.split("/")[0], day)
        for place in rate.where.split(" and "):
            if entry := book.entry(place):
                yield "fx", min(period(entry.row.month)[1], day), day


def _row(place: str, book: PriceBook, frozen: Rows | None) -> tuple[str, date] | None:
    if frozen is not None:
        return frozen.get(place)
    entry = book.entry(place)
    return (_table(entry), last_seen(entry)) if entry else None


def last_seen(entry: Entry) -> date:
    """The last day on which a row was seen to be true."""
    return max(entry.row.valid_from, period(entry.row.source_date)[1]) if hasattr(entry.row, "valid_from") else date.min


def _table(entry: Entry) -> str:
    return entry.file.rpartition("/")[2].removesuffix(".csv")
