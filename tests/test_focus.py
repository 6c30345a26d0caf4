"""FOCUS: what is written is sound by the specification, and what is not sound is told."""

from __future__ import annotations

import csv
import io
from math import fsum
from pathlib import Path

import pytest
from billing import MIXED

from tco.content import open_content
from tco.errors import InputError
from tco.focus.columns import VERSIONS, columns
from tco.focus.export import Wanted, exported
from tco.focus.file import check_text
from tco.focus.rows import Names

NAMES = Names("acme", "team 7")


def text(tmp_path: Path, bill: str, *, months: int = 12, version: str = "1.2", prepaid: bool = False) -> str:
    """A year of a bill of the case that could be served in three ways."""
    path = tmp_path / "mixed.toml"
    path.write_text(MIXED, encoding="utf-8")
    wanted = Wanted(f"{path}:as-printed", "2025Q3", months, bill, NAMES, version, prepaid)
    return exported(wanted, tmp_path / "ledger.duckdb", open_content())


def rows(found: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(found)))


def total(found: list[dict[str, str]], cost: str, **cells: str) -> float:
    return fsum(float(r[cost]) for r in found if all(r[c] == v for c, v in cells.items()))


# -- what is written ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("bill", ["fleet", "rent", "api"])
def test_every_bill_is_sound_in_every_version(bill: str, version: str, tmp_path: Path) -> None:
    """And it is seen to be of that version."""
    found = text(tmp_path, bill, version=version)
    faults, seen, count = check_text(found, "file")
    assert (faults, seen) == ([], version)
    assert count == len(rows(found)) > 0
    assert list(rows(found)[0]) == [c.name for c in columns(version)]


@pytest.mark.parametrize("prepaid", [False, True])
@pytest.mark.parametrize("bill", ["fleet", "rent", "api"])
def test_effective_is_billed_over_the_term(bill: str, prepaid: bool, tmp_path: Path) -> None:
    """For each commitment, and for the whole file; month by month only where nothing is prepaid."""
    found = rows(text(tmp_path, bill, prepaid=prepaid))
    assert total(found, "EffectiveCost") == pytest.approx(total(found, "BilledCost"), rel=1e-12)
    for name in {r["CommitmentDiscountId"] for r in found} - {""}:
        bought = total(found, "BilledCost", CommitmentDiscountId=name, ChargeCategory="Purchase")
        assert total(found, "EffectiveCost", CommitmentDiscountId=name, ChargeCategory="Usage") == pytest.approx(bought)
        assert total(found, "BilledCost", CommitmentDiscountId=name, ChargeCategory="Usage") == 0


def test_a_reservation_is_bought_and_drawn_down(tmp_path: Path) -> None:
    """8 devices for 720 hours at 15: 86,400 a month billed; the used part is worth 25 an hour on the list."""
    found = [r for r in rows(text(tmp_path, "rent", months=1)) if r["SkuId"] == "reserved"]
    bought, used, unused = found
    assert [(r["ChargeCategory"], r["CommitmentDiscountStatus"]) for r in found] == [
        ("Purchase", ""), ("Usage", "Used"), ("Usage", "Unused"),
    ]  # fmt: skip
    assert (float(bought["BilledCost"]), float(bought["EffectiveCost"])) == (8 * 720 * 15, 0)
    share = float(used["ConsumedQuantity"]) / (8 * 720)
    assert float(used["EffectiveCost"]) == pytest.approx(86_400 * share)
    assert float(used["ListCost"]) == pytest.approx(8 * 720 * share * 25)
    assert float(unused["EffectiveCost"]) == pytest.approx(86_400 * (1 - share))
    assert unused["ConsumedQuantity"] == ""


def test_prepaid_it_is_bought_once(tmp_path: Path) -> None:
    """The whole year in the first month."""
    found = [r for r in rows(text(tmp_path, "rent", prepaid=True)) if r["SkuId"] == "reserved"]
    [bought] = [r for r in found if r["ChargeCategory"] == "Purchase"]
    assert (float(bought["BilledCost"]), bought["ChargeFrequency"]) == (12 * 86_400, "One-Time")
    assert (bought["ChargePeriodStart"], bought["ChargePeriodEnd"]) == ("2025-07-01T00:00:00Z", "2026-07-01T00:00:00Z")


