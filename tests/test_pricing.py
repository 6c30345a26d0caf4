"""What the shipped tables hold: every row is sound, and each device is as its maker says."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tco.check import check_content
from tco.content import open_content, shipped_root
from tco.errors import InputError
from tco.machines import PARAMETERS
from tco.names import fold
from tco.records import TABLES
from tco.units import convert, unit

if TYPE_CHECKING:
    from tco.pricebook import PriceBook

DATED = [name for name in TABLES if hasattr(TABLES[name], "offer") and "valid_from" in TABLES[name].model_fields]


# -- the shipped tables --------------------------------------------------------------------------------------------


def test_the_shipped_content_has_no_fault() -> None:
    """Every row of every table, and every model, passes every check."""
    assert check_content(open_content()) == []


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_every_column_and_no_stranger(name: str) -> None:
    """The shipped files state all columns, in the order of the record, in UTF-8 without a mark."""
    path = shipped_root() / "pricing" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == TABLES[name].columns()
    assert b"\r" not in path.read_bytes()


@pytest.mark.parametrize("name", DATED)
def test_each_row_says_from_when_and_from_where(name: str, book: PriceBook) -> None:
    """Provenance is never empty, and a link between what is seen and what is claimed can be checked."""
    for entry in book.rows(name):
        row = entry.row
        assert isinstance(row.valid_from, date), entry.where
        assert row.source, entry.where
        assert row.source_date, entry.where
        assert "seed 00" not in row.source or "line" in row.source, f"{entry.where}: a seed is cited with its line"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_frame_with_places(name: str, book: PriceBook) -> None:
    """One row an entry; its origin, file and line stand beside it."""
    frame = book.table(name)
    assert frame.columns == [*TABLES[name].columns(), "origin", "file", "line"]
    assert frame.height == len(book.rows(name)) > 0
    assert frame["line"].n_unique() == frame.height


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("devices", 61), ("hardware", 634), ("interconnects", 31), ("purchase", 126), ("cloud", 350),
        ("rent_history", 296), ("tokens", 161), ("power", 254), ("finance", 77), ("memory_tiers", 25), ("fx", 506),
        ("precisions", 14),
    ],
)  # fmt: skip
def test_history_is_never_shortened(name: str, rows: int, book: PriceBook) -> None:
    """Rows are added to these tables, not taken away."""
    assert len(book.rows(name)) >= rows


def test_prices_are_in_the_folder_without_code() -> None:
    """Content and code are apart."""
    root = shipped_root()
    assert [p for folder in ("pricing", "scenarios", "reports") for p in (root / folder).rglob("*.py")] == []


# -- devices -------------------------------------------------------------------------------------------------------


def si(book: PriceBook, device: str, parameter: str) -> float:
    found = book.device(device, "2026-11-22")[parameter]
    assert isinstance(found.value, float)
    return convert(found.value, unit(found.unit), unit(PARAMETERS[parameter]))


@pytest.mark.parametrize(
    ("device", "parameter", "value"),
    [
        ("H200", "gpu_memory_bytes", 141e9),
        ("H200", "gpu_memory_bandwidth", 4.8e12),
        ("H200", "peak_flops_fp8", 1.979e15),
        ("H100", "peak_flops_fp16", 989e12),
        ("H100 PCIe", "gpu_memory_bandwidth", 2e12),
        ("H800", "scale_up_bandwidth", 200e9),
        ("MI300X", "peak_flops_fp8", 2.615e15),
        ("MI300X", "gpu_memory_bytes", 192e9),
        ("A100-SXM-80GB", "gpu_memory_bandwidth", 2.039e12),
        ("RTX 4090", "peak_flops_bf16", 165.2e12),
        ("TPU v5e", "gpu_memory_bandwidth", 819e9),
        ("GB200 NVL72", "scale_up_domain", 72),
        ("Gaudi2", "board_power_watts", 600),
    ],
)
def test_a_device_is_as_its_maker_says(device: str, parameter: str, value: float, book: PriceBook) -> None:
    """Dense rates, decimal bytes, one direction."""
    assert si(book, device, parameter) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("device", "parameter", "printed", "dense"),
    [
        ("h100-sxm", "peak_flops_fp16", 1979, 989),  # A1
        ("h100-sxm", "peak_flops_fp16", 4000, 989),  # A1
        ("h100-sxm", "peak_flops_int8", 3958, 1979),  # A2
        ("h100-pcie", "peak_flops_int8", 3026, 1513),  # A2
        ("l4", "peak_flops_int8", 485, 242),  # A2
        ("l40s", "peak_flops_int8", 1457, 733),  # A3
        ("rtx-4090", "peak_flops_fp16", 83, 165.2),  # A4
        ("rtx-4090", "peak_flops_int4", 660, 1321.2),  # A5
        ("l20", "peak_flops_fp16", 239, 119.5),  # A6
        ("h100-sxm", "peak_flops_fp8", 3300, 1979),  # A8
        ("h100-sxm", "peak_flops_int8", 8.9, 1979),  # A9
        ("tpu-v5e", "gpu_memory_bandwidth", 1600, 819),  # A10
        ("tpu-v5e", "scale_up_bandwidth", 450, 200),  # A11
        ("tpu-v5p", "gpu_memory_bandwidth", 2000, 2765),  # A12
        ("xeon-8592p", "gpu_memory_bandwidth", 307, 358.4),  # A15
        ("a100-sxm-80", "gpu_memory_bandwidth", 1935, 2039),  # A16
        ("mi300x", "scale_up_bandwidth_both_ways", 512, 896),  # A19
        ("h200-sxm", "peak_flops_fp8", 3958, 1979),  # A27
        ("mi300x", "peak_flops_fp8", 5200, 2615),  # A27
    ],
)
def test_what_a_seed_prints_is_kept_and_not_used(
    device: str, parameter: str, printed: float, dense: float, book: PriceBook
) -> None:
    """Each trap of the seeds has a row of its own that cites the line, and a lookup returns the right value."""
    kept = [
        e.row
        for e in book.rows("hardware")
        if (e.row.device, e.row.parameter, e.row.value) == (device, parameter, printed) and "seed" in e.row.source
    ]
    assert [row.preferred for row in kept] == ["no"]
    assert kept[0].basis != "dense"
    assert book.device(device, "2026-11-22")[parameter].value == dense


def test_only_dense_figures_are_returned(book: PriceBook) -> None:
    """For every device and rate: the row that counts is dense, and accumulates in FP32 where that is told apart."""
    rows = {entry.where: entry.row for entry in book.rows("hardware")}
    for device in book.devices():
        for name, value in book.device(device, "2026-11-22").items():
            if name.startswith("peak_flops_"):
                row = rows[value.where]
                assert (row.basis, row.preferred != "no", row.accumulate != "fp16") == ("dense", True, True), (
                    value.where
                )


def test_a_snapdragon_of_800_tops_per_watt_is_not_used(book: PriceBook) -> None:
    """A26: 40 TOPS at 50 mW is 140 times an H100; what is used instead calls itself assumed or of low confidence."""
    found = book.device("Snapdragon 8 Gen 3", "2026-11-22")
    assert "peak_flops_int4" not in found
    assert (found["board_power_watts"].value, found["board_power_watts"].confidence) == (8.0, "assumption")
    assert found["peak_flops_int8"].confidence == "low"


@pytest.mark.parametrize(
    ("device", "parameter", "value"),
    [
        ("b200-sxm", "gpu_memory_bandwidth", 7700), ("b300-sxm", "peak_flops_fp4", 14000),
        ("b300-sxm", "peak_flops_int8", 153.5), ("ascend-910c", "gpu_memory_bytes", 128),
        ("l40s", "board_power_watts", 350), ("gaudi3", "peak_flops_bf16", 1677),
        ("mi355x", "scale_up_bandwidth", 537.6), ("rtx-pro-6000-server", "gpu_memory_bandwidth", 1597),
        ("tpu-v5p", "gpu_memory_bytes", 95), ("gb200-nvl72", "gpu_memory_bytes", 186),
    ],
)  # fmt: skip
def test_of_two_sources_one_is_preferred(device: str, parameter: str, value: float, book: PriceBook) -> None:
    """Both rows stay; exactly one is marked, and it is the one that is returned."""
    rows = [e.row for e in book.rows("hardware") if (e.row.device, e.row.parameter) == (device, parameter)]
    assert max(row.preferred for row in rows) == "yes"
    assert [row.preferred for row in rows].count("yes") == 1
    assert len(rows) > 1
    assert book.device(device, "2026-11-22")[parameter].value == value


@pytest.mark.parametrize("name", ["A100", "MLU590"])
def test_an_ambiguous_device_lists_its_candidates(name: str, book: PriceBook) -> None:
    """A bare A100 is one of four cards; a bare MLU590 has two sources that share nothing."""
    with pytest.raises(InputError, match=r"(?s)could be any of \d devices.*next: tco list devices"):
        book.device(name, "2025-07-15")


def test_an_unknown_device_is_told_with_the_nearest(book: PriceBook) -> None:
    """And with the command that lists all."""
    with pytest.raises(InputError) as caught:
        book.device("H200-SXN", "2025-07-15")
    assert str(caught.value).startswith("unknown device 'H200-SXN'\n  allowed: h200-sxm")
    assert str(caught.value).endswith("next: tco list devices")


def test_a_device_is_not_known_before_it_exists(book: PriceBook) -> None:
    """A B300 cannot be planned with in 2023."""
    with pytest.raises(
        InputError, match="nothing is known of device 'B300' on 2023-07-15\n  allowed: 2025-01-01 or later"
    ):
        book.device("B300", "2023-07-15")


def test_a_value_carries_its_provenance(book: PriceBook) -> None:
    """Source, date, origin, confidence and place come with every number."""
    found = book.device("Ascend 910B1", "2025-07-15")["scale_up_bandwidth"]
    assert (found.value, found.unit, found.origin, found.confidence) == (200.0, "GB/s", "assumption", "assumption")
    assert found.date == "2023-01-01"
    assert found.where.startswith("pricing/hardware.csv:")
    assert "half of the 400 GB/s" in found.note


# -- precisions, defaults, links -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precision", "width", "rate"),
    [
        ("fp8", 1.0, "peak_flops_fp8"), ("bf16", 2.0, "peak_flops_bf16"), ("w4a4", 0.5, "peak_flops_int4"),
        ("w4a16", 0.5, "peak_flops_bf16"), ("w8a16", 1.0, "peak_flops_bf16"), ("w8a8", 1.0, "peak_flops_int8"),
        ("mxfp4", 0.53125, "peak_flops_fp4"),
    ],
)  # fmt: skip
def test_weights_alone_in_fewer_bits_do_not_speed_up_the_multiplication(
    precision: str, width: float, rate: str, book: PriceBook
) -> None:
    """W4A16 and W8A16 read fewer bytes and compute at the 16-bit rate (seed fault C18)."""
    found = book.precision(precision)
    assert (found["bytes_per_parameter"].value, found["compute_rate"].value) == (width, rate)


def test_a_default_is_an_assumption_that_says_why(book: PriceBook) -> None:
    """A month has 30 days because the seed divides by 720 hours."""
    found = book.default("days_per_month")
    assert found is not None
    assert (found.value, found.unit, found.origin) == (30.0, "days/month", "assumption")
    assert book.default("no_such_quantity") is None


def test_a_default_is_looked_up_as_of_a_day(book: PriceBook) -> None:
    """Average PUE was 1.58 in 2023 and 1.56 in 2024."""
    assert [found.value for day in ("2023-06-30", "2025-07-15") if (found := book.default("pue", day))] == [1.58, 1.56]


def test_each_direction_of_a_link_is_told(book: PriceBook) -> None:
    """NVLink 4: 450 GB/s one way, 900 both ways; what the seeds print as one way is not returned."""
    link = book.interconnect("NVLink 4", "2025-07-15")
    assert (link["one_way_gb_s"].value, link["both_ways_gb_s"].value, link["domain_size"].value) == (450.0, 900.0, 8.0)
    assert book.interconnect("ib-ndr", "2025-07-15")["line_rate_gbps"].value == 400.0


# -- speed ---------------------------------------------------------------------------------------------------------


def test_lookups_need_no_frame_library() -> None:
    """A device, a model and a token price are looked up without importing polars."""
    code = (
        "import sys; from tco.content import open_content; from tco.pricebook import PriceBook;"
        "book = PriceBook(open_content()); book.device('H200', '2025-07-15'); book.model('DeepSeek-R1');"
        "book.token_price('deepseek', 'DeepSeek-R1', 'CNY', '2025-07-15'); print('polars' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=shipped_root())
    assert done.stdout == "False\n"


def test_ids_are_in_the_folded_form(book: PriceBook) -> None:
    """An id is what its own name folds to, so that no id needs an alias."""
    assert [name for name in [*book.devices(), *book.models()] if fold(name) != name] == []
