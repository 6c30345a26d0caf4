"""The scenarios a finance team starts from say what they find, and what they say adds up whatever the inputs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.content import open_content
from tco.emit import python
from tco.engine import Model, load
from tco.results import Results
from tco.sheet import sheet
from tco.whatif.rates import rates
from tco.workbook.check_rows import OK
from tco.workbook.checks import all_checks
from tco.workbook.identities import ERROR
from tco.workbook.inputs import RELATIVE_TOLERANCE
from tco.workbook.plan import Plan

WHOLE = sheet()


@lru_cache
def ran(name: str) -> Results:
    return load(name, content=open_content()).run()


def number(name: str, case: str, quantity: str) -> float:
    value = ran(name).value(case, quantity)
    assert isinstance(value, float), (name, case, quantity)
    return value


@pytest.mark.parametrize(
    ("name", "case", "quantity", "told", "said"),
    [
        (
            "buy-rent-api-8xh200",
            "rent-3y",
            "levelised_cost_per_mtok",
            1.18,
            "at 1.85 an hour, a million output tokens costs 1.18 USD",
        ),
        ("buy-rent-api-8xh200", "own", "levelised_cost_per_mtok", 1.68, "bought 1.68"),
        ("buy-rent-api-8xh200", "rent-3y-large", "rent_cost_per_gpu_hour", 1.60, "from 1.60 (large clusters)"),
        ("buy-rent-api-8xh200", "rent-cards", "rent_cost_per_gpu_hour", 3.10, "rate cards ask 3.10"),
        ("buy-rent-api-8xh200", "rent-3y-google", "rent_cost_per_gpu_hour", 4.65, "to 4.65 (Google)"),
        ("buy-rent-api-8xh200", "api", "levelised_cost_per_mtok", 3.06, "at the API 3.06"),
        ("buy-rent-api-8xh200", "own", "break_even_rent_per_gpu_hour", 2.63, "less than 2.63 USD an hour"),
        ("h100-cluster-64", "own", "cost_per_gpu_hour", 2.36, "a device-hour costs 2.36 USD"),
        ("h100-cluster-64", "reserved", "cost_per_gpu_hour", 4.86, "4.86 at the list price of three-year commitments"),
        (
            "h100-cluster-64",
            "reserved-index",
            "cost_per_gpu_hour",
            2.65,
            "2.65 at the market level of one-year contracts",
        ),
        ("h100-cluster-64", "own-worthless", "cost_per_gpu_hour", 2.73, "with nothing it is 2.73"),
        ("deepseek-640-own", "as-printed-own", "cost_per_gpu_hour", 12.95, "costs 12.95 CNY"),
        ("deepseek-640-own", "as-printed-own", "profit_per_second", 0.90, "earns 0.90 CNY a second"),
        ("deepseek-640-own", "as-printed", "profit_per_second", -0.50, "it lost 0.50"),
        ("gb200-rack", "own", "cost_per_gpu_hour", 2.04, "a device-hour costs 2.04 USD"),
        ("gb200-rack", "rent", "cost_per_gpu_hour", 3.30, "3.30 rented"),
    ],
)
def test_a_finding_says_what_is_found(name: str, case: str, quantity: str, told: float, said: str) -> None:
    """Every figure of a finding is a figure of the run, to its digits."""
    assert number(name, case, quantity) == pytest.approx(told, abs=0.005001)
    assert said in ran(name).scenario.finding


@pytest.mark.parametrize(
    ("name", "case", "quantity", "months"),
    [
        ("buy-rent-api-8xh200", "own", "payback_months", 18), ("deepseek-640-own", "as-printed-own", "payback_months", 30),
        ("deepseek-640-own", "corrected-own", "payback_months", 16), ("gb200-rack", "own", "break_even_months", 37),
        ("gb200-rack", "own-space", "break_even_months", 25), ("h100-cluster-64", "own", "break_even_months", 14),
        ("deepseek-640-own", "as-printed-own", "break_even_months", 24),
    ],
)  # fmt: skip
def test_months_of_a_finding(name: str, case: str, quantity: str, months: int) -> None:
    """Rounded to the month."""
    assert abs(number(name, case, quantity) - months) <= 0.55
    assert str(months) in ran(name).scenario.finding


def test_where_the_winner_changes() -> None:
    """At 100,000 requests a day the API is cheapest, at 300,000 the reservation, which then stays."""
    costs = {
        (way, demand): number("buy-rent-api-8xh200", case, "levelised_cost_per_mtok")
        for way in ("own", "rent-3y", "api")
        for demand, case in {
            100_000: f"at-{way} requests_offered_per_second=100000 requests/day", 300_000: way,
            1_000_000: f"at-{way} requests_offered_per_second=1000000 requests/day",
        }.items()
    }  # fmt: skip
    best = {d: min(("own", "rent-3y", "api"), key=lambda w: costs[w, d]) for d in (100_000, 300_000, 1_000_000)}
    assert best == {100_000: "api", 300_000: "rent-3y", 1_000_000: "rent-3y"}


@pytest.mark.parametrize("factor", [0.999, 1.001])
def test_at_the_break_even_rent_renting_costs_what_buying_does(factor: float) -> None:
    """A little below it renting the same server costs less over the horizon, a little above it more."""
    name, rent = "buy-rent-api-8xh200", number("buy-rent-api-8xh200", "own", "break_even_rent_per_gpu_hour")
    given = {n: g.value for n, g in ran(name).scenario.case("rent-3y").given.items()}
    cost = python.evaluate(WHOLE, given | {"rent_cost_per_gpu_hour": rent * factor}, ["cost_present_value"], 20)
    assert cost["cost_present_value"] == pytest.approx(number(name, "own", "cost_present_value") * factor, rel=1e-9)


def test_at_the_covered_rent_renting_saves_nothing_against_the_api() -> None:
    """The bill of the API pays for it to the cent."""
    name, rent = "buy-rent-api-8xh200", number("buy-rent-api-8xh200", "rent-3y-falls", "covered_rent_per_gpu_hour")
    given = {n: g.value for n, g in ran(name).scenario.case("rent-3y-falls").given.items()}
    npv = python.evaluate(WHOLE, given | {"rent_cost_per_gpu_hour": rent}, ["npv"], 20)["npv"]
    assert npv == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("case", ["own-least", "rent-3y-least"])
def test_the_least_demand_just_pays(case: str) -> None:
    """Solved for: a thousand dollars are saved over the horizon; a tenth more demand saves more, a tenth less costs."""
    name = "buy-rent-api-8xh200"
    assert number(name, case, "npv") == pytest.approx(1000, rel=1e-6)
    given = {n: g.value for n, g in ran(name).scenario.case(case.removesuffix("-least")).given.items()}
    demand = number(name, case, "requests_offered_per_second")
    less, more = (
        python.evaluate(WHOLE, given | {"requests_offered_per_second": demand * f}, ["npv"], 20)["npv"]
        for f in (0.9, 1.1)
    )
    assert less < -1000 < 1000 < more


def test_revenue_is_cost_at_the_break_even_requests() -> None:
    """The fleet held: at the demand that the closed form gives, a second earns what it costs."""
    name = "buy-rent-api-8xh200"
    given = {n: g.value for n, g in ran(name).scenario.case("rent-3y").given.items()}
    demand = number(name, "rent-3y", "break_even_requests_per_second")
    found = python.evaluate(
        WHOLE,
        given | {"requests_offered_per_second": demand},
        ["revenue_per_second", "cost_per_second", "refused_share"],
        20,
    )
    assert found["refused_share"] == 0
    assert found["revenue_per_second"] == pytest.approx(found["cost_per_second"], rel=1e-9)


def test_the_break_even_batch_is_a_closed_form_where_a_step_takes_its_time() -> None:
    """Where the batch does not lengthen a step, batch * cost / revenue: at that batch the rent is earned to the cent."""
    name = "deepseek-8xh200"
    given = {n: g.value for n, g in ran(name).scenario.case("tensor-8").given.items()}
    batch = number(name, "tensor-8", "break_even_batch")
    found = python.evaluate(WHOLE, given | {"batch": batch}, ["profit_per_second", "cost_per_second"])
    assert found["profit_per_second"] == pytest.approx(0, abs=1e-9 * found["cost_per_second"])


def test_the_break_even_batch_is_solved_for_where_a_step_grows() -> None:
    """With cache reads a step takes longer, so that more sequences must share it: at that batch nothing is left over."""
    name, case = "deepseek-8xh200", "break-even-batch"
    batch = number(name, case, "batch")
    assert number(name, case, "profit_per_second") == pytest.approx(1e-5, rel=1e-6)
    assert number(name, case, "tpot_seconds") > number(name, "tensor-8", "tpot_seconds")
    assert batch > number(name, "tensor-8", "break_even_batch")
    assert ran(name).cell(case, "batch").origin == "solved"


MONEY = (
    "buy-rent-api-8xh200", "h100-cluster-64", "deepseek-640-own", "gb200-rack", "owner-cost", "api-or-self-host", "cash-loan-lease",
    "two-currencies",
)  # fmt: skip


@pytest.mark.parametrize("name", MONEY)
def test_every_check_of_the_workbook_holds(name: str) -> None:
    """As delivered: purchases, tax and sales are in the cash that the checks add up."""
    checks = all_checks(Plan(ran(name)))
    wrong = [c for c in checks if c.severity == ERROR and c.status(RELATIVE_TOLERANCE) != OK]
    assert [(c.case, c.says, c.value, c.right) for c in wrong] == []


def test_falling_api_prices_are_told() -> None:
    """Bought, it never pays back where API prices fall 30 % a year."""
    assert ran("buy-rent-api-8xh200").value("own-api-falls", "payback_months") is None
    assert "if API prices fall 30 % a year it never does" in ran("buy-rent-api-8xh200").scenario.finding


def test_calling_the_api_saves_nothing_against_itself() -> None:
    """Its bill is its revenue, and a fiftieth more for calls that are repeated."""
    name = "buy-rent-api-8xh200"
    assert number(name, "api", "npv") == pytest.approx(
        -number(name, "api", "cost_present_value") * 0.02 / 1.02, rel=1e-9
    )


# -- identities, whatever the inputs --------------------------------------------------------------------------------
PERIODS = 24


@lru_cache
def base() -> dict[str, Any]:
    """An owned case by months, with everything that it is given."""
    scenario = load("h100-cluster-64", content=open_content()).scenario
    values = {n: g.value for n, g in scenario.case("own").given.items()}
    return {n: v[:PERIODS] if isinstance(v, tuple) else v for n, v in values.items()}


def changed(draw: Callable[[Any], Any]) -> dict[str, Any]:
    share = st.floats(0.0, 0.9)
    later = draw(st.lists(st.floats(0, 0.03), min_size=PERIODS, max_size=PERIODS))
    return base() | {
        "price_per_gpu": draw(st.floats(1e3, 1e5)), "life_years": draw(st.sampled_from([0.5, 1.0, 1.5, 2.0, 5.0])),
        "residual_share": draw(share), "vat_share": draw(share), "vat_recoverable_share": draw(share),
        "facility_price_per_kilowatt": draw(st.floats(0, 2e4)), "facility_life_years": draw(st.sampled_from([1.0, 15.0])),
        "discount_rate_per_year": draw(st.floats(0, 0.4)), "hardware_change_per_year": draw(st.floats(-0.4, 0.4)),
        "replaced_share": draw(share), "tranche_share": (0.0, *later[1:]), "tranches_later_share": sum(later[1:]),
        "setup_cost": draw(st.floats(0, 1e6)),
        "price_per_mtok_output": draw(st.floats(0, 20)), "paid_share_output": 1.0, "loan_share": draw(share),
        "loan_periods": float(draw(st.integers(2, PERIODS))), "loan_balloon_share": draw(share),
        "loan_grace_periods": float(draw(st.integers(0, 1))), "book_steep": draw(st.sampled_from([0.0, 1.0])),
        "book_digits": draw(st.sampled_from([0.0, 1.0])), "book_turns": draw(st.sampled_from([0.0, 1.0])),
        "residual_follows_table": draw(st.sampled_from([0.0, 1.0])), "receivable_days": draw(st.sampled_from([0.0, 30.0])),
        "price_change_per_year": draw(st.floats(-0.5, 0.5)), "inflation_per_year": draw(st.floats(0, 0.1)),
        "changes_are_real": draw(st.sampled_from([0.0, 1.0])), "cash_timing_share": draw(st.sampled_from([0.5, 1.0])),
    }  # fmt: skip


@st.composite
def owned(draw: Callable[[Any], Any]) -> dict[str, Any]:
    return changed(draw)


def made(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return python.evaluate(WHOLE, values, names, PERIODS)


def close(left: float, right: float, scale: float) -> bool:
    return abs(left - right) <= 1e-9 * max(abs(scale), 1.0)


@settings(max_examples=60, deadline=None)
@given(owned())
def test_billed_is_effective_over_the_term(values: dict[str, Any]) -> None:
    """What was paid, less what was sold, is what the periods were charged with."""
    found = made(values, "spent_over_horizon", "effective_cost_over_horizon", "opening_outlay")
    assert close(found["spent_over_horizon"], found["effective_cost_over_horizon"], found["opening_outlay"])


@settings(max_examples=60, deadline=None)
@given(owned())
def test_the_books_roll_forward(values: dict[str, Any]) -> None:
    """Value at the end = value before + bought - taken off - left; never below zero."""
    names = (
        "book_value_at_end",
        "capex_in_period",
        "depreciation_in_period",
        "facility_depreciation_in_period",
        "retired_book_value_in_period",
    )
    found = made(values, *names)
    before = 0.0
    for value, bought, machines, building, left in zip(*(found[n] for n in names), strict=True):
        assert close(before + bought - machines - building - left, value, sum(found["capex_in_period"]))
        assert value >= -1e-6 * sum(found["capex_in_period"])
        before = value


@settings(max_examples=60, deadline=None)
@given(owned())
def test_depreciation_over_a_life_is_cost_less_residual(values: dict[str, Any]) -> None:
    """By whichever method; where the declining rate does not reach the residual it is what is left."""
    life = int(values["life_years"] * 12)
    if life > PERIODS:
        return
    found = made(values, "book_value_share", "book_loss_share", "straight_value_share")
    assert close(sum(found["book_loss_share"][:life]), 1 - found["book_value_share"][life - 1], 1)
    reaches = values["book_steep"] == 0 or values["book_digits"] == 1 or values["book_turns"] == 1
    if reaches:
        assert close(found["book_value_share"][life - 1], values["residual_share"], 1)


@settings(max_examples=60, deadline=None)
@given(owned())
def test_sources_are_uses(values: dict[str, Any]) -> None:
    """Loan and equity pay for all that is paid at the start; the loan is repaid with its interest."""
    found = made(
        values, "opening_outlay", "loan_amount", "equity_opening", "principal_in_period", "loan_balance_at_end"
    )
    assert close(found["loan_amount"] + found["equity_opening"], found["opening_outlay"], found["opening_outlay"])
    assert close(
        sum(found["principal_in_period"]), found["loan_amount"] - found["loan_balance_at_end"][-1], found["loan_amount"]
    )
    assert close(found["loan_balance_at_end"][-1], 0, found["loan_amount"])


@settings(max_examples=60, deadline=None)
@given(owned())
def test_at_the_rate_of_return_nothing_is_left(values: dict[str, Any]) -> None:
    """Discounted at its own rate of return a case is worth nothing; and that rate is the only one."""
    plain = values | {"cash_timing_share": 1.0, "discount_rate_is_real": 0.0, "receivable_days": 0.0}
    found = made(plain, "irr", "opening_outlay", "net_cash_in_period")
    if found["irr"] is None or not -0.9 < found["irr"] < 20:
        return
    npv = made(plain | {"discount_rate_per_year": found["irr"]}, "npv")["npv"]
    assert abs(npv) <= 1e-6 * found["opening_outlay"]
    whole = [-found["opening_outlay"], *found["net_cash_in_period"]]
    assert rates(whole, 1 / 12) == [pytest.approx(found["irr"], rel=1e-6, abs=1e-9)]


@settings(max_examples=60, deadline=None)
@given(owned())
def test_the_levelised_price_earns_nothing(values: dict[str, Any]) -> None:
    """Sold at its levelised cost, a case is worth nothing: costs and tokens are discounted alike."""
    flat = {"price_change_per_year": 0.0, "changes_are_real": 0.0, "receivable_days": 0.0, "paid_share_input": 0.0}
    found = made(values | flat, "levelised_cost_per_mtok", "cost_present_value")
    price = found["levelised_cost_per_mtok"]
    npv = made(values | flat | {"price_per_mtok_output": price}, "npv")["npv"]
    assert abs(npv) <= 1e-9 * found["cost_present_value"] + 1e-6


@settings(max_examples=40, deadline=None)
@given(owned(), st.floats(0.05, 0.5))
def test_losses_carried_forward_are_used_once(values: dict[str, Any], tax: float) -> None:
    """Tax is never negative, and falls on what is left of income when losses are made good."""
    found = made(
        values | {"tax_share": tax, "losses_carried": 1.0, "tax_share_at_age": (1 / PERIODS,) * PERIODS},
        "tax_in_period",
        "taxable_to_date",
    )
    income = found["taxable_to_date"]
    assert min(found["tax_in_period"]) >= -1e-6
    assert close(sum(found["tax_in_period"]), tax * max(0.0, *income), max(map(abs, income)))


def test_a_year_is_its_quarters(model: Callable[..., Model]) -> None:
    """Cash of four quarters is that of twelve months, and of one year."""
    totals = [
        sum(
            model("deepseek-8xh200", f"months_per_period={months}")
            .run(["revenue_in_period"])
            .value("as-printed", "revenue_in_period")[: 12 // months]
        )  # type: ignore[index]
        for months in (1, 3, 12)
    ]
    assert totals[1:] == [pytest.approx(totals[0], rel=1e-12)] * 2
