"""What users wait, jobs with a deadline, what a target asks for, and caches that wait in slower memory."""

from __future__ import annotations

from math import log

import pytest

from tests.textbook import quantities

LLAMA_70B = {"model": "llama-3-70b", "kv_precision": "fp16"}


# -- queues --------------------------------------------------------------------------------------------------------
# a prompt that meets no running step and no other prompts
ALONE = {"step_wait_seconds": 0.0, "queued_prompts_seconds": 0.0}


def test_one_server_with_exponential_service_is_m_m_1() -> None:
    """50 ms of service at 70 % load: 116.7 ms of wait, 166.7 in all, 767.5 for the 99th in a hundred."""
    known = quantities(choices={"queue": "mm1"}, **ALONE, prefill_seconds=0.05, queue_load_share=0.7)
    assert known("queue_seconds") == pytest.approx(0.05 * 0.7 / 0.3)
    assert known("ttft_seconds") == pytest.approx(0.05 / 0.3)
    assert known("ttft_percentile_seconds") == pytest.approx(0.05 / 0.3 * log(100))


def test_fixed_service_waits_half_as_long() -> None:
    """M/D/1: half the wait of M/M/1, and only the wait has a tail."""
    known = quantities(choices={"queue": "md1"}, prefill_seconds=0.05, queue_load_share=0.7)
    wait = 0.05 * 0.7 / 0.3 / 2
    assert known("queue_seconds") == pytest.approx(wait)
    assert known("ttft_percentile_seconds") == pytest.approx(0.05 + wait * log(100))


def erlang_c_wait(servers: int, load: float) -> float:
    """Mean wait over mean service of M/M/c, exactly."""
    offered, term, total = servers * load, 1.0, 1.0
    for k in range(1, servers):
        term *= offered / k
        total += term
    last = term * offered / servers / (1 - load)
    return last / (total + last) / (servers * (1 - load))


@pytest.mark.parametrize("servers", [2, 4, 8, 16])
@pytest.mark.parametrize("load", [0.5, 0.7, 0.8, 0.9])
def test_several_servers_share_a_queue(servers: int, load: float) -> None:
    """Within four hundredths of a service of the exact M/M/c, and never below it."""
    known = quantities(prefill_seconds=1, queue_load_share=load, queue_servers=servers)
    assert 0 <= known("queue_seconds") - erlang_c_wait(servers, load) < 0.04


def test_without_a_load_nobody_waits() -> None:
    """The default."""
    assert quantities(prefill_seconds=1)("queue_seconds") == 0


# -- the stages of a request ---------------------------------------------------------------------------------------
STAGES = {**ALONE,
    "preparation_seconds": 0.015, "network_seconds": 0.15, "prefill_seconds": 0.2, "output_tokens": 100,
    "tpot_seconds": 0.05, "prompt_tokens": 1000, "scale_out_bandwidth": 50e9,
}  # fmt: skip


def test_a_request_is_its_stages_one_after_another() -> None:
    """15 ms + 150 ms + 200 ms + 5 s, and each has its share."""
    known = quantities(choices=LLAMA_70B, **STAGES)
    assert known("request_seconds") == pytest.approx(5.365)
    stages = ("preparation", "network", "queue", "prefill", "generation")
    assert sum(known(f"{stage}_time_share") for stage in stages) == pytest.approx(1)
    assert known("network_time_share") == pytest.approx(0.15 / 5.365)


def test_streaming_shows_the_first_token() -> None:
    """0.365 s instead of 5.365."""
    assert quantities(choices=LLAMA_70B, **STAGES)("felt_seconds") == pytest.approx(0.365)
    assert quantities(choices=LLAMA_70B, **STAGES, streamed=0)("felt_seconds") == pytest.approx(5.365)


@pytest.mark.parametrize(
    ("service", "ttft", "tpot", "said"),
    [
        ("online", 0.87, 0.1, "kept"),
        ("online-strict", 0.87, 0.05, "first token missed"),
        ("online-strict", 0.5, 0.06, "time per token missed"),
        ("offline", 1.9, 0.2, "kept"),
    ],
)
def test_a_promise_is_kept_or_says_what_is_missed(service: str, ttft: float, tpot: float, said: str) -> None:
    """Presets of seed 001; offline grants the default two seconds to the first token, which nobody watches."""
    known = quantities(choices={"service": service}, ttft_seconds=ttft, tpot_seconds=tpot)
    assert known("promise") == said


