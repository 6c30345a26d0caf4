"""The map from quantities to causes: whatever changes has a name that finance knows."""

from __future__ import annotations

from tco.compare.drivers import Drivers
from tco.pricebook import PriceBook
from tco.sheet import sheet
from tco.upkeep import GROUPS


def test_every_quantity_has_a_group(book: PriceBook) -> None:
    """By its own row, or by the chapter that makes or first reads it."""
    known = sheet()
    drivers = Drivers(book, known)
    read = {n for f in known.formulas.values() for n in f.needs}
    names = [n for n in (*known.formulas, *known.inputs) if n in known.formulas or n in read]
    lost = {known.formulas[n].chapter if n in known.formulas else n for n in names if drivers.known(n) not in GROUPS}
    assert lost == set(), "add a row to pricing/drivers.csv"


def test_every_row_of_the_map_names_something(book: PriceBook) -> None:
    """No row for a quantity or chapter that is no more."""
    known = sheet()
    names = {
        "input": set(known.inputs),
        "formula": set(known.formulas),
        "chapter": {f.chapter for f in known.formulas.values()},
    }
    assert [e.where for e in book.rows("drivers") if e.row.name not in names[e.row.kind]] == []


def test_a_price_is_no_physics(book: PriceBook) -> None:
    """What is money is never put down to throughput, volume, utilisation or mix, not even by its chapter."""
    drivers = Drivers(book, sheet())
    physics = {"throughput", "volume", "utilisation", "mix"}
    assert [n for n, i in sheet().inputs.items() if "money" in i.unit and drivers.group(n) in physics] == []
