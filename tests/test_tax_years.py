"""What taxes take off by the tax year: the tables of the IRS, and which convention a year's purchases fall under."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tco.ages import MID_QUARTER, TAX_YEAR, age_table, tax_tables
from tco.clock import Clock
from tco.content import open_content
from tco.emit import python
from tco.engine import load
from tco.errors import InputError
from tco.pricebook import PriceBook
from tco.sheet import sheet

WHOLE = sheet()


def declining(life: int, part: float) -> list[float]:
    """200 % declining balance with a turn to the straight line, of which the first year holds `part`: in per cent."""
    left, years, passed = 100.0, [], 0.0
    while left > 1e-9:
        span = part if not years else min(1.0, life - passed)
        years.append(min(left, max(left * 2 / life * span, left * span / (life - passed))))
        left, passed = left - years[-1], passed + span
    return years


@pytest.mark.parametrize("life", [3, 5, 7])
@pytest.mark.parametrize(
    ("twin", "part"), [("", 1 / 2), ("-q1", 7 / 8), ("-q2", 5 / 8), ("-q3", 3 / 8), ("-q4", 1 / 8)]
)
def test_the_tables_are_what_the_law_says_they_are(book: PriceBook, life: int, twin: str, part: float) -> None:
    """26 U.S.C. 168(b), (d): within the rounding of IRS Publication 946, Appendix A, to a hundredth of a per cent.

    A table rounds what is left of a year before; the last cells of one may be two hundredths off.
    """
    table, _ = age_table(book, (TAX_YEAR, MID_QUARTER), f"macrs-{life}{twin}")
    shares = [share for _, share in table.points]
    assert [100 * s for s in shares] == pytest.approx(declining(life, part), abs=0.0201)
    assert math.fsum(shares) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "percent"),
    [
        ("macrs-3", [33.33, 44.45, 14.81, 7.41]),
        ("macrs-5", [20, 32, 19.2, 11.52, 11.52, 5.76]),
        ("macrs-7", [14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46]),
        ("macrs-3-q1", [58.33, 27.78, 12.35, 1.54]),
        ("macrs-3-q2", [41.67, 38.89, 14.14, 5.3]),
        ("macrs-3-q3", [25, 50, 16.67, 8.33]),
        ("macrs-3-q4", [8.33, 61.11, 20.37, 10.19]),
        ("macrs-7-q1", [25, 21.43, 15.31, 10.93, 8.75, 8.74, 8.75, 1.09]),
        ("macrs-7-q2", [17.85, 23.47, 16.76, 11.97, 8.87, 8.87, 8.87, 3.34]),
        ("macrs-7-q3", [10.71, 25.51, 18.22, 13.02, 9.3, 8.85, 8.86, 5.53]),
        ("macrs-7-q4", [3.57, 27.55, 19.68, 14.06, 10.04, 8.73, 8.73, 7.64]),
        ("macrs-5-q2", [25, 30, 18, 11.37, 11.37, 4.26]),
        ("macrs-5-q1", [35, 26, 15.6, 11.01, 11.01, 1.38]),
        ("macrs-5-q3", [15, 34, 20.4, 12.24, 11.3, 7.06]),
        ("macrs-5-q4", [5, 38, 22.8, 13.68, 10.94, 9.58]),
    ],
)
def test_the_tables_are_printed_so(book: PriceBook, name: str, percent: list[float]) -> None:
    """IRS Publication 946, Appendix A; the year of purchase at its end, each later year evenly over its months."""
    table, _ = age_table(book, (TAX_YEAR, MID_QUARTER), name)
    assert [100 * share for _, share in table.points] == pytest.approx(percent, rel=1e-9)
    months = table.row(1, 12 * len(percent))
    assert 100 * months[0] == pytest.approx(percent[0])
    assert [100 * math.fsum(months[12 * y - 11 : 12 * y + 1]) for y in range(1, len(percent))] == pytest.approx(
        percent[1:]
    )


def taken(
    purchases: dict[int, float], periods: int, months: int = 3, table: str = "macrs-5", **more: Any
) -> dict[str, Any]:
    """What is taken off of purchases by the period they begin (from 1), with the years of the calendar from January on."""
    clock = Clock(dt.date(2027, more.pop("begins", 1), 1), more.pop("year_begins", 1)).rows(months, periods)
    rows = {q: t.row(months, periods) for q, (t, _) in tax_tables(BOOK, table).items()}
    bought = tuple(purchases.get(t, 0.0) for t in range(1, periods + 1))
    values: dict[str, Any] = {
        **rows, "capex_machines_in_period": bought, "period_index": clock["period_index"], "year_ends": clock["year_ends"],
        "months_per_period": float(months), "tax_counts_years": 1.0, "tax_bonus_share": 0.0, "mid_quarter_limit_share": 0.4,
    } | more  # fmt: skip
    wanted = ["tax_depreciation_in_period", "mid_quarter", "late_purchase_share"]
    return python.evaluate(WHOLE, values, wanted, periods)


BOOK = PriceBook(open_content())


def by_year(found: dict[str, Any], size: int = 4) -> list[float]:
    row = found["tax_depreciation_in_period"]
    return [math.fsum(row[t : t + size]) for t in range(0, len(row), size)]


def test_the_example_of_the_irs() -> None:
    """Publication 946, chapter 4: a machine of 4,000 in January, furniture of 1,000 in September, a computer of 5,000 in October.

    5,000 of 10,000 come in the last quarter, more than 40 %: mid-quarter tables. Machine and furniture are 7-year property:
    25 % and 10.71 % in the first year, 21.43 % and 25.51 % in the second; the computer is 5-year property: 5 %, then 38 %.
    """
    whole = taken({1: 4000.0, 3: 1000.0, 4: 5000.0}, 8)
    assert (whole["late_purchase_share"][3], whole["mid_quarter"][3]) == (0.5, 1)
    forced = {"mid_quarter": (1.0,) * 8}
    seven = by_year(taken({1: 4000.0, 3: 1000.0}, 8, table="macrs-7", **forced))
    five = by_year(taken({4: 5000.0}, 8, table="macrs-5", **forced))
    assert (seven[0], five[0]) == pytest.approx((1000 + 107.1, 250))
    assert (seven[1], five[1]) == pytest.approx((857.2 + 255.1, 1900))


@pytest.mark.parametrize(("late", "mid"), [(4000.0, 0.0), (4000.01, 1.0)])
def test_more_than_forty_per_cent_not_forty(late: float, mid: float) -> None:
    """Exactly 40 % in the last quarter leaves the half-year convention: 20 % of all; above it 35 % and 5 %."""
    found = taken({1: 6000.0, 4: late}, 4)
    assert found["mid_quarter"][3] == mid
    first = 0.35 * 6000 + 0.05 * late if mid else 0.2 * (6000 + late)
    assert by_year(found)[0] == pytest.approx(first)


def test_each_tax_year_is_judged_by_itself() -> None:
    """2027 buys in January: half-year, 20, 32, 19.2 %. 2028 buys in July and October, 60 % late: 15 and 34 %, 5 and 38 %."""
    found = taken({1: 1000.0, 7: 400.0, 8: 600.0}, 12)
    assert [found["mid_quarter"][t] for t in (3, 7, 11)] == [0, 1, 0]
    assert by_year(found) == pytest.approx([
        0.20 * 1000, 0.32 * 1000 + 0.15 * 400 + 0.05 * 600, 0.192 * 1000 + 0.34 * 400 + 0.38 * 600,
    ])  # fmt: skip


def test_a_later_year_is_taken_off_evenly() -> None:
    """The year of purchase with its last quarter, a quarter of 32 % in each of the next."""
    found = taken({2: 1000.0}, 8)["tax_depreciation_in_period"]
    assert found == pytest.approx([0, 0, 0, 200, 80, 80, 80, 80])


@pytest.mark.parametrize("months", [1, 3, 6, 12])
def test_the_length_of_a_period_changes_no_year(months: int) -> None:
    """January buys 1,000; by months, quarters, half-years or years the tax years are the same."""
    size = 12 // months
    assert by_year(taken({1: 1000.0}, 6 * size, months), size) == pytest.approx([200, 320, 192, 115.2, 115.2, 57.6])


def test_the_tax_year_need_not_be_the_calendar_year() -> None:
    """A fiscal year from July to June: January to March is its third quarter, April to June its last."""
    found = taken({1: 500.0, 2: 500.0}, 6, year_begins=7)
    assert found["mid_quarter"] == [0, 1, 0, 0, 0, 0]
    row = found["tax_depreciation_in_period"]
    assert row[1] == pytest.approx(0.15 * 500 + 0.05 * 500)
    assert math.fsum(row[2:6]) == pytest.approx(0.34 * 500 + 0.38 * 500)


def test_a_bonus_comes_at_once_and_changes_no_convention() -> None:
    """60 % with the purchase; 40 % by the table. What the test compares is not reduced by it."""
    found = taken({1: 1000.0, 4: 1000.0}, 4, tax_bonus_share=0.6)
    assert found["late_purchase_share"][3] == 0.5
    assert found["tax_depreciation_in_period"] == pytest.approx([600, 0, 0, 600 + 0.4 * (350 + 50)])


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(1, 12), st.floats(1, 1e6)), st.floats(0, 1), st.integers(1, 12))
def test_all_that_is_bought_is_taken_off_once(bought: dict[int, float], bonus: float, year_begins: int) -> None:
    """Over enough years, whatever is bought when, whichever convention its year falls under."""
    found = taken(bought, 48, tax_bonus_share=bonus, year_begins=year_begins)
    assert math.fsum(found["tax_depreciation_in_period"]) == pytest.approx(sum(bought.values()), abs=1e-6)


HEAD = 'base = "h100-cluster-64"\n[choices]\ntax_table = "{}"\n[inputs]\ntax_share = 0.21\n'


def scenario(tmp_path: Path, table: str) -> Any:
    path = tmp_path / "s.toml"
    path.write_text(HEAD.format(table), encoding="utf-8")
    return load(str(path), content=open_content()).run(["tax_depreciation_in_period", "capex", "tax_counts_years"])


def test_a_choice_says_how_a_table_counts(tmp_path: Path) -> None:
    """macrs-5 by the tax year; three years of the straight line by age."""
    found = scenario(tmp_path, "macrs-5")
    assert found.value("own", "tax_counts_years") == 1
    per_month = scenario(tmp_path, "china-3")
    assert per_month.value("own", "tax_counts_years") == 0
    row = per_month.value("own", "tax_depreciation_in_period")
    assert row[0] == pytest.approx(float(per_month.value("own", "capex")) / 36)


def test_a_twin_is_no_choice(tmp_path: Path) -> None:
    """The rule chooses the quarter, not the reader."""
    with pytest.raises(InputError, match="macrs-5"):
        scenario(tmp_path, "macrs-5-q4")
