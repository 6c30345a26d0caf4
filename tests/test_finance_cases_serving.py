"""Published and derived figures on renting, APIs, revenue and currencies, from the engine's own formulas."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tco.emit import python
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


def test_profit_is_at_the_average_rate_and_the_balance_sheet_at_the_closing_rate(
    workspace_table: Callable[..., PriceBook],
) -> None:
    """1,000 EUR at 1.09 USD on average and 1.10 at the end: 1,090 in profit and loss, 1,100 in the balance, 10 of FX."""
    rates = {"base": "USD", "quote": "EUR", "month": "2026-03", "average": 1 / 1.09, "closing": 1 / 1.1}
    book = workspace_table("fx", rates | {"closing_date": "2026-03-31", "valid_from": "2026-03-01"})
    profit, balance = (1000 * float(book.fx("EUR", "USD", "2026-03-31", kind).value) for kind in ("average", "closing"))  # type: ignore[arg-type]
    assert (profit, balance, balance - profit) == (pytest.approx(1090), pytest.approx(1100), pytest.approx(10))
