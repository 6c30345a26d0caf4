"""Cash is the sum of its flows and value the sum of its parts, whatever the numbers are."""

from __future__ import annotations

from math import fsum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_identities import owned, share
from test_money_scenarios import PERIODS, close, made


@settings(max_examples=60, deadline=None)
@given(owned(), share)
def test_cash_at_the_end_is_the_sum_of_all_flows(values: dict[str, Any], tax: float) -> None:
    """Every purchase is paid for once, whether at the start or for the next period; late payment only moves money."""
    spent = ("cost_in_period", "capex_in_period", "tax_in_period")
    brought = ("revenue_in_period", "sold_in_period")
    values = values | {"tax_share": tax}
    found = made(values, "cash_to_date", *spent, *brought)
    flows = {name: fsum(found[name]) for name in (*spent, *brought)}
    later = fsum(flows[name] for name in brought) - fsum(flows[name] for name in spent)
    scale = fsum(map(abs, flows.values()))
    assert close(found["cash_to_date"][-1], later - values["setup_cost"], scale)


@settings(max_examples=60, deadline=None)
@given(owned(), share, st.sampled_from([0.0, 1.0, 3.0]), st.sampled_from([0.0, 3.0, 7.0, 36.0]))
def test_what_a_case_is_worth_is_revenue_less_costs_tax_and_late_payment(
    values: dict[str, Any], tax: float, deposit: float, prepaid: float
) -> None:
    """Each discounted by itself; and it is what value comes to by the last period. What is paid ahead is in the costs."""
    rows = ("revenue_in_period", "tax_in_period", "working_capital_in_period", "paid_ahead_in_period")
    values = values | {"deposit_months": deposit, "prepaid_months": prepaid}
    found = made(values | {"tax_share": tax}, "npv", "cost_present_value", "discount_factor", "value_to_date", *rows)
    worth = [fsum(v * d for v, d in zip(found[name], found["discount_factor"], strict=True)) for name in rows]
    scale = found["cost_present_value"] + fsum(map(abs, worth))
    late = worth[2] - worth[3]
    assert close(found["npv"], worth[0] - found["cost_present_value"] - worth[1] - late, scale)
    assert close(found["npv"], found["value_to_date"][-1], scale)


@settings(max_examples=60, deadline=None)
@given(owned(), share)
def test_books_and_taxes_differ_only_in_when(values: dict[str, Any], tax: float) -> None:
    """Over the horizon both take off what was paid less what was sold: income for tax is that of the books, set-up apart."""
    values = values | {"tax_share": tax, "tax_share_at_age": (1 / 12,) * 12 + (0.0,) * (PERIODS - 12)}
    found = made(values, "taxable_in_period", "ebit_in_period", "capex_in_period", "tax_depreciation_in_period")
    assert close(
        fsum(found["taxable_in_period"]),
        fsum(found["ebit_in_period"]) + values["setup_cost"],
        fsum(found["capex_in_period"]),
    )


@settings(max_examples=60, deadline=None)
@given(owned())
def test_the_annuity_repays_what_was_bought(values: dict[str, Any]) -> None:
    """Payments of a life and what is left at its end, at the interest of a payment, are worth the price of the machines."""
    found = made(values, "machines_annuity_per_year", "payment_rate", "capex_short_lived", "net_residual_share")
    payments, rate = int(values["life_years"] * values["payments_per_year"]), found["payment_rate"]
    each = found["machines_annuity_per_year"] / values["payments_per_year"]
    left = found["capex_short_lived"] * found["net_residual_share"] / (1 + rate) ** payments
    worth = fsum(each / (1 + rate) ** time for time in range(1, payments + 1)) + left
    assert worth == pytest.approx(found["capex_short_lived"], rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(owned())
def test_the_level_cost_of_each_year_is_worth_all_costs(values: dict[str, Any]) -> None:
    """Two years of it, discounted from the end of each; what is paid at its own rate of growth comes to the gains."""
    found = made(
        values,
        "equivalent_cost_per_year",
        "cost_present_value",
        "discount_rate_nominal",
        "mirr",
        "outlay_today",
        "gains_at_end",
    )
    level = found["equivalent_cost_per_year"]
    worth = fsum(level / (1 + found["discount_rate_nominal"]) ** year for year in range(1, PERIODS // 12 + 1))
    assert worth == pytest.approx(found["cost_present_value"], rel=1e-6)
    assert found["outlay_today"] * (1 + found["mirr"]) ** 2 == pytest.approx(found["gains_at_end"], rel=1e-9, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(owned())
def test_a_loan_at_the_rate_of_discount_changes_nothing(values: dict[str, Any]) -> None:
    """Without tax, paid as cash is discounted: what the owners have is worth what the case is, however large the loan."""
    rate = (1 + 0.09 / 12) ** 12 - 1
    plain = {
        "loan_rate_per_year": 0.09,
        "discount_rate_per_year": rate,
        "discount_rate_is_real": 0.0,
        "cash_timing_share": 1.0,
    }
    found = made(values | plain, "npv", "equity_npv", "cost_present_value")
    assert close(found["equity_npv"], found["npv"], found["cost_present_value"])


@settings(max_examples=60, deadline=None)
@given(owned())
def test_margin_and_return_tell_one_profit(values: dict[str, Any]) -> None:
    """Of revenue and of cost: (1 + return) * (1 - margin) = 1; list cost less the discount is what is contracted."""
    found = made(
        values,
        "margin_on_revenue",
        "return_on_cost",
        "list_cost_per_month",
        "cost_per_month",
        "profit_per_month",
        "revenue_per_month",
    )
    contracted = found["list_cost_per_month"] * (1 - values["contract_discount_share"])
    assert close(contracted, found["cost_per_month"], contracted)
    if found["revenue_per_month"] > 1e-6 * found["cost_per_month"]:
        assert (1 + found["return_on_cost"]) * (1 - found["margin_on_revenue"]) == pytest.approx(1, rel=1e-6)
        assert found["margin_on_revenue"] * found["revenue_per_month"] == pytest.approx(
            found["profit_per_month"], rel=1e-9
        )
