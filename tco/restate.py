"""The same run in another currency: each price converted at the rate of its own date, then everything computed again.

A result in two currencies has no single rate between them: a rent of last year and a price of this month were
converted on different days. What one currency says of the other is therefore computed, never multiplied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tco.engine import run
from tco.given import Given, in_currency, scaled
from tco.units import unit

if TYPE_CHECKING:
    import polars as pl

    from tco.pricebook import PriceBook
    from tco.results import Results
    from tco.scenario import Case, Scenario, Solve

COLUMNS = ("case", "quantity", "value", "unit", "rate")


def restated(scenario: Scenario, currency: str, book: PriceBook) -> Scenario:
    """The scenario in another currency, every value converted from the currency of its source at its own date."""

    def given(one: Given) -> Given:
        if unit(one.unit).currency != scenario.currency:
            return one
        spelled = in_currency(one.unit.replace(scenario.currency, "money"), currency)
        if one.value == 0:  # nothing is nothing in any currency, and on days without a rate
            return replace(one, unit=spelled)
        stated = one.fx_from or scenario.currency
        found = book.fx(stated, currency, one.date or scenario.as_of)
        factor = float(found.value) / one.fx
        rate = f"{found.value:.6g} {currency}/{stated} ({found.source}, {found.date})" if stated != currency else ""
        return replace(
            one, value=scaled(one.value, factor), unit=spelled, rate=rate, fx=float(found.value), fx_from=stated
        )

    def solve(aim: Solve) -> Solve:
        return replace(aim, equals=given(aim.equals))

    def case(one: Case) -> Case:
        inputs, pins = ({n: given(g) for n, g in values.items()} for values in (one.inputs, one.pins))
        return replace(one, inputs=inputs, pins=pins, solve={n: solve(s) for n, s in one.solve.items()})

    return replace(scenario, currency=currency, cases=tuple(case(c) for c in scenario.cases))


@dataclass(frozen=True)
class Second:
    """What the values of each case are multiplied by to be told in a second currency, and the rate on the day of the run."""

    rate: float
    factors: Mapping[str, Mapping[str, float]]


def second(scenario: Scenario, book: PriceBook) -> Second | None:
    """The rates at which each amount of money is restated; nothing where there is no second currency, or an aim to solve for."""
    if not scenario.also_in or any(case.solve for case in scenario.cases):
        return None
    rate = float(book.fx(scenario.currency, scenario.also_in, scenario.as_of).value)
    other = restated(scenario, scenario.also_in, book)
    factors = {
        case.name: {
            name: _factor(given, case.given[name], rate)
            for name, given in beside.given.items()
            if given.unit != case.given[name].unit
        }
        for case, beside in zip(scenario.cases, other.cases, strict=True)
    }
    return Second(rate, factors)


def _factor(beside: Given, given: Given, rate: float) -> float:
    """What a value is multiplied by; of nothing, the rate of the day."""
    first, second = (one.value[0] if isinstance(one.value, tuple) else one.value for one in (given, beside))
    return second / first if isinstance(first, float) and isinstance(second, float) and first else rate


def also(results: Results, book: PriceBook) -> pl.DataFrame:
    """What the same run comes to in the scenario's second currency; for amounts of money with the rate between the two.

    A row for each case and quantity with one number a case; none where the scenario names no second currency.
    """
    import polars as pl

    scenario = results.scenario
    rows = []
    if scenario.also_in:
        other = run(restated(scenario, scenario.also_in, book), results.sheet)
        for case in scenario.cases:
            for name in results.names:
                value, beside = results.value(case.name, name), other.value(case.name, name)
                if isinstance(value, float) and isinstance(beside, float):
                    rate = beside / value if value and "money" in results.sheet.unit(name) else None
                    rows.append((case.name, name, beside, other.unit(name), rate))
    kinds = (pl.String, pl.String, pl.Float64, pl.String, pl.Float64)
    return pl.DataFrame(rows, schema=dict(zip(COLUMNS, kinds, strict=True)), orient="row")
