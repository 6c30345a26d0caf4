"""What is one currency worth in another? Monthly rates against the dollar, crossed where neither side is the dollar.

Each price is converted at the rate of its own date. A month that is not in the table yet takes the latest month before
it, and the value says so; before the first month there is no rate, and that is an error.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

from tco.dates import month_of
from tco.errors import Fault, InputError, nearest
from tco.tables import Entry, Sourced, choose, sourced

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Kind = Literal["average", "closing"]
Rates = dict[str, dict[str, list[Entry]]]


def by_month(entries: Iterable[Entry]) -> Rates:
    """The rows of a rate table by currency and month: units of the currency for one dollar."""
    rates: Rates = {}
    for entry in entries:
        if entry.row.base == "USD":
            rates.setdefault(entry.row.quote, {}).setdefault(entry.row.month, []).append(entry)
    return rates


def _per_dollar(rates: Rates, currency: str, day: date) -> Entry | None:
    """The row of a currency for the month of a day, or the latest month before it; None for the dollar itself."""
    if currency == "USD":
        return None
    if currency not in rates:
        near = nearest(currency, {"USD", *rates}) or ", ".join(sorted({"USD", *rates}))
        raise InputError(Fault(f"no exchange rate for {currency!r}", allowed=near, next_step="add rows to fx.csv"))
    months = rates[currency]
    past = [month for month in months if month <= month_of(day)]
    if not past:
        what = f"no exchange rate for {currency} in {month_of(day)}"
        raise InputError(Fault(what, allowed=f"{min(months)} or later", next_step="add rows to fx.csv"))
    latest = months[max(past)]
    return choose(latest, latest[0].row.valid_from)


def _note(used: list[Entry], day: date, kind: str) -> str:
    months = {entry.row.month for entry in used}
    late = sorted(months - {month_of(day)})
    said = f"{kind} of {' and '.join(sorted(months))}"
    return f"{said}; {month_of(day)} is not in the table, {late[0]} is the latest before it" if late else said


def exchange_rate(rates: Rates, base: str, quote: str, day: date, kind: Kind = "average") -> Sourced:
    """Units of `quote` for one `base` in the month of a day."""
    if kind not in get_args(Kind):
        raise InputError(Fault("unknown kind of rate", found=repr(kind), allowed=", ".join(get_args(Kind))))
    bought, sold = _per_dollar(rates, quote, day), _per_dollar(rates, base, day)
    if base == quote:
        one = "a currency is worth one of itself"
        return Sourced(1.0, f"{quote}/{base}", "definition", str(day), "shipped price", "high", one, "")
    value = (getattr(bought.row, kind) if bought else 1.0) / (getattr(sold.row, kind) if sold else 1.0)
    used = [entry for entry in (bought, sold) if entry]
    found = sourced(used[0], value, f"{quote}/{base}", _note(used, day, kind))
    return replace(found, where=" and ".join(entry.where for entry in used))
