"""The catalogue of devices and number formats: whatever is measured somewhere has a name here and enough figures for a roofline."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tco.content import open_content
from tco.machines import PARAMETERS
from tco.pricebook import PriceBook
from tco.units import convert, unit

DAY = "2026-11-24"
NAMES = tomllib.loads((Path(__file__).parent / "data" / "measured_names.toml").read_text(encoding="utf-8"))
DEVICES = PriceBook(open_content()).devices()
# What a roofline, a layout and an electricity bill need of every device.
NEEDED = {
    "gpu_memory_bytes", "gpu_memory_bandwidth", "board_power_watts", "idle_power_watts", "scale_up_bandwidth",
    "scale_up_latency_seconds", "scale_up_domain", "gpus_per_server", "scale_out_bandwidth", "scale_out_latency_seconds",
}  # fmt: skip


def _pairs(kind: str) -> list[tuple[str, str]]:
    return [(name, identifier) for identifier, names in NAMES[kind].items() for name in names]


def si(book: PriceBook, device: str, parameter: str) -> float:
    """A figure of a device in SI units."""
    found = book.device(device, DAY)[parameter]
    return convert(float(found.value), unit(found.unit), unit(PARAMETERS[parameter]))


@pytest.mark.parametrize(("name", "device"), _pairs("devices"))
def test_a_device_of_published_measurements_is_known(name: str, device: str, book: PriceBook) -> None:
    """Measured throughput names its devices so; a calibration must find each, and only one."""
    assert book.id_of("device", name) == device


@pytest.mark.parametrize(("name", "precision"), _pairs("precisions"))
def test_a_precision_of_published_measurements_is_known(name: str, precision: str, book: PriceBook) -> None:
    """The same of number formats."""
    assert book.id_of("precision", name) == precision


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_has_what_a_roofline_needs(device: str, book: PriceBook) -> None:
    """Memory, links and power; a 16-bit rate; a family to take efficiencies from."""
    found = book.device(device, DAY)
    assert NEEDED - found.keys() == set()
    assert {"peak_flops_bf16", "peak_flops_fp16"} & found.keys()
    assert found["family"].value


@pytest.mark.parametrize("device", DEVICES)
def test_figures_of_a_device_agree_with_each_other(device: str, book: PriceBook) -> None:
    """It idles below its rated power, is no farther from its neighbours than from other servers, and its links fit its memory."""
    assert si(book, device, "idle_power_watts") < si(book, device, "board_power_watts")
    assert si(book, device, "scale_up_bandwidth") < si(book, device, "gpu_memory_bandwidth")
    assert si(book, device, "scale_out_bandwidth") <= si(book, device, "scale_up_bandwidth")
    assert si(book, device, "scale_up_latency_seconds") <= 2 * si(book, device, "scale_out_latency_seconds")


@pytest.mark.parametrize("device", DEVICES)
def test_a_driver_reports_about_the_memory_that_the_maker_states(device: str, book: PriceBook) -> None:
    """From 5 % less, where error correction takes its part of the memory, to the binary gigabytes that makers call GB."""
    if "reported_memory_bytes" in book.device(device, DAY):
        share = si(book, device, "reported_memory_bytes") / si(book, device, "gpu_memory_bytes")
        assert 0.95 < share < 1.08


@pytest.mark.parametrize("device", ["xeon-6980p", "xeon-8592p", "xeon-8480p", "xeon-6787p", "epyc-9654", "epyc-9755"])
def test_a_processor_reads_as_fast_as_its_channels(device: str, book: PriceBook) -> None:
    """Each channel of DDR5 moves 8 bytes a transfer; the seed printed 307 GB/s for 8 channels of DDR5-5600."""
    channels, transfers = (si(book, device, p) for p in ("memory_channels", "memory_transfers_per_second"))
    assert si(book, device, "gpu_memory_bandwidth") == pytest.approx(channels * transfers * 8, rel=1e-3)


@pytest.mark.parametrize(
    ("device", "rate", "times_fp32"),
    [
        ("rtx-3090", "fp16", 2), ("rtx-3090", "int8", 8), ("rtx-4080", "fp16", 2), ("rtx-4080", "fp8", 4),
        ("rtx-5080", "fp16", 2), ("rtx-5080", "fp4", 16), ("a40", "fp16", 4), ("rtx-a6000", "int8", 8),
        ("rtx-4000-ada", "fp16", 4), ("rtx-4000-ada", "fp8", 8), ("rtx-2080-ti", "fp16", 4), ("t4", "fp16", 8),
    ],
)  # fmt: skip
def test_a_graphics_card_multiplies_so_many_times_its_shader_rate(
    device: str, rate: str, times_fp32: int, book: PriceBook
) -> None:
    """Dense and accumulated in FP32: GeForce runs FP16 at half of what the same chip does as a professional card."""
    fp32 = si(book, device, "peak_flops_fp32")
    assert si(book, device, f"peak_flops_{rate}") == pytest.approx(times_fp32 * fp32, rel=0.01)


def test_nvlink_reaches_a_rack_and_pcie_the_card(book: PriceBook) -> None:
    """Three levels of network: 72 GPUs of a rack, 8 of a board, one card alone."""
    domains = {d: si(book, d, "scale_up_domain") for d in ("gb200-nvl72", "h200-sxm", "h100-pcie", "rtx-4090")}
    assert domains == {"gb200-nvl72": 72, "h200-sxm": 8, "h100-pcie": 2, "rtx-4090": 1}
    assert si(book, "rtx-4090", "scale_up_bandwidth") == si(book, "rtx-4090", "pcie_bandwidth") == 32e9


@pytest.mark.parametrize(
    ("precision", "bits"),
    [
        ("fp8", 8), ("int4-awq", 4 + 16 / 128 + 4 / 128), ("int8-gptq", 8 + 16 / 128 + 8 / 128), ("nvfp4", 4 + 8 / 16),
        ("mxfp4", 4 + 8 / 32), ("q4_0", 4 + 16 / 32), ("q8_0", 16 * 69.83 / 131.43), ("q5_k_m", 16 * 46.52 / 131.43),
    ],
)  # fmt: skip
def test_scales_and_zeros_are_part_of_a_weight(precision: str, bits: float, book: PriceBook) -> None:
    """Bits of a parameter as stored: blocks share a scale; formats of llama.cpp by the size of a 70B file beside F16."""
    assert book.precision(precision)["bytes_per_parameter"].value == pytest.approx(bits / 8, rel=1e-3)


@pytest.mark.parametrize(
    ("precision", "rates"),
    [
        ("int4", ("peak_flops_bf16", "peak_flops_fp16")), ("int8-gptq", ("peak_flops_bf16", "peak_flops_fp16")),
        ("fp8", ("peak_flops_fp8", "peak_flops_bf16")), ("nvfp4", ("peak_flops_fp4", "peak_flops_bf16")),
        ("w4a8-int4", ("peak_flops_int8", "peak_flops_fp8")),
    ],
)  # fmt: skip
def test_a_format_computes_at_its_rate_or_else_in_16_bits(
    precision: str, rates: tuple[str, str], book: PriceBook
) -> None:
    """Weights alone in fewer bits are widened; FP8 on Ampere and NVFP4 on Hopper are widened too."""
    found = book.precision(precision)
    assert (found["compute_rate"].value, found["compute_rate_else"].value) == rates


@pytest.mark.parametrize("precision", ["fp8", "int4", "int8-g128", "nvfp4", "w8a8"])
def test_the_output_head_of_a_quantised_checkpoint_stays_in_16_bits(precision: str, book: PriceBook) -> None:
    """vLLM, AWQ and GPTQ leave the head alone: of a model of half a billion parameters that is a quarter of all."""
    assert book.precision(precision)["bytes_per_head_parameter"].value == 2
