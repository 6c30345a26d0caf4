"""When can each part of a formula be computed? As soon as the axes it depends on are joined, and never again.

Formulas are split where a part depends on fewer axes than the whole. Axes are then joined in three ways. `outer` axes
are held still, so what depends on them alone is a single number. `rows` axes are crossed into the rows of a frame.
`across` axes are joined last, as one column for each value of what depends on them: no row is ever repeated for them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tco.expr import Apply, Expr, Name, walk
from tco.sheet import Sheet

MOST_ACROSS = 4096  # columns of the last formula; each costs its place in the query
COLUMN_COST = 20_000  # operations on a row that take as long as one more expression in a query


@dataclass(frozen=True)
class Step:
    """A formula or a part of one, and the axes it depends on."""

    name: str
    body: Expr
    axes: frozenset[str]

    @property
    def needs(self) -> frozenset[str]:
        """The names it reads."""
        return frozenset(node.name for node in walk(self.body) if isinstance(node, Name))

    @property
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
    return [list(batch) for _, batch in groupby(sorted(steps, key=lambda s: depth[s.name]), key=lambda s: depth[s.name])]


@dataclass(frozen=True)
class Order:
    """How axes are joined, and how many points of the first `rows` axis are taken at once."""

    outer: tuple[str, ...]
    rows: tuple[str, ...]
    across: tuple[str, ...]
    span: int


def in_order(names: Sequence[str], sizes: Mapping[str, int], rows: int) -> Order:
    """Axes joined in the order given: as many of the last as fit in `rows` become rows, those before are outer."""
    taken, size = len(names), 1
    while taken and size * sizes[names[taken - 1]] <= rows:
        taken -= 1
        size *= sizes[names[taken]]
    if taken and (span := rows // size) > 1:
        return Order(tuple(names[: taken - 1]), tuple(names[taken - 1 :]), (), span)
    return Order(tuple(names[:taken]), tuple(names[taken:]), (), sizes[names[taken]] if names[taken:] else 1)


def cheapest(steps: Sequence[Step], sizes: Mapping[str, int], groups: Sequence[str], rows: int) -> Order:
    """The order that computes least. Axes that little depends on come last; `groups` are never across."""
    work = {axis: sum(s.operations for s in steps if axis in s.axes) for axis in sizes}
    late = sorted((a for a in sizes if a not in groups), key=lambda a: -work[a])
    found = []
    for cut in range(len(late), -1, -1):
        across = tuple(late[cut:])
        if math.prod(sizes[a] for a in across) <= MOST_ACROSS:
            order = replace(in_order([*groups, *late[:cut]], sizes, rows), across=across)
            found.append((cost(order, steps, sizes), len(across), order))
    return min(found, key=lambda f: f[:2])[2]


def cost(order: Order, steps: Sequence[Step], sizes: Mapping[str, int]) -> float:
    """Operations on rows that a sweep takes, with what it costs to ask for them."""

    def count(axes: Iterable[str]) -> int:
        return math.prod(sizes[a] for a in axes)

    outer, rows, across = frozenset(order.outer), frozenset(order.rows), frozenset(order.across)
    cuts = math.ceil(sizes[order.rows[0]] / order.span) if rows else 1
    whole = float(COLUMN_COST * cuts * count(outer) * count(across))  # the reduction itself
    for step in steps:
        if not any(step.axes <= part for part in (outer, rows, across)):
            height = count(rows) / cuts if step.axes & rows else 1
            evaluations = cuts * count(outer) * count(step.axes & across)
            whole += evaluations * (step.operations * height + COLUMN_COST)
    return whole
