"""What a model is made of, what its cache weighs, how it lies on devices, whether it fits."""

from __future__ import annotations

import pytest

from tests.textbook import quantities, shipped

MODELS = shipped().models()
LLAMA_70B = {"model": "llama-2-70b", "precision": "fp16", "kv_precision": "fp16"}
DEEPSEEK = {"model": "deepseek-v3", "precision": "fp8", "kv_precision": "bf16"}
PARTS = ("attention", "dense_ffn", "shared", "routed", "router", "head", "embedding")


# -- parameters ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS)
def test_the_parts_of_a_model_add_up(model: str) -> None:
    """Attention, feed-forward, experts, router, head and embedding are all of it, but for norms, within half a per cent."""
    known = quantities(choices={"model": model})
    assert sum(known(f"{part}_parameters") for part in PARTS) == pytest.approx(known("parameters_total"), rel=5e-3)


@pytest.mark.parametrize("model", MODELS)
def test_a_token_passes_the_projections_and_its_experts(model: str) -> None:
    """Active parameters: everything but the embedding and the experts that it is not sent to."""
    known = quantities(choices={"model": model})
    chosen = known("experts_per_token") / max(known("routed_experts"), 1)
    active = known("projection_parameters") + chosen * known("routed_parameters")
    assert active == pytest.approx(known("parameters_active"), rel=5e-3)


def test_experts_may_stand_in_every_second_layer() -> None:
    """Llama-4-Maverick: 24 layers of 128 experts, 24 dense ones."""
    known = quantities(choices={"model": "llama-4-maverick"})
    assert known("moe_layers") == 24
    assert known("dense_ffn_parameters") == 24 * 3 * 5120 * 16384


def test_a_pair_of_precisions_weighs_experts_apart() -> None:
    """gpt-oss-120b: 36 layers of 128 experts of 3 * 2880^2 in 4.25 bits, the rest in 16."""
    known = quantities(choices={"model": "gpt-oss-120b", "precision": "mxfp4-bf16"})
    routed = 36 * 128 * 3 * 2880**2
    assert known("weight_bytes") == pytest.approx((116.789e9 - routed) * 2 + routed * 4.25 / 8)
    assert quantities(choices={"model": "gpt-oss-120b", "precision": "bf16"})("weight_bytes") == 116.789e9 * 2


def test_head_and_embedding_stay_in_16_bits() -> None:
    """Llama-3.1-8B in FP8: 128,256 * 4,096 parameters of either in 2 bytes, the rest in one: 9.1 GB, not 8.0."""
    known = quantities(choices={"model": "llama-3.1-8b", "precision": "fp8"})
    assert known("weight_bytes") == 8.03e9 + 2 * 128256 * 4096


def test_a_pair_of_precisions_computes_experts_apart() -> None:
    """Where a device has FP4, experts use it; where it has not, they compute at the 16-bit rate."""
    pair = {"model": "gpt-oss-120b", "precision": "mxfp4-bf16"}
    for device, rate in (("h100-sxm", "peak_flops_bf16"), ("b200-sxm", "peak_flops_fp4")):
        known = quantities(choices=pair | {"device": device})
        expert = shipped().device(device, "2026-11-22")[rate].value
        assert known("expert_peak_flops_dense") == pytest.approx(float(expert) * 1e12)
        assert known("peak_flops_dense") == pytest.approx(
            float(shipped().device(device, "2026-11-22")["peak_flops_bf16"].value) * 1e12
        )


# -- the cache -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("model", "per_token"),
    [
        ("llama-2-70b", 80 * 2 * 8 * 128 * 2),  # grouped: 8 of 64 heads
        ("llama-2-7b", 32 * 2 * 32 * 128 * 2),  # every head
        ("deepseek-v3", 61 * (512 + 64) * 2),  # one latent and its positions
    ],
)
def test_the_cache_of_a_token_depends_on_the_attention(model: str, per_token: int) -> None:
    """Layers * values a layer * 2 bytes."""
    assert quantities(choices={"model": model, "kv_precision": "fp16"})("kv_bytes_per_token") == per_token


def test_the_cache_is_linear_in_length() -> None:
    """Twice the tokens, twice the cache (seed 000, line 196 says the square)."""
    short, long = (quantities(choices=LLAMA_70B, context_tokens=n)("kv_bytes_per_sequence") for n in (8192, 16384))
    assert long == 2 * short


