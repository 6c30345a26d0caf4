"""Deposits, prepayments and late payment move money in time, and cost nothing but interest."""

from __future__ import annotations

from math import fsum
from typing import Any

import pytest

from tco.emit import python
from tco.engine import load
from tco.pricebook import PriceBook
from tco.sheet import sheet

SHEET = sheet()
QUARTERS = {
    "period_index": [1.0, 2.0, 3.0, 4.0], "months_per_period": 3.0, "months_in_period": [3.0] * 4, "days_in_period": [90.0] * 4,
    "billed_cost_in_period": [300.0] * 4, "billed_cost_per_month": 100.0, "revenue_in_period": [900.0] * 4,
    "deposit_months": 0.0, "prepaid_months": 0.0, "receivable_days": 0.0,
}  # fmt: skip


def made(*wanted: str, **changed: Any) -> Any:
    """Quantities of four quarters with a bill of 100 a month."""
    found = python.evaluate(SHEET, QUARTERS | changed, wanted, 4)
    return [found[name] for name in wanted] if len(wanted) > 1 else found[wanted[0]]


def test_a_deposit_comes_back_with_the_last_period() -> None:
    """Two months of 100: 200 out at first, 200 back in the last quarter."""
    opening, in_period = made("paid_ahead_opening", "paid_ahead_in_period", deposit_months=2.0)
    assert (opening, in_period) == (200, [0, 0, 0, -200])


@pytest.mark.parametrize(
    ("months", "left"),
    [
        (0.0, [0, 0, 0, 0]),
        (3.0, [300, 300, 300, 0]),  # by the quarter: the next is paid for as the last is used up
        (6.0, [300, 600, 300, 0]),  # by the half year
        (5.0, [200, 400, 100, 0]),  # 5 - 3; 10 - 6; 10 - 9; what is left at the end is counted back
        (36.0, [3300, 3000, 2700, 0]),  # three years, of which the horizon uses one
    ],
)
def test_what_is_paid_for_and_not_yet_used(months: float, left: list[float]) -> None:
    """Months left of what was paid for, times 100."""
    opening, at_end, in_period = made(
        "paid_ahead_opening", "paid_ahead_at_end", "paid_ahead_in_period", prepaid_months=months
    )
    assert at_end == left
    assert opening == 100 * months
    assert opening + fsum(in_period) == 0


def test_working_capital_is_what_customers_owe_and_what_is_paid_ahead() -> None:
    """900 of revenue paid 30 days late are 300; a deposit of 100; all is back at the end."""
    at_end, in_period = made(
        "working_capital_at_end", "working_capital_in_period", receivable_days=30.0, deposit_months=1.0
    )
    assert at_end == [400, 400, 400, 0]
    assert in_period == [300, 0, 0, -400]


def test_paying_ahead_costs_interest_and_nothing_else() -> None:
    """Cash of the horizon stays; its value falls; a horizon that ends earlier gives back what is paid ahead."""
    results = load("rent-in-yuan").run()
    used, ahead = ("as-used", "in-advance")
    for name in ("spent_over_horizon", "effective_cost_over_horizon"):
        assert results.value(ahead, name) == pytest.approx(results.value(used, name), rel=1e-12)
    cash = [
        fsum(results.value(case, "net_cash_in_period")) - results.value(case, "opening_outlay")
        for case in (used, ahead)
    ]
    assert cash[0] == pytest.approx(cash[1], rel=1e-12)
    assert results.value(ahead, "npv") < results.value(used, "npv")


def test_the_rates_of_the_yuan_are_those_of_the_price_book(book: PriceBook) -> None:
    """Dollars of a yuan on average over a month, and at its end, over those of July 2025, when the rent was told."""
    results = load("rent-in-yuan").run()
    first = book.fx("CNY", "USD", "2025-07-15").value
    months = [f"{2025 + (6 + i) // 12}-{(6 + i) % 12 + 1:02}" for i in range(12)]
    for kind, name in (("average", "fx_average_ratio"), ("closing", "fx_closing_ratio")):
        rates = [book.fx("CNY", "USD", f"{month}-28", kind).value / first for month in months]  # type: ignore[arg-type]
        assert results.value("as-used", name) == pytest.approx(rates, abs=1e-6), name


def test_what_rates_change_bridges_plan_and_books() -> None:
    """Bills at average rates less those planned; the balance from closing to closing, with nothing left over."""
    results = load("rent-in-yuan").run()

    def of(name: str) -> Any:
        return results.value("half-year", name)

    assert fsum(of("billed_at_average_in_period")) == pytest.approx(
        of("cost_over_horizon") + of("fx_on_bills_over_horizon")
    )
    opening = of("paid_ahead_opening") * of("fx_opening_ratio")
    paid = fsum(p * r for p, r in zip(of("paid_ahead_in_period"), of("fx_average_ratio"), strict=True))
    assert opening + paid + of("fx_on_balance_over_horizon") == pytest.approx(
        of("paid_ahead_at_closing_at_end")[-1], abs=1e-6
    )


def test_the_finding_counts_right() -> None:
    """5,224 USD, 2.6 %; 2,866 and 4,258 back; 4,571 and 6,879 in money of today."""
    results = load("rent-in-yuan").run()
    bills = results.value("as-used", "fx_on_bills_over_horizon")
    assert (round(bills), round(bills / results.value("as-used", "cost_over_horizon"), 3)) == (5224, 0.026)
    ways = ("in-advance", "half-year")
    assert [round(results.value(w, "fx_on_balance_over_horizon")) for w in ways] == [2866, 4258]
    plain = results.value("as-used", "cost_present_value")
    assert [round(results.value(w, "cost_present_value") - plain) for w in ways] == [4571, 6879]
