"""What a step and a batch of prompts read and take, term by term: each term is given, and the sum is by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.textbook import quantities

# quantity, its terms, and what they come to
SUMS: list[tuple[str, dict[str, float], float]] = [
    (
        "parameters_read",  # 4 of 8 experts a token, 6 reached: half of what one token leaves idle
        {
            "parameters_active": 30,
            "parameters_total": 100,
            "experts_touched": 6,
            "experts_per_token": 4,
            "routed_experts": 8,
        },
        30 + 70 * (6 - 4) / (8 - 4),
    ),
    (
        "sparse_kv_bytes_read",  # of 100 tokens 10 are picked; the keys of all are read, and the states
        {
            "kv_bytes_per_token": 7,
            "index_bytes_per_token": 2,
            "selected_cache_tokens": 10,
            "cached_tokens": 100,
            "state_bytes_per_sequence": 30,
        },
        (7 - 2) * 10 + 2 * 100 + 30,
    ),
    ("step_weight_seconds", {"step_projection_weight_seconds": 3, "step_expert_weight_seconds": 5}, 3 + 5),
    (
        "step_memory_seconds",  # each of two stages reads its weights for every group of sequences
        {"pipeline_stages": 2, "step_weight_seconds": 3, "step_kv_seconds": 5, "step_activation_seconds": 7},
        2 * 3 + 5 + 7,
    ),
    (
        "step_compute_seconds",
        {
            "step_projection_compute_seconds": 3,
            "step_expert_compute_seconds": 5,
            "step_attention_compute_seconds": 7,
        },
        3 + 5 + 7,
    ),
    (
        "step_projection_seconds",  # the longer counts, and of the shorter the fifth that is not hidden
        {
            "pipeline_stages": 2,
            "step_projection_weight_seconds": 3,
            "step_projection_compute_seconds": 5,
            "roofline_overlap": 0.8,
        },
        2 * 3 + 0.2 * 5,
    ),
    (
        "step_expert_seconds",  # here the arithmetic is longer
        {
            "pipeline_stages": 2,
            "step_expert_weight_seconds": 3,
            "step_expert_compute_seconds": 15,
            "roofline_overlap": 0.8,
        },
        15 + 0.2 * 2 * 3,
    ),
    ("step_attention_seconds", {"step_kv_seconds": 3, "step_attention_compute_seconds": 5}, 5),
    ("step_attention_seconds", {"step_kv_seconds": 7, "step_attention_compute_seconds": 5}, 7),
    (
        "layer_overhead_seconds",
        {"layers": 10, "seconds_per_layer": 2, "moe_layers": 4, "seconds_per_moe_layer": 3, "engine_pace": 0.5},
        (10 * 2 + 4 * 3) * 0.5,
    ),
    (
        "step_overhead_seconds",  # 12 sequences in 4 groups: 3 in each
        {
            "layer_overhead_seconds": 3,
            "engine_step_seconds": 5,
            "engine_sequence_seconds": 7,
            "batch": 12,
            "attention_dp": 4,
        },
        3 + 5 + 7 * 3,
    ),
    (
        "step_busy_seconds",
        {
            "step_projection_seconds": 3,
            "step_expert_seconds": 5,
            "step_attention_seconds": 7,
            "step_activation_seconds": 11,
        },
        3 + 5 + 7 + 11,
    ),
    (
        "decode_step_seconds",
        {
            "step_busy_seconds": 3,
            "communication_overlap": 0.75,
            "step_communication_seconds": 8,
            "step_overhead_seconds": 5,
        },
        3 + 0.25 * 8 + 5,
    ),
    (
        "step_communication_seconds",  # contexts are not shared: queries go nowhere
        {
            "chain_seconds": 1,
            "tensor_parallel_seconds": 3,
            "half_batch_overlap": 0.5,
            "all_to_all_seconds": 8,
            "pipeline_hop_seconds": 5,
            "cp": 1,
            "context_parallel_seconds": 100,
        },
        1 + 3 + 0.5 * 8 + 5,
    ),
    (
        "step_communication_seconds",
        {
            "chain_seconds": 1,
            "tensor_parallel_seconds": 3,
            "half_batch_overlap": 0.5,
            "all_to_all_seconds": 8,
            "pipeline_hop_seconds": 5,
            "cp": 2,
            "context_parallel_seconds": 100,
        },
        1 + 3 + 0.5 * 8 + 5 + 100,
    ),
    (
        "all_reduce_inside_seconds_per_byte",  # round a ring of 4 twice, three hops each, a quarter at a time
        {"tp_inside": 4, "inside_bandwidth": 10, "link_efficiency": 0.5},
        2 * 3 / 4 / (10 * 0.5),
    ),
    ("pipeline_hop_seconds", {"pipeline_stages": 4, "collective_seconds": 5}, 3 * 5),
    (
        "prefill_prompt_work_seconds",
        {
            "prefill_ring_attention_seconds": 3,
            "prefill_activation_seconds": 5,
            "communication_overlap": 0.75,
            "prefill_communication_seconds": 8,
        },
        3 + 5 + 0.25 * 8,
    ),
    (
        "prefill_overhead_seconds",
        {"layer_overhead_seconds": 3, "prefill_latency_seconds": 5, "engine_prefill_seconds": 7},
        3 + 5 + 7,
    ),
    (
        "prefill_latency_seconds",  # two all-reduces a layer
        {"layers": 10, "all_reduce_latency_seconds": 3, "all_to_all_latency_seconds": 5},
        2 * 10 * 3 + 5,
    ),
    (
        "prefill_prompt_seconds",  # one of four prompts in a pass: a quarter of weights, latency and launches
        {
            "prefill_compute_seconds": 10,
            "prefill_weight_seconds": 8,
            "prompts_per_pass": 4,
            "roofline_overlap": 0.5,
            "prefill_prompt_work_seconds": 3,
            "prefill_latency_seconds": 4,
            "prefill_launch_seconds": 20,
        },
        10 + 0.5 * 8 / 4 + 3 + 4 / 4,
    ),
    (
        "prefill_seconds",  # three prompts by themselves: all of the weights
        {
            "prompts_together": 3,
            "prefill_compute_seconds": 10,
            "prefill_weight_seconds": 8,
            "roofline_overlap": 0.5,
            "prefill_prompt_work_seconds": 2,
            "prefill_overhead_seconds": 7,
            "prefill_launch_seconds": 20,
        },
        3 * 10 + 0.5 * 8 + 3 * 2 + 7,
    ),
]


@pytest.mark.parametrize(("quantity", "terms", "sum_"), SUMS, ids=[quantity for quantity, _, _ in SUMS])
def test_a_figure_is_the_sum_of_its_terms(quantity: str, terms: dict[str, Any], sum_: float) -> None:
    """With terms that no two sums share, so that one counted wrong shows."""
    assert quantities(**terms)(quantity) == pytest.approx(sum_, rel=1e-12)
