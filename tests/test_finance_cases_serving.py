"""Published and derived figures on renting, APIs, revenue and currencies, from the engine's own formulas."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_parity import Grid, constants_block, recalculated

from tco.emit import python
from tco.emit.excel import cell_formula
from tco.pricebook import PriceBook
from tco.sheet import sheet

FILE = Path(__file__).parent / "data" / "finance_cases_serving.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
CHECKS = [(case, check) for case in CASES for check in case["check"]]


@pytest.mark.parametrize(("case", "check"), CHECKS, ids=[f"{c['id']}-{k['quantity']}" for c, k in CHECKS])
def test_the_engine_gives_the_figure(case: dict[str, Any], check: dict[str, Any]) -> None:
    """The exact expectation, and the printed figure within its rounding."""
    given = {name: float(value) for name, value in (case["given"] | check.get("set", {})).items()}
    found = python.evaluate(sheet(), given, [check["quantity"]])[check["quantity"]]
    assert found == pytest.approx(check["value"], rel=1e-9, abs=0)
    if "published" in check:
        assert abs(found - check["published"]) <= check["within"]


EXCEL = [(case, check) for case, check in CHECKS if "excel" in check]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, Any]]:
    """Each figure by the cells of the engine, and by one cell of a spreadsheet, recalculated by another engine."""
    book = openpyxl.Workbook()
    page = book.active
    constants, at, places = constants_block(page, 1), 40, []
    for case, check in EXCEL:
        given = {name: float(value) for name, value in (case["given"] | check.get("set", {})).items()}
        settled = sheet().settled(given)
        rows = {name: at + i for i, name in enumerate(settled.closure([check["quantity"]], given))}
        for name, row in rows.items():
            cell = given.get(name) if name in given else cell_formula(settled.formulas[name], Grid(rows, 2, constants))
            page.cell(row, 2, cell)
        at += len(rows) + 2
        page.cell(at - 2, 2, check["excel"])
        places.append((rows[check["quantity"]], at - 2))
    made = recalculated(book, tmp_path_factory.mktemp("cases") / "cases.xlsx")
    return [(made.get_cell_value(0, own, 2), made.get_cell_value(0, one, 2)) for own, one in places]


@pytest.mark.parametrize("number", range(len(EXCEL)), ids=[f"{c['id']}-{k['quantity']}" for c, k in EXCEL])
def test_the_recalculated_workbook_gives_the_figure(number: int, workbook: list[tuple[Any, Any]]) -> None:
    """The engine's cells and the spreadsheet's own arithmetic agree with the expectation."""
    assert workbook[number] == pytest.approx((EXCEL[number][1]["value"],) * 2, rel=1e-9)


def test_profit_is_at_the_average_rate_and_the_balance_sheet_at_the_closing_rate(
    workspace_table: Callable[..., PriceBook],
) -> None:
    """1,000 EUR at 1.09 USD on average and 1.10 at the end: 1,090 in profit and loss, 1,100 in the balance, 10 of FX."""
    rates = {"base": "USD", "quote": "EUR", "month": "2026-03", "average": 1 / 1.09, "closing": 1 / 1.1}
    book = workspace_table("fx", rates | {"closing_date": "2026-03-31", "valid_from": "2026-03-01"})
    profit, balance = (1000 * float(book.fx("EUR", "USD", "2026-03-31", kind).value) for kind in ("average", "closing"))  # type: ignore[arg-type]
    assert (profit, balance, balance - profit) == (pytest.approx(1090), pytest.approx(1100), pytest.approx(10))
