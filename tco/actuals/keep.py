"""Actuals in the ledger: each file once, as it was read and put to lines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tco.actuals.match import Matched
from tco.actuals.read import ActualRow
from tco.errors import Fault, InputError
from tco.ledger.close import Signed
from tco.ledger.rows import Row, frame
from tco.ledger.store import append, reading, rows

if TYPE_CHECKING:
    import duckdb
    import polars as pl


@dataclass(frozen=True)
class Kept:
    """A file of actuals that the ledger holds: of which quarter, against which case and bill of which plan."""

    scenario: str
    case: str
    quarter: str
    bill: str
    plan: str
    file: str


def keep(ledger: Path, kept: Kept, data: bytes, found: Sequence[Matched], signed: Signed) -> None:
    """Add a file's rows to the ledger; InputError where the same file is there already."""
    seal = hashlib.sha256(data).hexdigest()[:16]

    def add(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
        known = rows(connection, "from actual_files order by id")
        if same := [r for r in known if r["digest"] == seal and _kept(r) == kept]:
            what = f"{kept.file} is kept already for {kept.scenario}@{kept.quarter}"
            said = f"on {same[0]['kept_on'] or '(no date)'} as {same[0]['file']}"
            raise InputError(Fault(what, found=said, next_step="leave out --keep"))
        number = len(known) + 1
        head = {
            "id": number, "scenario": kept.scenario, "case": kept.case, "quarter": kept.quarter,
            "bill": kept.bill, "plan": kept.plan, "file": kept.file, "digest": seal, "kept_on": signed.on, "kept_by": signed.by,
            "note": signed.note,
        }  # fmt: skip
        return {
            "actual_files": frame([head]),
            "actual_rows": frame([_row(number, i, m) for i, m in enumerate(found, 1)]),
        }

    append(ledger, add)


def _row(actuals: int, place: int, one: Matched) -> Row:
    r = one.row
    return {
        "actuals": actuals, "place": place, "month": r.month, "kind": r.kind, "account": r.account, "item": r.item,
        "counted": r.quantity, "unit": r.unit, "amount": r.amount, "currency": r.currency, "source": r.source,
        "where": r.where, "line": one.line, "line_amount": one.amount, "line_volume": one.volume, "why": one.why,
    }  # fmt: skip


def kept_actuals(ledger: Path, scenario: str, quarter: str) -> list[tuple[Kept, list[Matched]]]:
    """What the ledger holds of a quarter, file by file; nothing where it holds none."""
    if not ledger.exists():
        return []
    with reading(ledger) as connection:
        tables = {r["table_name"] for r in rows(connection, "select table_name from duckdb_tables()")}
        if "actual_files" not in tables:  # a ledger of the first version
            return []
        sql = "from actual_files where scenario = ? and quarter = ? order by id"
        files = rows(connection, sql, [scenario, quarter])
        own = "from actual_rows where actuals = ? order by place"
        return [(_kept(f), [_matched(r) for r in rows(connection, own, [f["id"]])]) for f in files]


def _kept(row: Row) -> Kept:
    return Kept(row["scenario"], row["case"], row["quarter"], row["bill"], row["plan"], row["file"])


def _matched(r: Row) -> Matched:
    row = ActualRow(
        r["month"], r["kind"], r["account"], r["item"], r["counted"], r["unit"], r["amount"], r["currency"], r["source"],
        r["where"],
    )  # fmt: skip
    return Matched(row, r["line"], r["line_amount"], r["line_volume"], r["why"])
