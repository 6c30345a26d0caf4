"""When can each part of a formula be computed? As soon as the axes it depends on are joined, before any other is.

Formulas are split where a part depends on fewer axes than the whole. Axes are then joined in three ways. `outer` axes
are held still, so what depends on them alone is a single number. `rows` axes are crossed into the rows of a frame.
`across` axes are joined last, as one column for each value of what depends on them: no row is ever repeated for them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from tco.expr import Apply, Expr, Name, walk
from tco.sheet import Sheet

MOST_ACROSS = 4096  # columns of the last formula; each costs its place in the query
# what else takes time, in operations on one row, about a nanosecond each; they guide the order and change no result
TILE_COST = 3_000_000  # one more tile
COLUMN_COST = 12_000  # one more expression in a query
BUILD_COST = 60_000  # one more expression to be written, once
CROSS_COST = 40  # one more row of the rows axes
LEAST_COST = 2  # the least of a column
CONDITION_COST = 4  # a condition that is known only when the last axes are joined


@dataclass(frozen=True)
class Step:
    """A formula or a part of one, and the axes it depends on."""

    name: str
    body: Expr
    axes: frozenset[str]

    @cached_property
    def needs(self) -> frozenset[str]:
        """The names it reads."""
        return frozenset(node.name for node in walk(self.body) if isinstance(node, Name))

    @cached_property
    def operations(self) -> int:
        """How many operations it takes."""
        return sum(isinstance(node, Apply) for node in walk(self.body))


def split(sheet: Sheet, targets: Collection[str], given: Mapping[str, frozenset[str]]) -> tuple[Step, ...]:
    """The steps that make `targets`, in order. `given` tells which axis brings each given quantity, if one does."""
    axes, steps = dict(given), []
    for name in sheet.closure(targets, given):
        if name not in axes:
            parts = list(_parts(name, sheet.formulas[name].body, axes))
            axes[name] = parts[-1].axes
            steps += parts
    return _inlined(steps, targets)


def _parts(name: str, body: Expr, axes: Mapping[str, frozenset[str]]) -> Iterator[Step]:
    """The formula, after those of its parts that depend on fewer axes than what they are part of."""
    parts: list[Step] = []

    def visit(node: Expr) -> tuple[Expr, frozenset[str]]:
        if not isinstance(node, Apply):
            return node, axes[node.name] if isinstance(node, Name) else frozenset()
        seen = [visit(arg) for arg in node.args]
        whole = frozenset[str]().union(*(own for _, own in seen))
        return Apply(node.op, tuple(part(arg, own) if own != whole else arg for arg, own in seen)), whole

    def part(node: Expr, own: frozenset[str]) -> Expr:
        if not isinstance(node, Apply):
            return node
        parts.append(Step(f"{name}#{len(parts)}", node, own))
        return Name(parts[-1].name)

    whole = Step(name, *visit(body))
    yield from (*parts, whole)


def _inlined(steps: Iterable[Step], targets: Collection[str]) -> tuple[Step, ...]:
    """The steps, less those that only one other of the same axes reads: they become part of it."""
    steps = list(steps)
    reads = Counter(n for step in steps for n in step.needs)
    made: dict[str, Step] = {}
    for step in steps:
        once = {n: made[n] for n in step.needs if n in made and reads[n] == 1 and n not in targets}
        once = {n: part for n, part in once.items() if part.axes == step.axes}
        made[step.name] = replace(step, body=_with(step.body, once))
        for name in once:
            del made[name]
    return tuple(made.values())


def _with(body: Expr, parts: Mapping[str, Step]) -> Expr:
    if isinstance(body, Name):
        return parts[body.name].body if body.name in parts else body
    return Apply(body.op, tuple(_with(a, parts) for a in body.args)) if isinstance(body, Apply) else body


def waves(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps in batches that do not need each other."""
    depth: dict[str, int] = {}
    for step in steps:
        depth[step.name] = 1 + max((depth.get(n, 0) for n in step.needs), default=0)
    return [
        list(batch) for _, batch in groupby(sorted(steps, key=lambda s: depth[s.name]), key=lambda s: depth[s.name])
    ]


@dataclass(frozen=True)
class Order:
    """How axes are joined, and how many points of the first `rows` axis are taken at once."""

    outer: tuple[str, ...]
    rows: tuple[str, ...]
    across: tuple[str, ...] = ()
    span: int = 1

    def cuts(self, sizes: Mapping[str, int]) -> int:
        """Into how many spans the first of the rows axes is cut."""
        return math.ceil(sizes[self.rows[0]] / self.span) if self.rows else 1


def fillings(names: Sequence[str], sizes: Mapping[str, int], rows: int) -> Iterator[Order]:
    """Axes joined in the order given, the last as rows: ever more of them, at most `rows` at once, the largest last."""
    height, cut = 1, len(names)
    yield Order(tuple(names), ())
    while cut and height * sizes[names[cut - 1]] <= rows:
        cut -= 1
        height *= sizes[names[cut]]
        yield Order(tuple(names[:cut]), tuple(names[cut:]), span=sizes[names[cut]])
    if cut and (span := rows // height) > 1:
        yield Order(tuple(names[: cut - 1]), tuple(names[cut - 1 :]), span=span)


def cheapest(
    steps: Sequence[Step],
    conditions: Sequence[frozenset[str]],
    sizes: Mapping[str, int],
    groups: Sequence[str],
    rows: int,
) -> Order:
    """The order that computes least. Axes that little depends on come last; `groups` are never across.

    `conditions` are the axes that each condition depends on.
    """
    work = {axis: sum(s.operations for s in steps if axis in s.axes) for axis in sizes}
    late = sorted((a for a in sizes if a not in groups), key=lambda a: -work[a])
    orders = [
        replace(order, across=tuple(late[cut:]))
        for cut in range(len(late) + 1)
        if math.prod(sizes[a] for a in late[cut:]) <= MOST_ACROSS
        for order in fillings([*groups, *late[:cut]], sizes, rows)
    ]
    return min(orders, key=lambda order: cost(order, steps, conditions, sizes))


def cost(order: Order, steps: Sequence[Step], conditions: Sequence[frozenset[str]], sizes: Mapping[str, int]) -> float:
    """What a sweep takes, in operations on one row."""

    def count(axes: Iterable[str]) -> int:
        return math.prod(sizes[a] for a in axes)

    rows, across = frozenset(order.rows), frozenset(order.across)
    tiles, height = order.cuts(sizes) * count(order.outer), count(rows) / order.cuts(sizes)
    each = LEAST_COST + CONDITION_COST * sum(bool(axes & across) for axes in conditions)
    whole = (
        CROSS_COST * count(rows)
        + TILE_COST * tiles
        + count(across) * (BUILD_COST + tiles * (COLUMN_COST + height * each))
    )
    for step in steps:
        if step.axes <= rows:
            met = [order.rows.index(axis) for axis in step.axes]
            whole += step.operations * (
                count(step.axes) if len(met) == 1 else count(order.rows[: max(met, default=-1) + 1])
            )
        elif not step.axes <= across and not step.axes <= {*order.outer}:
            columns = count(step.axes & across)
            whole += columns * tiles * (COLUMN_COST + step.operations * (height if step.axes & rows else 1))
            whole += columns * BUILD_COST if step.axes & across else 0
    return whole
