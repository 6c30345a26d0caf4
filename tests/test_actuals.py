"""Actuals against the plan: nothing lost, nothing guessed, every difference split into price and volume."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tco.actuals.match import Map, matched, reconciliation
from tco.actuals.plan import bill_of, bills, plan
from tco.actuals.read import focus_unit, read_actuals, template
from tco.actuals.variance import Variance
from tco.actuals.work import AgainstPlan
from tco.compare.side import Side, of_results, side_of
from tco.content import open_content
from tco.engine import run
from tco.errors import InputError
from tco.ledger.names import parse_ref
from tco.pricebook import PriceBook
from tco.sheet import sheet
from tco.units import Dimensions, multiply, unit

if TYPE_CHECKING:
    from collections.abc import Callable

QUARTER = ("2025-07", "2025-08", "2025-09")


def by_month(found: AgainstPlan) -> dict[str, Variance]:
    return {v.month: v for v in found.found}


# -- the lines of a bill --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bill", ["fleet", "rent", "api", "revenue"])
def test_the_lines_of_a_bill_sum_to_it(bill: str, mixed: Side, book: PriceBook) -> None:
    """Credits and discounts count negative; nothing is left out."""
    from math import fsum

    total = next(e.row.total for e in book.rows("cost_lines") if e.row.bill == bill)
    whole = run(mixed.scenario, sheet(), (total,)).value("as-printed", total)
    lines = plan(mixed, "as-printed", bill, ["2025-08"], book)
    assert fsum(line.amount for line in lines) == pytest.approx(whole, rel=1e-12)


def test_an_owned_fleet_is_billed_line_by_line(book: PriceBook) -> None:
    """Depreciation, capital, electricity, space, people and the rest sum to what owning costs; electricity is counted in kWh."""
    side = side_of(parse_ref("buy-rent-api-8xh200:own"), Path("none"), open_content())
    assert bill_of(side, "own", book) == "own"
    lines = {line.line: line for line in plan(side, "own", "own", ["2026-12"], book)}
    values = side.values["own"]
    assert sum(line.amount for line in lines.values()) == pytest.approx(values["cost_per_month"], rel=1e-12)
    assert {"depreciation", "cost-of-capital", "electricity", "colocation", "staff", "maintenance"} < lines.keys()
    electricity = side.scenario.case("own").given["electricity_price_per_kwh"].value
    assert (lines["electricity"].price, lines["electricity"].unit) == (pytest.approx(electricity), "kWh")


def test_a_part_that_is_rented_is_a_line_of_its_own(book: PriceBook) -> None:
    """Half of the fleet owned: half of the depreciation, half of the rent, and the whole bill."""
    side = side_of(parse_ref("buy-rent-api-8xh200:own"), Path("none"), open_content())
    case = side.scenario.case("own")
    half = {"owned_share": 0.5, "rent_cost_per_gpu_hour": 2.0}
    given = {n: replace(case.inputs["electricity_price_per_kwh"], value=v, fx=1.0, fx_from="") for n, v in half.items()}
    pins = {"rent_cost_per_gpu_hour": given.pop("rent_cost_per_gpu_hour")}
    cases = (replace(case, inputs={**case.inputs, **given}, pins=pins),)
    scenario = replace(side.scenario, cases=cases, headline=("cost_per_month",), results=())
    halved = of_results(run(scenario, sheet(), ("cost_per_month", "gpus", "hours_per_month")), book)
    lines = {line.line: line.amount for line in plan(halved, "own", bill_of(halved, "own", book), ["2026-12"], book)}
    values = halved.values["own"]
    assert lines["rented-part"] == pytest.approx(0.5 * 2.0 * 8 * 730)
    assert sum(lines.values()) == pytest.approx(values["cost_per_month"], rel=1e-12)


def test_a_fleet_whose_cost_is_given_as_a_whole_is_one_line(book: PriceBook) -> None:
    """A printed cost of owning has no lines."""
    side = side_of(parse_ref("buy-rent-api-8xh200:own"), Path("none"), open_content())
    case = side.scenario.case("own")
    pin = replace(case.inputs["electricity_price_per_kwh"], value=3.0, fx=1.0, fx_from="")
    cases = (replace(case, pins={"own_cost_per_gpu_hour": pin}),)
    pinned = of_results(run(replace(side.scenario, cases=cases), sheet(), ("cost_per_month",)), book)
    assert bill_of(pinned, "own", book) == "fleet"
    assert [line.line for line in plan(pinned, "own", "fleet", ["2026-12"], book)] == ["devices"]


def test_every_line_names_quantities_that_there_are(book: PriceBook) -> None:
    """Amounts are money a month or of a period; what is counted converts to the unit of the line."""
    for entry in book.rows("cost_lines"):
        row = entry.row
        texts = (row.amount, row.volume, row.list_price, row.used_share, row.price_sets, row.volume_scales, row.total)
        names = {n for text in texts for n in text.split("*") if n}
        assert names <= sheet().names, entry.where
        assert bool(row.volume) == bool(row.unit), entry.where
        assert product_unit(row.amount) in (unit("money/month").base, unit("money").base), entry.where


def test_the_bill_is_that_of_the_way_of_serving(mixed: Side, book: PriceBook) -> None:
    """A case that buys from an API has the API's bill; any other that it could have needs a word."""
    assert bills(mixed, "as-printed", book) == ["fleet", "rent", "api", "revenue"]
    case = mixed.scenario.cases[0]
    for switch, bill in (("", "fleet"), ("rent_follows_load", "rent"), ("from_api", "api")):
        on = {switch: replace(case.inputs["batch"], value=1.0)} if switch else {}
        cases = (replace(case, inputs={**case.inputs, **on}),)
        assert bill_of(replace(mixed, scenario=replace(mixed.scenario, cases=cases)), "as-printed", book) == bill
    assert bill_of(mixed, "as-printed", book, "revenue") == "revenue"
    with pytest.raises(InputError, match="has no bill 'apis'\n  allowed: api"):
        bill_of(mixed, "as-printed", book, "apis")


