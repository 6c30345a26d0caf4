"""What is the best trade between one user's speed and a device's output? Cases that none beats in both."""

from __future__ import annotations

import polars as pl

from tco.search.run import FEASIBLE, MACHINE, RATE, TPOT_MISSED, TTFT_MISSED, USER, VERDICT

ROW = "row"


def runs() -> pl.Expr:
    """Whether a case can run, within its targets or not."""
    return pl.col(VERDICT).is_in([FEASIBLE, TPOT_MISSED, TTFT_MISSED])


def front(cases: pl.DataFrame, per: str = "") -> pl.DataFrame:
    """Cases that run and that no other beats in tokens per second of a user and of a device, fastest user first.

    With `per`, those of each value of that column.
    """
    own = [per] if per else []
    few = cases.select(USER, RATE, *own, pl.int_range(pl.len()).alias(ROW), runs().alias(VERDICT)).filter(VERDICT)
    ranked = few.sort([USER, RATE], descending=True, maintain_order=True)
    before = pl.col(RATE).cum_max().shift(1, fill_value=-1.0)
    better = pl.col(RATE) > (before.over(per) if per else before)
    found = cases[ranked.filter(better)[ROW]]
    return found.sort(per, maintain_order=True) if per else found


def per_machine(cases: pl.DataFrame) -> pl.DataFrame:
    """The front of each machine."""
    return front(cases, MACHINE)
