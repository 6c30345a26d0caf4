"""GenZ: its model of a decode step and of a prompt, with its efficiencies as they are by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from GenZ import decode_moddeling, prefill_moddeling

MODELS = {
    "llama-3.1-70b": "meta-llama/Llama-3.1-70B", "llama-3.3-70b": "meta-llama/Llama-3.1-70B",
    "llama-3-70b": "meta-llama/Llama-3.1-70B", "llama-3.1-8b": "meta-llama/Llama-3.1-8B",
    "llama-3-8b": "meta-llama/Llama-3.1-8B", "llama-3.1-405b": "meta-llama/Llama-3.1-405B",
    "llama-2-70b": "meta-llama/Llama-2-70B", "llama-2-13b": "meta-llama/Llama-2-13B", "llama-2-7b": "meta-llama/Llama-2-7B",
    "deepseek-v3": "deepseek-ai/DeepSeek-V3-Base", "deepseek-r1": "deepseek-ai/DeepSeek-V3-Base",
    "mixtral-8x7b": "mistralai/Mixtral-8x7B", "mixtral-8x22b": "mistralai/Mixtral-8x22B",
    "qwen2.5-7b": "Qwen/Qwen2.5-7B", "qwen2.5-14b": "Qwen/Qwen2.5-14B", "qwen2.5-32b": "Qwen/Qwen2.5-32B",
    "qwen2.5-72b": "Qwen/Qwen2.5-72B",
}  # fmt: skip
SYSTEMS = {"h100-sxm": "H100_GPU", "b200-sxm": "GB200", "mi300x": "MI300X", "a100-sxm-80": "A100_80GB_GPU"}
BITS = {"fp8": "fp8", "bf16": "bf16", "fp16": "bf16", "nvfp4": "int4", "mxfp4": "int4"}


def times(question: Mapping[str, Any]) -> tuple[float, float]:
    """TPOT and TTFT in ms."""
    q = question
    spread = q["ep"] if q["sparse"] else 1
    shared = {
        "model": MODELS[q["model"]], "input_tokens": q["isl"], "system_name": SYSTEMS[q["device"]],
        "bits": BITS[q["precision"]], "tensor_parallel": max(1, q["tp"] * q["dp"] // spread),
        "pipeline_parallel": q["pp"], "expert_parallel": spread,
    }  # fmt: skip
    step = decode_moddeling(batch_size=q["batch"], output_tokens=q["osl"] // 2, Bb=1, model_offload=False, **shared)
    prompt = prefill_moddeling(batch_size=1, **shared)
    return step["Latency"], prompt["Latency"]


if __name__ == "__main__":
    from asking import answer_all

    answer_all(times)
