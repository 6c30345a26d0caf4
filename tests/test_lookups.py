"""What the price book says on a day: token prices, exchange rates, rents, and a workspace over what is shipped."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tco.check import check_content
from tco.errors import InputError
from tco.pricebook import PriceBook

Write = Callable[..., PriceBook]


# -- token prices --------------------------------------------------------------------------------------------------

PRICE_NAMES = ("price_per_mtok_input", "price_per_mtok_cached", "price_per_mtok_output")


def prices(book: PriceBook, *args: str) -> tuple[object, ...]:
    found = book.token_price(*args)
    return (*(found[name].value for name in PRICE_NAMES if name in found), found["price_per_mtok_output"].unit)


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (("deepseek", "deepseek-reasoner", "USD", "2025-02-27"), (0.55, 0.14, 2.19, "USD/Mtok")),
        (("deepseek", "DeepSeek-R1", "USD", "2025-02-28"), (0.55, 0.14, 2.19, "USD/Mtok")),
        (("deepseek", "DeepSeek-R1", "CNY", "2025-07-15"), (4.0, 1.0, 16.0, "CNY/Mtok")),
        (("deepseek", "deepseek-reasoner", "CNY", "2025-09-05"), (4.0, 1.0, 16.0, "CNY/Mtok")),
        (("deepseek", "DeepSeek-R1", "CNY", "2025-07-15", "17:00"), (1.0, 0.25, 4.0, "CNY/Mtok")),
        (("deepseek", "DeepSeek-R1", "CNY", "2025-07-15", "00:15"), (1.0, 0.25, 4.0, "CNY/Mtok")),
        (("deepseek", "DeepSeek-R1", "CNY", "2025-07-15", "00:30"), (4.0, 1.0, 16.0, "CNY/Mtok")),
        (("deepseek", "DeepSeek-R1", "CNY", "2025-02-25", "17:00"), (4.0, 1.0, 16.0, "CNY/Mtok")),
        (("deepseek", "deepseek-reasoner", "USD", "2025-07-15", "16:30-00:30"), (0.1375, 0.035, 0.5475, "USD/Mtok")),
        (("deepseek", "deepseek-chat", "USD", "2025-12-24"), (0.28, 0.028, 0.42, "USD/Mtok")),
        (("deepseek", "deepseek-reasoner", "CNY", "2025-10-01"), (0.28, 0.028, 0.42, "USD/Mtok")),
        (("deepseek", "deepseek-flash", "CNY", "2026-11-20"), (1.0, 0.02, 4.0, "CNY/Mtok")),
        (("deepseek", "deepseek-flash", "CNY", "2026-11-20", "02:00"), (2.0, 0.04, 8.0, "CNY/Mtok")),
        (("deepseek", "deepseek-flash", "CNY", "2026-11-20", "04:00"), (1.0, 0.02, 4.0, "CNY/Mtok")),
        (("together", "Llama-3.3-70B", "USD", "2026-11-20"), (0.88, 0.88, "USD/Mtok")),
        (("groq", "llama-3.3-70b-versatile", "USD", "2026-11-20"), (0.59, 0.79, "USD/Mtok")),
        (("openai", "o3", "USD", "2025-06-09"), (10.0, 0.5, 40.0, "USD/Mtok")),
        (("openai", "o3", "USD", "2025-06-10"), (2.0, 0.5, 8.0, "USD/Mtok")),
    ],
)
def test_a_token_price_is_that_of_its_day(args: tuple[str, ...], wanted: tuple[object, ...], book: PriceBook) -> None:
    """Dated lists, daily windows that pass midnight; the wanted currency, or another list where it is absent."""
    assert prices(book, *args) == wanted


def test_a_price_that_is_not_listed_is_absent_not_zero(book: PriceBook) -> None:
    """Groq lists no price for cached input: the buyer of the value must decide."""
    assert "price_per_mtok_cached" not in book.token_price("groq", "llama-3.3-70b-versatile", "USD", "2026-11-20")


def test_an_unknown_endpoint_or_provider_is_told(book: PriceBook) -> None:
    """With the nearest names of that provider, open-weight models it serves included."""
    with pytest.raises(InputError, match=r"deepseek has no model 'deepseek-r2'\n  allowed: deepseek-r1"):
        book.token_price("deepseek", "deepseek-r2", "USD", "2025-07-15")
    with pytest.raises(InputError, match=r"unknown provider 'deepsek'\n  allowed: deepseek"):
        book.token_price("deepsek", "deepseek-r1", "USD", "2025-07-15")


def test_a_price_before_the_first_list_is_an_error(book: PriceBook) -> None:
    """It says from when there is one."""
    with pytest.raises(InputError, match="on 2024-12-31\n  allowed: 2025-01-01 or later"):
        book.token_price("deepseek", "deepseek-reasoner", "USD", "2024-12-31")


# -- exchange rates ------------------------------------------------------------------------------------------------


def test_a_rate_is_that_of_the_month(book: PriceBook) -> None:
    """One dollar was 7.274878 CNY on average in February 2025."""
    found = book.fx("USD", "CNY", "2025-02-15")
    assert (found.value, found.unit, found.date, found.note) == (
        7.274878,
        "CNY/USD",
        "2025-02-01",
        "average of 2025-02",
    )


def test_a_rate_between_two_currencies_is_crossed_through_the_dollar(book: PriceBook) -> None:
    """CNY per EUR = CNY per USD over EUR per USD; both rows are cited; there and back is one."""
    dollars = [book.fx("USD", currency, "2025-07-15").value for currency in ("CNY", "EUR")]
    crossed = book.fx("EUR", "CNY", "2025-07-15")
    assert crossed.value == dollars[0] / dollars[1]  # type: ignore[operator]
    assert crossed.where.count("pricing/fx.csv:") == 2
    there, back = crossed.value, book.fx("CNY", "EUR", "2025-07-15").value
    assert there * back == pytest.approx(1, abs=1e-15)  # type: ignore[operator]
    assert book.fx("CNY", "CNY", "2025-07-15").value == 1.0


def test_closing_rates_are_told_apart(book: PriceBook) -> None:
    """A balance sheet converts at the closing rate, a profit and loss account at the average."""
    assert book.fx("USD", "AUD", "2023-01-10").value == 1.441639
    assert book.fx("USD", "AUD", "2023-01-10", "closing").value == 1.428598
    with pytest.raises(InputError, match="unknown kind of rate\n  found: 'spot'\n  allowed: average, closing"):
        book.fx("USD", "AUD", "2023-01-10", "spot")  # type: ignore[arg-type]


def test_a_month_not_yet_in_the_table_takes_the_latest_and_says_so(book: PriceBook) -> None:
    """After the last month the latest counts; before the first there is no rate."""
    found = book.fx("USD", "CNY", "2027-03-01")
    assert found.value == book.fx("USD", "CNY", "2026-10-15").value
    assert found.note == "average of 2026-10; 2027-03 is not in the table, 2026-10 is the latest before it"
    with pytest.raises(InputError, match="no exchange rate for CNY in 2022-12\n  allowed: 2023-01 or later"):
        book.fx("USD", "CNY", "2022-12-31")
    with pytest.raises(InputError, match="no exchange rate for 'CNX'\n  allowed: CNY"):
        book.fx("USD", "CNX", "2025-01-01")


# -- machines ------------------------------------------------------------------------------------------------------


def test_rent_is_listed_by_offer_the_cheapest_first(book: PriceBook) -> None:
    """AWS p5.48xlarge is 55.04 for eight, 6.88 each; the stale 98.32 of another list is kept and not returned."""
    found = book.rent("H100", "2026-11-20", provider="aws")
    assert [f.value for f in found] == sorted(f.value for f in found)
    assert [f.value for f in found if "p5.48xlarge us-east-1" in f.note] == [6.88]
    assert 12.29 not in [f.value for f in found]


def test_prepaid_capacity_blocks_are_not_on_demand(book: PriceBook) -> None:
    """AWS capacity blocks are a term of their own."""
    assert [f.value for f in book.rent("H200", "2024-12-15", "capacity-block")] == [5.4075]
    assert all("capacity" not in f.note.lower() for f in book.rent("H200", "2026-11-20"))


def test_the_rent_of_the_seed_is_known_with_its_line(book: PriceBook) -> None:
    """120,000 CNY a month for eight H200: 20.83 CNY for a device and hour of a 720-hour month."""
    found = [f for f in book.rent("H200", "2025-07-15", "market") if f.unit == "CNY/gpu/hour"]
    assert [(f.value, f.source) for f in found] == [(20.833333, "seed 004, line 186")]
    assert [f.value for f in book.rent("H800", "2025-02-28", "market")] == [2.0]


def test_a_range_is_priced_at_its_middle(book: PriceBook) -> None:
    """CoreWeave in the first quarter of 2026: 1.75 to 2.25; a lone bound is no price."""
    found = list(book.rent("H100", "2026-02-01", "12-36m"))
    assert [(f.value, "middle of 1.75 to 2.25" in f.note) for f in found] == [(2.0, True)]
    assert book.rent("H100", "2026-11-20", "reserved", provider="hyperstack") == []


def test_a_purchase_price_is_that_of_one_device(book: PriceBook) -> None:
    """A server of eight for 310,000 USD is 38,750 each; the newest comes first."""
    found = book.purchase("H100", "2024-09-01", "server")
    assert [(f.value, f.unit) for f in found if f.date == "2024-08-01"] == [(38750.0, "USD/gpu")]
    assert [f.date for f in found] == sorted((f.date for f in found), reverse=True)


def test_household_electricity_is_never_used(book: PriceBook) -> None:
    """Rows for households are marked, and no lookup returns them."""
    households = [e.row for e in book.rows("power") if e.row.sector == "residential"]
    assert len(households) == 25
    assert {row.preferred for row in households} == {"no"}
    assert all(e.row.sector != "residential" for e in book.offers("power", "2026-11-20"))


# -- a workspace over what is shipped ------------------------------------------------------------------------------

R1 = {"provider": "deepseek", "model": "deepseek-reasoner", "currency": "CNY"}


def test_a_workspace_row_replaces_the_shipped_row_of_its_date(workspace_table: Write) -> None:
    """Same key and date: the contract price counts, and its origin says so."""
    book = workspace_table("tokens", R1 | {"valid_from": "2025-01-01", "input_per_mtok": "3", "output_per_mtok": "12"})
    found = book.token_price("deepseek", "deepseek-reasoner", "CNY", "2025-07-15")["price_per_mtok_output"]
    assert (found.value, found.origin, found.source) == (12.0, "workspace price", "quotation 17")
    assert found.where == "pricing/tokens.csv:2"


def test_a_workspace_row_settles_a_shipped_conflict(workspace_table: Write) -> None:
    """One row of the same offer and date takes the place of all shipped ones, the preferred one included."""
    figure = {"device": "b200-sxm", "parameter": "gpu_memory_bandwidth", "unit": "GB/s", "valid_from": "2024-01-01"}
    book = workspace_table("hardware", figure | {"value": "7900"})
    assert book.device("B200", "2025-07-15")["gpu_memory_bandwidth"].value == 7900.0
    assert check_content(book.content) == []


@pytest.mark.parametrize("basis", [{"basis": "sparse"}, {"basis": "unknown"}, {"basis": "dense", "accumulate": "fp16"}])
def test_a_rate_that_is_not_dense_is_not_returned(basis: dict[str, str], workspace_table: Write) -> None:
    """Even where nobody has set it aside: the shipped dense figure counts."""
    figure = {"device": "h100-sxm", "parameter": "peak_flops_fp16", "value": "1979", "unit": "TFLOPS"}
    assert workspace_table("hardware", figure | basis).device("H100", "2025-07-15")["peak_flops_fp16"].value == 989.0


def test_a_workspace_row_of_another_date_is_added_to_the_history(workspace_table: Write) -> None:
    """The newest row that has begun counts, whoever gives it."""
    book = workspace_table("tokens", R1 | {"valid_from": "2025-07-01", "output_per_mtok": "12"})
    days = ("2025-06-30", "2025-07-01", "2025-08-21")
    found = [book.token_price("deepseek", "deepseek-reasoner", "CNY", day)["price_per_mtok_output"] for day in days]
    assert [(f.value, f.origin) for f in found] == [
        (16.0, "shipped price"),
        (12.0, "workspace price"),
        (16.0, "shipped price"),
    ]


def test_a_price_that_has_ended_does_not_count(workspace_table: Write) -> None:
    """valid_to is the last day on which it does."""
    row = R1 | {"valid_from": "2025-07-01", "valid_to": "2025-07-31", "output_per_mtok": "12"}
    book = workspace_table("tokens", row)
    values = [prices(book, "deepseek", "deepseek-reasoner", "CNY", day)[-2] for day in ("2025-07-31", "2025-08-01")]
    assert values == [12.0, 16.0]


def test_a_workspace_may_add_a_device(workspace_table: Write) -> None:
    """Two files: one that names it, one with its figures."""
    workspace_table(
        "devices", {"device": "own-1", "vendor": "We", "name": "Own One", "kind": "npu", "aliases": "ONE;uno"}
    )
    figure = {"device": "own-1", "parameter": "gpu_memory_bytes", "value": "64", "unit": "GiB"}
    book = workspace_table("hardware", figure)
    found = book.device("uno", "2025-07-15")["gpu_memory_bytes"]
    assert (found.value, found.unit, found.origin) == (64.0, "GiB", "workspace price")
    assert check_content(book.content) == []


def test_rows_that_tie_are_an_error_that_names_both(workspace_table: Write) -> None:
    """A conflict is settled by a person, not by the order of lines."""
    rate = {"device": "h200-sxm", "parameter": "board_power_watts", "unit": "W"}
    book = workspace_table("hardware", rate | {"value": "690"}, rate | {"value": "650", "source": "another"})
    with pytest.raises(InputError, match=r"hardware.csv:2 and pricing/hardware.csv:3: two rows give the same thing"):
        book.device("H200", "2025-07-15")
    settled = workspace_table("hardware", rate | {"value": "690", "preferred": "yes"}, rate | {"value": "650"})
    assert settled.device("H200", "2025-07-15")["board_power_watts"].value == 690.0


def test_an_unknown_table_is_told(book: PriceBook) -> None:
    """With the nearest name."""
    with pytest.raises(InputError, match="unknown price table 'token'\n  allowed: tokens"):
        book.rows("token")


def test_of_two_endpoints_that_serve_a_model_the_workspace_one_counts(workspace_table: Write) -> None:
    """A private endpoint of the same provider and date goes before the public list."""
    row = R1 | {"model": "r1-private", "serves": "deepseek-r1", "output_per_mtok": "9", "valid_from": "2025-01-01"}
    book = workspace_table("tokens", row)
    assert prices(book, "deepseek", "DeepSeek-R1", "CNY", "2025-07-15")[0] == 9.0
