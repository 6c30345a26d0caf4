"""NVIDIA aiconfigurator: one estimate of aggregated serving for each question, from its measured kernels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiconfigurator.cli.api import cli_estimate

MODELS = {
    "llama-3.1-70b": "meta-llama/Meta-Llama-3.1-70B", "llama-3.3-70b": "meta-llama/Meta-Llama-3.1-70B",
    "llama-3-70b": "meta-llama/Meta-Llama-3.1-70B", "llama-3.1-8b": "meta-llama/Meta-Llama-3.1-8B",
    "llama-3-8b": "meta-llama/Meta-Llama-3.1-8B", "llama-3.1-405b": "meta-llama/Meta-Llama-3.1-405B",
    "deepseek-v3": "deepseek-ai/DeepSeek-V3", "deepseek-r1": "deepseek-ai/DeepSeek-R1",
    "gpt-oss-120b": "openai/gpt-oss-120b", "gpt-oss-20b": "openai/gpt-oss-20b", "qwen3-8b": "Qwen/Qwen3-8B",
    "qwen3-32b": "Qwen/Qwen3-32B", "qwen3-235b-a22b": "Qwen/Qwen3-235B-A22B", "qwen3-30b-a3b": "Qwen/Qwen3-30B-A3B",
    "mixtral-8x7b": "mistralai/Mixtral-8x7B-v0.1", "mixtral-8x22b": "mistralai/Mixtral-8x22B-v0.1",
}  # fmt: skip
SYSTEMS = {
    "h100-sxm": "h100_sxm", "h200-sxm": "h200_sxm", "b200-sxm": "b200_sxm", "gb200-nvl72": "gb200",
    "a100-sxm-80": "a100_sxm", "l40s": "l40s", "h100-pcie": "h100_pcie",
}  # fmt: skip
BACKENDS = {"tensorrt-llm": "trtllm", "vllm": "vllm", "sglang": "sglang", "dynamo": "trtllm"}
GEMM = {"fp8": "fp8", "nvfp4": "nvfp4", "bf16": "bfloat16", "fp16": "bfloat16"}
EXPERTS = {"mxfp4": "w4a16_mxfp4", "nvfp4": "nvfp4", "bf16": "bfloat16"}


def times(question: Mapping[str, Any]) -> tuple[float, float]:
    """TPOT and TTFT in ms."""
    q, width = question, question["precision"]
    more = {"gemm_quant_mode": GEMM[width]} if width in GEMM else {}
    if q["sparse"]:
        more |= {"moe_ep_size": q["ep"], "moe_tp_size": q["tp"] * q["dp"] // q["ep"]}
        more |= {"moe_quant_mode": EXPERTS[width]} if width in EXPERTS else {}
    found = cli_estimate(
        MODELS[q["model"]], SYSTEMS[q["device"]], backend_name=BACKENDS[q["engine"]], isl=q["isl"], osl=q["osl"],
        batch_size=max(1, q["batch"] // q["dp"]), tp_size=q["tp"], pp_size=q["pp"], attention_dp_size=q["dp"], **more,
    )  # fmt: skip
    return found.tpot, found.ttft


if __name__ == "__main__":
    from asking import answer_all

    answer_all(times)
