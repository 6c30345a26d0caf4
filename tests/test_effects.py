"""What each assumption moves: each alone to its ends, what the answer is there, and whether another way wins then."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
from recalculate import IronCalc, differences

from tco.assumptions import MOVES, REACHES, assumption_tables
from tco.content import open_content
from tco.emit import python
from tco.engine import load
from tco.errors import InputError
from tco.publish import publish
from tco.results import Results
from tco.scenario import setting
from tco.whatif.effects import RANGE, Effect, Study, study

NAME, TARGET = "buy-rent-api-8xh200", "levelised_cost_per_mtok"
WAYS = ("own", "rent", "rent-3y", "rent-1y", "api")


@lru_cache
def ran(*settings: str) -> Results:
    return load(NAME, content=open_content(), settings=[setting(s) for s in settings]).run()


@lru_cache
def found() -> Study:
    one = study(ran())
    assert one is not None
    return one


def effect(quantity: str) -> Effect:
    return next(e for e in found().effects() if e.quantity == quantity)


@pytest.mark.parametrize("quantity", ["gpus_per_staff", "discount_rate_per_year", "season_ratio", "batch"])
def test_an_effect_is_a_run_with_the_assumption_at_its_end(quantity: str) -> None:
    """Low and high, of the case that it moves most."""
    one = effect(quantity)
    for end, said in ((one.low, one.at_low), (one.high, one.at_high)):
        assert ran(f"{quantity}={end!r}").value(one.case, TARGET) == pytest.approx(said, rel=1e-12)


def test_ends_are_those_stated_else_a_tenth() -> None:
    """Of 32 devices a head, 5.33 to 32 are stated; the season of 1 goes from 0.9 to 1.1; a batch of 700 is whole."""
    staff, season, batch = effect("gpus_per_staff"), effect("season_ratio"), effect("batch")
    assert (staff.how, staff.low, staff.given, staff.high) == (RANGE, pytest.approx(8 / 1.5), 32, 32)
    assert (season.low, season.given, season.high) == (0.9, 1, pytest.approx(1.1))
    assert (batch.low, batch.high) == (700 - 70, 700 + 70)


def test_the_way_that_wins_instead_is_told() -> None:
    """Reserved at 4.65 an hour a million tokens costs 2.98; bought, 1.68: buying wins. At 1.60 nothing changes."""
    one = effect("rent_cost_per_gpu_hour")
    assert (one.case, one.best_at_low, one.best_at_high) == ("rent-3y", (), ("own instead of rent-3y",))


def test_every_assumption_is_moved_or_named_as_moving_nothing() -> None:
    """What is named as still leaves every way as it is when it is moved; nothing else is left out."""
    moving = [e.quantity for e in found().effects()]
    still = found().still(found().effects())
    assert not set(moving) & set(still)
    sheet = ran().sheet
    for case in found().cases:
        given = {n: g.value for n, g in case.given.items()}
        base = python.evaluate(sheet, given, (TARGET,), 20)[TARGET]
        read = set(sheet.settled(case.given).closure((TARGET,)))
        assumed = {n for n, g in case.given.items() if n in read and "assumption" in (g.origin, g.confidence)}
        assert assumed - set(moving) - set(still) == {"months_per_period"} & assumed
        for name in set(still) & set(given):
            value = given[name]
            if isinstance(value, float) and value and not sheet.inputs[name].switch and sheet.unit(name) != "count":
                end = min(value * 1.1, sheet.inputs[name].high)
                assert python.evaluate(sheet, given | {name: end}, (TARGET,), 20)[TARGET] == base, name


def test_stated_ranges_come_first_then_what_moves_most() -> None:
    """So that a reader sees what matters."""
    order = [(e.how != RANGE, -e.size) for e in found().effects()]
    assert order == sorted(order)
    assert len({e.quantity for e in found().effects()}) == len(order)


def test_the_ranges_reach_from_all_at_their_best_to_all_at_their_worst() -> None:
    """The API: prices that fall 30 % a year and no call more repeated, against 1.3 calls for one and prices that stay."""
    reach = found().reach([e.quantity for e in found().effects() if e.how == RANGE])
    assert set(reach) == set(WAYS)
    least, most, names = reach["api"]
    assert set(names) == {"api_retry_ratio", "price_change_per_year", "discount_rate_per_year"}
    low, high = 0.09, 0.15  # money that is dearer makes what falls later count less
    best = ran("price_change_per_year=-0.3", "api_retry_ratio=1.02", f"discount_rate_per_year={low!r}")
    worst = ran("price_change_per_year=0", "api_retry_ratio=1.3", f"discount_rate_per_year={high!r}")
    assert least == pytest.approx(best.value("api", TARGET), rel=1e-12)
    assert most == pytest.approx(worst.value("api", TARGET), rel=1e-12)


def test_the_finding_says_how_far_the_ranges_reach() -> None:
    """To its digits."""
    reach = found().reach([e.quantity for e in found().effects() if e.how == RANGE])
    told = [f"{end:.2f}" for way in ("own", "rent-3y", "api") for end in reach[way][:2]]
    assert told == ["1.03", "6.45", "0.71", "3.79", "1.45", "3.90"]
    for way, (low, high) in {"bought 1.68": told[:2], "costs 1.18 USD": told[2:4], "at the API 3.06": told[4:]}.items():
        assert f"{way} ({low} to {high}" in ran().scenario.finding


@pytest.mark.parametrize(
    "name",
    [
        "buy-rent-api-8xh200", "h100-cluster-64", "deepseek-640-own", "gb200-rack", "owner-cost", "api-or-self-host",
        "hardware-panorama", "cash-loan-lease",
    ],
)  # fmt: skip
def test_the_money_scenarios_carry_ranges_and_list_what_they_move(name: str) -> None:
    """Each with a source, or called an assumption that says why; the value lies in it; some range moves the answer."""
    results = load(name, content=open_content()).run()
    for quantity, stated in results.scenario.ranges.items():
        assert stated.low.note if stated.low.origin == "assumption" else stated.low.source, quantity
    moves, reaches = assumption_tables(results)
    assert moves.title.startswith(MOVES)
    assert reaches.title.startswith(REACHES)
    least, base, most = ([c.name for c in reaches.columns].index(n) for n in ("least", moves.columns[8].name, "most"))
    for row in reaches.rows:
        assert row[least] <= row[base] <= row[most]  # type: ignore[operator]
    assert any(row[least] < row[most] for row in reaches.rows)  # type: ignore[operator]


def test_the_tables_are_in_every_report(tmp_path: Path) -> None:
    """Markdown, page and workbook."""
    paths = {p.suffix: p for p in publish(load("owner-cost"), tmp_path, ("md", "html", "xlsx")).paths}
    title = f"{MOVES}: Own cost per GPU hour"
    assert title in paths[".md"].read_text()
    assert title in paths[".html"].read_text()
    cells = {cell.value for row in openpyxl.load_workbook(paths[".xlsx"])["Tables"].iter_rows() for cell in row}
    assert title in cells


HEAD = f'base = "{NAME}"\n'


def test_a_range_of_some_cases_leaves_the_others(tmp_path: Path) -> None:
    """In the workbook too: at high, the reservation of three years has the high rent, on demand has its own."""
    path = publish(load(NAME), tmp_path, ("xlsx",)).paths[0]
    stated = load(NAME).scenario.ranges
    ends = [f"{'rent-3y:' if r.cases else ''}{q}={r.high.number!r}" for q, r in stated.items()]
    expected = ran(*ends)
    page = openpyxl.load_workbook(path)["Model"]
    row = max(row[0].row for row in page.iter_rows(max_col=1) if row[0].value == "rent_cost_per_gpu_hour")
    engine = IronCalc(path)
    engine.put(("Inputs", "B5"), "high")
    wanted = {
        ("Model", f"{c}{row}"): expected.value(n, "rent_cost_per_gpu_hour") for c, n in zip("DEF", WAYS, strict=False)
    }
    assert wanted["Model", f"F{row}"] == 4.6511
    assert differences(wanted, engine.values(wanted)) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('decide = ["own", "hire"]\n', "no case 'hire'"),
        ('[ranges]\nprice_per_gpu = { low = 1, high = 99999, cases = ["ovn"] }\n', "price_per_gpu: no case 'ovn'\n  allowed: own"),
        ("[ranges]\nprice_per_gpu = { low = 1, high = 99999, cases = 3 }\n", "price_per_gpu: cases is not a list of names"),
    ],
)  # fmt: skip
def test_cases_that_are_none_are_told(text: str, said: str, tmp_path: Path) -> None:
    """With their place."""
    (tmp_path / "s.toml").write_text(HEAD + text)
    with pytest.raises(InputError) as wrong:
        load(str(tmp_path / "s.toml"))
    assert said in str(wrong.value)
    assert "s.toml" in str(wrong.value)
