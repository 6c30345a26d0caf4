"""Which figures does a result rest on that their own source, or whoever noted them, holds in doubt?

A row of the price book says how far it can be trusted; low, or from memory, is told wherever a result that rests on it
is shown. What is an assumption says so itself. Rows of the price book dated after the day of the run are not taken; a
figure that the scenario itself gives is, and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Protocol

from tco.given import PIN, SCENARIO
from tco.results import Results
from tco.scenario import Case

DOUBTFUL = frozenset({"low", "memory"})
OWN = frozenset({PIN, SCENARIO})
MOST = 4  # names in a sentence
RESTING = ("rests on", "rest on"), "figures of low confidence"


class Stated(Protocol):
    """A value with how far it can be trusted."""

    @property
    def confidence(self) -> str:
        """A word of the price book."""


def doubtful(given: Mapping[str, Stated]) -> tuple[str, ...]:
    """The quantities among these whose values are in doubt."""
    return tuple(name for name, value in given.items() if value.confidence in DOUBTFUL)


def doubts(
    results: Results, titles: Mapping[str, str] = MappingProxyType({}), label: Callable[[str], str] = str
) -> Iterator[str]:
    """A sentence for each set of doubtful figures, and of figures not known yet on the day of the run, with the cases that rest on it.

    Cases by their titles, and figures by what `label` calls them, where a reader sees those.
    """
    cases, day = results.scenario.cases, results.scenario.as_of
    cells = {case.name: {n: c for n in results.names if (c := results.cell(case.name, n))} for case in cases}
    resting = {case: doubtful(own) for case, own in cells.items()}
    taking = {case.name: _ahead(case, day) for case in cases}
    for found, told in ((resting, RESTING), (taking, (("takes", "take"), f"figures dated after {day}"))):
        for names, own in _by_names(found):
            yield _told([titles.get(case, case) for case in own], *told, tuple(map(label, names)))


def _ahead(case: Case, day: date) -> tuple[str, ...]:
    """The figures that the scenario itself gives and that were not known yet on a day."""
    given = {**case.inputs, **case.pins}
    return tuple(n for n, v in given.items() if v.origin in OWN and v.date and date.fromisoformat(v.date) > day)


def _by_names(found: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Each set of names that was found, with the cases of which it was."""
    for names in dict.fromkeys(found.values()):
        if names:
            yield names, [case for case, own in found.items() if own == names]


def sentence(cases: list[str], names: tuple[str, ...]) -> str:
    """Who rests on what.

    >>> sentence(["mlu"], ("peak_flops_dense",)), sentence(["a", "b"], ("x", "y"))
    ('mlu rests on figures of low confidence: peak_flops_dense', 'a, b rest on figures of low confidence: x, y')
    """
    return _told(cases, *RESTING, names)


def _told(cases: list[str], verbs: tuple[str, str], what: str, names: tuple[str, ...]) -> str:
    """Who does what with which; `verbs` of one case and of several."""
    return f"{_some(cases)} {verbs[len(cases) > 1]} {what}: {_some(names)}"


def _some(names: list[str] | tuple[str, ...]) -> str:
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {more} more" if more > 0 else "")
