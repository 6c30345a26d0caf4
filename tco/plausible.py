"""Could this figure be true? What physics, arithmetic and the other rows say of a value that parses well.

The traps of hardware tables come first: a rate with sparsity in a dense column, both directions of a link taken for
one, a slip of the unit. Then prices: a range in order, a currency that can be converted, a size that is possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tco.content import SHIPPED
from tco.errors import Fault
from tco.units import convert, unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tco.tables import Entry

# parameter -> least and most that is plausible, in the unit of the quantity
HARDWARE_RANGES: dict[str, tuple[float, float]] = {
    "gpu_memory_bytes": (2e8, 1e13),
    "reported_memory_bytes": (2e8, 1e13),
    "gpu_memory_bandwidth": (5e10, 2e14),
    "board_power_watts": (5, 5000),
    "idle_power_watts": (0.1, 2000),
    "scale_up_bandwidth": (1e9, 5e12),
    "scale_up_bandwidth_both_ways": (1e10, 1e13),
    "scale_up_domain": (1, 20000),
    "gpus_per_server": (1, 256),
    "scale_up_latency_seconds": (1e-8, 1e-3),
    "scale_out_latency_seconds": (1e-7, 1e-2),
    "pcie_bandwidth": (1e9, 1e12),
    "scale_out_bandwidth": (1e8, 2e12),
    "ranks_per_device": (2, 16),
    "memory_channels": (1, 64),
    "memory_transfers_per_second": (1e9, 2e10),
    "peak_flops_": (1e12, 1e17),
}
# unit, or unit with USD for any currency -> least and most that is plausible
VALUE_RANGES: dict[str, tuple[float, float]] = {
    "USD/gpu/hour": (0.02, 100),
    "USD/Mtok": (0, 1000),
    "USD/kWh": (0.005, 1),
    "USD/kW/month": (1, 1000),
    "USD/GB": (0.001, 1000),
    "USD/GB/month": (0.0005, 1),
    "USD/W": (1, 100),
    "kg/kWh": (0, 1.5),
    "years": (0.5, 60),
    "1/year": (0, 1),
    "share": (-1, 1.5),
    "USD": (100, 1e12),
}
MOST_FLOPS_PER_WATT = 3e13
SPARSE_HINT = "a peak rate without sparsity; datasheets often print twice that"


def usable(entry: Entry) -> bool:
    """Whether a lookup may return this row: not set aside, dense, and accumulated in FP32 where that is told apart."""
    row = entry.row
    return row.preferred != "no" and getattr(row, "basis", "") in ("dense", "") and _accumulates(row)


def _accumulates(row: Any) -> bool:
    return getattr(row, "accumulate", "") != "fp16"


def _figures(entries: Iterable[Entry]) -> dict[str, dict[str, list[Entry]]]:
    found: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        found.setdefault(entry.row.device, {}).setdefault(entry.row.parameter, []).append(entry)
    return found


def _si(entry: Entry) -> float:
    from tco.machines import PARAMETERS

    return convert(entry.row.value, unit(entry.row.unit), unit(PARAMETERS[entry.row.parameter]))


def hardware_faults(entries: Iterable[Entry]) -> Iterator[Fault]:
    """What is impossible or contradictory in the figures of devices."""
    for parameters in _figures(entries).values():
        for known in parameters.values():
            for entry in known:
                yield from _basis_faults(entry)
                yield from _range_faults(entry) if usable(entry) else ()
            yield from _above_dense(known)
        best = {name: rows[-1] for name, known in parameters.items() if (rows := [e for e in known if usable(e)])}
        yield from _ratio_faults(best)


def _basis_faults(entry: Entry) -> Iterator[Fault]:
    row, peak = entry.row, entry.row.parameter.startswith("peak_flops_")
    if peak and not row.basis:
        yield Fault(
            "a peak rate does not say whether it is dense", f"{entry.where}, column basis", allowed="dense, sparse"
        )
    if not peak and row.basis:
        yield Fault("only a peak rate has a basis", f"{entry.where}, column basis", found=row.basis, allowed="empty")
    if row.basis in ("sparse", "unknown") and row.preferred != "no":
        step = "mark the row preferred=no, or give the dense figure"
        yield Fault("a rate that is not dense may be kept, not used", entry.where, row.basis, "preferred=no", step)


def _range_faults(entry: Entry) -> Iterator[Fault]:
    name = entry.row.parameter
    low, high = HARDWARE_RANGES["peak_flops_" if name.startswith("peak_flops_") else name]
    if not low <= _si(entry) <= high:
        wanted = unit(entry.row.unit).factor
        allowed = f"{low / wanted:,.6g} to {high / wanted:,.6g} {entry.row.unit}"
        found = f"{entry.row.value:,.6g} {entry.row.unit}"
        yield Fault(
            f"{name} is out of any plausible range", f"{entry.where}, column value", found, allowed, "check the unit"
        )


def _above_dense(known: list[Entry]) -> Iterator[Fault]:
    """A peak above the shipped dense figure is most likely a figure with sparsity; a sparse one is twice the dense."""
    if not known[0].row.parameter.startswith("peak_flops_"):
        return
    shipped = [e for e in known if usable(e) and e.layer == SHIPPED]
    dense = max((_si(e) for e in shipped), default=0.0)
    for entry in known:
        if dense and usable(entry) and entry.layer != SHIPPED and _si(entry) > 1.02 * dense:
            found = f"{entry.row.value:g} {entry.row.unit}; dense is {shipped[0].row.value:g} ({shipped[0].where})"
            yield Fault("a peak above the dense figure", f"{entry.where}, column value", found, SPARSE_HINT)
        if dense and entry.row.basis == "sparse" and entry.layer == SHIPPED and _si(entry) < 1.5 * dense:
            yield Fault(
                "a rate with sparsity that is not about twice the dense one", entry.where, f"{entry.row.value:g}"
            )


def _ratio_faults(best: Mapping[str, Entry]) -> Iterator[Fault]:
    """Figures of one device against each other."""
    halves = best.get("peak_flops_fp16") or best.get("peak_flops_bf16")
    if (eight := best.get("peak_flops_int8")) and halves and "ratio" not in eight.row.note:
        ratio = _si(eight) / _si(halves)
        if not 1.9 <= ratio <= 2.1:
            what = f"INT8 is {ratio:.3g} times the 16-bit rate" + (": mixed basis" if 3.8 < ratio < 4.2 else "")
            step = "give both rates dense; where the device really differs, say so in the note with the word ratio"
            yield Fault(what, eight.where, f"{eight.row.value:g} and {halves.row.value:g}", "2 times, both dense", step)
    one, both = best.get("scale_up_bandwidth"), best.get("scale_up_bandwidth_both_ways")
    if one and both and not 1.98 <= _si(both) / _si(one) <= 2.02:
        found = f"{one.row.value:g} one way, {both.row.value:g} both ways"
        yield Fault("both directions are not twice one direction", one.where, found, "check which one the source means")
    if watts := best.get("board_power_watts"):
        for name, entry in best.items():
            if name.startswith("peak_flops_") and _si(entry) > MOST_FLOPS_PER_WATT * _si(watts):
                found = f"{entry.row.value:g} {entry.row.unit} at {watts.row.value:g} W"
                yield Fault(
                    "more operations per joule than any device does", entry.where, found, "at most 30 TFLOPS per W"
                )


def dollars(rates: Iterable[Entry]) -> dict[str, float]:
    """Units of each currency for one dollar, at its newest rate."""
    newest = sorted((e for e in rates if e.row.base == "USD"), key=lambda e: str(e.row.month))
    return {"USD": 1.0} | {entry.row.quote: entry.row.average for entry in newest}


def _amounts(row: Any) -> list[tuple[str, float]]:
    names = [n for n in type(row).model_fields if n.startswith(("price", "value")) or n.endswith("_per_mtok")]
    return [(name, value) for name in names if isinstance(value := getattr(row, name), float)]


def _unit_of(row: Any, column: str) -> str:
    """The unit of a money or value column, with its currency."""
    currency = getattr(row, "currency", "")
    if column.endswith("_per_mtok"):
        return f"{currency}/Mtok"
    if column == "price_per_instance_hour":
        return ""  # as large as the instance
    if hasattr(row, "term"):
        return f"{currency}/gpu/hour"
    return getattr(row, "unit", "") or str(currency)


def price_faults(entry: Entry, rates: Mapping[str, float]) -> Iterator[Fault]:
    """What is wrong with the amounts of one row: currency, order, size."""
    row = entry.row
    currency = getattr(row, "currency", "") or unit(getattr(row, "unit", "") or "1").currency
    if currency and currency not in rates and row.preferred != "no":
        step = "add its rates to fx.csv, or mark the row preferred=no"
        yield Fault("a currency without an exchange rate", entry.where, currency, ", ".join(sorted(rates)), step)
    amounts = _amounts(row)
    yield from _order_faults(entry, dict(amounts))
    yield from _instance_faults(entry, dict(amounts))
    for column, value in amounts:
        spelled = _unit_of(row, column)
        rate = rates.get(currency, 1.0) if currency else 1.0
        low, high = VALUE_RANGES.get(
            spelled.replace(currency, "USD") if currency else spelled, (float("-inf"), float("inf"))
        )
        if row.preferred != "no" and not low <= value / rate <= high:
            allowed = f"{low * rate:,.6g} to {high * rate:,.6g} {spelled}"
            yield Fault(
                "out of any plausible range", f"{entry.where}, column {column}", f"{value:g} {spelled}", allowed
            )


def _instance_faults(entry: Entry, amounts: Mapping[str, float]) -> Iterator[Fault]:
    """The price of an instance is the price of a device times the devices in it."""
    whole, part = amounts.get("price_per_instance_hour"), amounts.get("price_per_gpu_hour")
    devices = getattr(entry.row, "devices_per_instance", None)
    if whole and part and devices and abs(part * devices / whole - 1) > 1e-3:
        found = f"{whole:g} an instance of {devices}, {part:g} a device"
        yield Fault("the price of an instance is not that of its devices", entry.where, found, f"{whole / devices:g}")


def _order_faults(entry: Entry, amounts: Mapping[str, float]) -> Iterator[Fault]:
    for low, middle, high in (
        ("price_low", "price", "price_high"),
        ("price_low", "price_per_gpu_hour", "price_high"),
        ("value_low", "value", "value_high"),
    ):
        given = [amounts[name] for name in (low, middle, high) if name in amounts]
        if given != sorted(given):
            yield Fault(f"{low}, {middle} and {high} are not in order", entry.where, ", ".join(f"{g:g}" for g in given))
    cached, full = amounts.get("cached_input_per_mtok"), amounts.get("input_per_mtok")
    if cached is not None and full is not None and cached > full:
        yield Fault(
            "cached input is dearer than input", entry.where, f"{cached:g} and {full:g}", "at most the input price"
        )
