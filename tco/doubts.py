"""Which figures does a result rest on that their own source, or whoever noted them, holds in doubt?

A row of the price book says how far it can be trusted; low, or from memory, is told wherever a result that rests on it
is shown. What is an assumption says so itself. Rows of the price book dated after the day of the run are not taken; a
figure that the scenario itself gives is, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from tco.given import PIN, SCENARIO
from tco.results import Results

DOUBTFUL = frozenset({"low", "memory"})
OWN = frozenset({PIN, SCENARIO})
MOST = 4  # names in a sentence


class Stated(Protocol):
    """A value with how far it can be trusted."""

    @property
    def confidence(self) -> str:
        """A word of the price book."""


def doubtful(given: Mapping[str, Stated]) -> tuple[str, ...]:
    """The quantities among these whose values are in doubt."""
    return tuple(name for name, value in given.items() if value.confidence in DOUBTFUL)


def doubts(results: Results) -> Iterator[str]:
    """A sentence for each set of doubtful figures, with the cases that rest on it."""
    resting: dict[tuple[str, ...], list[str]] = {}
    for case in results.scenario.cases:
        cells = {n: cell for n in results.names if (cell := results.cell(case.name, n))}
        if names := doubtful(cells):
            resting.setdefault(names, []).append(case.name)
    for names, cases in resting.items():
        yield sentence(cases, names)
    yield from ahead(results)


def ahead(results: Results) -> Iterator[str]:
    """A sentence for each set of figures given by the scenario that were not known yet on the day of the run."""
    day = results.scenario.as_of
    early: dict[tuple[str, ...], list[str]] = {}
    for case in results.scenario.cases:
        given = {**case.inputs, **case.pins}
        names = tuple(n for n, v in given.items() if v.origin in OWN and v.date and date.fromisoformat(v.date) > day)
        if names:
            early.setdefault(names, []).append(case.name)
    for names, cases in early.items():
        verb = "takes" if len(cases) == 1 else "take"
        yield f"{_some(cases)} {verb} figures dated after {day}: {_some(names)}"


def sentence(cases: list[str], names: tuple[str, ...]) -> str:
    """Who rests on what.

    >>> sentence(["mlu"], ("peak_flops_dense",)), sentence(["a", "b"], ("x", "y"))
    ('mlu rests on figures of low confidence: peak_flops_dense', 'a, b rest on figures of low confidence: x, y')
    """
    verb = "rests" if len(cases) == 1 else "rest"
    return f"{_some(cases)} {verb} on figures of low confidence: {_some(names)}"


def _some(names: list[str] | tuple[str, ...]) -> str:
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {more} more" if more > 0 else "")
