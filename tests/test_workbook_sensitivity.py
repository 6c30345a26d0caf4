"""Sensitivity moves one input at a time, and two together: what it shows is the engine run with those inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import openpyxl
import pytest
from recalculate import IronCalc, differ

from tco.engine import run
from tco.publish import Published
from tco.results import Results
from tco.workbook.pictures import pictures
from tco.workbook.places import case_column, letter
from tco.workbook.plan import COUNTS, FIRST_CASE, GIVEN, SETTING, STEP, Plan
from tco.workbook.sensitivity import AT_HIGH, AT_LOW, FIRST_LEVEL, Block, blocks, sensitivity_checks
from tco.workbook.variants import LEVELS, studies

LIVE = ("deepseek-8xh200", "gb200-rack", "owner-cost", "layout-search")
Shipped = Callable[[str], Published]


def engine_at(results: Results, block: Block, values: dict[str, float]) -> float:
    """The figure of the case by the engine, with these inputs."""
    study = block.study
    cases = list(results.scenario.cases)
    own = cases[study.case]
    given = {name: replace(own.inputs[name], value=value) for name, value in values.items()}
    cases[study.case] = replace(own, inputs={**own.inputs, **given})
    asked = (*results.scenario.headline, *results.scenario.results)
    value = run(replace(results.scenario, cases=tuple(cases)), results.sheet, asked).value(own.name, study.target)
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("name", LIVE)
def test_another_step_and_another_price_move_sensitivity_as_the_engine_says(name: str, shipped: Shipped) -> None:
    """A step of 25 % for a tenth, and another value of the strongest input: both ends of each input follow; stated ranges stay."""
    results, plan = shipped(name).results, Plan(shipped(name).results)
    block = next(block for block in blocks(studies(plan)) if block.study.closed)
    study, engine = block.study, IronCalc(shipped(name).paths[0])
    strongest, column = study.moved[0], case_column(study.case)
    given = {n: plan.cases[study.case].inputs[n].number for n in study.moved}
    given[strongest] *= 0.97
    engine.put(("Inputs", f"{letter(FIRST_CASE)}{plan.rows[SETTING, STEP]}"), 0.25)
    engine.put(("Inputs", f"{column}{plan.rows[GIVEN, strongest]}"), given[strongest])
    cells = {
        ("Sensitivity", f"{letter(at)}{row}"): (moved, sign)
        for moved, row in zip(study.moved, block.rows, strict=True)
        for at, sign in ((AT_LOW, -1), (AT_HIGH, 1))
    }
    found = engine.values(cells)
    for cell, (moved, sign) in cells.items():
        known = results.sheet.inputs[moved]
        value = min(max(given[moved] + sign * 0.25 * abs(given[moved]), known.low), known.high)
        if stated := results.scenario.range_of(moved, plan.cases[study.case].name):
            value = (stated.low if sign < 0 else stated.high).number
        assert not differ(engine_at(results, block, {**given, moved: value}), found[cell]), (moved, sign)


def test_two_inputs_together_are_the_engine_run_with_both(shipped: Shipped) -> None:
    """Every cell of the grid of five by five."""
    results = shipped("gb200-rack").results
    block = next(b for b in blocks(studies(Plan(results))) if b.study.closed)
    page = openpyxl.load_workbook(shipped("gb200-rack").paths[0], data_only=True)["Sensitivity"]
    one, two = block.study.moved[:2]
    for down, across in product(range(LEVELS), repeat=2):
        values = {one: block.study.levels(0)[down], two: block.study.levels(1)[across]}
        shown = page.cell(block.grid + 3 + down, FIRST_LEVEL + across).value
        assert not differ(engine_at(results, block, values), shown), (down, across)


def test_what_runs_over_periods_is_the_engines_says_so_and_is_checked(shipped: Shipped) -> None:
    """The levelised cost of the review: numbers and no formulas, and a check that an input changed turns."""
    plan = Plan(shipped("buy-rent-api-8xh200").results)
    found = studies(plan)
    block = blocks(found)[0]
    page = openpyxl.load_workbook(shipped("buy-rent-api-8xh200").paths[0])["Sensitivity"]
    assert (block.study.target, block.study.closed) == ("levelised_cost_per_mtok", False)
    assert "do not recalculate" in page.cell(block.first + 1, 1).value
    assert {page.cell(row, AT_LOW).data_type for row in block.rows} == {"n"}
    assert "the sensitivity of levelised_cost_per_mtok is that of the live figure" in {
        check.says for check in sensitivity_checks(plan, found)
    }


def test_a_variant_typed_over_turns_a_check(shipped: Shipped) -> None:
    """All as given, Variants must come to what Model comes to."""
    plan = Plan(shipped("gb200-rack").results)
    study = next(s for s in studies(plan) if s.closed)
    engine = IronCalc(shipped("gb200-rack").paths[0])
    engine.put(("Variants", f"D{study.rows[study.reached[0]]}"), 7e7)
    assert engine.values([("Cover", "B3")]) == {("Cover", "B3"): "CHECK"}


# -- charts of the sheet Charts ----------------------------------------------------------------------------------------
def test_a_device_hour_is_drawn_from_what_its_case_pays(shipped: Shipped) -> None:
    """Who owns pays no rent and who rents no depreciation, so that the parts of a bar are what the hour costs."""
    results = shipped("gb200-rack").results
    found = next(p for p in pictures(Plan(results)) if len(p.quantities) > 1)
    assert found.title == "Buy, with its part of a building: 2.042 USD/gpu/hour, most of it depreciation."
    for case in found.cases:
        name = results.scenario.cases[case].name
        parts = [results.value(name, q) or 0.0 for q in found.quantities if (case, q) not in found.left_out]
        assert sum(parts) == pytest.approx(results.value(name, "cost_per_gpu_hour"), rel=1e-12)  # type: ignore[arg-type]


def test_tokens_by_hardware_begin_with_the_cheapest(shipped: Shipped) -> None:
    """The bars follow the order of cost, and the title says both ends of all cases."""
    results = shipped("hardware-panorama").results
    found = next(p for p in pictures(Plan(results)) if p.quantities == ("cost_per_mtok_output",))
    costs = [results.value(results.scenario.cases[case].name, "cost_per_mtok_output") for case in found.cases]
    assert costs == sorted(costs, key=float)  # type: ignore[arg-type]
    assert found.title.startswith("A million tokens cost least with 7B on RTX 4090, many users, 0.02261 USD")


def test_cash_is_drawn_from_the_rows_of_periods(shipped: Shipped) -> None:
    """A line for each way, each the row of its cash to date."""
    plan = Plan(shipped("deepseek-640-own").results)
    page = openpyxl.load_workbook(shipped("deepseek-640-own").paths[0])["Charts"]
    chart = page._charts[0]
    rows = [int(series.yVal.numRef.f.rpartition("$")[2]) for series in chart.series]
    assert rows == [plan.period_rows[COUNTS, "cash_to_date", case] for case in pictures(plan)[0].cases]
    assert len(rows) > 1
