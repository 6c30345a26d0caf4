"""Ranges of inputs that a scenario states: how low and how high a value may turn out, with who says so.

    [ranges]
    utilisation_share = { low = 0.3, high = 0.9, source = "load of the last four quarters" }

A range holds for every case that is given the input, and its value lies within it. Nothing is made up: an input without a
range has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from tco.errors import Fault, InputError, nearest, raise_faults
from tco.formulas.inputs import INPUTS
from tco.given import SCENARIO, Given
from tco.scenario import Case, Range
from tco.toml_lines import as_written
from tco.values import ValueReader, Where

KEYS = ("low", "high", "source", "date", "note", "assumption")
FORM = '{ low = ..., high = ..., source = "..." }'


def read_ranges(table: Mapping[str, Any], reader: ValueReader, cases: Iterable[Case], where: Where) -> dict[str, Range]:
    """The ranges of a scenario by input; InputError tells all that is wrong with them and where."""
    found: dict[str, Range] = {}
    faults: list[Fault] = []
    for name, raw in table.items():
        place = partial(where, "ranges", name)
        try:
            found[name] = _read(name, raw, reader, place)
        except InputError as wrong:
            faults += wrong.faults
            continue
        faults += _outside(name, found[name], cases, place())
    raise_faults(faults)
    return found


def _read(name: str, raw: Any, reader: ValueReader, where: Where) -> Range:
    known = INPUTS.get(name)
    if not known or known.level != "case" or known.unit == "text":
        near = nearest(name, INPUTS)
        raise InputError(Fault(f"no range for {name!r}", where(), allowed=near, next_step="tco list inputs"))
    wrong = {key for key in raw if key not in KEYS} if isinstance(raw, dict) else {""}
    if wrong or not {"low", "high"} <= set(raw):
        raise InputError(Fault(f"{name}: not a range", where(), as_written(raw), FORM))
    beside = {key: value for key, value in raw.items() if key not in ("low", "high")}
    low, high = (_end(name, raw[end], beside, reader, where) for end in ("low", "high"))
    if low.number > high.number:
        told = f"{low.number:g} to {high.number:g}"
        raise InputError(Fault(f"{name}: its low is above its high", where(), told, FORM))
    return Range(low, high)


def _end(name: str, value: Any, beside: Mapping[str, Any], reader: ValueReader, where: Where) -> Given:
    return reader.read(name, INPUTS[name].unit, {"value": value, **beside}, SCENARIO, lambda *_: where())[0]


def _outside(name: str, found: Range, cases: Iterable[Case], where: str) -> Iterator[Fault]:
    """Cases whose own value is not within the range."""
    for case in cases:
        own = case.inputs.get(name)
        if own and isinstance(own.value, float) and not found.low.number <= own.value <= found.high.number:
            allowed = f"{found.low.number:g} to {found.high.number:g}"
            yield Fault(f"{name} of case {case.name} is outside its range", where, f"{own.value:g}", allowed)