def test_a_window_bounds_the_cache() -> None:
    """gpt-oss-120b: half of 36 layers keep 128 tokens; of a context of 8,192 the cache holds 4,160 a layer."""
    gpt_oss = {"model": "gpt-oss-120b", "kv_precision": "bf16"}
    known = quantities(choices=gpt_oss, context_tokens=8192)
    assert known("cached_tokens") == (8192 + 128) / 2
    assert known("kv_bytes_per_sequence") == 2 * 8 * 64 * 2 * (18 * 8192 + 18 * 128)
    assert quantities(choices=gpt_oss, context_tokens=100)("cached_tokens") == 100


def test_a_state_does_not_grow() -> None:
    """Of 48 layers 36 keep a state of 1 MB: only 12 grow with the context."""
    hybrid = {"layers": 48, "state_layers": 36, "state_bytes_per_layer": 1e6, "kv_heads": 2, "head_dim": 256}
    known = quantities(**hybrid, bytes_per_kv_value=2, context_tokens=1000)
    assert known("kv_bytes_per_sequence") == 12 * 2 * 2 * 256 * 2 * 1000 + 36 * 1e6


# -- layout --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tp", "copies", "shards"),
    [(1, 1, 1), (8, 1, 8), (16, 2, 8)],  # grouped attention has 8 heads to share out
)
def test_heads_of_the_cache_are_shared_out_once(tp: int, copies: int, shards: int) -> None:
    """Beyond the number of cached heads, tensor parallelism repeats them."""
    known = quantities(choices=LLAMA_70B, tp=tp, gpus_per_decode_unit=tp)
    assert (known("kv_copies"), known("kv_shards")) == (copies, shards)


def test_a_latent_is_repeated_under_tensor_parallelism_and_spread_under_data_parallelism() -> None:
    """On 8 devices: TP8 keeps 8 copies of each latent, DP8 keeps one."""
    together = quantities(choices=DEEPSEEK, tp=8, gpus_per_decode_unit=8)
    apart = quantities(choices=DEEPSEEK, tp=1, ep=8, gpus_per_decode_unit=8)
    assert (together("kv_copies"), together("kv_shards"), together("attention_dp")) == (8, 1, 1)
    assert (apart("kv_copies"), apart("kv_shards"), apart("attention_dp")) == (1, 8, 8)


def test_data_parallel_attention_holds_attention_whole() -> None:
    """DP8: each device holds all attention and 32 of 256 experts; TP8: an eighth of both."""
    together = quantities(choices=DEEPSEEK, tp=8, gpus_per_decode_unit=8)
    apart = quantities(choices=DEEPSEEK, tp=1, ep=8, gpus_per_decode_unit=8)
    assert apart("attention_bytes_per_gpu") == 8 * together("attention_bytes_per_gpu")
    assert apart("experts_per_gpu") == together("experts_per_gpu") == 32
    assert (apart("shared_experts_per_gpu"), together("shared_experts_per_gpu")) == (1, 1 / 8)


def test_a_prefill_unit_of_32_holds_ten_experts_a_device() -> None:
    """256 and 32 extra over 32 devices are 9, and one shared: 25.5 GB; evenly it would be 21 (seed 004, line 196: 2)."""
    known = quantities(
        choices=DEEPSEEK, gpus_per_decode_unit=32, ep=32, tp=4, redundant_experts=32, shared_experts_per_gpu=1
    )
    assert known("expert_bytes_per_gpu") == 10 * 3 * 7168 * 2048 * 58
    assert known("weight_bytes_per_gpu_even") == pytest.approx((671.025e9 + 2 * 129280 * 7168) / 32)  # 16-bit head


def test_fewer_groups_than_devices_cut_each_expert() -> None:
    """EP8 on 16 devices: 32 experts a group, each cut over 2 devices: 16 experts' worth."""
    known = quantities(choices=DEEPSEEK, gpus_per_decode_unit=16, ep=8, tp=1)
    assert known("experts_per_gpu") == 256 / 8 / 2


def test_the_fullest_stage_counts() -> None:
    """61 layers in 8 stages are 8, 8, ... and 5: a device holds 8 / 61 of the layers, not an eighth."""
    known = quantities(choices=DEEPSEEK, gpus_per_decode_unit=8, pipeline_stages=8)
    assert known("kv_shards") == known("dense_shards") == 61 / 8
    assert known("attention_bytes_per_gpu") == pytest.approx(known("attention_parameters") * 8 / 61)


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ({"gpus_per_decode_unit": 8, "tp": 8}, "none"),
        ({"gpus_per_decode_unit": 8, "tp": 4, "pipeline_stages": 2}, "none"),
        ({"gpus_per_decode_unit": 8, "tp": 16}, "tp times cp does not divide the devices of a stage"),
        ({"gpus_per_decode_unit": 12, "tp": 8}, "tp times cp does not divide the devices of a stage"),
        ({"gpus_per_decode_unit": 12, "tp": 12}, "tp does not divide the heads"),
        ({"gpus_per_decode_unit": 8, "tp": 8, "ep": 3}, "ep does not divide the devices of a stage"),
        ({"gpus_per_decode_unit": 8, "tp": 8, "ep": 16}, "ep does not divide the devices of a stage"),
    ],
)
def test_a_layout_that_cannot_be_built_says_why(layout: dict[str, float], said: str) -> None:
    """64 heads, 8 or 12 devices."""
    assert quantities(choices=LLAMA_70B, **layout)("layout_fault") == said


