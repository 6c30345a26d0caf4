"""Closed periods in the ledger, beside another quarter, and in another currency."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tco.compare.comparison import compare
from tco.compare.side import in_currency_of, of_results
from tco.content import open_content
from tco.engine import Model, load, run
from tco.ledger.again import again
from tco.ledger.book import add_close, find_close
from tco.ledger.close import Signed
from tco.ledger.freeze import freeze
from tco.restate import restated
from tco.scenario import setting
from tco.whatif.effects import study
from tco.whatif.review import review

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BILL = "billed_cost_in_period"


@pytest.fixture
def model(written: Callable[..., Path]) -> Model:
    return load(str(written()))


def test_a_close_keeps_what_was_invoiced_and_runs_again(model: Model, tmp_path: Path) -> None:
    """Read back to the last bit, the months without an invoice among them; run again to the same hash and numbers."""
    close = freeze(model.run(), model.book, "2026Q1", Signed("Ann", "2026-04-08"), "text")
    add_close(tmp_path / "ledger.duckdb", close)
    found = find_close(tmp_path / "ledger.duckdb", "year", "2026Q1")
    assert found.scenario.case("as-printed").pins[BILL].value == (118_000, 121_000, 119_500, None, None, None)
    assert replace(found, hash="") == close
    assert again(found, model.book).same


def test_a_comparison_tells_the_invoices_from_the_assumptions(model: Model, written: Callable[..., Path]) -> None:
    """A quarter later three more months are billed and rents grow less: each is worth what it changes, nothing is left over."""
    text = written().read_text(encoding="utf-8").replace("value = 0.12", "value = 0.06")
    later = text.replace("2026-03-31", "2026-04-30").replace(
        '"119500 CNY" }', '"119500 CNY", "2026-04" = "125000 CNY" }'
    )
    path = written(later.split("[inputs]", 1)[1], head=later.split("[inputs]", 1)[0] + "[inputs]")
    sides = [of_results(m.run(), m.book).alone("as-printed") for m in (model, load(str(path)))]
    found = compare(sides[0], sides[1], model.book, ["cost_over_horizon"])
    [bridge] = [b for b in found.bridges if b.unit.startswith("CNY")]
    assert sum(e.stepwise for e in bridge.effects) == pytest.approx(bridge.change)
    assert [c.quantity for c in found.changes] == ["rent_change_per_year", BILL]
    assert [e.group for e in bridge.effects if e.stepwise] == ["rent"]


def test_another_currency_has_the_same_gaps(model: Model) -> None:
    """Invoices are converted, the formula counts in the other currency, and where there was nothing there is nothing."""
    other = restated(model.scenario, "USD", model.book)
    pin = other.case("as-printed").pins[BILL].value
    assert isinstance(pin, tuple)
    assert pin[3:] == (None, None, None)
    rows = [run(s, model.sheet, (BILL,)).value("as-printed", BILL) for s in (model.scenario, other)]
    ratios = [b / a for a, b in zip(*rows, strict=True)]  # type: ignore[arg-type]
    assert ratios[:3] == pytest.approx([ratios[0]] * 3)
    assert 0.1 < min(ratios) <= max(ratios) < 0.2
    usd = of_results(run(other, model.sheet, (BILL,)), model.book)
    back = in_currency_of(usd, of_results(model.run(), model.book), model.book)
    assert back.scenario.case("as-printed").pins[BILL].value[3:] == (None, None, None)  # type: ignore[index]


def test_whoever_moves_an_input_moves_the_forecast_alone(model: Model) -> None:
    """Many cases in one frame give what a run with that input gives: as-invoiced months stay in both."""
    case = model.scenario.case("as-printed")
    fixed = {name: given.value for name, given in case.given.items() if name != "rent_per_server_month"}
    found = review(model.sheet, fixed, pl.DataFrame({"rent_per_server_month": [150_000.0]}), ["cost_over_horizon"], 6)
    moved = load(model.file.label if model.file else "", settings=[setting("rent_per_server_month=150000")])
    expected = moved.run(["cost_over_horizon"]).value("as-printed", "cost_over_horizon")
    assert found["cost_over_horizon"][0] == pytest.approx(expected, rel=1e-12)


def test_a_doubted_invoice_is_moved_where_there_is_one(written: Callable[..., Path]) -> None:
    """An invoice that is an estimate moves by a tenth, in its own months; the forecast stays."""
    path = written()
    text = path.read_text(encoding="utf-8").replace('source = "invoices 1 to 3"', 'assumption = "estimated"')
    path.write_text(text.replace('"cost_over_horizon", "npv", ', '"npv", '), encoding="utf-8")
    found = study(load(str(path), content=open_content()).run())
    assert found
    effect = next(e for e in found.effects() if e.quantity == BILL)
    assert (effect.low, effect.given, effect.high) == pytest.approx((107_550, 119_500, 131_450))
    assert effect.at_low is not None
    assert effect.at_low > effect.base
