"""Own or rent a fleet, rent by the load, call an API: what must hold whatever the numbers are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.emit import python
from tco.sheet import sheet

SHEET = sheet()
QUIET = {  # nothing beside tokens and devices, until a test says so
    "load_is_demand": 1.0, "disaggregated": 1.0, "from_api": 0.0, "rent_follows_load": 0.0, "fleet_follows_peak": 0.0, "owned_share": 0.0,
    "days_per_month": 30.0, "decode_price_factor": 1.0, "cached_time_share": 0.0, "target_load_share": 1.0,
    "availability_share": 1.0, "peak_load_ratio": 1.0, "valley_load_share": 1.0, "decode_units": 1.0,
    "spot_share": 0.0, "spot_interruptions_per_hour": 0.0, "spot_restart_hours": 0.0, "spot_lost_hours": 0.0,
    "spot_price_per_gpu_hour": 1.0, "rent_commitment_per_month": 0.0, "storage_gb": 0.0,
    "storage_price_per_gb_month": 0.0, "egress_gb_per_month": 0.0, "egress_price_per_gb": 0.0, "cpu_nodes": 0.0,
    "cpu_node_price_per_month": 0.0, "control_plane_per_month": 0.0, "support_share": 0.0,
    "cache_write_share": 0.0, "reasoning_share": 0.0, "api_batch_share": 0.0, "api_retry_ratio": 1.0,
    "price_window_hours_per_day": 0.0, "price_window_days_share": 1.0, "price_window_load_ratio": 1.0,
    "price_window_factor": 1.0, "api_token_limit": 1e12, "api_request_limit": 1e12, "overflow_taken_share": 0.0,
    "overflow_price_ratio": 1.0, "volume_tier_per_month": 0.0, "volume_discount_share": 0.0,
    "api_commitment_per_month": 0.0, "api_credit_per_month": 0.0, "long_from_tokens": 1e12, "cache_hit_share": 0.0,
    "prefill_units": 0.0, "gpus_per_prefill_unit": 8.0, "gpus_per_decode_unit": 8.0, "prompt_tokens": 1000.0,
    "output_tokens": 500.0, "requests_offered_per_second": 10.0, "prefill_tokens_per_second": 30000.0,
    "decode_tokens_per_second": 20000.0, "rent_cost_per_gpu_hour": 3.0, "on_demand_price_per_gpu_hour": 4.0,
    "reserved_price_per_gpu_hour": 2.0, "price_per_mtok_input": 0.5, "price_per_mtok_cached": 0.1,
    "price_per_mtok_cache_write": 0.6, "price_per_mtok_batch_input": 0.25, "price_per_mtok_output": 2.0,
    "price_per_mtok_batch_output": 1.0, "price_per_mtok_long_input": 1.0, "price_per_mtok_long_output": 3.0,
}  # fmt: skip


def found(wanted: str, **changed: float) -> float:
    """One quantity, for the quiet case with some values changed."""
    return all_of([wanted], changed)[wanted]


def all_of(wanted: list[str], changed: Mapping[str, float]) -> dict[str, Any]:
    values: dict[str, Any] = {**QUIET, **changed}
    return python.evaluate(SHEET, values, wanted)


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


share = st.floats(0, 1)
positive = st.floats(0.01, 1000)
day = {"peak_load_ratio": st.floats(1, 10), "valley_load_share": share}
requests = st.floats(0.01, 1e4)
hits = st.floats(0, 1 - 1e-6) | st.just(1.0)  # what is left of a share closer to one is lost to rounding
speed = {
    "prompt_tokens": st.floats(1, 1e5), "output_tokens": st.floats(1, 1e4), "cache_hit_share": hits,
    "prefill_tokens_per_second": st.floats(10, 1e6), "decode_tokens_per_second": st.floats(10, 1e6),
}  # fmt: skip


def some(**choices: st.SearchStrategy[float]) -> st.SearchStrategy[dict[str, float]]:
    """Random values for some inputs."""
    return st.fixed_dictionaries(choices)


# -- the load over the day -----------------------------------------------------------------------------------------


@given(some(**day), some(level=st.floats(0, 12)))
def test_what_lies_above_a_level_is_the_area_above_it(curve: dict[str, float], at: dict[str, float]) -> None:
    """The closed form against the curve, added up: a share of hours s has at least the load peak - spread * s^(1/shape)."""
    shape = all_of(["load_valley", "load_spread", "load_shape", "above_capacity_share"], {
        **curve, "capacity_load_ratio": at["level"], "gpus": 1.0,
    })  # fmt: skip
    hours = 5000
    area = 0.0
    for hour in range(hours):
        fallen = ((hour + 0.5) / hours) ** (1 / shape["load_shape"]) if shape["load_shape"] else 1.0
        area += max(shape["load_valley"] + shape["load_spread"] * (1 - fallen) - at["level"], 0) / hours
    assert shape["above_capacity_share"] == pytest.approx(area, abs=2e-3)


@given(some(**day), some(**speed), some(requests_offered_per_second=requests, decode_units=st.floats(1, 100)))
def test_served_and_refused_are_what_was_offered(
    curve: dict[str, float], work: dict[str, float], fleet: dict[str, float]
) -> None:
    """By a fleet that may be too small, by an API with a limit, by devices that follow the load."""
    for way in ({}, {"from_api": 1.0, "api_request_limit": 3.0}, {"rent_follows_load": 1.0}):
        got = all_of(
            ["requests_served_per_second", "requests_refused_per_second", "refused_share", "requests_per_second"],
            {**curve, **work, **fleet, **way},
        )
        offered = fleet["requests_offered_per_second"]
        assert got["requests_served_per_second"] + got["requests_refused_per_second"] == close(offered)
        assert -1e-12 <= got["refused_share"] <= 1 + 1e-12
        assert got["requests_per_second"] == close(got["requests_served_per_second"])


@given(some(**day), some(**speed), some(requests_offered_per_second=requests, decode_units=st.floats(1, 100)))
def test_devices_are_never_busier_than_they_are(
    curve: dict[str, float], work: dict[str, float], fleet: dict[str, float]
) -> None:
    """What is served fits into the devices held: tokens sold are at most the capacity."""
    assert found("utilisation_of_tokens", **curve, **work, **fleet) <= 1 + 1e-9


@given(some(**day), some(**speed), requests)
def test_a_fleet_for_the_peak_refuses_nobody(curve: dict[str, float], work: dict[str, float], asked: float) -> None:
    """Sized by the busiest hour, in whole replicas."""
    way = {"fleet_follows_peak": 1.0, "requests_offered_per_second": asked}
    assert found("refused_share", **curve, **work, **way) == pytest.approx(0, abs=1e-9)


def test_utilisation_says_of_what() -> None:
    """Half the devices' time at work; at a highest load of 0.8 that is 62.5 % of the hours; idle power draws 30 %."""
    busy = {
        "gpus_busy": 4.0,
        "gpus": 8.0,
        "target_load_share": 0.8,
        "idle_power_watts": 0.0,
        "board_power_watts": 700.0,
        "idle_power_default_share": 0.3,
    }
    assert found("utilisation_of_tokens", **busy) == 0.5
    assert found("utilisation_of_hours", **busy) == close(0.5 / 0.8)
    assert found("utilisation_of_power", **busy) == close(0.3 + 0.7 * 0.5)


