"""Formulas that depend on themselves, over whichever cells and ranges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

from tco.lint.points import NotApplicable
from tco.lint.reading import Place, Reading
from tco.lint.references import Area

Cell = tuple[str, Place]
Node = Cell | Area
MOST_STEPS = 5_000_000


def circles(reading: Reading) -> list[Cell]:
    """The formulas of every circle. What depends on nothing unsettled is settled first; circles are what is left."""
    needs = _needs(reading)
    readers: dict[Node, list[Node]] = defaultdict(list)
    for node, needed in needs.items():
        for other in needed:
            readers[other].append(node)
    waiting = {node: len(needed) for node, needed in needs.items()}
    left = _unsettled(waiting, readers)
    backwards = {node: sum(reader in left for reader in readers[node]) for node in left}
    left = _unsettled(backwards, {node: [n for n in needs[node] if n in left] for node in left})
    return sorted(node for node in left if not isinstance(node, Area))


def _needs(reading: Reading) -> dict[Node, list[Node]]:
    """What each formula reads, range by range, and which formulas stand in each range."""
    columns: dict[tuple[str, int], list[int]] = defaultdict(list)
    for title, (row, column) in sorted(reading.references, key=lambda node: node[1]):
        columns[title.casefold(), column].append(row)
    titles = {title.casefold(): title for title, _ in reading.references}
    needs: dict[Node, list[Node]] = {cell: list(dict.fromkeys(areas)) for cell, areas in reading.references.items()}
    steps = 0
    for area in {area for areas in reading.references.values() for area in areas}:
        sheet, found = area.sheet.casefold(), list[Node]()
        for column in range(area.left, area.right + 1):
            rows = columns.get((sheet, column), [])
            inside = rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]
            found += [(titles[sheet], (row, column)) for row in inside]
        needs[area] = found
        steps += len(found)
        if steps > MOST_STEPS:
            raise NotApplicable("more references than can be followed")
    return needs


def _unsettled(waiting: dict[Node, int], readers: dict[Node, list[Node]]) -> set[Node]:
    """The nodes that still wait after everything that can be settled has been."""
    left, settled = dict(waiting), [node for node, count in waiting.items() if count == 0]
    while settled:
        node = settled.pop()
        del left[node]
        for reader in readers.get(node, ()):
            left[reader] -= 1
            if left[reader] == 0:
                settled.append(reader)
    return set(left)
