"""Load and prices over the horizon: growth, seasons, what is refused in each period, and lists by their dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tco.content import open_content
from tco.engine import load

HEAD = """title = "t"
currency = "USD"
as_of = 2026-01-01
periods = 4
[inputs]
load_is_demand = 1
disaggregated = 1
requests_offered_per_second = 10
prompt_tokens = 1000
output_tokens = 500
gpus_per_decode_unit = 8
gpus_per_prefill_unit = 8
peak_load_ratio = 2
valley_load_share = 0
price_per_mtok_input = 1
price_per_mtok_cached = 0.1
price_per_mtok_output = 4
months_per_period = 3
[pins]
prefill_units = 0
prefill_tokens_per_second = 30000
decode_tokens_per_second = 20000
rent_cost_per_gpu_hour = 3
"""
SEASON = 'season_ratio = { by_date = { "2026-01" = 1, "2026-10" = 1.5 }, assumption = "the last quarter is busy" }\n'
DAY = 90 * 24 * 3600  # a quarter of three months of 30 days, in seconds


def rows(tmp_path: Path, case: str, *wanted: str) -> dict[str, tuple[float, ...]]:
    path = tmp_path / "s.toml"
    path.write_text(HEAD + "[cases.a.inputs]\n" + case, encoding="utf-8")
    results = load(str(path), content=open_content()).run(wanted)
    found: dict[str, Any] = {name: results.value("a", name) for name in wanted}
    return found


OFFERED = "requests_offered_in_period"
SERVED = "requests_served_in_period"
REFUSED = "requests_refused_in_period"


def test_the_load_grows_and_has_its_seasons(tmp_path: Path) -> None:
    """Doubling in a year: 2^(t/4) at the end of quarter t, half as much again in the last."""
    found = rows(tmp_path, "fleet_follows_peak = 1\ndemand_change_per_year = 1\n" + SEASON, "load_index", OFFERED)
    index = [2 ** (t / 4) * (1.5 if t == 4 else 1) for t in (1, 2, 3, 4)]
    assert found["load_index"] == pytest.approx(index)
    assert found[OFFERED] == pytest.approx([10 * DAY * i for i in index])


@pytest.mark.parametrize(
    "way", ["fleet_follows_peak = 1", "rent_follows_load = 1", "from_api = 1\napi_request_limit = 15"]
)
def test_served_and_refused_are_what_was_offered_in_every_period(way: str, tmp_path: Path) -> None:
    """However it is served."""
    found = rows(tmp_path, f"{way}\n{PRICES}demand_change_per_year = 3\n{SEASON}", OFFERED, SERVED, REFUSED)
    for offered, served, refused in zip(found[OFFERED], found[SERVED], found[REFUSED], strict=True):
        assert served + refused == pytest.approx(offered)
    assert (found[REFUSED][3] > 0) == (way != "rent_follows_load = 1")


def test_a_fleet_for_today_refuses_what_grows_beyond_it(tmp_path: Path) -> None:
    """Valley 0, peak 2: at four times the load a fleet for today's peak serves half of the curve's height.

    Today's need at the peak is 2 * 4.67 devices, so 16 are held: a limit of 16 / 4.67 = 3.43 times the mean of today,
    and of 3.43 / 4 of the mean in a year. A straight line from 2 to 0: (2 - 0.857)^2 / 4 lies above it.
    """
    found = rows(
        tmp_path, "fleet_follows_peak = 1\ndemand_change_per_year = 3\n", "refused_share_in_period", "demand_index"
    )
    need = 10 * (1000 * 8 / 30000 + 500 * 8 / 20000)
    limit = 16 / need / 4
    refused = (2 - limit) ** 2 / 4
    assert found["refused_share_in_period"][3] == pytest.approx(refused)
    assert found["demand_index"][3] == pytest.approx(4 * (1 - refused))


def test_what_is_held_is_paid_for_what_follows_grows(tmp_path: Path) -> None:
    """Rent of a fleet stays; devices that follow the load cost in proportion to it."""
    more = "demand_change_per_year = 1\non_demand_price_per_gpu_hour = 4\nreserved_price_per_gpu_hour = 2\n"
    more += "spot_price_per_gpu_hour = 4\n"
    held = rows(tmp_path, more + "fleet_follows_peak = 1\n", "cost_in_period")["cost_in_period"]
    follows = rows(tmp_path, more + "rent_follows_load = 1\n", "cost_in_period", "cost_per_month")
    assert held == pytest.approx([held[0]] * 4)
    assert follows["cost_in_period"][3] == pytest.approx(3 * 2 * follows["cost_per_month"])  # type: ignore[operator]


def test_prices_follow_the_lists_by_their_dates(tmp_path: Path) -> None:
    """DeepSeek's R1 endpoint in dollars: 2.19 in July 2025, 1.68 from 25 August, 0.42 from 29 September."""
    path = tmp_path / "s.toml"
    path.write_text(
        'base = "deepseek-8xh200"\ncurrency = "USD"\nas_of = 2025-07-15\nstart = 2025-07-01\nperiods = 6\n'
        '[choices]\nprices = "by_date"\n',
        encoding="utf-8",
    )
    found = load(str(path), content=open_content()).run(["price_index", "revenue_in_period", "revenue_per_month"])
    listed = [2.19, 2.19, 1.68, 0.42, 0.42, 0.42]
    assert found.value("as-printed", "price_index") == pytest.approx([p / 2.19 for p in listed])
    month = float(found.value("as-printed", "revenue_per_month"))  # type: ignore[arg-type]
    assert found.value("as-printed", "revenue_in_period") == pytest.approx([month * p / 2.19 for p in listed])


