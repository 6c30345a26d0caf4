"""Comparing two runs: every cause has its share of the change, and the shares are the whole change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tco.cli import cli
from tco.compare.comparison import Comparison, compare
from tco.compare.side import Side, in_currency_of, of_close, of_results, side_of
from tco.compare.tables import as_json, listings
from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.ledger.close import Signed
from tco.ledger.freeze import freeze
from tco.ledger.names import parse_ref
from tco.pricebook import PriceBook
from tco.scenario import setting
from tco.upkeep import GROUPS

if TYPE_CHECKING:
    from tco.compare.bridge import Bridge

NAME = "deepseek-8xh200"


def side(*settings: str, case: str = "as-printed", as_of: str = "", name: str = NAME) -> Side:
    """A run as one side."""
    day = date.fromisoformat(as_of) if as_of else None
    model = load(name, content=open_content(), settings=[setting(text) for text in settings], as_of=day)
    return of_results(model.run(), model.book).alone(case)


def one(found: Comparison, quantity: str, currency: str = "CNY") -> Bridge:
    """The bridge of a quantity."""
    mine = [b for b in found.bridges if b.quantity == quantity]
    return next((b for b in mine if b.unit.startswith(currency)), mine[0])


def parts(bridge: Bridge, how: str) -> dict[str, float]:
    return {e.group: getattr(e, how) for e in bridge.effects}


# -- the arithmetic -------------------------------------------------------------------------------------------------


def test_two_causes_that_multiply() -> None:
    """Cost per token is rent over load, c / u: 100 / 1 before, 60 / 0.5 after, in units of what the rate makes.

    Stepwise: first the load, 100 / 0.5 - 100 / 1 = 100; then the rent, 60 / 0.5 - 100 / 0.5 = -80.
    Shapley: the load is worth (100 + (120 - 60)) / 2 = 80, the rent ((60 - 100) + (120 - 200)) / 2 = -60.
    """
    rent = "rent_per_server_month={} CNY/month"
    prior = side(rent.format(100_000), "utilisation_share=1")
    current = side(rent.format(60_000), "utilisation_share=0.5")
    bridge = one(compare(prior, current, PriceBook(open_content()), ["cost_per_mtok_output"]), "cost_per_mtok_output")
    unit = 1_000 / (30 * 86_400) / 3872 * 1e6  # of money per million tokens, for 1,000 a month
    assert (bridge.prior, bridge.current) == (pytest.approx(100 * unit), pytest.approx(120 * unit))
    assert parts(bridge, "stepwise") == pytest.approx({"utilisation": 100 * unit, "rent": -80 * unit})
    assert parts(bridge, "shapley") == pytest.approx({"utilisation": 80 * unit, "rent": -60 * unit})
    assert bridge.relative == pytest.approx(0.2)


def test_a_price_in_another_currency_is_price_and_rate() -> None:
    """Rent in dollars, reported in yuan: p r. The rate is last in order, so it takes the new price.

    In dollars the rate is worth nothing, and the price all.
    """
    prior = side("rent_per_server_month=16000 USD/month", as_of="2025-03-15")
    current = side("rent_per_server_month=15000 USD/month", as_of="2025-08-15")
    book = PriceBook(open_content())
    old, new = (float(book.fx("USD", "CNY", day).value) for day in ("2025-03-15", "2025-08-15"))
    found = compare(prior, current, book, ["cost_per_month"])
    assert found.currencies == ("CNY", "USD")
    yuan, dollars = one(found, "cost_per_month"), one(found, "cost_per_month", "USD")
    assert parts(yuan, "stepwise") == pytest.approx({"rent": -1000 * old, "fx": 15_000 * (new - old)})
    assert parts(yuan, "shapley") == pytest.approx({"rent": -1000 * (old + new) / 2, "fx": 15_500 * (new - old)})
    assert parts(dollars, "stepwise") == pytest.approx({"rent": -1000, "fx": 0}, abs=1e-9)
    assert parts(dollars, "shapley") == pytest.approx({"rent": -1000, "fx": 0}, abs=1e-9)
    assert (dollars.prior, dollars.current) == (pytest.approx(16_000), pytest.approx(15_000))


def test_a_rate_alone_is_no_change_of_price() -> None:
    """The same dollars at another rate: all of it is FX, and nothing is said of rent."""
    prior, current = (side("rent_per_server_month=16000 USD/month", as_of=d) for d in ("2025-03-15", "2025-08-15"))
    found = compare(prior, current, PriceBook(open_content()), ["cost_per_month"])
    assert [(e.group, e.quantities) for e in one(found, "cost_per_month").effects] == [
        ("fx", ("rent_per_server_month",))
    ]


def test_reports_in_two_currencies_meet_in_one() -> None:
    """A price list in yuan beside one in dollars: the first at the rate of its own date."""
    prior, current = side(), side(name="deepseek-day", case="published")
    book = PriceBook(open_content())
    rate = float(book.fx("CNY", "USD", prior.scenario.as_of).value)
    converted = in_currency_of(prior, current, book)
    assert converted.scenario.cases[0].given["rent_per_server_month"].value == pytest.approx(120_000 * rate)
    assert converted.values["as-printed"]["cost_per_month"] == pytest.approx(120_000 * rate)
    assert converted.values["as-printed"]["margin_on_revenue"] == prior.values["as-printed"]["margin_on_revenue"]
    found = compare(prior, current, book, ["margin_on_revenue", "cost_per_second"])
    assert found.currencies == ("USD", "CNY")
    assert one(found, "cost_per_second", "CNY").prior == pytest.approx(120_000 / 30 / 86_400)


def test_a_pin_that_goes_is_a_cause() -> None:
    """A rate that was given is made by its formulas: one step from the one to the other, all of it throughput."""
    found = compare(side(), side(case="own-rate"), PriceBook(open_content()), ["output_tokens_per_second"])
    bridge = one(found, "output_tokens_per_second")
    assert bridge.case == "as-printed -> own-rate"
    assert parts(bridge, "shapley") == {"throughput": 3200 - 3872}
    assert [(c.quantity, c.before is None, c.after is None) for c in found.changes] == [
        ("tpot_seconds", True, False),
        ("decode_tokens_per_second", False, True),
    ]


def test_a_longer_horizon_is_finance_terms() -> None:
    """Twelve months become thirteen: one more month of the same cost."""
    prior = side()
    current = replace(prior, scenario=replace(prior.scenario, periods=13))
    cost = prior.values["as-printed"]["cost_per_month"]
    assert isinstance(cost, float)
    values = {"as-printed": {**current.values["as-printed"], "cost_over_horizon": cost * 13}}
    before = {"as-printed": {**prior.values["as-printed"], "cost_over_horizon": cost * 12}}
    found = compare(
        replace(prior, values=before), replace(current, values=values), PriceBook(open_content()), ["cost_over_horizon"]
    )
    assert parts(found.bridges[0], "stepwise") == {"finance": pytest.approx(cost)}
    assert [(c.quantity, c.before and c.before.value, c.after and c.after.value) for c in found.changes] == [
        ("periods", 12, 13)
    ]


def test_what_another_engine_gave_is_the_engines_part(book: PriceBook) -> None:
    """Closed at 5 % less than the formulas of today give: the bridge starts from what was closed, and says so."""
    model = load(NAME, content=open_content(), settings=[setting("rent_per_server_month=100000 CNY/month")])
    close = freeze(model.run(), model.book, "2025Q3", Signed("", ""), "")
    cells = {**close.values["as-printed"]}
    true = cells["cost_per_month"].value
    assert isinstance(true, float)
    cells["cost_per_month"] = replace(cells["cost_per_month"], value=true * 0.95)
    older = replace(close, version="0.0.9", engine="old", values={**close.values, "as-printed": cells})
    found = compare(of_close(older, book).alone("as-printed"), side(), book, ["cost_per_month"])
    bridge = one(found, "cost_per_month")
    assert parts(bridge, "stepwise") == pytest.approx({"rent": 20_000, "engine": 5_000})
    assert bridge.effects[-1].quantities == ("0.0.9 -> 0.1.0",)
    assert any(flag.startswith("engines differ: 0.0.9 (old)") for flag in found.flags)


@pytest.mark.parametrize("pair", list(combinations(["as-printed", "pipeline-8", "load-30", "with-input"], 2)))
def test_nothing_is_left_unexplained(pair: tuple[str, str]) -> None:
    """Between any two cases, however different: both ways of sharing sum to the change, to 1e-9 of the numbers."""
    prior, current = (
        side("rent_per_server_month=15000 USD/month", case=pair[0], as_of="2025-03-15"),
        side(case=pair[1]),
    )
    found = compare(prior, current, PriceBook(open_content()), ["npv", "margin_on_revenue", "cost_per_mtok_output"])
    assert len(found.bridges) == 3 + 2  # the two that count money in dollars too
    for bridge in found.bridges:
        size = max(abs(bridge.prior or 0), abs(bridge.current or 0))
        assert bridge.effects
        assert abs(bridge.residual()) <= 1e-9 * size
        assert abs(bridge.residual("shapley")) <= 1e-9 * size


def test_a_scenario_against_another_and_the_other_way_round() -> None:
    """The Shapley values of the way back are those of the way there, with the other sign."""
    book = PriceBook(open_content())
    there = compare(side(), side(name="deepseek-640", case="corrected"), book, ["margin_on_revenue"])
    back = compare(side(name="deepseek-640", case="corrected"), side(), book, ["margin_on_revenue"])
    first, second = (parts(c.bridges[0], "shapley") for c in (there, back))
    assert first == pytest.approx({group: -value for group, value in second.items()})


# -- what a reader is told ------------------------------------------------------------------------------------------


def test_cases_of_only_one_side_are_told() -> None:
    """Not compared, and not forgotten."""
    whole = load(NAME, content=open_content())
    results = whole.run()
    prior = of_results(results, whole.book)
    fewer = replace(prior, scenario=replace(prior.scenario, cases=prior.scenario.cases[:2]))
    found = compare(prior, fewer, whole.book)
    assert {b.case for b in found.bridges} == {"as-printed", "own-rate"}
    assert found.dropped == ("pipeline-8", "tensor-8", "load-30", "off-peak", "with-input", "break-even-batch")
    assert "case off-peak is only in deepseek-8xh200" in found.flags


def test_sides_without_a_common_case_are_told() -> None:
    """With the cases of both."""
    book, content = PriceBook(open_content()), open_content()
    with pytest.raises(InputError, match="have no case in common\n  found: as-printed, own-rate"):
        compare(
            side_of(parse_ref(NAME), Path("none"), content),
            side_of(parse_ref("deepseek-day"), Path("none"), content),
            book,
        )


def test_the_change_of_an_input_has_both_sources() -> None:
    """Old and new, each with where it is from."""
    found = compare(side(), side("rent_per_server_month=16000 USD/month"), PriceBook(open_content()))
    row = dict(zip(listings(found)[-1].headings, listings(found)[-1].rows[0], strict=True))
    assert (row["quantity"], row["group"], row["old"], row["unit"]) == (
        "rent_per_server_month",
        "rent",
        120_000,
        "CNY/month",
    )
    assert "line 186" in str(row["old source"])
    assert str(row["new source"]).startswith("--set rent_per_server_month=16000 USD/month, at 7.1")


def test_as_json_all_is_there() -> None:
    """Sides, order, headlines with both ways of sharing, inputs."""
    found = as_json(compare(side(), side(case="load-30"), PriceBook(open_content())))
    assert list(found) == ["prior", "current", "flags", "order", "headlines", "inputs"]
    assert found["order"] == [group for group in GROUPS if group != "engine"]
    revenue: dict[str, Any] = next(h for h in found["headlines"] if h["quantity"] == "revenue_per_second")
    assert revenue["stepwise"] == revenue["shapley"] == {"utilisation": pytest.approx(0.061952 * -0.7)}
    assert (revenue["residual"], json.loads(json.dumps(found)) == found) == (0, True)


WAYS = """
base = "deepseek-8xh200"
drop_cases = ["own-rate", "pipeline-8", "tensor-8", "off-peak", "with-input", "load-30", "break-even-batch"]
headline = ["cost_per_month", "cost_per_mtok_output"]
results = ["cost_per_month", "cost_per_mtok_output"]
inputs.discount_rate_per_year = 0
[cases.own]
from = "as-printed"
inputs.owned_share = 1
inputs.price_per_gpu = "240000 CNY"
inputs.electricity_price_per_kwh = "0.6 CNY/kWh"
inputs.life_years = 5
inputs.residual_share = 0.1
inputs.power_draw_share = 0.6
inputs.host_power_watts = 300
inputs.maintenance_share_per_year = 0.03
"""


def test_why_is_own_cheaper_than_rent(tmp_path: Path) -> None:
    """The rent goes, then what owning costs comes, each under its own name; capital is taken to cost nothing.

    Rent 120,000 a month. Devices: 8 * 240,000 * (0.9 / 5 + 0.03) / 12 = 33,600.
    Electricity: 8 * (700 W * 0.6 + 300 W) / 1000 * PUE 1.56 * 0.6 * 720 h = 3,881.78.
    """
    path = tmp_path / "ways.toml"
    path.write_text(WAYS, encoding="utf-8")
    content = open_content()
    rent, own = (side_of(parse_ref(f"{path}:{case}"), tmp_path / "none", content) for case in ("as-printed", "own"))
    found = compare(rent, own, PriceBook(content), ["cost_per_month"])
    [bridge] = found.bridges
    pue = PriceBook(content).default("pue", rent.scenario.as_of)
    assert pue
    power = 8 * (700 * 0.6 + 300) / 1000 * float(pue.value) * 0.6 * 720
    expected = {"mix": -120_000, "device_price": 33_600, "electricity": power, "finance": 0, "rent": 0}
    told = parts(bridge, "stepwise")
    assert told == pytest.approx({group: expected[group] for group in told}, abs=1e-6)
    given = {c.quantity: (c.before is not None, c.after is not None) for c in found.changes}
    assert (given["rent_per_server_month"], given["price_per_gpu"]) == ((True, False), (False, True))
    assert abs(bridge.residual("shapley")) < 1e-6


def test_a_comparison_is_a_page_with_a_waterfall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn for the eye, told in words, with the tables below; no script, nothing from elsewhere."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["compare", f"{NAME}:as-printed", f"{NAME}:load-30", "--html", "page.html"])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "deepseek-8xh200:as-printed against deepseek-8xh200:load-30" in page
    assert "utilisation −2,710" in page
    assert "as-printed 3,872" in page
    assert "<script" not in page
    assert 'src="' not in page


def test_a_share_of_nothing_is_no_hindrance(tmp_path: Path) -> None:
    """Between renting and owning some mixture divides by a price that is not there yet: it is taken as next to nothing."""
    path = tmp_path / "ways.toml"
    path.write_text(WAYS, encoding="utf-8")
    content = open_content()
    asked = ["cost_per_month", "levelised_cost_per_mtok", "npv", "return_on_cost"]
    rent, own = (side_of(parse_ref(f"{path}:{case}"), tmp_path / "none", content) for case in ("as-printed", "own"))
    for bridge in compare(rent, own, PriceBook(content), asked).bridges:
        size = max(abs(bridge.prior or 0), abs(bridge.current or 0))
        assert bridge.effects, bridge.quantity
        assert all(isfinite(e.stepwise) and isfinite(e.shapley) for e in bridge.effects), bridge.quantity
        assert abs(bridge.residual()) <= 1e-9 * size
        assert abs(bridge.residual("shapley")) <= 1e-9 * size
