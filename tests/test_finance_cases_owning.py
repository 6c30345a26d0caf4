"""Published and derived figures on owning, finance and decisions: by the engine, and by a recalculated workbook."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
import pytest
from test_parity import Grid, constants_block, recalculated

from tco.emit import python
from tco.emit.excel import cell_formula
from tco.expr import Apply, Name, walk
from tco.given import Given
from tco.sheet import sheet
from tco.whatif.solve import find

FILE = Path(__file__).parent / "data" / "finance_cases_owning.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
CHECKS = [(case, check) for case in CASES for check in case["check"]]
IDS = [f"{c['id']}-{k['quantity']}-{i}" for i, (c, k) in enumerate(CHECKS)]
WHOLE = sheet()
PLAIN = {
    "calendar_years": 0.0, "cash_timing_share": 1.0, "days_in_year": 365.0, "discount_rate_is_real": 0.0,
    "inflation_per_year": 0.0,
}  # fmt: skip


def given_of(case: Mapping[str, Any], check: Mapping[str, Any]) -> dict[str, Any]:
    """What a check is computed from: the case's own, on a clock of equal periods where it has one."""
    own = {
        n: [*map(float, v)] if isinstance(v, list) else float(v)
        for n, v in (case["given"] | check.get("set", {})).items()
    }
    periods = case.get("periods", 1)
    plain = dict(PLAIN) | {"period_index": [float(t) for t in range(1, periods + 1)]}
    if "months" in case:
        plain |= {"months_per_period": float(case["months"]), "days_in_period": [30.0] * periods}
    return {n: v for n, v in plain.items() if n not in own and n in WHOLE.closure([check["quantity"]], own)} | own


def told(check: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """The figure of a check, of the values of its quantities."""
    found = values[check["quantity"]]
    if found is None:
        return None
    if "at" in check:
        found = found[check["at"] - 1]
    if "span" in check:
        found = math.fsum(found[check["span"][0] - 1 : check["span"][1]])
    return found * check.get("scale", 1.0) / (values[check["over"]] if "over" in check else 1.0)


def wanted_of(check: Mapping[str, Any]) -> list[str]:
    return [check["quantity"], *([check["over"]] if "over" in check else [])]


def assert_is(check: Mapping[str, Any], found: Any, tolerance: float) -> None:
    if check.get("none"):
        assert found is None
        return
    assert found == pytest.approx(check["value"], rel=tolerance, abs=tolerance * 1e-6)
    if "published" in check:
        assert abs(found - check["published"]) <= check["within"]


@pytest.mark.parametrize(("case", "check"), CHECKS, ids=IDS)
def test_the_engine_gives_the_figure(case: dict[str, Any], check: dict[str, Any]) -> None:
    """The exact expectation, and the printed figure within its rounding."""
    values = python.evaluate(WHOLE, given_of(case, check), wanted_of(check), case.get("periods", 1))
    assert_is(check, told(check, values), case["rel_tol"])


EXCEL = [(case, check) for case, check in CHECKS if "excel" in check]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, Any]]:
    """Every case that has a cell formula, by the engine's cells and by that formula, recalculated by IronCalc."""
    book = openpyxl.Workbook()
    page = book.active
    constants, at, places = constants_block(page, 1), 30, []
    for case, check in EXCEL:
        rows, at = _write(page, at, constants, case, check)
        page.cell(at, 2, check["excel"])
        places.append((rows, at))
        at += 2
    made = recalculated(book, tmp_path_factory.mktemp("cases") / "cases.xlsx")
    return [_read(made, case, check, rows, at) for (case, check), (rows, at) in zip(EXCEL, places, strict=True)]


