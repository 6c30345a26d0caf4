"""How well a workbook is made, by the points that a finance reviewer judges a model by: ours, and anyone's.

    verdicts = lint(Path("out/deepseek-640.xlsx"))

Each point is a small function of one of the chapters below, entered with its number and what it asks. Some points take
an eye, a second engine or a prior quarter; they are set aside with the reason. A waiver is a row of the sheet of checks:
"waiver of point 13", and the reason beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tco.errors import Fault, InputError
from tco.lint import checks, formulas, inputs, look, quarters, structure, truth
from tco.lint.points import ASIDE, FAIL, PASS, POINTS, WAIVED, Finding, Point, Verdict, judged
from tco.lint.reading import Reading
from tco.xlsxfile import Archive, open_archive

CHAPTERS = (structure, inputs, formulas, truth, checks, look, quarters)
STEP = "name a workbook whose sheets hold figures"
MOST_FINDINGS = 5  # of a point, in a table


def lint(path: Path, *, recalculate: bool = False) -> tuple[Verdict, ...]:
    """The verdict on each point, in their order; InputError for a file that is not safe to open or no workbook."""
    archive = open_archive(path, active=True)
    if not any(name.startswith("xl/worksheets/") for name in archive.parts):
        raise InputError(
            Fault("no sheet with cells", path.name, "charts alone" if _charts(archive) else "", next_step=STEP)
        )
    reading = Reading(archive, recalculate)
    if not any(sheet.cells for sheet in reading.sheets):
        raise InputError(Fault("an empty workbook: no cell holds anything", path.name, next_step=STEP))
    waivers = checks.waivers(reading)
    return tuple(judged(POINTS[number], reading, waivers) for number in sorted(POINTS))


def _charts(archive: Archive) -> bool:
    return any(name.startswith("xl/chartsheets/") for name in archive.parts)


def score(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    """The points that are passed, of those that could be judged; a waived point is not passed."""
    judged_ = [v for v in verdicts if v.status != ASIDE]
    return sum(v.status == PASS for v in judged_), len(judged_)


def table(verdicts: Sequence[Verdict], most: int = MOST_FINDINGS) -> tuple[list[str], list[list[object]]]:
    """A row for each point, and one for each of its first findings."""
    rows: list[list[object]] = []
    for verdict in verdicts:
        name = f"{verdict.point.number}{'*' if verdict.point.bold else ''}"
        rows.append([name, verdict.status, "", verdict.point.says + (f" ({verdict.reason})" if verdict.reason else "")])
        rows += [["", "", found.cell, found.reason] for found in verdict.findings[:most]]
        if (more := len(verdict.findings) - most) > 0:
            rows.append(["", "", "", f"and {more} more"])
    return ["point", "verdict", "cell", "what"], rows


def as_json(name: str, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The whole as an object."""
    passed, of = score(verdicts)
    return {"workbook": name, "passed": passed, "judged": of, "points": [v.as_json() for v in verdicts]}


__all__ = ["ASIDE", "FAIL", "PASS", "WAIVED", "Finding", "Point", "Verdict", "as_json", "lint", "score", "table"]
