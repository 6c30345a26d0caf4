"""On which machines? Each device with each precision is a case of a scenario, resolved as every case is.

So what a device, a precision or an engine brings, the defaults, settings and currencies are those of any scenario. A
machine that cannot be resolved (no rate for a precision, no rent known) is kept with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from tco.errors import Fault, InputError
from tco.given import Given
from tco.pricebook import PriceBook
from tco.resolve import resolve
from tco.scenario import Case, Setting
from tco.scenario_file import ScenarioFile, laid_over
from tco.sheet import sheet

Over = Mapping[str, Mapping[str, Any]]  # choices, inputs, pins


@dataclass(frozen=True)
class Machine:
    """A device with its precisions and all that is given for it; or why it cannot be searched."""

    name: str
    given: Mapping[str, Given]
    refused: str = ""

    @property
    def numbers(self) -> dict[str, float]:
        """What is given as one number."""
        return {q: float(g.value) for q, g in self.given.items() if isinstance(g.value, (int, float))}


def machines(
    file: ScenarioFile, case: str, over: Over, kinds: Mapping[str, Sequence[str]], book: PriceBook,
    settings: Sequence[Setting],
) -> list[Machine]:  # fmt: skip
    """Every combination of the choices, over a case of the scenario; InputError where none can be resolved."""
    found = [_machine(file, case, _with(over, pairs), book, settings) for pairs in _combined(kinds, book)]
    wrong = [told for told in found if isinstance(told, InputError)]
    if len(wrong) == len(found):
        raise InputError(dict.fromkeys(fault for told in wrong for fault in told.faults))
    return [
        Machine(name, {}, told.faults[0].what) if isinstance(told, InputError) else Machine(name, told.given)
        for told, name in zip(found, names(kinds, book), strict=True)
    ]


def names(kinds: Mapping[str, Sequence[str]], book: PriceBook) -> list[str]:
    """What each combination is called."""
    return [" ".join(_spoken(kind, value, kinds) for kind, value in pairs).strip() for pairs in _combined(kinds, book)]


def _spoken(kind: str, value: str, kinds: Mapping[str, Sequence[str]]) -> str:
    """A cache's precision is told only where several are tried."""
    if kind != "kv_precision":
        return value
    return f"kv-{value}" if len(kinds[kind]) > 1 else ""


def _combined(kinds: Mapping[str, Sequence[str]], book: PriceBook) -> Iterator[tuple[tuple[str, str], ...]]:
    """All combinations, by the names of the price book; one that it does not know is an error, told at once."""
    own = {k: [book.id_of(k.removeprefix("kv_"), v) for v in values] for k, values in kinds.items() if values}
    yield from (tuple(zip(own, values, strict=True)) for values in product(*own.values()))


def _with(over: Over, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {**over, "choices": {**over.get("choices", {}), **dict(pairs)}}


def _machine(
    file: ScenarioFile, case: str, over: Mapping[str, Any], book: PriceBook, settings: Sequence[Setting]
) -> Case | InputError:
    name = "-".join([case or "search", *over["choices"].values()])
    table = {**over, "from": case} if case else over
    try:
        scenario = resolve(laid_over(file, {"cases": {name: table}}, file.name), book, sheet(), settings)
        return next(c for c in scenario.cases if c.name == name)
    except InputError as wrong:
        return wrong
    except StopIteration:
        return InputError(Fault("a list is an axis, and a search has its own", file.label, next_step="give one value"))


def alike(found: Iterable[Machine]) -> list[list[Machine]]:
    """Machines that are given the same quantities, together: they can be the points of one axis."""
    groups: dict[frozenset[str], list[Machine]] = {}
    for machine in found:
        if not machine.refused:
            groups.setdefault(frozenset(machine.numbers), []).append(machine)
    return [*groups.values()]
