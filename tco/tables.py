"""A price table as the engine sees it: the rows of all layers, and which of them counts on a given day.

A workspace row replaces the shipped rows of the same offer and date, any other is added. On a day, the newest row that
has begun and not ended counts; among rows of one date the preferred one, then the workspace's. A row marked
preferred=no is kept for the record, with what it conflicts with, and is never used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tco.content import SHIPPED, Content
from tco.csvfile import read_rows, read_text
from tco.errors import Fault, InputError, nearest, raise_faults
from tco.names import split_aliases
from tco.records import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its place: the file as people know it, the line, the layer of content."""

    row: Any
    file: str
    line: int
    layer: str

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def origin(self) -> str:
        """Where a value of this row comes from, in the words of every report."""
        if getattr(self.row, "confidence", "") == "assumption":
            return "assumption"
        return "shipped price" if self.layer == SHIPPED else "workspace price"


@dataclass(frozen=True)
class Sourced:
    """A value with its provenance."""

    value: float | str
    unit: str
    source: str
    date: str
    origin: str
    confidence: str
    note: str
    where: str


@dataclass(frozen=True)
class Stepped(Sourced):
    """A value that changes by date: each of `steps` counts from its day on, until the next."""

    steps: tuple[tuple[date, float], ...] = ()


def sourced(entry: Entry, value: float | str, unit: str, note: str = "") -> Sourced:
    """A value of a row, with that row's provenance; `note` is added to the row's own."""
    row = entry.row
    notes = "; ".join(filter(None, (note, row.note)))
    return Sourced(value, unit, row.source, str(row.valid_from), entry.origin, row.confidence, notes, entry.where)


WORDS = {
    "literal_error": "not one of the known words",
    "string_pattern_mismatch": "not in the form of its column",
    "string_too_short": "an empty cell",
    "string_too_long": "too long a text",
    "missing": "an empty cell",
}


def cell_faults(error: ValidationError, where: str, known: Iterable[str]) -> Iterator[Fault]:
    """pydantic's complaints about one row, told as faults with column, finding and what is allowed."""
    for one in error.errors(include_url=False):
        column = str(one["loc"][0]) if one["loc"] else ""
        context = one.get("ctx", {})
        allowed = str(context.get("allowed", context.get("expected", context.get("pattern", ""))))
        what = WORDS.get(one["type"], one["msg"])
        found = repr(one["input"]) if column in known else ""
        yield Fault(what, f"{where}, column {column}" if column else where, found, allowed)


def read_table(name: str, path: Path, layer: str, where: str = "") -> tuple[Entry, ...]:
    """The rows of one file of one table; every fault of the file in one InputError."""
    file = where or f"pricing/{path.name}"
    if name not in TABLES:
        near = nearest(name, TABLES) or ", ".join(TABLES)
        raise InputError(Fault(f"no price table is called {name!r}", file, allowed=near, next_step="rename the file"))
    return _parsed(name, read_text(path, file), layer, file)


@lru_cache(maxsize=64)
def _parsed(name: str, text: str, layer: str, file: str) -> tuple[Entry, ...]:
    """The rows of a text; frozen, so that the same text need be parsed only once."""
    record = TABLES[name]
    columns = record.columns()
    rows, faults = read_rows(text, columns, record.optional(), file)
    entries = []
    for line, cells in rows:
        try:
            entries.append(Entry(record.model_validate(cells), file, line, layer))
        except ValidationError as error:
            faults += cell_faults(error, f"{file}:{line}", columns)
    raise_faults(faults)
    return tuple(entries)


def dated_offer(entry: Entry) -> tuple[Any, ...]:
    """What a workspace row must share with a shipped row to replace it: the offer and its date."""
    return (*entry.row.offer(), getattr(entry.row, "valid_from", None))


def load_table(content: Content, name: str) -> tuple[Entry, ...]:
    """The rows of a table in all layers, a workspace's over the shipped."""
    layers = [
        read_table(name, path, layer, content.label(path)) for layer, path in content.files("pricing", f"{name}.csv")
    ]
    return overlay(layers)


def overlay(layers: Sequence[tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """The rows of each layer laid over those before it: the same offer and date is replaced, any other is added."""
    rows = layers[0] if layers else ()
    for own in layers[1:]:
        replaced = {dated_offer(entry) for entry in own}
        rows = (*(entry for entry in rows if dated_offer(entry) not in replaced), *own)
    return rows


def live(entries: Iterable[Entry], as_of: date) -> list[Entry]:
    """The rows that count on a day: begun, not ended, and not set aside by preferred=no."""
    return [
        entry
        for entry in entries
        if entry.row.preferred != "no"
        and entry.row.valid_from <= as_of
        and (entry.row.valid_to is None or as_of <= entry.row.valid_to)
    ]


def choose(entries: Iterable[Entry], as_of: date) -> Entry | None:
    """The one row of an offer that counts on a day; None if there is none; an error that names rows that tie."""
    found = live(entries, as_of)
    if not found:
        return None
    newest = max(entry.row.valid_from for entry in found)
    tied = [entry for entry in found if entry.row.valid_from == newest]
    tied = [entry for entry in tied if entry.row.preferred == "yes"] or tied
    tied = [entry for entry in tied if entry.layer != SHIPPED] or tied
    if len(tied) > 1:
        places = " and ".join(entry.where for entry in tied)
        step = "mark one of them preferred=yes and the others preferred=no"
        raise InputError(Fault(f"two rows give the same thing from {newest}", places, next_step=step))
    return tied[0]


def offers(entries: Iterable[Entry], as_of: date) -> list[Entry]:
    """The row that counts on a day for each offer among the entries, in the order of the table."""
    groups: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.row.offer(), []).append(entry)
    return [chosen for group in groups.values() if (chosen := choose(group, as_of))]


def spellings(entry: Entry) -> list[str]:
    """What a row calls its thing, beside the id: its name and aliases, with and without the vendor before them."""
    row = entry.row
    words = [*filter(None, [getattr(row, "name", "")]), *split_aliases(getattr(row, "aliases", ""))]
    vendor = getattr(row, "vendor", "")
    return words if not vendor else words + [f"{vendor} {word}" for word in (row.device, *words)]
