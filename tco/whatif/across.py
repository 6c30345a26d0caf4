"""How are the last axes joined? Each of their points becomes a column, computed from numbers and from shared columns.

A step that depends on one of them is one column for each value of that axis, whatever the other axes hold. What is
asked at a point is one expression over these; polars computes the points side by side on all cores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import polars as pl

from tco.emit.frames import expression
from tco.whatif.joining import Step, waves

AT_ONCE = 64  # points in one query


@dataclass(frozen=True)
class Best:
    """The case wanted of each group: with the least `by`, or the largest. A group has one point of each axis of `per`."""

    by: str
    per: str | Sequence[str] = ()
    largest: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """The axes that tell groups apart."""
        return (self.per,) if isinstance(self.per, str) else tuple(self.per)


@dataclass(frozen=True)
class Part:
    """Some points across: columns to compute in waves, and the value of the question at each point."""

    waves: list[list[pl.Expr]]
    values: dict[int, pl.Expr]


@dataclass(frozen=True, eq=False)
class Across:
    """The axes joined last. `known` has a row a point, with all that these axes alone settle; `steps` need rows too.

    `conditions` are those of the steps that must be above 0.
    """

    sizes: Mapping[str, int]
    depends: Mapping[str, frozenset[str]]
    known: pl.DataFrame
    steps: Sequence[Step]
    best: Best
    conditions: Sequence[str]

    @cached_property
    def points(self) -> list[tuple[int, ...]]:
        """Every combination of the points of the axes, by number."""
        return [*product(*(range(size) for size in self.sizes.values()))]

    @cached_property
    def parts(self) -> list[Part]:
        """All points, as many at once as one query is good for."""
        numbers = range(len(self.points))
        return [self.part(numbers[start : start + AT_ONCE]) for start in numbers[::AT_ONCE]]

    def part(self, numbers: Sequence[int]) -> Part:
        """Some of the points, by number."""
        batches = waves([step for step in self.steps if step.name not in self.private])
        return Part([[*self._columns(batch, numbers)] for batch in batches], {n: self._value(n) for n in numbers})

    @cached_property
    def private(self) -> dict[str, Step]:
        """Steps that are no columns: each point has its own, and only the question reads it."""
        read = {name for step in self.steps for name in step.needs}
        return {s.name: s for s in self.steps if self.sizes.keys() <= s.axes and s.name not in read}

    def _columns(self, batch: Sequence[Step], numbers: Sequence[int]) -> Iterator[pl.Expr]:
        """The columns of a batch of steps, each once for what it depends on."""
        made = {self._key(step.name, n): (step, n) for step in batch for n in numbers}
        for key, (step, number) in made.items():
            yield self._expression(step, number).alias(key)

    def _value(self, number: int) -> pl.Expr:
        """What is asked, small where it is good, null where a condition fails."""

        def read(name: str) -> pl.Expr:
            own = self.private.get(name)
            return self._expression(own, number) if own else self._column(name, number)

        value = -read(self.best.by) if self.best.largest else read(self.best.by)
        for name in self.conditions:
            value = pl.when(read(name) > 0).then(value)
        return value.cast(pl.Float64)

    def _expression(self, step: Step, number: int) -> pl.Expr:
        return as_column(expression(step.body, lambda name: self._column(name, number)))

    def _column(self, name: str, number: int) -> pl.Expr:
        if name in self.known.columns:
            return pl.lit(self.known[name][number], dtype=self.known.schema[name])
        return pl.col(self._key(name, number))

    def _key(self, name: str, number: int) -> str:
        """One column for each combination of what the step depends on."""
        point = zip(self.sizes, self.points[number], strict=True)
        own = [str(index) for axis, index in point if axis in self.depends[name]]
        return f"{name}|{','.join(own)}" if own else name


def as_column(value: pl.Expr | float | str) -> pl.Expr:
    """A formula may be a bare number."""
    return value if isinstance(value, pl.Expr) else pl.lit(value)