# -- a target, a job -----------------------------------------------------------------------------------------------
def test_a_target_asks_for_bandwidth_and_computing() -> None:
    """2,000 tokens a second of a 72B model in 8 bits on one RTX 4090: computing would do, bandwidth and memory do not."""
    card = {"gpu_memory_bandwidth": 1008e9, "peak_flops": 660e12, "decode_mfu": 0.5, "decode_mbu": 1, "fits": 0}
    known = quantities(
        **card, weight_bytes=72e9, parameters_active=72e9, kv_bytes_per_sequence=0, batch=100, gpus_per_decode_unit=1,
        target_user_tokens_per_second=20,
    )  # fmt: skip
    assert (known("bandwidth_required"), known("bandwidth_reached")) == (1440e9, 1008e9)
    assert (known("flops_required"), known("flops_reached")) == (288e12, 330e12)
    assert known("first_shortage") == "memory"


@pytest.mark.parametrize(
    ("fits", "bandwidth", "flops", "said"),
    [(0, 9, 9, "memory"), (1, 0.9, 9, "bandwidth"), (1, 9, 0.9, "computing"), (1, 9, 9, "nothing")],
)
def test_the_first_shortage_is_named(fits: int, bandwidth: float, flops: float, said: str) -> None:
    """Memory before bandwidth before computing."""
    reached = {"bandwidth_reached": bandwidth, "bandwidth_required": 1, "flops_reached": flops, "flops_required": 1}
    assert quantities(fits=fits, **reached)("first_shortage") == said


@pytest.mark.parametrize(
    ("stated", "said"),
    [(358.4e9, "none"), (358e9, "none"), (307e9, "less than its channels"), (400e9, "more than its channels")],
)
def test_bandwidth_follows_from_channels(stated: float, said: str) -> None:
    """Xeon 8592+: 8 channels of 5,600 million transfers of 8 bytes are 358.4 GB/s; seed 000 prints 307."""
    known = quantities(memory_channels=8, memory_transfers_per_second=5600e6, gpu_memory_bandwidth=stated)
    assert known("channel_bandwidth") == 358.4e9
    assert known("bandwidth_doubt") == said


def test_decode_at_batch_1_uses_a_three_hundredth_of_the_peak() -> None:
    """FP16 weights: one FLOP a byte against a ridge of 295 on an H100 (seed 000, line 145 says 5 to 15 %)."""
    step = {"weight_bytes_read_per_gpu": 140e9, "kv_bytes_per_gpu": 0, "parameters_active": 70e9}
    card = {"peak_flops": 989e12, "gpu_memory_bandwidth": 3.35e12, "gpus_per_decode_unit": 1}
    known = quantities(**step, **card, batch=1)
    assert (known("arithmetic_intensity"), known("ridge_intensity")) == (1, 989 / 3.35)
    assert known("compute_used_share") == pytest.approx(3.35 / 989)
    assert quantities(**step, **card, batch=44.3)("compute_used_share") == pytest.approx(0.15, rel=1e-3)


def test_a_deadline_counts_replicas() -> None:
    """100,000 documents of 500 tokens at 1,280 a second: 10.9 hours on one, so two for a night of eight."""
    job = {"job_documents": 1e5, "output_tokens": 500, "deadline_hours": 8}
    known = quantities(**job, decode_tokens_per_second=1280, job_prefill_hours=0)
    assert known("job_hours") == pytest.approx(5e7 / 1280 / 3600)
    assert known("replicas_for_deadline") == 2


# -- tiers ---------------------------------------------------------------------------------------------------------
def test_a_waiting_cache_is_read_back_faster_than_it_is_computed() -> None:
    """32,768 tokens of Llama-3-70B: 10.7 GB at 7 GB/s against 32,768 tokens at 7,068 a second."""
    known = quantities(
        choices=LLAMA_70B | {"tier": "nvme"}, context_tokens=32768, prefill_tokens_per_second=1979e12 / 2 / 140e9
    )
    assert known("reload_seconds") == pytest.approx(32768 * 327_680 / 7e9)
    assert known("recompute_seconds") == pytest.approx(4.636, rel=1e-3)
    assert known("reload_or_recompute") == "reload"
    slow = quantities(
        choices=LLAMA_70B | {"tier": "object"}, context_tokens=32768, prefill_tokens_per_second=1979e12 / 2 / 140e9
    )
    assert slow("reload_or_recompute") == "recompute"


