"""Changed values as a scenario over the one they were made from: as few lines as say it.

A case that is taken from a changed one would change with it; where it did not, it states its old value again, with the
source that it had.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tco.errors import Fault, InputError, raise_faults
from tco.formulas.inputs import INPUTS
from tco.given import Given
from tco.importing.edits import Edit
from tco.scenario import Case, Scenario
from tco.scenario_file import CaseTable, ScenarioFile, Table
from tco.units import convert, unit

NOTHING = CaseTable.model_validate({})
PLAIN = ("count", "ratio", "share", "text")


@dataclass
class _Quantity:
    """What one quantity is in the base, in the edited workbook, and which tables of the file say so."""

    name: str
    states: frozenset[str]  # the case tables that state it themselves
    old: Mapping[str, Given | None]
    new: Mapping[str, Edit | Given | None]
    written: dict[str, Edit | Given | None] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return "inputs" if self.name in INPUTS else "pins"


def diff_table(file: ScenarioFile, base: Scenario, edited: Iterable[Edit], workbook: str) -> Table:
    """What the edits change of the cases of a file, as tables; InputError where an axis cannot say it."""
    by_quantity: dict[str, dict[str, Edit]] = {}
    for edit in edited:
        by_quantity.setdefault(edit.quantity, {})[edit.case] = edit
    tables = _tables(file, base)
    made: Table = {}
    faults: list[Fault] = []
    for name, own in by_quantity.items():
        try:
            quantity = _quantity(name, own, base, tables)
        except InputError as wrong:
            faults += wrong.faults
            continue
        _write(quantity, tables)
        _enter(made, quantity, tables, workbook)
    raise_faults(faults)
    return made


def table_of(case: Case) -> str:
    """The table that a case comes from: an axis adds its point to the name after a blank."""
    return case.name.split(" ")[0]


def _tables(file: ScenarioFile, base: Scenario) -> dict[str, CaseTable]:
    """The tables of the cases that there are, parents before those taken from them."""
    known = {table_of(case): file.table.cases.get(table_of(case), NOTHING) for case in base.cases}
    order: dict[str, CaseTable] = {}

    def enter(name: str) -> None:
        if name in known and name not in order:
            enter(known[name].from_)
            order[name] = known[name]

    for name in known:
        enter(name)
    return order


def _quantity(name: str, own: Mapping[str, Edit], base: Scenario, tables: Mapping[str, CaseTable]) -> _Quantity:
    kind = "inputs" if name in INPUTS else "pins"
    states = frozenset(n for n, table in tables.items() if name in getattr(table, kind))
    old: dict[str, Given | None] = {}
    new: dict[str, Edit | Given | None] = {}
    for table in tables:
        cases = [case for case in base.cases if table_of(case) == table]
        found = [own.get(case.name, getattr(case, kind).get(name)) for case in cases]
        values = {getattr(f, "new", getattr(f, "value", None)) for f in found}
        if len(values) > 1 and any(case.name in own for case in cases):
            what = f"{name} differs between the points of an axis"
            step = "state the points as cases of their own in the scenario, then export it again"
            raise InputError(Fault(what, f"case {table}", next_step=step))
        old[table], new[table] = getattr(cases[0], kind).get(name), found[0]
    return _Quantity(name, states, old, new)


def _value(one: Edit | Given | None) -> object:
    return one.new if isinstance(one, Edit) else one.value if one else None


def _write(quantity: _Quantity, tables: Mapping[str, CaseTable]) -> None:
    """Which tables must say something, oldest first."""
    for name in tables:
        if _reached(quantity, name, tables) != _value(quantity.new[name]):
            quantity.written[name] = quantity.new[name]


def _reached(quantity: _Quantity, name: str, tables: Mapping[str, CaseTable]) -> object:
    """What a case comes to with what has been written so far."""
    step = name
    while step in tables:
        if step in quantity.written:
            return _value(quantity.written[step])
        if quantity.name in tables[step].unpin:
            return None
        if step in quantity.states:
            break
        step = tables[step].from_
    return _value(quantity.old[name])


def _enter(made: Table, quantity: _Quantity, tables: Mapping[str, CaseTable], workbook: str) -> None:
    """Write a quantity for the whole scenario where every case says the same of it, else case by case."""
    said = {name: _said(one, workbook) for name, one in quantity.written.items()}
    alike = all(one == next(iter(said.values())) for one in said.values())
    roots = [name for name, table in tables.items() if table.from_ not in tables]
    if alike and not quantity.states and set(said) == set(roots) and next(iter(said.values())) is not None:
        made.setdefault(quantity.kind, {})[quantity.name] = next(iter(said.values()))
        return
    for name, one in said.items():
        case = made.setdefault("cases", {}).setdefault(name, {})
        if one is None:
            case.setdefault("unpin", list(tables[name].unpin)).append(quantity.name)
        else:
            case.setdefault(quantity.kind, {})[quantity.name] = one
            if quantity.name in tables[name].unpin:
                case["unpin"] = [n for n in case.get("unpin", tables[name].unpin) if n != quantity.name]


def _said(one: Edit | Given | None, workbook: str) -> Table | None:
    """A value as a scenario states it, with where it comes from."""
    if one is None or (isinstance(one, Edit) and one.new is None):
        return None
    if isinstance(one, Given):
        return _restated(one)
    row = dict(one.said)
    was = f"was {_shown(one.old, one.unit)}"
    found: Table = {"value": _written(one.new, one.unit), "source": row.get("source", f"{workbook}, sheet Inputs")}
    if (day := _day(row.get("date", ""))) is not None:
        found["date"] = day
    return found | {"note": "; ".join(filter(None, (row.get("note", ""), was)))}


def _restated(given: Given) -> Table:
    """A value that stays, though the case it is taken from has another."""
    assert not isinstance(given.value, tuple)
    found: Table = {"value": _written(given.value, given.unit)}
    if given.confidence == "assumption":
        return found | {"assumption": given.note or "as before"}
    found["source"] = given.source
    if (day := _day(given.date)) is not None:
        found["date"] = day
    return found | ({"note": given.note} if given.note else {})


def _shown(value: float | str | None, spelled: str) -> str:
    if value is None or isinstance(value, str):
        return value or "not given"
    return f"{value:.12g}" if spelled in PLAIN else f"{value:.12g} {spelled}"


def _written(value: float | str | None, spelled: str) -> float | str:
    """A number with its unit where that reads back as exactly this number; a whole number without a point."""
    assert value is not None
    if isinstance(value, str):
        return value
    short = int(value) if value == int(value) and abs(value) < 1e15 else value
    if spelled in PLAIN:
        return short
    try:
        known = unit(spelled)
        return f"{short!r} {spelled}" if convert(float(value), known, known) == value else short
    except InputError:
        return short


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
