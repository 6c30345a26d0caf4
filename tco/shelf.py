"""The tables of a price book: their rows, as they were known on a day. What is asked of them stands in `pricebook`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tco.content import Content
from tco.dates import as_day
from tco.errors import Fault, InputError, nearest
from tco.records import TABLES
from tco.seen import first_seen
from tco.tables import Entry, choose, load_table, offers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


class Shelf:
    """The tables of some content, read when first asked for; with `known_by`, only prices that were known on that day."""

    def __init__(self, content: Content, known_by: date | None = None) -> None:
        self.content, self.known_by = content, known_by
        self._every: dict[str, tuple[Entry, ...]] = {}
        self._tables: dict[str, tuple[Entry, ...]] = {}

    def rows(self, name: str) -> tuple[Entry, ...]:
        """The parsed rows of a table, all layers; read once."""
        if name not in self._tables:
            self._tables[name] = self.seen(name, self.every(name))
        return self._tables[name]

    def every(self, name: str) -> tuple[Entry, ...]:
        """The parsed rows of a table, those too that were not known yet on the day of the book; read once."""
        if name not in TABLES:
            near = nearest(name, TABLES) or ", ".join(TABLES)
            raise InputError(Fault(f"unknown price table {name!r}", allowed=near, next_step="tco list prices"))
        if name not in self._every:
            self._every[name] = load_table(self.content, name)
        return self._every[name]

    def seen(self, name: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Those rows of a table that were known on the day of the book: a price whose source is later was not."""
        if not self.known_by or name == "freshness":
            return tuple(entries)
        rule = choose([e for e in self.rows("freshness") if e.row.kind == name], self.known_by)
        if not rule or rule.row.known == "when valid":
            return tuple(entries)
        return tuple(e for e in entries if first_seen(e) <= self.known_by)

    def table(self, name: str) -> pl.DataFrame:
        """A table as a frame: its columns, then where each row is from."""
        import polars as pl

        entries, columns = self.rows(name), TABLES[name].columns()
        data: dict[str, list[Any]] = {column: [getattr(e.row, column) for e in entries] for column in columns}
        places = {"origin": [e.origin for e in entries], "file": [e.file for e in entries]}
        return pl.DataFrame(data | places | {"line": [e.line for e in entries]}, strict=False, infer_schema_length=None)

    def offers(self, table: str, as_of: date | str, **cells: object) -> list[Entry]:
        """The row of each offer that counts on a day, among the rows with the given cells."""
        chosen = [e for e in self.rows(table) if all(getattr(e.row, c) == wanted for c, wanted in cells.items())]
        return offers(chosen, as_day(as_of))

    def entry(self, where: str) -> Entry | None:
        """The row at a place such as "pricing/tokens.csv:12"; None where there is none of that table there."""
        table = where.rpartition(":")[0].rpartition("/")[2].removesuffix(".csv")
        if table not in TABLES:
            return None
        return next((entry for entry in self.rows(table) if entry.where == where), None)

    def usable(self, table: str) -> list[Entry]:
        """The rows of a table that are not kept for the record alone."""
        return [e for e in self.rows(table) if e.row.preferred != "no"]