def _write(
    page: Any, at: int, constants: dict[str, str], case: dict[str, Any], check: dict[str, Any]
) -> tuple[dict[str, int], int]:
    """What a check needs, a row a quantity, periods from the third column."""
    given, periods = given_of(case, check), case.get("periods", 1)
    whole = WHOLE.settled(given)
    names = list(dict.fromkeys([*whole.closure(wanted_of(check), given), "period_index"]))
    rows = {name: at + place for place, name in enumerate(names)}
    case_names = frozenset(n for n in names if WHOLE.level[n] == "case")
    openings = {
        node.args[0].name: node.args[1].name
        for n in names if n not in given and n in whole.formulas
        for node in walk(whole.formulas[n].body)
        if isinstance(node, Apply) and node.op == "irr" and isinstance(node.args[0], Name) and isinstance(node.args[1], Name)
    }  # fmt: skip
    for name, row in rows.items():
        if name in openings:
            page.cell(row, 2, f"=B{rows[openings[name]]}")
        for column in [2] if name in case_names else range(3, 3 + periods):
            value = given.get(name, [float(t) for t in range(1, periods + 1)] if name == "period_index" else None)
            if value is not None:
                page.cell(row, column, value[column - 3] if isinstance(value, list) else value)
            else:
                place = Grid(rows, column, constants, 3, 2 + periods, "$B", case_names)
                page.cell(row, column, cell_formula(whole.formulas[name], place))
    return rows, at + len(rows) + 1


def _read(
    made: ironcalc.Model, case: dict[str, Any], check: dict[str, Any], rows: dict[str, int], at: int
) -> tuple[Any, Any]:
    def cells(name: str) -> Any:
        columns = [2] if WHOLE.level[name] == "case" else range(3, 3 + case.get("periods", 1))
        values = [made.get_cell_value(0, rows[name], column) for column in columns]
        return values[0] if WHOLE.level[name] == "case" else values

    return told(check, {name: cells(name) for name in wanted_of(check)}), made.get_cell_value(0, at, 2)


@pytest.mark.parametrize("number", range(len(EXCEL)), ids=[f"{c['id']}-{k['quantity']}" for c, k in EXCEL])
def test_the_recalculated_workbook_gives_the_figure(number: int, workbook: list[tuple[Any, Any]]) -> None:
    """The engine's cells, and the spreadsheet's own function in one cell, agree with the expectation."""
    case, check = EXCEL[number]
    by_cells, by_function = workbook[number]
    assert_is(check, by_cells, max(case["rel_tol"], 1e-9))
    assert by_function == pytest.approx(check["value"], rel=1e-7)


def solved(given: Mapping[str, float], vary: str, target: str, equals: float, periods: int = 1) -> float:
    """An input by the engine's own solver."""
    told = {n: Given(v, WHOLE.unit(n), "scenario") for n, v in given.items()}  # type: ignore[arg-type]
    return find(WHOLE, told, vary, target, equals, periods)


def test_rate_of_a_loan() -> None:
    """Excel RATE(48, -200, 8000): the rate of a period at which 48 payments of 200 repay 8,000."""
    given = {"loan_amount": 8000.0, "loan_periods": 48.0, "loan_grace_periods": 0.0, "loan_balloon_share": 0.0}
    found = solved(
        given | {"months_per_period": 1.0, "loan_rate_per_year": 0.1}, "loan_rate_per_year", "loan_payment", 200.0
    )
    assert found / 12 == pytest.approx(0.00770147248823337, rel=1e-7)


@pytest.mark.parametrize(
    ("given", "owed", "expected"),
    [
        # NPER(1 %, -100, -1000, 10000, in advance): in advance a payment is worth a period's interest more
        ({"loan_amount": -1000.0, "loan_rate_in_period": 0.01, "loan_payment": 101.0}, -10000.0, 59.67386567429457),
        # NPER(7 % / 12, -150, 8000)
        ({"loan_amount": 8000.0, "loan_rate_in_period": 0.07 / 12, "loan_payment": 150.0}, 0.0, 64.07334877066185),
    ],
)
def test_periods_of_a_loan(given: dict[str, float], owed: float, expected: float) -> None:
    """After so many payments, a fraction included, so much is owed."""
    values = python.evaluate(WHOLE, given | {"loan_paid_periods": [expected]}, ["loan_balance_before_balloon"])
    assert values["loan_balance_before_balloon"][0] == pytest.approx(owed, abs=1e-6)


