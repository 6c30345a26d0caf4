"""A CSV file of measurements, with the columns of `MeasuredRow`; everything wrong with it told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tco.csvfile import read_rows, read_text
from tco.errors import Fault, InputError, in_file_order, raise_faults
from tco.measured.row import COLUMNS, MeasuredRow
from tco.tables import cell_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tco.content import Content


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement and where it stands: "mine.csv:17"."""

    row: MeasuredRow
    where: str


def read_measured(path: Path, where: str = "") -> list[Measured]:
    """The rows of a CSV file; InputError with every fault: file, line, column, what was found, what is allowed."""
    label = where or str(path)
    return parse_measured(read_text(path, label), label)


def shipped(content: Content) -> list[Measured]:
    """The measurements in pricing/measured/ of all layers, in order; every fault of every file in one InputError."""
    found: list[Measured] = []
    faults: list[Fault] = []
    for _, path in content.files("measured", "*.csv"):
        try:
            found += read_measured(path, content.label(path))
        except InputError as wrong:
            faults += wrong.faults
    raise_faults(faults)
    return found


def parse_measured(text: str, where: str) -> list[Measured]:
    """The rows of the text of a CSV file. A row without an id is called after its line."""
    lines, faults = read_rows(text, COLUMNS, MeasuredRow.optional(), where)
    rows = []
    for line, cells in lines:
        place = f"{where}:{line}"
        try:
            row = MeasuredRow.model_validate(cells | {"id": cells.get("id") or f"row-{line}"})
            rows.append(Measured(row, place))
        except ValidationError as error:
            faults += cell_faults(error, place, COLUMNS)
    raise_faults(in_file_order([*faults, *_twice(rows)]))
    return rows


def _twice(rows: Sequence[Measured]) -> Iterator[Fault]:
    """Rows that share their id with an earlier one."""
    seen: dict[str, str] = {}
    for measured in rows:
        if (name := measured.row.id) in seen:
            found = f"{name!r}, as in {seen[name]}"
            yield Fault("an id that is there twice", f"{measured.where}, column id", found, next_step="make it unique")
        seen.setdefault(name, measured.where)
