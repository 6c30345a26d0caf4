"""How is a replica laid out over its devices?

Stages of a pipeline (pp) each hold some layers. Inside a stage stand data-parallel attention groups of tp devices,
times cp where a context is split as well. A group cuts attention and dense weights tp ways and keeps the cache of its
own sequences. Routed experts spread over ep groups of the stage's devices; devices beyond ep cut each expert.
"""

from tco.expr import ceil, floor, maximum, where


def layers_per_stage(layers, pipeline_stages):
    """Layers that the fullest stage of a pipeline holds.

        ceil(layers / stages)

    Unit: count
    Source: seed 004, line 91 (61 layers on 8 cards)
    """
    return ceil(layers / pipeline_stages)


def stage_shards(layers, layers_per_stage):
    """Stages as the fullest one counts: 61 layers on 8 devices are 7.625 shares of 8 layers.

        layers / layers of the fullest stage

    Unit: count
    Source: definition
    """
    return layers / layers_per_stage


def gpus_per_stage(gpus_per_decode_unit, pipeline_stages):
    """Devices that hold one stage.

        devices of a replica / stages

    Unit: count
    Source: definition
    """
    return gpus_per_decode_unit / pipeline_stages


def attention_dp(gpus_per_stage, tp, cp):
    """Data-parallel attention groups of a stage, each with its own sequences.

        devices of a stage / (tp * cp)

    Unit: count
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4.2 (TP4 with DP80 on 320)
    """
    return gpus_per_stage / (tp * cp)


def token_groups(attention_dp, cp):
    """Groups of tp devices in a stage, each of which computes tokens of its own.

        attention groups * devices that share a context

    Unit: count
    Source: Yang et al. 2024, arXiv 2411.01783: queries of a batch are dealt out over the devices that share its contexts
    """
    return attention_dp * cp


def dense_shards(tp, stage_shards):
    """Devices that share one copy of attention and dense weights.

        tp * stages

    Unit: count
    Source: Shoeybi et al. 2019, Megatron-LM, arXiv 1909.08053
    """
    return tp * stage_shards


def kv_copies(kv_latent_dim, tp, kv_heads):
    """Copies of a sequence's cache within its group.

        tp for MLA, whose latent all heads need;  max(1, tp / kv heads) otherwise

    Unit: count
    Source: heads are cut over tp; beyond the number of cached heads they repeat
    """
    return where(0 < kv_latent_dim, tp, maximum(1, tp / maximum(kv_heads, 1)))


def kv_shards(gpus_per_stage, stage_shards, kv_copies):
    """Devices over which the cache of a replica is spread, copies counted once.

        devices of a stage * stages / copies

    Unit: count
    Source: definition
    """
    return gpus_per_stage * stage_shards / kv_copies


def sequence_shards(kv_shards, attention_dp):
    """Devices over which the cache of one sequence is spread, copies counted once.

        shards of a replica / groups

    Unit: count
    Source: definition
    """
    return kv_shards / attention_dp


def expert_shards(gpus_per_stage, ep):
    """Devices over which one expert is cut.

        devices of a stage / ep

    Unit: count
    Source: definition
    """
    return gpus_per_stage / ep


def expert_load_ratio(ep, expert_imbalance):
    """Work on experts of the device that has most of it, over the mean.

        imbalance where devices hold different experts;  1 where each holds a slice of all

    Unit: ratio
    Source: a synchronous step lasts as long as its hottest device; seed 002, line 132
    """
    return where(1 < ep, expert_imbalance, 1)


def experts_per_gpu(routed_experts, redundant_experts, ep, expert_shards):
    """Routed experts of one layer that a device holds, extra copies included; a fraction where an expert is cut.

        ceil((routed + redundant) / ep) / devices that share one

    Unit: count
    Source: DeepSeek-V3 report, arXiv 2412.19437, section 3.4
    """
    return ceil((routed_experts + redundant_experts) / ep) / expert_shards


def shared_experts_per_gpu(shared_experts, tp):
    """Shared experts of one layer that a device holds.

        shared / tp

    Unit: count
    Source: definition; cut like dense weights
    """
    return shared_experts / tp


def uneven_groups(attention_dp):
    """What is left over where a stage cannot be split into whole groups of tp * cp devices.

        groups - floor(groups)

    Unit: ratio
    Source: definition
    """
    return attention_dp - floor(attention_dp)


def uneven_heads(heads, tp):
    """What is left over where heads cannot be split evenly over tp.

        heads / tp - floor(heads / tp)

    Unit: ratio
    Source: definition
    """
    return heads / tp - floor(heads / tp)


def uneven_experts(expert_shards):
    """What is left over where ep does not divide the devices of a stage.

        devices of a stage / ep - floor of it;  1 where there are fewer devices than ep

    Unit: ratio
    Source: definition
    """
    return where(expert_shards < 1, 1, expert_shards - floor(expert_shards))


def expert_fault(uneven_experts):
    """Why experts cannot be spread so, or "none".

        ep does not come out whole

    Unit: text
    Source: definition
    """
    return where(0 < uneven_experts, "ep does not divide the devices of a stage", "none")


def head_fault(uneven_heads, expert_fault):
    """Why heads or experts cannot be cut so, or "none".

        heads first, then experts

    Unit: text
    Source: definition
    """
    return where(0 < uneven_heads, "tp does not divide the heads", expert_fault)


def layout_fault(uneven_groups, head_fault):
    """Why a layout cannot be built, or "none".

        the first of: groups, heads, experts that do not come out whole

    Unit: text
    Source: definition
    """
    return where(0 < uneven_groups, "tp times cp does not divide the devices of a stage", head_fault)
