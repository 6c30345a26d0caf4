"""Which rent and which API price a choice means, on which day, and what a list implies that it does not say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tco.content import open_content
from tco.endpoints import endpoint_prices, price_path
from tco.engine import load
from tco.errors import InputError
from tco.pricebook import PriceBook
from tco.rents import rent_of
from tco.tables import Stepped

NOVEMBER = date(2026, 11, 22)


# -- rents ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "as_of", "value"),
    [
        ("gcp:3y", NOVEMBER, 4.6511),
        ("gcp:1y", NOVEMBER, 7.309),
        ("market:3y", NOVEMBER, 1.85),
        ("median:3y", NOVEMBER, 1.85),  # the middle of 1.6, 1.85 and 4.6511
        ("history/neocloud", NOVEMBER, 4.59),
        ("history/neocloud", date(2026, 8, 1), 4.4167),
        ("history/hyperscaler:on_demand", NOVEMBER, 10.85),
        ("history:spot", NOVEMBER, 3.555),
        ("history:reserved_mixed", NOVEMBER, 3.095),  # none counts in the last quarter: the latest before
    ],
)
def test_a_rent_names_who_and_for_how_long(wanted: str, as_of: date, value: float, book: PriceBook) -> None:
    """One provider's offer, the middle of all, or the market level of the day, of an H200."""
    assert rent_of(book, "H200 SXM", wanted, as_of, "USD").value == value


def test_a_market_level_of_an_earlier_day_says_so(book: PriceBook) -> None:
    """The latest before, with the day it stands in for."""
    found = rent_of(book, "h200-sxm", "history:reserved_mixed", NOVEMBER, "USD")
    assert found.note.startswith("neocloud, reserved_mixed; the latest before 2026-11-22")


def test_offers_in_the_currency_of_the_report_go_first(book: PriceBook) -> None:
    """Yuan for a report in yuan where somebody offers in yuan, else dollars."""
    units = [rent_of(book, "a10", "median", NOVEMBER, c).unit for c in ("CNY", "USD", "EUR")]
    assert units == ["CNY/gpu/hour", "USD/gpu/hour", "USD/gpu/hour"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("gcp:5y", "of gcp known on 2026-11-22\n  found: 5y\n  allowed: 1y, 3y, calendar, flex-start, on_demand, spot"),
        ("median:7y", "no 7y rent of h200-sxm known on 2026-11-22"),
        ("history/moon", "no on-demand rent of h200-sxm of history/moon known"),
        ("gpc:3y", "unknown provider 'gpc'\n  allowed: gcp"),
    ],
)
def test_a_rent_that_nobody_offers_is_told(wanted: str, said: str, book: PriceBook) -> None:
    """With the terms there are."""
    with pytest.raises(InputError) as wrong:
        rent_of(book, "h200-sxm", wanted, NOVEMBER, "USD")
    assert said in str(wrong.value)


def test_a_term_that_is_not_chosen_costs_the_on_demand_price(tmp_path: Path) -> None:
    """Only `on_demand` is chosen: reserved and spot hours are no cheaper, and the note says why."""
    path = tmp_path / "s.toml"
    path.write_text(
        'title = "t"\ncurrency = "USD"\nas_of = 2026-11-22\n'
        '[cases.a.choices]\ndevice = "h200-sxm"\non_demand = "median"\nreserved = "median:3y"\n',
        encoding="utf-8",
    )
    given = load(str(path), content=open_content()).scenario.case("a").inputs
    assert given["spot_price_per_gpu_hour"].value == given["on_demand_price_per_gpu_hour"].value
    assert given["spot_price_per_gpu_hour"].note.startswith("no such term is chosen")
    assert given["reserved_price_per_gpu_hour"].value == 1.85


# -- APIs ----------------------------------------------------------------------------------------------------------


