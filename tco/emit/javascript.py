"""The sheet as a script: one function that a page calls again whenever a reader moves a slider.

    compute(given, periods) -> {quantity: number, text, null, or a row of numbers}

What is given is not computed, so a formula's name among the given is a pin, as in every other target.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from tco.emit.spelling import Speller
from tco.expr import Apply, Name, Number
from tco.primitives import PRIMITIVES
from tco.sheet import Sheet

PRELUDE = """\
const total = row => row.reduce((sum, x) => sum + x, 0);
const running = row => { let sum = 0; return row.map(x => sum += x); };
const previous = (row, first) => [first, ...row.slice(0, -1)];
"""


def _number(leaf: Number) -> str:
    return json.dumps(leaf.value)


def _speller(sheet: Sheet, period: bool) -> Speller:
    def name(quantity: str) -> str:
        return f"q.{quantity}" + ("[t]" if period and sheet.level[quantity] == "period" else "")

    def special(node: Apply) -> str | None:
        row = PRIMITIVES[node.op]
        if row.kind == "each":
            return None
        whole, *rest = node.args
        assert isinstance(whole, Name)
        text = row.javascript.format(f"q.{whole.name}", *(speller(a) for a in rest))
        return f"{text}[t]" if row.kind == "scan" else text

    speller = Speller(name, _number, lambda p: p.javascript, special)
    return speller


def script(sheet: Sheet, wanted: Iterable[str], given: Iterable[str] = ()) -> str:
    """The source of `compute` for all that `wanted` needs; `given` names what every caller will give."""
    lines = []
    needed = sheet.closure(wanted, given)
    for name in needed:
        if name not in sheet.formulas:
            continue
        period = sheet.level[name] == "period"
        body = _speller(sheet, period)(sheet.formulas[name].body)
        value = f"periods.map((_, t) => {body})" if period else body
        lines.append(f"  if (!(\"{name}\" in given)) q.{name} = {value};")
    index = "  q.period_index = periods.map((_, t) => t + 1);\n" if "period_index" in needed else ""
    return (
        PRELUDE
        + "function compute(given, count) {\n  const q = {...given}, periods = Array(count).fill(0);\n"
        + index
        + "\n".join(lines)
        + "\n  return q;\n}\n"
    )
