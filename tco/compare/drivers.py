"""What a change of a quantity is put down to: rows of drivers.csv, and for an input without one the chapter that uses it."""

from __future__ import annotations

from functools import cached_property

from tco.pricebook import PriceBook
from tco.sheet import Sheet
from tco.upkeep import GROUPS

PERIODS = "periods"  # how many periods a scenario has: no quantity, but it changes what a horizon gives
PERIODS_GROUP = "finance"


class Drivers:
    """The group of every quantity."""

    def __init__(self, book: PriceBook, sheet: Sheet) -> None:
        self.rows: dict[tuple[str, str], str] = {(e.row.kind, e.row.name): e.row.group for e in book.rows("drivers")}
        self.sheet = sheet

    def group(self, quantity: str) -> str:
        """The group of an input, of a formula whose value is given, or of the number of periods.

        What no row and no chapter knows is put down to finance terms where it is money, else to throughput.
        """
        if quantity == PERIODS:
            return PERIODS_GROUP
        rest = PERIODS_GROUP if "money" in self.sheet.unit(quantity) else "throughput"
        return self.known(quantity) or rest

    def known(self, quantity: str) -> str:
        """The group by a row of the table; "" where there is none."""
        if quantity in self.sheet.formulas:
            own = self.rows.get(("formula", quantity))
            return own or self.rows.get(("chapter", self.sheet.formulas[quantity].chapter), "")
        return self.rows.get(("input", quantity)) or self.rows.get(("chapter", self._users.get(quantity, "")), "")

    @cached_property
    def _users(self) -> dict[str, str]:
        """The first chapter that reads each input."""
        found: dict[str, str] = {}
        for formula in self.sheet.formulas.values():
            for name in formula.needs:
                found.setdefault(name, formula.chapter)
        return found


def title(group: str) -> str:
    """A group as people call it."""
    return GROUPS[group]
