"""Freezing: results and what they rest on, taken down in full."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache

from tco.emit.text import formula_text
from tco.ledger.close import Close, Frozen, PriceRow, Rate, Signed
from tco.pricebook import PriceBook
from tco.results import Results
from tco.sheet import sheet


@lru_cache(maxsize=1)
def engine_digest() -> str:
    """A digest of every formula and unit, in whatever order they are taught: another engine, whatever it calls itself."""
    known = sheet()
    lines = [f"{f.name} [{f.unit}] = {formula_text(f)}" for f in known.formulas.values()]
    lines += [f"{i.name} [{i.unit}] {i.level}" for i in known.inputs.values()]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def freeze(results: Results, book: PriceBook, quarter: str, signed: Signed, scenario_text: str) -> Close:
    """A close of the results, not yet in any ledger. An input that was solved for is frozen at its value."""
    cases = tuple(replace(case, solve={}) for case in results.scenario.cases)
    values = {
        case: {q: Frozen(c.value, c.unit, c.origin, c.source, c.formula) for q, c in cells.items()}
        for case, cells in results.cells.items()
    }
    return Close(
        quarter, 1, signed, replace(results.scenario, cases=cases), scenario_text, results.version, engine_digest(),
        results.input_hash, values, price_rows(results, book), rates(results, book),
    )  # fmt: skip


def price_rows(results: Results, book: PriceBook) -> list[PriceRow]:
    """Every row of the price book that a result rests on, exchange rates and defaults included, each once."""
    places: dict[str, None] = {}
    for case in results.scenario.cases:
        for name, given in case.given.items():
            if name in results.names:
                places |= dict.fromkeys(given.where.split(" and "))
                if given.fx_from:
                    rate = book.fx(given.fx_from, results.scenario.currency, given.date or results.scenario.as_of)
                    places |= dict.fromkeys(rate.where.split(" and "))
    rows = [row for place in places if (row := _row(place, book))]
    return sorted(rows, key=lambda row: (row.table, row.where))


def _row(place: str, book: PriceBook) -> PriceRow | None:
    entry = book.entry(place)
    if not entry:
        return None
    cells = {column: "" if value is None else str(value) for column, value in entry.row.model_dump().items()}
    table = entry.file.rpartition("/")[2].removesuffix(".csv")
    return PriceRow(
        place, table, cells, cells.get("source", ""), cells.get("valid_from", ""), cells.get("source_date", "")
    )


def rates(results: Results, book: PriceBook) -> list[Rate]:
    """What one unit of each other currency of the prices was worth on the date of the scenario."""
    scenario, found = results.scenario, dict[str, None]()
    for case in scenario.cases:
        for name, given in case.given.items():
            if given.fx_from and name in results.names:
                found[given.fx_from] = None
    made = []
    for currency in sorted(found):
        rate = book.fx(currency, scenario.currency, scenario.as_of)
        made.append(Rate(currency, float(rate.value), rate.source, rate.date))
    return made