def test_token_spend_has_its_unit_and_price(tmp_path: Path) -> None:
    """16 CNY for a million output tokens; credits are negative and equal in all four costs."""
    found = rows(text(tmp_path, "api", months=1))
    [output] = [r for r in found if r["SkuId"] == "api-output"]
    assert (float(output["ListUnitPrice"]), output["PricingUnit"]) == (16, "1000000 Tokens")
    [credit] = [r for r in found if r["ChargeCategory"] == "Credit"]
    assert {float(credit[c]) for c in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")} == {-5000}


def test_a_month_that_the_plan_has_not_is_no_gap(tmp_path: Path) -> None:
    """Amounts of a month stand for every month; a bill without lines is told."""
    assert len(rows(text(tmp_path, "fleet", months=24))) == 24
    with pytest.raises(InputError, match="has no bill 'apy'"):
        text(tmp_path, "apy")


# -- what is not sound ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sku", "change", "said"),
    [
        ("devices", {"BilledCost": ""}, "column BilledCost: must not be null"),
        ("devices", {"BilledCost": "1,000"}, "column BilledCost: not in numeric format"),
        ("devices", {"BillingCurrency": "yuan"}, "column BillingCurrency: not a currency code"),
        ("devices", {"ChargePeriodStart": "2025-07-01"}, "column ChargePeriodStart: not in date/time format"),
        ("devices", {"ChargeCategory": "Rent"}, "column ChargeCategory: not one of the allowed values"),
        ("devices", {"ServiceCategory": "GPU"}, "column ServiceCategory: not one of the allowed values"),
        ("devices", {"ListUnitPrice": "7"}, "ListUnitPrice times PricingQuantity must match ListCost"),
        ("devices", {"ContractedUnitPrice": "-7", "ContractedCost": "-40320"}, "unit prices must not be negative"),
        ("devices", {"PricingUnit": ""}, "PricingUnit must be null where PricingQuantity is, and only there"),
        ("devices", {"ConsumedQuantity": "", "ConsumedUnit": ""}, "ConsumedQuantity must be there for usage"),
        ("devices", {"SkuId": ""}, "SkuId must not be null for usage and purchases"),
        ("devices", {"ChargePeriodEnd": "2025-07-01T00:00:00Z"}, "a period must start before it ends"),
        ("devices", {"CommitmentDiscountStatus": "Used"}, "CommitmentDiscountStatus must be there for the usage"),
        ("devices", {"ChargeCategory": "Purchase", "ConsumedQuantity": "", "ConsumedUnit": ""}, "a purchase must not be Usage-Based"),
        ("reserved", {"CommitmentDiscountType": ""}, "CommitmentDiscountType must be there exactly where"),
        ("reserved", {"EffectiveCost": "5"}, "EffectiveCost must be 0 for a purchase that covers later charges"),
        ("reserved", {"BilledCost": "5"}, "EffectiveCost of the usage of a commitment must sum to BilledCost of its purchases"),
        ("api-credit", {"ListCost": "5"}, "of a credit must match BilledCost"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_rule(sku: str, change: dict[str, str], said: str, tmp_path: Path) -> None:
    """Each rule is broken once; the file was sound before."""
    bill = {"devices": "fleet", "reserved": "rent", "api-credit": "api"}[sku]
    found = rows(text(tmp_path, bill, months=1))
    next(r for r in found if r["SkuId"] == sku).update(change)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(found[0]))
    writer.writeheader()
    writer.writerows(found)
    faults = check_text(out.getvalue(), "file")[0]
    assert any(said in str(fault) for fault in faults), faults


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    """By name."""
    lines = text(tmp_path, "fleet", months=1).splitlines()
    cut = "\n".join(line.partition(",")[2] for line in lines)
    assert "column BilledCost is missing" in str(check_text(cut, "file")[0][0])