def test_idle_power_is_the_device_s_own_where_it_is_known() -> None:
    """80.3 of 700 W; without a figure the default share of the rated power. At no load that is all that is drawn."""
    known = {"idle_power_watts": 80.3, "board_power_watts": 700.0, "idle_power_default_share": 0.3}
    assert found("gpu_power_watts", **known, power_draw_share=0.7, load_share=0.0) == close(80.3)
    assert found("gpu_power_watts", **known, power_draw_share=0.7, load_share=1.0) == close(490)
    unknown = known | {"idle_power_watts": 0.0}
    assert found("gpu_power_watts", **unknown, power_draw_share=0.7, load_share=0.0) == close(210)


# -- unit costs ----------------------------------------------------------------------------------------------------


@given(
    some(**day), some(**speed),
    some(requests_offered_per_second=requests, decode_units=st.floats(1, 100), prefill_units=st.floats(0, 50),
         decode_price_factor=st.floats(0.1, 3), cached_time_share=share, days_per_month=st.floats(28, 31),
         rent_cost_per_gpu_hour=positive, support_share=share, storage_gb=positive,
         storage_price_per_gb_month=positive),
)  # fmt: skip
def test_three_unit_costs_and_idle_capacity_are_the_bill(
    curve: dict[str, float], work: dict[str, float], fleet: dict[str, float]
) -> None:
    """Missed, cached and output tokens at their device time, plus idle: for a fleet held, and for one that follows."""
    ways = [
        {},
        {"fleet_follows_peak": 1.0},
        {"rent_follows_load": 1.0, "prefill_units": 0.0, "decode_price_factor": 1.0},
    ]
    for way in ways:
        got = all_of(
            ["serving_cost_per_mtok_input", "serving_cost_per_mtok_cached", "serving_cost_per_mtok_output",
             "missed_mtok_per_month", "cached_mtok_per_month", "output_mtok_per_month", "idle_cost_per_month",
             "loaded_cost_per_mtok_input", "loaded_cost_per_mtok_cached", "loaded_cost_per_mtok_output",
             "cost_per_month"],
            {**curve, **work, **fleet, **way},
        )  # fmt: skip
        volumes = [got[f"{kind}_mtok_per_month"] for kind in ("missed", "cached", "output")]
        for kind, rest in (("serving", got["idle_cost_per_month"]), ("loaded", 0.0)):
            each = [got[f"{kind}_cost_per_mtok_{token}"] for token in ("input", "cached", "output")]
            bill = sum(v * c for v, c in zip(volumes, each, strict=True)) + rest
            assert bill == pytest.approx(got["cost_per_month"], rel=1e-6)


