"""Forecasts and actuals apart: closed periods hold what was invoiced, and every later one what the formula gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from closing import BILLED, EARNED, HEAD

from tco.derivation import as_text
from tco.emit import python
from tco.engine import load
from tco.errors import InputError
from tco.explain import explain
from tco.report import make_report
from tco.results import Results, cell_json
from tco.scenario import setting
from tco.sheet import sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INVOICED = (118_000.0, 121_000.0, 119_500.0)


@pytest.fixture
def results(written: Callable[..., Path]) -> Results:
    return load(str(written())).run()


def by_formula(month: int) -> float:
    """120,000 a month, 12 % dearer in a year."""
    return float(120_000 * 1.12 ** (month / 12))


def test_closed_months_are_as_invoiced_and_later_ones_by_formula(results: Results) -> None:
    """Three invoices, then the rent of the month as it grows; what is summed sums both."""
    expected = (*INVOICED, *(by_formula(month) for month in (4, 5, 6)))
    assert results.value("as-printed", "billed_cost_in_period") == pytest.approx(expected)
    assert results.value("as-printed", "cost_over_horizon") == pytest.approx(sum(expected))


def test_an_assumption_of_today_moves_the_forecast_alone(written: Callable[..., Path]) -> None:
    """Rent that stays: the invoices are what they were, and 120,000 stands in every month after."""
    still = load(str(written()), settings=[setting("rent_change_per_year=0")]).run(["billed_cost_in_period"])
    assert still.value("as-printed", "billed_cost_in_period") == pytest.approx((*INVOICED, *[120_000] * 3))


def test_what_the_formula_would_give_stands_beside(results: Results) -> None:
    """In closed months too."""
    cell = results.cells["as-printed"]["billed_cost_in_period"]
    assert cell.by_formula == pytest.approx(tuple(by_formula(month) for month in range(1, 7)))
    assert cell_json(cell)["until"] == "2026-03"


def test_cases_differ_in_what_is_pinned_and_until_when(results: Results) -> None:
    """One is billed until March, another has booked its revenue until February; each is by formula in the rest."""
    cells = {case: results.cells[case] for case in ("as-printed", "own-rate")}
    assert cells["as-printed"]["revenue_in_period"].origin == "formula"
    assert cells["own-rate"]["billed_cost_in_period"].origin == "formula"
    earned = cells["own-rate"]["revenue_in_period"]
    assert isinstance(earned.value, tuple)
    assert isinstance(earned.by_formula, tuple)
    assert (earned.value[:2], earned.value[2:]) == ((90_000, 95_000), earned.by_formula[2:])
    assert earned.until == "2026-02"


def test_the_origin_is_told_period_by_period(results: Results) -> None:
    """A row of `values` is a pin in a closed month and a formula in a later one, each with its own source."""
    frame = results.values_frame()
    own = frame.filter((frame["case"] == "as-printed") & (frame["quantity"] == "billed_cost_in_period"))
    assert own["origin"].to_list() == ["pin"] * 3 + ["formula"] * 3
    assert own["source"].to_list() == ["invoices 1 to 3"] * 3 + ["bills.billed_cost_in_period: definition"] * 3
    assert own["date"].to_list() == ["2026-04-02"] * 3 + [""] * 3


def test_a_table_of_pins_lists_the_closed_months_alone(written: Callable[..., Path]) -> None:
    """Where a report asks the values for what is pinned, each month is a row; what the formula gives is none."""
    model = load(str(written()))
    report = make_report(model.run(), model.book.content, "revenue-against-cost")
    [table] = [t for t in report.tables if t.name == "pins"]
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    own = [
        (r["value"], r["note"]) for r in rows if (r["case"], r["quantity"]) == ("as-printed", "billed_cost_in_period")
    ]
    assert own == [(value, f"period {place}") for place, value in enumerate(INVOICED, start=1)]


def test_plain_numbers_give_the_same(results: Results) -> None:
    """What the solver reads."""
    case = results.scenario.case("as-printed")
    given = {name: given.value for name, given in case.given.items()}
    found = python.evaluate(sheet(), given, ["npv", "billed_cost_in_period"], 6)
    assert found["billed_cost_in_period"] == pytest.approx(results.value("as-printed", "billed_cost_in_period"))
    assert found["npv"] == pytest.approx(results.value("as-printed", "npv"))


def test_explain_tells_the_invoices_and_then_the_formula(results: Results) -> None:
    """The pin with its source, until when it holds, what the formula would give there, and the formula that counts then."""
    told = as_text(explain(results, "as-printed", "billed_cost_in_period"), 200)
    lines = [line.strip("│├└─ ") for line in told.splitlines()]
    assert lines[0].startswith("billed_cost_in_period = [118,000, 121,000, ... 126,996] CNY")
    assert lines[2] == "pin: invoices 1 to 3 (2026-04-02)"
    assert lines[3] == "the formula would give [121,139, 122,288, 123,448]"
    assert lines[4:6] == ["after 2026-03 by its formula", "= billed_cost_per_month * months_in_period * cost_index"]
    assert any(line.startswith("rent_per_server_month = 120,000") for line in lines)


def test_without_the_inputs_of_the_formula_nothing_is_guessed(written: Callable[..., Path]) -> None:
    """A forecast needs what its formula needs: the pin of three months does not do for six."""
    head = "\n".join(line for line in HEAD.splitlines() if not line.startswith(("base", "drop", "headline")))
    text = head.replace("[inputs]", 'title = "t"\ncurrency = "CNY"\n[inputs]') + "\n"
    assert load(str(written(BILLED.replace('then = "formula"\n', ""), head=text))).run(["cost_over_horizon"])
    with pytest.raises(InputError, match="gpus_per_decode_unit is not given"):
        load(str(written(BILLED, head=text))).run(["cost_over_horizon"])


def test_a_pin_that_says_nothing_of_later_keeps_its_last_value(written: Callable[..., Path]) -> None:
    """A schedule without `then` means what it meant."""
    plain = load(str(written(BILLED.replace('then = "formula"\n', "")))).run(["billed_cost_in_period"])
    assert plain.value("as-printed", "billed_cost_in_period") == (*INVOICED, *[119_500] * 3)


FAULTS = {
    "a hole": (
        BILLED.replace('"2026-02" = "121000 CNY", ', ""),
        "billed_cost_in_period: a closed period has no value",
        "found: 2026-02",
        "until = 2026-01-31",
    ),
    "the first is missing": (
        BILLED.replace('"2026-01" = "118000 CNY", ', ""),
        "a closed period has no value",
        "found: 2026-01",
        "next: add it",
    ),
    "the last is missing": (
        BILLED.replace(', "2026-03" = "119500 CNY"', ""),
        "a closed period has no value",
        "found: 2026-03",
        "next: add it, or say up to when there are values: until = 2026-02-28",
    ),
    "not closed": (
        BILLED.replace('"119500 CNY"', '"119500 CNY", "2026-04" = "1 CNY"'),
        "billed_cost_in_period: a value of a period that is not closed",
        "found: 2026-04",
        "allowed: periods that end by 2026-03-31",
    ),
    "a month twice": (
        BILLED.replace('"2026-02" = "121000 CNY"', '"2026-01-01" = "121000 CNY"'),
        "billed_cost_in_period: two values begin on the same day",
        "found: 2026-01-01, 2026-01-01",
        "allowed: one for each",
    ),
    "a quarter": (
        BILLED.replace('"2026-01" = "118000 CNY"', '"2026-Q1" = "118000 CNY"'),
        "billed_cost_in_period: no period of the scenario",
        "found: 2026-01-01 to 2026-03-31",
        "allowed: a period of its own: 2026-01 to 2026-06",
    ),
    "after the actuals": (
        EARNED.replace('"2026-02"\nsource', '"2026-05"\nsource'),
        "revenue_in_period: until is after actuals_to",
        "found: 2026-05-31",
        "allowed: 2026-03-31 or before",
    ),
    "one value a case": (
        BILLED.replace("billed_cost_in_period", "cost_per_month").replace(" CNY", " CNY/month"),
        "cost_per_month has one value a case",
        "found: by_date",
        "next: give one value, or pin what a period has: ..._in_period",
    ),
    "another word": (
        BILLED.replace('"formula"', '"plan"'),
        "billed_cost_in_period: not what may count after the values",
        'found: "plan"',
        'allowed: then = "formula"',
    ),
    "no values": (
        '[cases.as-printed.pins]\nbilled_cost_in_period = { value = "1 CNY", then = "formula" }\n',
        "then needs values by period",
        "year.toml:",
        "by_date",
    ),
    "an input": (
        '[cases.as-printed.inputs]\nseason_ratio = { by_date = { "2026-01" = 1 }, then = "formula" }\n',
        "season_ratio: an input has no formula to count then",
        "year.toml:",
        "give the later values as well",
    ),
    "until alone": (
        BILLED.replace('then = "formula"', 'until = "2026-03"'),
        "until is of values that give way to the formula",
        "year.toml:",
        'then = "formula"',
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_closed_values_is_told(fault: str, written: Callable[..., Path]) -> None:
    """What, where, what was found, what is allowed, and the next step."""
    table, *said = FAULTS[fault]
    with pytest.raises(InputError) as wrong:
        load(str(written(table)))
    assert [text for text in (*said, "year.toml:") if text not in str(wrong.value)] == [], str(wrong.value)


def test_a_scenario_without_actuals_has_no_closed_periods(written: Callable[..., Path]) -> None:
    """Then nobody knows which values are of closed periods."""
    with pytest.raises(InputError, match="billed_cost_in_period: which periods are closed"):
        load(str(written(BILLED, head=HEAD.replace("actuals_to = 2026-03-31\n", ""))))
