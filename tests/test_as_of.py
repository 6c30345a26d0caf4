"""What was known on a day, how old a price is, and how a quarter is named."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.freshness import stale
from tco.ledger.again import again
from tco.ledger.book import find_close
from tco.ledger.close import Signed
from tco.ledger.closing import Order, close_quarter
from tco.ledger.names import parse_ref
from tco.pricebook import PriceBook
from tco.publish import publish
from tco.quarters import Quarter, parse_quarter

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "deepseek-8xh200"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.duckdb"


# -- as of ----------------------------------------------------------------------------------------------------------


def token_rows(*dates: tuple[str, str, float]) -> list[dict[str, object]]:
    return [
        {
            "provider": "acme", "model": "m", "input_per_mtok": 1, "cached_input_per_mtok": 1, "output_per_mtok": price,
            "currency": "CNY", "valid_from": valid, "source_date": seen, "serves": "",
        }
        for valid, seen, price in dates
    ]  # fmt: skip


SCENARIO = f'base = "{NAME}"\nchoices.tokens = "acme/m"\n'


def ready(tmp_path: Path, workspace_table: Callable[..., PriceBook], *rows: tuple[str, str, float]) -> Path:
    workspace_table("tokens", *token_rows(*rows))
    file = tmp_path / "scenarios" / "mine.toml"
    file.parent.mkdir()
    file.write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def test_as_of_sees_only_what_was_valid_and_known(tmp_path: Path, workspace_table: Callable[..., PriceBook]) -> None:
    """A price valid from July that was first seen in September is not known in August."""
    rows = ("2025-01-01", "2025-01-05", 10.0), ("2025-07-01", "2025-09-10", 20.0), ("2025-11-01", "2025-11-01", 30.0)
    content = open_content([ready(tmp_path, workspace_table, *rows)])
    found = {
        day: load("mine", content=content, as_of=date.fromisoformat(day)).run(["price_per_mtok_output"])
        for day in ("2025-08-01", "2025-09-10", "2025-12-01")
    }
    prices = [r.value("as-printed", "price_per_mtok_output") for r in found.values()]
    assert prices == [10.0, 20.0, 30.0]
    assert [r.scenario.as_of.isoformat() for r in found.values()] == list(found)


def test_a_day_that_could_not_see_a_row_is_told_which_days_do(
    tmp_path: Path, workspace_table: Callable[..., PriceBook]
) -> None:
    """The row that counts, since when it is known, and the nearest days before and after on which one is known."""
    old = {"valid_to": "2025-06-30"}
    rows = token_rows(("2025-01-01", "2025-01-05", 10.0), ("2025-07-01", "2025-09-10", 20.0))
    workspace_table("tokens", rows[0] | old, rows[1])
    book = PriceBook(open_content([tmp_path]), date(2025, 8, 1))
    place = r"workspace:pricing/tokens.csv:3|pricing/tokens.csv:3"
    said = (
        rf"'acme m' on 2025-08-01\n  found: ({place}) counts from 2025-07-01, and was first seen on 2025-09-10\n"
        r"  allowed: 2025-06-30, 2025-09-10 or later\n  next: choose such a day, "
    )
    with pytest.raises(InputError, match=said):
        book.token_price("acme", "m", "CNY", "2025-08-01")


def test_a_model_that_was_not_seen_yet_is_told_as_such(
    tmp_path: Path, workspace_table: Callable[..., PriceBook]
) -> None:
    """Not as unknown."""
    workspace_table("tokens", *token_rows(("2025-01-01", "2025-09-10", 10.0)))
    book = PriceBook(open_content([tmp_path]), date(2025, 8, 1))
    with pytest.raises(InputError, match="counts from 2025-01-01, and was first seen on 2025-09-10"):
        book.token_price("acme", "m", "CNY", "2025-08-01")


def test_stale_prices_can_refuse_a_close(tmp_path: Path, workspace_table: Callable[..., PriceBook], path: Path) -> None:
    """Named with age and limit; nothing is written."""
    content = open_content([ready(tmp_path, workspace_table, ("2025-01-01", "2025-01-05", 10.0))])
    order = Order("mine", Quarter(2025, 2), Signed("", ""), as_of=date(2025, 6, 30))
    with pytest.raises(InputError, match=r"last seen 2025-01-05, 176 days ago\n  allowed: 92 days for tokens"):
        close_quarter(path, replace(order, refuse_stale=True), content)
    assert not path.exists()
    done = close_quarter(path, order, content)
    names = ("cached", "input", "output")
    assert [(s.quantity, s.kind, s.age) for s in done.stale] == [(f"price_per_mtok_{n}", "tokens", 176) for n in names]


def test_stale_prices_are_named_in_every_form_of_a_report(
    tmp_path: Path, workspace_table: Callable[..., PriceBook]
) -> None:
    """Workbook, page, Markdown and JSON."""
    content = open_content([ready(tmp_path, workspace_table, ("2025-01-01", "2025-01-05", 10.0))])
    model = load("mine", content=content, as_of=date(2025, 6, 30))
    publish(model, tmp_path / "out", ("xlsx", "html", "md", "json"))
    told = json.loads((tmp_path / "out" / "mine.json").read_text(encoding="utf-8"))["stale"]
    assert {(row["quantity"], row["last seen"], row["days old"], row["limit"]) for row in told} == {
        (f"price_per_mtok_{n}", "2025-01-05", 176, 92) for n in ("cached", "input", "output")
    }
    for kind in ("html", "md"):
        text = (tmp_path / "out" / f"mine.{kind}").read_text(encoding="utf-8")
        assert "Stale prices" in text
        assert "2025-01-05" in text
    book = openpyxl.load_workbook(tmp_path / "out" / "mine.xlsx")
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert any("Stale prices" in str(value) for value in cells)


def test_what_is_stale_in_a_close_is_what_was_frozen(
    tmp_path: Path, workspace_table: Callable[..., PriceBook], path: Path
) -> None:
    """A row that stands at the same place of the price book today says nothing of a closed quarter."""
    root = ready(tmp_path, workspace_table, ("2025-01-01", "2025-01-05", 10.0))
    order = Order("mine", Quarter(2025, 2), Signed("", ""), as_of=date(2025, 6, 30))
    close = close_quarter(path, order, open_content([root])).close
    shutil.rmtree(root / "pricing")
    workspace_table("tokens", *token_rows(("2025-01-01", "2025-06-20", 10.0)))
    book = PriceBook(open_content([root]))
    found = again(close, book)
    assert [s.age for s in stale(found.results, book, close.seen)] == [176] * 3


def test_a_limit_is_a_row_of_data(tmp_path: Path, workspace_table: Callable[..., PriceBook], path: Path) -> None:
    """A workspace may be stricter or laxer."""
    root = ready(tmp_path, workspace_table, ("2025-01-01", "2025-01-05", 10.0))
    workspace_table("freshness", {"kind": "tokens", "days": 400, "known": "when seen", "valid_from": "2021-01-01"})
    order = Order("mine", Quarter(2025, 2), Signed("", ""), as_of=date(2025, 6, 30))
    assert close_quarter(path, order, open_content([root])).stale == ()


def test_a_closed_quarter_does_not_move_with_the_price_book(
    tmp_path: Path, workspace_table: Callable[..., PriceBook], path: Path
) -> None:
    """A price that is corrected later changes the scenario, not what was closed."""
    root = ready(tmp_path, workspace_table, ("2025-01-01", "2025-01-05", 10.0))
    close_quarter(path, Order("mine", Quarter(2025, 1), Signed("", ""), as_of=date(2025, 3, 31)), open_content([root]))
    shutil.rmtree(root / "pricing")
    workspace_table("tokens", *token_rows(("2025-01-01", "2025-01-05", 99.0)))
    found = again(find_close(path, "mine", "2025Q1"), PriceBook(open_content([root])))
    assert found.same
    assert found.results.value("as-printed", "price_per_mtok_output") == 10.0


# -- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026Q4", "2026-Q4", "2026q4"])
def test_a_quarter_is_written_in_three_ways(text: str) -> None:
    """And shown in one; it knows its days, its months and the quarter before."""
    found = parse_quarter(text)
    assert (str(found), str(found.first), str(found.last)) == ("2026Q4", "2026-10-01", "2026-12-31")
    assert (found.months, str(found.before), str(Quarter(2026, 1).before)) == (
        ("2026-10", "2026-11", "2026-12"), "2026Q3", "2025Q4",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["2026", "2026Q5", "Q4", "", "2026Q44", "0000Q1"])
def test_what_is_no_quarter_is_told(text: str) -> None:
    """With the form of one."""
    with pytest.raises(InputError, match=r"--quarter: not a quarter\n  found: .*\n  allowed: 2026Q4"):
        parse_quarter(text)


@pytest.mark.parametrize("text", ["", "@2026Q4", "a@", "a@2026Q4#", "a@2026Q4:", "a@b", "a#2"])
def test_what_is_no_name_is_told(text: str) -> None:
    """NAME, NAME@QUARTER, NAME@QUARTER#NUMBER, each with :CASE."""
    with pytest.raises(InputError):
        parse_ref(text)
