"""Is the better choice predicted to be the better one? Pairs of rows that differ in the device, or in the TP degree.

Two rows make a pair if they share source, model, precisions, lengths, concurrency, metric, regime, engine and layout,
differ in the one thing asked about, and were measured to differ. It is ordered right if the prediction differs in the
same direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tco.measured.score import Scored, grouped

CONFIGURATION = (
    "model",
    "weight_precision",
    "kv_precision",
    "isl",
    "osl",
    "concurrency_or_batch",
    "metric",
    "regime",
    "engine",
)
# what is asked about -> what must be equal beside the configuration
SAME = {"hardware": ("n_gpus", "tp", "pp", "ep", "dp"), "tp": ("hardware", "pp", "ep", "dp")}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many pairs there are, and how many of them are ordered right."""

    pairs: int
    right: int

    @property
    def share(self) -> float | None:
        return self.right / self.pairs if self.pairs else None


def agreement(rows: Sequence[Scored], varied: str) -> Agreement:
    """The pairs of rows that differ in `varied` ("hardware" or "tp"), and how many are ordered as measured."""
    fixed = (*CONFIGURATION, *SAME[varied])
    alike = grouped(
        (s for s in rows if s.counts), lambda s: (s.row.id[:3], *(getattr(s.row, column) for column in fixed))
    )
    verdicts = [
        _right(a, b)
        for group in alike.values()
        for a, b in combinations(group, 2)
        if getattr(a.row, varied) != getattr(b.row, varied) and a.row.value != b.row.value
    ]
    return Agreement(len(verdicts), sum(verdicts))


def _right(a: Scored, b: Scored) -> bool:
    assert a.predicted is not None
    assert b.predicted is not None
    return (a.row.value - b.row.value) * (a.predicted - b.predicted) > 0
