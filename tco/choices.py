"""Choices: a name that brings several inputs at once, from the price book as of a date.

model = "deepseek-v3"          the architecture
device = "h200-sxm"            memory, bandwidth, peaks, power
precision = "fp8"              bytes of a weight, and which peak rate counts
kv_precision = "bf16"          bytes of a cached value
allocator = "vllm"             what of the cache's pool holds tokens, what of the memory is left alone
tokens = "deepseek/deepseek-reasoner"   list prices of input, cached input, output
rent = "lambda" or "median"    rent of a device-hour, on demand
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import median

from tco.errors import Fault, InputError, raise_faults
from tco.pricebook import PriceBook, Sourced

Found = dict[str, Sourced]


@dataclass(frozen=True)
class Ask:
    """What is chosen, of which book, on which day, and in which currency prices are wanted."""

    book: PriceBook
    choices: Mapping[str, str]
    as_of: dt.date
    currency: str


def _model(ask: Ask) -> Found:
    return ask.book.model(ask.choices["model"])


def _device(ask: Ask) -> Found:
    return ask.book.device(ask.choices["device"], ask.as_of)


def _precision(ask: Ask) -> Found:
    """Bytes of a weight, and the dense peak of the chosen device at which this precision computes; a pair has two of each."""
    row = ask.book.precision(ask.choices["precision"])
    widths = {"bytes_per_weight": "bytes_per_parameter", "bytes_per_expert_weight": "bytes_per_expert_parameter"}
    found = {quantity: row[column] for quantity, column in widths.items() if column in row}
    if "device" in ask.choices:
        found["peak_flops_dense"] = _rate(ask, row, "compute_rate")
        if "expert_compute_rate" in row:
            found["expert_peak_flops_dense"] = _rate(ask, row, "expert_compute_rate")
    return found


def _rate(ask: Ask, row: Found, column: str) -> Sourced:
    """The dense peak of the chosen device at the first of a precision's rates that it has."""
    device = ask.book.device(ask.choices["device"], ask.as_of)
    rates = [str(row[r].value) for r in (column, f"{column}_else") if r in row]
    if known := [r for r in rates if r in device]:
        return device[known[0]]
    what = f"{ask.choices['device']} has no dense rate for {ask.choices['precision']}"
    have = ", ".join(sorted(p.removeprefix("peak_flops_") for p in device if p.startswith("peak_flops_")))
    raise InputError(Fault(what, found=have, allowed=" or ".join(rates), next_step="tco list devices"))


def _kv_precision(ask: Ask) -> Found:
    return {"bytes_per_kv_value": ask.book.precision(ask.choices["kv_precision"])["bytes_per_parameter"]}


def _allocator(ask: Ask) -> Found:
    return ask.book.allocator(ask.choices["allocator"])


def _tokens(ask: Ask) -> Found:
    provider, slash, model = ask.choices["tokens"].partition("/")
    if not slash:
        allowed = "provider/model, such as deepseek/deepseek-reasoner"
        raise InputError(
            Fault("tokens names no provider", found=provider, allowed=allowed, next_step="tco show prices tokens")
        )
    return ask.book.token_price(provider, model, ask.currency, ask.as_of)


def _rent(ask: Ask) -> Found:
    """The on-demand rent of the device: one provider's, or the median of all offers."""
    if "device" not in ask.choices:
        raise InputError(Fault("a rent needs a device", next_step="add device to the choices"))
    wanted = ask.choices["rent"]
    offers = ask.book.rent(ask.choices["device"], ask.as_of, "on_demand", None if wanted == "median" else wanted)
    if not offers:
        what = f"no on-demand rent of {ask.choices['device']} known on {ask.as_of}"
        raise InputError(Fault(what, next_step="tco list prices, or pin rent_cost_per_gpu_hour"))
    return {"rent_cost_per_gpu_hour": _middle(offers)}


def _middle(offers: list[Sourced]) -> Sourced:
    """The offer in the middle of the dollar offers; the lower of two, so that it is one that somebody makes."""
    ranked = sorted((o for o in offers if o.unit == offers[0].unit), key=lambda o: float(o.value))
    middle = ranked[(len(ranked) - 1) // 2]
    if len(ranked) == 1:
        return middle
    low, high, mid = float(ranked[0].value), float(ranked[-1].value), median(float(o.value) for o in ranked)
    note = f"the middle of {len(ranked)} offers from {low:g} to {high:g} (median {mid:g}) {middle.unit}"
    return replace(middle, note=f"{note}; {middle.note}".rstrip("; "))


CHOICES: dict[str, Callable[[Ask], Found]] = {
    "model": _model,
    "device": _device,
    "precision": _precision,
    "kv_precision": _kv_precision,
    "allocator": _allocator,
    "tokens": _tokens,
    "rent": _rent,
}


def choose(
    book: PriceBook,
    choices: Mapping[str, str],
    as_of: dt.date,
    currency: str,
    where: Callable[[str], str] = lambda _: "",
) -> Found:
    """Everything that the choices bring; a later kind of the table wins over an earlier one.

    InputError tells what is wrong with each; `where(kind)` is the place of a choice.
    """
    ask, found = Ask(book, choices, as_of, currency), Found()
    faults: dict[Fault, str] = {}  # a device that is not known is no device for its precision either: told once
    for kind, bring in CHOICES.items():
        if kind in choices:
            try:
                found |= bring(ask)
            except InputError as wrong:
                for fault in wrong.faults:
                    faults.setdefault(fault, where(kind))
    raise_faults(replace(fault, where=fault.where or place) for fault, place in faults.items())
    return found
