"""Periods have real days: labels, leap years, fiscal years, conventions, and values that change by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.clock import Clock
from tco.content import open_content
from tco.engine import Model, load
from tco.errors import InputError
from tco.publish import publish

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)).filter(lambda day: day.day <= 28)


def test_a_leap_year_has_its_day() -> None:
    """February of 2024 has 29 days, of 2025 28; the quarter around it 91 and 90."""
    months = Clock(dt.date(2024, 1, 1)).rows(1, 14)["days_in_period"]
    assert months[:3] == (31.0, 29.0, 31.0)
    assert months[12:] == (31.0, 28.0)
    assert Clock(dt.date(2024, 1, 1)).rows(3, 5)["days_in_period"] == (91.0, 91.0, 92.0, 92.0, 90.0)


@given(DAYS, st.sampled_from([1, 3, 6, 12]), st.integers(1, 60))
def test_periods_cover_every_day_once(start: dt.date, months: int, periods: int) -> None:
    """The days of all periods are the days from the first to the last."""
    clock = Clock(start)
    starts = clock.starts(months, periods)
    assert sum(clock.rows(months, periods)["days_in_period"]) == (starts[-1] - start).days
    assert {day.day for day in starts} == {start.day}


@given(DAYS, st.integers(1, 12), st.sampled_from([1, 3]))
def test_a_fiscal_year_is_twelve_months(start: dt.date, first: int, months: int) -> None:
    """Every fiscal year but the first and last has all its periods, and years follow each other."""
    years = Clock(start, first).rows(months, 60)["fiscal_year"]
    counts = [years.count(year) for year in sorted(set(years))]
    assert set(counts[1:-1]) <= {12 / months}
    assert list(years) == sorted(years)


@pytest.mark.parametrize(
    ("first", "months", "labels"),
    [
        (1, 1, ["2026-01", "2026-02"]),
        (1, 3, ["2026-Q1", "2026-Q2"]),
        (7, 3, ["FY26Q3", "FY26Q4"]),
        (1, 12, ["2026", "2027"]),
        (2, 3, ["2026-01", "2026-04"]),
    ],
)
def test_periods_are_called_as_finance_calls_them(first: int, months: int, labels: list[str]) -> None:
    """By month, by quarter, by fiscal quarter; by month again where a period is no quarter of the fiscal year."""
    assert Clock(dt.date(2026, 1, 1), first).labels(months, 2) == labels


HEAD = """title = "t"
currency = "USD"
as_of = 2026-01-15
start = 2026-01-01
periods = 4
[inputs]
discount_rate_per_year = 0.10
[pins]
revenue_per_month = "100 USD/month"
cost_per_month = "40 USD/month"
"""


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Model]:
    """The scenario above with further lines, those by date under pins; a period is a quarter unless a line says else."""

    def ready(*lines: str) -> Model:
        pins = [line for line in lines if "by_date" in line]
        inputs = [line for line in lines if line not in pins]
        if not any("months_per_period" in line for line in lines):
            inputs.append("months_per_period = 3")
        text = HEAD.replace("[pins]", "\n".join([*inputs, "[pins]", *pins]))
        path = tmp_path / "s.toml"
        path.write_text(text + "\n[cases.a.inputs]\nutilisation_share = 1\n")
        return load(str(path), content=open_content())

    return ready


def test_four_quarters_are_worth_what_their_dates_say(run: Callable[..., Model]) -> None:
    """A quarter of 180 at 10 % a year: at its end, or in the middle, which is worth (1.1)^(1/8) more."""
    end = run().run(["npv"]).value("a", "npv")
    assert end == pytest.approx(sum(180 / 1.1 ** (t / 4) for t in (1, 2, 3, 4)), rel=1e-12)
    middle = run("cash_timing_share = 0.5").run(["npv"]).value("a", "npv")
    assert middle == pytest.approx(end * 1.1**0.125, rel=1e-12)


def test_calendar_years_count_days(run: Callable[..., Model]) -> None:
    """90 of 365 days to the end of the first quarter of 2026, not a fourth of a year."""
    results = run("calendar_years = 1").run(["discount_factor", "hours_in_period"])
    row = results.value("a", "discount_factor")
    assert isinstance(row, tuple)
    assert row[0] == pytest.approx(1.1 ** -(90 / 365), rel=1e-12)
    assert results.value("a", "hours_in_period") == (2160.0,) * 4


def test_hours_follow_the_convention_that_is_stated(run: Callable[..., Model]) -> None:
    """720 hours a month three times; 90, 91, 92, 92 days of 24 hours; or 730."""
    assert run("calendar_hours = 1").run(["hours_in_period"]).value("a", "hours_in_period") == (
        90 * 24.0, 91 * 24.0, 92 * 24.0, 92 * 24.0,
    )  # fmt: skip
    hours = run('days_per_month = { value = 30.416666666666668, source = "730 hours" }').run(["hours_in_period"])
    assert hours.value("a", "hours_in_period") == pytest.approx((2190.0,) * 4)


def test_real_and_nominal_are_not_mixed(run: Callable[..., Model]) -> None:
    """A real rate on nominal cash is brought to nominal: 1.1 * 1.03; where changes are real too, inflation cancels."""
    lines = ("inflation_per_year = 0.03", "discount_rate_is_real = 1")
    npv = run(*lines).run(["npv"]).value("a", "npv")
    assert npv == pytest.approx(sum(180 / (1.1 * 1.03) ** (t / 4) for t in (1, 2, 3, 4)), rel=1e-12)
    both = run(*lines, "changes_are_real = 1").run(["npv"]).value("a", "npv")
    assert both == pytest.approx(run().run(["npv"]).value("a", "npv"), rel=1e-12)


def test_a_value_may_change_by_date(run: Callable[..., Model]) -> None:
    """Pinned from a day on: each value counts from its day, in the money of its own day."""
    line = 'cost_in_period = { by_date = { "2026-Q1" = "120 USD", "2026-Q3" = "90 USD" }, source = "contract" }'
    results = run(line).run(["cost_in_period", "cost_over_horizon"])
    assert results.value("a", "cost_in_period") == (120.0, 120.0, 90.0, 90.0)
    assert results.value("a", "cost_over_horizon") == 420.0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('cost_in_period = { by_date = { "2026-Q2" = 120 } }', "cost_in_period: no value at the start"),
        ('npv = { by_date = { "2026-Q1" = 120 } }', "npv has one value a case"),
        ('cost_in_period = { by_date = { "soon" = 120 } }', "not a date or a period"),
        ("cost_in_period = { by_date = 3 }", "not values by date"),
        ("fiscal_year = 2026", "fiscal_year is counted, not given"),
        ("months_per_period = 1.5", "not a whole number of months"),
    ],
)
def test_a_fault_of_time_is_told(run: Callable[..., Model], line: str, said: str) -> None:
    """What is wrong with a date, a schedule or the clock."""
    with pytest.raises(InputError) as wrong:
        run(line)
    assert said in str(wrong.value)


def test_actuals_of_closed_months_stand_beside_the_forecast(tmp_path: Path) -> None:
    """Three months as invoiced, then the plan, in one row of one timeline: the months are told apart by a flag of their own."""
    path = tmp_path / "year.toml"
    path.write_text(
        'base = "deepseek-8xh200"\nstart = 2026-01-01\nactuals_to = 2026-03-31\nperiods = 5\n'
        "[inputs]\nmonths_per_period = 1\n[cases.as-printed.pins.billed_cost_in_period]\n"
        'by_date = { "2026-01" = "118000 CNY", "2026-02" = "121000 CNY", "2026-03" = "119500 CNY", "2026-04" = "120000 CNY" }\n'
        'source = "invoices 1 to 3, then the plan"\ndate = 2026-04-02\n',
        encoding="utf-8",
    )
    results = load(str(path)).run(["cash_in_period", "is_actual", "billed_cost_in_period"])
    assert results.value("as-printed", "is_actual") == (1, 1, 1, 0, 0)
    billed = (118_000, 121_000, 119_500, 120_000, 120_000)
    assert results.value("as-printed", "billed_cost_in_period") == billed
    revenue, cash = (results.value("as-printed", n) for n in ("revenue_in_period", "cash_in_period"))
    assert isinstance(revenue, tuple)
    assert isinstance(cash, tuple)
    assert cash == pytest.approx([r - b for r, b in zip(revenue, billed, strict=True)])
    book = openpyxl.load_workbook(publish(load(str(path)), tmp_path, ("xlsx",)).paths[0], data_only=True)
    for title in ("Timing", "Periods"):
        shown = [c.value for c in book[title][4] if c.value in ("actual", "forecast")]
        assert shown == ["actual"] * 3 + ["forecast"] * 2
