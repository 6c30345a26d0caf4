"""How is one part of a grid computed? A tile is one point of the outer axes and a span of the rows axes.

What the outer axes settle is a number for the whole tile; what the rows axes settle is computed once for all tiles.
Infeasible rows leave before anything is joined across. The answer is the best value of each group, and its place.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

import polars as pl

from tco.emit.frames import expression
from tco.whatif.across import Across, Best, Part, as_column
from tco.whatif.grid import ORIGIN, PLACE, Grid, crossed
from tco.whatif.joining import Order, Step, waves

GROUP, VALUE = "group", "value"
TIE = 1e-12  # values this close, relative, are equal: two readings of one formula differ by as much
FOUND = {GROUP: pl.Int64, PLACE: pl.Int64, VALUE: pl.Float64}
_LOCK = Lock()
Waves = list[list[pl.Expr]]


@dataclass(frozen=True, eq=False)
class Tiles:
    """The parts of a grid: the values it starts from, the steps to the `targets`, and the order in which axes join.

    `depends` tells the axes of each name. A case counts where every quantity of `where` is above 0.
    """

    grid: Grid
    fixed: Mapping[str, float]
    steps: tuple[Step, ...]
    depends: Mapping[str, frozenset[str]]
    order: Order
    targets: tuple[str, ...]
    where: tuple[str, ...]
    best: Best | None

    @property
    def count(self) -> int:
        """How many tiles."""
        return self.order.cuts(self.grid.sizes) * self.outer.height

    def rank(self, number: int) -> int:
        """Where a tile comes in the order of the grid: tiles are numbered such that those of a block follow each other."""
        block, row = divmod(number, self.outer.height)
        return row * self.order.cuts(self.grid.sizes) + block

    @property
    def groups(self) -> tuple[str, ...]:
        """The axes that tell groups apart."""
        return self.best.groups if self.best else ()

    @cached_property
    def mixed(self) -> list[Step]:
        """Steps that join outer and rows axes: computed in every tile."""
        outer, rows = {*self.order.outer}, {*self.order.rows}
        return [s for s in self.steps if s.axes <= outer | rows and not s.axes <= outer and not s.axes <= rows]

    @cached_property
    def waves(self) -> Waves:
        """The mixed steps as columns."""
        return columns(self.mixed)

    @cached_property
    def late(self) -> list[Step]:
        """Steps that join across axes with others."""
        across = {*self.order.across}
        return [s for s in self.steps if s.axes & across and not s.axes <= across]

    @cached_property
    def constants(self) -> dict[str, pl.Expr]:
        """What no axis changes, as numbers."""
        fixed = pl.DataFrame({name: [float(value)] for name, value in self.fixed.items()})
        return _numbers(with_steps(fixed, [s for s in self.steps if not s.axes]), 0)

    @cached_property
    def outer(self) -> pl.DataFrame:
        """A row a point of the outer axes, with all that they settle."""
        return self._settled(self.order.outer)

    @cached_property
    def across(self) -> Across:
        """The axes joined last, where the best case is sought."""
        assert self.best
        axes = {axis: size for axis, size in self.grid.sizes.items() if axis in self.order.across}
        conditions = [w for w in self.where if self.depends[w] & axes.keys()]
        return Across(axes, self.depends, self._settled(tuple(axes)), self.late, self.best, conditions)

    def block(self, number: int) -> pl.DataFrame:
        """A row a point of the rows axes, of one span of the first, with all that they settle."""
        span = self.order.span
        return self._settled(self.order.rows, slice(number * span, (number + 1) * span))

    def _settled(self, axes: Sequence[str], part: slice = slice(None)) -> pl.DataFrame:
        """A row a point of some axes, or of a part of the first, with what they alone settle and others read.

        Each axis first settles what it can alone; then it is crossed with those before it, and they what they can.
        """
        steps = [s for s in self.steps if s.axes and s.axes <= {*axes}]
        later = names_read([*self.mixed, *self.late]) | {*self.targets, PLACE}
        frame, done = ORIGIN, frozenset[str]()
        for axis in axes:
            points = self.grid.points(axis, names_read(steps) | later, part if axis == axes[0] else slice(None))
            alone, steps = apart(steps, {axis})
            frame = crossed(frame, self._computed(points, alone, names_read(steps) | later))
            done |= {axis}
            joint, steps = apart(steps, done)
            frame = self._computed(frame, joint, names_read(steps) | later)
        return frame.with_columns(self._group(axes))

    def _computed(self, frame: pl.DataFrame, steps: Sequence[Step], kept: Collection[str]) -> pl.DataFrame:
        """The frame with some steps, and without what is read no more."""
        numbers = [self.constants[n] for n in names_read(steps) if n in self.constants]
        made = [*frame.columns, *(s.name for s in steps)]
        return with_steps(frame.with_columns(numbers), steps).select(n for n in made if n in kept)

    def _group(self, axes: Iterable[str]) -> pl.Expr:
        """A group is known by the place of its first case."""
        size, step = self.grid.sizes, self.grid.steps
        own = (pl.col(PLACE) // step[a] % size[a] * step[a] for a in axes if a in self.groups)
        return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *own).alias(GROUP)

    @cached_property
    def kept(self) -> frozenset[str]:
        """What is read of a tile once it is computed."""
        return names_read(self.late) | {*self.targets, PLACE, GROUP}

    @cached_property
    def early(self) -> list[str]:
        """Conditions known before anything is joined across."""
        return [w for w in self.where if not self.depends[w] & {*self.order.across}]

    def tile(self, number: int) -> pl.DataFrame:
        """The feasible rows of a tile, with all that is known before anything is joined across."""
        block, row = divmod(number, self.outer.height)
        here = self.constants | _numbers(self.outer.drop(PLACE, GROUP), row)
        read = names_read(self.mixed) | self.kept
        places = (pl.col(n) + self.outer[n][row] for n in (PLACE, GROUP))
        frame = _block(self, block).with_columns(*places, *(here[n] for n in here if n in read))
        for wave in self.waves:
            frame = frame.with_columns(wave)
        frame = frame.select(n for n in frame.columns if n in self.kept)
        return frame.filter(pl.col(w) > 0 for w in self.early) if self.early else frame

    def find(self, number: int) -> pl.DataFrame:
        """The least value of each group in a tile (negative where the largest is wanted), and the first place of it."""
        tile, found = self.tile(number), [pl.DataFrame(schema=FOUND)]
        if not tile.height:
            return found[0]
        least = self._least(tile)
        near = least.filter(_reached())
        bound = near.select(_as_good_as(pl.col(VALUE).max().over(GROUP)).max()).item()
        for point in near["point"].unique().to_list():
            cases = self._at_point(tile, int(point))
            found.append(first_best(cases.filter(pl.col(VALUE).is_finite(), pl.col(VALUE) <= bound)))
        return first_best(pl.concat(found))

    def _least(self, tile: pl.DataFrame) -> pl.DataFrame:
        """The least value of each group at each point across."""
        grouped, found = bool({*self.groups} & {*self.order.rows}), []
        for part in self.across.parts:
            frame = _waved(tile, part)
            asked = [value.min().alias(str(point)) for point, value in part.values.items()]
            least = frame.group_by(GROUP, maintain_order=True).agg(asked) if grouped else frame.select(asked)
            found.append(least if grouped else least.insert_column(0, tile[GROUP][:1]))
        wide = found[0].hstack([series for other in found[1:] for series in other if series.name != GROUP])
        return wide.unpivot(index=GROUP, variable_name="point", value_name=VALUE)

    def _at_point(self, tile: pl.DataFrame, point: int) -> pl.DataFrame:
        """Every case of the tile at one point across."""
        part = self.across.part([point])
        place = pl.col(PLACE) + self.across.known[PLACE][point]
        return _waved(tile, part).select(GROUP, place, part.values[point].alias(VALUE))


@lru_cache(maxsize=2)
def _blocks(tiles: Tiles, number: int) -> pl.DataFrame:
    return tiles.block(number)


def _block(tiles: Tiles, number: int) -> pl.DataFrame:
    """Blocks are shared by the tiles of all outer points, and computed by the thread that comes first."""
    with _LOCK:
        return _blocks(tiles, number)


def forget_blocks() -> None:
    """Let go of what tiles shared."""
    _blocks.cache_clear()


def _numbers(frame: pl.DataFrame, row: int) -> dict[str, pl.Expr]:
    """A row as numbers: polars does not repeat them for each row of the frame that they join."""
    return {series.name: pl.lit(series[row], dtype=series.dtype).alias(series.name) for series in frame}


def names_read(steps: Iterable[Step]) -> frozenset[str]:
    """What steps read."""
    return frozenset[str]().union(*(s.needs for s in steps))


def apart(steps: Sequence[Step], axes: Collection[str]) -> tuple[list[Step], list[Step]]:
    """Steps that depend on no other axes, and the rest."""
    return [s for s in steps if s.axes <= {*axes}], [s for s in steps if not s.axes <= {*axes}]


def columns(steps: Sequence[Step]) -> Waves:
    """Steps as columns, in batches that do not need each other."""
    return [[as_column(expression(s.body)).alias(s.name) for s in wave] for wave in waves(steps)]


def with_steps(frame: pl.DataFrame, steps: Sequence[Step]) -> pl.DataFrame:
    """The frame with what its columns lead to."""
    for wave in columns(steps):
        frame = frame.with_columns(wave)
    return frame


def _waved(frame: pl.DataFrame, part: Part) -> pl.DataFrame:
    for wave in part.waves:
        frame = frame.with_columns(wave)
    return frame


def first_best(found: pl.DataFrame) -> pl.DataFrame:
    """Of each group the least value, and the first place among those that reach it."""
    return found.filter(_reached()).group_by(GROUP, maintain_order=True).agg(pl.col(PLACE).min(), pl.col(VALUE).min())


def _reached() -> pl.Expr:
    """Where a value is the least of its group, or as good as that."""
    return pl.col(VALUE) <= _as_good_as(pl.col(VALUE).min().over(GROUP))


def _as_good_as(least: pl.Expr) -> pl.Expr:
    """The largest value that counts as equal. An infinite one is no answer, and rules nothing out."""
    return pl.when(least.is_infinite()).then(math.inf).otherwise(least + least.abs() * TIE)