def test_each_phase_pays_for_its_device_time() -> None:
    """8 devices at 3 USD an hour: 30,000 prompt tokens or 20,000 answer tokens a second."""
    hour = 8 * 3.0
    way = {"requests_offered_per_second": 1.0, "cached_time_share": 0.1}
    assert found("serving_cost_per_mtok_input", **way) == close(hour / (30000 * 3600) * 1e6)
    assert found("serving_cost_per_mtok_cached", **way) == close(0.1 * hour / (30000 * 3600) * 1e6)
    assert found("serving_cost_per_mtok_output", **way) == close(hour / (20000 * 3600) * 1e6)


# -- renting by the load -------------------------------------------------------------------------------------------

prices = {"on_demand_price_per_gpu_hour": st.floats(1, 10), "reserved_price_per_gpu_hour": st.floats(0.5, 10)}


@given(some(**day), some(**prices), requests, some(level=st.floats(0, 12)))
def test_no_reservation_is_better_than_the_best(
    curve: dict[str, float], price: dict[str, float], asked: float, at: dict[str, float]
) -> None:
    """A device is reserved as long as its hours of use exceed reserved over on-demand price."""
    way = {**curve, **price, "rent_follows_load": 1.0, "requests_offered_per_second": asked}
    best = found("gpus_reserved_best", **way)
    mean = found("gpus_needed_mean", **way)
    cheapest = found("rent_bill_per_month", **way, gpus_reserved=best)
    assert cheapest <= found("rent_bill_per_month", **way, gpus_reserved=at["level"] * mean) * (1 + 1e-9)
    rounded = found("rent_bill_per_month", **way)
    one_replica = 8 * price["reserved_price_per_gpu_hour"] * 720 + 8 * price["on_demand_price_per_gpu_hour"] * 720
    assert cheapest * (1 - 1e-9) <= rounded <= cheapest + one_replica


def test_the_break_even_of_a_reservation_is_its_price_over_the_other() -> None:
    """2 USD reserved against 4 on demand: a device used in half of the hours costs the same both ways."""
    assert found("reservation_break_even_utilisation") == 2 / 4


def test_nothing_is_reserved_at_the_price_of_an_hour() -> None:
    """Where a reserved hour costs no less, it only binds."""
    way = {"reserved_price_per_gpu_hour": 4.0, "rent_follows_load": 1.0}
    assert found("gpus_reserved", **way) == 0
    assert found("rent_bill_per_month", **way) == close(found("gpus_rented_mean", **way) * 4.0 * 720)


def test_an_even_load_is_reserved_whole() -> None:
    """All hours alike: every device is used in every hour."""
    way = {"requests_offered_per_second": 200.0, "rent_follows_load": 1.0}
    need = 200 * (1000 * 8 / 30000 + 500 * 8 / 20000)  # device-seconds a second
    assert found("gpus_needed_mean", **way) == close(need)
    assert found("gpus_reserved_best", **way) == close(need)


