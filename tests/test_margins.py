"""Margins by layer, each with its costs, and returns on cost and on capital."""

from __future__ import annotations

from typing import Any

import pytest

from tco.emit import python
from tco.engine import load
from tco.sheet import sheet

SHEET = sheet()
OWN = {  # two years of 1,000; what runs costs 300 a year, machines of 800 lose 300 and then 200
    "revenue_in_period": [1000.0, 1000.0], "from_api": 0.0, "rent_follows_load": 0.0, "billed_cost_in_period": [50.0, 50.0],
    "owned_share": 1.0, "energy_cost_in_period": [100.0, 100.0], "space_cost_in_period": [60.0, 60.0],
    "running_cost_in_period": [250.0, 250.0], "owned_effective_in_period": [300.0, 200.0], "setup_cost": 40.0,
    "period_index": [1.0, 2.0], "months_per_period": 12.0, "tax_share": 0.25, "horizon_years": 2.0, "capex_in_period": [800.0, 0.0],
    "paid_ahead_opening": 0.0, "working_capital_at_end": [20.0, 0.0], "book_value_at_end": [500.0, 300.0],
    "opening_outlay": 840.0,
}  # fmt: skip


def of(name: str, **changed: Any) -> Any:
    return python.evaluate(SHEET, OWN | changed, [name], 2)[name]


@pytest.mark.parametrize(
    ("name", "costs"),
    [
        ("contribution_margin_over_horizon", 2 * 100),  # energy; the rent of a fleet that is held is no part of it
        ("gross_margin_over_horizon", 2 * (50 + 100 + 60) + 500),  # bills, energy, space, loss of value
        ("ebitda_margin_over_horizon", 2 * (50 + 250)),  # all but loss of value and set-up
        ("ebit_margin_over_horizon", 2 * (50 + 250) + 500 + 40),
    ],
)
def test_a_margin_takes_off_its_layer(name: str, costs: float) -> None:
    """(2,000 - costs) / 2,000."""
    assert of(name) == pytest.approx((2000 - costs) / 2000)


def test_what_is_bought_with_the_tokens_is_variable() -> None:
    """An API's bill, or devices rented by the load."""
    for way in ("from_api", "rent_follows_load"):
        assert of("contribution_margin_over_horizon", **{way: 1.0}) == pytest.approx((2000 - 2 * 150) / 2000)


def test_a_margin_is_on_revenue_and_a_return_on_cost() -> None:
    """860 left of 2,000 is 43 %; on a cost of 1,140 it is 75 %."""
    assert of("ebit_margin_over_horizon") == pytest.approx(860 / 2000)
    assert of("return_on_cost_over_horizon") == pytest.approx(860 / 1140)


def test_return_on_investment_is_of_the_whole_horizon() -> None:
    """860 over the 800 and 40 that were put in."""
    assert of("return_on_investment") == pytest.approx(860 / 840)
    assert of("return_on_investment", setup_cost=0.0, owned_share=0.0) is None


def test_return_on_invested_capital_is_of_a_year_after_tax() -> None:
    """NOPAT 860 * 0.75 in two years, over (800 + 520) / 2 and (520 + 300) / 2 on average."""
    assert of("invested_capital_in_period") == [660, 410]
    assert of("return_on_invested_capital") == pytest.approx(860 * 0.75 / 2 / ((660 + 410) / 2))


@pytest.mark.parametrize("case", ["own", "rent-3y", "api", "own-taxed"])
def test_the_layers_of_the_review_are_in_order(case: str) -> None:
    """EBIT is the least of all; contribution is the most; and what is on revenue agrees with what is on cost."""
    results = load("buy-rent-api-8xh200").run()
    names = ("contribution", "gross", "ebitda", "ebit")
    most, gross, ebitda, least = (results.value(case, f"{n}_margin_over_horizon") for n in names)
    assert most + 1e-12 >= max(gross, ebitda) >= min(gross, ebitda) >= least - 1e-12
    assert results.value(case, "return_on_cost_over_horizon") == pytest.approx(least / (1 - least))


@pytest.mark.parametrize("case", ["own", "rent-3y", "rent-3y-falls"])
def test_a_case_without_an_api_has_no_bill_of_one(case: str) -> None:
    """By the period it is nothing; by the month the same tokens have their price all the same."""
    results = load("buy-rent-api-8xh200").run(["api_bill_in_period", "api_cost_per_month"])
    assert results.value(case, "api_bill_in_period") == (0.0,) * 20
    assert results.value(case, "api_cost_per_month") > 0
    assert results.value("api", "api_bill_in_period")[0] == pytest.approx(
        3 * results.value("api", "api_cost_per_month")
    )