# -- memory --------------------------------------------------------------------------------------------------------
def held(choices: dict[str, str] = LLAMA_70B, **given: float) -> dict[str, float]:
    """One sequence of 8,192 tokens on one device of 80 GB, unless said otherwise."""
    return {"gpus_per_decode_unit": 1, "batch": 1, "gpu_memory_bytes": 80e9, "context_tokens": 8192, **given}


def test_memory_is_weights_cache_activations_and_framework() -> None:
    """138 GB, 2.68 GB, 16 KB and 2 GB."""
    known = quantities(choices=LLAMA_70B, **held(framework_bytes=2e9))
    assert known("memory_needed_bytes") == 68.975e9 * 2 + 327_680 * 8192 + 8192 * 2 + 2e9


@pytest.mark.parametrize(
    ("capacity", "verdict"),
    [(151e9, "fits"), (145e9, "marginal"), (142e9, "does not fit")],  # 142.6 GB are needed
)
def test_a_fit_may_be_marginal(capacity: float, verdict: str) -> None:
    """Less than a twentieth free is not to be trusted."""
    known = quantities(choices=LLAMA_70B, **held(framework_bytes=2e9, gpu_memory_bytes=capacity))
    assert known("memory_verdict") == verdict


def test_the_largest_batch_fits_and_one_more_does_not() -> None:
    """Whatever allocator and reserve."""
    layout = held(gpus_per_decode_unit=4, tp=4, framework_bytes=1e9)
    choices = LLAMA_70B | {"allocator": "vllm"}
    largest = quantities(choices=choices, **layout)("batch_max")
    room = 4 * (80e9 * 0.9 - 1e9) - 68.975e9 * 2
    assert largest == int(room / (327_680 * 8192 / 0.963 + 4 * 8192 * 2))
    assert [quantities(choices=choices, **{**layout, "batch": b})("fits") for b in (largest, largest + 1)] == [1, 0]


def test_no_batch_fits_where_weights_do_not() -> None:
    """Not a negative one."""
    assert quantities(choices=LLAMA_70B, **held())("batch_max") == 0


@pytest.mark.parametrize(
    ("allocator", "share", "reserve"),
    [("contiguous", 0.4, 0), ("dynamic", 0.65, 0.15), ("paged", 0.9, 0), ("vllm", 0.963, 0.1)],
)
def test_an_allocator_decides_how_many_users_fit(allocator: str, share: float, reserve: float) -> None:
    """Llama-2-70B on two devices of 80 GB with FP8 weights: users of 8,192 tokens."""
    choices = LLAMA_70B | {"precision": "fp8", "allocator": allocator}
    known = quantities(choices=choices, **held(gpus_per_decode_unit=2, tp=2))
    room = 160e9 * (1 - reserve) - 68.975e9
    assert known("batch_max") == int(room * share / (327_680 * 8192 + 2 * share * 8192 * 2))


@pytest.mark.parametrize(
    ("device", "precision", "devices", "with_tp"),
    [
        ("h100-sxm", "fp16", 2, 2),  # 138 + 2.7 GB over 80
        ("ascend-910b1", "fp16", 3, 4),  # over 64: a pipeline of three, or four that share heads
        ("mi300x", "fp16", 1, 1),  # over 192
        ("rtx-4090", "w4a16", 2, 2),  # 34.5 + 2.7 over 24
    ],
)
def test_devices_needed_are_counted_by_memory(device: str, precision: str, devices: int, with_tp: int) -> None:
    """And up to a power of two where heads are shared out."""
    choices = LLAMA_70B | {"precision": precision, "device": device}
    given = held()
    del given["gpu_memory_bytes"]
    known = quantities(choices=choices, **given)
    assert (known("gpus_needed"), known("gpus_needed_tp")) == (devices, with_tp)


def test_a_405b_model_takes_eleven_devices_of_80_gb() -> None:
    """Weights alone: 811.7 GB in 16 bits; eleven, or sixteen with tensor parallelism (seed 000, line 153: 10 to 11)."""
    choices = {"model": "llama-3.1-405b", "precision": "fp16", "kv_precision": "fp16"}
    known = quantities(choices=choices, **held(context_tokens=0))
    assert (known("gpus_needed"), known("gpus_needed_tp")) == (11, 16)


