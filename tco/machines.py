"""What one row of each table of machines is: devices, their figures, links, and number formats.

The names of a device's figures are quantities of the engine.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from tco import cells as cell
from tco.provenance import Row
from tco.units import unit

# What hardware.csv may say of a device, and the unit each value must convert to. The names are engine quantities.
PARAMETERS: dict[str, str] = {
    "gpu_memory_bytes": "bytes",
    "reported_memory_bytes": "bytes",
    "gpu_memory_bandwidth": "bytes/s",
    "peak_flops_fp32": "FLOP/s",
    "peak_flops_tf32": "FLOP/s",
    "peak_flops_bf16": "FLOP/s",
    "peak_flops_fp16": "FLOP/s",
    "peak_flops_fp8": "FLOP/s",
    "peak_flops_int8": "FLOP/s",
    "peak_flops_fp4": "FLOP/s",
    "peak_flops_int4": "FLOP/s",
    "board_power_watts": "W",
    "idle_power_watts": "W",
    "scale_up_bandwidth": "bytes/s",
    "scale_up_bandwidth_both_ways": "bytes/s",
    "scale_up_latency_seconds": "s",
    "scale_up_domain": "gpus",
    "gpus_per_server": "gpus",
    "pcie_bandwidth": "bytes/s",
    "scale_out_bandwidth": "bytes/s",
    "scale_out_latency_seconds": "s",
    "ranks_per_device": "count",
    "memory_channels": "count",
    "memory_transfers_per_second": "1/s",
}
DeviceKind = Literal["gpu", "tpu", "npu", "lpu", "asic", "cpu", "edge"]


class Device(Row):
    """A device: what it is called, and what is said of it in words."""

    KEY = ("device",)
    device: cell.Identifier
    vendor: cell.Text
    name: cell.Text
    kind: DeviceKind
    family: cell.MaybeIdentifier = ""
    aliases: cell.Words = ""
    memory_type: cell.Words = ""
    scale_up_name: cell.Words = ""
    pcie_gen: cell.MaybeCount = None
    launch_year: cell.MaybeCount = None
    restrictions: cell.Words = ""


class Hardware(Row):
    """One figure of one device; compute rates say whether they are dense."""

    KEY = ("device", "parameter")
    device: cell.Identifier
    parameter: Annotated[str, BeforeValidator(partial(cell.one_of, tuple(PARAMETERS)))]
    value: cell.Number
    unit: cell.UnitText
    basis: Literal["dense", "sparse", "unknown", ""] = ""
    accumulate: Literal["fp32", "fp16", ""] = ""

    @model_validator(mode="after")
    def _measures_the_parameter(self) -> Self:
        if unit(self.unit).base != unit(PARAMETERS[self.parameter]).base:
            raise cell.refuse(f"unit {self.unit!r} does not measure {self.parameter}", PARAMETERS[self.parameter])
        return self


class Interconnect(Row):
    """A link between devices or servers; each direction stated."""

    KEY = ("link",)
    link: cell.Identifier
    name: cell.Text
    kind: Literal["scale-up", "scale-up switch", "host", "scale-out"]
    generation: cell.Words = ""
    one_way_gb_s: cell.MaybeNumber = None
    both_ways_gb_s: cell.MaybeNumber = None
    line_rate_gbps: cell.MaybeNumber = None
    latency_us: cell.MaybeNumber = None
    domain_size: cell.MaybeCount = None


class Precision(Row):
    """A number format: bytes of a parameter, and the peak rate it computes at; a pair has its own for routed experts."""

    KEY = ("precision",)
    precision: cell.Identifier
    aliases: cell.Words = ""
    bytes_per_parameter: cell.Number
    bytes_per_head_parameter: cell.MaybeNumber = None
    compute_rate: Annotated[str, BeforeValidator(partial(cell.one_of, tuple(PARAMETERS)))]
    compute_rate_else: cell.Words = ""
    bytes_per_expert_parameter: cell.MaybeNumber = None
    expert_compute_rate: cell.Words = ""
    expert_compute_rate_else: cell.Words = ""
