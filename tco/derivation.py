"""A tree of formulas as a derivation to read: what each number means, how it is made, with values in place of names.

What stands above is not told again: a quantity is named with its value, a source by the first quantity that cites it.
In another language a quantity has its label before its name; formulas and numbers stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tco.doubts import DOUBTFUL
from tco.emit.scaled import with_unit
from tco.explain import Node, shown
from tco.language import ENGLISH, Language
from tco.texts import chopped, columns, wrapped

DEEPEST, MARK = 42, 3  # columns before a line at most, whose first then hold its level


def as_text(node: Node, width: int = 80, language: Language = ENGLISH) -> str:
    """The tree as indented lines that read well at `width` columns and without colour."""
    return "\n".join(_Teller(width, language).lines(node, "", ""))


@dataclass(frozen=True)
class _Teller:
    width: int
    language: Language
    cited: dict[str, str] = field(default_factory=dict)  # source and note -> the quantity that told them

    @property
    def _colon(self) -> str:
        return ": " if self.language.is_english else "："

    def lines(self, node: Node, lead: str, below: str, level: int = 0) -> Iterator[str]:
        """A node and what it was made from; `lead` stands before its head, `below` before what follows."""
        above = f"  {self.language.text('(see above)')}" if node.repeated and node.filled else ""
        label, value = self.language.label(node.name), self._value(node) + above
        head, first, rest = f"{label} {value}".strip(), _within(lead, str(level)), _within(below)
        parts = [label, value] if label and columns(first + head) > self.width else [head]
        lines = [line for part in parts for line in _fitted(part, self.width - len(first))]
        yield from [first + lines[0], *(rest + line for line in lines[1:])]
        if node.repeated:
            return
        inner = _within(below + ("│  " if node.children else "   ")) + " "
        for note in self._notes(node):
            yield from (inner + line for line in _fitted(note, self.width - len(inner)))
        for place, child in enumerate(node.children):
            ends = place == len(node.children) - 1
            joint, under = ("└─ ", "   ") if ends else ("├─ ", "│  ")
            yield from self.lines(child, below + joint, below + under, level + 1)

    def _value(self, node: Node) -> str:
        value, unit = node.cell.value, node.cell.unit
        told = self.language.word(value) if isinstance(value, str) else value
        return f"{node.name} = {with_unit(shown(told) if isinstance(told, tuple) else told, unit)}"

    def _notes(self, node: Node) -> Iterator[str]:
        say = self.language.text
        yield say(node.meaning)
        if node.cell.held:
            yield from self._given(node)
            yield say(f"after {node.cell.until} by its formula")
        if node.filled:
            yield f"= {node.cell.formula}"
            if node.filled != node.cell.formula:
                yield f"= {node.filled}"
            if node.reasons:
                yield f"{say('as')} {', '.join(node.reasons)}"
            if node.after:
                yield f"{say('after')}{self._colon}{say(node.after)}"
            if node.remark:
                yield say(node.remark)
            return
        yield from self._given(node)

    def _given(self, node: Node) -> Iterator[str]:
        cell, say = node.cell, self.language.text
        dated = f" ({cell.date})" if cell.date and cell.date not in cell.source else ""
        sure = f", {say(f'{cell.confidence} confidence')}" if cell.confidence in DOUBTFUL else ""
        source = say(cell.source)
        told = (
            say(cell.origin) if cell.source == cell.origin else f"{say(cell.origin)}{sure}{self._colon}{source}{dated}"
        )
        first = self.cited.setdefault(f"{told}\n{cell.note}", node.name)
        yield told if first == node.name else say(f"{cell.origin}: as {first}")
        if cell.listed and cell.rate:
            yield say(f"listed as {cell.listed}, at {cell.rate}")
        if cell.note and first == node.name:
            yield say(cell.note)
        if cell.origin == "pin" and cell.by_formula is not None:
            yield f"{say('the formula would give')} {shown(cell.where_held(cell.by_formula))}" + (
                "" if cell.held else f"{self._colon}{cell.formula}"
            )


def _within(lead: str, level: str = "") -> str:
    """What stands before a line: of a deep one only the end, after its level.

    >>> _within("│  └─ "), len(_within("│  " * 30)), _within("│  " * 30 + "├─ ", "31")[:9]
    ('│  └─ ', 42, '31 │  │  ')
    """
    return lead if len(lead) <= DEEPEST else level.ljust(MARK) + lead[MARK - DEEPEST :]


def _fitted(text: str, room: int) -> list[str]:
    """A text in lines of at most so many columns."""
    return [text] if columns(text) <= room else [p for line in wrapped(text, room) for p in chopped(line, room)]
