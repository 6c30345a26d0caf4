"""Published and derived figures on renting, APIs, revenue and currencies, from the engine's own formulas."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from test_parity import Grid, constants_block, recalculated

from tco.actuals.match import Matched
from tco.actuals.plan import PlanLine
from tco.actuals.read import ActualRow
from tco.actuals.variance import variances
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


def test_price_volume_and_mix_of_two_models() -> None:
    """100 and 50 Mtok at 2 and 10 USD; then 120 and 70 at 1.80 and 9.50: 700 USD become 881.

    Price 120 * (1.8 - 2) + 70 * (9.5 - 10) = -59. Volume (190 - 150) * 700 / 150 = 186.67. Mix: what the shares of the
    190 Mtok changed, (120 - 190 * 100 / 150) * 2 + (70 - 190 * 50 / 150) * 10 = 53.33. Nothing is left over.
    """
    row, month = SimpleNamespace(mix="tokens"), "2026-01"
    plan = [
        PlanLine(name, name, month, volume * price, volume, "Mtok", row, known=None)  # type: ignore[arg-type]
        for name, volume, price in (("small", 100.0, 2.0), ("large", 50.0, 10.0))
    ]
    actual = [
        Matched(ActualRow(month, "invoice", "api", name, volume, "Mtok", volume * price, "USD", "", ""), name, volume * price, volume)
        for name, volume, price in (("small", 120.0, 1.8), ("large", 70.0, 9.5))
    ]  # fmt: skip
    found = variances(plan, actual, [month])
    parts = [math.fsum(getattr(v, part) for v in found) for part in ("by_price", "by_volume", "by_mix", "new_or_gone")]
    assert parts == pytest.approx([-59, (190 - 150) * 700 / 150, 160 / 3, 0], rel=1e-9)
    assert math.fsum(parts) == pytest.approx(881 - 700, rel=1e-9)
    assert [v.by_price for v in found] == pytest.approx([120 * (1.8 - 2), 70 * (9.5 - 10)], rel=1e-9)
