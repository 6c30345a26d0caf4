"""The ledger: a closed quarter stays as it was closed, whatever happens to the machine, the prices or the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.given import Given
from tco.ledger.again import again
from tco.ledger.book import add_close, faults, find_close, history
from tco.ledger.close import Close, Signed
from tco.ledger.freeze import freeze
from tco.pricebook import PriceBook
from tco.scenario import setting

if TYPE_CHECKING:
    pass

NAME = "deepseek-8xh200"


@pytest.fixture(scope="module")
def close() -> Close:
    """A quarter ready to be closed."""
    model = load(NAME, content=open_content())
    return freeze(model.run(), model.book, "2025Q3", Signed("Ann", "2025-10-02", "as reviewed"), "text")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.duckdb"


def other(close: Close, quarter: str, reason: str = "") -> Close:
    return replace(close, quarter=quarter, signed=replace(close.signed, reason=reason))


# -- what a close holds ---------------------------------------------------------------------------------------------


def test_what_is_read_is_what_was_closed(close: Close, path: Path) -> None:
    """Scenario, every given value with its source, every result, every price row, to the last bit."""
    kept = add_close(path, close)
    assert find_close(path, NAME, "2025Q3") == kept
    assert replace(kept, hash="") == close
    assert (kept.signed.by, kept.signed.on, kept.signed.note) == ("Ann", "2025-10-02", "as reviewed")


def test_every_price_and_assumption_in_use_is_kept_as_a_row(close: Close) -> None:
    """Each value of the price book or the defaults names a row that is frozen with source and date."""
    kept = {row.where: row for row in close.prices}
    model = load(NAME, content=open_content())
    results = model.run()
    for case in close.scenario.cases:
        for name, given in case.given.items():
            if given.where.startswith("pricing/") and name in results.names:
                row = kept[given.where]
                assert (row.source, row.valid_from) == (given.source, given.date), name
                assert row.source_date, name


def test_rates_are_rows_too() -> None:
    """A price in dollars, reported in yuan, freezes the row of the exchange rate and the rate of the closing date."""
    model = load(NAME, content=open_content(), settings=[setting("rent_per_server_month=16000 USD/month")])
    found = freeze(model.run(), model.book, "2025Q3", Signed("", ""), "")
    [rate] = found.rates
    assert (rate.currency, rate.rate) == ("USD", model.book.fx("USD", "CNY", "2025-07-15").value)
    assert [row.cells["month"] for row in found.prices if row.table == "fx"] == ["2025-07"]


def test_a_closed_quarter_runs_again_to_the_same_numbers(close: Close, path: Path, book: PriceBook) -> None:
    """Same hash, same numbers, from the frozen inputs alone."""
    add_close(path, close)
    found = again(find_close(path, NAME, "2025Q3"), book)
    assert (found.same, found.results.input_hash) == (True, close.input_hash)


def test_another_engine_or_number_is_told_with_its_size(close: Close, book: PriceBook) -> None:
    """Which engine closed it, and by how much the number differs."""
    cells = {**close.values["as-printed"]}
    cells["revenue_per_second"] = replace(cells["revenue_per_second"], value=0.05)
    older = replace(close, version="0.0.9", engine="other", values={**close.values, "as-printed": cells})
    found = again(older, book)
    assert found.differences[0] == "engine: version 0.1.0, closed with 0.0.9"
    assert found.differences[1].endswith("closed with other")
    assert found.differences[2] == (
        "1 numbers differ, most of all revenue_per_second of as-printed: 0.05 closed, 0.061952 now"
    )
    assert found.changed[0].row[4] == pytest.approx(0.061952 - 0.05)


def test_another_engine_with_the_same_numbers_says_so(close: Close, book: PriceBook) -> None:
    """So that a reader need not guess whether the other engine matters."""
    found = again(replace(close, engine="other"), book)
    assert (found.same, found.differences[1:]) == (False, ["every number is as it was closed"])


def test_an_input_that_is_new_takes_its_default_and_says_so(close: Close, book: PriceBook) -> None:
    """A close of an engine that did not know prefill_mfu runs in one that does; what it knew and we do not is left out."""
    case = close.scenario.cases[0]
    fewer = {q: g for q, g in case.inputs.items() if q != "discount_rate_per_year"}
    fewer["forgotten_input"] = case.inputs["batch"]
    scenario = replace(close.scenario, cases=(replace(case, inputs=fewer),))
    found = again(replace(close, scenario=scenario), book)
    assert (found.filled, found.gone) == (("discount_rate_per_year",), ("forgotten_input",))
    assert "input discount_rate_per_year is new: its default or the clock stands in" in found.differences


def test_an_input_that_is_a_formula_now_keeps_its_closed_value(close: Close, book: PriceBook) -> None:
    """A close that was given the idle share of power, which today's engine derives, counts with what it was given."""
    case = close.scenario.cases[0]
    given = {**case.inputs, "idle_power_share": Given(0.25, "share", "scenario", "an older engine")}
    scenario = replace(close.scenario, cases=(replace(case, inputs=given),), results=("idle_power_share",))
    found = again(replace(close, scenario=scenario), book)
    assert found.results.value(case.name, "idle_power_share") == 0.25


