"""Scenario files: TOML, strict, a small diff over a base.

A file may name a `base`; tables are merged key by key, anything else is replaced, and the merged whole is what is
validated. Every fault is told with the file and line it stands on, base files included.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tco.content import Content
from tco.errors import Fault, InputError, nearest
from tco.toml_lines import key_lines, line_of

MOST_BYTES = 1_000_000
DEEPEST_BASE = 10
NAME = r"^[a-z0-9][a-z0-9_+.-]{0,62}$"

Table = dict[str, Any]
KeyPath = tuple[str, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CaseTable(_Strict):
    """A case: what it differs in from the case it is taken `from`, or from the scenario."""

    title: str = ""
    note: str = ""
    from_: str = Field("", alias="from")
    choices: dict[str, str] = {}
    inputs: Table = {}
    pins: Table = {}
    unpin: list[str] = []
    solve: dict[str, Table] = {}


class ScenarioTable(_Strict):
    """The shape of a scenario file, after its base is merged in."""

    title: str
    question: str = ""
    finding: str = ""
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    as_of: dt.date
    report: str = ""
    base: str = ""
    periods: int = Field(1, ge=1, le=480)
    headline: list[str] = []
    results: list[str] = []
    sliders: list[str] = []
    sources: dict[str, str] = {}
    choices: dict[str, str] = {}
    inputs: Table = {}
    pins: Table = {}
    cases: dict[str, CaseTable] = {}
    drop_cases: list[str] = []
    each: Table = {}


@dataclass(frozen=True)
class ScenarioFile:
    """A merged, validated scenario with the place of every key."""

    name: str
    label: str
    table: ScenarioTable
    places: Mapping[KeyPath, str] = field(repr=False)
    lines: Mapping[str, dict[KeyPath, int]] = field(repr=False)

    def where(self, *path: str) -> str:
        """File and line of a key."""
        return place(self.places, self.lines, path, self.label)


def place(places: Mapping[KeyPath, str], lines: Mapping[str, dict[KeyPath, int]], path: KeyPath, fallback: str) -> str:
    """ "file:line" of a key in whichever file of the chain states it."""
    probe = path
    while probe and probe not in places:
        probe = probe[:-1]
    label = places.get(probe, fallback)
    line = line_of(lines.get(label, {}), path)
    return f"{label}:{line}" if line else label


def read_scenario(content: Content, name: str) -> ScenarioFile:
    """A scenario by name (shipped or workspace) or by the path of a .toml file; InputError tells all its faults."""
    path, label = _find(content, name)
    merged, places, lines = _merged(content, path, label, ())
    try:
        table = ScenarioTable.model_validate(merged)
    except ValidationError as invalid:
        raise InputError(_faults(invalid, places, lines, label)) from None
    return ScenarioFile(path.stem, label, table, places, lines)


def _find(content: Content, name: str) -> tuple[Path, str]:
    if name.endswith(".toml") or "/" in name:
        path = Path(name)
        if not path.is_file():
            raise InputError(Fault(f"no scenario file {name!r}", next_step="tco list scenarios"))
        return path, name
    found = content.find("scenarios", name)
    return found.path, content.label(found.path)


def _read(path: Path, label: str) -> tuple[Table, str]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(Fault("file too large", label, f"{path.stat().st_size:,} bytes", f"{MOST_BYTES:,} bytes"))
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as wrong:
        raise InputError(Fault("not TOML", label, str(wrong), next_step="see https://toml.io for the syntax")) from None
    except UnicodeDecodeError as wrong:
        raise InputError(Fault("not UTF-8 text", label, f"byte {wrong.start}")) from None
    except RecursionError:
        raise InputError(Fault("nested too deeply", label)) from None
    except OSError as wrong:
        raise InputError(Fault("cannot be read", label, wrong.strerror or str(wrong))) from None


def _merged(
    content: Content, path: Path, label: str, chain: tuple[str, ...]
) -> tuple[Table, dict[KeyPath, str], dict[str, dict[KeyPath, int]]]:
    """The file over its bases, with which file states each key and on which line."""
    own, text = _read(path, label)
    lines = {label: key_lines(text)}
    base = own.get("base", "")
    if not base:
        return own, dict.fromkeys(_keys(own), label), lines
    where = f"{label}:{line_of(lines[label], ('base',))}"
    if not isinstance(base, str):
        raise InputError(Fault("base must be the name of a scenario", where, repr(base)))
    if str(path) in chain or len(chain) >= DEEPEST_BASE:
        raise InputError(Fault("bases go in a circle or too deep", where, " -> ".join((*chain, str(path)))))
    try:
        base_path, base_label = _find(content, base)
    except InputError as missing:
        raise InputError(Fault(f"no base {base!r}", where, next_step=missing.faults[0].next_step)) from None
    below, places, base_lines = _merged(content, base_path, base_label, (*chain, str(path)))
    return _overlay(below, own), {**places, **dict.fromkeys(_keys(own), label)}, {**base_lines, **lines}


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


def _faults(
    invalid: ValidationError, places: Mapping[KeyPath, str], lines: Mapping[str, dict[KeyPath, int]], label: str
) -> list[Fault]:
    """What pydantic found, in the words of the file."""
    faults = []
    for error in invalid.errors():
        path = tuple(str(part) for part in error["loc"])
        allowed = ""
        what = f"{'.'.join(path)}: {error['msg'].lower()}"
        if error["type"] == "extra_forbidden":
            model = CaseTable if path[0] == "cases" else ScenarioTable
            what, allowed = f"unknown key {'.'.join(path)!r}", _near_key(path[-1], model)
        elif error["type"] == "missing":
            what = f"{'.'.join(path)} is missing"
        found = "" if error["type"] in ("missing", "extra_forbidden") else repr(error["input"])[:80]
        faults.append(Fault(what, place(places, lines, path, label), found, allowed))
    return faults


def _near_key(key: str, model: type[BaseModel]) -> str:
    names = [info.alias or name for name, info in model.model_fields.items()]
    return nearest(key, names) or ", ".join(names)
