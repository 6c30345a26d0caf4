"""Actuals are kept once, and the next forecast starts from them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from billing import HEAD, NAME

from tco.actuals.forecast import forecast
from tco.actuals.keep import kept_actuals
from tco.actuals.match import matched
from tco.actuals.plan import plan
from tco.actuals.read import read_actuals
from tco.actuals.variance import variances
from tco.actuals.work import AgainstPlan, Ask, against_plan
from tco.compare.side import Side
from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.ledger.close import Signed
from tco.pricebook import PriceBook
from tco.quarters import Quarter

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_file_is_kept_once(work: Callable[..., AgainstPlan], tmp_path: Path) -> None:
    """Row by row, as it was put to lines."""
    found, ledger = work("2025-07,invoice,cloud,device hours,5760,hours,118000,CNY,i1,"), tmp_path / "ledger.duckdb"
    found.keep(ledger, Signed("Ann", "2025-10-03"))
    [(kept, rows)] = kept_actuals(ledger, NAME, "2025Q3")
    assert (kept.case, kept.bill, tuple(rows)) == ("as-printed", "fleet", found.rows)
    with pytest.raises(InputError, match="is kept already for deepseek-8xh200@2025Q3\n  found: on 2025-10-03"):
        found.keep(ledger, Signed("Bob", "2025-10-04"))
    assert kept_actuals(ledger, NAME, "2025Q4") == kept_actuals(tmp_path / "none", NAME, "2025Q3") == []


def test_the_next_forecast_starts_from_them(work: Callable[..., AgainstPlan], tmp_path: Path) -> None:
    """The unit price of the quarter is pinned, with its source and date: 126,000 for 6,000 hours is 21."""
    text = work("2025-08,invoice,cloud,device hours,6000,hours,126000,CNY,i1,").forecast()
    path = tmp_path / "next.toml"
    path.write_text(text, encoding="utf-8")
    case = load(str(path), content=open_content()).scenario.case("as-printed")
    given = case.pins["rent_cost_per_gpu_hour"]
    assert (given.value, given.date, given.source) == (21, "2025-09-30", "actuals of 2025Q3, actuals.csv")


def test_closed_months_hold_what_was_invoiced(work: Callable[..., AgainstPlan], tmp_path: Path) -> None:
    """July and August are billed in full; September and on cost what the formula makes of the price that was seen."""
    rows = (
        "2025-07,invoice,cloud,device hours,5760,hours,118000,CNY,i1,",
        "2025-08,invoice,cloud,device hours,6000,hours,126000,CNY,i2,",
    )
    path = tmp_path / "next.toml"
    path.write_text(work(*rows).forecast(), encoding="utf-8")
    results = load(str(path), content=open_content()).run(
        ["cost_over_horizon", "machines_billed_in_period", "cost_per_month"]
    )
    cell, month = (
        results.cells["as-printed"]["machines_billed_in_period"],
        results.value("as-printed", "cost_per_month"),
    )
    assert isinstance(cell.value, tuple)
    assert (cell.value[:2], cell.until) == ((118_000, 126_000), "2025-08")
    assert month == pytest.approx(244_000 / 11_760 * 8 * 720)
    assert cell.value[2:] == pytest.approx((month,) * 10)
    assert results.value("as-printed", "cost_over_horizon") == pytest.approx(244_000 + 10 * month)
    assert results.scenario.clock.actuals_to == dt.date(2025, 8, 31)


def test_the_next_quarter_adds_its_months(work: Callable[..., AgainstPlan], tmp_path: Path) -> None:
    """Over the file of the third quarter, the fourth states its own months alone: all six are as invoiced."""
    months = {"2025Q3": ("2025-07", "2025-08", "2025-09"), "2025Q4": ("2025-10", "2025-11", "2025-12")}
    plan = NAME
    for quarter, own in months.items():
        source, path = tmp_path / "actuals.csv", tmp_path / f"{quarter}.toml"
        source.write_text(HEAD + "".join(f"{m},invoice,cloud,device hours,5760,hours,118000,CNY,{m},\n" for m in own))
        ask = Ask(source, quarter, f"{plan}:as-printed", "fleet")
        text = against_plan(ask, tmp_path / "none.duckdb", open_content()).forecast()
        path.write_text(text.replace('base = "2025Q3"', 'base = "2025Q3.toml"'), encoding="utf-8")
        plan = str(path)
    assert "2025-10 = " in text
    assert "2025-09 = " not in text
    row = load(plan, content=open_content()).run(["machines_billed_in_period"]).cells["as-printed"]
    assert row["machines_billed_in_period"].until == "2025-12"


@pytest.mark.parametrize(
    "rows",
    [
        ("2025-08,invoice,cloud,device hours,6000,hours,126000,CNY,i1,",),  # July is not known
        (
            "2025-07,usage,cloud,device hours,6000,hours,,CNY,u1,",
            "2025-08,invoice,cloud,device hours,1,hours,21,CNY,i,",
        ),
    ],
)
def test_a_hole_in_the_actuals_pins_nothing(rows: tuple[str, ...], work: Callable[..., AgainstPlan]) -> None:
    """Prices are still taken over; of no month is said that it is closed."""
    found = work(*rows)
    assert found.closed is None
    assert "then" not in found.forecast()


def test_volumes_scale_what_drives_them(mixed: Side, tmp_path: Path, book: PriceBook) -> None:
    """Half the tokens planned: half the load; a load cannot pass 1."""
    lines = plan(mixed, "as-printed", "api", ["2025-08"], book)
    planned = next(line.volume for line in lines if line.line == "api-output")
    assert planned
    for part, expected in ((0.5, 0.3), (5, 1.0)):
        path = tmp_path / "a.csv"
        path.write_text(HEAD + f"2025-08,usage,api,output tokens,{planned * part!r},Mtok,7,CNY,,\n", encoding="utf-8")
        found = variances(lines, matched(read_actuals(path), "CNY", book), ["2025-08"])
        text = forecast(mixed, "as-printed", found, Quarter(2025, 3), "actuals", book)
        line = next(t for t in text.splitlines() if t.startswith("utilisation_share"))
        assert float(line.split('"')[1].split()[0]) == pytest.approx(expected)


def test_actuals_that_set_nothing_are_told(work: Callable[..., AgainstPlan]) -> None:
    """Nothing is written."""
    with pytest.raises(InputError, match="the actuals set nothing of the next forecast"):
        work("2025-08,invoice,cloud,consulting,,,1,CNY,,").forecast()
