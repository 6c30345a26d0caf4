"""How an input is described."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Input:
    """A quantity that is given. `low` and `high` bound what is plausible in its unit; `level` is case or period.

    A `switch` decides between branches: what only the branch not taken needs, a case need not give.
    """

    name: str
    unit: str
    meaning: str
    low: float = 0.0
    high: float = float("inf")
    level: str = "case"
    switch: bool = False
