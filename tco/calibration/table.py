"""The efficiency table with fitted values, as the text of a file that a workspace can hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from math import exp

from tco.calibration.knobs import Board, Floats
from tco.efficiency import Efficiency
from tco.tables import Entry

DIGITS = 4  # more would claim what no measurement of this kind holds


def table_text(entries: Sequence[Entry], board: Board, at: Floats, source: str, day: date) -> str:
    """CSV: every row of the table, those that were fitted with their value, source and date."""
    values = {k.entry.where: f"{exp(x):.{DIGITS}g}" for k, x in zip(board.knobs, at, strict=True)}
    out = io.StringIO()
    writer = csv.DictWriter(out, Efficiency.columns(), lineterminator="\n")
    writer.writeheader()
    for entry in entries:
        cells = {c: _cell(getattr(entry.row, c)) for c in Efficiency.columns()}
        if entry.where in values:
            cells |= {"value": values[entry.where], "source": source, "source_date": day.isoformat()}
        writer.writerow(cells)
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.12g}"
    return "" if value is None else str(value)
