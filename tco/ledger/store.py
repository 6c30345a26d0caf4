"""The ledger file: read at any time, written as a whole new file that takes the place of the old one in one move.

A writer copies the file into a folder beside it, adds to the copy, has the system put it on the disk, and moves it into
place. A kill, a full disk or a power cut before the move leaves the old file as it was; after it, the new one is whole.
Readers need no lock: they hold the file they opened. What a killed writer left behind is cleared by the next one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tco.errors import Fault, InputError
from tco.ledger.lock import locked
from tco.ledger.schema import STEPS, VERSION

if TYPE_CHECKING:
    import duckdb
    import polars as pl

NAME = "ledger.duckdb"
WHOLE = "the ledger is as it was before"
CLOSED = {
    "autoload_known_extensions": "false", "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false", "python_enable_replacements": "false", "threads": "2",
    "default_block_size": "16384",  # closes are small: a block of the usual size would be mostly air
}  # fmt: skip
Rows = list[dict[str, Any]]
MAGIC, MAGIC_AT = b"DUCK", 8  # how a file of DuckDB begins, after a checksum


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that only reads; InputError where there is no ledger, or none that this version can read."""
    if not path.exists():
        step = "tco close NAME --quarter 2026Q4 begins one; --ledger FILE names another"
        raise InputError(Fault("no ledger", str(path), next_step=step))
    connection = _connected(path, read_only=True)
    try:
        _version(connection, path)
        yield connection
    finally:
        connection.close()


def rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()) -> Rows:
    """The rows of a query, each by column name."""
    found = connection.execute(sql, list(parameters))
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def append(path: Path, add: Callable[[duckdb.DuckDBPyConnection], Mapping[str, pl.DataFrame]]) -> None:
    """Add rows to the tables of a ledger, beginning it where there is none.

    `add` sees the ledger as it is, under the lock, and returns what to add or raises InputError to add nothing.
    """
    path = path.resolve()
    with locked(path):
        _clear_leftovers(path)
        try:
            with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
                _move(_written(path, Path(folder), add), path)
        except (OSError, _duckdb_error()) as wrong:
            raise InputError(_unwritten(path, wrong)) from None


def _written(path: Path, folder: Path, add: Callable[..., Mapping[str, pl.DataFrame]]) -> Path:
    """The new file: a copy of the old one with the rows added, on the disk."""
    copy = folder / path.name
    if path.exists():
        shutil.copy(path, copy)
    connection = _connected(copy, read_only=False, where=path)
    try:
        _migrate(connection, path, begun=path.exists())
        frames = add(connection)
        connection.execute("begin transaction")
        for table, frame in frames.items():
            parquet = folder / f"{table}.parquet"
            frame.write_parquet(parquet)
            connection.execute(f'insert into "{table}" by name from read_parquet(?)', [str(parquet)])
        connection.execute("commit")
        connection.execute("checkpoint")
    finally:
        connection.close()
    return copy


def _move(copy: Path, path: Path) -> None:
    """Onto the disk, then into place at once."""
    _synced(copy)
    copy.replace(path)
    with suppress(OSError):  # not every system syncs a folder
        _synced(path.parent)


def _synced(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _connected(path: Path, *, read_only: bool, where: Path | None = None) -> duckdb.DuckDBPyConnection:
    import duckdb

    try:
        return duckdb.connect(str(path), read_only=read_only, config=dict(CLOSED))
    except duckdb.Error as wrong:
        raise InputError(_unreadable(path, where or path, str(wrong))) from None


def _version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The version of the tables; InputError for a file that is no ledger, and for one of a newer program."""
    import duckdb

    try:
        found = connection.execute("select max(version) from ledger_version").fetchone()
    except duckdb.Error:
        step = "--ledger FILE names the ledger"
        raise InputError(
            Fault("not a ledger of tco", str(path), "a DuckDB file with other tables", next_step=step)
        ) from None
    version = int(found[0] or 0) if found else 0
    if version > VERSION:
        step = "use the version of tco that wrote it, or a later one; nothing was changed"
        raise InputError(
            Fault("written by a newer tco", str(path), f"ledger version {version}", f"up to {VERSION}", step)
        )
    return version


def _migrate(connection: duckdb.DuckDBPyConnection, path: Path, *, begun: bool) -> None:
    """Make the tables of a new ledger, or bring an older one up to date; its rows stay as they are."""
    if not begun:
        connection.execute("create table ledger_version (version integer not null)")
    for version in range(_version(connection, path) if begun else 0, VERSION):
        connection.execute(STEPS[version])
        connection.execute("insert into ledger_version values (?)", [version + 1])


def _clear_leftovers(path: Path) -> None:
    """What killed writers left: nobody else writes while the lock is held."""
    for folder in path.parent.glob(f".{path.name}-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _unreadable(file: Path, where: Path, said: str) -> Fault:
    """Why a file is no ledger that can be read: made by another DuckDB, made by no DuckDB, or damaged."""
    if "version number" in said or "newer" in said:
        step = "pip install --upgrade duckdb; nothing was changed"
        return Fault("written by another DuckDB than this one reads", str(where), said.splitlines()[0], next_step=step)
    if "set lock on file" in said:
        return Fault("in use by another program", str(where), next_step="close that program first; nothing was changed")
    if found := _no_database(file):
        step = "--ledger FILE names the ledger; tco close NAME --quarter 2026Q4 begins one; nothing was changed"
        return Fault("not a ledger of tco", str(where), found, f"a database file such as {NAME}", step)
    step = "restore it from a backup, or name another with --ledger FILE; nothing was changed"
    return Fault(
        "cannot be read as a ledger", str(where), "a database file that is damaged or cut short", next_step=step
    )


def _no_database(file: Path) -> str:
    """What a file is that is no database, by how it begins; "" for a database, and for a file that cannot be opened."""
    with suppress(OSError):
        if file.is_dir():
            return "a folder"
        with file.open("rb") as opened:
            head = opened.read(len(MAGIC) + MAGIC_AT)
        if not head:
            return "an empty file"
        return "" if head[MAGIC_AT:] == MAGIC else "a file of another kind"
    return ""


def _unwritten(path: Path, wrong: Exception) -> Fault:
    said = getattr(wrong, "strerror", None) or str(wrong).splitlines()[0]
    return Fault("cannot be written", str(path), said, next_step=f"{WHOLE}; make room, or --ledger FILE")


def _duckdb_error() -> type[Exception]:
    import duckdb

    return duckdb.Error
