"""One side of a comparison: a run or a closed quarter, with what went in, what came out, and its exchange rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from tco.content import Content
from tco.engine import load
from tco.given import Given, scaled
from tco.ledger.again import again
from tco.ledger.book import find_close, history
from tco.ledger.close import Close
from tco.ledger.freeze import engine_digest, rates
from tco.ledger.names import Ref
from tco.pricebook import PriceBook
from tco.results import Results, Value
from tco.scenario import Case, Scenario
from tco.sheet import sheet
from tco.units import unit


@dataclass(frozen=True)
class Side:
    """What is compared. `values` are the results as they were told: frozen for a close, computed for a run.

    `rates` gives the worth of one unit of another currency in that of the scenario. `flags` is what a reader must know:
    a restatement, an input that had to be filled in.
    """

    label: str
    scenario: Scenario
    values: Mapping[str, Mapping[str, Value]] = field(repr=False)
    rates: Mapping[str, float]
    version: str
    engine: str
    input_hash: str
    hash: str = ""
    flags: tuple[str, ...] = ()

    def alone(self, case: str) -> Side:
        """The side with one case only; InputError with the nearest names."""
        return replace(
            self, label=f"{self.label}:{case}", scenario=replace(self.scenario, cases=(self.scenario.case(case),))
        )

    def rate(self, currency: str, book: PriceBook) -> float:
        """One unit of a currency in that of the scenario, on its date: as frozen, else from the price book."""
        if currency == self.scenario.currency:
            return 1.0
        return self.rates.get(currency) or float(book.fx(currency, self.scenario.currency, self.scenario.as_of).value)


def side_of(ref: Ref, ledger: Path, content: Content, as_of: date | None = None) -> Side:
    """The side that a name means."""
    book = PriceBook(content)
    made = _closed(ref, ledger, book) if ref.quarter else of_results(*_ran(ref, content, as_of))
    return made.alone(ref.case) if ref.case else made


def _ran(ref: Ref, content: Content, as_of: date | None) -> tuple[Results, PriceBook]:
    model = load(ref.scenario, content=content, as_of=as_of)
    return model.run(), model.book


def of_results(results: Results, book: PriceBook, label: str = "") -> Side:
    """A run as a side."""
    scenario = results.scenario
    values = {case: {q: cell.value for q, cell in cells.items()} for case, cells in results.cells.items()}
    known = {r.currency: r.rate for r in rates(results, book)}
    return Side(label or scenario.name, scenario, values, known, results.version, engine_digest(), results.input_hash)


def _closed(ref: Ref, ledger: Path, book: PriceBook) -> Side:
    close = find_close(ledger, ref.scenario, ref.quarter, ref.number)
    restated = [e for e in history(ledger, ref.scenario) if e.quarter == close.quarter]
    return of_close(close, book, len(restated))


def of_close(close: Close, book: PriceBook, statements: int = 1) -> Side:
    """A closed quarter as a side; its inputs are made ready for the engine of today."""
    found = again(close, book)
    flags = [f"input {name} is new since: its default stands in" for name in found.filled]
    flags += [f"{name} is no quantity any more and is left out" for name in found.gone]
    if close.signed.reason:
        flags.append(f"restated: {close.signed.reason}")
    elif statements > close.number:
        flags.append(f"restated since: this is statement {close.number} of {statements}")
    values = {case: {q: f.value for q, f in cells.items()} for case, cells in close.values.items()}
    return Side(
        close.name, found.results.scenario, values, {r.currency: r.rate for r in close.rates}, close.version,
        close.engine, close.input_hash, close.hash, tuple(flags),
    )  # fmt: skip


def in_currency_of(side: Side, other: Side, book: PriceBook) -> Side:
    """The side with all its money in the currency of the other, at the rate of its own date."""
    wanted, own = other.scenario.currency, side.scenario.currency
    if wanted == own:
        return side
    rate = float(book.fx(own, wanted, side.scenario.as_of).value)
    cases = tuple(_converted(case, own, wanted, rate) for case in side.scenario.cases)
    values = {case: {q: _money(q, v, rate) for q, v in cells.items()} for case, cells in side.values.items()}
    known = {currency: r * rate for currency, r in side.rates.items() if currency != wanted} | {own: rate}
    scenario = replace(side.scenario, currency=wanted, cases=cases)
    return replace(side, scenario=scenario, values=values, rates=known)


def _converted(case: Case, own: str, wanted: str, rate: float) -> Case:
    def all_of(given: Mapping[str, Given]) -> dict[str, Given]:
        return {q: _given(q, g, own, wanted, rate) for q, g in given.items()}

    return replace(case, inputs=all_of(case.inputs), pins=all_of(case.pins))


def _given(quantity: str, given: Given, own: str, wanted: str, rate: float) -> Given:
    if not counts_money(quantity):
        return given
    spelled = given.unit.replace(own, wanted)
    if given.fx_from == wanted and isinstance(given.value, float):
        return replace(given, value=given.value / given.fx, unit=spelled, fx=1.0, fx_from="")
    return replace(
        given, value=_money(quantity, given.value, rate), unit=spelled, fx=given.fx * rate, fx_from=given.fx_from or own
    )


def _money(quantity: str, value: Any, rate: float) -> Any:
    return scaled(value, rate) if counts_money(quantity) and isinstance(value, (float, tuple)) else value


def counts_money(quantity: str) -> bool:
    """Whether a quantity is money, or money per something."""
    return quantity in sheet().names and "money" in dict(unit(sheet().unit(quantity)).symbols)
