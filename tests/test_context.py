"""A context over several devices: the ring of a prompt, the queries of a step, and the cache that is handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.textbook import quantities

LLAMA_70B = {"model": "llama-3-70b", "kv_precision": "fp16"}  # 80 layers, 64 heads of 128, 8 of them cached
DEEPSEEK = {"model": "deepseek-v3", "kv_precision": "bf16"}  # 61 layers, a latent of 512 and 64 of position
TOKEN = 2 * 8 * 128 * 2 * 80  # bytes of cache
UP, OUT = 450e9, 50e9
LINKS = {
    "scale_up_domain": 8, "gpus_per_server": 8, "scale_up_bandwidth": UP, "scale_out_bandwidth": OUT,
    "pcie_bandwidth": 63e9, "link_efficiency": 0.5, "collective_seconds": 10e-6, "collective_out_seconds": 40e-6,
}  # fmt: skip


def shared(tp: int, cp: int, dp: int = 1, **given: Any) -> Callable[[str], Any]:
    """Quantities of a replica of dp groups of cp times tp devices."""
    gpus = tp * cp * dp
    choices = given.pop("choices", LLAMA_70B)
    layout = {"tp": tp, "cp": cp, "gpus_per_decode_unit": gpus, "gpus_per_prefill_unit": gpus}
    return quantities(choices=choices, **LINKS, **layout, **given)


# -- a prompt ------------------------------------------------------------------------------------------------------
def test_keys_and_values_go_round_a_ring() -> None:
    """10,000 tokens over 4 devices: each gets three quarters of 3.28 GB at half of 450 GB/s, in three hops a layer."""
    known = shared(tp=1, cp=4, prompt_tokens=10_000)
    assert known("ring_bytes") == pytest.approx(10_000 * TOKEN * 3 / 4)
    assert known("ring_seconds") == pytest.approx(10_000 * TOKEN * 3 / 4 / (UP / 2) + 3 * 80 * 10e-6)


def test_devices_that_cut_the_heads_each_pass_their_part_on() -> None:
    """tp 2 halves what a device passes; tp 16 over 8 cached heads repeats each head, and passes an eighth."""
    alone, two, sixteen = (shared(tp=tp, cp=2, prompt_tokens=1000)("ring_bytes") for tp in (1, 2, 16))
    assert (two, sixteen) == (pytest.approx(alone / 2), pytest.approx(alone / 8))


def test_a_latent_is_passed_on_whole_by_every_device() -> None:
    """It has no heads to cut: 576 values of 61 layers in 16 bits, whatever the degree."""
    found = {tp: shared(tp=tp, cp=2, prompt_tokens=1000, choices=DEEPSEEK)("ring_bytes") for tp in (1, 4)}
    assert found == {tp: pytest.approx(1000 * 61 * 576 * 2 / 2) for tp in (1, 4)}


def test_layers_with_a_window_pass_on_no_more_than_the_window() -> None:
    """gpt-oss-120b: 18 of 36 layers keep 128 tokens."""
    choices = {"model": "gpt-oss-120b", "kv_precision": "bf16"}
    known = shared(tp=1, cp=2, prompt_tokens=1000, choices=choices)
    assert known("ring_bytes") == pytest.approx(2 * 8 * 64 * 2 * (18 * 1000 + 18 * 128) / 2)


@pytest.mark.parametrize(
    ("tp", "cp", "domain", "bandwidth", "hop"),
    [
        (2, 4, 8, UP / 2, 10e-6),  # eight devices of one server, over its links
        (2, 4, 4, 63e9 / 2, 10e-6),  # links that span four: over PCIe
        (8, 2, 8, OUT, 40e-6),  # two servers
        (1, 16, 72, UP / 2, 10e-6),  # a rack whose links span it
    ],
)
def test_a_ring_is_as_fast_as_its_slowest_link(tp: int, cp: int, domain: int, bandwidth: float, hop: float) -> None:
    """Two levels of network."""
    given = {**LINKS, "scale_up_domain": domain, "tp": tp, "cp": cp}
    known = quantities(choices=LLAMA_70B, **given)
    assert (known("context_bandwidth"), known("context_hop_seconds")) == (pytest.approx(bandwidth), hop)


def test_a_ring_hides_behind_attention_or_attention_behind_the_ring() -> None:
    """The longer counts, and of two groups side by side each has its own ring."""
    attention = {"prefill_attention_seconds": 1.0}
    assert shared(1, 4, ring_seconds=0.4, **attention)("prefill_ring_attention_seconds") == 1
    assert shared(1, 4, ring_seconds=3.0, **attention)("prefill_ring_attention_seconds") == 3
    assert shared(1, 4, dp=2, ring_seconds=3.0, **attention)("prefill_ring_attention_seconds") == 1.5
    assert shared(1, 1, ring_seconds=3.0, **attention)("prefill_ring_attention_seconds") == 1


def test_devices_that_share_a_context_compute_one_prompt() -> None:
    """Sixteen devices: sixteen prompts side by side, four where four share each, one where all do."""
    assert [shared(1, cp, dp=16 // cp)("prefill_dp") for cp in (1, 4, 16)] == [16, 4, 1]
    assert [shared(1, cp, dp=16 // cp)("prefill_shards") for cp in (1, 4, 16)] == [16, 16, 16]


def test_a_long_prompt_scales_with_the_devices_that_share_it() -> None:
    """A million tokens of 405B on 128 H100 in 77 s: 93 % of sixteen times one server (Yang et al. 2024, arXiv 2411.01783)."""
    choices = {
        "model": "llama-3.1-405b",
        "device": "h100-sxm",
        "precision": "fp8",
        "kv_precision": "bf16",
        "engine": "vllm",
    }
    one, sixteen = (
        quantities(
            choices=choices, prompt_tokens=1e6, output_tokens=1, batch=1, tp=8, cp=cp,
            gpus_per_decode_unit=8 * cp, gpus_per_prefill_unit=8 * cp,
        )("prefill_seconds")
        for cp in (1, 16)
    )  # fmt: skip
    assert sixteen == pytest.approx(77, rel=0.25)
    assert one / sixteen / 16 == pytest.approx(1, abs=0.08)


# -- a step --------------------------------------------------------------------------------------------------------
def test_queries_go_round_and_results_come_back() -> None:
    """Three tokens over four devices: queries and results of 64 heads of 128 in 80 layers, three quarters of them, four hops a layer."""
    moved = 3 * 2 * 64 * 128 * 2 * 80 * 3 / 4 / (UP / 2)
    known = shared(tp=1, cp=4, batch=3)
    assert known("context_parallel_seconds") == pytest.approx(moved + 4 * 80 * 10e-6)
    assert shared(tp=2, cp=2, batch=3)("query_bytes_per_token") == pytest.approx(2 * 32 * 128 * 2 * 80)


def test_a_step_waits_for_them() -> None:
    """They are part of the communication of a step; a context on one device has none."""
    rest = {
        "chain_seconds": 1.0,
        "tensor_parallel_seconds": 2.0,
        "all_to_all_seconds": 4.0,
        "pipeline_hop_seconds": 8.0,
    }
    assert shared(1, 2, context_parallel_seconds=16.0, **rest)("step_communication_seconds") == 31
    assert shared(1, 1, context_parallel_seconds=16.0, **rest)("step_communication_seconds") == 15


def test_tokens_are_dealt_out_over_the_devices_that_share_their_contexts() -> None:
    """Each tp group reduces its part of them: half as many bytes with two."""
    given = {"batch": 8, "collective_seconds": 0.0}
    whole, half = (
        quantities(choices=LLAMA_70B, **LINKS | given | {"tp": 2, "cp": cp, "gpus_per_decode_unit": 2 * cp})
        for cp in (1, 2)
    )
    assert half("tensor_parallel_seconds") == pytest.approx(whole("tensor_parallel_seconds") / 2)


# -- experts -------------------------------------------------------------------------------------------------------
def test_an_expert_that_is_cut_over_groups_asks_for_a_copy_in_each() -> None:
    """Eight groups of one device: with ep 8 a token goes to 8 experts in as many places; with ep 1 to all eight groups as well."""
    spread, cut, half = (shared(1, 1, dp=8, choices=DEEPSEEK, ep=ep) for ep in (8, 1, 2))
    assert (spread("expert_copies"), cut("expert_copies"), half("expert_copies")) == (8, 64, 32)
    assert spread("expert_copies_inside") == cut("expert_copies_inside") == 8 * (1 - 1 / 8)
    assert shared(8, 1, choices=DEEPSEEK, ep=8)("all_to_all_on") == 0


def test_tokens_of_a_shared_context_travel_to_their_experts_too() -> None:
    """One attention group, but each of four devices computes tokens of its own."""
    known = shared(1, 4, choices=DEEPSEEK, ep=4)
    assert (known("token_groups"), known("all_to_all_on"), known("expert_copies_inside")) == (4, 1, 4 * 3 / 4)


# -- the hand-over -------------------------------------------------------------------------------------------------
APART = {"disaggregated": 1, "prompt_tokens": 1000}


@pytest.mark.parametrize(
    ("choices", "tp", "cp", "dp", "seconds"),
    [
        (LLAMA_70B, 1, 1, 1, 1000 * TOKEN / OUT),  # 328 MB over one link: 6.6 ms
        (LLAMA_70B, 4, 1, 1, 1000 * TOKEN / OUT / 4),  # each of four gets its heads
        (LLAMA_70B, 16, 1, 1, 1000 * TOKEN / OUT / 8),  # sixteen for eight heads: each twice
        (LLAMA_70B, 1, 4, 1, 1000 * TOKEN / OUT / 4),  # each of four gets its tokens
        (LLAMA_70B, 1, 1, 8, 1000 * TOKEN / OUT),  # the other groups have other sequences
        (DEEPSEEK, 8, 1, 1, 1000 * 61 * 576 * 2 / OUT),  # 70.3 MB: every device needs the latent whole
    ],
)  # fmt: skip
def test_a_prompt_is_handed_over_where_other_devices_decode(
    choices: dict[str, str], tp: int, cp: int, dp: int, seconds: float
) -> None:
    """Each device gets its part over a link of its own."""
    assert shared(tp, cp, dp, choices=choices, **APART)("kv_handover_seconds") == pytest.approx(seconds)


def test_bounded_layers_hand_over_their_windows() -> None:
    """gpt-oss-120b: half of 36 layers keep 128 tokens; where one replica does both nothing moves."""
    choices = {"model": "gpt-oss-120b", "kv_precision": "bf16"}
    expected = 2 * 8 * 64 * 2 * (18 * 1000 + 18 * 128)
    assert shared(1, 1, choices=choices, **APART)("kv_handover_bytes") == expected
    assert shared(1, 1, prompt_tokens=1000)("kv_handover_bytes") == 0


def test_the_first_token_comes_after_the_hand_over() -> None:
    """In the mean and in the tail, and a request does not count it twice."""
    given = {"prompt_done_seconds": 1.0, "kv_handover_seconds": 0.25, "generation_seconds": 2.0, "prefill_seconds": 0.5}
    apart, together = (quantities(**given, disaggregated=on) for on in (1, 0))
    assert (apart("ttft_seconds"), together("ttft_seconds")) == (1.25, 1.0)
    assert (apart("request_seconds"), apart("felt_seconds")) == (3.25, 1.25)
    assert apart("ttft_percentile_seconds") == pytest.approx(together("ttft_percentile_seconds") + 0.25)
