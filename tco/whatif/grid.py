"""Which cases does a grid hold? Axes, their points, and the place of every case.

An axis brings one quantity with its values, or is a table whose rows bring several at once under a label (a device
with its memory, bandwidth and rent). A case has a place: its number when axes run in the order given, the last fastest.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import polars as pl

from tco.errors import Fault, InputError, raise_faults
from tco.sheet import Sheet

PLACE = "place"
MOST_CASES = 10**10
CASES_PER_SECOND = 10**8  # on two cores, see benchmarks/README.md; only for the estimate in a message

ORIGIN = pl.DataFrame({PLACE: [0]}, schema={PLACE: pl.Int64})  # the first case of a grid

Points = Sequence[float] | pl.DataFrame


@dataclass(frozen=True, eq=False)
class Axis:
    """A name, and a row a point: one quantity of that name, or a label of that name and several quantities."""

    name: str
    points: pl.DataFrame

    @property
    def size(self) -> int:
        """How many points."""
        return self.points.height

    @property
    def quantities(self) -> list[str]:
        """What the axis brings."""
        return self.points.columns if self.points.width == 1 else [c for c in self.points.columns if c != self.name]


@dataclass(frozen=True, eq=False)
class Grid:
    """Every combination of the points of its axes."""

    axes: tuple[Axis, ...]

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Points of each axis."""
        return {axis.name: axis.size for axis in self.axes}

    @cached_property
    def steps(self) -> dict[str, int]:
        """How far apart two cases are that are neighbours on an axis."""
        sizes = list(self.sizes.values())
        return {axis.name: math.prod(sizes[i + 1 :]) for i, axis in enumerate(self.axes)}

    @cached_property
    def brought(self) -> dict[str, str]:
        """The axis that brings each quantity."""
        return {q: axis.name for axis in self.axes for q in axis.quantities}

    def count(self, names: Iterable[str] | None = None) -> int:
        """Combinations of the named axes, or of all."""
        return math.prod(self.sizes[n] for n in (self.sizes if names is None else names))

    def points(self, name: str, columns: Collection[str], part: slice = slice(None)) -> pl.DataFrame:
        """The points of an axis, or a part of them: place, and those of `columns` that it brings."""
        axis = next(a for a in self.axes if a.name == name)
        place = (pl.int_range(pl.len(), dtype=pl.Int64) * self.steps[name]).alias(PLACE)
        return axis.points.select(place, *(c for c in axis.points.columns if c in columns))[part]

    def places(self, names: Collection[str]) -> pl.Series:
        """The first case of each combination of the points of some axes."""
        points = [self.points(axis, ()) for axis in self.sizes if axis in names]
        return reduce(crossed, points, ORIGIN)[PLACE]

    def at(self, places: pl.Series, columns: Collection[str] | None = None) -> pl.DataFrame:
        """Labels and quantities of the cases at those places, or some of these columns."""
        found: list[pl.Series] = []
        for axis in self.axes:
            index = places // self.steps[axis.name] % axis.size
            found += [series.gather(index) for series in axis.points if columns is None or series.name in columns]
        return pl.DataFrame(found)


def crossed(frame: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Every row with every point, the points fastest; their places add up."""
    rows = frame.join(points.rename({PLACE: "step"}), how="cross", maintain_order="left_right")
    return rows.with_columns(pl.col(PLACE) + pl.col("step")).drop("step")


def grid(sheet: Sheet, fixed: Mapping[str, float], axes: Mapping[str, Points]) -> Grid:
    """The grid of `axes`; InputError with all that is wrong with them."""
    whole = Grid(tuple(Axis(name, _points(name, points)) for name, points in axes.items()))
    wrong = [Fault(f"{q} is not a finite number", "fixed", str(v)) for q, v in fixed.items() if not math.isfinite(v)]
    raise_faults([*wrong, *(fault for axis in whole.axes for fault in _faults(sheet, axis))])
    raise_faults([*_twice(fixed, whole.axes), *_too_many(whole)])
    return whole


def _twice(fixed: Iterable[str], axes: Iterable[Axis]) -> Iterator[Fault]:
    """A quantity that has more than one giver."""
    giver = dict.fromkeys(fixed, "the fixed values")
    for axis in axes:
        for quantity in axis.quantities:
            if quantity in giver:
                yield Fault(f"{quantity} is given twice", found=f"by {giver[quantity]} and by axis {axis.name}")
            giver[quantity] = f"axis {axis.name}"


def _points(name: str, points: Points) -> pl.DataFrame:
    frame = points if isinstance(points, pl.DataFrame) else pl.DataFrame({name: points}, strict=False)
    kept = [
        pl.col(c) if c == name and frame.width > 1 else pl.col(c).cast(pl.Float64, strict=False) for c in frame.columns
    ]
    return frame.select(kept)


def _faults(sheet: Sheet, axis: Axis) -> Iterator[Fault]:
    where, points = f"axis {axis.name}", axis.points
    if not points.height:
        yield Fault("no points", where, next_step="give at least one value")
    if points.width > 1 and axis.name not in points.columns:
        yield Fault(
            "no labels", where, found=", ".join(points.columns), allowed=f"a column {axis.name!r} that names each row"
        )
    elif points.width > 1 and (axis.name in sheet.names or points[axis.name].is_duplicated().any()):
        what = "is a quantity, not a label" if axis.name in sheet.names else "has a label twice"
        yield Fault(f"{axis.name} {what}", where, next_step="rename it")
    try:
        sheet.check_names(axis.quantities, where)
    except InputError as unknown:
        yield from unknown.faults
    for quantity in axis.quantities:
        if not points[quantity].is_finite().fill_null(value=False).all():
            yield Fault(f"{quantity} holds something that is not a finite number", where)


def _too_many(whole: Grid) -> Iterator[Fault]:
    if (cases := whole.count()) > MOST_CASES:
        hours = cases / CASES_PER_SECOND / 3600
        yield Fault(
            f"a grid of {cases:,} cases",
            found=" x ".join(f"{name} {size:,}" for name, size in whole.sizes.items()),
            allowed=f"{MOST_CASES:,} cases",
            next_step=f"at {CASES_PER_SECOND:,} cases a second it takes {hours:,.1f} hours: shorten the longest axes",
        )
