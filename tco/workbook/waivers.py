"""Points of the reviewer's checklist (`tco lint`) that a workbook does not meet, each with the reason why not."""

from __future__ import annotations

from collections.abc import Iterator

from tco.workbook import styles
from tco.workbook.cells import Writer
from tco.workbook.plan import Plan

UNDATED = "Periods are numbered, not dated: the cases count periods of different lengths."


def waivers(plan: Plan) -> Iterator[tuple[int, str]]:
    """The points that are waived, and why."""
    if plan.periods and not plan.months:
        yield 5, UNDATED


def write_waivers(writer: Writer, plan: Plan, last: int, columns: int) -> int:
    """A line a waiver, below the checks. The last row written."""
    found = list(waivers(plan))
    if not found:
        return last
    first = last + 2
    writer.fill_row(first, "Waivers: points of the reviewer's checklist (tco lint) that are not met, and why", columns)
    for row, (point, why) in enumerate(found, start=first + 1):
        writer.text(row, 1, f"waiver of point {point}", styles.TEXT)
        writer.text(row, 3, why, styles.TEXT)
    return first + len(found)
