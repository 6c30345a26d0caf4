"""Results in DuckDB, where anyone who knows SQL can read them; and SQL that can do nothing but read them.

Tables: `cases` (a row a case, a column a quantity), "values" (case, quantity, period), `differences` (case against
case, term by term), `prices` (what was taken from the price book), `candidates` (what was searched, and why refused).
Frames arrive through Parquet, so that no further library is needed; then the doors are shut: no files, no network, no
settings, one SELECT at a time, and a time limit.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tempfile
import threading
import uuid
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tco.errors import Fault, InputError
from tco.lineage import partner

if TYPE_CHECKING:
    import duckdb
    import polars as pl

SHUT = {
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",  # what does not fit in memory is refused, not written to a folder of the user's
    "memory_limit": "1GB",
    "threads": "2",
}
SECONDS = 30.0
MOST_ROWS = 100_000
Cell = float | str | tuple[str, ...] | None


class Database:
    """Frames as tables, then locked. Use as a context manager."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], seconds: float = SECONDS) -> None:
        import duckdb

        self.seconds = seconds
        self.connection: duckdb.DuckDBPyConnection = duckdb.connect(":memory:", config=dict(SHUT))
        with tempfile.TemporaryDirectory() as folder:
            for name, frame in frames.items():
                path = Path(folder) / f"{name}.parquet"
                frame.write_parquet(path)
                self.connection.execute(f"create table {_quoted(name)} as from read_parquet(?)", [str(path)])
        self.connection.execute("set enable_external_access = false")
        self.connection.execute("set lock_configuration = true")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def create(self, name: str, sql: str, where: str) -> tuple[list[str], list[tuple[Cell, ...]]]:
        """Run one SELECT, keep it as a view of that name for later files, and return its columns and rows.

        InputError names the file for anything but one SELECT, for what SQL refuses, and for what takes too long.
        """
        import duckdb

        self._only_select(sql, where)
        timer = threading.Timer(self.seconds, self.connection.interrupt)
        timer.start()
        try:
            self.connection.execute(f"create or replace temp view {_quoted(name)} as {sql.rstrip().rstrip(';')}")
            found = self.connection.execute(f"from {_quoted(name)}")
            columns, rows = [c[0] for c in found.description or ()], found.fetchmany(MOST_ROWS + 1)
        except duckdb.InterruptException:
            step = "join and group less, or filter first"
            raise InputError(Fault("took too long", where, f"more than {self.seconds:g} s", next_step=step)) from None
        except duckdb.Error as wrong:
            raise InputError(_refusal("SQL was refused", wrong, where)) from None
        finally:
            timer.cancel()
        if len(rows) > MOST_ROWS:
            raise InputError(
                Fault("too many rows", where, allowed=f"at most {MOST_ROWS:,}", next_step="group, or limit")
            )
        lists = [partner(name) is not None for name in columns]
        return columns, [tuple(_cell(v, where, lists=many) for v, many in zip(row, lists, strict=True)) for row in rows]

    def _only_select(self, sql: str, where: str) -> None:
        import duckdb

        try:
            statements = self.connection.extract_statements(sql)
        except duckdb.Error as wrong:
            raise InputError(_refusal("not SQL", wrong, where)) from None
        kinds = [s.type.name for s in statements]
        if kinds != ["SELECT"]:
            step = "name the values of a pivot: on x in (...)" if "MULTI" in kinds else ""
            raise InputError(Fault("one SELECT a file", where, ", ".join(kinds) or "nothing", "a single SELECT", step))


def _refusal(what: str, wrong: Exception, where: str) -> Fault:
    """What DuckDB says, with the line it says it of and the names it suggests."""
    said = str(wrong).strip()
    message, _, hint = said.partition("\n")
    near = re.match(r"\s*(?:Candidate bindings:(?: :)? |Did you mean )(.*)", hint)
    line = re.search(r"^LINE (\d+):", said, re.MULTILINE)
    found = message.partition("Error: ")[2] or message
    return Fault(what, f"{where}:{line[1]}" if line else where, found, near[1].strip("?") if near else "")


def _cell(value: Any, where: str, *, lists: bool) -> Cell:
    """A value as every report can show it: a number, a text or nothing; a list of texts where references are due.

    What is infinite is no number.
    """
    if value is None or isinstance(value, str):
        return value
    if lists and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, Decimal)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (dt.date, dt.time, uuid.UUID)):
        return str(value)
    step = "select its parts, or cast it to varchar"
    raise InputError(Fault("a cell holds more than one value", where, repr(value)[:60], "a number or a text", step))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
