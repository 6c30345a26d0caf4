"""Three kinds of owner, each with a full set of assumptions that say so; a scenario names one and overrides what it knows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.owners import owner_tables
from tco.pricebook import PriceBook
from tco.scenario import setting
from tco.sheet import sheet

OWNERS = ("hyperscaler", "neocloud", "server-room")
LINES = {
    "life_years", "network_life_years", "discount_rate_per_year", "pue", "electricity_price_per_kwh",
    "staff_cost_per_year", "gpus_per_staff", "maintenance_share_per_year", "installation_share", "spare_parts_share",
    "insurance_share_per_year",
}  # fmt: skip
SITES = {"hyperscaler": "facility_price_per_kilowatt"}  # builds it; the others rent space


@pytest.mark.parametrize("owner", OWNERS)
def test_a_set_is_whole_and_says_where_it_is_from(book: PriceBook, owner: str) -> None:
    """Every set states the same inputs, each with a source, or the word assumption and a reason or range."""
    found = book.owner(owner, "2026-11-22")
    assert set(found) == LINES | {SITES.get(owner, "space_price_per_kilowatt_month")}
    assert set(found) <= set(sheet().inputs)
    for one in found.values():
        assert one.source
        assert one.note
        assert (one.source == "assumption") == (one.confidence == "assumption")


def test_owners_differ_as_their_trade_does(book: PriceBook) -> None:
    """A large owner builds, runs 2,000 devices a head and pays less for capital; a room of one's own is dearest to cool."""
    sets = {owner: book.owner(owner, "2026-11-22") for owner in OWNERS}

    def of(quantity: str) -> list[float]:
        return [float(sets[owner][quantity].value) for owner in OWNERS]

    assert of("gpus_per_staff") == [2000, 512, 32]
    assert of("discount_rate_per_year") == [0.085, 0.12, 0.12]
    assert of("pue") == [1.135, 1.42, 1.8]
    assert sets["hyperscaler"]["facility_price_per_kilowatt"].value == 11_700
    assert sets["neocloud"]["space_price_per_kilowatt_month"].value == 184.06


HEAD = 'base = "buy-rent-api-8xh200"\n[choices]\nowner = "{}"\n'


def hour(tmp_path: Path, text: str, quantity: str) -> object:
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    return load(str(path), content=open_content()).run([quantity]).value("own", quantity)


def test_what_a_scenario_knows_wins(tmp_path: Path) -> None:
    """The set brings 200,000 USD a head; the scenario's own 150,000 counts instead; its PUE stands whoever owns."""
    assert hour(tmp_path, HEAD.format("hyperscaler"), "staff_cost_per_gpu_hour") == pytest.approx(200_000 / 2000 / 8760)
    own = (
        HEAD.format("hyperscaler")
        + '[inputs]\nstaff_cost_per_year = { value = "150000 USD/year", source = "payroll" }\n'
    )
    assert hour(tmp_path, own, "staff_cost_per_gpu_hour") == pytest.approx(150_000 / 2000 / 8760)
    assert hour(tmp_path, HEAD.format("hyperscaler"), "pue") == 1.42


def test_an_unknown_owner_is_told(tmp_path: Path) -> None:
    """With the nearest name, and where they are listed."""
    with pytest.raises(InputError, match="unknown owner 'neoclod'") as wrong:
        hour(tmp_path, HEAD.format("neoclod"), "capex")
    assert "neocloud" in str(wrong.value)
    assert "tco show prices owners" in str(wrong.value)


@lru_cache
def other_owners(name: str) -> tuple[list[str], list[tuple[object, ...]]]:
    model = load(name, content=open_content())
    [table] = owner_tables(model.run(), model.book)
    return [column.name for column in table.columns], list(table.rows)


@pytest.mark.parametrize("owner", OWNERS)
def test_the_same_decision_for_another_owner_is_a_run_with_his_set(owner: str, book: PriceBook) -> None:
    """All that such an owner states counts, also where the scenario knows another; what he does not state is as by default."""
    columns, rows = other_owners("buy-rent-api-8xh200")
    own = book.owner(owner, "2026-11-22")
    without = {"facility_price_per_kilowatt", "space_price_per_kilowatt_month"} - set(own)
    given = [f"own:{q}={s.value!r} {s.unit if 'USD' in s.unit else ''}" for q, s in own.items()] + [
        f"own:{q}=0" for q in without
    ]
    found = load("buy-rent-api-8xh200", settings=[setting(text) for text in given]).run()
    [row] = [dict(zip(columns, r, strict=True)) for r in rows if r[0] == owner.replace("-", " ")]
    for quantity in ("levelised_cost_per_mtok", "cost_present_value", "npv", "payback_months"):
        assert row[quantity] == pytest.approx(found.value("own", quantity), rel=1e-12), quantity
    assert row["against"] == {"hyperscaler": "own", "neocloud": "own", "server-room": "rent-3y"}[owner]


def test_the_finding_says_who_should_buy() -> None:
    """To its digits."""
    columns, rows = other_owners("buy-rent-api-8xh200")
    place = columns.index("levelised_cost_per_mtok")
    told = {str(r[0]): f"{r[place]:.2f}" for r in rows}
    said = f"A neocloud buys for {told['neocloud']}, a hyperscaler for {told['hyperscaler']}"
    assert said in load("buy-rent-api-8xh200").scenario.finding


@pytest.mark.parametrize(
    "name", ["buy-rent-api-8xh200", "h100-cluster-64", "deepseek-640-own", "gb200-rack", "cash-loan-lease"]
)
def test_every_scenario_that_owns_machines_answers_for_each_owner(name: str) -> None:
    """As stated, and then for each kind."""
    assert list(dict.fromkeys(row[0] for row in other_owners(name)[1])) == [
        "as stated",
        *(owner.replace("-", " ") for owner in OWNERS),
    ]


@pytest.mark.parametrize("name", ["owner-cost", "hardware-panorama", "api-prices"])
def test_no_other_owner_where_each_case_has_its_own_or_there_is_no_site(name: str) -> None:
    """Cases by owner are the answer already; a device alone, or an API, has no owner's site."""
    model = load(name, content=open_content())
    assert owner_tables(model.run(), model.book) == []