def test_a_list_in_force_as_the_clock_starts_is_needed(tmp_path: Path) -> None:
    """Prices by date need an endpoint, and a word that is known."""
    path = tmp_path / "s.toml"
    for text, said in (
        ('prices = "by_date"\n', "prices by date need an endpoint"),
        ('prices = "soon"\n', "unknown path of prices"),
    ):
        path.write_text(HEAD + "[cases.a.choices]\n" + text, encoding="utf-8")
        with pytest.raises(Exception, match=said):
            load(str(path), content=open_content())


def test_free_tokens_cost_and_earn_nothing(tmp_path: Path) -> None:
    """Half of the answers unpaid, a tenth let off: the bill stays, 0.45 of the list is earned on answers."""
    case = "fleet_follows_peak = 1\npaid_share_output = 0.5\npaid_share_input = 1\ncustomer_discount_share = 0.1\n"
    found = rows(
        tmp_path, case, "list_revenue_per_second", "revenue_per_second", "revenue_forgone_per_month", "cost_per_month",
        "free_tokens_cost_per_month", "revenue_share_of_list",
    )  # fmt: skip
    listed = (10 * 1000 * 1 + 10 * 500 * 4) / 1e6
    earned = (10 * 1000 * 1 + 10 * 500 * 4 * 0.5) * 0.9 / 1e6
    assert found["list_revenue_per_second"] == pytest.approx(listed)
    assert found["revenue_per_second"] == pytest.approx(earned)
    assert found["revenue_forgone_per_month"] == pytest.approx((listed - earned) * 720 * 3600)
    assert found["revenue_share_of_list"] == pytest.approx(earned / listed)
    answers = 500 * 8 / 20000 / (500 * 8 / 20000 + 1000 * 8 / 30000)  # device time of answers over all
    assert found["free_tokens_cost_per_month"] == pytest.approx(found["cost_per_month"] * answers / 2)  # type: ignore[operator]


RAMP = 'commitment_ramp_share = { by_date = { "2026-01" = 0.25, "2026-07" = 1, "2026-10" = 0 }, source = "contract" }\n'
PRICES = """price_per_mtok_batch_input = 1
price_per_mtok_batch_output = 4
price_per_mtok_long_input = 1
price_per_mtok_long_output = 4
price_per_mtok_cache_write = 1
on_demand_price_per_gpu_hour = 4
reserved_price_per_gpu_hour = 2
spot_price_per_gpu_hour = 4
"""


