"""Results in DuckDB, where anyone who knows SQL can read them; and SQL that can do nothing but read them.

Tables: `cases` (a row a case, a column a quantity), "values" (case, quantity, period), `differences` (case against
case, term by term), `prices` (what was taken from the price book), `candidates` (what was searched, and why refused).
Frames arrive through Parquet, so that no further library is needed; then the doors are shut: no files, no network, no
settings, one SELECT at a time, and a time limit.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tco.errors import Fault, InputError

if TYPE_CHECKING:
    import duckdb
    import polars as pl

SHUT = {
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "1GB",
    "threads": "2",
}
SECONDS = 30.0


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

    def create(self, name: str, sql: str, where: str) -> tuple[list[str], list[tuple[Any, ...]]]:
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
            return [c[0] for c in found.description or ()], found.fetchall()
        except duckdb.InterruptException:
            raise InputError(Fault("took too long", where, f"more than {self.seconds:g} s")) from None
        except duckdb.Error as wrong:
            raise InputError(Fault("SQL was refused", where, str(wrong).strip().split("\n\n")[0])) from None
        finally:
            timer.cancel()

    def _only_select(self, sql: str, where: str) -> None:
        import duckdb

        try:
            statements = self.connection.extract_statements(sql)
        except duckdb.Error as wrong:
            raise InputError(Fault("not SQL", where, str(wrong).strip().split("\n\n")[0])) from None
        kinds = [s.type.name for s in statements]
        if kinds != ["SELECT"]:
            raise InputError(Fault("one SELECT a file", where, ", ".join(kinds) or "nothing", "a single SELECT"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
