"""Many cases over many periods agree with one by one; the frontier lies where two ways cost the same."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import polars as pl
import pytest

from tco.content import open_content
from tco.emit import python
from tco.engine import load
from tco.errors import MissingInput
from tco.scenario import Scenario
from tco.sheet import sheet
from tco.whatif.frontier import Frontier
from tco.whatif.rates import rates
from tco.whatif.review import review

WHOLE = sheet()
WANTED = ("npv", "irr", "payback_months", "levelised_cost_per_mtok", "effective_cost_over_horizon", "capex")


@lru_cache
def scenario() -> Scenario:
    return load("buy-rent-api-8xh200", content=open_content()).scenario


def given(case: str) -> dict[str, Any]:
    return {n: g.value for n, g in scenario().case(case).given.items()}


CASES = pl.DataFrame({
    "price_per_gpu": [30e3, 40e3, 35e3, 1e6, 20e3], "discount_rate_per_year": [0.05, 0.2, 0.0, 0.1, 0.3],
    "owned_share": [1.0, 1.0, 0.5, 1.0, 0.0], "requests_offered_per_second": [3.0, 1.0, 9.0, 3.0, 0.2],
})  # fmt: skip


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_many_cases_are_as_one_by_one(at_once: int) -> None:
    """Whatever the size of the parts, switches and rates of return included."""
    fixed = given("own")
    found = review(WHOLE, fixed, CASES, WANTED, 20, at_once)
    assert found.columns == [*CASES.columns, *WANTED]
    for row in found.iter_rows(named=True):
        plain = python.evaluate(WHOLE, fixed | {n: row[n] for n in CASES.columns}, WANTED, 20)
        for name in WANTED:
            if plain[name] is None:
                assert row[name] is None, name
            else:
                assert row[name] == pytest.approx(plain[name], rel=1e-9), name


def test_what_does_not_vary_is_told_too() -> None:
    """A quantity that nothing varied reaches stands in every row."""
    found = review(WHOLE, given("own"), pl.DataFrame({"discount_rate_per_year": [0.1, 0.2]}), ["capex"], 20)
    assert found["capex"].to_list() == [338736.409] * 2


def test_what_is_missing_is_told() -> None:
    """As everywhere: which input, and who needs it."""
    fixed = {n: v for n, v in given("own").items() if n != "price_per_gpu"}
    with pytest.raises(MissingInput, match="price_per_gpu is not given"):
        review(WHOLE, fixed, pl.DataFrame({"discount_rate_per_year": [0.1]}), ["npv"], 20)


def test_the_frontier_lies_where_two_ways_cost_the_same() -> None:
    """Between 100,000 and 300,000 requests a day the reservation takes over from the API; there both cost the same."""
    line = Frontier(WHOLE, {way: given(way) for way in ("own", "rent-3y", "api")}, "requests_offered_per_second", 20)
    per_day = [30_000 / 86400, 100_000 / 86400, 300_000 / 86400, 500_000 / 86400]
    assert [cell.winner for cell in line.cells(per_day, [4])] == ["api", "api", "rent-3y", "rent-3y"]
    [turn] = line.turns(per_day, [20])
    assert (turn.below, turn.above, turn.periods) == ("api", "rent-3y", 20)
    costs = line.row(turn.value)
    assert costs["api"][19] == pytest.approx(costs["rent-3y"][19], rel=1e-9)
    # one server at 1.85 * 8 USD an hour against 3.06295 USD a million output tokens of 1,000 a request
    assert turn.value * 86400 == pytest.approx(1.85 * 8 * 24 / (costs["api"][19] * 1e-3), rel=1e-9)  # type: ignore[operator]


def test_where_owning_beats_a_one_year_rent() -> None:
    """The longer the horizon, the better owning: against 3.00 USD an hour it wins from some year on."""
    line = Frontier(WHOLE, {way: given(way) for way in ("own", "rent-1y")}, "price_per_gpu", 20)
    assert [cell.winner for cell in line.cells([35_000.0], [4, 8, 12, 16, 20])] == [
        "rent-1y",
        "rent-1y",
        "own",
        "own",
        "own",
    ]


def test_all_rates_of_return_are_told() -> None:
    """Two, one, or none: flows that turn twice may have two, and flows that never turn have none."""
    assert rates([-100, 230, -132]) == pytest.approx([0.1, 0.2], rel=1e-9)
    assert rates([-70000, 12000, 15000, 18000, 21000, 26000]) == pytest.approx([0.0866309480365316], rel=1e-9)
    assert rates([-100, 100, -100]) == []  # turns twice, worth less than nothing at every rate
    assert rates([100, 100]) == rates([]) == rates([0, 0]) == []
    assert rates([-100, 10, 10, 10, 110], 0.25) == pytest.approx([1.1**4 - 1], rel=1e-9)
