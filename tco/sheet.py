"""The sheet: formulas joined by the names of their parameters into one order.

A sheet knows what every quantity needs, at which level it lives (one value a case, or one a period), and in which
order to compute what is asked. It computes nothing itself: the emitters in `tco.emit` do, each for its target.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any

from tco import formulas
from tco.errors import Fault, InputError, MissingInput, TraceError, near_or_count, nearest
from tco.expr import Apply, Expr, Name, Number, walk
from tco.formulas.inputs import INPUTS, Input
from tco.primitives import PRIMITIVES
from tco.tracer import Formula, trace


@dataclass(frozen=True)
class Sheet:
    """Formulas by name, in textbook order, and the inputs they start from."""

    formulas: Mapping[str, Formula]
    inputs: Mapping[str, Input]

    def __post_init__(self) -> None:
        self._refuse(
            (f"{n} is both an input and a formula" for n in self.formulas.keys() & self.inputs.keys()),
            (
                f"{f.chapter}.{f.name} needs {n!r}, which nothing makes; nearest: {nearest(n, self.names)}"
                for f in self.formulas.values()
                for n in f.needs
                if n not in self.names
            ),
        )

    @staticmethod
    def _refuse(*groups: Iterable[str]) -> None:
        if found := [text for group in groups for text in group]:
            raise TraceError("\n".join(found))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every quantity there is."""
        return frozenset(self.formulas) | frozenset(self.inputs)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Formulas such that each comes after what it needs, textbook order kept where it can be."""
        graph = {name: [n for n in f.needs if n in self.formulas] for name, f in self.formulas.items()}
        try:
            return tuple(TopologicalSorter(graph).static_order())
        except CycleError as cycle:
            raise TraceError(f"formulas need each other in a circle: {' -> '.join(cycle.args[1])}") from None

    @cached_property
    def level(self) -> Mapping[str, str]:
        """ "case" or "period" for each quantity: per period if anything it reads is, until a reduction."""
        levels = {name: i.level for name, i in self.inputs.items()}
        for name in self.order:
            levels[name] = "period" if _reads_period(self.formulas[name].body, levels) else "case"
        self._refuse(
            f"{f.chapter}.{f.name} sums {n!r} over periods, but it has one value a case: multiply by what varies"
            for f in self.formulas.values()
            for n in over_periods(f)
            if levels[n] == "case"
        )
        return levels

    @cached_property
    def _settled(self) -> dict[frozenset[tuple[str, float | None]], Sheet]:
        return {}

    def settled(self, given: Mapping[str, Any], varied: Iterable[str] = ()) -> Sheet:
        """The sheet as it reads where these switches are given: choices they decide are made, the rest is as it was.

        What only a branch not taken needs is then needed by nothing. A switch that nobody gives is off; one that is
        `varied` decides nothing.
        """
        switches = [n for n, known in self.inputs.items() if known.switch and n not in varied]
        found = {n: getattr(given[n], "value", given[n]) if n in given else None for n in switches}
        known = {n: v for n, v in found.items() if v is None or isinstance(v, (int, float))}
        key = frozenset(known.items())
        if known and key not in self._settled:
            made = Sheet({n: _with_choices_made(f, known) for n, f in self.formulas.items()}, self.inputs)
            vars(made)["level"] = self.level  # a quantity lives where it lives, whatever is chosen
            self._settled[key] = made
        return self._settled.get(key, self)

    def unit(self, name: str) -> str:
        """The unit of a quantity, made or given."""
        return self.formulas[name].unit if name in self.formulas else self.inputs[name].unit

    def meaning(self, name: str) -> str:
        """One sentence on a quantity."""
        return self.formulas[name].meaning if name in self.formulas else self.inputs[name].meaning

    def check_names(self, names: Iterable[str], where: str = "") -> None:
        """InputError for every name that is no quantity, with the nearest ones."""
        faults = [
            Fault(f"no quantity {n!r}", where, allowed=near_or_count(n, self.names), next_step="tco list formulas")
            for n in names
            if n not in self.names
        ]
        if faults:
            raise InputError(faults)

    def fixed(self, given: Iterable[str]) -> frozenset[str]:
        """What of the given is not computed: all but the pins that give way to their formulas, where values are told."""
        values = given if isinstance(given, Mapping) else {}
        return frozenset(n for n in given if n not in self.formulas or not gives_way(values.get(n)))

    def closure(self, wanted: Iterable[str], given: Iterable[str] = ()) -> tuple[str, ...]:
        """What must be known to compute `wanted`, inputs first; what is `given`, in every period, is not looked behind."""
        stop, seen = self.fixed(given), set()
        pending = list(wanted)
        while pending:
            name = pending.pop()
            if name not in seen:
                seen.add(name)
                if name in self.formulas and name not in stop:
                    pending.extend(self.formulas[name].needs)
        return tuple(n for n in (*self.inputs, *self.order) if n in seen)

    def require(self, wanted: Iterable[str], given: Iterable[str], where: str) -> None:
        """MissingInput naming every input that `wanted` lacks, and who needs each."""
        have = self.fixed(given)
        needed = self.closure(wanted, have)
        faults = [
            Fault(
                f"{name} is not given",
                where,
                found=f"needed by {', '.join(self.needed_by(name, needed, have)) or 'the question itself'}",
                allowed=f"{self.inputs[name].meaning} [{self.inputs[name].unit}]",
                next_step=f"give it under inputs of the scenario, or --set {name}=...",
            )
            for name in needed
            if name in self.inputs and name not in have
        ]
        if faults:
            raise MissingInput(faults)

    def needed_by(self, name: str, among: Iterable[str], given: frozenset[str] = frozenset()) -> list[str]:
        """The formulas, of `among`, that read a quantity directly; a pinned formula reads nothing."""
        made = (self.formulas[n] for n in among if n in self.formulas and n not in given)
        return [f.name for f in made if name in f.needs]


def gives_way(given: object) -> bool:
    """Whether a value holds in some periods only: a row with nothing in the others, in which the formula counts.

    >>> gives_way((118000.0, 121000.0, None)), gives_way((118000.0, 121000.0)), gives_way(118000.0)
    (True, False, False)
    """
    row = getattr(given, "value", given)
    return isinstance(row, tuple) and None in row


def _reads_period(body: object, levels: Mapping[str, str]) -> bool:
    if isinstance(body, Name):
        return levels[body.name] == "period"
    if isinstance(body, Apply):
        kind = PRIMITIVES[body.op].kind
        return kind == "scan" or (kind == "each" and any(_reads_period(a, levels) for a in body.args))
    return False


def _with_choices_made(formula: Formula, known: Mapping[str, float | None]) -> Formula:
    """The formula with the branches that the switches choose; it still needs the switches that are given."""
    body = _chosen(formula.body, {name: value or 0.0 for name, value in known.items()})
    left = {node.name for node in walk(body) if isinstance(node, Name)}
    read = left | {name for name, value in known.items() if value is not None}
    return replace(formula, body=body, needs=tuple(n for n in formula.needs if n in read))


def _chosen(body: Expr, known: Mapping[str, float]) -> Expr:
    """The tree with the branch in place of a choice that the known values decide."""
    if not isinstance(body, Apply):
        return body
    if body.op == "where" and (decided := _decided(body.args[0], known)) is not None:
        return _chosen(body.args[1 if decided else 2], known)
    return Apply(body.op, tuple(_chosen(arg, known) for arg in body.args))


def _decided(condition: Expr, known: Mapping[str, float]) -> bool | None:
    """Whether a comparison of known values holds; None where it is not known."""
    if not isinstance(condition, Apply):
        return None
    sides = [a.value if isinstance(a, Number) else known.get(getattr(a, "name", "")) for a in condition.args]
    return None if None in sides else bool(PRIMITIVES[condition.op].python(*sides))


def _chapter(name: str) -> Iterator[Formula]:
    module = importlib.import_module(f"{formulas.__name__}.{name}")
    for function in vars(module).values():
        if inspect.isfunction(function) and function.__module__ == module.__name__:
            yield trace(function)


def build(chapters: Iterable[str]) -> Sheet:
    """The sheet of the named chapters, in that order; TraceError where two of them make the same quantity."""
    made: dict[str, Formula] = {}
    for formula in (f for chapter in chapters for f in _chapter(chapter)):
        if formula.name in made:
            raise TraceError(
                f"{formula.name} is made by {made[formula.name].chapter} and by {formula.chapter}: keep one"
            )
        made[formula.name] = formula
    return Sheet(made, INPUTS)


@lru_cache(maxsize=1)
def sheet() -> Sheet:
    """The sheet of the whole textbook, traced once."""
    return build(formulas.CHAPTERS)


def over_periods(formula: Formula) -> tuple[str, ...]:
    """The quantities that a formula reads as a whole row of periods."""
    return tuple(
        node.args[0].name
        for node in walk(formula.body)
        if isinstance(node, Apply) and PRIMITIVES[node.op].kind != "each" and isinstance(node.args[0], Name)
    )
