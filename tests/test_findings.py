"""What a scenario says it finds is what it computes."""

from __future__ import annotations

import pytest

from tco.scenario_file import read_scenario
from tests.seed_facts import holds
from tests.textbook import shipped

# scenario, words of its finding, and where they come from: case, quantity, value in SI as the words round it
FINDINGS = [
    ("llama-70b-sizing", "Two cards of 80 GB in 16 bits", "fp16-one-a100", "gpus_needed", 2, 0),
    ("llama-70b-sizing", "three with a tenth in reserve", "fp16-tenth-kept", "gpus_needed", 3, 0),
    ("llama-70b-sizing", "two of 24 GB in 4 bits", "int4-one-4090", "gpus_needed", 2, 0),
    ("llama-70b-sizing", "one H100 in 8", "fp8-one-h100", "memory_verdict", "fits", 0),
    ("llama-70b-sizing", "with 0.3 GB to spare", "int4-a100-40g", "memory_free_bytes", 0.3e9, 0.1),
    ("llama-70b-sizing", "128,000 tokens is 42 GB", "long-gqa", "kv_bytes_per_sequence", 42e9, 0.01),
    ("qwen-72b-rag-4090", "printed 0.87 s", "one-card", "ttft_seconds", 0.87, 0.005),
    ("qwen-72b-rag-4090", "72 GB on 24", "one-card", "weight_bytes", 72e9, 0),
    ("qwen-72b-rag-4090", "0.22 s with 8-bit activations", "four-cards", "ttft_seconds", 0.22, 0.01),
    ("qwen-72b-rag-4090", "0.87 s with 8-bit weights alone", "four-cards-weights-alone", "ttft_seconds", 0.87, 0.005),
    ("thousand-qps", "117 as printed", "as-printed", "gpus_prefill", 117, 0),
    ("thousand-qps", "236 H100 corrected", "corrected", "gpus_prefill", 236, 0),
    ("thousand-qps", "would make it 14,000", "as-timed", "gpus_prefill", 14000, 0),
    ("tp-two-a100", "2,800 GB/s", "two-ideal", "bandwidth_required", 2.8e12, 0),
    ("tp-two-a100", "of 3,870", "two-ideal", "bandwidth_reached", 3.87e12, 0),
    ("tp-two-a100", "or of 3,289", "two-15-percent", "bandwidth_reached", 3.289e12, 0.001),
    ("single-card-or-tp", "One H100 in FP8 or two A100 in INT8, both at 21 ms", "one-h100-fp8", "tpot_seconds", 0.021, 0.01),
    ("single-card-or-tp", "two A100 in FP16 take 43 ms", "two-a100-fp16", "tpot_seconds", 0.043, 0.02),
    ("single-card-or-tp", "two A100 in INT8, both at 21 ms", "two-a100-int8", "tpot_seconds", 0.021, 0.02),
    ("single-card-or-tp", "two RTX 4090 take 25 ms", "two-4090-pcie", "tpot_seconds", 0.025, 0.02),
    ("online-or-offline", "640 online (32 at 50 ms)", "online-printed", "decode_tokens_per_second", 640, 0),
    ("online-or-offline", "1,280 tokens a second offline", "offline-printed", "decode_tokens_per_second", 1280, 0),
    ("online-or-offline", "do not hold 256", "offline", "memory_verdict", "does not fit", 0),
    ("online-or-offline", "203 they do", "offline", "batch_max", 203, 0),
    ("online-or-offline", "take 10.9 hours", "offline-printed", "job_hours", 10.9, 0.01),
    ("online-or-offline", "two replicas for a night", "offline-printed", "replicas_for_deadline", 2, 0),
    ("latency-budget", "are 30 %", "moving", "network_time_share", 0.3, 0),
    ("latency-budget", "so are 15 ms", "tokenising", "preparation_time_share", 0.3, 0),
    ("latency-budget", "first token after 50 ms", "streamed", "felt_seconds", 0.05, 0),
    ("latency-budget", "instead of 5 s", "whole-answer", "felt_seconds", 5, 0.02),
    ("kv-tiers", "are 328 GB", "million-hbm", "held_bytes", 328e9, 0.001),
    ("kv-tiers", "3,277 USD of HBM", "million-hbm", "held_cost", 3277, 0.001),
    ("kv-tiers", "33 of drives", "million-nvme", "held_cost", 33, 0.01),
    ("kv-tiers", "from a drive in 1.5 s", "waiting-on-drives", "reload_seconds", 1.5, 0.03),
    ("kv-tiers", "against 4.6 to compute", "waiting-on-drives", "recompute_seconds", 4.6, 0.01),
    ("kv-tiers", "each step of 12 ms", "decode-from-drives", "decode_step_seconds", 0.012, 0.01),
    ("kv-tiers", "refused", "decode-from-drives", "offload_verdict", "refused in decode", 0),
    ("moe-ep320", "the 2.1 GB of an even split", "even", "weight_bytes_per_gpu", 2.1e9, 0.002),
    ("moe-ep320", "6.7 GB of weights a device", "ep320", "weight_bytes_per_gpu", 6.7e9, 0.01),
    ("moe-ep320", "2.6 of experts", "ep320", "expert_bytes_per_gpu", 2.6e9, 0.02),
    ("moe-ep320", "2.9 of attention", "ep320", "attention_bytes_per_gpu", 2.9e9, 0.02),
    ("moe-ep320", "1.2 of the rest", "ep320", "other_bytes_per_gpu", 1.2e9, 0.04),
    ("moe-ep320", "reaches 8 of 256", "ep320-batch-1", "experts_touched", 8, 0),
    ("cpu-and-edge", "131 times a second", "epyc", "weight_steps_per_second", 131, 0.005),
    ("cpu-and-edge", "3 to 5 tokens a second", "epyc-70b", "decode_tokens_per_second", 5, 0.01),
    ("cpu-and-edge", "358", "xeon", "channel_bandwidth", 358e9, 0.002),
    ("cpu-and-edge", "takes 305 of them", "groq", "gpus_needed", 305, 0),
]  # fmt: skip


@pytest.mark.parametrize(("scenario", "words", "case", "quantity", "value", "rounding"), FINDINGS)
def test_a_finding_is_true(
    scenario: str, words: str, case: str, quantity: str, value: float | str, rounding: float
) -> None:
    """The words stand in the finding, and the case computes them, within what the words round away."""
    assert words in read_scenario(shipped().content, scenario).table.finding
    holds({"case": f"{scenario}/{case}", "quantity": quantity, "value": value, "rel": max(rounding, 1e-9)})
