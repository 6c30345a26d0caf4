"""What is wrong with the values of closed periods: a hole, a value of a period that is not closed, or of no period at all.

    billed_cost_in_period = { by_date = { "2026-01" = "118000 CNY", "2026-02" = "121000 CNY" }, then = "formula" }

holds what was invoiced in each closed period, and what the formula gives in every later one. Closed are the periods up to
`actuals_to` of the scenario, or up to `until` of the pin where its invoices come later than those of others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from tco.clock import Clock
from tco.errors import Fault
from tco.given import Closed

THEN = "formula"
_DAY = dt.timedelta(days=1)


def closed_faults(name: str, given: Closed, clock: Clock, months: int, periods: int) -> Iterator[Fault]:
    """All of it, for one pin; nothing where each closed period has its value and no other has one."""
    if not clock.actuals_to:
        step = "state up to when figures are actuals in the scenario: actuals_to = 2026-03-31"
        yield Fault(f"{name}: which periods are closed?", given.where, f'then = "{THEN}"', next_step=step)
        return
    if given.until and given.until > clock.actuals_to:
        allowed = f"{clock.actuals_to} or before, for then the actuals of the scenario end"
        yield Fault(f"{name}: until is after actuals_to", given.where, f"{given.until}", allowed)
        return
    starts, labels = clock.starts(months, periods), clock.labels(months, periods)
    spans = {first: after - _DAY for first, after in pairwise(starts)}
    named = dict(zip(spans, labels, strict=True))
    end = given.until or clock.actuals_to
    yield from _no_periods(name, given, spans, named)
    yield from _not_closed(name, given, spans, named, end)
    yield from _holes(name, given, spans, named, end)


def _no_periods(name: str, given: Closed, spans: dict[dt.date, dt.date], named: dict[dt.date, str]) -> Iterator[Fault]:
    """A month's invoice in a timeline of quarters, a quarter's in one of months, and what lies outside the horizon."""
    wrong = [f"{f} to {last}" for f, last in given.stated.items() if spans.get(f) != last and not f == last in spans]
    if wrong:
        first, last = next(iter(named.values())), [*named.values()][-1]
        step = "a value of a closed period counts for that period alone"
        what = f"{name}: no period of the scenario"
        yield Fault(what, given.where, ", ".join(wrong), f"a period of its own: {first} to {last}", step)


def _not_closed(
    name: str, given: Closed, spans: dict[dt.date, dt.date], named: dict[dt.date, str], end: dt.date
) -> Iterator[Fault]:
    """Values that the formula is to give."""
    if early := [named[first] for first in given.stated if first in spans and spans[first] > end]:
        step = "move actuals_to on if it is closed, or take the value out: the formula gives it"
        what = f"{name}: a value of a period that is not closed"
        yield Fault(what, given.where, ", ".join(early), f"periods that end by {end}", step)


def _holes(
    name: str, given: Closed, spans: dict[dt.date, dt.date], named: dict[dt.date, str], end: dt.date
) -> Iterator[Fault]:
    """Closed periods of which nothing is said."""
    if missing := [first for first, last in spans.items() if last <= end and first not in given.stated]:
        known = min(missing) > min(spans)
        step = f"add it, or say up to when there are values: until = {min(missing) - _DAY}" if known else "add it"
        told = ", ".join(named[first] for first in missing)
        what = f"{name}: a closed period has no value"
        yield Fault(what, given.where, told, f"a value for each period up to {end}", step)
