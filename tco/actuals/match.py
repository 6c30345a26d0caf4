"""Actual rows put to lines of the plan: by the map of the workspace, then the shipped one, or by the line's own name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import fsum

from tco.actuals.read import ActualRow
from tco.content import SHIPPED
from tco.dates import parse_day
from tco.errors import InputError
from tco.pricebook import PriceBook
from tco.units import convert, unit


@dataclass(frozen=True)
class Matched:
    """A row with the line it belongs to, its amount in the currency of the plan and its quantity in the line's unit.

    `line` is "" for a row that no line takes, and `why` says why it or its quantity is left aside.
    """

    row: ActualRow
    line: str
    amount: float | None
    volume: float | None
    why: str = ""


class Map:
    """Rows to lines, the workspace's rows first, in the order of the table."""

    def __init__(self, book: PriceBook) -> None:
        entries = sorted(book.rows("actuals_map"), key=lambda e: e.layer == SHIPPED)
        self.rules: list[tuple[str, str, str]] = [
            (e.row.account.casefold(), e.row.item.casefold(), e.row.cost_line) for e in entries
        ]
        self.lines = {e.row.cost_line: e.row for e in book.rows("cost_lines")}

    def line(self, row: ActualRow) -> str:
        """The line of a row; "" where none takes it."""
        account, item = row.account.casefold(), row.item.casefold()
        for accounts, items, line in self.rules:
            if fnmatchcase(account, accounts) and fnmatchcase(item, items):
                return line
        return next((part for part in row.item.split("; ") if part in self.lines), "")


def matched(rows: Sequence[ActualRow], currency: str, book: PriceBook) -> list[Matched]:
    """Every row, with its line or without; none is dropped."""
    lines = Map(book)
    return [_one(row, lines.line(row), currency, book, lines) for row in rows]


def _one(row: ActualRow, line: str, currency: str, book: PriceBook, lines: Map) -> Matched:
    amount = row.amount
    if amount is not None and row.currency != currency:
        amount *= float(book.fx(row.currency, currency, parse_day(f"{row.month}-01")).value)
    if line not in lines.lines:
        return Matched(row, "", amount, None, f"no line {line!r}" if line else "no row of actuals_map.csv takes it")
    volume, why = _volume(row, lines.lines[line].unit)
    return Matched(row, line, amount, volume, why)


def _volume(row: ActualRow, wanted: str) -> tuple[float | None, str]:
    if row.quantity is None:
        return None, ""
    if not wanted:
        return None, f"its quantity is left aside: the line counts nothing, found {row.unit}"
    try:
        return convert(row.quantity, unit(row.unit), unit(wanted)), ""
    except InputError:
        return None, f"its quantity is left aside: the line counts {wanted}, found {row.unit}"


def reconciliation(found: Sequence[Matched], months: Sequence[str]) -> dict[str, float]:
    """The money of a file: in lines of these months, in those of other months, not in any line, and all of it."""
    parts = {"in lines": 0.0, "other months": 0.0, "unmapped": 0.0}
    for name in parts:
        parts[name] = fsum(m.amount or 0.0 for m in found if _part(m, months) == name)
    return parts | {"file": fsum(m.amount or 0.0 for m in found)}


def _part(one: Matched, months: Sequence[str]) -> str:
    return "unmapped" if not one.line else "in lines" if one.row.month in months else "other months"
