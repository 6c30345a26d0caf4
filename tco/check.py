"""Is the content sound? Every fault of every price table and model file, in one list, each with its place.

Each row is a test: its unit is known, it has a source, its dates are in order, nothing is there twice, a conflict has
one preferred row, what it names exists, no text is a formula, and its value is plausible. Nothing here raises for bad
data: a file that cannot be read is a fault among others.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tco.architectures import model_files, read_models
from tco.dates import period
from tco.errors import Fault, InputError, nearest
from tco.hf_config import count_parameters
from tco.machines import PARAMETERS
from tco.models import Model, read_model
from tco.names import fold
from tco.plausible import dollars, hardware_faults, price_faults, usable
from tco.records import TABLES
from tco.tables import Entry, dated_offer, overlay, read_table
from tco.texts import FORMULA_STARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tco.content import Content

LEAD = timedelta(days=400)  # a source may announce a price a year ahead
COUNT_TOLERANCE = 0.03


def check_content(content: Content) -> list[Fault]:
    """Every fault of the price tables and models of all layers."""
    tables, faults = read_tables(content)
    models, model_faults = read_models(content, model_files(content))
    faults += [*model_faults, *table_faults(tables, models)]
    return faults + [
        fault for i, (model, _, where) in models.items() for fault in _model_faults(i, model, where, tables)
    ]


def table_faults(tables: dict[str, tuple[Entry, ...]], models: Iterable[str]) -> list[Fault]:
    """Every fault of rows that parse well: by themselves, beside each other, and in what they name."""
    faults: list[Fault] = []
    rates = dollars(tables.get("fx", ()))
    for entries in tables.values():
        faults += [fault for entry in entries for fault in row_faults(entry)]
        faults += _twice(entries)
        faults += _unsettled(entries)
        if entries and hasattr(entries[0].row, "valid_from"):
            faults += [fault for entry in entries for fault in price_faults(entry, rates)]
    faults += hardware_faults(tables.get("hardware", ()))
    return [*faults, *_dangling(tables, models)]


def check_model(path: Path, where: str, content: Content) -> list[Fault]:
    """Every fault of one model file."""
    try:
        return [*_model_faults(path.stem, read_model(path, where), where, read_tables(content)[0])]
    except InputError as error:
        return [*error.faults]


def read_tables(content: Content) -> tuple[dict[str, tuple[Entry, ...]], list[Fault]]:
    """The tables that can be read, workspace over shipped; and the faults of those that cannot."""
    faults: list[Fault] = []
    layers: dict[str, list[tuple[Entry, ...]]] = {}
    for layer, path in content.files("pricing", "*.csv"):
        try:
            layers.setdefault(path.stem, []).append(read_table(path.stem, path, layer, content.label(path)))
        except InputError as error:
            faults += error.faults
    return {name: overlay(layers.get(name, ())) for name in TABLES}, faults


def row_faults(entry: Entry) -> Iterator[Fault]:
    """What is wrong with one row by itself: text that is a formula, dates, an assumption that gives no reason."""
    row = entry.row
    for column in type(row).model_fields:
        if isinstance(text := getattr(row, column), str) and text.startswith(FORMULA_STARTS):
            place, step = f"{entry.where}, column {column}", "begin the text with a word"
            yield Fault("text that a spreadsheet takes for a formula", place, repr(text[:40]), next_step=step)
    if not hasattr(row, "valid_from"):
        return
    seen = period(row.source_date)[1]
    if row.valid_from - seen > LEAD:
        what = "counts from long after its source was written"
        yield Fault(what, entry.where, f"valid_from {row.valid_from}, source_date {row.source_date}")
    if row.confidence == "assumption" and not row.note:
        step = "say in the note why this value is assumed"
        yield Fault("an assumption without a reason", f"{entry.where}, column note", next_step=step)


def _twice(entries: Iterable[Entry]) -> Iterator[Fault]:
    """Rows that say the same thing of the same day from the same source."""
    seen: dict[tuple[Any, ...], Entry] = {}
    for entry in entries:
        row = entry.row
        told = (*dated_offer(entry), getattr(row, "source", ""), getattr(row, "basis", ""))
        if told in seen:
            found = f"the same offer, date and source as {seen[told].where}"
            yield Fault("a row that is there twice", entry.where, found, next_step="delete one of the two")
        seen.setdefault(told, entry)


def _unsettled(entries: Iterable[Entry]) -> Iterator[Fault]:
    """Conflicts of two rows of one offer and date in which not exactly one is preferred."""
    groups: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in entries:
        if hasattr(entry.row, "preferred") and usable(entry):
            groups.setdefault(dated_offer(entry), []).append(entry)
    for group in groups.values():
        if len(group) > 1:
            found = ", ".join(f"{entry.where} {entry.row.preferred or '(empty)'}" for entry in group)
            step = "mark one preferred=yes and the others preferred=no"
            yield Fault("a conflict without one preferred row", group[0].where, found, "one yes, the others no", step)


RATES = ("compute_rate_else", "expert_compute_rate", "expert_compute_rate_else")


def _dangling(tables: dict[str, tuple[Entry, ...]], models: Iterable[str]) -> Iterator[Fault]:
    """Rows that name a device, a model or a rate that does not exist."""
    devices = {entry.row.device for entry in tables.get("devices", ())}
    known: dict[str, set[str]] = {"device": devices, "serves": set(models), **{rate: set(PARAMETERS) for rate in RATES}}
    for name, entries in tables.items():
        for column in known.keys() & TABLES[name].model_fields.keys():
            for entry in entries:
                if (value := getattr(entry.row, column)) and value not in known[column] and name != "devices":
                    near = nearest(value, known[column])
                    yield Fault(f"unknown {column} {value!r}", f"{entry.where}, column {column}", allowed=near)


def _model_faults(identifier: str, model: Model, where: str, tables: dict[str, tuple[Entry, ...]]) -> Iterator[Fault]:
    """What is wrong with a model that parses well: its name, its precision, its count against its architecture."""
    if identifier != fold(identifier):
        yield Fault("a model file is named in lower case with hyphens", where, identifier, fold(identifier))
    precisions = {entry.row.precision for entry in tables.get("precisions", ())}
    if precisions and model.native_precision not in precisions:
        near = nearest(model.native_precision, precisions) or ", ".join(sorted(precisions))
        yield Fault("unknown native_precision", where, model.native_precision, near)
    for key, counted in zip(
        ("parameters_total", "parameters_active"), count_parameters(model.model_dump()), strict=True
    ):
        stated = getattr(model, key)
        if abs(stated / counted - 1) > COUNT_TOLERANCE:
            found = f"{stated / 1e9:.3f}e9 stated, {counted / 1e9:.3f}e9 by its layers"
            yield Fault(f"{key} does not follow from the architecture", where, found, f"within {COUNT_TOLERANCE:.0%}")
