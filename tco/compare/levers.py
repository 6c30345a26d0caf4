"""What two cases give differently, sorted into groups, and the case that any set of groups makes.

A price that was converted has two levers: the price in its own currency, and the rate. A switch that only one side gives
is off on the other. Money that only one side gives is nothing on the other, so that a rent that goes and a price that
comes are told apart; of any other input both take the one there is: what a side does not give, it does not use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tco.compare.drivers import PERIODS, Drivers
from tco.formulas.inputs import INPUTS
from tco.given import Given, scaled
from tco.scenario import Case
from tco.sheet import Sheet
from tco.upkeep import GROUPS

FX = "fx"
NOT_GIVEN = ""  # the origin of what a side does not use


@dataclass(frozen=True)
class Lever:
    """One quantity that two cases give differently; None is the formula in its place, or a switch that is off."""

    quantity: str
    group: str
    before: Given | None
    after: Given | None

    @property
    def exchanged(self) -> bool:
        """Whether a change of the exchange rate is part of it."""
        before, after = self.before, self.after
        if not (before and after and isinstance(before.value, float) and isinstance(after.value, float)):
            return False
        return bool(before.fx_from and before.fx_from == after.fx_from and before.fx != after.fx)

    @property
    def repriced(self) -> bool:
        """Whether anything but the exchange rate is part of it."""
        return not self.exchanged or _local(self.before) != _local(self.after)

    def value(self, groups: frozenset[str]) -> Given | None:
        """The value where these groups are as after, the others as before."""
        price, rate = self.group in groups, (FX if self.exchanged else self.group) in groups
        if price == rate or not (self.before and self.after):
            return self.after if price else self.before
        priced, rated = (self.after, self.before) if price else (self.before, self.after)
        return replace(priced, value=priced.number / priced.fx * rated.fx, fx=rated.fx)


def _local(given: Given | None) -> float:
    """A price in the currency of its source; two that are the same to twelve figures are the same."""
    return float(f"{given.number / given.fx:.12g}") if given else 0.0


def aligned(
    before: Case, after: Case, quantities: Sequence[str], sheet: Sheet, *, money: float = 0.0
) -> tuple[Case, Case]:
    """The two cases with the same inputs: what only one of them uses, the other is given; of money this part of it."""
    mine, theirs = (set(sheet.settled(case.given).closure(quantities, case.pins)) for case in (before, after))
    return _with(before, mine, after, theirs, sheet, money), _with(after, theirs, before, mine, sheet, money)


def _with(own: Case, uses: set[str], other: Case, others: set[str], sheet: Sheet, money: float) -> Case:
    """A case with what it uses itself, and with what only the other one uses."""
    switches = {q for q, known in sheet.inputs.items() if known.switch}
    inputs = {q: g for q, g in own.inputs.items() if q in uses | switches}
    for name in (others & other.inputs.keys()) - inputs.keys() - switches:
        part = money if "money" in sheet.unit(name) else 1.0
        inputs[name] = _part(other.inputs[name], part) if part != 1 else other.inputs[name]
    return replace(own, inputs=inputs)


def _part(given: Given, part: float) -> Given:
    """A part of a value, in the money of the report, which nobody gave."""
    return Given(scaled(given.value, part), given.unit, NOT_GIVEN)


def levers(before: Case, after: Case, quantities: Sequence[str], sheet: Sheet, drivers: Drivers) -> list[Lever]:
    """What two aligned cases give differently and the quantities hang on, in textbook order."""
    relevant = {n for case in (before, after) for n in sheet.settled(case.given).closure(quantities, case.pins)}
    made = []
    for name in (n for n in (*sheet.inputs, *sheet.formulas) if n in relevant):
        old, new = before.given.get(name), after.given.get(name)
        if (old and old.value) != (new and new.value):
            made.append(Lever(name, drivers.group(name), old, new))
    return made


def made_case(name: str, before: Case, found: Sequence[Lever], groups: frozenset[str], periods: int) -> Case:
    """The case with these groups as after, the others as before, over so many periods."""
    inputs: dict[str, Given] = dict(before.inputs)
    pins: dict[str, Given] = dict(before.pins)
    for lever in found:
        target, value = inputs if lever.quantity in INPUTS else pins, lever.value(groups)
        if value is None:
            target.pop(lever.quantity, None)
        else:
            target[lever.quantity] = value
    return Case(name, inputs=_fitted(inputs, periods), pins=_fitted(pins, periods))


def _fitted(given: Mapping[str, Given], periods: int) -> dict[str, Given]:
    """Rows of periods cut to a horizon, or carried on with their last value where it is longer."""

    def fitted(row: tuple[float | None, ...]) -> tuple[float | None, ...]:
        return row[:periods] + row[-1:] * (periods - len(row))

    return {q: replace(g, value=fitted(g.value)) if isinstance(g.value, tuple) else g for q, g in given.items()}


def active(
    found: Sequence[Lever], periods: tuple[int, int], rates: Mapping[str, tuple[float, float]], drivers: Drivers
) -> list[str]:
    """The groups in which anything is different, in the stated order."""
    names = {lever.group for lever in found if lever.repriced} | (
        {FX} if any(lever.exchanged for lever in found) else set()
    )
    names |= {drivers.group(PERIODS)} if periods[0] != periods[1] else set()
    names |= {FX} if any(old != new for old, new in rates.values()) else set()
    return [group for group in GROUPS if group in names]