def product_unit(names: str) -> Dimensions:
    """The dimensions of a product of quantities."""
    return reduce(multiply, (unit(sheet().unit(name)).base for name in names.split("*")))


# -- variance -------------------------------------------------------------------------------------------------------


def test_price_and_volume(work: Callable[..., AgainstPlan]) -> None:
    """Planned 5,760 hours at 120,000 / 5,760; had 6,000 hours for 126,000, that is 21.00 an hour.

    Volume: (6,000 - 5,760) * 120,000 / 5,760 = 5,000. Price: (21 - 20.8333) * 6,000 = 1,000.
    """
    found = by_month(work("2025-08,invoice,cloud,device hours,6000,hours,126000,CNY,i1,"))["2025-08"]
    assert (found.plan_amount, found.plan_volume) == (pytest.approx(120_000), pytest.approx(5760))
    assert (found.by_volume, found.by_price, found.difference) == (
        pytest.approx(5000), pytest.approx(1000), pytest.approx(6000),
    )  # fmt: skip


def test_without_a_volume_it_is_all_price(work: Callable[..., AgainstPlan]) -> None:
    """An invoice that counts nothing."""
    found = by_month(work("2025-08,invoice,cloud,device hours,,,126000,CNY,i1,"))["2025-08"]
    assert (found.by_volume, found.by_price) == (0, pytest.approx(6000))


def test_tokens_shift_between_their_kinds(work: Callable[..., AgainstPlan]) -> None:
    """A tenth of the input tokens become output tokens, at the planned prices: no price, no volume, all of it mix."""
    plan = {
        v.line: v for v in work("2025-08,usage,api,output tokens,1,Mtok,,,,", bill="api").found if v.month == "2025-08"
    }
    into, out = plan["api-input"], plan["api-output"]
    planned = [(v.plan_volume or 0.0, v.plan_amount or 0.0) for v in (into, out)]
    moved, prices = planned[0][0] / 10, [amount / volume for volume, amount in planned]
    volumes = (planned[0][0] - moved, planned[1][0] + moved)
    rows = (
        f"2025-08,invoice,api,{item} tokens,{volume!r},Mtok,{volume * price!r},CNY,,"
        for item, volume, price in zip(("input", "output"), volumes, prices, strict=True)
    )
    found = {v.line: v for v in work(*rows, bill="api").found if v.month == "2025-08"}
    both = [found["api-input"], found["api-output"]]
    assert sum(v.by_mix for v in both) == pytest.approx(moved * (prices[1] - prices[0]))
    assert [v.by_price for v in both] == pytest.approx([0, 0], abs=1e-6)
    assert sum(v.by_volume for v in both) == pytest.approx(0, abs=1e-6)


