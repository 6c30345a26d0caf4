"""A close: one quarter of one scenario, frozen. What went in, what came out, which engine, who and when.

A close can be run again from its own inputs, without the price book of the day; `tco.ledger.again` compares.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tco.clock import Clock
from tco.dates import parse_day, period
from tco.given import Given
from tco.results import Value
from tco.scenario import Case, Range, Scenario


@dataclass(frozen=True)
class PriceRow:
    """A row of the price book as it stood when the quarter was closed."""

    where: str
    table: str
    cells: Mapping[str, str]
    source: str
    valid_from: str
    source_date: str


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` in the currency of the scenario, on its date."""

    currency: str
    rate: float
    source: str
    date: str


@dataclass(frozen=True)
class Frozen:
    """A result as it was when the quarter was closed."""

    value: Value
    unit: str
    origin: str
    source: str = ""
    formula: str = ""


@dataclass(frozen=True)
class Signed:
    """Who closed, when, and what they say; `reason` is why a closed quarter is stated anew."""

    by: str
    on: str
    note: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Close:
    """A quarter of a scenario, frozen. `number` is 1, or more where it was restated; `previous` chains the ledger."""

    quarter: str
    number: int
    signed: Signed
    scenario: Scenario
    scenario_text: str
    version: str
    engine: str
    input_hash: str
    values: Mapping[str, Mapping[str, Frozen]] = field(repr=False)
    prices: Sequence[PriceRow] = field(default=(), repr=False)
    rates: Sequence[Rate] = field(default=(), repr=False)
    previous: str = ""
    hash: str = ""

    @property
    def seen(self) -> dict[str, tuple[str, dt.date]]:
        """The table of each price row, by its place, and the day on which it was last seen to be true."""
        dated = [p for p in self.prices if p.valid_from and p.source_date]
        return {p.where: (p.table, max(parse_day(p.valid_from), period(p.source_date)[1])) for p in dated}

    @property
    def name(self) -> str:
        """ "buy-rent-api@2026Q4", with "#2" where it was restated."""
        return f"{self.scenario.name}@{self.quarter}" + (f"#{self.number}" if self.number > 1 else "")


FACTS = ("title", "question", "finding", "currency", "periods", "report", "headline", "results", "sliders", "also_in")


def facts(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says besides its cases."""
    clock = scenario.clock
    days = {"as_of": scenario.as_of.isoformat(), "start": clock.start.isoformat()}
    until = {"actuals_to": clock.actuals_to.isoformat()} if clock.actuals_to else {}
    told = {name: getattr(scenario, name) for name in FACTS}
    stated = {"decide": list(scenario.decide), "ranges": {q: _stated(r) for q, r in scenario.ranges.items()}}
    more = {name: value for name, value in stated.items() if value}
    return told | days | until | {"fiscal_year_start": clock.fiscal_year_start} | more


def _stated(found: Range) -> dict[str, Any]:
    return {"low": vars(found.low), "high": vars(found.high), "cases": list(found.cases)}


def _ranges(known: Mapping[str, Any]) -> dict[str, Range]:
    return {
        q: Range(Given(**one["low"]), Given(**one["high"]), tuple(one["cases"]))
        for q, one in known.get("ranges", {}).items()
    }


def scenario_of(name: str, known: Mapping[str, Any], cases: Sequence[Case]) -> Scenario:
    """A scenario from its facts and cases."""
    kept: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in known.items() if key in FACTS
    }
    until = dt.date.fromisoformat(known["actuals_to"]) if "actuals_to" in known else None
    clock = Clock(dt.date.fromisoformat(known["start"]), known["fiscal_year_start"], until)
    return Scenario(
        name=name, as_of=dt.date.fromisoformat(known["as_of"]), cases=tuple(cases), clock=clock,
        ranges=_ranges(known), decide=tuple(known.get("decide", ())), **kept,
    )  # fmt: skip


def digest(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The digest of a close's rows: any change to any of them gives another."""
    plain = {
        name: [{k: v for k, v in row.items() if k not in ("hash", "close", "id")} for row in rows]
        for name, rows in tables.items()
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
