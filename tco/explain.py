"""Why is this number what it is? The tree of formulas of one number, down to values that somebody gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tco.emit.text import filled_text, formula_text, show
from tco.errors import Fault, InputError, nearest
from tco.expr import Formula, Name
from tco.results import Cell, Results, Value, cell_json
from tco.texts import wrapped


@dataclass(frozen=True)
class Node:
    """A quantity of one case: its cell, the formula with values filled in, and what it was made from."""

    name: str
    meaning: str
    cell: Cell
    filled: str = ""
    children: tuple[Node, ...] = ()
    repeated: bool = False

    def as_json(self) -> dict[str, Any]:
        """The node and all below it; what stands elsewhere in the tree is not repeated."""
        own = {"quantity": self.name, "meaning": self.meaning, **cell_json(self.cell)}
        own |= {"filled": self.filled} if self.filled else {}
        if self.repeated:
            return own | {"see_above": True}
        return own | ({"from": [child.as_json() for child in self.children]} if self.children else {})


def explain(results: Results, case: str, quantity: str) -> Node:
    """The tree of one number; InputError where the case does not have it."""
    results.scenario.case(case)
    if not results.cell(case, quantity):
        known = [n for n in results.names if results.cell(case, n)]
        raise InputError(Fault(f"case {case} has no {quantity}", allowed=nearest(quantity, known)))
    return _node(results, case, quantity, set())


def _node(results: Results, case: str, name: str, seen: set[str]) -> Node:
    cell = results.cells[case][name]
    meaning = results.sheet.meaning(name)
    if name not in results.sheet.formulas or cell.origin != "formula":
        return Node(name, meaning, cell)
    formula = _followed(results, case, name)
    cell = replace(cell, formula=formula_text(formula))
    values = {n: _shown(own.value) for n in formula.needs if (own := results.cell(case, n))}
    filled = filled_text(formula, values)
    if name in seen:
        return Node(name, meaning, cell, filled, repeated=True)
    seen.add(name)
    children = (_node(results, case, n, seen) for n in formula.needs if results.cell(case, n))
    return Node(name, meaning, cell, filled, tuple(children))


def _followed(results: Results, case: str, name: str) -> Formula:
    """The formula that counts in a case: choices made, and where all that is left is another quantity, that one's."""
    given = results.scenario.case(case).given
    formulas = results.sheet.settled(given).formulas
    formula = formulas[name]
    while isinstance(formula.body, Name) and formula.body.name in formulas and formula.body.name not in given:
        formula = formulas[formula.body.name]
    return formula


COLUMNS = ("depth", "quantity", "value", "unit", "origin", "formula", "filled", "source", "date", "note")


def as_rows(node: Node) -> tuple[list[str], list[list[object]]]:
    """The tree as a table, a row a number; what stands above is not repeated."""
    return list(COLUMNS), list(_rows(node, 0))


def _rows(node: Node, depth: int) -> Iterator[list[object]]:
    cell = node.cell
    value = _shown(cell.value) if isinstance(cell.value, tuple) else cell.value
    yield [
        depth,
        node.name,
        value,
        cell.unit,
        cell.origin,
        cell.formula,
        node.filled,
        cell.source,
        cell.date,
        cell.note,
    ]
    for child in () if node.repeated else node.children:
        yield from _rows(child, depth + 1)


def as_text(node: Node, width: int = 80) -> str:
    """The tree as indented lines that read well at `width` columns and without colour."""
    return "\n".join(_lines(node, "", "", width))


def _lines(node: Node, lead: str, below: str, width: int) -> Iterator[str]:
    unit = "" if node.cell.unit in ("count", "text", "ratio") else f" {node.cell.unit}"
    yield f"{lead}{node.name} = {_shown(node.cell.value)}{unit}" + ("  (see above)" if node.repeated else "")
    inner = below + ("│ " if node.children and not node.repeated else "  ")
    if not node.repeated:
        for text in _notes(node):
            yield from _wrapped(text, inner + "  ", width)
    last = len(node.children) - 1
    for place, child in enumerate(node.children if not node.repeated else ()):
        ends = place == last
        yield from _lines(child, below + ("└─ " if ends else "├─ "), below + ("   " if ends else "│  "), width)


def _shown(value: Value) -> str:
    """A value; of a row over periods the first two and the last."""
    if not isinstance(value, tuple):
        return show(value)
    short = (*map(show, value[:2]), f"... {show(value[-1])}") if len(value) > 3 else map(show, value)
    return f"[{', '.join(short)}]"


def _notes(node: Node) -> Iterator[str]:
    cell = node.cell
    if node.filled:
        yield f"= {cell.formula}"
        yield f"= {node.filled}"
        return
    dated = f" ({cell.date})" if cell.date and cell.date not in cell.source else ""
    yield f"{cell.origin}: {cell.source}{dated}"
    if cell.listed and cell.rate:
        yield f"listed as {cell.listed}, at {cell.rate}"
    if cell.note:
        yield cell.note
    if cell.origin == "pin" and cell.by_formula is not None:
        yield f"the formula would give {show(cell.by_formula)}: {cell.formula}"


def _wrapped(text: str, lead: str, width: int) -> Iterator[str]:
    for line in wrapped(text, max(width - len(lead), 30)):
        yield lead + line