def test_periods_of_growth() -> None:
    """Excel PDURATION(2.5 %, 2000, 2200)."""
    values = python.evaluate(
        WHOLE, {"loan_rate_in_period": 0.025, "loan_paid_periods": [3.859866162622662]}, ["loan_grown"]
    )
    assert values["loan_grown"][0] == pytest.approx(2200 / 2000, rel=1e-9)


def test_rate_of_return_by_dates() -> None:
    """Excel XIRR: flows on their own dates, ACT/365, by the discount rate at which the net present value is zero."""
    given = {
        "period_index": (1.0, 2.0, 3.0, 4.0), "days_in_period": (60.0, 243.0, 108.0, 45.0), "calendar_years": 1.0,
        "net_cash_in_period": (2750.0, 4250.0, 3250.0, 2750.0), "opening_outlay": 10000.0, "days_in_year": 365.0,
        "cash_timing_share": 1.0, "discount_rate_is_real": 0.0, "inflation_per_year": 0.0, "months_per_period": 3.0,
        "discount_rate_per_year": 0.1,
    }  # fmt: skip
    assert solved(given, "discount_rate_per_year", "npv", 0.0, 4) == pytest.approx(0.37336253351883136, rel=1e-7)  # type: ignore[arg-type]


def test_four_drivers_of_an_hour_in_order() -> None:
    """Swing of capex * CRF / (8760 * u) + kW * PUE * price: utilisation, capex, price of energy, PUE."""
    base = {"capex": 30000.0, "u": 0.6, "pue": 1.3, "kwh": 0.08}
    low, high = (
        {"capex": 25000.0, "u": 0.4, "pue": 1.1, "kwh": 0.05},
        {"capex": 35000.0, "u": 0.8, "pue": 1.5, "kwh": 0.12},
    )

    def hour(capex: float, u: float, pue: float, kwh: float) -> float:
        given = {"annuity_per_year": capex * 0.2638, "gpus_owned": 1.0, "hours_per_year": 8760.0 * u}
        given |= {"it_kilowatts_per_gpu": 1.0, "pue": pue, "electricity_price_per_kwh": kwh}
        values = python.evaluate(WHOLE, given, ["annuity_per_gpu_hour", "power_cost_per_gpu_hour"])
        return float(values["annuity_per_gpu_hour"] + values["power_cost_per_gpu_hour"])

    assert hour(**base) == pytest.approx(1.6097077625570775, rel=1e-9)
    swings = {name: abs(hour(**base | {name: high[name]}) - hour(**base | {name: low[name]})) for name in base}
    assert swings == pytest.approx(
        {"capex": 0.5019025875190259, "u": 1.129280821917808, "pue": 0.032, "kwh": 0.091}, rel=1e-9
    )
    assert sorted(swings, key=lambda name: -swings[name]) == ["u", "capex", "kwh", "pue"]


def test_risk_of_independent_flows() -> None:
    """Hillier 1963: mean, spread and chance of a loss of 50 +- 10 and 60 +- 15 at 10 % for 100."""
    given = PLAIN | {"net_cash_in_period": [50.0, 60.0], "opening_outlay": 100.0, "discount_rate_nominal": 0.1}
    given |= {"months_per_period": 12.0, "period_index": [1.0, 2.0], "days_in_period": [365.0, 365.0]}
    values = python.evaluate(WHOLE, given, ["npv", "discount_factor"], 2)
    spread = math.hypot(*(sd * df for sd, df in zip((10, 15), values["discount_factor"], strict=True)))
    loss = 0.5 * math.erfc(values["npv"] / spread / math.sqrt(2))
    assert (values["npv"], spread, loss) == pytest.approx(
        (-4.958677685950413, 15.37278945267626, 0.6264865112870378), rel=1e-9
    )


def test_every_case_has_a_source() -> None:
    """Nobody says a number without saying who says so."""
    assert [case["id"] for case in CASES if not case["source"]] == []
