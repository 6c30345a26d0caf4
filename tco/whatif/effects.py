"""How much of the answer moves with each assumption, and does another way win then?

An assumption is what is marked so, what its source or whoever noted it holds in doubt, and whatever a range is stated of.
Each is moved alone, in every case that rests on it: to the ends of its range where one is stated, else by a tenth of its
value, a row of periods as a whole. A switch is a choice and no assumption of fact. What moves nothing is named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tco.doubts import DOUBTFUL
from tco.engine import evaluate
from tco.given import ASSUMPTION, Given, scaled
from tco.results import Results
from tco.scenario import Case
from tco.timing import LENGTH
from tco.whatif.swing import GAINS, PIECES, STEP, targets

SERVED, SAME = "output_tokens_per_second", 1e-9
ROUNDS = 4  # in which the ends of ranges that act on each other are found
RANGE, TENTH = "range stated", "a tenth"
DOUBTED = DOUBTFUL | {ASSUMPTION}
Ends = tuple[float, float]
Row = tuple[float | None, ...]


@dataclass(frozen=True)
class Effect:
    """An assumption at both ends, the figure that decides there, and which way is best there; all of the case it moves most."""

    quantity: str
    case: str
    how: str
    low: float
    given: float
    high: float
    at_low: float | None
    base: float
    at_high: float | None
    best_at_low: tuple[str, ...]  # the changes of the best way: "own instead of api"
    best_at_high: tuple[str, ...]

    @property
    def size(self) -> float:
        """The largest change, relative; without end where the figure ceases to exist."""
        return max(_apart(end, self.base) for end in (self.at_low, self.at_high))


def _apart(end: float | None, base: float) -> float:
    if end is None:
        return math.inf
    return abs(end - base) / abs(base) if base else abs(end)


@dataclass(frozen=True)
class Study:
    """All assumptions of a decision: the figure that decides it, and the cases among which it is made."""

    results: Results
    target: str
    cases: tuple[Case, ...]

    @cached_property
    def base(self) -> dict[str, float]:
        """The figure as run, by case."""
        values = {c.name: self.results.value(c.name, self.target) for c in self.cases}
        return {name: value for name, value in values.items() if isinstance(value, float)}

    @cached_property
    def groups(self) -> list[list[str]]:
        """The cases that serve the same load, each group a decision of its own."""
        groups: dict[float, list[str]] = {}
        for name in self.base:
            load = self.results.value(name, SERVED)
            key = load if isinstance(load, float) else 0.0
            near = next((k for k in groups if abs(k - key) <= SAME * max(abs(k), abs(key))), key)
            groups.setdefault(near, []).append(name)
        return list(groups.values())

    def best(self, figures: Mapping[str, float | None]) -> list[str]:
        """The best way of each group."""
        return [self.best_of(group, figures) for group in self.groups if len(group) > 1]

    def best_of(self, group: Sequence[str], figures: Mapping[str, float | None]) -> str:
        """The best of these ways."""
        sign = -1 if self.target in GAINS else 1

        def rank(name: str) -> float:
            value = figures[name]
            return math.inf if value is None else sign * value

        return min(group, key=rank)

    @cached_property
    def moved(self) -> dict[str, dict[str, tuple[str, Any, tuple[Any, Any]]]]:
        """By assumption and case: how it is moved, what it is, and its two ends."""
        found: dict[str, dict[str, tuple[str, Any, tuple[Any, Any]]]] = {}
        for case in self.cases:
            for name, given in case.given.items():
                if name in self._reached[case.name] and (ends := self._ends(case, name, given)):
                    found.setdefault(name, {})[case.name] = ends
        return found

    @property
    def assumed(self) -> list[str]:
        """Every assumption that the figure of some case reads, moved or not."""
        read = ((c, n, g) for c in self.cases for n, g in c.given.items() if n in self._reached[c.name] and n != LENGTH)
        return list(dict.fromkeys(n for c, n, g in read if self._is_assumed(c, n, g)))

    def _is_assumed(self, case: Case, name: str, given: Given) -> bool:
        stated = self.results.scenario.range_of(name, case.name) is not None
        return stated or given.origin == ASSUMPTION or given.confidence in DOUBTED

    @cached_property
    def _reached(self) -> dict[str, set[str]]:
        """What the figure needs, by case."""
        sheet = self.results.sheet
        return {c.name: set(sheet.settled(c.given).closure((self.target,))) for c in self.cases}

    def _ends(self, case: Case, name: str, given: Given) -> tuple[str, Any, tuple[Any, Any]] | None:
        """How an assumption is moved, what it is, and what to; None where it is none, is a choice, or is nothing."""
        value, known = given.value, self.results.sheet.inputs.get(name)
        if (
            isinstance(value, str)
            or name == LENGTH
            or (known and known.switch)
            or not self._is_assumed(case, name, given)
        ):
            return None
        if (stated := self.results.scenario.range_of(name, case.name)) and isinstance(value, float):
            return RANGE, value, (stated.low.number, stated.high.number)
        bounds = (known.low, known.high) if known else (-math.inf, math.inf)
        if isinstance(value, tuple):
            low_row, high_row = (_row_within(scaled(value, f), bounds) for f in (1 - STEP, 1 + STEP))
            return (TENTH, value, (low_row, high_row)) if any(value) else None
        low, high = sorted((value * (1 - STEP), value * (1 + STEP)))
        if whole := self.results.sheet.unit(name) in PIECES:
            low, high = math.floor(low + SAME), math.ceil(high - SAME)
        chosen = value == 0 or (whole and value == 1)  # nothing of it, or none but itself: a tenth of that is nothing
        return None if chosen else (TENTH, value, (_within(low, bounds), _within(high, bounds)))

    def effects(self) -> list[Effect]:
        """The assumptions that move the figure of some case, those of stated range first, the strongest first."""
        figures = self._figures
        made = [e for name in self.moved if (e := self._effect(name, figures[name])) and e.size > SAME]
        return sorted(made, key=lambda e: (e.how != RANGE, -e.size, e.quantity))

    def still(self, found: Sequence[Effect]) -> list[str]:
        """The assumptions that move nothing."""
        return [name for name in self.assumed if name not in {e.quantity for e in found}]

    def reach(self, names: Sequence[str]) -> dict[str, tuple[float | None, float | None, list[str]]]:
        """By case, the least and the most that the figure can be within these ranges, and which of them move it."""
        found: dict[str, tuple[float | None, float | None, list[str]]] = {}
        for case in self.base:
            ends = {n: self.moved[n][case][2] for n in names if case in self.moved[n]}
            (least, down), (most, up) = (self._extreme(case, ends, sign) for sign in (1, -1))
            found[case] = (least, most, [n for n in ends if n in down or n in up])
        return found

    def _extreme(self, case: str, ends: Mapping[str, Ends], sign: int) -> tuple[float | None, dict[str, float]]:
        """The least figure (the most, where the sign is -1) with each range at an end: each at its better end, and then again
        from there, until none would be better at the other."""
        point: dict[str, float] = {}
        for _ in range(ROUNDS):
            points = [{**point, name: end} for name, pair in ends.items() for end in pair]
            now, *values = self.at([(case, point), *((case, one) for one in points)])
            moved = dict(point)
            for place, (name, pair) in enumerate(ends.items()):
                both = [
                    (sign * v, end)
                    for v, end in zip(values[2 * place : 2 * place + 2], pair, strict=True)
                    if v is not None
                ]
                if both and (now is None or min(both)[0] < sign * now - SAME * abs(now)):
                    moved[name] = min(both)[1]
            if moved == point:
                break
            point = moved
        return self.at([(case, point)])[0], point

    def _effect(self, name: str, figures: Mapping[str, tuple[float | None, float | None]]) -> Effect | None:
        def far(case: str) -> float:
            return max(_apart(end, self.base[case]) for end in figures[case])

        if not figures:
            return None
        case = max(figures, key=far)
        how, value, ends = self.moved[name][case]
        low, given, high = (_mean(v) for v in (ends[0], value, ends[1]))
        sides = [self._instead({**self.base, **{c: pair[side] for c, pair in figures.items()}}) for side in (0, 1)]
        at_low, at_high = figures[case]
        return Effect(name, case, how, low, given, high, at_low, self.base[case], at_high, sides[0], sides[1])

    def _instead(self, figures: Mapping[str, float | None]) -> tuple[str, ...]:
        pairs = zip(self.best(figures), self.best(self.base), strict=True)
        return tuple(f"{new} instead of {old}" for new, old in pairs if new != old)

    @cached_property
    def _figures(self) -> dict[str, dict[str, tuple[float | None, float | None]]]:
        """The figure at both ends, by assumption and case."""
        own = ((n, c, ends) for n, cases in self.moved.items() for c, (_, _, ends) in cases.items() if c in self.base)
        asked = [(name, case, ends) for name, case, ends in own]
        values = self.at([(case, {name: end}) for name, case, ends in asked for end in ends])
        found: dict[str, dict[str, tuple[float | None, float | None]]] = {name: {} for name in self.moved}
        for place, (name, case, _) in enumerate(asked):
            found[name][case] = (values[2 * place], values[2 * place + 1])
        return found

    def at(self, points: Sequence[tuple[str, Mapping[str, Any]]]) -> list[float | None]:
        """The figure of cases with inputs at other values, all in one frame."""
        if not points:
            return []
        sheet, own = self.results.sheet, {c.name: c for c in self.cases}
        moved = tuple(_at(own[case], values, str(place)) for place, (case, values) in enumerate(points))
        needed = {n for c in self.cases for n in self._reached[c.name]}
        made = evaluate(replace(self.results.scenario, cases=moved), sheet, (self.target,), needed)
        return [_finite(made[case.name][self.target]) for case in moved]


def _at(case: Case, values: Mapping[str, Any], name: str) -> Case:
    """A case under another name with some of what it is given at other values."""
    inputs, pins = (
        {n: replace(g, value=values[n]) if n in values else g for n, g in given.items()}
        for given in (case.inputs, case.pins)
    )
    return replace(case, name=name, inputs=inputs, pins=pins)


def study(results: Results) -> Study | None:
    """The decision of a scenario; None where no headline is a number.

    It is among the cases that the scenario names, or else among all that are no point of an axis, or else among all.
    """
    target = next(iter(targets(results)), "")
    whole = [c for c in results.scenario.cases if not c.solve and isinstance(results.value(c.name, target), float)]
    named = [c for c in whole if c.name in results.scenario.decide]
    cases = tuple(named or [c for c in whole if " " not in c.name] or whole)
    return Study(results, target, cases) if target and cases else None


def _within(value: float, bounds: Ends) -> float:
    return min(max(value, bounds[0]), bounds[1])


def _row_within(row: Row, bounds: Ends) -> Row:
    return tuple(None if value is None else _within(value, bounds) for value in row)


def _mean(value: Any) -> float:
    """A value, or the mean of those of a row."""
    values = [v for v in value if v is not None] if isinstance(value, tuple) else [value]
    return float(sum(values) / len(values))


def _finite(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None