def test_take_or_pay_ramps_and_ends(tmp_path: Path) -> None:
    """A quarter of the commitment for half a year, all of it for a quarter, then none: the larger of it and of use."""
    case = PRICES + RAMP + "rent_follows_load = 1\nrent_commitment_per_month = 40000\ndemand_change_per_year = -0.5\n"
    found = rows(
        tmp_path, case, "rent_usage_in_period", "rent_shortfall_in_period", "rent_bill_in_period", "cost_in_period"
    )
    for part, use, short, bill, cost in zip((0.25, 0.25, 1, 0), *(found[n] for n in found), strict=True):
        assert short == pytest.approx(max(120000 * part - use, 0))
        assert bill == pytest.approx(max(120000 * part, use))
        assert cost == pytest.approx(bill)
    assert found["rent_shortfall_in_period"][2] > 0 == found["rent_shortfall_in_period"][3]


def test_an_api_commitment_is_billed_by_period(tmp_path: Path) -> None:
    """Half the load in a year: what usage lacks of the commitment, less the credits of three months."""
    case = PRICES + RAMP + "from_api = 1\napi_commitment_per_month = 90000\napi_credit_per_month = 1000\n"
    found = rows(
        tmp_path,
        case + "demand_change_per_year = -0.5\n",
        "api_usage_in_period",
        "api_bill_in_period",
        "cost_in_period",
    )
    month = (10 * 1000 * 1 + 10 * 500 * 4) / 1e6 * 720 * 3600
    for quarter, part in enumerate((0.25, 0.25, 1, 0), start=1):
        use = 3 * month * 0.5 ** (quarter / 4)
        assert found["api_usage_in_period"][quarter - 1] == pytest.approx(use)
        assert found["api_bill_in_period"][quarter - 1] == pytest.approx(max(270000 * part, use) - 3000)
    assert found["cost_in_period"] == found["api_bill_in_period"]


@pytest.mark.parametrize("way", ["from_api = 1", "rent_follows_load = 1", "fleet_follows_peak = 1"])
def test_a_steady_period_is_three_steady_months(way: str, tmp_path: Path) -> None:
    """Nothing drifts: the bill of a quarter is three times that of a month, terms and all."""
    terms = "api_commitment_per_month = 90000\nvolume_tier_per_month = 10000\nvolume_discount_share = 0.2\n"
    terms += (
        "api_request_limit = 12\noverflow_taken_share = 0.5\noverflow_price_ratio = 1.5\napi_credit_per_month = 700\n"
    )
    terms += (
        "rent_commitment_per_month = 40000\nstorage_gb = 100\nstorage_price_per_gb_month = 0.1\nsupport_share = 0.05\n"
    )
    found = rows(tmp_path, PRICES + terms + way + "\n", "cost_in_period", "cost_per_month")
    assert found["cost_in_period"] == pytest.approx([3 * found["cost_per_month"]] * 4)  # type: ignore[operator]


def test_calendar_months_are_billed_by_their_hours(tmp_path: Path) -> None:
    """January has 744 hours, February 672: months of 720 hours are a convention, and so are calendar hours."""
    case = (
        PRICES + "rent_follows_load = 1\nreserved_price_per_gpu_hour = 2\ncalendar_hours = 1\nmonths_per_period = 1\n"
    )
    found = rows(tmp_path, case.replace("reserved_price_per_gpu_hour = 2\n", "", 1), "cost_in_period", "cost_per_hour")
    hours = [31 * 24, 28 * 24, 31 * 24, 30 * 24]
    assert found["cost_in_period"] == pytest.approx([found["cost_per_hour"] * h for h in hours])  # type: ignore[operator]


def test_each_kind_of_token_has_its_own_path(tmp_path: Path) -> None:
    """Half of the prompts cached: 5 at 1, 5 at 0.1 and 5 at 4 USD a second; then input twice, cached thrice, output half."""
    case = """fleet_follows_peak = 1
cache_hit_share = 0.5
prices_by_date = 1
listed_input_ratio = { by_date = { "2026-01" = 1, "2026-04" = 2 }, source = "lists" }
listed_cached_ratio = { by_date = { "2026-01" = 1, "2026-04" = 3 }, source = "lists" }
listed_output_ratio = { by_date = { "2026-01" = 1, "2026-04" = 0.5 }, source = "lists" }
"""
    found = rows(tmp_path, case, "price_index")["price_index"]
    assert found[:2] == pytest.approx([1, (5 * 1 * 2 + 5 * 0.1 * 3 + 5 * 4 * 0.5) / (5 + 0.5 + 20)])
