"""One CSV file, read strictly: which lines, which cells, and everything wrong with its form, told at once.

Knows nothing of prices. A file is UTF-8 (a byte order mark is tolerated), at most 50 MB, with one header line, and
every line has as many cells as the header. Cells come back stripped, with the number of the line they start on.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tco.errors import Fault, InputError, nearest, raise_faults
from tco.texts import numbered, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MOST_BYTES = 50_000_000


def read_text(path: Path, where: str, most: int = MOST_BYTES) -> str:
    """The text of a file, or one fault that says why it cannot be read."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= most else b""
    except OSError as error:
        raise InputError(Fault("cannot be read", where, found=str(error.strerror), next_step="tco check")) from None
    if size > most:
        raise InputError(Fault("too large to read", where, f"{size:,} bytes", f"at most {most:,} bytes"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        byte = f"byte 0x{data[error.start]:02x}"
        raise InputError(Fault("not UTF-8", f"{where}:{line}", byte, "UTF-8", "save the file as UTF-8")) from None
    if found := unreadable(text):
        line = text[: text.index(found)].count("\n") + 1
        raise InputError(Fault("not a text file", f"{where}:{line}", f"the character {numbered(found)}", "UTF-8 text"))
    return text


def header_faults(header: Sequence[str], columns: Sequence[str], optional: frozenset[str], where: str) -> list[Fault]:
    """What is wrong with a header: columns that are missing, unknown or there twice."""
    missing = [name for name in columns if name not in header and name not in optional]
    faults = [Fault(f"column {name!r} is missing", f"{where}:1", next_step="add it to the header") for name in missing]
    for place, name in enumerate(header):
        if name in header[:place]:
            faults.append(Fault(f"column {name!r} is there twice", f"{where}:1", next_step="keep one of the two"))
        elif name not in columns:
            near = nearest(name, columns) or ", ".join(columns)
            faults.append(Fault("unknown column", f"{where}:1", found=repr(name), allowed=near))
    return faults


def _lines(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, [cell.strip() for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(Fault("not readable as CSV", f"{where}:{start}", str(error), "RFC 4180 quoting")) from None


def read_rows(
    text: str, columns: Sequence[str], optional: frozenset[str], where: str
) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """The rows as (line, cells by column), and the faults of single lines; a faulty header ends the reading."""
    lines = _lines(text, where)
    _, header = next(lines, (1, []))
    if not header:
        raise InputError(Fault("an empty file", where, allowed=f"a header line: {', '.join(columns)}"))
    raise_faults(header_faults(header, columns, optional, where))
    rows, faults = [], []
    for line, cells in lines:
        if len(cells) == len(header):
            rows.append((line, dict(zip(header, cells, strict=True))))
        else:
            found, allowed = f"{len(cells)} cells", f"{len(header)} cells, as in the header"
            faults.append(Fault("a ragged row", f"{where}:{line}", found, allowed, "quote cells that hold a comma"))
    return rows, faults