def test_full_attention_may_not_leave_its_cache_on_a_drive() -> None:
    """1.53 s in each step of 21 ms: seventy times the step, where seed 002 (line 61) says a tenth."""
    step = {"context_tokens": 32768, "batch": 1, "decode_step_seconds": 0.021}
    cold = quantities(choices=LLAMA_70B | {"tier": "nvme"}, **step)
    assert cold("offload_slowdown") == pytest.approx(32768 * 327_680 / 7e9 / 0.021)
    assert cold("offload_verdict") == "refused in decode"
    hot = quantities(choices=LLAMA_70B | {"tier": "nvme"}, **step, hot_tokens=32768)
    assert (hot("cold_read_seconds"), hot("offload_verdict")) == (0, "allowed")


def test_spilling_to_host_memory_adds_its_reading_time() -> None:
    """30 GB at 100 GB/s: 200 ms become 500 (seed 002, line 55)."""
    spill = {"cold_bytes_per_sequence": 30e9, "batch": 1, "tier_bandwidth": 100e9, "decode_step_seconds": 0.2}
    assert quantities(**spill)("spilled_step_seconds") == 0.5


def test_memory_bounds_the_context_and_a_tier_extends_it() -> None:
    """70 GB of weights leave 10 of an H100: 30,517 tokens of 327,680 bytes; 4 TB of drive hold 12.2 million more."""
    card = {"gpu_memory_bytes": 80e9, "weight_bytes_per_gpu": 70e9, "batch": 1, "gpus_per_decode_unit": 1}
    known = quantities(choices=LLAMA_70B | {"tier": "nvme"}, **card)
    assert known("context_max_tokens") == 10e9 // 327_680
    assert known("context_max_tokens_with_tier") == 10e9 // 327_680 + 4e12 // 327_680
    pages = quantities(choices=LLAMA_70B, **card, kv_pool_share=0.9)
    assert pages("context_max_tokens") == 9e9 // 327_680


def test_a_tier_is_bought_or_rented() -> None:
    """A million tokens of Llama-3-70B are 327.68 GB: in a drive bought, in object storage by the month."""
    drive, store = (
        quantities(choices=LLAMA_70B | {"tier": t}, kv_bytes_per_sequence=327.68e9) for t in ("nvme", "object")
    )
    assert (drive("held_cost"), drive("held_cost_per_month")) == (pytest.approx(327.68 * 0.2), 0)
    assert (store("held_cost"), store("held_cost_per_month")) == (0, pytest.approx(327.68 * 0.023))


def test_a_drive_holds_models_that_wait() -> None:
    """Twenty of 200 GB on 4 TB; one loads in ten seconds at 20 GB/s."""
    known = quantities(choices={"tier": "nvme"}, weight_bytes=200e9)
    assert known("models_in_tier") == 20
    assert quantities(tier_bandwidth=20e9, weight_bytes=200e9)("weights_load_seconds") == 10


def test_bursts_wait_longer() -> None:
    """Arrivals of twice the variation: (4 + 1) / 2 times the wait of M/M/1."""
    known = quantities(choices={"queue": "bursty"}, prefill_seconds=1, queue_load_share=0.5)
    assert known("queue_variability") == 2.5


def test_intensity_counts_the_cache_and_is_that_of_one_device() -> None:
    """Two devices share 140 GB of weights, 20 of cache, and the work of 3 tokens: 420 GFLOP over 160 GB."""
    step = {"weight_bytes_read_per_gpu": 70e9, "kv_bytes_per_gpu": 10e9, "parameters_active": 70e9}
    known = quantities(**step, batch=3, gpus_per_decode_unit=2)
    assert known("arithmetic_intensity") == 420 / 160


def test_a_target_asks_for_the_cache_as_well() -> None:
    """20 tokens a second of 2 users: 140 GB of weights and twice 2.5 of cache, each time."""
    known = quantities(weight_bytes=140e9, batch=2, kv_bytes_per_sequence=2.5e9, target_user_tokens_per_second=20)
    assert known("bandwidth_required") == 145e9 * 20


def test_computing_waits_for_memory() -> None:
    """A hundredth of the time at work is 99 % idle; the other way round memory waits."""
    assert quantities(step_compute_seconds=0.01, step_memory_seconds=1)("compute_idle_share") == pytest.approx(0.99)
    assert quantities(step_compute_seconds=2, step_memory_seconds=1)("compute_idle_share") == -1
