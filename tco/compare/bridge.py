"""From one number to another: what each group of causes is worth, exactly.

The engine is run for every set of groups that is as after while the rest is as before. The stepwise bridge swaps the
groups one after another in the order of `GROUPS`; the Shapley value of a group is its mean effect over all orders. Both
sum to the whole change. What the same inputs give otherwise today than when they were closed is the engine's part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import factorial, fsum, isfinite

from tco.compare.drivers import PERIODS, Drivers
from tco.compare.levers import FX, Lever, active, aligned, levers, made_case
from tco.compare.side import Side, counts_money
from tco.engine import evaluate
from tco.given import in_currency
from tco.results import Value
from tco.scenario import Case
from tco.sheet import Sheet

ENGINE = "engine"
PARTS = (0.0, 1e-12, 1.0)  # of money that only one side gives, on the other: tried in this order
Groups = frozenset[str]


@dataclass(frozen=True)
class Effect:
    """What one group is worth: stepwise, and as a Shapley value. `quantities` are what is different in it."""

    group: str
    stepwise: float
    shapley: float
    quantities: tuple[str, ...]


@dataclass(frozen=True)
class Bridge:
    """A quantity of a case, before and after, in one currency, with what made the difference."""

    case: str
    quantity: str
    unit: str
    prior: float | None
    current: float | None
    effects: tuple[Effect, ...]

    @property
    def change(self) -> float | None:
        """After less before; None where either has no number."""
        return None if self.prior is None or self.current is None else self.current - self.prior

    @property
    def relative(self) -> float | None:
        """The change over the size of what was before."""
        return None if self.change is None or not self.prior else self.change / abs(self.prior)

    def residual(self, how: str = "stepwise") -> float:
        """What the effects leave unexplained: nothing, but for the last bits."""
        return (self.change or 0.0) - fsum(getattr(e, how) for e in self.effects) if self.effects else 0.0


@dataclass(frozen=True)
class Pair:
    """Two cases set side by side, with the sides they belong to."""

    before: Case
    after: Case
    prior: Side
    current: Side

    @property
    def label(self) -> str:
        """The name of the case, or of both."""
        same = self.before.name == self.after.name
        return self.after.name if same else f"{self.before.name} -> {self.after.name}"

    @property
    def periods(self) -> tuple[int, int]:
        """How many periods each has."""
        return self.prior.scenario.periods, self.current.scenario.periods


def bridges(
    pair: Pair, quantities: Sequence[str], currencies: Mapping[str, tuple[float, float]], sheet: Sheet, drivers: Drivers
) -> list[Bridge]:
    """A bridge for each quantity and, where it counts money, for each further currency.

    `currencies` gives the worth of one unit of each in the currency of the report, before and after.
    """
    whole = _Table(pair, quantities, currencies, sheet, drivers)
    own = pair.current.scenario.currency
    made = []
    for quantity in quantities:
        money = counts_money(quantity)
        for currency in (own, *(currencies if money else ())):
            rates = currencies.get(currency, (1.0, 1.0))
            made.append(_bridge(pair, quantity, in_currency(sheet.unit(quantity), currency), whole, rates))
    return made


class _Table:
    """The quantities for every set of groups.

    Money that only one side gives is nothing on the other; where a mixture of the two then has no number (a share of
    nothing), it is next to nothing; where even that leads to none, it is the same on both.
    """

    def __init__(
        self, pair: Pair, quantities: Sequence[str], currencies: Mapping[str, tuple[float, float]], sheet: Sheet, drivers: Drivers
    ) -> None:  # fmt: skip
        self.pair, self.quantities, self.sheet, self.drivers = pair, quantities, sheet, drivers
        self.currencies = currencies
        self.made = [self._made(PARTS[0])]

    def of(self, quantity: str) -> tuple[list[str], list[Lever], dict[Groups, Value]]:
        """The groups, what is different, and the quantity for every set of groups."""
        for place, part in enumerate(PARTS):
            if place == len(self.made):
                self.made.append(self._made(part))
            groups, found, table = self.made[place]
            if all(_number(row.get(quantity)) is not None for row in table.values()):
                break
        return groups, found, {some: row.get(quantity) for some, row in table.items()}

    def _made(self, money: float) -> tuple[list[str], list[Lever], dict[Groups, Mapping[str, Value]]]:
        before, after = aligned(self.pair.before, self.pair.after, self.quantities, self.sheet, money=money)
        pair = replace(self.pair, before=before, after=after)
        found = levers(before, after, self.quantities, self.sheet, self.drivers)
        groups = active(found, pair.periods, self.currencies, self.drivers)
        return groups, found, _table(pair, found, groups, self.quantities, self.sheet, self.drivers)


def _table(
    pair: Pair, found: Sequence[Lever], groups: Sequence[str], quantities: Sequence[str], sheet: Sheet, drivers: Drivers
) -> dict[Groups, Mapping[str, Value]]:
    """The quantities for every set of groups."""
    sets = [frozenset(some) for size in range(len(groups) + 1) for some in combinations(groups, size)]
    horizon = drivers.group(PERIODS)
    made: dict[Groups, Mapping[str, Value]] = {}
    for after in (False, True):
        own = [s for s in sets if (horizon in s) == after]
        if own:
            cases = tuple(made_case(str(i), pair.before, found, s, pair.periods[after]) for i, s in enumerate(own))
            made |= dict(zip(own, _evaluate(pair, cases, pair.periods[after], quantities, sheet), strict=True))
    return made


def _evaluate(
    pair: Pair, cases: tuple[Case, ...], periods: int, quantities: Sequence[str], sheet: Sheet
) -> list[Mapping[str, Value]]:
    scenario = replace(pair.current.scenario, cases=cases, periods=periods)
    return list(evaluate(scenario, sheet, quantities).values())


def _bridge(pair: Pair, quantity: str, unit: str, whole: _Table, rates: tuple[float, float]) -> Bridge:
    prior = _told(pair.prior.values[pair.before.name].get(quantity), rates[0])
    current = _told(pair.current.values[pair.after.name].get(quantity), rates[1])
    groups, found, table = whole.of(quantity)
    values = {some: _told(value, rates[FX in some]) for some, value in table.items()}
    if prior is None or current is None or None in values.values():
        return Bridge(pair.label, quantity, unit, prior, current, ())
    numbers = {some: value for some, value in values.items() if value is not None}
    effects = [
        Effect(group, step, mean, _names(group, found))
        for group, step, mean in zip(groups, _stepwise(numbers, groups), _shapley(numbers, groups), strict=True)
    ]
    engine = fsum((numbers[frozenset()], -prior, current, -numbers[frozenset(groups)]))
    if abs(engine) > max(abs(prior), abs(current)) * 1e-12:
        effects.append(Effect(ENGINE, engine, engine, (f"{pair.prior.version} -> {pair.current.version}",)))
    return Bridge(pair.label, quantity, unit, prior, current, tuple(effects))


def _number(value: Value) -> float | None:
    return value if isinstance(value, float) and isfinite(value) else None


def _told(value: Value, rate: float) -> float | None:
    number = _number(value)
    return None if number is None else number / rate


def _stepwise(values: Mapping[Groups, float], groups: Sequence[str]) -> list[float]:
    """What each group changes when it is swapped after those before it."""
    sets = [frozenset(groups[:count]) for count in range(len(groups) + 1)]
    return [values[after] - values[before] for before, after in pairwise(sets)]


def _shapley(values: Mapping[Groups, float], groups: Sequence[str]) -> list[float]:
    """The mean of what each group changes, over all orders of swapping."""
    count = len(groups)
    weight = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    return [
        fsum(weight[len(s)] * (values[s | {group}] - values[s]) for s in values if group not in s) for group in groups
    ]


def _names(group: str, found: Sequence[Lever]) -> tuple[str, ...]:
    """The quantities that are different in a group."""
    return tuple(
        lever.quantity
        for lever in found
        if (lever.group == group and lever.repriced) or (group == FX and lever.exchanged)
    )
