"""How is one part of a grid computed? A tile is one point of the outer axes and a span of the rows axes.

What the outer axes settle is a number for the whole tile; what the rows axes settle is computed once for all tiles.
Infeasible rows leave before anything is joined across. The answer is the best value of each group, and its place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from tco.emit.frames import expression
from tco.whatif.across import Across, Best, Part, as_column
from tco.whatif.grid import PLACE, Grid
from tco.whatif.joining import Order, Step, waves

GROUP, VALUE = "group", "value"
TIE = 1e-12  # values this close, relative, are equal: two readings of one formula differ by as much
FOUND = {GROUP: pl.Int64, PLACE: pl.Int64, VALUE: pl.Float64}
Waves = list[list[pl.Expr]]


@dataclass(frozen=True, eq=False)
class Tiles:
    """The parts of a grid: the values it starts from, the steps to the `targets`, and the order in which axes join.

    A case counts where every quantity of `where` is above 0.
    """

    grid: Grid
    fixed: Mapping[str, float]
    steps: tuple[Step, ...]
    order: Order
    targets: tuple[str, ...]
    where: tuple[str, ...]
    best: Best | None

    @property
    def count(self) -> int:
        """How many tiles."""
        spans = math.ceil(self.grid.sizes[self.order.rows[0]] / self.order.span) if self.order.rows else 1
        return spans * self.outer.height

    @cached_property
    def depends(self) -> dict[str, frozenset[str]]:
        """The axes that each name depends on."""
        return {**given_axes(self.grid, self.fixed), **{s.name: s.axes for s in self.steps}}

    @cached_property
    def read(self) -> frozenset[str]:
        """Every name that is asked for or that a step reads."""
        return frozenset(self.targets).union(*(s.needs for s in self.steps))

    @property
    def groups(self) -> tuple[str, ...]:
        """The axes that tell groups apart."""
        return self.best.groups if self.best else ()

    @cached_property
    def constants(self) -> list[pl.Expr]:
        """What no axis changes, as numbers."""
        fixed = pl.DataFrame({name: [float(value)] for name, value in self.fixed.items() if name in self.read})
        return _literals(with_steps(fixed, [s for s in self.steps if not s.axes]), 0)

    @cached_property
    def outer(self) -> pl.DataFrame:
        """A row a point of the outer axes, with all that they settle."""
        return self._settled(self.order.outer)

    @cached_property
    def across(self) -> Across:
        """The axes joined last, where the best case is sought."""
        assert self.best
        axes = {axis: size for axis, size in self.grid.sizes.items() if axis in self.order.across}
        mixed = [s for s in self.steps if s.axes & axes.keys() and not s.axes <= axes.keys()]
        conditions = [w for w in self.where if self.depends[w] & axes.keys()]
        return Across(axes, self.depends, self._settled(tuple(axes)), mixed, self.best, conditions)

    def block(self, number: int) -> pl.DataFrame:
        """A row a point of the rows axes, of one span of the first, with all that they settle."""
        rows, span = self.order.rows, self.order.span
        cut = {rows[0]: slice(number * span, (number + 1) * span)} if rows else {}
        return self._settled(rows, cut)

    def _settled(self, axes: Sequence[str], cut: Mapping[str, slice] | None = None) -> pl.DataFrame:
        """A row a point of some axes, with all that they settle. A group is known by the place of its first case."""
        size, step = self.grid.sizes, self.grid.steps
        groups = (pl.col(PLACE) // step[a] % size[a] * step[a] for a in axes if a in self.groups)
        crossed = self.grid.joined(axes, self.read, cut)
        crossed = crossed.with_columns(pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *groups).alias(GROUP), *self.constants)
        return with_steps(crossed, [s for s in self.steps if s.axes and s.axes <= {*axes}])

    @cached_property
    def stages(self) -> tuple[Waves, list[str], Waves]:
        """Steps that join outer and rows axes: those behind conditions known by then, the conditions, the other steps."""
        outer, rows = {*self.order.outer}, {*self.order.rows}
        mixed = [s for s in self.steps if s.axes <= outer | rows and not s.axes <= outer and not s.axes <= rows]
        conditions = [w for w in self.where if not self.depends[w] & {*self.order.across}]
        behind = {*conditions}
        for step in reversed(mixed):
            behind |= step.needs if step.name in behind else set()
        return columns([s for s in mixed if s.name in behind]), conditions, columns([s for s in mixed if s.name not in behind])

    def tile(self, number: int) -> pl.DataFrame:
        """The feasible rows of a tile, with all that is known before anything is joined across."""
        block, row = divmod(number, self.outer.height)
        places = (pl.col(n) + self.outer[n][row] for n in (PLACE, GROUP))
        frame = _block(self, block).with_columns(*places, *_literals(self.outer.drop(PLACE, GROUP), row))
        first, conditions, rest = self.stages
        for wave in first:
            frame = frame.with_columns(wave)
        if conditions:
            frame = frame.filter(pl.col(w) > 0 for w in conditions)
        for wave in rest:
            frame = frame.with_columns(wave)
        return frame

    def find(self, number: int) -> pl.DataFrame:
        """The least value of each group in a tile (negative where the largest is wanted), and the first place of it."""
        tile, grouped = self.tile(number), bool({*self.groups} & {*self.order.rows})
        if not tile.height:
            return pl.DataFrame(schema=FOUND)
        return first_best(pl.concat(_find(tile, part, self.across.known[PLACE], grouped=grouped) for part in self.across.parts))


def given_axes(grid: Grid, fixed: Iterable[str]) -> dict[str, frozenset[str]]:
    """The axis that brings each given quantity, or none."""
    return dict.fromkeys(fixed, frozenset[str]()) | {q: frozenset({axis}) for q, axis in grid.brought.items()}


@lru_cache(maxsize=4)
def _block(tiles: Tiles, number: int) -> pl.DataFrame:
    """Blocks are shared by the tiles of all outer points."""
    return tiles.block(number)


def _literals(frame: pl.DataFrame, row: int) -> list[pl.Expr]:
    """A row as numbers: polars does not repeat them for each row of the frame that they join."""
    return [pl.lit(series[row], dtype=series.dtype).alias(series.name) for series in frame]


def columns(steps: Sequence[Step]) -> Waves:
    """Steps as columns, in batches that do not need each other."""
    return [[as_column(expression(s.body)).alias(s.name) for s in wave] for wave in waves(steps)]


def with_steps(frame: pl.DataFrame, steps: Sequence[Step]) -> pl.DataFrame:
    """The frame with what its columns lead to."""
    for wave in columns(steps):
        frame = frame.with_columns(wave)
    return frame


def _find(tile: pl.DataFrame, part: Part, offsets: pl.Series, *, grouped: bool) -> pl.DataFrame:
    """The least of each group over some points across: first how little it is, then where, at few points only."""
    for wave in part.waves:
        tile = tile.with_columns(wave)
    least = _least(tile, part.values, grouped=grouped)
    if least[VALUE].is_infinite().any():
        values = {number: pl.when(value.is_finite()).then(value) for number, value in part.values.items()}
        least = _least(tile, values, grouped=grouped)
    least = least.filter(pl.col(VALUE).is_finite())
    near = least.filter(_reached())
    bound = near[VALUE].max()
    found = [pl.DataFrame(schema=FOUND)]
    for number in near["point"].unique().to_list():
        cases = tile.select(GROUP, pl.col(PLACE) + offsets[number], part.values[number].alias(VALUE))
        found.append(cases.filter(pl.col(VALUE).is_finite() & (pl.col(VALUE) <= bound)))
    return first_best(pl.concat(found))


def _least(tile: pl.DataFrame, values: Mapping[int, pl.Expr], *, grouped: bool) -> pl.DataFrame:
    """The least value of each group at each point across."""
    asked = [value.min().alias(str(number)) for number, value in values.items()]
    least = tile.group_by(GROUP).agg(asked) if grouped else tile.select(pl.col(GROUP).first(), *asked)
    return least.unpivot(index=GROUP, variable_name="point", value_name=VALUE).with_columns(pl.col("point").cast(pl.Int64))


def first_best(found: pl.DataFrame) -> pl.DataFrame:
    """Of each group the least value, and the first place among those that reach it."""
    return found.filter(_reached()).group_by(GROUP, maintain_order=True).agg(pl.col(PLACE).min(), pl.col(VALUE).min())


def _reached() -> pl.Expr:
    """Where a value is the least of its group, or as good as that."""
    least = pl.col(VALUE).min().over(GROUP)
    return pl.col(VALUE) <= least + least.abs() * TIE
