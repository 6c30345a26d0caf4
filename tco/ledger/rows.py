"""A close as rows of the ledger's tables, and back. Reading back gives the same close to the last bit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tco.given import Given
from tco.ledger.close import Close, Frozen, PriceRow, Rate, Signed, digest, facts, scenario_of
from tco.ledger.schema import TABLES
from tco.results import Value
from tco.scenario import Case

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, Any]
GIVEN = ("unit", "origin", "source", "date", "note", "confidence", "where", "listed", "rate", "fx", "fx_from")
WHOLE = frozenset({"id", "close", "actuals", "place", "number", "period"})
REAL = frozenset({"value", "fx", "counted", "amount", "line_amount", "line_volume"})


def to_rows(close: Close) -> dict[str, list[Row]]:
    """The rows of each table, without the number of the close."""
    made = {
        "closes": [_head(close)],
        "close_cases": [_case(case) for case in close.scenario.cases],
        "close_given": list(_given(close)),
        "close_values": list(_values(close)),
        "close_prices": [{**vars(row), "cells": _json(row.cells)} for row in close.prices],
        "close_rates": [dict(vars(rate)) for rate in close.rates],
    }
    for name in TABLES[1:]:
        made[name] = [{"place": place, **row} for place, row in enumerate(made[name], start=1)]
    return made


def sealed(close: Close) -> Close:
    """The close with the digest of its rows."""
    return replace(close, hash=digest(to_rows(close)))


def _head(close: Close) -> Row:
    return {
        "scenario": close.scenario.name, "quarter": close.quarter, "number": close.number,
        "closed_on": close.signed.on, "closed_by": close.signed.by, "note": close.signed.note,
        "reason": close.signed.reason, "version": close.version, "engine": close.engine,
        "input_hash": close.input_hash, "facts": _json(facts(close.scenario)), "scenario_text": close.scenario_text,
        "previous": close.previous, "hash": close.hash,
    }  # fmt: skip


def _case(case: Case) -> Row:
    return {
        "case": case.name, "title": case.title, "note": case.note, "parent": case.parent,
        "choices": _json(dict(case.choices)),
    }  # fmt: skip


def _given(close: Close) -> Iterator[Row]:
    for case in close.scenario.cases:
        for kind, given in (("input", case.inputs), ("pin", case.pins)):
            for quantity, g in given.items():
                told = {name: getattr(g, name) for name in GIVEN}
                for value in _by_period(g.value):
                    yield {"case": case.name, "quantity": quantity, "kind": kind, **value, **told}


def _values(close: Close) -> Iterator[Row]:
    for case, cells in close.values.items():
        for quantity, cell in cells.items():
            told = {"unit": cell.unit, "origin": cell.origin, "source": cell.source, "formula": cell.formula}
            for value in _by_period(cell.value):
                yield {"case": case, "quantity": quantity, **value, **told}


def _by_period(value: Value | tuple[float | None, ...]) -> Iterator[Row]:
    """One row for one value, or one for each period."""
    by_period = isinstance(value, tuple)
    for count, one in enumerate(value if isinstance(value, tuple) else (value,), start=1):
        yield {"period": count if by_period else None, **_split(one)}


def _split(value: Any) -> Row:
    text = isinstance(value, str)
    return {"value": None if text else value, "text": value if text else None}


def _json(table: object) -> str:
    return json.dumps(table, ensure_ascii=False, sort_keys=True)


def frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as a frame, each column with its type whatever its first values are."""
    import polars as pl

    def kind(column: str) -> type[pl.DataType]:
        if column in WHOLE:
            return pl.Int64
        return pl.Float64 if column in REAL or isinstance(rows[0][column], float) else pl.String

    return pl.DataFrame(rows, schema={column: kind(column) for column in rows[0]}, orient="row")


def from_rows(tables: Mapping[str, Sequence[Row]]) -> Close:
    """The close that rows of each table hold."""
    head = tables["closes"][0]
    known = json.loads(head["facts"])
    cases = [
        Case(
            row["case"], row["title"], row["note"], row["parent"], json.loads(row["choices"]),
            _kind(tables["close_given"], row["case"], "input"), _kind(tables["close_given"], row["case"], "pin"),
        )
        for row in tables["close_cases"]
    ]  # fmt: skip
    return Close(
        head["quarter"], head["number"],
        Signed(head["closed_by"], head["closed_on"], head["note"], head["reason"]),
        scenario_of(head["scenario"], known, cases), head["scenario_text"], head["version"], head["engine"],
        head["input_hash"], _frozen(tables["close_values"]),
        [PriceRow(**_without(row) | {"cells": json.loads(row["cells"])}) for row in tables["close_prices"]],
        [Rate(**_without(row)) for row in tables["close_rates"]], head["previous"], head["hash"],
    )  # fmt: skip


def _kind(rows: Sequence[Row], case: str, kind: str) -> dict[str, Given]:
    own = _grouped(row for row in rows if row["case"] == case and row["kind"] == kind)
    return {
        quantity: Given(_whole(group), **{name: group[0][name] for name in GIVEN})  # type: ignore[arg-type]
        for (_, quantity), group in own.items()
    }


def _frozen(rows: Sequence[Row]) -> dict[str, dict[str, Frozen]]:
    made: dict[str, dict[str, Frozen]] = {}
    for (case, quantity), group in _grouped(rows).items():
        row = group[0]
        cell = Frozen(_whole(group), row["unit"], row["origin"], row["source"], row["formula"])
        made.setdefault(case, {})[quantity] = cell
    return made


def _grouped(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows of each case and quantity."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["case"], row["quantity"]), []).append(row)
    return found


def _whole(group: Sequence[Row]) -> Value:
    """One value, or a row of periods."""
    if group[0]["period"] is None:
        return _joined(group[0])
    return tuple(_joined(one) for one in group)  # type: ignore[misc]


def _joined(row: Row) -> float | str | None:
    found: float | str | None = row["value"] if row["text"] is None else row["text"]
    return found


def _without(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("close", "place")}
