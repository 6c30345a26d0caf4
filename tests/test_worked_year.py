"""The worked year is what its page says: rebuilt by its own commands, explained to the last cent, run again to the same hash."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import openpyxl
import pytest
import worked_year
from recalculate import IronCalc, differences, formulas, read
from worked_year import COST, NAME, PAGE, QUARTERS

from tco.content import open_content
from tco.engine import load
from tco.ledger.again import again
from tco.ledger.book import faults, find_close
from tco.ledger.close import Close
from tco.lint import lint
from tco.pricebook import PriceBook

SHEETS = ("QoQ", "Change_log", "Changed_inputs", "Plan_and_actual")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year, built by the commands of its page."""
    return worked_year.build(tmp_path_factory.mktemp("year"))


@pytest.fixture(scope="module")
def closes(ledger: Path) -> list[Close]:
    return [find_close(ledger, NAME, quarter) for quarter in QUARTERS]


def test_the_page_shows_what_the_commands_give(ledger: Path) -> None:
    """Costs and causes; `make worked-year` refreshes them."""
    assert worked_year.page(worked_year.tables(ledger)) == PAGE.read_text(encoding="utf-8"), "make worked-year"


def test_every_quarter_runs_again_to_the_same_hash(ledger: Path, closes: list[Close]) -> None:
    """From its frozen inputs alone, and nothing in the ledger was touched."""
    book = PriceBook(open_content())
    assert faults(ledger) == []
    for close in closes:
        found = again(close, book)
        assert found.same, found.differences
        assert found.results.input_hash == close.input_hash


def test_causes_have_dated_sources(closes: list[Close]) -> None:
    """What changed is either a row of the price book or a dated value with a source, or is called an assumption."""
    for before, after in itertools.pairwise(closes):
        old = {c.name: c.given for c in before.scenario.cases}
        for case in after.scenario.cases:
            for name, given in case.given.items():
                was = old[case.name].get(name)
                if was and was.value != given.value and name in after.values[case.name]:
                    assert (
                        given.origin in ("assumption", "shipped price")
                        or (given.source and given.date)
                        or given.fx_from
                    ), name


def test_prices_are_those_of_their_day(closes: list[Close]) -> None:
    """The API halved its price between the first and the second quarter; reserved rents rose in the third."""
    book = PriceBook(open_content())
    output = [c.scenario.case("api").given["price_per_mtok_output"] for c in closes]
    assert [g.listed for g in output] == ["0.42 USD/Mtok", "0.42 USD/Mtok", "0.28 USD/Mtok", "0.28 USD/Mtok"]
    reserved = [c.scenario.case("rent-3y").given["rent_cost_per_gpu_hour"] for c in closes]
    assert [g.listed.split()[0] for g in reserved] == ["2.4125", "2.45", "2.45", "3.095"]
    rate = float(book.fx("USD", "EUR", "2026-07-01").value)
    assert reserved[-1].value == pytest.approx(3.095 * rate)


@pytest.mark.parametrize("quarter", QUARTERS[1:])
def test_each_workbook_holds_and_passes(quarter: str, ledger: Path) -> None:
    """Another engine agrees in every formula cell of the bridge; the sheets of the quarter pass the reviewer's checklist."""
    path = ledger.parent / f"{NAME}-{quarter}.xlsx"
    cells = [cell for cell in formulas(path) if cell[0] == "QoQ"]
    carried = read(path)
    assert len(cells) > 100
    assert differences({cell: carried.get(cell) for cell in cells}, IronCalc(path).values(cells)) == {}
    wrong = [f for v in lint(path) if v.status == "fail" for f in v.findings]
    assert [f for f in wrong if f.cell.partition("!")[0] in SHEETS] == []
    assert {v.point.number: v.status for v in lint(path) if v.point.number in range(44, 48)} == dict.fromkeys(
        range(44, 48), "pass"
    )


def test_plan_met_actual(ledger: Path) -> None:
    """The second quarter's bill against the plan closed before it: price and volume are told apart."""
    sheet = openpyxl.load_workbook(ledger.parent / f"{NAME}-2026Q2.xlsx", data_only=True)["Plan_and_actual"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    total = next(row for row in rows if row[0] == "total")
    assert total[4] == pytest.approx(sum(total[5:9]))
    assert total[5] < 0 < total[6]


def test_closed_months_are_as_invoiced_and_the_rest_by_formula(ledger: Path) -> None:
    """The three months of the second quarter hold its bill, six more cost what the price and the load that were seen make."""
    path = ledger.parent / "forecast-2026.toml"
    results = load(str(path), content=open_content([PAGE.parent / "2026Q1"])).run([worked_year.BILL, COST])
    bill, month = (results.value("api", name) for name in (worked_year.BILL, COST))
    with (ledger.parent / "api-2026Q2.csv").open(encoding="utf-8", newline="") as file:
        billed = sum(float(row["BilledCost"]) for row in csv.DictReader(file))
    assert isinstance(bill, tuple)
    assert sum(bill[:3]) == pytest.approx(billed)
    assert bill[3:] == pytest.approx((month,) * 6)
    workbook = path.with_suffix(".xlsx")
    cells, carried = formulas(workbook), read(workbook)
    assert differences({cell: carried.get(cell) for cell in cells}, IronCalc(workbook).values(cells)) == {}
    assert [f.cell for v in lint(workbook) if v.status == "fail" for f in v.findings] == []
