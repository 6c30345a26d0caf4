"""Can a layout serve, and if not, why not?

The first thing that is wrong, in the order in which one would mend it: a layout that cannot be cut so, weights or a
cache that do not fit, a batch that the engine does not take or that leaves devices without work, a time missed.
"""

from tco.expr import maximum, where


def ttft_verdict(ttft_seconds, ttft_target_seconds):
    """What keeps a layout that meets the time per token from serving, or "feasible".

        time to first token > target

    Unit: text
    Source: definition
    """
    return where(ttft_target_seconds < ttft_seconds, "first token too late", "feasible")


def target_verdict(tpot_seconds, tpot_target_seconds, ttft_verdict):
    """What keeps a layout that holds its batch from serving, or "feasible".

        time per token > target, then the first token

    Unit: text
    Source: definition
    """
    return where(tpot_target_seconds < tpot_seconds, "tokens too slow", ttft_verdict)


def sequences_least(attention_dp, pipeline_stages):
    """Sequences below which some devices of a replica have no work.

        groups * stages

    Unit: sequences
    Source: definition
    """
    return attention_dp * pipeline_stages


def sequences_most(attention_dp, engine_sequences_max):
    """Sequences that the engine takes at a time on a replica.

        groups * limit of one

    Unit: sequences
    Source: vLLM, max_num_seqs: a limit of each data-parallel engine
    """
    return attention_dp * engine_sequences_max


def busy_verdict(batch, sequences_least, target_verdict):
    """What keeps a layout whose batch the engine takes from serving, or "feasible".

        batch < sequences that give every device work, then the targets

    Unit: text
    Source: definition
    """
    return where(batch < sequences_least, "devices without work", target_verdict)


def batch_verdict(batch, sequences_most, busy_verdict):
    """What keeps a layout that fits from serving, or "feasible".

        batch > what the engine takes, then too small a batch, then the targets

    Unit: text
    Source: definition
    """
    return where(sequences_most < batch, "more sequences than the engine takes", busy_verdict)


def capacity_fault(cache_room_bytes):
    """What does not fit where something does not.

        weights where they leave no room at all, else the cache

    Unit: text
    Source: definition
    """
    return where(cache_room_bytes < 0, "weights do not fit", "cache of the batch does not fit")


def capacity_verdict(fits, capacity_fault, batch_verdict):
    """What keeps a layout that can be cut so from serving, or "feasible".

        memory, then batch, then targets

    Unit: text
    Source: definition
    """
    return where(fits < 1, capacity_fault, batch_verdict)


def uneven_layout(uneven_groups, uneven_heads, uneven_experts):
    """What is left over where a layout does not come out whole; 0 where it does.

        max of groups, heads, experts

    Unit: ratio
    Source: definition
    """
    return maximum(maximum(uneven_groups, uneven_heads), uneven_experts)


def layout_verdict(uneven_layout, layout_fault, capacity_verdict):
    """Why a layout cannot serve: the first thing that is wrong with it, or "feasible".

        its cut, then memory, batch and targets

    Unit: text
    Source: definition
    """
    return where(0 < uneven_layout, layout_fault, capacity_verdict)
