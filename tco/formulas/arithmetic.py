"""How long does a decode step take to compute?

Arithmetic of one device, by the same kinds as its traffic: projections, routed experts, and attention over the cache.
FLOP over the rate at which the kind computes: weights at their precision, attention in 16 bits and in tiles that few
query heads leave half empty.
"""

from tco.expr import FLOP_PER_WEIGHT, maximum, minimum, where


def peak_flops(peak_flops_dense, sparsity_speedup):
    """Peak rate of one device that the analysis counts with.

        dense rate * 1, or * 2 where the sparse figure is taken

    Unit: FLOP/s
    Source: definition; datasheets print the sparse figure, serving uses dense weights
    """
    return peak_flops_dense * sparsity_speedup


def expert_peak_flops(peak_flops, expert_peak_flops_dense, peak_flops_dense):
    """Peak rate of one device on routed experts that the analysis counts with.

        rate * rate of experts / rate of other weights

    Unit: FLOP/s
    Source: definition
    """
    return peak_flops * expert_peak_flops_dense / peak_flops_dense


def attention_peak_flops(peak_flops_dense):
    """Dense peak rate of one device on attention, which computes in 16 bits.

        the 16-bit rate of the device where one is chosen, else the rate of the weights

    Unit: FLOP/s
    Source: Dao et al. 2022, FlashAttention, arXiv 2205.14135
    """
    return peak_flops_dense


def expert_parameters_active(experts_per_token, expert_parameters, moe_layers):
    """Parameters of routed experts that one token passes, all layers together.

        k * parameters of one * layers with experts

    Unit: count
    Source: definition
    """
    return experts_per_token * expert_parameters * moe_layers


def step_projection_compute_seconds(
    step_tokens, parameters_active, expert_parameters_active, gpus_per_decode_unit, peak_flops, decode_mfu
):
    """Time to compute what every token passes, whichever experts it is sent to.

        2 FLOP * (active - routed) * tokens / (devices * peak * share reached)

    Unit: s
    Source: Kaplan et al. 2020, arXiv 2001.08361, section 2.1
    """
    work = FLOP_PER_WEIGHT * (parameters_active - expert_parameters_active) * step_tokens
    return work / (gpus_per_decode_unit * peak_flops * decode_mfu)


def step_expert_compute_seconds(
    step_tokens, expert_parameters_active, expert_load_ratio, gpus_per_decode_unit, expert_peak_flops, decode_mfu
):
    """Time to compute routed experts on the device that has most of them to compute.

        2 FLOP * parameters * tokens * imbalance / (devices * peak * share reached)

    Unit: s
    Source: a synchronous step lasts as long as its hottest device; seed 002, line 132
    """
    work = FLOP_PER_WEIGHT * expert_parameters_active * step_tokens * expert_load_ratio
    return work / (gpus_per_decode_unit * expert_peak_flops * decode_mfu)


def attention_width(kv_latent_dim, rope_dim, head_dim):
    """Mean width of the two products of a query head with each cached token: scores, and the weighted sum.

        latent + rope / 2 for MLA in its absorbed form, whose values are the latent alone;  head width otherwise

    Unit: count
    Source: DeepSeek-V2, arXiv 2405.04434, section 2.1.2
    """
    return where(0 < kv_latent_dim, kv_latent_dim + rope_dim / 2, head_dim)


def attention_flop_per_token(
    heads, attention_width, cached_tokens, cached_layers, index_heads, sparse_attention_flop_per_token
):
    """Work of attention over the cache for one token: scores and weighted sum.

        2 FLOP * 2 * heads * width * tokens kept * layers, unless attention picks its tokens

    Unit: FLOP
    Source: Kaplan et al. 2020, arXiv 2001.08361, table 1
    """
    work = 2 * heads * attention_width * cached_tokens * cached_layers * FLOP_PER_WEIGHT
    return where(0 < index_heads, sparse_attention_flop_per_token, work)


def attention_tile_share(kv_latent_dim, heads, kv_heads, tp, attention_tile_heads):
    """Part of a matrix unit's tile that is filled by the query heads that share one cached head on a device.

        min(1, heads that share / heads of a tile): heads / tp for MLA, which keeps one latent for all;  heads / KV heads otherwise

    Unit: share
    Source: FlashMLA, github deepseek-ai/FlashMLA: tiles of 64 heads; FlashAttention-3, arXiv 2407.08608, packs the heads of a group
    """
    sharing = heads / maximum(where(0 < kv_latent_dim, tp, kv_heads), 1)
    return minimum(sharing, attention_tile_heads) / attention_tile_heads


def step_attention_compute_seconds(
    step_tokens, attention_flop_per_token, gpus_per_decode_unit, attention_peak_flops, attention_mfu,
    attention_tile_share,
):  # fmt: skip
    """Time to compute attention over the cache.

        tokens * work of one / (devices * peak * share reached * tile filled)

    Unit: s
    Source: definition
    """
    rate = gpus_per_decode_unit * attention_peak_flops * attention_mfu * attention_tile_share
    return step_tokens * attention_flop_per_token / rate


def step_compute_seconds(step_projection_compute_seconds, step_expert_compute_seconds, step_attention_compute_seconds):
    """Time of all arithmetic of a step.

        projections + experts + attention

    Unit: s
    Source: definition
    """
    return step_projection_compute_seconds + step_expert_compute_seconds + step_attention_compute_seconds
