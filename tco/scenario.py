"""A scenario, its cases and their values: what the engine is asked.

Each value has its origin. `tco.resolve` makes scenarios of files; the engine takes them however they were made.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tco.clock import Clock
from tco.errors import Fault, InputError, nearest
from tco.given import Given
from tco.texts import unreadable

BY_FORMULA = "formula"
_POINT = re.compile(r"[^\s=:]+(?: \w+=[^=:]*)+:(?=\w+=)")  # a case with a point of its axes, before the quantity


@dataclass(frozen=True)
class Solve:
    """An input to be found such that a quantity reaches a value."""

    quantity: str
    equals: Given


@dataclass(frozen=True)
class Case:
    """One column of numbers: one way to serve one workload."""

    name: str
    title: str = ""
    note: str = ""
    parent: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Given] = field(default_factory=dict)
    pins: Mapping[str, Given] = field(default_factory=dict)
    solve: Mapping[str, Solve] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Given]:
        """Inputs and pins together."""
        return {**self.inputs, **self.pins}


@dataclass(frozen=True)
class Range:
    """How low and how high an input may turn out; in some cases, or in all where none is named."""

    low: Given
    high: Given
    cases: tuple[str, ...] = ()

    def counts_for(self, case: str) -> bool:
        """Whether it is for this case, all points of its axes included."""
        return not self.cases or bool({case, case.partition(" ")[0]} & {*self.cases})


@dataclass(frozen=True)
class Scenario:
    """A question with its cases, ready for the engine."""

    name: str
    title: str
    question: str
    finding: str
    currency: str
    as_of: dt.date
    periods: int
    report: str
    headline: tuple[str, ...]
    results: tuple[str, ...]
    sliders: tuple[str, ...]
    cases: tuple[Case, ...]
    clock: Clock
    also_in: str = ""  # a second currency for the report
    ranges: Mapping[str, Range] = field(default_factory=dict)
    decide: tuple[str, ...] = ()  # the cases among which the decision is; all where none is named

    def range_of(self, quantity: str, case: str) -> Range | None:
        """The range that is stated of an input of a case."""
        stated = self.ranges.get(quantity)
        return stated if stated and stated.counts_for(case) else None

    def case(self, name: str) -> Case:
        """A case by name; InputError with the nearest names."""
        for case in self.cases:
            if case.name == name:
                return case
        known = [c.name for c in self.cases]
        raise InputError(Fault(f"no case {name!r} in {self.name}", allowed=nearest(name, known) or ", ".join(known)))


@dataclass(frozen=True)
class Setting:
    """One --set of the command line: [case:]quantity=value; the value `formula` lets go of a pin.

    A case may be one point of its axes, named as results name it: "api batch=64".
    """

    quantity: str
    value: str
    case: str = ""

    def counts_for(self, case: str) -> bool:
        """Whether it is for this case, all its points included."""
        return self.case in ("", case)

    @property
    def frees(self) -> bool:
        return self.value == BY_FORMULA


def setting(text: str) -> Setting:
    """Parse "batch=12000" or "as-printed:batch=12000".

    >>> setting("as-printed:batch=12000")
    Setting(quantity='batch', value='12000', case='as-printed')
    >>> setting("api batch=64:prompt_tokens=900")
    Setting(quantity='prompt_tokens', value='900', case='api batch=64')
    """
    point = _POINT.match(text)
    name, equals, value = text[point.end() :].partition("=") if point else text.partition("=")
    name = point[0] + name if point else name
    if not equals or not name.strip() or not value.strip() or unreadable(text):
        raise InputError(Fault("--set needs quantity=value", found=repr(text), allowed='--set "tpot_seconds=60 ms"'))
    case, colon, quantity = name.rpartition(":")
    if colon and not (case.strip() and quantity.strip()):
        raise InputError(Fault("--set needs case:quantity=value", found=repr(text), allowed='--set "own:batch=64"'))
    return Setting(quantity.strip(), value.strip(), case.strip())
