"""Experts on devices of their own, heads that share a latent, prompts without a graph: against what was published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.textbook import quantities

V3 = {"model": "deepseek-v3", "device": "h800-sxm", "precision": "fp8", "kv_precision": "bf16", "engine": "sglang"}


def unit(gpus: int, **given: Any) -> Callable[[str], Any]:
    """A unit of DeepSeek-V3 with attention by data and experts over all its devices, on H800 with 50 GB/s between servers."""
    layout = {"tp": 1, "ep": gpus, "gpus_per_decode_unit": gpus, "gpus_per_prefill_unit": gpus}
    load = {"batch": 128 * gpus, "prompt_tokens": 4096, "output_tokens": 1, "disaggregated": 1}
    return quantities(choices=V3, scale_out_bandwidth=50e9, **layout, **load, **given)


# -- tokens to their experts and back ------------------------------------------------------------------------------


@pytest.mark.parametrize(("gpus", "dispatch", "combine"), [(32, 155, 273), (64, 173, 314), (128, 192, 369)])
def test_low_latency_exchange_takes_what_deepep_publishes(gpus: int, dispatch: float, combine: float) -> None:
    """128 tokens a device, 8 experts of 7,168 values, a byte there and two back: microseconds of both, within 15 %."""
    found = unit(gpus, expert_imbalance=1)("step_all_to_all_seconds_per_token") * 128 / 58
    assert found == pytest.approx((dispatch + combine) * 1e-6, rel=0.15)


def test_decode_sends_every_copy_and_prefill_one_to_a_server() -> None:
    """16 servers: 8 copies leave but for a sixteenth; a prompt's token goes to the 4 servers that it may choose."""
    known = unit(128)
    assert known("step_copies_out") == pytest.approx(8 * 15 / 16)
    assert known("expert_copies_out") == pytest.approx(4 * 15 / 16)
    assert unit(128, dispatch_by_copy=0)("step_copies_out") == known("expert_copies_out")


def test_a_half_of_the_batch_hides_a_part_of_the_exchange() -> None:
    """Nothing hidden, or 40 %: the difference is 40 % of dispatch and combine, in a step and in a prompt."""
    bare, halved = unit(128, half_batch_overlap=0), unit(128, half_batch_overlap=0.4)
    for whole, part in (
        ("step_communication_seconds", "all_to_all_seconds"),
        ("prefill_communication_seconds", "prefill_all_to_all_seconds"),
    ):
        assert bare(whole) - halved(whole) == pytest.approx(0.4 * bare(part))


def test_only_devices_with_experts_of_their_own_are_uneven() -> None:
    """With ep 8 the hottest has 1.2 times the mean; cut over all, each has a slice of every expert."""
    assert unit(128, expert_imbalance=1.2)("expert_load_ratio") == 1.2
    assert quantities(ep=1, expert_imbalance=1.2)("expert_load_ratio") == 1


@pytest.mark.parametrize(
    ("gpus", "phase", "published"),
    [(32, "prefill_tokens_per_second", 7839), (128, "step_tokens_per_second", 2324)],
)
def test_units_of_deepseek_make_what_its_profiles_show(gpus: int, phase: str, published: float) -> None:
    """github deepseek-ai/profile-data: 4,096 tokens a prompt, 128 sequences or 16,384 tokens a device, experts balanced."""
    found = unit(gpus, expert_imbalance=1, prefill_pass_tokens=16384)(phase) / gpus
    assert found == pytest.approx(published, rel=0.2)


# -- attention over a latent ---------------------------------------------------------------------------------------


def test_heads_that_share_a_cached_head_fill_a_tile() -> None:
    """128 heads share DeepSeek's latent: 16 on a device of tp 8, a quarter of 64. Llama's groups of 8 fill an eighth."""
    llama = {"model": "llama-3-70b", "kv_precision": "fp16"}
    tile = {"attention_tile_heads": 64}
    assert quantities(choices=V3, **{**tile, "tp": 8})("attention_tile_share") == 1 / 4
    assert quantities(choices=V3, **{**tile, "tp": 1})("attention_tile_share") == 1
    assert quantities(choices=llama, **{**tile, "tp": 8})("attention_tile_share") == 1 / 8


def test_values_are_the_latent_without_its_position() -> None:
    """Scores take 512 + 64 values of a token, the weighted sum 512."""
    assert quantities(choices=V3)("attention_width") == (576 + 512) / 2


def test_the_share_of_peak_of_attention_is_what_its_kernel_publishes() -> None:
    """FlashMLA: 660 TFLOP/s on H800 of 989, where arithmetic binds; the fit knows nothing of that."""
    assert quantities(choices=V3)("attention_mfu") == pytest.approx(660 / 989, rel=0.1)


# -- activations and launches --------------------------------------------------------------------------------------


def test_activations_cross_the_memory_by_layer_and_by_copy() -> None:
    """Once; twice in each of 61 layers, and over the inside of 3 dense FFNs and 58 * 8 copies; four times for a copy."""
    inside = (3 * 18432 + 58 * 8 * 2048) / 7168
    known = quantities(choices=V3, tp=1, ep=1, gpus_per_decode_unit=1, activation_passes=2, expert_copy_passes=4)
    assert known("activation_moves") == pytest.approx(1 + 2 * (61 + inside) + 4 * 58 * 8)


def test_a_short_prompt_waits_for_the_launches_of_its_kernels() -> None:
    """A millisecond a layer: 80 ms for ten tokens of a model of 80 layers; a prompt of 100,000 keeps the device busier than its host."""
    assert unit(32, launch_seconds_per_layer=1e-3)("prefill_launch_seconds") == pytest.approx(0.061)
    lone = {"model": "llama-3-70b", "device": "h100-sxm", "precision": "fp8", "kv_precision": "fp16"}
    one = {"tp": 1, "gpus_per_prefill_unit": 1, "gpus_per_decode_unit": 1, "launch_seconds_per_layer": 1e-3}
    assert quantities(choices=lone, prompt_tokens=10, **one)("prefill_seconds") == pytest.approx(0.080)
    busy = quantities(choices=lone, prompt_tokens=100_000, **one)("prefill_seconds")
    assert busy == quantities(choices=lone, prompt_tokens=100_000, **{**one, "launch_seconds_per_layer": 0})(
        "prefill_seconds"
    )
