"""What a number is measured in, and which numbers may be turned into which."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.emit.units import unit_fault
from tco.engine import Model
from tco.errors import InputError
from tco.given import from_text
from tco.pricebook import PriceBook
from tco.records import TABLES
from tco.sheet import sheet
from tco.units import CURRENCIES, QUANTITY_UNITS, amount, convert, unit


@pytest.mark.parametrize(
    ("given", "found", "wanted", "value"),
    [
        (1, "GB", "bytes", 1e9),
        (1, "GiB", "bytes", 2.0**30),
        (80, "GiB", "GB", 85.89934592),
        (400, "Gbps", "GB/s", 50),
        (400, "Gbit/s", "bytes/s", 5e10),
        (4.8, "TB/s", "bytes/s", 4.8e12),
        (50, "ms", "s", 0.05),
        (7, "us", "s", 7e-6),
        (60, "minutes", "hours", 1),
        (989, "TFLOPS", "FLOP/s", 9.89e14),
        (1, "PFLOP/s", "TFLOPS", 1000),
        (700, "W", "kW", 0.7),
        (1, "kWh", "kW*hour", 1),
        (1, "MWh", "kWh", 1000),
        (86_400, "Mtok/day", "tokens/s", 1e6),
        (16, "CNY/Mtok", "CNY/token", 1.6e-5),
        (0.5, "CNY/K tokens", "CNY/Mtok", 500),
        (671, "B", "count", 671e9),
        (50, "%", "share", 0.5),
        (2, "years", "months", 24),
        (2, "USD/gpu/hour", "USD/GPU/h", 2),
        (2, "USD/card/hour", "USD/chip/hr", 2),
        (3, "sequences", "count", 3),
        (1, "FLOP/TFLOPS", "s", 1e-12),
    ],
)
def test_a_value_keeps_its_meaning(given: float, found: str, wanted: str, value: float) -> None:
    """Decimal units are decimal, binary ones binary, bits are not bytes, counts are labels."""
    assert convert(given, unit(found), unit(wanted)) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("number", "found", "wanted"), [(120, "ms", 0.12), (700, "W", 0.7), (35, "%", 0.35)])
def test_a_power_of_ten_is_exact(number: float, found: str, wanted: float) -> None:
    """120 ms is 0.12 s, not 0.12000000000000001: division by 1000 is exact where its inverse is not."""
    base = {"ms": "s", "W": "kW", "%": "share"}[found]
    assert convert(number, unit(found), unit(base)) == wanted


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("GB", "GB/s"),
        ("CNY/month", "CNY/s"),
        ("days", "months"),
        ("years", "hours"),
        ("USD/GB/month", "USD/GB"),
        ("USD/GB-month", "USD/GB"),
        ("W", "kWh"),
        ("CNY", "CNY/Mtok"),
        ("CNY/request", "CNY/Mtok"),
        ("requests/s", "tokens/s"),
        ("CNY/USD", "ratio"),
        ("1/USD", "USD"),
        ("USD USD", "USD"),
        ("text", "count"),
        ("date", "days"),
        ("", "s"),
    ],
)
def test_different_things_are_never_converted(found: str, wanted: str) -> None:
    """A month has no fixed length in seconds, a price a month is no price, a sum is no price a token."""
    with pytest.raises(InputError, match="does not measure what"):
        convert(1, unit(found), unit(wanted))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("furlong", "unknown unit 'furlong'\n  next: tco list units"),
        ("gb", "unknown unit 'gb'\n  allowed: GB\n  next: tco list units"),
        ("GB/secnd", "unknown unit 'secnd'\n  allowed: second, seconds, sec\n  next: tco list units"),
        ("usd/hour", "unknown unit 'usd'\n  allowed: USD\n  next: tco list units"),
        ("USX/hour", "unknown currency 'USX'\n  allowed: USD"),
        ("QQQ", "unknown currency 'QQQ'\n  allowed: an ISO 4217 code"),
        ("tokens per s", "unknown unit 'per'\n  allowed: period, expert, EUR\n  next: tco list units"),
        ("1/0", "unknown unit '0'\n  next: tco list units"),
        ("€/hour", "unknown unit '€'\n  next: tco list units"),
        ("x" * 500, f"unknown unit '{'x' * 40}'\n  next: tco list units"),
    ],
)
def test_an_unknown_unit_is_told_with_the_nearest(text: str, said: str) -> None:
    """Whatever the case of its letters."""
    with pytest.raises(InputError) as caught:
        unit(text)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("50 ms", 50, "ms"),
        ("50ms", 50, "ms"),
        ("  7   GB/s ", 7, "GB/s"),
        ("5%", 5, "%"),
        ("-3", -3, ""),
        ("+3.5", 3.5, ""),
        (".5", 0.5, ""),
        ("1e3", 1000, ""),
        ("1E-3 s", 0.001, "s"),
        ("1_000_000", 1e6, ""),
        ("0.1 1/year", 0.1, "1/year"),
        ("120000 CNY/month", 120000, "CNY/month"),
        (3, 3, ""),
        (0.5, 0.5, ""),
    ],
)
def test_a_number_may_carry_its_unit(text: str | float, number: float, rest: str) -> None:
    """A decimal number, then, perhaps after a blank, a unit."""
    assert amount(text) == (number, rest)


@pytest.mark.parametrize(
    "text",
    ["", " ", "ms", "1,000", "1.000,5", "1/2", "1__0", "_1", "1_", "١٢", "½", "--5", "1.2.3", "nan", "inf", "5$", "=1+1", "0,5 s"],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed_at(text: str) -> None:
    """Thousands separators, fractions, other digits and formulas are refused."""
    with pytest.raises(InputError, match=r"^not a number with a unit\n"):
        amount(text)


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, "1e999", 10**400, "9" * 400])
def test_a_number_is_finite(number: float | str) -> None:
    """Nor is what no double holds."""
    with pytest.raises(InputError, match=r"^not a finite number\n"):
        amount(number)


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_fault(text: str) -> None:
    """Nothing that is typed leads anywhere else."""
    try:
        number, rest = amount(text)
        unit(rest)
    except InputError:
        return
    assert math.isfinite(number)


def test_the_list_of_units_is_closed() -> None:
    """Every quantity has one of the listed units, every listed unit has a quantity, and can be read."""
    known = sheet()
    assert {known.unit(name) for name in known.names} == QUANTITY_UNITS
    assert [text for text in QUANTITY_UNITS if unit(text).text != text] == []


def test_every_formula_comes_out_in_its_unit() -> None:
    """Evaluated in units, as its docstring says."""
    known = sheet()
    assert [fault for f in known.formulas.values() if (fault := unit_fault(f, known))] == []


def test_every_unit_of_the_price_book_can_be_read(book: PriceBook) -> None:
    """And every currency is one of the list."""
    rows = [entry.row for name in TABLES for entry in book.rows(name)]
    assert {r.currency for r in rows if getattr(r, "currency", "")} <= CURRENCIES
    assert all(unit(r.unit) for r in rows if getattr(r, "unit", ""))


def test_a_price_is_converted_at_the_rate_of_its_own_date(model: Callable[..., Model], book: PriceBook) -> None:
    """14 USD a million tokens is money of the report at the month of the report, and says at which rate."""
    ready = model("deepseek-8xh200", "price_per_mtok_output=2 USD/Mtok")
    found = ready.scenario.case("as-printed").inputs["price_per_mtok_output"]
    rate = book.fx("USD", "CNY", "2025-07-15")
    assert found.value == 2 * float(rate.value)
    assert found.unit == "CNY/Mtok"
    assert found.listed == "2 USD/Mtok"
    assert found.rate == f"{rate.value:.6g} CNY/USD ({rate.source}, {rate.date})"


def test_a_typed_number_is_read_in_the_unit_of_its_quantity() -> None:
    """0.0000016 USD a token is 1.6 USD a million tokens; its currency stays as typed."""
    assert from_text(1.6e-6, "USD/token", "money/Mtok", "CNY") == pytest.approx(1.6)
    assert from_text(16, "", "money/Mtok", "CNY") == 16
