"""What must add up, whatever the numbers are: a bill of its lines, a year of its periods, a change of its causes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum, prod
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_compare import side
from test_money_scenarios import base, changed, close, made
from test_ways_to_serve import QUIET

from tco.actuals.match import Matched
from tco.actuals.plan import SIGNS, PlanLine
from tco.actuals.read import ActualRow
from tco.actuals.variance import Variance, variances
from tco.compare.bridge import ENGINE
from tco.compare.comparison import compare
from tco.engine import Model
from tco.pricebook import PriceBook

share, price = st.floats(0, 0.9), st.floats(0, 1e4)
IT = ("capex_gpus", "capex_servers", "capex_network", "capex_storage", "capex_racks", "capex_spares")
BOUGHT = (*IT, "capex_duty", "capex_installation", "capex_facility", "vat_lost")
HOURLY = (
    "depreciation_per_gpu_hour", "financing_cost_per_gpu_hour", "power_cost_per_gpu_hour", "demand_charge_per_gpu_hour",
    "carbon_cost_per_gpu_hour", "water_cost_per_gpu_hour", "colocation_cost_per_gpu_hour", "staff_cost_per_gpu_hour",
    "maintenance_per_gpu_hour", "failure_cost_per_gpu_hour", "licence_cost_per_gpu_hour", "transit_cost_per_gpu_hour",
    "insurance_per_gpu_hour",
)  # fmt: skip


@st.composite
def owned(draw: Callable[[Any], Any]) -> dict[str, Any]:
    """A fleet that is owned, in part or whole, with a price on every line."""
    lines = {
        "owned_storage_gb": 1e5, "storage_price_per_gb": draw(price), "price_per_rack": draw(price),
        "network_price_per_server": draw(price),
        "price_per_switch": draw(price), "spare_parts_share": draw(share), "import_duty_share": draw(share),
        "installation_share": draw(share),
        "demand_price_per_kilowatt_month": draw(price), "carbon_price_per_kg": draw(share), "water_litres_per_kwh": draw(share),
        "water_price_per_litre": draw(share), "failure_rate_per_year": draw(share), "repair_cost": draw(price),
        "downtime_hours": draw(price),
        "downtime_cost_per_hour": draw(price), "licence_per_gpu_year": draw(price), "transit_per_gpu_month": draw(price),
        "insurance_share_per_year": draw(share), "property_tax_share_per_year": draw(share), "maintenance_share_per_year": draw(share),
        "decode_price_factor": draw(st.floats(0.5, 2)), "prefill_units": float(draw(st.integers(0, 9))),
        "owned_share": draw(st.sampled_from([0.25, 1.0])), "contract_discount_share": draw(share),
    }  # fmt: skip
    return changed(draw) | lines


@st.composite
def bought(draw: Callable[[Any], Any]) -> dict[str, Any]:
    """Rented by the load or called by API: limits that bind or not, commitments, tiers, credits, spot, support."""
    amounts = st.sampled_from([0.0, 1e3, 1e5, 1e7])
    names = ("rent_commitment_per_month", "api_commitment_per_month", "api_credit_per_month", "volume_tier_per_month")
    shares = (
        "spot_share", "support_share", "cache_hit_share", "cache_write_share", "api_batch_share", "reasoning_share",
        "volume_discount_share", "overflow_taken_share", "valley_load_share",
    )  # fmt: skip
    return base() | QUIET | {n: draw(amounts) for n in names} | {n: draw(share) for n in shares} | {
        "peak_load_ratio": draw(st.floats(1, 5)), "api_request_limit": draw(st.sampled_from([5.0, 12.0, 1e9])),
        "storage_gb": draw(price), "storage_price_per_gb_month": draw(share), "egress_gb_per_month": draw(price),
        "egress_price_per_gb": draw(share), "cpu_nodes": 3.0, "cpu_node_price_per_month": draw(price), "load_is_demand": 1.0,
        "control_plane_per_month": draw(price), "overflow_price_ratio": draw(st.floats(0.5, 3)), "paid_share_output": draw(share),
        "months_per_period": draw(st.sampled_from([1.0, 3.0, 12.0])), "api_retry_ratio": draw(st.floats(1, 1.5)),
    }  # fmt: skip


# -- a total is the sum of its lines ---------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(owned())
def test_what_is_bought_is_the_sum_of_its_lines(values: dict[str, Any]) -> None:
    """Devices, servers, network, storage, racks, spares, duty, installation, building and tax lost: ten rows, each counted once."""
    found = made(values, "capex", *BOUGHT)
    assert close(fsum(found[name] for name in BOUGHT), found["capex"], found["capex"])


@settings(max_examples=60, deadline=None)
@given(owned())
def test_an_owned_hour_is_the_sum_of_its_lines(values: dict[str, Any]) -> None:
    """Loss of value, cost of capital, and eleven lines that run."""
    found = made(values, "own_cost_per_gpu_hour", *HOURLY)
    assert close(fsum(found[name] for name in HOURLY), found["own_cost_per_gpu_hour"], found["own_cost_per_gpu_hour"])


def lines_of(bill: str, book: PriceBook, values: dict[str, Any]) -> tuple[float, float]:
    """The total of a bill, and its lines with their signs, as the table of cost lines has them."""
    rows = [e.row for e in book.rows("cost_lines") if e.row.bill == bill]
    found = made(values, rows[0].total, *{n for row in rows for n in row.amount.split("*")})
    return found[rows[0].total], fsum(SIGNS[row.sign] * prod(found[n] for n in row.amount.split("*")) for row in rows)


@settings(max_examples=60, deadline=None)
@given(owned())
def test_the_bill_of_an_owned_fleet_is_its_lines(book: PriceBook, values: dict[str, Any]) -> None:
    """Whichever part is rented, and whatever decode devices cost beside prefill devices."""
    total, lines = lines_of("own", book, values)
    assert close(lines, total, total)


@settings(max_examples=60, deadline=None)
@given(bought())
def test_the_bill_of_a_cloud_or_an_api_is_its_lines(book: PriceBook, values: dict[str, Any]) -> None:
    """Discounts, credits and what is above a limit count negative."""
    for bill in ("rent", "api"):
        total, lines = lines_of(bill, book, values)
        assert close(lines, total, total), bill


@settings(max_examples=60, deadline=None)
@given(bought())
def test_the_bill_of_a_period_is_that_of_its_months(values: dict[str, Any]) -> None:
    """Where nothing drifts, two chapters say the same: months of the bill of a month, whatever it is made of."""
    for way, period, month in (
        ("rent_follows_load", "rent_bill_in_period", "rent_bill_per_month"),
        ("from_api", "api_bill_in_period", "api_cost_per_month"),
    ):
        found = made(values | {way: 1.0}, period, month)
        due = found[month] * values["months_per_period"]
        assert all(close(value, due, due) for value in found[period]), (way, due, found[period])


@settings(max_examples=60, deadline=None)
@given(owned())
def test_unit_costs_and_idle_capacity_are_the_bill_of_an_owned_fleet(values: dict[str, Any]) -> None:
    """Computed, cached and output tokens at their device time, and the hours that nobody used."""
    tokens = ("missed", "input"), ("cached", "cached"), ("output", "output")
    names = [n for volume, cost in tokens for n in (f"{volume}_mtok_per_month", f"serving_cost_per_mtok_{cost}")]
    values = values | {"cache_hit_share": 0.4, "cached_time_share": 0.1, "disaggregated": 1.0} | {
        "prefill_units": values["prefill_units"] + 1, "prefill_tokens_per_second": 3e4,
    }  # fmt: skip
    found = made(values, "cost_per_month", "idle_cost_per_month", *names)
    serving = fsum(found[volume] * found[cost] for volume, cost in zip(names[::2], names[1::2], strict=True))
    assert close(serving + found["idle_cost_per_month"], found["cost_per_month"], found["cost_per_month"])


# -- a year is its periods -------------------------------------------------------------------------------------------

FLOWS = ("revenue_in_period", "cost_in_period", "mtok_output_in_period", "depreciation_in_period", "capex_in_period")


@settings(max_examples=5, deadline=None)
@given(
    st.floats(0.1, 1), st.floats(1e3, 1e5), st.floats(0.02, 0.5), st.sampled_from([0, 1]), st.sampled_from([2, 3, 5])
)
def test_a_year_is_its_quarters_and_its_months(
    model: Callable[..., Model], load: float, card: float, power: float, calendar: int, life: int
) -> None:
    """Where nothing drifts: revenue, cost, tokens, loss of value and purchases of three years, however they are cut."""
    stated = (
        f"utilisation_share={load}", f"price_per_gpu={card} USD/gpu", f"electricity_price_per_kwh={power} USD/kWh",
        f"calendar_hours={calendar}", f"life_years={life}", "price_per_mtok_output=2 USD/Mtok", "paid_share_output=1",
        "insurance_share_per_year=0",  # on the value at the end of a period, so that it depends on the cut
    )  # fmt: skip
    found = []
    for months in (1, 3, 12):
        results = model("h100-cluster-64", *stated, f"months_per_period={months}").run(list(FLOWS))
        rows = {name: results.value("own", name) for name in FLOWS}
        found.append([by_year(row, 12 // months) for row in rows.values()])
    assert found[1] == [pytest.approx(row, rel=1e-9) for row in found[0]]
    assert found[2] == [pytest.approx(row, rel=1e-9) for row in found[0]]


def by_year(row: Any, periods: int) -> list[float]:
    """The first three years of a row."""
    return [fsum(row[year * periods : (year + 1) * periods]) for year in range(3)]


# -- a change is the sum of its causes -------------------------------------------------------------------------------

MONTH = "2026-01"
amounts = st.none() | st.tuples(st.floats(1, 1e6), st.floats(0.01, 100))  # volume and price
stated_lines = st.lists(st.tuples(amounts, amounts), min_size=1, max_size=6)


def set_against(lines: Sequence[tuple[Any, Any]]) -> list[Variance]:
    """Lines that stand in for one another, planned and actual."""
    planned, actual = [], []
    for place, (plan, was) in enumerate(lines):
        line, row = f"sku-{place}", SimpleNamespace(mix="tokens")
        if plan:
            planned.append(PlanLine(line, line, MONTH, prod(plan), plan[0], "Mtok", row, None))  # type: ignore[arg-type]
        if was:
            invoice = ActualRow(MONTH, "invoice", "cloud", line, was[0], "Mtok", prod(was), "USD", "", "")
            actual.append(Matched(invoice, line, prod(was), was[0]))
    return variances(planned, actual, [MONTH])


@given(stated_lines)
def test_price_volume_mix_and_what_is_new_or_gone_are_the_change(lines: list[tuple[Any, Any]]) -> None:
    """Each by its definition over the lines that both sides have; together all that actual and plan differ by."""
    found = set_against(lines)
    both = [(plan, was) for plan, was in lines if plan and was]
    before, after = fsum(p[0] for p, _ in both), fsum(w[0] for _, w in both)
    size = fsum(prod(one) for pair in lines for one in pair if one)
    by_price = fsum(w[0] * (w[1] - p[1]) for p, w in both)
    mean = fsum(map(prod, (p for p, _ in both))) / before if both else 0.0
    by_mix = fsum((w[0] - after * p[0] / before) * p[1] for p, w in both)
    alone = fsum(prod(w) for p, w in lines if w and not p) - fsum(prod(p) for p, w in lines if p and not w)
    change = fsum(prod(w) for _, w in lines if w) - fsum(prod(p) for p, _ in lines if p)
    told = [fsum(getattr(v, how) for v in found) for how in ("by_price", "by_volume", "by_mix", "new_or_gone")]
    defined = (by_price, (after - before) * mean, by_mix, alone)
    assert all(close(one, other, size) for one, other in zip(told, defined, strict=True)), (told, defined)
    assert close(fsum(told), change, size)


chances = st.fixed_dictionaries({
    "price_per_gpu={} USD/gpu": st.floats(1e4, 5e4), "utilisation_share={}": st.floats(0.05, 1),
    "electricity_price_per_kwh={} USD/kWh": st.floats(0.02, 0.4), "discount_rate_per_year={}": st.floats(0, 0.4),
})  # fmt: skip


@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(chances, chances)
def test_the_steps_of_a_bridge_are_the_change(
    book: PriceBook, before: dict[str, float], after: dict[str, float]
) -> None:
    """Price, load, electricity and rate of interest: nothing is left for the engine, and both ways sum to the change."""
    prior, current = (
        side(*(text.format(value) for text, value in chance.items()), name="h100-cluster-64", case="own")
        for chance in (before, after)
    )
    for bridge in compare(prior, current, book, ["npv", "cost_per_mtok_output", "levelised_cost_per_mtok"]).bridges:
        assert ENGINE not in {e.group for e in bridge.effects}
        for how in ("stepwise", "shapley"):
            told = fsum(getattr(e, how) for e in bridge.effects)
            assert close(told, (bridge.current or 0) - (bridge.prior or 0), abs(bridge.prior or 0))
