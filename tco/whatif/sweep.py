"""Which case of a large grid is best, or what do all of them give?

    prepare(sheet, fixed, axes, best=Best(by="cost_per_mtok_output", per="device"), where=["fits"]).run()

Axes are joined late (`joining`), a tile at a time (`tiles`), so that tens of millions of cases take less than a second and
little memory. What is reported of the winners is computed by the plain reading, `tco.emit.frames`.

`partition(number, sweep)` is a pure function of things that can be pickled; on a Dask cluster:

    everywhere = client.scatter(sweep, broadcast=True)
    combine(sweep, client.gather(client.map(partition, range(sweep.partitions), sweep=everywhere)))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import polars as pl

from tco.emit import frames
from tco.errors import Fault, InputError, nearest, raise_faults
from tco.sheet import Sheet
from tco.whatif.across import AT_ONCE, Best
from tco.whatif.grid import PLACE, Grid, Points, grid
from tco.whatif.joining import Order, Step, cheapest, fillings, split
from tco.whatif.tiles import FOUND, GROUP, Tiles, first_best, forget_blocks

MEMORY = 1e9
ROWS = 262_144  # rows of a tile: a column of them stays in the cache of a processor
ROWS_KEPT = 1_048_576  # the same where all cases are kept
FLOAT = 8  # bytes
T = TypeVar("T")

__all__ = ["Best", "Sweep", "combine", "partition", "prepare", "sweep", "write_partition"]


@dataclass(frozen=True, eq=False)
class Sweep:
    """A sweep ready to run: `run()`, or `partition(number, sweep)` for each of its `partitions`, then `combine`."""

    sheet: Sheet
    fixed: Mapping[str, float]
    grid: Grid
    wanted: tuple[str, ...]
    where: tuple[str, ...]
    best: Best | None
    memory: float

    @property
    def cases(self) -> int:
        """Cases of the grid."""
        return self.grid.count()

    @property
    def partitions(self) -> int:
        """Parts that can be computed apart."""
        return self.tiles.count

    @property
    def targets(self) -> tuple[str, ...]:
        """What is computed for every case: of the best case the rest is computed afterwards."""
        return tuple(dict.fromkeys((*self.where, *((self.best.by,) if self.best else self.wanted))))

    @cached_property
    def tiles(self) -> Tiles:
        """The grid in parts."""
        brought = {quantity: frozenset({axis}) for quantity, axis in self.grid.brought.items()}
        given = dict.fromkeys(self.fixed, frozenset[str]()) | brought
        steps = split(self.sheet, self.targets, given)
        depends = {**given, **{step.name: step.axes for step in steps}}
        order = self._order(steps, depends)
        return Tiles(self.grid, self.fixed, steps, depends, order, self.targets, self.where, self.best)

    def _order(self, steps: Sequence[Step], depends: Mapping[str, frozenset[str]]) -> Order:
        """In the order given where all cases are kept; else as is cheapest, without axes that nothing depends on."""
        sizes, known = self.grid.sizes, len(depends)
        if not self.best:
            *_, order = fillings(tuple(sizes), sizes, self._rows(2 * (known + len(sizes)), ROWS_KEPT))
            return order
        groups = self.best.groups
        matter = frozenset(groups).union(*(depends[target] for target in self.targets))
        conditions = [depends[name] for name in self.where]
        axes = {axis: size for axis, size in sizes.items() if axis in matter}
        return cheapest(steps, conditions, axes, groups, self._rows(known + 3 * AT_ONCE, ROWS))

    def _rows(self, width: int, most: int) -> int:
        """Rows of a tile, such that the tiles of all threads stay within the memory."""
        return max(1, min(most, int(self.memory / (FLOAT * width * pl.thread_pool_size()))))

    def run(self) -> pl.DataFrame:
        """The best case of each group, or all cases: labels or values of the axes, then what was wanted."""
        if not self.best and self.cases * FLOAT * (len(self.wanted) + len(self.grid.axes)) > self.memory:
            what = f"{self.cases:,} cases of {len(self.wanted)} quantities do not fit in {self.memory:,.0f} bytes"
            raise InputError(Fault(what, "sweep", next_step="write them with to_parquet(), or ask for the best"))
        return combine(self, _in_threads(partial(partition, sweep=self), self.partitions))

    def to_parquet(self, folder: Path) -> list[Path]:
        """Write each partition to a file of its own in an empty folder, their names in the order of the grid."""
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError(Fault("the folder is not empty", str(folder), next_step="name a new one"))
        return sorted(_in_threads(partial(write_partition, sweep=self, folder=folder), self.partitions))

    def plain(self, places: pl.Series, wanted: Iterable[str]) -> pl.DataFrame:
        """Cases by their place in the grid, every formula computed for every row: the plain reading."""
        fixed = [pl.repeat(float(v), len(places), eager=True).alias(n) for n, v in self.fixed.items()]
        given = self.grid.at(places).hstack(fixed)
        pins = {n: frames.PIN + n for n in given.columns if n in self.sheet.formulas}
        cases = given.rename(pins).with_columns(places.alias(frames.KEY))
        labels, wanted = [*self.grid.sizes], [*wanted]
        found = frames.evaluate(self.sheet, cases, wanted).cases
        pinned = (pl.col(frames.PIN + n).alias(n) for n in pins if n not in found.columns)
        return found.with_columns(pinned).select(list(dict.fromkeys((*labels, *wanted))))


def partition(number: int, sweep: Sweep) -> pl.DataFrame:
    """One part of a sweep: the best value of each group in it and where it is, or all its cases."""
    if sweep.best:
        return sweep.tiles.find(number)
    tile = sweep.tiles.tile(number)
    labels = sweep.grid.at(tile[PLACE], sweep.grid.sizes)
    others = [name for name in sweep.wanted if name not in labels.columns]
    return labels.hstack(tile.select(others))


def write_partition(number: int, sweep: Sweep, folder: Path) -> Path:
    """Compute one part of a sweep into a file."""
    path = folder / f"part-{sweep.tiles.rank(number):06d}.parquet"
    partition(number, sweep).write_parquet(path)
    return path


def combine(sweep: Sweep, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The answer from all parts, given by number, in the order of the grid. A group without a feasible case has empty cells."""
    if not sweep.best:
        ranked = sorted(enumerate(parts), key=lambda part: sweep.tiles.rank(part[0]))
        return pl.concat(frame for _, frame in ranked)
    groups = sweep.grid.places(sweep.best.groups).alias(GROUP)
    found = first_best(pl.concat([pl.DataFrame(schema=FOUND), *parts]))
    winners = sweep.plain(found[PLACE], dict.fromkeys((sweep.best.by, *sweep.wanted)))
    others = [c for c in winners.columns if c not in sweep.best.groups]
    labels = sweep.grid.at(groups).select(groups, *sweep.best.groups)
    rows = labels.join(winners.select(others).with_columns(found[GROUP]), on=GROUP, how="left", maintain_order="left")
    return rows.select(winners.columns)


