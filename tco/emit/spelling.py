"""A tree as text: templates of one column, with the brackets that binding strength asks for and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tco.expr import Apply, Expr, Name, Number
from tco.primitives import ATOM, PRIMITIVES, Primitive

# An argument that stands alone between a bracket or comma and the next needs no brackets of its own.
_ENCLOSED = re.compile(r"(?<=[(,])(\s*)\{(\d)\}(?=[,)])")
# Left operands bind as their operation does; the right ones of - and / must bind more tightly.
_TIGHT_RIGHT = {"sub", "div", "ratio"}


@dataclass(frozen=True)
class Speller:
    """How one target writes names, numbers and operations; `special` may write an operation itself, else None."""

    name: Callable[[str], str]
    number: Callable[[Number], str]
    template: Callable[[Primitive], str]
    special: Callable[[Apply], str | None] = lambda _: None

    def __call__(self, body: Expr) -> str:
        """The tree as text of the target."""
        return self._spell(body)[0]

    def _spell(self, body: Expr) -> tuple[str, int]:
        if isinstance(body, Name):
            return self.name(body.name), ATOM
        if isinstance(body, Number):
            return self.number(body), ATOM
        assert isinstance(body, Apply)
        if (text := self.special(body)) is not None:
            return text, ATOM
        row = PRIMITIVES[body.op]
        template = self.template(row)
        enclosed = {int(found[2]) for found in _ENCLOSED.finditer(template)}
        args = [self._argument(row, place, arg, place in enclosed) for place, arg in enumerate(body.args)]
        return template.format(*args), ATOM if template.endswith(")") else row.binds

    def _argument(self, row: Primitive, place: int, arg: Expr, enclosed: bool) -> str:
        text, binds = self._spell(arg)
        needed = row.binds + 1 if place and row.name in _TIGHT_RIGHT else row.binds
        return text if enclosed or binds >= needed else f"({text})"
