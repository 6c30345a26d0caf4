"""What does every layout give? One sweep over machines, layouts, batches and ways, by the formulas of the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from tco.errors import Fault, InputError
from tco.search.machines import Machine, alike
from tco.search.space import LAYOUT, WAY, Space
from tco.sheet import sheet
from tco.whatif.grid import PLACE
from tco.whatif.sweep import Sweep, prepare

MACHINE, BATCH, VERDICT, FEASIBLE = "machine", "batch", "layout_verdict", "feasible"
COST, RATE, USER = "cost_per_mtok_output", "output_tokens_per_second_per_gpu", "user_tokens_per_second"
TPOT, TTFT = "tpot_seconds", "ttft_seconds"
TPOT_MISSED, TTFT_MISSED = "tokens too slow", "first token too late"
KEYS = (MACHINE, LAYOUT, WAY)
CASES = [*KEYS, BATCH]
MEASURED = (VERDICT, RATE, USER, TTFT)
SEARCHED = frozenset({
    "tp", "pipeline_stages", "ep", "cp", "gpus_per_decode_unit", "gpus_per_prefill_unit", BATCH, "disaggregated", "decode_units",
})  # fmt: skip
MOST_CASES = 30_000_000
SWEPT = "swept"
Axes = Mapping[str, pl.DataFrame | list[float]]


@dataclass(frozen=True, eq=False)
class Searched:
    """Every case of a search: its machine, layout, way and batch, its verdict and what it gives.

    `sweeps` made the cases: one for machines that are given alike, whose cases stand together.
    """

    cases: pl.DataFrame
    sweeps: tuple[Sweep, ...]
    machines: tuple[Machine, ...]
    each: int  # cases of one machine
    priced: bool

    @cached_property
    def counts(self) -> dict[str, int]:
        """Cases by verdict, most first; those of a machine that cannot be searched by its reason."""
        found = self.cases.group_by(VERDICT).len().rows()
        refused = [(m.refused, self.each) for m in self.machines if m.refused]
        return dict(sorted([*found, *refused], key=lambda row: (-row[1], row[0])))

    @property
    def count(self) -> int:
        """All cases."""
        return self.each * len(self.machines)

    def feasible(self) -> pl.DataFrame:
        """Those that serve."""
        return self.cases.filter(pl.col(VERDICT) == FEASIBLE)

    def told(self, chosen: pl.DataFrame, wanted: Sequence[str]) -> pl.DataFrame:
        """Chosen cases in their order, with more quantities, computed for them alone."""
        numbered = chosen.with_row_index("rank")
        made = [
            part.select("rank", *CASES).hstack(self.sweeps[number].plain(part[PLACE], wanted).select(wanted))
            for (number,), part in numbered.group_by(SWEPT, maintain_order=True)
        ]
        none = pl.DataFrame(schema=dict.fromkeys([*CASES, *wanted], pl.String))
        return pl.concat(made).sort("rank").drop("rank") if made else none


def search(machines: Sequence[Machine], space: Space, *, priced: bool) -> Searched:
    """Evaluate every case; cost only where it is `priced`."""
    groups = alike(machines)
    sparse = any(m.numbers.get("routed_experts", 0) > 0 for group in groups for m in group)
    layouts, ways, batches = space.layouts(sparse=sparse), space.modes(), space.batches()
    axes: Axes = {LAYOUT: layouts, WAY: ways, BATCH: batches}
    each = layouts.height * ways.height * len(batches)
    _bound(each * len(machines))
    wanted = (*MEASURED, COST) if priced else MEASURED
    sweeps = tuple(_prepared(group, axes, wanted) for group in groups)
    parts = [
        made.run()
        .select(*CASES, *wanted)
        .with_row_index(PLACE)
        .with_columns(pl.col(PLACE).cast(pl.Int64), pl.lit(n).alias(SWEPT))
        for n, made in enumerate(sweeps)
    ]
    return Searched(pl.concat(parts), sweeps, tuple(machines), each, priced)


def _bound(cases: int) -> None:
    if not cases:
        raise InputError(Fault("nothing to search", found="no layout within the devices", next_step="raise --gpus"))
    if cases > MOST_CASES:
        step = "give fewer devices, degrees or batches"
        raise InputError(
            Fault("too many layouts", found=f"{cases:,}", allowed=f"at most {MOST_CASES:,}", next_step=step)
        )


def _prepared(group: Sequence[Machine], axes: Axes, wanted: Sequence[str]) -> Sweep:
    """A sweep over machines that are given alike: what they share is fixed, the rest comes with the machine."""
    numbers = [{q: v for q, v in m.numbers.items() if q not in SEARCHED} for m in group]
    shared = {q: v for q, v in numbers[0].items() if all(n[q] == v for n in numbers)}
    rows = [
        {MACHINE: m.name} | {q: v for q, v in n.items() if q not in shared} for m, n in zip(group, numbers, strict=True)
    ]
    points = pl.DataFrame(rows)
    if points.width == 1:  # an axis brings at least one quantity
        first = next(iter(shared))
        points = points.with_columns(pl.lit(shared.pop(first)).alias(first))
    return prepare(sheet(), shared, {MACHINE: points, **axes}, wanted=wanted, memory=4e9)
