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
    kv_copies = x.tp if x.kv_latent_dim > 0 else max(1, x.tp / x.kv_heads)
    groups, cached, shards = gpus / x.pipeline_stages / (x.tp * x.cp), prompt + output / 2, x.tp * stages
    width = x.kv_latent_dim + x.rope_dim if x.kv_latent_dim > 0 else x.head_dim
    embedding = x.vocabulary_size * x.hidden_dim * (1 - x.tied_embeddings)
    routed = experts * expert * moe_layers / stages * weight
    return SimpleNamespace(
        gpus=gpus, prompt=prompt, output=output, utilisation=utilisation[0, 0, 0, 0], groups=groups, routed=routed,
        weights=routed + (x.shared_experts / x.tp * expert * moe_layers / stages + (attention + other) / shards) * weight,
        embedding=embedding / shards * weight,
        projections=x.parameters_active - x.experts_per_token * expert * moe_layers,
        experts=x.experts_per_token * expert * moe_layers * x.expert_imbalance,
        attention=4 * x.heads * width * cached * x.layers,
        kv=x.layers * kv_values * x.bytes_per_kv_value * cached / (gpus / x.pipeline_stages * stages / kv_copies),
        tile=min(1, x.heads / x.tp / x.attention_tile_heads) if x.kv_latent_dim > 0 else 1,
        moves=1 + x.activation_passes * (x.layers + moe_layers * x.experts_per_token * groups / x.ep),
        reduced=_all_reduce(x), sent=_all_to_all(x, moe_layers, gpus / x.pipeline_stages) * (groups > 1),
    )  # fmt: skip


def _all_reduce(x: Any) -> Any:
    """Seconds of a group's all-reduces for each token."""
    domain = max(x.scale_up_domain, x.gpus_per_server)
    inside = min(x.tp, domain)
    link = x.scale_up_bandwidth if inside <= x.scale_up_domain else x.pcie_bandwidth
    near = 2 * (inside - 1) / inside / (link * x.link_efficiency)
    far = 2 * (x.tp / inside - 1) / (x.tp / inside) / inside / x.scale_out_bandwidth
    return 2 * x.layers * x.hidden_dim * x.bytes_per_value_moved * (near + far)


def _all_to_all(x: Any, moe_layers: float, stage: Any) -> Any:
    """Seconds of a device's dispatch and combine for each token; an expert cut over groups asks for a copy in each."""
    domain, groups = max(x.scale_up_domain, x.gpus_per_server), stage / x.tp
    servers, places = np.maximum(1, stage / domain), np.minimum(np.maximum(x.ep, groups), domain)
    copies = x.experts_per_token * np.maximum(1, groups / x.ep)
    out = np.minimum(np.minimum(copies, x.servers_per_token), servers) * (1 - 1 / servers) / x.scale_out_bandwidth
    near = np.minimum(copies, places) * (1 - 1 / places) / (x.scale_up_bandwidth * x.link_efficiency)
    copy = x.hidden_dim * (x.dispatch_bytes + x.combine_bytes) * moe_layers
    return np.maximum(near, out) * copy * x.expert_imbalance


def _either(x: Any, one: Any, other: Any) -> Any:
    """The longer of two, and what is not hidden of the shorter."""
    return np.maximum(one, other) + (1 - x.roofline_overlap) * np.minimum(one, other)


def _prefill_units(x: Any, s: Any, bandwidth: float, flops: float) -> Any:
    """Seconds that a prompt takes of a prefill replica."""
    groups = max(1, x.gpus_per_prefill_unit / x.tp)
    compute = s.prompt * (x.parameters_active / x.gpus_per_prefill_unit) * 2 / flops / x.prefill_mfu
    weights = (s.weights - s.embedding) / bandwidth / (groups * np.maximum(1, x.prefill_pass_tokens / s.prompt))
    width = (x.nope_head_dim + x.rope_dim + x.value_head_dim) / 2 if x.kv_latent_dim > 0 else x.head_dim
    square = s.prompt * 4 * x.heads * width * (s.prompt / 2) * x.layers
    attention = square / (x.gpus_per_prefill_unit * x.peak_flops_dense * x.prefill_attention_mfu)
    moved = s.prompt / groups * x.hidden_dim * x.bytes_per_activation * s.moves / bandwidth
    sent = s.prompt / groups * s.reduced + s.prompt / x.gpus_per_prefill_unit * s.sent
    return _either(x, compute, weights) + attention + moved + (1 - x.communication_overlap) * sent


def _best(x: Any, s: Any, batches: Any) -> Case:
    """The best case of one device."""
    bandwidth, flops = x.gpu_memory_bandwidth * x.decode_mbu, x.peak_flops_dense * x.sparsity_speedup
    rent = x.rent_per_server_month / x.gpus_per_server / (x.days_per_month * 24)
    prompt_seconds = _prefill_units(x, s, bandwidth, flops)
    cost_decode = x.decode_units * s.gpus * rent * x.decode_price_factor
    buffer = np.empty((*np.broadcast_shapes(s.kv.shape, s.weights.shape), s.utilisation.size))
    best: Case = (np.inf, ())
    for number, batch in enumerate(batches):
        share = 1 - (1 - x.experts_per_token / max(x.routed_experts, 1)) ** (batch / x.pipeline_stages)
        kv, activation = batch * s.kv, batch * x.tokens_per_pass * x.hidden_dim * x.bytes_per_activation / s.groups
        needed = s.weights + kv / x.kv_pool_share + activation + x.framework_bytes
        fits = needed <= x.gpu_memory_bytes * (1 - x.memory_reserve_share)
        read = s.weights - s.routed * (1 - share) - s.embedding
        experts = np.minimum(s.routed * share, read)
        work = 2 * batch / (s.gpus * flops * x.decode_mfu)
        busy = _either(x, x.pipeline_stages * (read - experts) / bandwidth, work * s.projections)
        busy = busy + _either(x, x.pipeline_stages * experts / bandwidth, work * s.experts)
        busy = busy + np.maximum(
            kv / bandwidth, batch * s.attention / (s.gpus * x.peak_flops_dense * x.attention_mfu * s.tile)
        )
        busy = busy + activation * s.moves / bandwidth
        hop = batch * x.hidden_dim * x.bytes_per_value_moved
        chain = x.scale_up_hops * (hop / x.scale_up_bandwidth) + x.scale_out_hops * (hop / x.scale_out_bandwidth)
        communication = chain + batch / s.groups * s.reduced + batch / s.gpus * s.sent
        step = busy + (1 - x.communication_overlap) * communication + x.engine_step_seconds
        tokens = x.decode_units * (batch / step)
        prefill_units = np.ceil(tokens / s.output * prompt_seconds - 1e-9)
        cost = (prefill_units * x.gpus_per_prefill_unit * rent + cost_decode) / 3600 * 1e6
        cost = np.where(fits, cost, np.inf)
        np.multiply(tokens[..., None], s.utilisation, out=buffer)
        np.divide(cost[..., None], buffer, out=buffer)
        if (least := buffer.min()) < best[0]:
            best = (float(least), (number, *map(int, np.unravel_index(buffer.argmin(), buffer.shape))))
    return best
