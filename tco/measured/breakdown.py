"""The score by metric, regime, device, model, engine, age, source or group; and the groups that are worst."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tco.measured.kinds import age, kind
from tco.measured.score import Error, Scored, error, grouped

BY: dict[str, Callable[[Scored], str]] = {
    "metric": lambda s: kind(s.row),
    "regime": lambda s: s.row.regime or "not stated",
    "device": lambda s: s.row.hardware,
    "model": lambda s: s.row.model,
    "engine": lambda s: s.row.engine or "not stated",
    "age": lambda s: age(s.row),
    "source": lambda s: s.row.id[:3],
    "group": lambda s: " ".join(s.row.group),
}


def breakdown(rows: Sequence[Scored], by: str) -> list[tuple[str, Error]]:
    """The error of each value of a property, the one with most rows first."""
    parts = [(name, error(part)) for name, part in grouped(rows, BY[by]).items()]
    found = [(name, wrong) for name, wrong in parts if wrong]
    return sorted(found, key=lambda part: (-part[1].rows, part[0]))


def worst(rows: Sequence[Scored], count: int) -> list[tuple[str, Error]]:
    """The groups with the largest errors, the worst first."""
    return sorted(breakdown(rows, "group"), key=lambda part: (-part[1].median, part[0]))[:count]