def test_interrupted_work_is_done_again() -> None:
    """Once in 10 hours, half an hour to restart and half an hour of work lost: a tenth more."""
    way = {"spot_interruptions_per_hour": 0.1, "spot_restart_hours": 0.5, "spot_lost_hours": 0.5}
    assert found("spot_useful_price_per_gpu_hour", **way, spot_price_per_gpu_hour=1.0) == close(1.1)
    assert found("flexible_price_per_gpu_hour", **way, spot_price_per_gpu_hour=1.0, spot_share=0.5) == close(
        (4 + 1.1) / 2
    )


@given(some(rent_commitment_per_month=st.floats(0, 1e7), support_share=share), requests)
def test_take_or_pay_bills_the_larger_of_commitment_and_use(beside: dict[str, float], asked: float) -> None:
    """The shortfall is a row of its own."""
    way = {**beside, "rent_follows_load": 1.0, "requests_offered_per_second": asked}
    got = all_of(["rent_usage_per_month", "rent_shortfall_per_month", "rent_bill_per_month"], way)
    devices = max(beside["rent_commitment_per_month"], got["rent_usage_per_month"])
    assert got["rent_usage_per_month"] + got["rent_shortfall_per_month"] == close(devices)
    assert got["rent_bill_per_month"] == close(devices * (1 + beside["support_share"]))


def test_the_rest_of_the_bill() -> None:
    """1,000 GB at 0.02, 500 GB out at 0.09, 3 nodes at 200, 73 for the cluster; 10 % support on all of it."""
    way = {
        "rent_follows_load": 1.0, "storage_gb": 1000.0, "storage_price_per_gb_month": 0.02,
        "egress_gb_per_month": 500.0, "egress_price_per_gb": 0.09, "cpu_nodes": 3.0, "cpu_node_price_per_month": 200.0,
        "control_plane_per_month": 73.0, "support_share": 0.1,
    }  # fmt: skip
    got = all_of(["rent_usage_per_month", "rent_bill_per_month", "rent_bill_gpu_share"], way)
    assert got["rent_bill_per_month"] == close((got["rent_usage_per_month"] + 20 + 45 + 600 + 73) * 1.1)
    assert got["rent_bill_gpu_share"] == close(got["rent_usage_per_month"] / got["rent_bill_per_month"])


# -- the API -------------------------------------------------------------------------------------------------------

api = {"from_api": 1.0}


@given(some(**speed), requests, some(api_batch_share=share, price_window_hours_per_day=st.floats(0, 24)))
def test_the_bill_is_the_blended_price_of_all_tokens(
    work: dict[str, float], asked: float, how: dict[str, float]
) -> None:
    """Mean price times tokens, with batch calls and hours at another price."""
    way = {**api, **work, **how, "requests_offered_per_second": asked, "price_window_factor": 0.5}
    got = all_of(
        ["api_price_per_mtok_blended", "api_cost_per_month", "missed_mtok_per_month", "cached_mtok_per_month",
         "output_mtok_per_month", "cost_per_month"], way,
    )  # fmt: skip
    tokens = got["missed_mtok_per_month"] + got["cached_mtok_per_month"] + got["output_mtok_per_month"]
    assert got["api_cost_per_month"] == close(got["api_price_per_mtok_blended"] * tokens)
    assert got["cost_per_month"] == close(got["api_cost_per_month"])


@given(
    some(**day), requests,
    some(api_request_limit=st.floats(0.01, 1e4), overflow_taken_share=share, overflow_price_ratio=st.floats(0, 5)),
)  # fmt: skip
def test_what_the_limit_refuses_is_unanswered_or_taken(
    curve: dict[str, float], asked: float, limit: dict[str, float]
) -> None:
    """Nothing is billed twice: first provider, second provider and unanswered are all that was asked."""
    way = {**api, **curve, **limit, "requests_offered_per_second": asked}
    got = all_of(
        ["api_overflow_share", "api_unmet_share", "api_usage_cost_per_month", "api_overflow_cost_per_month",
         "requests_served_per_second"], way,
    )  # fmt: skip
    per_request = (1000 * 0.5 + 500 * 2.0) / 1e6 * 720 * 3600
    assert got["requests_served_per_second"] == close(asked * (1 - got["api_unmet_share"]))
    first = asked * (1 - got["api_overflow_share"])
    assert got["api_usage_cost_per_month"] == pytest.approx(first * per_request, rel=1e-6, abs=1e-6)
    second = asked * (got["api_overflow_share"] - got["api_unmet_share"]) * limit["overflow_price_ratio"]
    assert got["api_overflow_cost_per_month"] == pytest.approx(second * per_request, rel=1e-6, abs=1e-6)


