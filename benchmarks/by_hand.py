"""The chain of the sweep benchmark as one would write it by hand in numpy: broadcasting, each operand only as wide as it is.

Devices and batches are loops, the other axes are axes of arrays; the full width is reached only by the last two operations,
in a buffer that stays in the cache. Written for this one question: another axis or another formula means writing it anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import numpy as np

Case = tuple[float, tuple[int, ...]]


def best_per_device(
    fixed: Mapping[str, float],
    devices: Sequence[Mapping[str, float]],
    axes: Mapping[str, Sequence[float]],
    threads: int,
) -> list[Case]:
    """Least cost per million output tokens of each device, and the place on each axis where it is reached."""
    batches, *inner = (np.array(values, dtype=float) for values in axes.values())
    shared = _shared(SimpleNamespace(**fixed), *np.ix_(*inner))

    def best(device: Mapping[str, float]) -> Case:
        return _best(SimpleNamespace(**fixed, **device), shared, batches)

    with ThreadPoolExecutor(threads) as pool:
        return [*pool.map(best, devices)]


def _shared(x: Any, gpus: Any, prompt: Any, output: Any, weight: Any, utilisation: Any) -> Any:
    """What neither device nor batch changes: arrays of shape (gpus, prompt, output, bytes of a weight)."""
    gpus, prompt, output, weight = (a[..., 0] for a in (gpus, prompt, output, weight))
    moe_layers = (x.layers - x.first_dense_layers) // x.moe_layer_step if x.routed_experts > 0 else 0.0
    expert = x.ffn_matrices * x.hidden_dim * x.expert_ffn_dim
    latent_query = (x.hidden_dim + x.heads * (x.nope_head_dim + x.rope_dim)) * x.query_latent_dim
    latent_value = (
        x.hidden_dim * (x.kv_latent_dim + x.rope_dim)
        + x.kv_latent_dim * x.heads * (x.nope_head_dim + x.value_head_dim)
        + x.heads * x.value_head_dim * x.hidden_dim
    )
    grouped = x.hidden_dim * x.head_dim * (2 * x.heads + 2 * x.kv_heads)
    attention = x.layers * (latent_query + latent_value if x.kv_latent_dim > 0 else grouped)
    other = (
        x.parameters_total - x.routed_experts * expert * moe_layers - x.shared_experts * expert * moe_layers - attention
    )
    kv_values = x.kv_latent_dim + x.rope_dim if x.kv_latent_dim > 0 else 2 * x.kv_heads * x.head_dim
    stages = x.layers / np.ceil(x.layers / x.pipeline_stages - 1e-9)
    experts = np.ceil((x.routed_experts + x.redundant_experts) / x.ep - 1e-9) / (gpus / x.pipeline_stages / x.ep)
    held = (experts + x.shared_experts / x.tp) * expert * moe_layers / stages + (attention + other) / (x.tp * stages)
    kv_copies = x.tp if x.kv_latent_dim > 0 else max(1, x.tp / x.kv_heads)
    return SimpleNamespace(
        gpus=gpus, output=output, utilisation=utilisation[0, 0, 0, 0],
        groups=gpus / x.pipeline_stages / (x.tp * x.cp), weights=held * weight,
        kv=x.layers * kv_values * x.bytes_per_kv_value * (prompt + output / 2)
        / (gpus / x.pipeline_stages * stages / kv_copies),
        prefill_flop=prompt * (x.parameters_active / x.gpus_per_prefill_unit) * 2,
        moved=x.experts_per_token * x.hidden_dim * (x.dispatch_bytes + x.combine_bytes) * moe_layers * (x.ep > 1),
    )  # fmt: skip


def _best(x: Any, s: Any, batches: Any) -> Case:
    """The best case of one device."""
    bandwidth, flops = x.gpu_memory_bandwidth * x.decode_mbu, x.peak_flops_dense * x.sparsity_speedup
    rent = x.rent_per_server_month / x.gpus_per_server / (x.days_per_month * 24)
    prompts_per_second = flops / s.prefill_flop * x.prefill_mfu
    cost_decode = x.decode_units * s.gpus * rent * x.decode_price_factor
    idle = x.routed_experts - x.experts_per_token
    buffer = np.empty((*np.broadcast_shapes(s.kv.shape, s.weights.shape), s.utilisation.size))
    best: Case = (np.inf, ())
    for number, batch in enumerate(batches):
        touched = x.routed_experts * (1 - (1 - x.experts_per_token / max(x.routed_experts, 1)) ** batch)
        extra = (touched - x.experts_per_token) / max(idle, 1) if idle > 0 else 1.0
        read = x.parameters_active + (x.parameters_total - x.parameters_active) * extra
        kv, activation = batch * s.kv, batch * x.tokens_per_pass * x.hidden_dim * x.bytes_per_activation
        needed = s.weights + kv / x.kv_pool_share + activation / s.groups + x.framework_bytes
        fits = needed <= x.gpu_memory_bytes * (1 - x.memory_reserve_share)
        weight_seconds = s.weights * read / x.parameters_total / bandwidth
        memory = x.pipeline_stages * weight_seconds + kv / bandwidth + activation / bandwidth
        compute = 2 * x.parameters_active * batch / (s.gpus * flops * x.decode_mfu)
        hop = batch * x.hidden_dim * x.bytes_per_value_moved
        chain = x.scale_up_hops * (hop / x.scale_up_bandwidth) + x.scale_out_hops * (hop / x.scale_out_bandwidth)
        communication = chain + batch / s.gpus * s.moved / x.scale_out_bandwidth
        step = np.maximum(compute, memory) + (1 - x.communication_overlap) * communication + x.step_overhead_seconds
        tokens = x.decode_units * (batch / (step / x.tokens_per_step))
        prefill_units = np.ceil(tokens / s.output / prompts_per_second - 1e-9)
        cost = (prefill_units * x.gpus_per_prefill_unit * rent + cost_decode) / 3600 * 1e6
        cost = np.where(fits, cost, np.inf)
        np.multiply(tokens[..., None], s.utilisation, out=buffer)
        np.divide(cost[..., None], buffer, out=buffer)
        if (least := buffer.min()) < best[0]:
            best = (float(least), (number, *map(int, np.unravel_index(buffer.argmin(), buffer.shape))))
    return best
