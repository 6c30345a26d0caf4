"""Years: the periods of each fiscal year, summed or at their end, by formula; and a check that finds a figure typed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from recalculate import IronCalc, differ, formulas, read

from tco.engine import load
from tco.publish import Published
from tco.sheet import sheet
from tco.workbook import build
from tco.workbook.places import letter
from tco.workbook.plan import COUNTS, FLOWS, HEADING, STANDS, Plan
from tco.workbook.years import FIRST_YEAR, agrees_column, year_lines, years

Shipped = Callable[[str], Published]
OWNED = "deepseek-640-own"  # a horizon in months, machines bought
HELPERS = {  # money of a period that neither flows nor stands at its end: steps of a calculation
    "placed_first_quarter", "placed_second_quarter", "placed_third_quarter", "placed_fourth_quarter",
    "placed_by_half_year", "placed_by_first_quarter", "placed_by_second_quarter", "placed_by_third_quarter",
    "placed_by_fourth_quarter", "placed_in_tax_year", "loan_balance_before_balloon", "cash_a_period_ago", "value_a_period_ago",
    "turning_cash", "turning_value",
}  # fmt: skip


def test_each_year_is_what_its_periods_come_to(shipped: Shipped) -> None:
    """Flows add up; a balance is that of the last period of the year. Told by hand from the engine's periods."""
    results, shown = shipped(OWNED).results, read(shipped(OWNED).paths[0])
    plan = Plan(results)
    rows = [line for line in year_lines(plan) if line.kind != HEADING]
    assert {"revenue_in_period", "cash_to_date", "book_value_at_end", "capex_in_period"} <= {line.name for line in rows}
    for line in rows:
        case = plan.cases[line.case].name
        value, of_period = results.value(case, line.name), plan.cases[line.case].given["fiscal_year"].value
        assert isinstance(value, tuple)
        assert isinstance(of_period, tuple)
        for place, year in enumerate(sorted(set(of_period))):
            own = [v for v, y in zip(value, of_period, strict=True) if y == year]
            expected = sum(own) if line.name.endswith("_in_period") else own[-1]
            found = shown["Years", f"{letter(FIRST_YEAR + place)}{line.row}"]
            assert not differ(expected, found), (case, line.name, year)


def test_every_figure_of_a_year_is_a_formula_under_its_year(shipped: Shipped) -> None:
    """No number is typed, and the headings follow the clock: 2027, 2028, ... with the periods that each has."""
    plan, path = Plan(shipped(OWNED).results), shipped(OWNED).paths[0]
    page, live, shown = openpyxl.load_workbook(path)["Years"], formulas(path), read(path)
    count = len(years(plan))
    assert count > 1
    for line in year_lines(plan):
        cells = [("Years", f"{letter(FIRST_YEAR + n)}{line.row}") for n in range(count if line.kind != HEADING else 0)]
        assert all(live[cell].startswith(("=SUMIFS(Periods!", "=INDEX(Periods!")) for cell in cells)
    heads = [shown["Years", f"{letter(FIRST_YEAR + n)}6"] for n in range(count)]
    assert heads == years(plan)
    counted = sum(shown["Years", f"{letter(FIRST_YEAR + n)}5"] for n in range(count))
    assert counted == shipped(OWNED).results.scenario.periods
    assert page["D6"].value == "total"


def test_rates_are_left_out_and_no_money_is_forgotten() -> None:
    """What has a row is told by its name; whatever else is money of a period is a step of a calculation, named here."""
    textbook = sheet()
    named = {n for n, f in textbook.formulas.items() if textbook.level[n] == "period" and f.unit == "money"}
    assert {n for n in named if not n.endswith((*FLOWS, *STANDS))} == HELPERS


@pytest.mark.parametrize("column", ["first year", "total"])
def test_a_year_typed_over_turns_the_master_check(column: str, shipped: Shipped) -> None:
    """One figure of Years replaced by a number: the row no longer agrees with its periods."""
    plan, path = Plan(shipped(OWNED).results), shipped(OWNED).paths[0]
    line = next(line for line in year_lines(plan) if line.name == "revenue_in_period")
    cell = f"{letter(FIRST_YEAR) if column == 'first year' else 'D'}{line.row}"
    engine, agrees = IronCalc(path), ("Years", f"{letter(agrees_column(plan))}{line.row}")
    assert engine.values([agrees, ("Cover", "B3")]) == {agrees: 0.0, ("Cover", "B3"): "OK"}
    engine.put(("Years", cell), 1.0)
    found = engine.values([agrees, ("Cover", "B3")])
    assert found[agrees] != 0
    assert found["Cover", "B3"] == "CHECK"


def test_a_fiscal_year_that_begins_in_july_holds_its_own_periods(tmp_path: Path) -> None:
    """Twelve months from January: six belong to the year that ends in June, six to the next one."""
    path = tmp_path / "july.toml"
    path.write_text(
        'base = "deepseek-640-own"\nperiods = 12\nstart = 2026-01-01\nfiscal_year_start = 7\n', encoding="utf-8"
    )
    results = load(str(path)).run()
    plan = Plan(results)
    assert years(plan) == [2026, 2027]
    made = tmp_path / "july.xlsx"
    made.write_bytes(build(results))
    shown = read(made)
    line = next(line for line in year_lines(plan) if line.name == "revenue_in_period")
    value = results.value(plan.cases[line.case].name, "revenue_in_period")
    assert isinstance(value, tuple)
    assert shown["Years", f"G{line.row}"] == pytest.approx(sum(value[:6]), rel=1e-12)
    assert shown["Years", f"H{line.row}"] == pytest.approx(sum(value[6:]), rel=1e-12)
    assert (shown["Years", "G5"], shown["Years", "H5"]) == (6, 6)


def test_where_each_period_is_a_year_there_is_no_second_sheet(tmp_path: Path) -> None:
    """Periods of twelve months that begin with the fiscal year are years already."""
    path = tmp_path / "years.toml"
    text = 'base = "deepseek-640-own"\nperiods = 3\nstart = 2026-01-01\n[inputs]\nmonths_per_period = 12\n'
    path.write_text(text, encoding="utf-8")
    plan = Plan(load(str(path)).run())
    assert (plan.labels, years(plan), year_lines(plan)) == (["2026", "2027", "2028"], [], ())
    assert any((COUNTS, "revenue_in_period", case) in plan.period_rows for case in range(len(plan.cases)))
