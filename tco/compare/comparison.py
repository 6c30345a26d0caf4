"""Two sides set beside each other: headlines, what went in otherwise, and what each cause is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tco.compare.bridge import Bridge, Pair, bridges
from tco.compare.drivers import PERIODS, Drivers
from tco.compare.levers import FX, NOT_GIVEN, aligned, levers
from tco.compare.side import Side, in_currency_of
from tco.errors import Fault, InputError
from tco.given import Given
from tco.pricebook import PriceBook
from tco.sheet import Sheet, sheet


@dataclass(frozen=True)
class InputChange:
    """One thing that went in otherwise, in the cases where it did."""

    quantity: str
    cases: tuple[str, ...]
    group: str
    before: Given | None
    after: Given | None


@dataclass(frozen=True)
class Comparison:
    """What is different between two sides, and why. `dropped` and `added` are cases that only one of them has."""

    prior: Side
    current: Side
    quantities: tuple[str, ...]
    currencies: tuple[str, ...]
    bridges: tuple[Bridge, ...]
    changes: tuple[InputChange, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def flags(self) -> list[str]:
        """What a reader must know of either side."""
        told = [f"{side.label}: {flag}" for side in (self.prior, self.current) for flag in side.flags]
        if self.prior.engine != self.current.engine:
            told.append(
                f"engines differ: {self.prior.version} ({self.prior.engine}), {self.current.version} ({self.current.engine})"
            )
        told += [f"case {name} is only in {self.prior.label}" for name in self.dropped]
        return told + [f"case {name} is only in {self.current.label}" for name in self.added]


def compare(prior: Side, current: Side, book: PriceBook, quantities: Sequence[str] = ()) -> Comparison:
    """Set two sides side by side: cases by name, or the one of each where each has one.

    Quantities are those named, else the headline of the current side. Money is in the currency of the current side and,
    where prices came in another, in that one too.
    """
    known = sheet()
    known.check_names(quantities)
    converted = in_currency_of(prior, current, book)
    pairs = _pairs(converted, current)
    asked = tuple(quantities or current.scenario.headline or prior.scenario.headline)
    if not asked:
        step = "name one with --quantity"
        raise InputError(Fault("nothing to compare: neither side has a headline", next_step=step))
    drivers = Drivers(book, known)
    rates = {c: (converted.rate(c, book), current.rate(c, book)) for c in _currencies(prior, current, asked, known)}
    found = [b for pair in pairs for b in bridges(pair, _shared(pair, asked, known), rates, known, drivers)]
    names = [{case.name for case in side.scenario.cases} for side in (converted, current)]
    alone = len(pairs) == 1 and pairs[0].before.name != pairs[0].after.name
    return Comparison(
        converted, current, asked, (current.scenario.currency, *rates), tuple(found),
        tuple(_changes(pairs, asked, known, drivers)),
        () if alone else tuple(c.name for c in converted.scenario.cases if c.name not in names[1]),
        () if alone else tuple(c.name for c in current.scenario.cases if c.name not in names[0]),
    )  # fmt: skip


def _pairs(prior: Side, current: Side) -> list[Pair]:
    before, after = prior.scenario.cases, current.scenario.cases
    if len(before) == len(after) == 1:
        return [Pair(before[0], after[0], prior, current)]
    by_name = {case.name: case for case in before}
    pairs = [Pair(by_name[case.name], case, prior, current) for case in after if case.name in by_name]
    if not pairs:
        what = f"{prior.label} and {current.label} have no case in common"
        found = f"{', '.join(by_name)}; {', '.join(c.name for c in after)}"
        raise InputError(Fault(what, found=found, next_step="name one of each: NAME:CASE"))
    return pairs


def _currencies(prior: Side, current: Side, asked: Sequence[str], known: Sheet) -> list[str]:
    """The currencies, other than that of the report, in which prices that matter came."""
    found: dict[str, None] = {prior.scenario.currency: None}
    for side in (prior, current):
        found |= dict.fromkeys(filter(None, [side.scenario.also_in]))
        for case in side.scenario.cases:
            relevant = set(known.settled(case.given).closure(asked, case.pins))
            found |= dict.fromkeys(g.fx_from for q, g in case.given.items() if g.fx_from and q in relevant)
    return [currency for currency in found if currency != current.scenario.currency]


def _shared(pair: Pair, asked: Sequence[str], known: Sheet) -> list[str]:
    """The quantities that both cases have a number of and that today's engine can compute for either."""

    def number(side: Side, case: str, quantity: str) -> bool:
        return isinstance(side.values.get(case, {}).get(quantity), float)

    return [
        q
        for q in asked
        if known.level[q] == "case"
        and number(pair.prior, pair.before.name, q)
        and number(pair.current, pair.after.name, q)
    ]


def _real(given: Given | None) -> Given | None:
    """What was really given."""
    return given if given and given.origin != NOT_GIVEN else None


def _changes(pairs: Sequence[Pair], asked: Sequence[str], known: Sheet, drivers: Drivers) -> Iterator[InputChange]:
    """What went in otherwise, in textbook order; cases that share a change share a row."""
    found: dict[tuple[str, object, object], list[Pair]] = {}
    facts: dict[tuple[str, object, object], tuple[str, Given | None, Given | None]] = {}
    for pair in pairs:
        for lever in levers(*aligned(pair.before, pair.after, asked, known), asked, known, drivers):
            key: tuple[str, object, object] = (
                lever.quantity,
                lever.before and lever.before.value,
                lever.after and lever.after.value,
            )
            found.setdefault(key, []).append(pair)
            facts.setdefault(key, (lever.group if lever.repriced else FX, _real(lever.before), _real(lever.after)))
    order = {name: place for place, name in enumerate((*known.inputs, *known.formulas))}
    for key in sorted(found, key=lambda k: order[k[0]]):
        yield InputChange(key[0], tuple(p.label for p in found[key]), *facts[key])
    periods = pairs[0].periods
    if periods[0] != periods[1]:
        before, after = (Given(float(n), "count", "scenario", "periods of the scenario") for n in periods)
        yield InputChange(PERIODS, tuple(p.label for p in pairs), drivers.group(PERIODS), before, after)