def sweep(
    sheet: Sheet, fixed: Mapping[str, float], axes: Mapping[str, Points], *, wanted: Sequence[str] = (),
    where: Sequence[str] = (), best: Best | None = None, memory: float = MEMORY,
) -> pl.DataFrame:  # fmt: skip
    """`prepare(...)` and `run()` in one."""
    return prepare(sheet, fixed, axes, wanted=wanted, where=where, best=best, memory=memory).run()


def prepare(
    sheet: Sheet, fixed: Mapping[str, float], axes: Mapping[str, Points], *, wanted: Sequence[str] = (),
    where: Sequence[str] = (), best: Best | None = None, memory: float = MEMORY,
) -> Sweep:  # fmt: skip
    """A sweep over every combination of the points of `axes`; InputError tells what is wrong with it.

    An axis is the values of a quantity under its name, or under any other name a frame with a column of that name for
    labels and a column for each quantity that a row brings. Inputs, or formulas to be pinned, both may be given.
    A case counts where every quantity of `where` is above 0. `memory` bounds the bytes in use at once.
    """
    names = dict.fromkeys((*wanted, *where, *((best.by,) if best else ())))
    sheet.check_names([*names, *fixed], "sweep")
    points = grid(sheet, fixed, axes)
    sheet = sheet.settled(fixed, points.brought)
    made = Sweep(sheet, fixed, points, tuple(wanted), tuple(where), best, memory)
    raise_faults(_faults(made, [*names]))
    sheet.require(names, {*fixed, *made.grid.brought}, "sweep")
    return made


def _faults(made: Sweep, names: Sequence[str]) -> Iterator[Fault]:
    sheet, given = made.sheet, {*made.fixed, *made.grid.brought}
    if not names:
        yield Fault("nothing is asked for", "sweep", next_step="name quantities in wanted=, or best=")
    for name in names:
        if by_period := [n for n in sheet.closure([name], given) if sheet.level[n] == "period"]:
            what = f"{name} is made of values by period, and a sweep computes one value a case"
            found = "" if name in by_period else f"it needs {', '.join(by_period[-3:])}"
            yield Fault(
                what, "sweep", found, next_step="sweep what it is made of, then run the best cases over periods"
            )
    for name in made.targets if made.best else made.where:
        if sheet.unit(name) == "text":
            yield Fault(f"{name} is a text and cannot be compared", "sweep")
    for axis in made.best.groups if made.best else ():
        if axis not in made.grid.sizes:
            yield Fault(f"no axis {axis!r}", "sweep, per", allowed=nearest(axis, made.grid.sizes))


def _in_threads(compute: Callable[[int], T], count: int) -> Iterator[T]:
    """Results in order. Polars lets go of the interpreter while it computes, so threads run side by side."""
    try:
        with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
            yield from pool.map(compute, range(count))
    finally:
        forget_blocks()
