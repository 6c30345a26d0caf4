"""What a metric in its regime says of a machine: time per token, saturated throughput, first token, prefill rate.

The same number means different things under different loads, and errors of different kinds are not one error.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tco.dates import period

if TYPE_CHECKING:
    from tco.measured.row import MeasuredRow

LOW_LOAD = 4  # requests at a time up to which a first token hardly queues
ENGINES_CHANGED = date(2025, 6, 1)  # before it, engines ran large mixtures of experts far from their bounds

SATURATED = "saturated throughput"
TPOT = "TPOT"
BY_METRIC = {
    "tpot_ms": TPOT,
    "output_tok_s_per_user": "one stream",
    "prefill_tok_s_total": "prefill rate",
    "prefill_tok_s_per_gpu": "prefill rate",
    "e2e_latency_s": "batch latency",
}
BY_REGIME = {
    "batch1": "one stream",
    "offline_max_throughput": SATURATED,
    "offline_burst": SATURATED,
    "online_slo": "throughput in limits",
    "online_slo_interactive": "throughput in limits",
    "prefill_only": "prefill rate",
    "decode_only": "decode rate",
}


def kind(row: MeasuredRow) -> str:
    """What is measured, in the words of the score."""
    if row.metric == "ttft_ms":
        alone = row.regime == "batch1" or (row.concurrency_or_batch or LOW_LOAD + 1) <= LOW_LOAD
        return "TTFT at low load" if alone else "TTFT under load"
    return BY_METRIC.get(row.metric) or BY_REGIME.get(row.regime, "throughput at a load")


def age(row: MeasuredRow) -> str:
    """Whether the engine is dated before engines changed, by the date of the source."""
    if not row.source_date:
        return "not dated"
    first, last = period(row.source_date)
    if last < ENGINES_CHANGED:
        return "before 2025-06"
    return "2025-06 or later" if first >= ENGINES_CHANGED else "not dated"
