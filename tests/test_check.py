"""What `check` says of a table or a model that is wrong: each rule with a row that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tco.check import check_content
from tco.content import open_content, shipped_root
from tco.pricebook import PriceBook

if TYPE_CHECKING:
    from pathlib import Path

Write = Callable[..., PriceBook]
R1 = {"provider": "deepseek", "model": "deepseek-reasoner", "currency": "CNY"}


def faults(book: PriceBook) -> list[str]:
    return [str(fault) for fault in check_content(book.content)]


PEAK = {"device": "h100-sxm", "unit": "TFLOPS", "basis": "dense"}
CLOUD = {"provider": "own", "offering": "x", "device": "h100-sxm", "term": "1y", "currency": "USD"}
BAD_ROWS: list[tuple[str, list[dict[str, object]], str]] = [
    ("hardware", [PEAK | {"parameter": "peak_flops_fp16", "value": 1979}], "a peak above the dense figure"),
    ("hardware", [PEAK | {"parameter": "peak_flops_int8", "value": 1979, "basis": "sparse"}], "may be kept, not used"),
    ("hardware", [PEAK | {"parameter": "peak_flops_int8", "value": 8.9}], "INT8 is 0.009 times the 16-bit rate"),
    (
        "hardware",
        [PEAK | {"parameter": "peak_flops_fp8", "value": 1979, "basis": ""}],
        "does not say whether it is dense",
    ),
    (
        "hardware",
        [
            PEAK | {"device": "l20", "parameter": "peak_flops_fp16", "value": 60},
            PEAK | {"device": "l20", "parameter": "peak_flops_int8", "value": 239},
        ],
        "INT8 is 3.98 times the 16-bit rate: mixed basis",
    ),
    (
        "hardware",
        [{"device": "h200-sxm", "parameter": "gpu_memory_bytes", "value": 141, "unit": "MB"}],
        "gpu_memory_bytes is out of any plausible range",
    ),
    (
        "hardware",
        [{"device": "h200-sxm", "parameter": "scale_up_bandwidth", "value": 900, "unit": "GB/s"}],
        "both directions are not twice one direction",
    ),
    (
        "hardware",
        [{"device": "h200-sxm", "parameter": "board_power_watts", "value": 7, "unit": "W"}],
        "more operations per joule than any device does",
    ),
    (
        "hardware",
        [{"device": "h300", "parameter": "board_power_watts", "value": 700, "unit": "W"}],
        "unknown device 'h300'",
    ),
    ("cloud", [CLOUD | {"price_per_gpu_hour": 250}], "out of any plausible range\n  found: 250 USD/gpu/hour"),
    (
        "cloud",
        [CLOUD | {"price_per_gpu_hour": 2, "price_per_instance_hour": 2, "devices_per_instance": 8}],
        "the price of an instance is not that of its devices",
    ),
    (
        "cloud",
        [CLOUD | {"price_per_gpu_hour": 2, "price_low": 2.5, "price_high": 3}],
        "price_low, price_per_gpu_hour and price_high are not in order",
    ),
    (
        "cloud",
        [CLOUD | {"price_per_gpu_hour": 9, "currency": "MYR"}],
        "a currency without an exchange rate\n  found: MYR",
    ),
    ("tokens", [R1 | {"input_per_mtok": 1, "cached_input_per_mtok": 2}], "cached input is dearer than input"),
    ("tokens", [R1 | {"output_per_mtok": 16, "serves": "deepseek-r9"}], "unknown serves 'deepseek-r9'"),
    ("tokens", [R1 | {"output_per_mtok": 16, "note": "=1+1"}], "text that a spreadsheet takes for a formula"),
    ("tokens", [R1 | {"output_per_mtok": 16, "note": "@SUM(A1)"}], "text that a spreadsheet takes for a formula"),
    ("tokens", [R1 | {"output_per_mtok": 16}, R1 | {"output_per_mtok": 16}], "a row that is there twice"),
    (
        "tokens",
        [R1 | {"output_per_mtok": 16}, R1 | {"output_per_mtok": 17, "source": "another"}],
        "a conflict without one preferred row",
    ),
    (
        "tokens",
        [R1 | {"output_per_mtok": 16, "valid_from": "2027-06-01"}],
        "counts from long after its source was written",
    ),
    (
        "defaults",
        [{"quantity": "pue", "value": 1.3, "unit": "ratio", "confidence": "assumption"}],
        "an assumption without a reason",
    ),
    ("defaults", [{"quantity": "pue", "value": 1.3, "unit": "ratios"}], "unknown unit 'ratios'"),
    ("prices", [{"quantity": "pue"}], "no price table is called 'prices'"),
]


@pytest.mark.parametrize(("table", "rows", "said"), BAD_ROWS, ids=[said[:48] for _, _, said in BAD_ROWS])
def test_check_finds_what_is_wrong(
    table: str, rows: list[dict[str, object]], said: str, workspace_table: Write
) -> None:
    """Each rule with a row that breaks it, in a workspace over sound tables."""
    found = faults(workspace_table(table, *rows))
    assert [fault for fault in found if said in fault], found
    assert all(f"pricing/{table}.csv:" in fault or f"pricing/{table}.csv" in fault for fault in found)


def test_check_finds_a_model_that_does_not_add_up(tmp_path: Path) -> None:
    """A count that its layers cannot have, an unknown precision, a name in capitals."""
    folder = tmp_path / "scenarios" / "models"
    folder.mkdir(parents=True)
    text = (shipped_root() / "scenarios" / "models" / "phi-4.toml").read_text("utf-8")
    changed = text.replace("14.659e9", "30e9").replace('"bf16"', '"bf17"')
    (folder / "My-Phi.toml").write_text(changed, "utf-8")
    said = [fault.what for fault in check_content(open_content([tmp_path]))]
    assert said == [
        "a model file is named in lower case with hyphens",
        "unknown native_precision",
        "parameters_total does not follow from the architecture",
    ]


def test_check_tells_the_faults_of_all_files(workspace_table: Write, tmp_path: Path) -> None:
    """A file that cannot be read does not hide another."""
    (tmp_path / "pricing").mkdir(exist_ok=True)
    (tmp_path / "pricing" / "cloud.csv").write_bytes(b"\xff\xfe")
    book = workspace_table("tokens", R1 | {"output_per_mtok": "sixteen"})
    found = faults(book)
    assert any("pricing/cloud.csv:1: not UTF-8" in fault for fault in found)
    assert any("pricing/tokens.csv:2, column output_per_mtok: not a number" in fault for fault in found)
