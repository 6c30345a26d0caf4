"""Choices: a name that brings several inputs at once, from the price book as of a date.

model = "deepseek-v3"          the architecture
device = "h200-sxm"            memory, bandwidth, peaks, power
precision = "fp8"              bytes of a weight, and which peak rate counts
kv_precision = "bf16"          bytes of a cached value
engine = "vllm"                what is reached of the peaks, and the time the engine takes; without it both are ideal
counting = "simple"            what rules of thumb leave out; without it all of a step is counted
owner = "neocloud"             what such an owner is taken to pay: lives, capital, site, energy, people, upkeep
allocator = "vllm"             what of the cache's pool holds tokens, what of the memory is left alone
service = "online"             the batch, and the times granted to users
queue = "mm1"                  how uneven arrivals and service are
tier = "nvme"                  where a cache may wait: bandwidth, capacity, price
tokens = "deepseek/deepseek-reasoner"   list prices of an API: input, cached, cache write, output, batch, other hours
prices = "by_date"             token prices of each period by the dated lists of that API
rent = "lambda" or "median:1y"   rent of a device-hour for a term; on demand where none is named
tax_table = "macrs-5"          what taxes take off, by age or by tax year
residual_table = "h100-market"   what a buyer would pay by age
on_demand, reserved, spot = "median", "gcp:3y", "history"   the three rents of machines that follow the load
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from tco.ages import RESIDUAL, age_table, tax_tables
from tco.efficiency import LATENT, WEIGHT_ONLY, Machine
from tco.endpoints import endpoint_prices, price_path
from tco.errors import Fault, InputError, raise_faults
from tco.pricebook import PriceBook, Sourced
from tco.rents import rent_of

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
    """The facts of the device; attention computes at its 16-bit rate whatever the weights do."""
    found = ask.book.device(ask.choices["device"], ask.as_of)
    half = found.get("peak_flops_bf16") or found.get("peak_flops_fp16")
    return found | ({"attention_peak_flops": half} if half else {})


def _precision(ask: Ask) -> Found:
    """Bytes of a weight, and the dense peak of the chosen device at which this precision computes; a pair has two of each."""
    row = ask.book.precision(ask.choices["precision"])
    found = {quantity: row[column] for quantity, column in WIDTHS.items() if column in row}
    if "device" in ask.choices:
        found["peak_flops_dense"] = _rate(ask, row, "compute_rate")
        if "expert_compute_rate" in row:
            found["expert_peak_flops_dense"] = _rate(ask, row, "expert_compute_rate")
    return found


WIDTHS = {
    "bytes_per_weight": "bytes_per_parameter",
    "bytes_per_expert_weight": "bytes_per_expert_parameter",
    "bytes_per_head_weight": "bytes_per_head_parameter",
}


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


def machine(book: PriceBook, choices: Mapping[str, str], as_of: dt.date) -> Machine:
    """What decides efficiencies: the family of the device, the engine, whether weights alone are narrow, the attention."""
    device = book.device(choices["device"], as_of) if "device" in choices else {}
    latent = "model" in choices and book.model(choices["model"])["attention"].value == LATENT
    family, name = (str(device[t].value) if t in device else "" for t in ("family", "device"))
    narrow = "precision" in choices and weight_only(book.precision(choices["precision"]), device)
    return Machine(
        family, name, book.id_of("engine", choices["engine"]), WEIGHT_ONLY if narrow else "", LATENT if latent else ""
    )


def weight_only(precision: Found, device: Found) -> bool:
    """Whether most weights are stored in fewer bits than they are computed with on this device."""
    expert = "bytes_per_expert_parameter" in precision
    width = precision["bytes_per_expert_parameter" if expert else "bytes_per_parameter"]
    column = "expert_compute_rate" if expert and "expert_compute_rate" in precision else "compute_rate"
    rates = [str(precision[c].value) for c in (column, f"{column}_else") if c in precision]
    used = next((r for r in rates if r in device), rates[0])
    return float(width.value) < 2 and used in ("peak_flops_bf16", "peak_flops_fp16")


def _counting(ask: Ask) -> Found:
    return ask.book.counting(ask.choices["counting"])


def _owner(ask: Ask) -> Found:
    return ask.book.owner(ask.choices["owner"], ask.as_of)


def _engine(ask: Ask) -> Found:
    return ask.book.efficiency(machine(ask.book, ask.choices, ask.as_of), ask.as_of)


def _preset(kind: str, ask: Ask) -> Found:
    return ask.book.preset(kind, ask.choices[kind])


def _tier(ask: Ask) -> Found:
    return ask.book.tier(ask.choices["tier"], ask.as_of)


def _tokens(ask: Ask) -> Found:
    provider, slash, model = ask.choices["tokens"].partition("/")
    if not slash:
        allowed = "provider/model, such as deepseek/deepseek-reasoner"
        raise InputError(
            Fault("tokens names no provider", found=provider, allowed=allowed, next_step="tco show prices tokens")
        )
    return endpoint_prices(ask.book, provider, model, ask.currency, ask.as_of)


def _prices(ask: Ask) -> Found:
    """Token prices over the horizon: those of today, or the dated lists of the endpoint that is chosen."""
    if (wanted := ask.choices["prices"]) not in ("today", "by_date"):
        raise InputError(Fault(f"unknown path of prices {wanted!r}", allowed="today or by_date"))
    if wanted == "today":
        return {}
    if "tokens" not in ask.choices:
        raise InputError(Fault("prices by date need an endpoint", next_step="add tokens to the choices"))
    provider, _, model = ask.choices["tokens"].partition("/")
    return price_path(ask.book, provider, model, ask.currency, ask.as_of)


def _rented(kind: str, quantity: str, term: str) -> Callable[[Ask], Found]:
    """A choice that brings the rent of the chosen device, for `term` where it names none."""

    def bring(ask: Ask) -> Found:
        if "device" not in ask.choices:
            raise InputError(Fault("a rent needs a device", next_step="add device to the choices"))
        found = rent_of(ask.book, ask.choices["device"], ask.choices[kind], ask.as_of, ask.currency, term)
        return {quantity: found}

    return bring


def _on_demand(ask: Ask) -> Found:
    """The on-demand rent; where no other term is chosen, a reserved or a spot hour costs no less."""
    found = _rented("on_demand", "on_demand_price_per_gpu_hour", "on_demand")(ask)["on_demand_price_per_gpu_hour"]
    none = replace(found, note=f"no such term is chosen: at the on-demand price; {found.note}".rstrip("; "))
    return {
        "reserved_price_per_gpu_hour": none,
        "spot_price_per_gpu_hour": none,
        "on_demand_price_per_gpu_hour": found,
    }


def _tax_table(ask: Ask) -> Found:
    """What taxes take off is a row of periods, which the clock makes; here the name is looked up, and how it counts."""
    found = tax_tables(ask.book, ask.choices["tax_table"])
    if "tax_half_year_share" not in found:
        return {}
    return {"tax_counts_years": replace(found["tax_half_year_share"][1], value=1.0)}


def _residual_table(ask: Ask) -> Found:
    """What a buyer would pay by age, and that it counts."""
    _, first = age_table(ask.book, RESIDUAL, ask.choices["residual_table"])
    return {"residual_follows_table": replace(first, value=1.0)}


CHOICES: dict[str, Callable[[Ask], Found]] = {
    "model": _model,
    "device": _device,
    "precision": _precision,
    "kv_precision": _kv_precision,
    "engine": _engine,
    "counting": _counting,
    "owner": _owner,
    "allocator": partial(_preset, "allocator"),
    "service": partial(_preset, "service"),
    "queue": partial(_preset, "queue"),
    "tier": _tier,
    "tokens": _tokens,
    "prices": _prices,
    "rent": _rented("rent", "rent_cost_per_gpu_hour", "on_demand"),
    "on_demand": _on_demand,
    "reserved": _rented("reserved", "reserved_price_per_gpu_hour", "1y"),
    "tax_table": _tax_table,
    "residual_table": _residual_table,
    "spot": _rented("spot", "spot_price_per_gpu_hour", "spot"),
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
