"""Why is this number what it is? The tree of formulas of one number, down to values that somebody gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tco.emit.scaled import together
from tco.emit.taken import taken, without_slack
from tco.emit.text import filled_text, formula_text, show
from tco.errors import Fault, InputError, nearest
from tco.expr import Apply, Name, walk
from tco.results import Cell, Results, Value, cell_json
from tco.tracer import Formula
from tco.whatif.rates import rates


@dataclass(frozen=True)
class Node:
    """A quantity of one case: its cell, the formula with values filled in, and what it was made from.

    `reasons` are the comparisons by which the formula took this branch; `after` is the work that it follows; `remark` is
    what no formula says, such as every rate of return where there are several.
    """

    name: str
    meaning: str
    cell: Cell
    filled: str = ""
    children: tuple[Node, ...] = ()
    repeated: bool = False
    reasons: tuple[str, ...] = ()
    after: str = ""
    remark: str = ""

    def as_json(self) -> dict[str, Any]:
        """The node and all below it; what stands elsewhere in the tree is not repeated."""
        own = {"quantity": self.name, "meaning": self.meaning, **cell_json(self.cell)}
        own |= {"filled": self.filled} if self.filled else {}
        own |= {"because": [*self.reasons]} if self.reasons else {}
        own |= {"remark": self.remark} if self.remark else {}
        if self.repeated and self.filled:
            return own | {"see_above": True}
        return own | ({"from": [child.as_json() for child in self.children]} if self.children else {})


def explain(results: Results, case: str, quantity: str, depth: int | None = None) -> Node:
    """The tree of one number, so many steps down or to its end; InputError where the case does not have it."""
    results.scenario.case(case)
    if not results.cell(case, quantity):
        known = [n for n in results.names if results.cell(case, n)]
        raise InputError(Fault(f"case {case} has no {quantity}", allowed=nearest(quantity, known)))
    return _node(results, case, quantity, set(), depth)


def _node(results: Results, case: str, name: str, seen: set[str], depth: int | None) -> Node:
    cell = results.cells[case][name]
    meaning, repeated, last = results.sheet.meaning(name), name in seen, depth == 0
    if name not in results.sheet.formulas or (cell.origin != "formula" and not cell.held):
        seen.add(name)
        return Node(name, meaning, _readable(results, name, cell), repeated=repeated)
    formula, reasons = _followed(results, case, name)
    cell = replace(cell, formula=formula_text(formula))
    filled = filled_text(formula, _filling(results, case, formula))
    remark = _all_rates(results, case, formula)
    node = Node(name, meaning, cell, filled, repeated=repeated, reasons=reasons, after=_after(formula), remark=remark)
    if repeated or last:
        return node
    seen.add(name)
    left = None if depth is None else depth - 1
    children = (_node(results, case, n, seen, left) for n in formula.needs if results.cell(case, n))
    return replace(node, children=tuple(children))


def _readable(results: Results, name: str, cell: Cell) -> Cell:
    """What is given as it is; a pin tells the formula in whose place it stands as the tree tells others."""
    made = results.sheet.formulas.get(name)
    return replace(cell, formula=formula_text(replace(made, body=without_slack(made.body)))) if made else cell


def _filling(results: Results, case: str, formula: Formula) -> Mapping[str, object]:
    """What stands in place of the names of a formula: values, with units that have scales."""
    cells = {n: cell for n in formula.needs if (cell := results.cell(case, n))}
    return together({n: (shown(c.value) if isinstance(c.value, tuple) else c.value, c.unit) for n, c in cells.items()})


def _after(formula: Formula) -> str:
    return "" if formula.source.startswith("definition") else formula.source


def _all_rates(results: Results, case: str, formula: Formula) -> str:
    """Every rate at which the flows of a rate of return are worth nothing, of which a formula tells one at most."""
    if not (isinstance(formula.body, Apply) and formula.body.op == "irr"):
        return ""
    names = [arg.name for arg in formula.body.args[:3] if isinstance(arg, Name)]
    flows, opening, periods_per_year = (results.value(case, name) for name in names)
    if not (isinstance(flows, tuple) and isinstance(opening, float) and isinstance(periods_per_year, float)):
        return ""
    found = rates([opening, *flows], 1 / periods_per_year)
    listed = "; ".join(f"{show(100 * rate)} %" for rate in found)
    return (
        f"every rate at which this cash is worth nothing: {listed}"
        if listed
        else "no rate makes this cash worth nothing"
    )


def _followed(results: Results, case: str, name: str) -> tuple[Formula, tuple[str, ...]]:
    """The formula that counts in a case, and why: choices made, and where all that is left is another quantity, that one's."""
    given = results.scenario.case(case).given
    formulas = results.sheet.settled(given).formulas
    formula, reasons = _read(results, case, formulas[name])
    while isinstance(formula.body, Name) and formula.body.name in formulas and formula.body.name not in given:
        formula, more = _read(results, case, formulas[formula.body.name])
        reasons += more
    return formula, reasons


def _read(results: Results, case: str, formula: Formula) -> tuple[Formula, tuple[str, ...]]:
    """A formula with the branches that a case takes, needing only what stands in them or decided for them."""
    values = {n: cell.value for n in formula.needs if (cell := results.cell(case, n))}
    body, decided = taken(without_slack(formula.body), values)
    read = {node.name for tree in (body, *decided) for node in walk(tree) if isinstance(node, Name)}
    needs = tuple(n for n in formula.needs if n in read) if decided else formula.needs
    reasons = tuple(dict.fromkeys(formula_text(replace(formula, body=d)) for d in decided))
    return replace(formula, body=body, needs=needs), reasons


COLUMNS = ("depth", "quantity", "value", "unit", "origin", "formula", "filled", "source", "date", "note")


def as_rows(node: Node) -> tuple[list[str], list[list[object]]]:
    """The tree as a table, a row a number; what stands above is not repeated."""
    return list(COLUMNS), list(_rows(node, 0))


def _rows(node: Node, depth: int) -> Iterator[list[object]]:
    cell = node.cell
    value = shown(cell.value) if isinstance(cell.value, tuple) else cell.value
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


def shown(value: Value) -> str:
    """A value; of a row over periods the first two and the last."""
    if not isinstance(value, tuple):
        return show(value)
    short = (*map(show, value[:2]), f"... {show(value[-1])}") if len(value) > 3 else map(show, value)
    return f"[{', '.join(short)}]"
