"""Owning by its lines: they add up, and reach what SemiAnalysis publishes for the same device and owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tco.engine import Model
from tco.pricebook import PriceBook
from tco.results import Results

NAMES = {"h100": "H100", "h200": "H200", "b200": "B200", "mi300x": "MI300X"}
OWNERS = {"hyperscaler": "owner_tco_h", "neocloud": "owner_tco_n"}


@pytest.fixture(scope="module")
def owned(model: Callable[..., Model]) -> Results:
    return model("owner-cost").run()


def number(results: Results, case: str, name: str) -> float:
    value = results.value(case, name)
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("device", NAMES)
@pytest.mark.parametrize("owner", OWNERS)
def test_sourced_lines_reach_the_published_hour(owned: Results, book: PriceBook, device: str, owner: str) -> None:
    """Within 10 % of pricing/finance.csv, for four devices and two kinds of owner."""
    [published] = [
        e.row.value
        for e in book.rows("finance")
        if e.row.metric == OWNERS[owner] and e.row.scope.startswith(f"{NAMES[device]} ")
    ]
    assert number(owned, f"{device}-{owner}", "own_cost_per_gpu_hour") == pytest.approx(published, rel=0.10)


def test_the_finding_says_how_near(owned: Results, book: PriceBook) -> None:
    """Within 8 %, and two of the eight by their figures."""
    published = {e.row.scope.split()[0] + " " + e.row.metric: e.row.value for e in book.rows("finance")}
    off = [
        number(owned, f"{device}-{owner}", "own_cost_per_gpu_hour") / published[f"{NAMES[device]} {metric}"] - 1
        for device in NAMES
        for owner, metric in OWNERS.items()
    ]
    assert max(map(abs, off)) < 0.08
    assert number(owned, "h100-hyperscaler", "own_cost_per_gpu_hour") == pytest.approx(1.36, abs=0.005)
    assert number(owned, "b200-neocloud", "own_cost_per_gpu_hour") == pytest.approx(2.46, abs=0.005)
    assert "within 8 %" in owned.scenario.finding


def test_the_hour_is_the_sum_of_its_lines(owned: Results) -> None:
    """Annuity of what was bought, and every line that runs."""
    running = (
        "power_cost_per_gpu_hour", "demand_charge_per_gpu_hour", "carbon_cost_per_gpu_hour", "water_cost_per_gpu_hour",
        "colocation_cost_per_gpu_hour", "staff_cost_per_gpu_hour", "maintenance_per_gpu_hour",
        "failure_cost_per_gpu_hour", "licence_cost_per_gpu_hour", "transit_cost_per_gpu_hour", "insurance_per_gpu_hour",
    )  # fmt: skip
    for case in (c.name for c in owned.scenario.cases):
        lines = sum(number(owned, case, name) for name in ("annuity_per_gpu_hour", *running))
        assert lines == pytest.approx(number(owned, case, "own_cost_per_gpu_hour"), rel=1e-12)


def test_what_is_bought_is_the_sum_of_its_lines(owned: Results) -> None:
    """Devices, servers, network and the rest, one row each."""
    lines = (
        "capex_gpus", "capex_servers", "capex_network", "capex_storage", "capex_racks", "capex_spares", "capex_duty",
        "capex_installation", "capex_facility", "vat_lost",
    )  # fmt: skip
    case = "h100-hyperscaler"
    assert sum(number(owned, case, name) for name in lines) == pytest.approx(number(owned, case, "capex"), rel=1e-12)
    assert number(owned, case, "capex_gpus") == 1024 * 30_000
    assert number(owned, case, "capex_network") == 128 * 20_480 + 48 * 36_000


def test_the_building_costs_what_it_provides(owned: Results) -> None:
    """1.73 kW a device at 11,700 USD a kW."""
    assert number(owned, "h100-hyperscaler", "capex_facility") == pytest.approx(1024 * 1.73 * 11_700, rel=1e-12)
