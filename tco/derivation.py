"""A tree of formulas as a derivation to read: what each number means, how it is made, with values in place of names.

What stands above is not told again: a quantity is named with its value, a source by the first quantity that cites it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tco.doubts import DOUBTFUL
from tco.emit.scaled import with_unit
from tco.emit.text import show
from tco.explain import Node, shown
from tco.texts import wrapped

LEAST = 30  # columns for a text, however deep


def as_text(node: Node, width: int = 80) -> str:
    """The tree as indented lines that read well at `width` columns and without colour."""
    return "\n".join(_Teller(width).lines(node, "", ""))


@dataclass(frozen=True)
class _Teller:
    width: int
    cited: dict[str, str] = field(default_factory=dict)  # source and note -> the quantity that told them

    def lines(self, node: Node, lead: str, below: str) -> Iterator[str]:
        unit, value = node.cell.unit, node.cell.value
        text = with_unit(shown(value) if isinstance(value, tuple) else value, unit)
        yield f"{lead}{node.name} = {text}" + ("  (see above)" if node.repeated and node.filled else "")
        if node.repeated:
            return
        for note in self._notes(node):
            yield from _wrapped(note, below + ("│ " if node.children else "  ") + "  ", self.width)
        for place, child in enumerate(node.children):
            ends = place == len(node.children) - 1
            joint, under = ("└─ ", "   ") if ends else ("├─ ", "│  ")
            yield from self.lines(child, below + joint, below + under)

    def _notes(self, node: Node) -> Iterator[str]:
        yield node.meaning
        if node.filled:
            yield f"= {node.cell.formula}"
            if node.filled != node.cell.formula:
                yield f"= {node.filled}"
            if node.reasons:
                yield f"as {', '.join(node.reasons)}"
            if node.after:
                yield f"after: {node.after}"
            return
        yield from self._given(node)

    def _given(self, node: Node) -> Iterator[str]:
        cell = node.cell
        dated = f" ({cell.date})" if cell.date and cell.date not in cell.source else ""
        sure = f", {cell.confidence} confidence" if cell.confidence in DOUBTFUL else ""
        told = cell.origin if cell.source == cell.origin else f"{cell.origin}{sure}: {cell.source}{dated}"
        first = self.cited.setdefault(f"{told}\n{cell.note}", node.name)
        yield told if first == node.name else f"{cell.origin}: as {first}"
        if cell.listed and cell.rate:
            yield f"listed as {cell.listed}, at {cell.rate}"
        if cell.note and first == node.name:
            yield cell.note
        if cell.origin == "pin" and cell.by_formula is not None:
            yield f"the formula would give {show(cell.by_formula)}: {cell.formula}"


def _wrapped(text: str, lead: str, width: int) -> Iterator[str]:
    for line in wrapped(text, max(width - len(lead), LEAST)):
        yield lead + line
