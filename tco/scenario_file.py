"""Scenario files: TOML, strict, a small diff over a base.

A file may name a `base`; tables are merged key by key, anything else is replaced, and the merged whole is what is
validated. Every fault is told with the file and line it stands on, base files included.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from tco.cells import refuse
from tco.clock import LAST_SAFE_DAY, Clock
from tco.content import LONGEST, Content
from tco.csvfile import read_text
from tco.errors import Fault, InputError, in_file_order, near_or_count, nearest
from tco.shapes import STRICT, faults
from tco.toml_lines import KeyPath, as_written, parse, place
from tco.units import CURRENCIES

MOST_BYTES = 1_000_000
DEEPEST_BASE = 10
NAME = re.compile(r"\w[\w+.-]{0,119}")

Table = dict[str, Any]
Degree = Annotated[int, Field(ge=1, le=1_000_000)]


def _currency(text: str) -> str:
    if text not in CURRENCIES:
        raise refuse(f"unknown currency {text!r}", nearest(text, CURRENCIES) or ", ".join(sorted(CURRENCIES)))
    return text


def _case_name(text: str) -> str:
    if not NAME.fullmatch(text):
        allowed = "letters, digits, _ + - and . (no blank, at most 120); the title may be anything"
        raise refuse(f"not a name for a case: {text!r}", allowed)
    return text


def _every_month(day: dt.date | None) -> dt.date | None:
    if day and day.day > LAST_SAFE_DAY:
        raise refuse(f"start: not every month has a day {day.day}", f"a day up to {LAST_SAFE_DAY}, such as the first")
    return day


class CaseTable(BaseModel):
    """A case: what it differs in from the case it is taken `from`, or from the scenario."""

    model_config = STRICT

    title: str = ""
    note: str = ""
    from_: str = Field("", alias="from")
    choices: dict[str, str] = {}
    inputs: Table = {}
    pins: Table = {}
    unpin: list[str] = []
    solve: dict[str, Table] = {}


class SearchTable(BaseModel):
    """Layouts to search for a case: what to try; an empty list tries what the case chooses, or all that makes sense."""

    model_config = STRICT

    case: str = ""
    devices: list[str] = []
    precisions: list[str] = []
    kv_precisions: list[str] = []
    gpus: int = Field(8, ge=1, le=4096)
    tp: list[Degree] = []
    pp: list[Degree] = []
    dp: list[Degree] = []
    ep: list[Degree] = []
    cp: list[Degree] = []
    batch: list[Degree] = []
    ways: list[Literal["colocated", "disaggregated"]] = []
    by: Literal["cost", "throughput"] = "cost"


class ScenarioTable(BaseModel):
    """The shape of a scenario file, after its base is merged in."""

    model_config = STRICT

    title: str
    question: str = ""
    finding: str = ""
    currency: Annotated[str, AfterValidator(_currency)]
    also_in: Annotated[str, AfterValidator(_currency)] = ""
    as_of: dt.date
    report: str = ""
    base: str = ""
    periods: int = Field(1, ge=1, le=480)
    start: Annotated[dt.date | None, AfterValidator(_every_month)] = None
    fiscal_year_start: int = Field(1, ge=1, le=12)
    actuals_to: dt.date | None = None
    headline: list[str] = []
    results: list[str] = []
    sliders: list[str] = []
    decide: list[str] = []
    sources: dict[str, str] = {}
    choices: dict[str, str] = {}
    inputs: Table = {}
    pins: Table = {}
    ranges: Table = {}
    cases: dict[Annotated[str, AfterValidator(_case_name)], CaseTable] = {}
    drop_cases: list[str] = []
    each: Table = {}
    search: SearchTable | None = None


@dataclass(frozen=True)
class Merged:
    """A file over its bases: the whole table, which file states each key, and on which line."""

    label: str
    table: Table
    places: Mapping[KeyPath, str] = field(default_factory=dict, repr=False)
    lines: Mapping[str, Mapping[KeyPath, int]] = field(default_factory=dict, repr=False)

    def where(self, *path: str) -> str:
        """ "file:line" of a key, in whichever file of the chain states it."""
        probe = path
        while probe and probe not in self.places:
            probe = probe[:-1]
        label = self.places.get(probe, self.label)
        return place(label, self.lines.get(label, {}), *path)


@dataclass(frozen=True)
class ScenarioFile:
    """A merged scenario with the place of every key, and what is wrong with the keys that had to be left out."""

    name: str
    label: str
    table: ScenarioTable
    merged: Merged = field(repr=False)
    faults: tuple[Fault, ...] = ()

    @property
    def clock(self) -> Clock:
        """When periods begin: at `start`, or else in the month of the day that prices are of."""
        table = self.table
        return Clock(table.start or table.as_of.replace(day=1), table.fiscal_year_start, table.actuals_to)

    def where(self, *path: str) -> str:
        """File and line of a key."""
        return self.merged.where(*path)


def read_scenario(content: Content, name: str) -> ScenarioFile:
    """A scenario by name (shipped or workspace) or by the path of a .toml file.

    InputError where it has no such shape at all. A key that can be left out is a fault of the file that is told together
    with those of its values, by `resolve`.
    """
    path, label = _find(content, name)
    merged = _merged(content, path, label, {})
    try:
        return ScenarioFile(path.stem, label, ScenarioTable.model_validate(merged.table), merged)
    except ValidationError as invalid:
        found = tuple(faults(invalid, merged.where, _shape))
        rest = _without(merged.table, [tuple(map(str, e["loc"])) for e in invalid.errors()])
    try:
        return ScenarioFile(path.stem, label, ScenarioTable.model_validate(rest), merged, found)
    except ValidationError:
        raise InputError(in_file_order(found)) from None


def _shape(path: KeyPath) -> type[BaseModel]:
    """What the table around a key is."""
    if len(path) > 1 and path[0] == "search":
        return SearchTable
    return CaseTable if path[0] == "cases" else ScenarioTable


def laid_over(file: ScenarioFile, diff: Table, name: str) -> ScenarioFile:
    """A scenario with a diff over it, as if the diff were a file with this one for its base."""
    merged = Merged(name, _overlay(file.merged.table, diff), file.merged.places, file.merged.lines)
    return ScenarioFile(name, name, ScenarioTable.model_validate(merged.table), merged, file.faults)


def _without(table: Table, paths: Iterable[KeyPath]) -> Table:
    """The table less these keys, and less what would then seem wrong: a case that loses a key unpins nothing."""
    rest = copy.deepcopy(table)
    rest.setdefault("title", "")
    for path in paths:
        case = path[0] == "cases" and len(path) > 2
        around = rest["cases"][path[1]] if case else rest
        key = path[2] if case else path[0]
        if isinstance(around, dict) and key not in ("cases", "currency", "as_of"):
            around.pop(key, None)
            around.pop("unpin", None)
    return rest


def _find(content: Content, name: str, beside: Path | None = None) -> tuple[Path, str]:
    """The file of a name, or of a path, which a base states as seen from the file it stands in."""
    if not name.endswith(".toml") and "/" not in name:
        found = content.find("scenarios", name)
        return found.path, content.label(found.path)
    path = beside.parent / name if beside else Path(name)
    if name.isprintable() and max(map(len, path.parts), default=0) <= LONGEST and path.is_file():
        return path, content.label(path) if beside else name
    near = near_or_count(path.stem, content.names("scenarios"))
    raise InputError(Fault(f"no scenario file {name[-100:]!r}", allowed=near, next_step="tco list scenarios"))


def _merged(content: Content, path: Path, label: str, above: Mapping[Path, str]) -> Merged:
    """The file over its bases; `above` are the files that stand on it."""
    own, lines = parse(read_text(path, label, MOST_BYTES), label)
    stated = Merged(label, own, dict.fromkeys(_keys(own), label), {label: lines})
    if "base" not in own:
        return stated
    base, where, chain = own["base"], stated.where("base"), {**above, path.resolve(): label}
    if not isinstance(base, str):
        raise InputError(Fault("base: not a text", where, as_written(base), allowed='the name of a scenario: "..."'))
    try:
        base_path, base_label = _find(content, base, path)
    except InputError as missing:
        raise InputError(replace(missing.faults[0], what=f"no base {base!r}", where=where)) from None
    if base_path.resolve() in chain or len(chain) > DEEPEST_BASE:
        round_ = base_path.resolve() in chain
        what, allowed = ("bases go in a circle", "") if round_ else ("too many bases", f"{DEEPEST_BASE}")
        raise InputError(Fault(what, where, " -> ".join([*chain.values(), base_label]), allowed))
    below = _merged(content, base_path, base_label, chain)
    return Merged(label, _overlay(below.table, own), {**below.places, **stated.places}, {**below.lines, **stated.lines})


def _overlay(below: Table, above: Table) -> Table:
    """Tables are merged key by key; a value with a source (a table with `value`) is replaced whole."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both_tables = isinstance(old, dict) and isinstance(value, dict) and "value" not in value and "value" not in old
        merged[key] = _overlay(old, value) if both_tables else value  # type: ignore[arg-type]
    return merged


def _keys(table: Table, path: KeyPath = ()) -> Iterable[KeyPath]:
    for key, value in table.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from _keys(value, (*path, key))
