"""A FOCUS file as text: written from rows, read back as cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from tco.csvfile import read_rows, read_text
from tco.errors import Fault
from tco.focus.columns import columns
from tco.focus.rows import Row
from tco.focus.validate import validate, version_of
from tco.tabular import as_csv


def focus_text(rows: Sequence[Row], version: str) -> str:
    """Rows as CSV in the order of the specification; null is an empty cell, and no text is a formula."""
    names = [column.name for column in columns(version)]
    return as_csv(names, [[row.get(name) for name in names] for row in rows])


def check_text(text: str, where: str) -> tuple[list[Fault], str, int]:
    """The faults of a file's text, the version it is held to, and how many rows it has."""
    header = next(csv.reader(io.StringIO(text)), [])
    cells, faults = read_rows(text, tuple(dict.fromkeys(header)), frozenset(), where)
    version = version_of(header)
    placed = [(f"{where}:{line}", row) for line, row in cells]
    return faults + validate(header, placed, version), version, len(cells)


def check_file(path: Path) -> tuple[list[Fault], str, int]:
    """The faults of a file."""
    return check_text(read_text(path, str(path)), str(path))
