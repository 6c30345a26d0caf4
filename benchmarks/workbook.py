"""How long does a workbook of live formulas take, beside openpyxl writing the same cells without thought or style?"""

from __future__ import annotations

import io
from itertools import chain
from statistics import median
from typing import Any

from benchmarks.measure import by_turns, table

PLAIN, OURS = "openpyxl, same cells, no style", "tco.workbook"


def main() -> int:
    """Print cells a second of both."""
    from openpyxl import load_workbook

    from tco import workbook
    from tco.engine import load

    results = load("deepseek-640").run()
    sheets = [
        [[cell.value for cell in row] for row in sheet.rows]
        for sheet in load_workbook(io.BytesIO(workbook.build(results)))
    ]
    cells = [value for value in chain(*chain(*sheets)) if value is not None]
    formulas = sum(isinstance(value, str) and value.startswith("=") for value in cells)
    times = by_turns({PLAIN: lambda: plain(sheets), OURS: lambda: workbook.build(results)}, 5)
    base = median(times[PLAIN])
    rows = [
        [n, f"{median(t) * 1e3:,.0f} ms", f"{len(cells) / median(t):,.0f}", f"{median(t) / base:.2f}"]
        for n, t in times.items()
    ]
    table(f"workbook: {len(cells):,} cells, {formulas:,} of them formulas", ["", "median", "cells/s", "ratio"], rows)
    return 0


def plain(sheets: list[list[list[Any]]]) -> bytes:
    """The cells and nothing else."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
