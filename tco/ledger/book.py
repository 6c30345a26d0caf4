"""What one does with a ledger: close a quarter, look one up, tell the history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tco.errors import Fault, InputError, nearest
from tco.ledger.close import Close, digest
from tco.ledger.rows import Row, frame, from_rows, sealed, to_rows
from tco.ledger.schema import TABLES
from tco.ledger.store import append, reading, rows

if TYPE_CHECKING:
    import duckdb
    import polars as pl


@dataclass(frozen=True)
class Entry:
    """A line of the history. `restated` where a later close of the same quarter counts in its place."""

    scenario: str
    quarter: str
    number: int
    on: str
    by: str
    note: str
    reason: str
    version: str
    engine: str
    input_hash: str
    hash: str
    restated: bool


def add_close(path: Path, close: Close) -> Close:
    """Freeze a close into the ledger; InputError where the quarter is closed already and no reason is given."""
    made: list[Close] = []

    def add(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
        known = rows(connection, "select scenario, quarter, number, hash, closed_on, closed_by from closes order by id")
        same = [r for r in known if (r["scenario"], r["quarter"]) == (close.scenario.name, close.quarter)]
        _allow(close, same)
        previous = known[-1]["hash"] if known else ""
        made.append(sealed(replace(close, number=len(same) + 1, previous=previous)))
        return _frames(made[-1], len(known) + 1)

    append(path, add)
    return made[-1]


def _allow(close: Close, same: list[Row]) -> None:
    if same and not close.signed.reason:
        last = same[-1]
        what = f"{close.quarter} of {close.scenario.name} is closed already"
        found = f"closed on {last['closed_on'] or '(no date)'} by {last['closed_by'] or '(nobody named)'}, hash {last['hash']}"
        raise InputError(Fault(what, found=found, next_step='--restate "why" closes it anew and keeps both'))
    if close.signed.reason and not same:
        what = f"{close.quarter} of {close.scenario.name} is not closed yet: nothing to restate"
        raise InputError(Fault(what, next_step="leave out --restate"))


def _frames(close: Close, number: int) -> dict[str, pl.DataFrame]:
    tables = to_rows(close)
    tables["closes"] = [{"id": number, **tables["closes"][0]}]
    for name in TABLES[1:]:
        tables[name] = [{"close": number, **row} for row in tables[name]]
    return {name: frame(found) for name, found in tables.items() if found}


def history(path: Path, scenario: str = "") -> list[Entry]:
    """Every close, oldest first; of one scenario where one is named."""
    if not path.exists():
        return []
    with reading(path) as connection:
        found = rows(connection, "from closes order by id")
    latest = {(r["scenario"], r["quarter"]): r["number"] for r in found}
    return [
        Entry(
            r["scenario"], r["quarter"], r["number"], r["closed_on"], r["closed_by"], r["note"], r["reason"],
            r["version"], r["engine"], r["input_hash"], r["hash"], latest[r["scenario"], r["quarter"]] != r["number"],
        )
        for r in found
        if scenario in ("", r["scenario"])
    ]  # fmt: skip


def find_close(path: Path, scenario: str, quarter: str, number: int = 0) -> Close:
    """The close of a quarter: the latest, or the one of that number; its digest is checked."""
    with reading(path) as connection:
        known = rows(connection, "select id, scenario, quarter, number from closes order by id")
        same = [r for r in known if (r["scenario"], r["quarter"]) == (scenario, quarter)]
        wanted = [r for r in same if number in (0, r["number"])]
        if not wanted:
            raise InputError(_missing(scenario, quarter, number, known))
        tables = {name: _of(connection, name, wanted[-1]["id"]) for name in TABLES}
    _check(tables, path)
    return from_rows(tables)


def _of(connection: duckdb.DuckDBPyConnection, table: str, close: int) -> list[Row]:
    column, order = ("id", "id") if table == "closes" else ("close", "place")
    return rows(connection, f'from "{table}" where {column} = ? order by {order}', [close])


def _check(tables: dict[str, list[Row]], path: Path) -> None:
    head = tables["closes"][0]
    if (found := _digest(tables)) != head["hash"]:
        what = f"{head['scenario']}@{head['quarter']} is not what was closed"
        step = "the ledger was changed from outside: restore it from a backup"
        raise InputError(Fault(what, str(path), f"digest {found}", head["hash"], step))


def _digest(tables: dict[str, list[Row]]) -> str:
    blank = {**tables, "closes": [{**tables["closes"][0], "hash": ""}]}
    return digest(blank)


def faults(path: Path) -> list[Fault]:
    """Everything wrong with a ledger: closes that are not what was closed, a chain that does not hold."""
    found: list[Fault] = []
    with reading(path) as connection:
        previous = ""
        for head in rows(connection, "from closes order by id"):
            try:
                _check({name: _of(connection, name, head["id"]) for name in TABLES}, path)
            except InputError as wrong:
                found += wrong.faults
            if head["previous"] != previous:
                what = f"{head['scenario']}@{head['quarter']} does not follow the close before it"
                found.append(Fault(what, str(path), head["previous"], previous, "restore the ledger from a backup"))
            previous = head["hash"]
    return found


def _missing(scenario: str, quarter: str, number: int, known: list[Row]) -> Fault:
    own = [
        f"{r['quarter']}" + (f"#{r['number']}" if r["number"] > 1 else "") for r in known if r["scenario"] == scenario
    ]
    allowed = ", ".join(own) or nearest(scenario, {r["scenario"] for r in known})
    what = f"{quarter}{f'#{number}' if number else ''} of {scenario} is not closed"
    return Fault(what, allowed=allowed, next_step=f"tco close {scenario} --quarter {quarter}")
