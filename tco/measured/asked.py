"""Which quantity of the engine a measured row is about, and how it is spelled there.

A metric names what was counted, a regime how the load was put on the machine; together they name one quantity of one
replica. `per` says what the row counts it over; milliseconds and tokens per prompt are spellings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tco.measured.row import MeasuredRow

LONE, STATIC, SATURATED, CLOSED, PHASE = "lone", "static", "saturated", "closed", "phase"
# regime -> how the batch comes about
LOADS = {
    "batch1": LONE,
    "static_batch": STATIC,
    "offline_fixed_batch": STATIC,
    "offline_max_throughput": SATURATED,
    "online_slo": SATURATED,
    "online_slo_interactive": SATURATED,
    "offline_burst": SATURATED,
    "online_burst": CLOSED,
    "online_closed_loop": CLOSED,
    "static_closed_loop": CLOSED,
    "disaggregated_closed_loop": CLOSED,
    "online_poisson": CLOSED,
    "prefill_only": PHASE,
    "decode_only": PHASE,
}
OUTPUT_RATES = ("output_tok_s_total", "output_tok_s_per_gpu", "output_tok_s_per_user", "total_tok_s_total")
RATES = {
    LONE: "static_batch_tokens_per_second",
    STATIC: "static_batch_tokens_per_second",
    SATURATED: "saturated_tokens_per_second",
    CLOSED: "closed_loop_tokens_per_second",
    PHASE: "step_tokens_per_second",
}
TIMES = {"ttft_ms": 1e3, "tpot_ms": 1e3, "e2e_latency_s": 1.0}


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantity of one replica, and what turns it into the row's number: over devices, users, prompts or in ms."""

    quantity: str
    per: str = ""  # "", "gpu", "user"
    factor: float = 1.0


def asked(row: MeasuredRow) -> Asked | None:
    """What the row measures; None where metric and regime do not go together."""
    load = load_of(row)
    if load is None:
        return None
    if row.metric in OUTPUT_RATES:
        quantity = "step_tokens_per_second" if load == LONE and row.phase == "decode" else RATES[load]
        both = ((row.isl or 0) + (row.osl or 1)) / (row.osl or 1) if row.metric.startswith("total") else 1.0
        return Asked(quantity, _per(row.metric), both)
    if row.metric.startswith("prefill"):
        lone = load == LONE
        return Asked("lone_prefill_tokens_per_second" if lone else "prefill_tokens_per_second", _per(row.metric))
    return Asked(_time(row.metric, load), "time", TIMES[row.metric]) if row.metric in TIMES else None


def load_of(row: MeasuredRow) -> str | None:
    """How the batch of a row comes about; where the note tells of static batches, saturated means the largest of them."""
    load = LOADS.get(row.regime)
    return STATIC if load == SATURATED and "static batch" in row.note else load


def _per(metric: str) -> str:
    return metric.rpartition("_per_")[2] if "_per_" in metric else ""


def _time(metric: str, load: str) -> str:
    batched = load in (LONE, STATIC)
    if metric == "ttft_ms":
        return "batch_prefill_seconds" if batched else "ttft_seconds"
    if metric == "tpot_ms":
        return "decode_step_seconds" if batched else "tpot_seconds"
    return "static_batch_seconds" if batched else "stay_seconds"
