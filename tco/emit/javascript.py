"""The sheet as a script: one function that a page calls again whenever a reader moves a slider.

    FORMULAS = {quantity: q => value}      in the order in which they are computed; q holds what stands before
    compute(given, count) -> {quantity: number, text, null, or a row of `count` numbers}

What is given is not computed, so a formula's name among the given is a pin, as in every other target; in the periods in
which such a row holds nothing, the formula counts. What lacks an
input, divides by zero, or builds on such a value is null: inside the function it is NaN, which spreads by itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from tco.emit.spelling import Speller
from tco.expr import Apply, Name, Number
from tco.primitives import PRIMITIVES
from tco.sheet import Sheet

PRELUDE = """\
const total = row => row.reduce((sum, x) => sum + x, 0);
const running = row => { let sum = 0; return row.map(x => sum += x); };
const previous = (row, first) => [first, ...row.slice(0, -1)];
const highest = row => { let top = -Infinity; return row.map(x => top = Math.max(top, x)); };
const following = row => [...row.slice(1), 0];
const spread = (flows, byAge, t) => { let sum = 0; for (let k = 0; k <= t; k++) sum += flows[k] * byAge[t - k]; return sum; };
function irr(flows, opening, periodsPerYear, once) {
  const whole = [opening, ...flows], worth = factor => whole.reduceRight((value, flow) => value * factor + flow, 0);
  if (!once || !whole.every(Number.isFinite) || !(Math.min(...whole) < 0 && 0 < Math.max(...whole))) return NaN;
  let low = 1e-3, high = 1;
  while ((worth(low) < 0) === (worth(high) < 0)) { [low, high] = [high, high * 2]; if (high > 1e3) return NaN; }
  for (let turn = 0; turn < 200; turn++) {
    const middle = (low + high) / 2;
    if ((worth(middle) < 0) === (worth(low) < 0)) low = middle; else high = middle;
  }
  return Math.pow(1 / high, periodsPerYear) - 1;
}
const row = (x, count) => Array.isArray(x) ? x.map(missing) : Array(count).fill(missing(x));
const givesWay = x => Array.isArray(x) && x.some(y => y === null || Number.isNaN(y));
const orMade = (pin, made) => pin.map((x, t) => Number.isNaN(x) ? made[t] : x);
const missing = x => x === null || x === undefined ? NaN : x;
const known = x => Array.isArray(x) ? x.map(known) : typeof x !== "number" || Number.isFinite(x) ? x : null;
"""
COMPUTE = """\
const ROWS = {rows};
const FORMULAS = {{
{lines}
}};
function compute(given, count) {{
  const q = {{}}, periods = Array(count).fill(0);
  for (const name in given) q[name] = missing(given[name]);
  for (const name of ROWS) if (name in q) q[name] = row(q[name], count);
  for (const name in FORMULAS)
    if (!(name in q)) q[name] = FORMULAS[name](q, periods);
    else if (givesWay(q[name])) q[name] = orMade(q[name], FORMULAS[name](q, periods));
  for (const name in q) q[name] = known(q[name]);
  return q;
}}
"""


def _number(leaf: Number) -> str:
    return json.dumps(leaf.value)


def _speller(sheet: Sheet, period: bool, once: dict[str, str]) -> Speller:
    """How a formula is spelled. What it makes of whole rows, the same in every period, is kept in `once` under a name."""

    def name(quantity: str) -> str:
        return f"q.{quantity}" + ("[t]" if period and sheet.level[quantity] == "period" else "")

    def special(node: Apply) -> str | None:
        row = PRIMITIVES[node.op]
        if row.kind == "each":
            return None
        rows = [f"q.{arg.name}" for arg in node.args[: row.rows] if isinstance(arg, Name)]
        text = row.javascript.format(*rows, *(speller(a) for a in node.args[row.rows :]))
        if period and "[t]" not in text and not text.endswith(", t)"):
            text = once.setdefault(text, f"row{len(once)}")
        return f"{text}[t]" if row.kind == "scan" and not text.endswith(", t)") else text

    speller = Speller(name, _number, lambda p: p.javascript, special)
    return speller


def _line(sheet: Sheet, name: str) -> str:
    """The function that makes one quantity of those before it."""
    if name not in sheet.formulas:
        return _nothing(name)
    period, once = sheet.level[name] == "period", dict[str, str]()
    value = f"missing({_speller(sheet, period, once)(sheet.formulas[name].body)})"
    if not period:
        return f"  {name}: q => {value},"
    every = f"periods.map((_, t) => {value})"
    kept = "".join(f"const {row} = {text}; " for text, row in once.items())
    return f"  {name}: (q, periods) => " + (f"{{ {kept}return {every}; }}," if kept else f"{every},")


def _nothing(name: str) -> str:
    """A row of what nobody gives or makes: a branch that is not taken may still name it."""
    return f"  {name}: (q, periods) => periods.map(() => NaN),"


def script(sheet: Sheet, wanted: Iterable[str], given: Iterable[str] = (), among: Collection[str] | None = None) -> str:
    """The source of `compute` for all that `wanted` needs; `given` names what every caller will give.

    Only what is `among` these names is computed, where they are told: what else a formula reads is no number.
    """
    whole = sheet.closure(wanted, given)
    needed = [n for n in whole if among is None or n in among]
    rows = [n for n in needed if sheet.level[n] == "period"]
    made = [n for n in needed if n in sheet.formulas or n in rows]
    lines = [_nothing(n) for n in whole if n not in needed and sheet.level[n] == "period"]
    lines += [_line(sheet, name) for name in made]
    return PRELUDE + COMPUTE.format(rows=json.dumps(rows), lines="\n".join(lines))