def test_a_context_may_be_split_over_devices() -> None:
    """128,000 tokens over 4 devices: 10.5 GB of the cache on each, and all of the weights."""
    whole, split = (
        quantities(choices=LLAMA_70B, gpus_per_decode_unit=n, cp=n, batch=1, context_tokens=128_000) for n in (1, 4)
    )
    assert split("kv_bytes_per_gpu") == whole("kv_bytes_per_gpu") / 4 == 10.48576e9
    assert split("weight_bytes_per_gpu") == whole("weight_bytes_per_gpu")
    assert split("attention_dp") == 1


# -- each term by hand ---------------------------------------------------------------------------------------------
def test_latent_attention_is_counted_projection_by_projection() -> None:
    """DeepSeek-V3, one layer: query down and up, cache down, keys and values up, output."""
    query = 7168 * 1536 + 1536 * 128 * (128 + 64)
    cache = 7168 * (512 + 64) + 512 * 128 * (128 + 128)
    known = quantities(choices=DEEPSEEK)
    assert known("attention_parameters") == 61 * (query + cache + 128 * 128 * 7168)
    assert known("router_parameters") == 58 * 7168 * 256
    assert known("routed_parameters") == 58 * 256 * 3 * 7168 * 2048
    apart = sum(known(f"{part}_parameters") for part in ("routed", "shared", "attention"))
    assert known("other_parameters") == 671.025e9 - apart


def test_a_query_without_a_latent_goes_straight_to_the_heads() -> None:
    """DeepSeek-V2-Lite: 2,048 wide, 16 heads of 128 + 64."""
    known = quantities(choices={"model": "deepseek-v2-lite"})
    assert known("latent_query_parameters") == 2048 * 16 * (128 + 64)


def test_a_sequence_is_half_answered_on_average() -> None:
    """1,000 tokens of prompt and 500 of answer are 1,250 cached in the mean."""
    assert quantities(prompt_tokens=1000, output_tokens=500)("context_tokens") == 1250


def test_groups_are_what_tp_and_cp_leave() -> None:
    """16 devices, 2 stages, tp 2, cp 2: two groups a stage, in each two that share its tokens: a quarter of the batch."""
    layout = {"gpus_per_decode_unit": 16, "pipeline_stages": 2, "tp": 2, "cp": 2}
    known = quantities(choices=LLAMA_70B, **layout, batch=4, tokens_per_pass=3)
    assert known("attention_dp") == 2
    assert known("activation_bytes") == 4 * 3 * 8192 * 2
    assert known("token_groups") == 4
    assert known("activation_bytes_per_gpu") == 1 * 3 * 8192 * 2


def test_experts_are_held_whole_where_they_do_not_come_out_even() -> None:
    """256 experts over 96 groups: three on the fullest; where one group holds all tokens none travels."""
    known = quantities(choices=DEEPSEEK, gpus_per_decode_unit=96, tp=1, ep=96)
    assert (known("experts_per_gpu"), known("all_to_all_on")) == (3, 1)
    assert quantities(choices=DEEPSEEK, gpus_per_decode_unit=8, tp=8)("all_to_all_on") == 0


def test_experts_of_a_stage_are_those_of_its_layers() -> None:
    """Two stages of 61 layers: 31 on the fullest, so 31 / 61 of 58 layers with experts."""
    known = quantities(choices=DEEPSEEK, gpus_per_decode_unit=8, tp=4, pipeline_stages=2)
    assert known("moe_layers_per_gpu") == pytest.approx(58 * 31 / 61)


def test_a_sequence_takes_its_cache_and_its_activations() -> None:
    """Of four: a quarter of both, as the allocator sees the cache."""
    known = quantities(choices=LLAMA_70B, **held(batch=4, kv_pool_share=0.5))
    assert known("sequence_bytes_per_gpu") == 327_680 * 8192 / 0.5 + 8192 * 2


def test_devices_needed_have_room_for_framework_and_activations() -> None:
    """137.95 GB of weights and 4 caches of 2.68 GB at half use over devices of 80 less 20 and the activations: three."""
    known = quantities(choices=LLAMA_70B, **held(batch=4, kv_pool_share=0.5, framework_bytes=20e9))
    replica = 68.975e9 * 2 + 4 * 327_680 * 8192 / 0.5
    assert known("replica_bytes") == replica
    assert known("room_per_gpu_bytes") == 80e9 - 20e9 - 4 * 8192 * 2
    assert known("gpus_needed") == 3
