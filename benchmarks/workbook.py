"""How long do workbooks of live formulas take, and how much memory, beside openpyxl writing the same cells without thought or style?"""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import by_turns, seconds, table

PLAIN, OURS = "openpyxl, same cells, no style", "tco.workbook"
LARGE = 100_000  # formula cells
Sheets = list[list[list[Any]]]


def main() -> int:
    """Print cells a second of both, for an ordinary workbook and for one of 100,000 formulas and more."""
    from tco import workbook
    from tco.engine import load

    results = load("deepseek-640").run()
    sheets = cells_of(results)
    times = by_turns({PLAIN: lambda: plain(sheets), OURS: lambda: workbook.build(results)}, 5)
    count, formulas = counted(sheets)
    base = median(times[PLAIN])
    rows = [
        [n, f"{median(t) * 1e3:,.0f} ms", f"{count / median(t):,.0f}", f"{median(t) / base:.2f}"]
        for n, t in times.items()
    ]
    table(f"workbook: {count:,} cells, {formulas:,} of them formulas", ["", "median", "cells/s", "ratio"], rows)
    large()
    return 0


def large() -> None:
    """Time and memory of either way, each in a process of its own; what it writes is there before it is measured."""
    sheets = cells_of(large_results())
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        found = {PLAIN: pool.apply(measured, (sheets,)), OURS: pool.apply(measured)}
    count, formulas = counted(sheets)
    rows = [
        [n, f"{time:.1f} s", f"{count / time:,.0f}", f"{memory:,.0f} MB", f"{time / found[PLAIN][0]:.2f}"]
        for n, (time, memory) in found.items()
    ]
    title = f"large workbook: {count:,} cells, {formulas:,} of them formulas"
    table(title, ["", "time", "cells/s", "memory above the start", "ratio"], rows)


def measured(sheets: Sheets | None = None) -> tuple[float, float]:
    """Seconds, and megabytes at the peak above those before: these cells by openpyxl, or none and the workbook by us."""
    from tco import workbook

    results = None if sheets else large_results()
    before = peak()
    took = seconds((lambda: plain(sheets)) if sheets else (lambda: workbook.build(results)))
    return took, peak() - before


def large_results() -> Any:
    """The review of buying, renting and calling, with its cases twice: more than 100,000 formulas."""
    from tco.engine import load, run

    model = load("buy-rent-api-8xh200")
    again = tuple(replace(case, name=f"{case.name}-again") for case in model.scenario.cases)
    return run(replace(model.scenario, cases=(*model.scenario.cases, *again)), model.sheet)


def peak() -> float:
    """The most memory that this process had, in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1000


def cells_of(results: Any) -> Sheets:
    """The cells of a workbook of ours."""
    from openpyxl import load_workbook

    from tco import workbook

    return [
        [[cell.value for cell in row] for row in sheet.rows]
        for sheet in load_workbook(io.BytesIO(workbook.build(results)))
    ]


def counted(sheets: Sheets) -> tuple[int, int]:
    """How many cells hold something, and how many a formula."""
    cells = [value for value in chain(*chain(*sheets)) if value is not None]
    return len(cells), sum(isinstance(value, str) and value.startswith("=") for value in cells)


def plain(sheets: Sheets) -> bytes:
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
