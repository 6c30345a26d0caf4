"""What cannot be: cases that do not fit their memory, or whose layout cannot be built, and what would.

Their other figures stay, as figures of what could be if it fitted; whoever reads them is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tco.results import Results

GB = 1e9


def refusals(results: Results, titles: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """A sentence for each case that is refused, by its title or else its name, as far as its memory and layout were computed."""
    for case in results.scenario.cases:
        name = titles.get(case.name, case.name)
        if _number(results, case.name, "fits") == 0:
            yield f"{name} does not fit: {_short_of(results, case.name)}"
        fault = results.value(case.name, "layout_fault") if "layout_fault" in results.names else None
        if fault not in (None, "none"):
            yield f"{name} cannot be laid out: {fault}"


def _short_of(results: Results, case: str) -> str:
    """What a device lacks, and how many would do."""
    needed, usable = (_number(results, case, q) for q in ("memory_needed_bytes", "usable_memory_bytes"))
    if needed is None or usable is None:
        return "too little memory"
    told = f"a device needs {needed / GB:,.4g} GB and may fill {usable / GB:,.4g}"
    devices, even = (_number(results, case, q) for q in ("gpus_needed", "gpus_needed_tp"))
    if not devices:
        return told
    also = f", {even:,.0f} with tensor parallelism" if even and even != devices else ""
    return f"{told}; {devices:,.0f} devices would hold it, cut evenly{also}"


def _number(results: Results, case: str, quantity: str) -> float | None:
    value = results.value(case, quantity) if quantity in results.names else None
    return value if isinstance(value, float) else None
