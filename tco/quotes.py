"""What a row of a price table asks for one device-hour, one device, one gigabyte: the figure, else the middle of a range."""

from __future__ import annotations

from tco.tables import Entry, Sourced, sourced


def tier_quote(entry: Entry) -> dict[str, Sourced]:
    """A price for a month is no price to buy; a tier has one of them, and the other is 0."""
    row = entry.row
    price = row.price if row.price is not None else (row.price_low + row.price_high) / 2
    bought, rented = (0.0, price) if row.unit.endswith("/month") else (price, 0.0)
    found = {
        "tier_price_per_gb": sourced(entry, bought, f"{row.currency}/GB", row.technology),
        "tier_price_per_gb_month": sourced(entry, rented, f"{row.currency}/GB/month", row.technology),
    }
    sizes = {"tier_bandwidth": (row.bandwidth_gb_s, "GB/s"), "tier_capacity_bytes": (row.capacity_gb, "GB")}
    return found | {q: sourced(entry, size, unit) for q, (size, unit) in sizes.items() if size is not None}


def rent_quote(entry: Entry) -> Sourced | None:
    """The hourly price of an offer: the one figure, else the middle of its range; None where only a bound is known."""
    row = entry.row
    name = " ".join(filter(None, (row.provider, row.offering, row.region)))
    unit = f"{row.currency}/gpu/hour"
    if row.price_per_gpu_hour is not None:
        return sourced(entry, row.price_per_gpu_hour, unit, name)
    if row.price_low is None or row.price_high is None:
        return None
    middle = (row.price_low + row.price_high) / 2
    return sourced(entry, middle, unit, f"{name}; middle of {row.price_low} to {row.price_high}")


def purchase_quote(entry: Entry) -> Sourced:
    """The price of one device of an item: the one figure, else the middle of its range, over the units in the item."""
    row = entry.row
    price = row.price if row.price is not None else (row.price_low + row.price_high) / 2
    how = row.item if row.price is not None else f"{row.item}; middle of {row.price_low:,.0f} to {row.price_high:,.0f}"
    return sourced(entry, price / row.units_in_item, f"{row.currency}/gpu", f"{how}; {row.basis}")
