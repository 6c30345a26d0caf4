"""Reports: results in DuckDB, and the tables that a report folder's SQL makes of them.

A report is a folder with a manifest (report.toml) and one SELECT a file, named after the relation it makes. SQL selects,
joins, groups and pivots; it holds no business formula. A result cell is *live* where it is a quantity of a case: the
workbook then writes a reference to the model instead of a number.
"""

from __future__ import annotations

from dataclasses import dataclass

Reference = tuple[str, str]  # case, quantity


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its unit, and how wide it reads (text, number)."""

    name: str
    title: str
    unit: str = ""
    text: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a report. `live[row][column]` is the (case, quantity) that a cell shows, else None."""

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    live: tuple[tuple[Reference | None, ...], ...]
    sources: tuple[str, ...] = ()
