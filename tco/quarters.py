"""Quarters of the calendar: "2026Q4", its first and its last day, the quarter before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from tco.dates import period
from tco.errors import Fault, InputError

_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
IN_A_YEAR = 4


@total_ordering
@dataclass(frozen=True)
class Quarter:
    """A quarter of a calendar year, written 2026Q4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    def __lt__(self, other: Quarter) -> bool:
        return (self.year, self.number) < (other.year, other.number)

    @property
    def first(self) -> date:
        """The first day."""
        return period(f"{self.year}-Q{self.number}")[0]

    @property
    def last(self) -> date:
        """The last day."""
        return period(f"{self.year}-Q{self.number}")[1]

    @property
    def months(self) -> tuple[str, ...]:
        """The three months, as tables write them: "2026-10"."""
        return tuple(f"{self.year}-{self.first.month + i:02}" for i in range(12 // IN_A_YEAR))

    @property
    def before(self) -> Quarter:
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, IN_A_YEAR)


def parse_quarter(text: str, where: str = "--quarter") -> Quarter:
    """A quarter as people write it.

    >>> str(parse_quarter("2026-q4")), str(parse_quarter("2026Q1").before)
    ('2026Q4', '2025Q4')
    """
    found = _QUARTER.fullmatch(text)
    if not found or int(found[1]) == 0:
        raise InputError(Fault("not a quarter", where, repr(text)[:60], "2026Q4"))
    return Quarter(int(found[1]), int(found[2]))
