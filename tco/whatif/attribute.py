"""Why do two cases differ? The difference of a quantity, term by term.

What one case gives otherwise than another (an input, a pin, a pin removed) is swapped in one at a time, in textbook
order; each term is worth what its swap changes. The order is stated because it matters where terms multiply; the
terms always sum to the whole difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tco.given import Given
from tco.results import Results, Value
from tco.scenario import Case, Scenario
from tco.sheet import Sheet


@dataclass(frozen=True)
class Term:
    """One thing that two cases give differently, and what it changes in each quantity asked about."""

    quantity: str
    before: Given | None
    after: Given | None
    effects: Mapping[str, float | None]

    @property
    def change(self) -> str:
        """ "pinned", "unpinned" or "changed"."""
        if self.before is None:
            return "given"
        return "by formula" if self.after is None else "changed"


@dataclass(frozen=True)
class Difference:
    """A case against the one it is set beside."""

    case: str
    against: str
    terms: tuple[Term, ...]
    before: Mapping[str, Value]
    after: Mapping[str, Value]


def differences(results: Results, quantities: Sequence[str]) -> list[Difference]:
    """Each case against the case it is taken from, or else against the first."""
    cases = results.scenario.cases
    pairs = [(case, _neighbour(case, cases)) for case in cases[1:]]
    return [difference(results, case, against, quantities) for case, against in pairs if against]


def _neighbour(case: Case, cases: Sequence[Case]) -> Case | None:
    """The case it is taken from; for the points of an axis, the first point."""
    own = case.name.split(" ")[0]
    first = next((c for c in cases if c.name.split(" ")[0] == own), case)
    if first is not case:
        return first
    return next((c for c in cases if c.name.split(" ")[0] == case.parent), cases[0])


def difference(results: Results, case: Case, against: Case, quantities: Sequence[str]) -> Difference:
    """What turns `against` into `case`, in textbook order; terms that change nothing asked about are left out."""
    changed = _changed(results.sheet, against, case, quantities)
    steps = [against]
    for name in changed:
        steps.append(_swapped(steps[-1], case, name))
    values = _evaluate(results.scenario, results.sheet, steps, quantities)
    terms = [
        Term(
            name, against.given.get(name), case.given.get(name),
            {q: _less(values[i + 1].get(q), values[i].get(q)) for q in quantities},
        )
        for i, name in enumerate(changed)
    ]  # fmt: skip
    telling = tuple(t for t in terms if any(t.effects.values()))
    ends = ({q: v.get(q) for q in quantities} for v in (values[0], values[-1]))
    return Difference(case.name, against.name, telling, *ends)


def _changed(formulas: Sheet, before: Case, after: Case, quantities: Sequence[str]) -> list[str]:
    """What the two give differently and the quantities hang on, inputs first, both in textbook order."""
    relevant = {n for c in (before, after) for n in formulas.settled(c.given).closure(quantities, c.given)}
    names = (n for n in (*formulas.inputs, *formulas.formulas) if n in relevant)
    return [n for n in names if _value(before.given.get(n)) != _value(after.given.get(n))]


def _value(given: Given | None) -> object:
    return given.value if given else None


def _swapped(case: Case, source: Case, name: str) -> Case:
    """The case with one quantity as another case gives it."""
    inputs, pins = dict(case.inputs), dict(case.pins)
    for own, other in ((inputs, source.inputs), (pins, source.pins)):
        own.pop(name, None)
        if name in other:
            own[name] = other[name]
    return replace(case, inputs=inputs, pins=pins)


def _evaluate(
    scenario: Scenario, formulas: Sheet, steps: Sequence[Case], quantities: Sequence[str]
) -> list[Mapping[str, Value]]:
    from tco.engine import evaluate

    numbered = tuple(replace(case, name=f"{i}") for i, case in enumerate(steps))
    return list(evaluate(replace(scenario, cases=numbered), formulas, quantities).values())


def _less(after: Value, before: Value) -> float | None:
    numbers = isinstance(after, float) and isinstance(before, float)
    return after - before if numbers else None  # type: ignore[operator]
