"""A point of the checklist: its number, what it asks in one sentence, and a small function that looks for what is amiss.

The points are those by which a finance reviewer judges a model; a point marked bold has no waiver. A function gives what
it finds, cell by cell; finding nothing, the point is passed. Where there is nothing to judge it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tco.lint.reading import Reading

PASS, FAIL, WAIVED, ASIDE = "pass", "fail", "waived", "n/a"


@dataclass(frozen=True)
class Finding:
    """What is amiss, and in which cell or sheet; no cell where it is the whole workbook."""

    cell: str
    reason: str


class NotApplicable(Exception):  # an outcome, not an error
    """There is nothing to judge, and why."""


Look = Callable[[Reading], Iterator[Finding]]


@dataclass(frozen=True)
class Point:
    """One point."""

    number: int
    says: str
    bold: bool
    look: Look


@dataclass(frozen=True)
class Verdict:
    """What a point came to; the reason says why it was set aside."""

    point: Point
    status: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        point = {"point": self.point.number, "says": self.point.says, "bold": self.point.bold, "status": self.status}
        found = [{"cell": f.cell, "reason": f.reason} for f in self.findings]
        return point | ({"reason": self.reason} if self.reason else {}) | {"findings": found}


POINTS: dict[int, Point] = {}
OF_FORMULAS = frozenset(
    {16, 17, 18, 20, 22, 24, 26, 27, 29}
)  # a workbook without formulas does not pass them, nor fail


def point(number: int, says: str, *, bold: bool = False) -> Callable[[Look], Look]:
    """Enter a function as a point of the checklist."""

    def enter(look: Look) -> Look:
        POINTS[number] = Point(number, says, bold, look)
        return look

    return enter


def judged(asked: Point, reading: Reading, waivers: dict[int, str]) -> Verdict:
    """The verdict on one point. A waiver with its reason sets findings aside, unless the point is bold."""
    if asked.number in OF_FORMULAS and not reading.references:
        return Verdict(asked, ASIDE, reason="no cell holds a formula")
    try:
        found = tuple(asked.look(reading))
    except NotApplicable as nothing:
        return Verdict(asked, ASIDE, reason=str(nothing))
    if not found:
        return Verdict(asked, PASS)
    if (why := waivers.get(asked.number)) and not asked.bold:
        return Verdict(asked, WAIVED, found, why)
    return Verdict(asked, FAIL, found)
