"""berth-placement: its estimate, told how many devices the measured replica has instead of choosing that itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import berth.estimate as roof
from berth import silicon
from berth.workload import MODELS, WorkloadSpec, profile

NAMES = {
    "llama-3.1-70b": "llama3-70b", "llama-3.3-70b": "llama3-70b", "llama-3-70b": "llama3-70b",
    "llama-3.1-8b": "llama3-8b", "llama-3-8b": "llama3-8b", "deepseek-v3": "deepseek-v3", "deepseek-r1": "deepseek-r1",
    "qwen3-235b-a22b": "qwen3-235b-moe", "qwen3-30b-a3b": "qwen3-30b-a3b", "mixtral-8x7b": "mixtral-8x7b",
}  # fmt: skip
DEVICES = {
    "h100-sxm": "h100-sxm", "h200-sxm": "h200-sxm", "b200-sxm": "b200", "mi300x": "mi300x", "a100-sxm-80": "a100-80g",
    "l40s": "l40s", "h100-pcie": "h100-pcie",
}  # fmt: skip
BYTES = {"fp8": 1.0, "bf16": 2.0, "fp16": 2.0, "nvfp4": 0.5, "mxfp4": 0.5, "int8-weight-only": 1.0, "w8a8": 1.0}
FLEET = next(v for v in vars(silicon).values() if isinstance(v, dict) and "h100-sxm" in v)


def times(question: Mapping[str, Any]) -> tuple[float, float]:
    """TPOT and TTFT in ms."""
    q = question
    gpus = q["tp"] * q["pp"] * q["dp"]
    roof.replica_layout = lambda _, hw: (gpus, hw.tp_eff ** math.log2(gpus))
    model = MODELS[NAMES[q["model"]]].quantized(BYTES[q["precision"]])
    load = WorkloadSpec(model, avg_prompt_tokens=q["isl"], avg_output_tokens=q["osl"], target_batch=q["batch"])
    found = roof.estimate(profile(load), FLEET[DEVICES[q["device"]]], 1.0)
    return found.tpot_ms, found.ttft_ms


if __name__ == "__main__":
    from asking import answer_all

    answer_all(times)