def test_a_row_of_the_clock_that_is_new_comes_from_the_clock(book: PriceBook) -> None:
    """Four quarters of 2026: the fiscal year ends with the fourth."""
    results = load("buy-rent-api-8xh200", content=open_content()).run()
    case = next(c for c in results.scenario.cases if c.name == "own-taxed")
    fewer = replace(case, inputs={q: g for q, g in case.inputs.items() if q != "year_ends"})
    closed = freeze(results, book, "2025Q3", Signed("Ann", "2025-10-02", ""), "text")
    found = again(replace(closed, scenario=replace(closed.scenario, cases=(fewer,))), book)
    assert found.filled == ("year_ends",)
    cash = "net_cash_in_period"
    assert found.results.value(case.name, cash) == results.value(case.name, cash)


# -- append-only ----------------------------------------------------------------------------------------------------


def test_closing_again_needs_a_reason_and_keeps_both(close: Close, path: Path) -> None:
    """Both stand in the history, and both say so."""
    first = add_close(path, close)
    with pytest.raises(InputError, match=f"closed on 2025-10-02 by Ann, hash {first.hash}\n  next: --restate"):
        add_close(path, close)
    second = add_close(path, other(close, "2025Q3", "rent was wrong"))
    assert [(e.number, e.restated, e.reason) for e in history(path)] == [(1, True, ""), (2, False, "rent was wrong")]
    assert find_close(path, NAME, "2025Q3") == second
    assert find_close(path, NAME, "2025Q3", 1) == first
    assert (second.name, second.previous) == (f"{NAME}@2025Q3#2", first.hash)


def test_what_is_not_closed_cannot_be_restated(close: Close, path: Path) -> None:
    """And what is not closed is told with what is."""
    with pytest.raises(InputError, match="nothing to restate"):
        add_close(path, other(close, "2025Q3", "why"))
    assert not path.exists()
    add_close(path, close)
    with pytest.raises(InputError, match=f"2025Q4 of {NAME} is not closed\n  allowed: 2025Q3\n  next: tco close"):
        find_close(path, NAME, "2025Q4")


@pytest.mark.parametrize(
    "sql",
    [
        "update close_values set value = value + 1 where quantity = 'revenue_per_second'",
        "update close_given set source = 'nobody' where quantity = 'batch'",
        "update closes set closed_by = 'Bob'",
        "delete from close_prices where place = 1",
    ],
)
def test_a_change_from_outside_is_seen(sql: str, close: Close, path: Path) -> None:
    """Whatever was changed, the digest says that it is not what was closed."""
    add_close(path, close)
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    with pytest.raises(InputError, match="is not what was closed"):
        find_close(path, NAME, "2025Q3")
    assert len(faults(path)) == 1


def test_a_close_taken_out_breaks_the_chain(close: Close, path: Path) -> None:
    """Each close names the one before it."""
    for quarter in ("2025Q3", "2025Q4"):
        add_close(path, other(close, quarter))
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from closes where quarter = '2025Q3'")
    assert ["does not follow" in fault.what for fault in faults(path)] == [True]