def test_a_line_that_only_one_side_has_is_new_or_gone(work: Callable[..., AgainstPlan]) -> None:
    """No invoice for what was planned, an invoice for what was not: neither is a matter of price."""
    found = work("2025-08,invoice,cloud,storage,10,GB,500,CNY,,").found
    gone = next(v for v in found if v.line == "devices" and v.month == "2025-08")
    new = next(v for v in found if v.line == "storage")
    assert (gone.by_price, gone.by_volume, gone.new_or_gone) == (0, 0, pytest.approx(-120_000))
    assert (new.by_price, new.by_volume, new.new_or_gone) == (0, 0, 500)


def test_a_meter_counts_before_an_invoice(work: Callable[..., AgainstPlan]) -> None:
    """The invoice's own count is not added to the meter's; its money counts."""
    rows = (
        "2025-08,invoice,cloud,device hours,6000,hours,126000,CNY,,",
        "2025-08,meter,hall,device hours,5900,hours,,,,",
    )
    found = by_month(work(*rows))["2025-08"]
    assert (found.volume, found.amount) == (5900, 126_000)


def test_units_and_currencies_are_converted(work: Callable[..., AgainstPlan]) -> None:
    """Days are hours, dollars are yuan at the rate of their month."""
    found = by_month(work("2025-08,invoice,cloud,device hours,240,days,16000,USD,,"))["2025-08"]
    rate = float(PriceBook(open_content()).fx("USD", "CNY", "2025-08-01").value)
    assert (found.volume, found.amount) == (pytest.approx(5760), pytest.approx(16_000 * rate))


# -- nothing is lost ------------------------------------------------------------------------------------------------


def test_what_no_line_takes_is_listed(work: Callable[..., AgainstPlan]) -> None:
    """With the reason; and the parts sum to the file."""
    found = work(
        "2025-07,invoice,cloud,device hours,5760,hours,118000,CNY,,",
        "2025-09,invoice,cloud,consulting,,,5000.5,CNY,,",
        "2025-10,invoice,cloud,device hours,5760,hours,121000,CNY,,",
        "2025-09,meter,hall,device hours,3,kWh,,,,",
    )
    assert {(v.line, v.month) for v in found.found} == {("devices", f"2025-{month}") for month in ("07", "08", "09")}
    aside = {(row[3], row[7]) for row in found.listings[1].rows}
    assert aside == {
        ("consulting", "no row of actuals_map.csv takes it"),
        ("device hours", "of another month"),
        ("device hours", "its quantity is left aside: the line counts hours, found kWh"),
    }
    parts = reconciliation(found.rows, QUARTER)
    assert parts == {"in lines": 118_000, "other months": 121_000, "unmapped": 5000.5, "file": 244_000.5}


def test_the_map_of_a_workspace_goes_first(
    workspace_table: Callable[..., PriceBook], tmp_path: Path, work: Callable[..., AgainstPlan]
) -> None:
    """Any characters by *, whatever the case of letters; a line that does not exist is told."""
    path = tmp_path / "pricing" / "actuals_map.csv"
    path.parent.mkdir()
    path.write_text("account,item,cost_line\ncloud,*H200*,devices\ncloud,device hours,nowhere\n", encoding="utf-8")
    book = PriceBook(open_content([tmp_path]))
    rows = [
        m.row
        for m in work(
            "2025-07,invoice,Cloud,8 x h200 node,1,hours,2,CNY,,", "2025-07,invoice,cloud,device hours,,,2,CNY,,"
        ).rows
    ]
    assert [(m.line, m.why) for m in matched(rows, "CNY", book)] == [("devices", ""), ("", "no line 'nowhere'")]