def test_a_limit_cuts_the_busy_hours() -> None:
    """Valley 0, peak 2, mean 1: a straight line. A limit at the mean lets a quarter of the requests through no more."""
    way = {**api, "peak_load_ratio": 2.0, "valley_load_share": 0.0, "api_request_limit": 10.0}
    assert found("api_overflow_share", **way) == close(1 / 4)  # triangle above 1: half the hours * height 1 / 2
    assert found("api_overflow_share", **{**way, "api_request_limit": 20.0}) == 0
    tokens = {**way, "api_request_limit": 1e12, "api_token_limit": 10.0 * 1500}
    assert found("api_overflow_share", **tokens) == close(1 / 4)
    assert found("api_overflow_share", **tokens, api_retry_ratio=2.0) == close(9 / 16)


@given(
    some(api_commitment_per_month=st.floats(0, 1e6), api_credit_per_month=st.floats(0, 1e6),
         volume_tier_per_month=st.floats(0, 1e6), volume_discount_share=share),
    requests,
)  # fmt: skip
def test_commitment_discount_and_credit(terms: dict[str, float], asked: float) -> None:
    """Never below zero; at least the commitment less the credit; a discount only beyond the tier."""
    way = {**api, **terms, "requests_offered_per_second": asked}
    use = found("api_list_cost_per_month", **way)
    net = use - max(use - terms["volume_tier_per_month"], 0) * terms["volume_discount_share"]
    due = max(net, terms["api_commitment_per_month"])
    assert found("api_cost_per_month", **way) == pytest.approx(max(due - terms["api_credit_per_month"], 0), abs=1e-6)


def test_reasoning_is_billed_as_output_and_calls_that_are_repeated_again() -> None:
    """Three quarters of the output is reasoning; a tenth of all calls is made twice."""
    once = found("api_output_cost_per_month", **api)
    assert found("api_output_cost_per_month", **api, api_retry_ratio=1.1) == close(1.1 * once)
    assert found("api_reasoning_cost_per_month", **api, reasoning_share=0.75) == close(0.75 * once)


def test_a_written_token_costs_the_write_price() -> None:
    """All missed tokens written to the cache: 0.6 in place of 0.5, and a line of the bill of its own."""
    lines = ["api_input_cost_per_month", "api_cache_write_cost_per_month", "api_output_cost_per_month"]
    plain, half, written = (
        all_of([*lines, "api_list_cost_per_month"], {**api, "cache_write_share": s}) for s in (0.0, 0.5, 1.0)
    )
    assert (plain[lines[1]], written[lines[0]]) == (0, 0)
    assert written[lines[1]] / plain[lines[0]] == close(0.6 / 0.5)
    assert sum(half[line] for line in lines) == close(half["api_list_cost_per_month"])
    assert half["api_list_cost_per_month"] == close(
        (plain["api_list_cost_per_month"] + written["api_list_cost_per_month"]) / 2
    )


def test_long_prompts_have_their_own_price() -> None:
    """From 200,000 tokens on, 1 and 3 USD."""
    way = {**api, "long_from_tokens": 200000.0}
    assert [found("list_price_per_mtok_input", **way, prompt_tokens=p) for p in (2e5, 2e5 + 1)] == [0.5, 1.0]
    assert [found("list_price_per_mtok_output", **way, prompt_tokens=p) for p in (2e5, 2e5 + 1)] == [2.0, 3.0]


def test_hours_at_another_price() -> None:
    """8 of 24 hours at half price, on 5 of 7 days, twice the traffic in them: 1 - 8/24 * 5/7 * 2 * 1/2."""
    way = {
        "price_window_hours_per_day": 8.0, "price_window_days_share": 5 / 7, "price_window_load_ratio": 2.0,
        "price_window_factor": 0.5,
    }  # fmt: skip
    assert found("api_price_factor", **way) == close(1 - 8 / 24 * 5 / 7 * 2 / 2)
