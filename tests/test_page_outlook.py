"""What the page says of what may come: sensitivity, cash over the years, a device-hour by its parts, one theme."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache

import pytest
from test_page import TEMPLATES

from tco.charts.theme import COLOURS, LINES, PARTS
from tco.engine import load
from tco.page.figures import OWNED, RENTED, device_hours
from tco.page.outlook import cash_lines, decision, outlook_figures
from tco.page.titles import case_titles
from tco.page.words import read_words
from tco.results import Results
from tco.scenario import Range, Setting
from tco.whatif.swing import sensitive_case, span, swings, targets
from tco.workbook import charts

WORDS = read_words(TEMPLATES)


@lru_cache
def ran(name: str) -> Results:
    return load(name).run()


@pytest.mark.parametrize("name", ["deepseek-640", "gb200-rack"])
def test_a_swing_is_what_the_engine_gives_at_both_ends(name: str) -> None:
    """Each end of the strongest three set on the command line, one at a time."""
    results = ran(name)
    target = targets(results)[0]
    case = sensitive_case(results, target)
    assert case
    found = swings(results, case, target)
    assert [s.size for s in found] == sorted((s.size for s in found), reverse=True)
    for swing in found[:3]:
        for given, told in ((swing.low, swing.at_low), (swing.high, swing.at_high)):
            again = load(name, settings=[Setting(swing.quantity, repr(given), case.name)]).run([target])
            assert math.isclose(float(str(again.value(case.name, target))), told, rel_tol=1e-9)


def test_an_input_moves_by_a_tenth_unless_its_range_is_stated_or_it_is_no_magnitude() -> None:
    results = ran("deepseek-640")
    case = results.scenario.cases[0]
    given = case.given
    rent = given["rent_per_server_month"]
    assert span(results, case, "rent_per_server_month", rent) == pytest.approx((108_000, 132_000))
    assert span(results, case, "utilisation_share", given["utilisation_share"]) == (
        0.9,
        1.0,
    )  # full load is the most there is
    for fixed in ("gpus_per_server", "from_api", "days_per_month"):  # pieces, a switch, a calendar
        assert span(results, case, fixed, given[fixed]) is None
    stated = Range(replace(rent, value=90_000.0), replace(rent, value=125_000.0))
    ranged = replace(results, scenario=replace(results.scenario, ranges={"rent_per_server_month": stated}))
    assert span(ranged, case, "rent_per_server_month", rent) == (90_000, 125_000)
    titles = case_titles(ranged.scenario.cases, WORDS)
    assert "Rent of a server, 90,000–125,000" in next(iter(outlook_figures(ranged, WORDS, titles))).alt


def test_cash_begins_with_what_is_paid_at_the_start_and_ends_as_the_engine_says() -> None:
    results = ran("h100-cluster-64")
    lines = cash_lines(results)
    for case, points in lines.items():
        outlay, cash = results.value(case, "opening_outlay"), results.value(case, "cash_to_date")
        assert isinstance(cash, tuple)
        assert points[0] == (0, -float(str(outlay)))
        assert points[-1] == (3.0, cash[-1])  # 36 months
    assert len(lines) <= len(LINES)


def test_a_device_hour_is_its_parts() -> None:
    """Depreciation, capital, energy, space, people: what owning costs an hour; beside it the rents, each price once."""
    results = ran("buy-rent-api-8xh200")
    hours = device_hours(results)
    assert hours["own"] == OWNED
    assert hours["rent"] == RENTED
    parts = sum(float(str(results.value("own", part))) for part in OWNED)
    assert math.isclose(parts, float(str(results.value("own", "own_cost_per_gpu_hour"))), rel_tol=1e-12)
    assert "own-taxed" not in hours  # tax does not change the hour


def test_without_a_stated_finding_the_best_case_is_told_where_all_serve_the_same() -> None:
    results = ran("gb200-rack")
    told = decision(results, WORDS, case_titles(results.scenario.cases, WORDS))
    costs = {c.name: float(str(results.value(c.name, "cost_per_gpu_hour"))) for c in results.scenario.cases}
    best = min(costs, key=costs.__getitem__)
    assert told == "" or results.scenario.case(best).title in told
    other = ran("api-or-self-host")  # three demands: no case is best of all
    assert decision(other, WORDS, case_titles(other.scenario.cases, WORDS)) == ""


def test_page_and_workbook_share_one_theme() -> None:
    """The style sheet's variables in light are the theme's colours, and the workbook draws in them."""
    style = (TEMPLATES / "page.css").read_text("utf-8")
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", style, re.DOTALL)[0]))
    assert {name: light[name] for name in COLOURS} == COLOURS
    assert {"#" + colour.lower() for colour in (charts.BLUE, charts.ORANGE)} == {COLOURS["revenue"], COLOURS["cost"]}
    script = (TEMPLATES / "script" / "draw.js").read_text("utf-8") + (TEMPLATES / "script" / "plots.js").read_text(
        "utf-8"
    )
    for order in (PARTS, LINES):
        assert "[" + ", ".join(f'"{name}"' for name in order) + "]" in script