def test_a_line_by_its_own_name_needs_no_map(book: PriceBook) -> None:
    """What this program exports, it reads back."""
    assert {line: line for line in Map(book).lines} == {
        e.row.cost_line: e.row.cost_line for e in book.rows("cost_lines")
    }


# -- bad files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2025-13,invoice,a,b,1,hours,2,CNY,,", "actuals.csv:2, column month: not a date or a period"),
        ("2025,invoice,a,b,1,hours,2,CNY,,", "column month: not a month"),
        ("2025-07,bill,a,b,1,hours,2,CNY,,", "column kind: not one of the known words\n  found: 'bill'\n  allowed: invoice, usage, meter"),
        ("2025-07,invoice,,b,1,hours,2,CNY,,", "column account: an empty cell"),
        ("2025-07,invoice,a,b,1e,hours,2,CNY,,", "column quantity: not a number"),
        ("2025-07,invoice,a,b,1,hours,2,,,", "column currency: an empty cell"),
        ("2025-07,invoice,a,b,1,hours,2,XYZ,,", "column currency: not one of the known words"),
        ("2025-07,invoice,a,b,1,parsec,2,CNY,,", "column unit: unknown unit 'parsec'"),
        ("2025-07,invoice,a,b,1,,2,CNY,,", "a quantity without a unit"),
        ("2025-07,invoice,a,b,,,,,,", "neither a quantity nor an amount"),
        ("2025-07,invoice,a,b", "a ragged row"),
    ],
)  # fmt: skip
def test_a_fault_of_a_row_is_told_with_its_place(row: str, said: str, work: Callable[..., AgainstPlan]) -> None:
    """Line, column, what was found, what is allowed."""
    with pytest.raises(InputError) as wrong:
        work(row)
    assert said in str(wrong.value)


def test_all_faults_of_a_file_are_told_at_once(work: Callable[..., AgainstPlan]) -> None:
    """It is mended once."""
    with pytest.raises(InputError) as wrong:
        work("2025-13,invoice,a,b,1e,hours,2,CNY,,", "2025-07,bill,a,b,1,hours,2,CNY,,")
    assert len(wrong.value.faults) == 3


def test_the_template_is_read(tmp_path: Path) -> None:
    """As it is written by init and by --template."""
    path = tmp_path / "template.csv"
    path.write_text(template(), encoding="utf-8")
    assert [(r.month, r.kind, r.amount) for r in read_actuals(path)] == [
        ("2026-10", "invoice", 20_000), ("2026-10", "usage", None), ("2026-10", "meter", None),
    ]  # fmt: skip


# -- FOCUS rows -----------------------------------------------------------------------------------------------------


def test_rows_of_a_focus_export(tmp_path: Path) -> None:
    """Either provider column, any further columns; effective or billed cost; the unit as the specification writes it."""
    path = tmp_path / "focus.csv"
    path.write_text(
        "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ServiceName,ChargeCategory,SkuId,SkuMeter,"
        "ConsumedQuantity,ConsumedUnit,ServiceProviderName,x_own\n"
        "0,80,USD,2025-07-03T00:00:00Z,Models,Usage,s1,Output,5,1000000 Tokens,acme,zzz\n"
        "90,0,USD,2025-07-01T00:00:00Z,Models,Purchase,s1,Output,,,acme,\n",
        encoding="utf-8",
    )
    first, second = read_actuals(path)
    assert (first.month, first.account, first.item, first.source) == ("2025-07", "Models", "s1; Output", "acme")
    assert (first.quantity, first.unit, first.amount, second.amount) == (5e6, "Tokens".lower(), 80, 0)
    assert [r.amount for r in read_actuals(path, "billed")] == [0, 90]


@pytest.mark.parametrize("text", ["", "Widgets", "GB-Months", "1 2 3"])
def test_a_unit_that_is_not_known_stays(text: str) -> None:
    """It is told where it cannot be counted, not dropped."""
    assert focus_unit(text) == (1.0, text)
