"""A report in two currencies: each price at the rate of its own date, and everything computed twice."""

from __future__ import annotations

import pytest

from tco.content import open_content
from tco.engine import load, run
from tco.pricebook import PriceBook
from tco.report import make_report
from tco.restate import also, restated

NAME = "two-currencies"


def test_each_price_is_converted_at_the_rate_of_its_own_date(book: PriceBook) -> None:
    """Yuan of July 2025 stay yuan; dollars of November 2026 become yuan at the rate known then."""
    model = load(NAME)
    yuan = run(restated(model.scenario, "CNY", book), model.sheet)
    assert yuan.value("full", "rent_per_server_month") == pytest.approx(120000, rel=1e-12)
    assert yuan.value("full", "price_per_mtok_output") == pytest.approx(
        0.38 * float(book.fx("USD", "CNY", "2026-11-01").value), rel=1e-12
    )
    dollars = model.run()
    assert dollars.value("full", "rent_per_server_month") == pytest.approx(
        120000 / float(book.fx("USD", "CNY", "2025-07-15").value), rel=1e-12
    )


def test_there_and_back_is_where_it_began(book: PriceBook) -> None:
    """Restated in yuan and in dollars again, every value is what it was."""
    scenario = load(NAME).scenario
    back = restated(restated(scenario, "CNY", book), "USD", book)
    for case, again in zip(scenario.cases, back.cases, strict=True):
        for name, given in case.given.items():
            same = given.value if isinstance(given.value, (str, tuple)) else pytest.approx(given.value)
            assert again.given[name].value == same
            assert again.given[name].unit == given.unit


def test_one_month_has_one_rate() -> None:
    """Amounts that rest on prices of one month alone differ by that month's rate; profit rests on two."""
    model = load(NAME)
    rates = {(r["case"], r["quantity"]): r["rate"] for r in also(model.run(), model.book).iter_rows(named=True)}
    july, october = (float(model.book.fx("USD", "CNY", day).value) for day in ("2025-07-15", "2026-11-01"))
    assert rates["full", "cost_per_month"] == pytest.approx(july)
    assert rates["full", "revenue_per_month"] == pytest.approx(october)
    assert rates["full", "profit_per_month"] != pytest.approx(july)
    assert rates["full", "margin_on_revenue"] is None


def test_the_finding_on_two_currencies_counts_right() -> None:
    """22.5 % in dollars, 16.9 % in yuan, at 7.17 and 6.68."""
    model = load(NAME)
    results = model.run()
    yuan = {(r["case"], r["quantity"]): r["value"] for r in also(results, model.book).iter_rows(named=True)}
    assert results.value("full", "margin_on_revenue") == pytest.approx(0.225, abs=5e-4)
    assert yuan["full", "margin_on_revenue"] == pytest.approx(0.169, abs=5e-4)
    july, october = (float(model.book.fx("USD", "CNY", day).value) for day in ("2025-07-15", "2026-11-01"))
    assert (round(july, 2), round(october, 3)) == (7.17, 6.685)


def test_a_scenario_of_one_currency_has_no_second() -> None:
    """Nothing is computed that nobody asked for."""
    model = load("deepseek-8xh200")
    assert also(model.run(), model.book).is_empty()


def test_the_report_shows_both() -> None:
    """A row an amount, with both currencies in sight."""
    results = load(NAME).run()
    report = make_report(results, open_content(), results.scenario.report)
    assert [t.name for t in report.tables] == ["in_both", "converted", "shares"]
    units = {row[4] for row in report.tables[0].rows} | {row[6] for row in report.tables[0].rows}
    assert {"USD/month", "CNY/month"} <= units
