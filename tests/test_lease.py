"""A lease is a way to own: its payments, its end, its tax and its cash, beside a loan and a purchase in cash."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.content import open_content
from tco.emit import python
from tco.engine import load
from tco.results import Results
from tco.sheet import sheet

WHOLE = sheet()


def lease(periods: int, **given: Any) -> dict[str, Any]:
    """A lease of machines of 100 by years, in plain numbers: straight tax depreciation over four years, no residual value."""
    ages = [float(t) for t in range(1, periods + 1)]
    bought = [100.0] + [0.0] * (periods - 1)
    plain = {
        "capex_short_lived": 100.0, "capex_network": 0.0, "tranches_later_share": 0.0, "lease_share": 1.0,
        "lease_rate_per_year": 0.1, "lease_periods": 4.0, "lease_in_advance": 0.0, "lease_residual_share": 0.0,
        "lease_bought": 1.0, "months_per_period": 12.0, "period_index": ages, "tax_share": 0.0, "debt_rate_per_year": 0.1,
        "calendar_years": 0.0, "days_in_period": [365.0] * periods, "days_in_year": 365.0, "life_periods": 5.0,
        "net_residual_share": 0.0, "market_share_at_age": [max(1 - t / 5, 0) for t in ages],
        "capex_machines_in_period": bought, "tax_depreciation_in_period": [25.0 if t <= 4 else 0.0 for t in ages],
    }  # fmt: skip
    wanted = [n for n in WHOLE.formulas if WHOLE.formulas[n].chapter == "lease"]
    return python.evaluate(WHOLE, plain | given, wanted, periods)


def test_payments_by_hand() -> None:
    """100 over two years at 10 %, 10 left: (100 - 10 / 1.21) * 0.1 / (1 - 1 / 1.21) a year; in advance a tenth less, over 1.1."""
    late = (100 - 10 / 1.21) * 0.1 / (1 - 1 / 1.21)
    found = lease(3, lease_periods=2.0, lease_residual_share=0.1)
    assert found["lease_payment"] == pytest.approx(late, rel=1e-12)
    assert found["lease_paid_in_period"] == pytest.approx([late, late, 0])
    assert found["lease_price_in_period"] == pytest.approx([0, 10, 0])
    assert found["lease_owed_at_end"] == pytest.approx([110 - late, 0, 0])
    early = lease(3, lease_periods=2.0, lease_residual_share=0.1, lease_in_advance=1.0)
    assert early["lease_opening"] == pytest.approx(100 - late / 1.1)
    assert early["lease_paid_in_period"] == pytest.approx([late / 1.1, 0, 0])


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 12), st.integers(1, 12), st.just(0.0) | st.floats(1e-6, 0.3), st.sampled_from([0.0, 1.0]),
    st.floats(0, 0.9), st.floats(0.1, 1),
)  # fmt: skip
def test_a_lease_is_worth_what_it_spares(
    periods: int, runs: int, rate: float, advance: float, left: float, share: float
) -> None:
    """At the lessor's rate, payments and price are worth what was not paid at first; also where the horizon cuts it short.

    A rate of a billionth counts as none.
    """
    given = {"lease_periods": float(runs), "lease_rate_per_year": rate, "lease_in_advance": advance}
    found = lease(periods, **given, lease_residual_share=left, lease_share=share)
    paid = zip(found["lease_paid_in_period"], found["lease_price_in_period"], strict=True)
    worth = math.fsum((p + q) / (1 + rate) ** t for t, (p, q) in enumerate(paid, start=1))
    assert worth == pytest.approx(found["lease_opening"], abs=1e-7)
    assert found["lease_amount"] == pytest.approx(100 * share)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 10), st.integers(1, 10), st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0]), st.floats(0, 0.5),
    st.floats(0.1, 1),
)  # fmt: skip
def test_tax_takes_off_what_was_paid_once(
    periods: int, runs: int, advance: float, bought: float, left: float, share: float
) -> None:
    """Payments and price in place of the purchase: over the horizon all that was paid, less the price given up."""
    given = {"lease_periods": float(runs), "lease_in_advance": advance, "lease_bought": bought, "lease_share": share}
    found = lease(periods, **given, lease_residual_share=left)
    paid = math.fsum(found["lease_paid_in_period"]) + advance * found["lease_payment"]
    price = math.fsum(found["lease_price_in_period"])
    assert math.fsum(found["lease_deducted_in_period"]) == pytest.approx(paid + price - 100 * share, abs=1e-7)


def test_it_is_the_net_advantage_of_the_textbook() -> None:
    """Level payments in arrears against straight depreciation: the closed form and the rows agree."""
    found = lease(4, tax_share=0.3, debt_rate_per_year=0.08, lease_rate_per_year=0.06)
    closed = python.evaluate(
        WHOLE,
        {"capex": 100.0, "lease_per_year": found["lease_payment"], "tax_share": 0.3, "net_residual_share": 0.0,
         "lease_payments": 4.0, "debt_rate_per_year": 0.08},
        ["lease_advantage"],
    )  # fmt: skip
    assert found["lease_advantage_over_horizon"] == pytest.approx(closed["lease_advantage"], rel=1e-9)


def test_what_goes_back_brings_nothing() -> None:
    """Given back after two of five years: worth 60, which the owner would get and the user does not."""
    found = lease(2, lease_periods=2.0, lease_bought=0.0, lease_residual_share=0.3)
    assert found["lease_price_in_period"] == pytest.approx([0, 60])


def test_the_books_show_right_and_liability() -> None:
    """Straight over the lease; with the purchase at the end certain, the liability is the loan that it is."""
    found = lease(4)
    assert found["lease_right_at_end"] == pytest.approx([75, 50, 25, 0])
    assert found["lease_owed_at_end"][0] == pytest.approx(110 - found["lease_payment"])
    assert found["lease_interest_in_period"][0] == pytest.approx(10)


@lru_cache
def ran() -> Results:
    return load("cash-loan-lease", content=open_content()).run()


def number(case: str, quantity: str) -> float:
    value = ran().value(case, quantity)
    assert isinstance(value, float)
    return value


def test_sources_are_uses_of_every_way() -> None:
    """Owners, lender and lessor pay for all that is paid at first, a payment in advance included."""
    for case in ("cash", "loan", "lease", "lease-advance", "lease-bought"):  # a case without a lease has an amount of 0
        sources = number(case, "equity_opening") + number(case, "loan_amount")
        spared = number(case, "lease_amount") - number(case, "lease_payment") * number(case, "lease_in_advance")
        assert sources + spared == pytest.approx(number(case, "opening_outlay"), rel=1e-12), case


def test_a_lease_at_the_rate_of_debt_after_tax_changes_only_the_tax() -> None:
    """A loan at the cost of debt is worth nothing more or less than cash, at that cost after tax."""
    interest, principal = (ran().value("loan", n) for n in ("interest_in_period", "principal_in_period"))
    assert isinstance(interest, tuple)
    assert isinstance(principal, tuple)
    rate = number("loan", "loan_rate_per_year") / 4 * (1 - 0.21)
    paid = (i * (1 - 0.21) + p for i, p in zip(interest, principal, strict=True))
    worth = math.fsum(p / (1 + rate) ** t for t, p in enumerate(paid, start=1))
    assert worth == pytest.approx(number("loan", "loan_amount"), rel=1e-9)


@pytest.mark.parametrize(
    ("case", "told"),
    [("loan", "17,621 USD more"), ("lease", "to 21,936"), ("lease-bought", "a lease is worth 20,063")],
)
def test_the_finding_says_what_is_found(case: str, told: str) -> None:
    """What each way is worth more than cash does not depend on what the server earns."""
    more = number(case, "equity_npv") - number("cash", "equity_npv")
    assert f"{more:,.0f}" in told
    assert told in ran().scenario.finding


@pytest.mark.parametrize(("case", "told"), [("lease-bought", "2,553 USD"), ("lease", "6,235 in arrears")])
def test_the_finding_says_what_a_lease_costs_against_debt(case: str, told: str) -> None:
    """At the cost of debt after tax, as the textbook has it."""
    assert f"{-number(case, 'lease_advantage_over_horizon'):,.0f}" in told
    assert told in ran().scenario.finding


@pytest.mark.parametrize(("case", "told"), [("cash", "338,736"), ("loan", "67,747"), ("lease-bought", "29,821")])
def test_the_finding_says_what_each_way_takes_at_first(case: str, told: str) -> None:
    """Paid by the owners as the first period begins."""
    assert f"{number(case, 'equity_opening'):,.0f}" == told
    assert told in ran().scenario.finding
