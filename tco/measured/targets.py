"""The errors that this project has set out to stay under, and where it stands.

Each target is a subset of the rows, a measure and a bound; the source of the bounds is the project's own accuracy table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tco.measured.kinds import SATURATED, TPOT, kind
from tco.measured.names import Names
from tco.measured.ranks import agreement
from tco.measured.score import Scored, deviations, error

Figure = float | None


@dataclass(frozen=True, slots=True)
class Target:
    """A subset of the rows, how its error is measured, and the bound."""

    subset: str
    measure: str
    bound: float
    rows: int
    value: Figure  # None where no row is of the subset
    at_least: bool = False  # whether the bound is one from below

    @property
    def met(self) -> bool | None:
        """Whether the bound is kept; None where there is nothing to tell by."""
        if self.value is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def targets(rows: Sequence[Scored], names: Sequence[Names | None]) -> list[Target]:
    """Every target, for scored rows and the ids that their names stand for (None where unknown)."""
    known = [(s, n) for s, n in zip(rows, names, strict=True) if s.counts and n]
    whole = error(rows)
    count = whole.rows if whole else 0
    return [
        Target("all groups", "median over groups", 0.12, count, whole.median if whole else None),
        Target("all groups", "p90 over groups", 0.40, count, whole.p90 if whole else None),
        _middle("TensorRT-LLM, saturated", 0.09, [s for s, n in known if _saturated_trt(s, n)]),
        _low_concurrency([s for s, _ in known if _low_inx(s)]),
        *(_middle(name, 0.20, [s for s, n in known if wanted(s, n)]) for name, wanted in DEEPSEEK.items()),
        _ranked("devices", rows, "hardware"),
        _ranked("TP degrees", rows, "tp"),
    ]


def _middle(subset: str, bound: float, rows: Sequence[Scored]) -> Target:
    """The median over rows of the absolute percentage error."""
    return Target(subset, "median APE, rows", bound, len(rows), median(deviations(rows)) if rows else None)


def _low_concurrency(rows: Sequence[Scored]) -> Target:
    wrong = error(rows)
    value = wrong.median if wrong else None
    return Target("inx, TPOT at up to 64", "median over groups", 0.14, len(rows), value)


def _ranked(what: str, rows: Sequence[Scored], varied: str) -> Target:
    found = agreement(rows, varied)
    return Target(f"rank of {what}", "pairs ordered right", 0.92, found.pairs, found.share, at_least=True)


def _saturated_trt(s: Scored, names: Names) -> bool:
    """NVIDIA's own tables of it, with everything queued; other sources measure bursts, or under latency limits."""
    return names.engine == "tensorrt-llm" and kind(s.row) == SATURATED and s.row.id.startswith("trt")


def _low_inx(s: Scored) -> bool:
    return s.row.id.startswith("inx") and kind(s.row) == TPOT and (s.row.concurrency_or_batch or 65) <= 64


def _deepseek(names: Names, device: str) -> bool:
    return names.model.startswith("deepseek") and names.device == device


def _wide(s: Scored) -> bool:
    """Experts spread over nodes: prefill or decode measured apart, as published for whole nodes."""
    return (s.row.ep or 1) > 8 and s.row.regime in ("prefill_only", "decode_only")


DEEPSEEK: dict[str, Callable[[Scored, Names], bool]] = {
    "DeepSeek on 8 x H200": lambda s, n: _deepseek(n, "h200-sxm") and s.row.n_gpus == 8,
    "DeepSeek, EP over H100 nodes": lambda s, n: _deepseek(n, "h100-sxm") and _wide(s),
    "DeepSeek, EP over H800 nodes": lambda s, n: _deepseek(n, "h800-sxm") and _wide(s),
}
