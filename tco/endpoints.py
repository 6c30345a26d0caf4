"""What an API endpoint charges on a day: every price of its list, its hours at another price, its long prompts.

A list that says nothing of cached tokens, cache writes or batch calls charges them as plain tokens: the plain price
then stands in, and says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tco.dates import covers, hours_of
from tco.tables import Entry, Sourced, Stepped, choose, live, sourced

if TYPE_CHECKING:
    from datetime import date

    from tco.pricebook import PriceBook

PRICES = {
    "price_per_mtok_input": "input_per_mtok",
    "price_per_mtok_cached": "cached_input_per_mtok",
    "price_per_mtok_output": "output_per_mtok",
    "price_per_mtok_cache_write": "cache_write_per_mtok",
    "price_per_mtok_batch_input": "batch_input_per_mtok",
    "price_per_mtok_batch_output": "batch_output_per_mtok",
    "price_per_mtok_long_input": "long_input_per_mtok",
    "price_per_mtok_long_output": "long_output_per_mtok",
}
PLAIN = {
    "price_per_mtok_cached": "price_per_mtok_input",
    "price_per_mtok_cache_write": "price_per_mtok_input",
    "price_per_mtok_batch_input": "price_per_mtok_input",
    "price_per_mtok_long_input": "price_per_mtok_input",
    "price_per_mtok_batch_output": "price_per_mtok_output",
    "price_per_mtok_long_output": "price_per_mtok_output",
}


def listed(entries: list[Entry], currency: str, day: date, hours: str | None = None) -> Entry | None:
    """The row that counts on a day: of the hours asked for, else all day; in the wanted currency, else dollars."""
    now = [e for e in live(entries, day) if not e.row.hours_utc or (hours and covers(e.row.hours_utc, hours))]
    windowed = [e for e in now if e.row.hours_utc] or now
    currencies = {e.row.currency for e in windowed}
    chosen = next((c for c in (currency, "USD", *sorted(currencies)) if c in currencies), "")
    return choose([e for e in windowed if e.row.currency == chosen], day)


def list_prices(entry: Entry) -> dict[str, Sourced]:
    """The prices that a row lists, by the quantity each is; what it does not list is absent, not zero."""
    unit = f"{entry.row.currency}/Mtok"
    prices = {name: getattr(entry.row, column) for name, column in PRICES.items()}
    found = {n: sourced(entry, v, unit, entry.row.tier) for n, v in prices.items() if v is not None}
    if entry.row.long_from_tokens is not None:
        found["long_from_tokens"] = sourced(entry, float(entry.row.long_from_tokens), "tokens", entry.row.tier)
    return found


def endpoint_prices(book: PriceBook, provider: str, model: str, currency: str, as_of: date) -> dict[str, Sourced]:
    """Engine quantities of one endpoint's list on a day, none left open that the list implies."""
    found = book.token_price(provider, model, currency, as_of)
    for name, plain in PLAIN.items():
        if name not in found and plain in found:
            note = f"no price of its own is listed: billed at {plain}"
            found[name] = replace(found[plain], note=f"{note}; {found[plain].note}".rstrip("; "))
    return found | _windows(book, provider, model, found, as_of)


def _windows(book: PriceBook, provider: str, model: str, plain: dict[str, Sourced], as_of: date) -> dict[str, Sourced]:
    """The hours of a day at another price, and that price over the all-day price."""
    price = plain.get("price_per_mtok_output")
    rows = [e for e in live(book.endpoint(provider, model), as_of) if e.row.hours_utc and e.row.output_per_mtok]
    rows = [e for e in rows if price and price.value and price.unit.startswith(e.row.currency)]
    newest = [e for e in rows if e.row.valid_from == max(r.row.valid_from for r in rows)]
    if not newest or price is None:
        return {}
    hours = sum(hours_of(entry.row.hours_utc) for entry in newest)
    factor = sum(hours_of(e.row.hours_utc) * e.row.output_per_mtok for e in newest) / hours / float(price.value)
    note = f"{', '.join(e.row.hours_utc for e in newest)} UTC"
    return {
        "price_window_hours_per_day": sourced(newest[0], hours, "hours/day", note),
        "price_window_factor": sourced(newest[0], factor, "ratio", f"{note}; output price over the all-day price"),
    }


PATHS = {
    "listed_input_ratio": "price_per_mtok_input",
    "listed_cached_ratio": "price_per_mtok_cached",
    "listed_output_ratio": "price_per_mtok_output",
}


def price_path(book: PriceBook, provider: str, model: str, currency: str, as_of: date) -> dict[str, Sourced]:
    """How the lists of an endpoint move over that of a day: a ratio for each kind of token, from each list's date on.

    Lists in another currency are left out: a change of currency is no change of price.
    """
    today = endpoint_prices(book, provider, model, currency, as_of)
    listed_in = today["price_per_mtok_output"].unit.split("/")[0]
    rows = [e for e in book.endpoint(provider, model) if e.row.currency == listed_in and not e.row.hours_utc]
    lists = {
        day: endpoint_prices(book, provider, model, currency, day) for day in sorted({e.row.valid_from for e in rows})
    }
    whole = {d: found for d, found in lists.items() if today.keys() & PLAIN.keys() <= found.keys()}
    made: dict[str, Sourced] = {"prices_by_date": _flag(today["price_per_mtok_output"])}
    for name, price in PATHS.items():
        now = float(today[price].value)
        steps = tuple((d, float(found[price].value) / now if now else 1.0) for d, found in whole.items())
        said = "; ".join(f"{found[price].value:g} from {d}" for d, found in whole.items())
        note = f"{price} of {provider}/{model} in {today[price].unit}: {said}"
        made[name] = Stepped(**(vars(today[price]) | {"value": 1.0, "unit": "ratio", "note": note}), steps=steps)
    return made


def _flag(price: Sourced) -> Sourced:
    return replace(price, value=1.0, unit="share", note="token prices follow the dated lists")