def test_what_a_list_does_not_price_it_bills_plainly(book: PriceBook) -> None:
    """Groq lists input and output: cached, written and batch tokens cost the same, and say so."""
    found = endpoint_prices(book, "groq", "llama-3.3-70b-versatile", "USD", NOVEMBER)
    plain = {
        "input": 0.59,
        "cached": 0.59,
        "cache_write": 0.59,
        "batch_input": 0.59,
        "output": 0.79,
        "batch_output": 0.79,
    }
    assert {kind: found[f"price_per_mtok_{kind}"].value for kind in plain} == plain
    assert found["price_per_mtok_cached"].note.startswith(
        "no price of its own is listed: billed at price_per_mtok_input"
    )
    assert "price_window_factor" not in found


def test_peak_hours_of_a_list(book: PriceBook) -> None:
    """DeepSeek, autumn of 2026: 01 to 04 and 06 to 10 UTC at twice the price. In 2025: 8 hours at a quarter."""
    found = endpoint_prices(book, "deepseek", "deepseek-flash", "CNY", NOVEMBER)
    assert (found["price_window_hours_per_day"].value, found["price_window_factor"].value) == (7, 2)
    found = endpoint_prices(book, "deepseek", "deepseek-r1", "CNY", date(2025, 3, 1))
    assert (found["price_window_hours_per_day"].value, found["price_window_factor"].value) == (8, 0.25)


def test_long_prompts_of_a_list(book: PriceBook) -> None:
    """Gemini 2.5 Pro: 1.25 and 10 USD, from 200,000 tokens on 2.5 and 15."""
    found = endpoint_prices(book, "google", "gemini-2.5-pro", "USD", NOVEMBER)
    names = ("long_from_tokens", "price_per_mtok_long_input", "price_per_mtok_long_output", "price_per_mtok_output")
    assert [found[n].value for n in names] == [200000, 2.5, 15, 10]


def test_a_path_of_prices_is_in_one_currency(book: PriceBook) -> None:
    """R1 in dollars has four later lists; the list in yuan of 2025 has none but itself."""
    found = price_path(book, "deepseek", "deepseek-reasoner", "USD", date(2025, 7, 15))["listed_output_ratio"]
    assert isinstance(found, Stepped)
    after = [(str(day), round(ratio, 4)) for day, ratio in found.steps if day > date(2025, 7, 15)]
    assert after == [("2025-08-25", 0.7671), ("2025-09-29", 0.1918), ("2026-04-25", 0.1279), ("2026-06-06", 0.1279)]


def test_a_case_for_every_api_of_a_model(tmp_path: Path) -> None:
    """Three providers sell DeepSeek-R1 on the day; a key beside `tokens` and a model that nobody sells are told."""
    head = 'title = "t"\ncurrency = "USD"\nas_of = 2026-11-22\n[each]\n'

    def cases(text: str) -> list[str]:
        path = tmp_path / "s.toml"
        path.write_text(head + text, encoding="utf-8")
        return [case.name for case in load(str(path), content=open_content()).scenario.cases]

    assert cases('tokens = "deepseek-r1"\n') == [
        "aws.deepseek.r1-v1-0", "fireworks.deepseek-r1-0528", "novita.deepseek-deepseek-r1-0528",
    ]  # fmt: skip
    with pytest.raises(InputError, match="tokens stands by itself"):
        cases('tokens = "all"\nrent = "median"\n')
    with pytest.raises(InputError, match="no API sells 'gpt-j-6b' on 2026-11-22"):
        cases('tokens = "gpt-j-6b"\n')


def test_a_workspace_price_wins(workspace_table: Callable[..., PriceBook]) -> None:
    """One's own contract, dated later than the list."""
    row = {"provider": "novita", "model": "deepseek/deepseek-r1-0528", "input_per_mtok": 0.5, "output_per_mtok": 2}
    book = workspace_table("tokens", row | {"currency": "USD", "valid_from": "2026-11-10", "serves": "deepseek-r1"})
    found = endpoint_prices(book, "novita", "deepseek-r1", "USD", NOVEMBER)
    assert (found["price_per_mtok_output"].value, found["price_per_mtok_output"].origin) == (2, "workspace price")
