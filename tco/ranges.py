"""Ranges of inputs that a scenario states: how low and how high a value may turn out, with who says so.

    [ranges]
    utilisation_share = { low = 0.3, high = 0.9, source = "load of the last four quarters" }

A range holds for every case that is given the input, or for those it names (`cases = ["rent-3y"]`), and their value lies
within it. One that the command line sets, or that a choice of another owner brings, may leave it; the range is then not
that case's. Nothing is made up: an input without a
range has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from typing import Any

from tco.errors import Fault, InputError, nearest, raise_faults
from tco.formulas.inputs import INPUTS
from tco.given import COMMAND, SCENARIO, Given
from tco.scenario import Case, Range
from tco.sheet import Sheet
from tco.toml_lines import as_written
from tco.values import ValueReader, Where

KEYS = ("low", "high", "cases", "source", "date", "note", "assumption")
TABLE = ".csv:"  # in the place of a value that a choice brings
FORM = '{ low = ..., high = ..., source = "..." }'


def read_ranges(
    table: Mapping[str, Any],
    reader: ValueReader,
    cases: Sequence[Case],
    known: Iterable[str],
    sheet: Sheet,
    where: Where,
) -> dict[str, Range]:
    """The ranges of a scenario by input, or by pinned formula; InputError tells all that is wrong with them and where.

    `known` are the names of all cases that the files state, those that are left out too.
    """
    found: dict[str, Range] = {}
    faults: list[Fault] = []
    for name, raw in table.items():
        place = partial(where, "ranges", name)
        try:
            found[name] = _read(name, _unit(name, cases, sheet), raw, reader, place)
        except InputError as wrong:
            faults += wrong.faults
            continue
        faults += _outside(name, found[name], cases, {*known}, place())
    raise_faults(faults)
    return {name: kept for name, one in found.items() if (kept := _of_those_within(name, one, cases))}


def _of_those_within(name: str, found: Range, cases: Sequence[Case]) -> Range | None:
    """The range of the cases whose value lies in it: who sets another value, or chooses another owner, has left it."""
    given = {c.name: c.given.get(name) for c in cases if found.counts_for(c.name)}
    within = tuple(case for case, one in given.items() if one and not _is_outside(one, found))
    return found if len(within) == sum(map(bool, given.values())) else replace(found, cases=within) if within else None


def _is_outside(own: Given, found: Range) -> bool:
    return isinstance(own.value, float) and not found.low.number <= own.value <= found.high.number


def _unit(name: str, cases: Sequence[Case], sheet: Sheet) -> str:
    """The unit of what has one number a case and is given; "" where it is not."""
    pinned = any(name in case.pins for case in cases)
    numeric = (name in INPUTS or pinned) and sheet.level[name] == "case" and sheet.unit(name) != "text"
    return sheet.unit(name) if numeric else ""


def _read(name: str, unit: str, raw: Any, reader: ValueReader, where: Where) -> Range:
    if not unit:
        near = nearest(name, INPUTS)
        raise InputError(Fault(f"no range for {name!r}", where(), allowed=near, next_step="tco list inputs"))
    wrong = {key for key in raw if key not in KEYS} if isinstance(raw, dict) else {""}
    if wrong or not {"low", "high"} <= set(raw):
        raise InputError(Fault(f"{name}: not a range", where(), as_written(raw), FORM))
    beside = {key: value for key, value in raw.items() if key not in ("low", "high", "cases")}
    only = raw.get("cases", [])
    if not isinstance(only, list) or not all(isinstance(case, str) for case in only):
        raise InputError(Fault(f"{name}: cases is not a list of names", where(), as_written(only), FORM))
    low, high = (_end(name, unit, raw[end], beside, reader, where) for end in ("low", "high"))
    if low.number > high.number:
        told = f"{low.number:g} to {high.number:g}"
        raise InputError(Fault(f"{name}: its low is above its high", where(), told, FORM))
    return Range(low, high, tuple(only))


def _end(name: str, unit: str, value: Any, beside: Mapping[str, Any], reader: ValueReader, where: Where) -> Given:
    return reader.read(name, unit, {"value": value, **beside}, SCENARIO, lambda *_: where())[0]


def _outside(name: str, found: Range, cases: Sequence[Case], known: AbstractSet[str], where: str) -> Iterator[Fault]:
    """Cases that it names and there are none of, and those whose own value is not within the range."""
    for only in found.cases:
        if only not in known:
            yield Fault(f"{name}: no case {only!r}", where, allowed=nearest(only, known))
    for case in cases:
        own = case.given.get(name) if found.counts_for(case.name) else None
        if own and _is_outside(own, found) and own.origin != COMMAND and TABLE not in own.where:
            allowed = f"{found.low.number:g} to {found.high.number:g}"
            yield Fault(f"{name} of case {case.name} is outside its range", where, f"{own.value:g}", allowed)
