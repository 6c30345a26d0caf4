"""One table: a row is an operation, a column is how a target says it.

A new target is a new column; a new operation is a new row. Templates carry the arguments in order and the operation's
binding strength, so that a printed formula has the brackets it needs and no more.

Two rules keep the targets equal. Both branches of `where` are evaluated everywhere, so an argument that may be zero
is guarded too. `ratio` gives no value (None, null, "n/a") over zero; plain division over zero is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from tco.units import Dimensions, multiply

ATOM, PRODUCT, SUM, COMPARISON, BRANCH = 9, 6, 5, 4, 3

Row = Callable[..., Any]
Units = Callable[..., "Dimensions | None"]


class UnitClash(ValueError):
    """Two things of different units were added, compared or chosen between."""


def _same(*units: Dimensions | None) -> Dimensions | None:
    """The common unit of terms; None is a bare 0 or 1 that takes the unit of its partner."""
    known = [u for u in units if u is not None]
    if any(u != known[0] for u in known[1:]):
        raise UnitClash(" against ".join(sorted({spell(u) for u in known})))
    return known[0] if known else None


def _bare(*units: Dimensions | None) -> Dimensions:
    """Exponents, logarithms and their like take and give pure numbers."""
    for u in units:
        if u:
            raise UnitClash(f"{spell(u)} where a pure number is needed")
    return ()


def spell(dims: Dimensions) -> str:
    """Dimensions as a reader writes them: money/hour."""
    top = "*".join(n for n, p in dims for _ in range(max(p, 0))) or "1"
    return top + "".join(f"/{n}" for n, p in dims for _ in range(max(-p, 0)))


def _where(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


def _polars_where(condition: Any, yes: Any, no: Any) -> Any:
    import polars as pl

    def literal(value: Any) -> Any:
        return pl.lit(value) if isinstance(value, str) else value

    return pl.when(condition).then(literal(yes)).otherwise(literal(no))


def _polars_pick(name: str) -> Row:
    def pick(left: Any, right: Any) -> Any:
        import polars as pl

        return getattr(pl, name)(left, right)

    return pick


def _polars_ratio(top: Any, bottom: Any) -> Any:
    import polars as pl

    return pl.when(bottom != 0).then(top / bottom).otherwise(None)


def _running(values: Sequence[float]) -> list[float]:
    sums: list[float] = []
    for value in values:
        sums.append(value + (sums[-1] if sums else 0.0))
    return sums


def _spread(flows: Sequence[float], by_age: Sequence[float]) -> list[float]:
    return [sum(flows[k] * by_age[t - k] for k in range(t + 1)) for t in range(len(flows))]


def _irr(flows: Sequence[float], opening: float, periods_per_year: float, once: float, _start: float) -> float | None:
    """The yearly rate at which flows that turn once are worth nothing: bisection over what a period discounts by."""
    whole = [opening, *flows]
    if None in (*whole, periods_per_year, once) or not once or not min(whole) < 0 < max(whole):
        return None

    def worth(factor: float) -> float:
        value = 0.0
        for flow in reversed(whole):
            value = value * factor + flow
        return value

    low, high = _SMALL_FACTOR, 1.0
    while (worth(low) < 0) == (worth(high) < 0):
        low, high = high, high * 2
        if high > 1 / _SMALL_FACTOR:
            return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if (worth(middle) < 0) == (worth(low) < 0) else (low, middle)
    return float((1 / high) ** periods_per_year - 1)


_SMALL_FACTOR, _HALVINGS = 1e-3, 200


@dataclass(frozen=True)
class Primitive:
    """An operation in every target; `kind` says whether it reads a value, or whole rows of periods, the first `rows`."""

    name: str
    binds: int
    python: Row
    polars: Row
    excel: str
    javascript: str
    text: str
    units: Units
    kind: str = "each"  # each: value by value; reduce: a row to one value; scan: a row to a row
    rows: int = 1


def _p(*row: Any, **extra: Any) -> tuple[str, Primitive]:
    return row[0], Primitive(*row, **extra)


# fmt: off
PRIMITIVES: dict[str, Primitive] = dict([
    # name      binds       python                  polars                      excel                javascript              text                    units
    _p("add",   SUM,        lambda a, b: a + b,     lambda a, b: a + b,         "{0}+{1}",           "{0} + {1}",            "{0} + {1}",            _same),
    _p("sub",   SUM,        lambda a, b: a - b,     lambda a, b: a - b,         "{0}-{1}",           "{0} - {1}",            "{0} - {1}",            _same),
    _p("mul",   PRODUCT,    lambda a, b: a * b,     lambda a, b: a * b,         "{0}*{1}",           "{0} * {1}",            "{0} * {1}",            lambda a, b: multiply(a or (), b or ())),
    _p("div",   PRODUCT,    lambda a, b: a / b,     lambda a, b: a / b,         "{0}/{1}",           "{0} / {1}",            "{0} / {1}",            lambda a, b: multiply(a or (), b or (), -1)),
    _p("lt",    COMPARISON, lambda a, b: a < b,     lambda a, b: a < b,         "{0}<{1}",           "{0} < {1}",            "{0} < {1}",            _same),
    _p("le",    COMPARISON, lambda a, b: a <= b,    lambda a, b: a <= b,        "{0}<={1}",          "{0} <= {1}",           "{0} <= {1}",           _same),
    _p("where", BRANCH,     _where,                 _polars_where,              "IF({0},{1},{2})",   "({0} ? {1} : {2})",    "{1} if {0} else {2}",  lambda _, a, b: _same(a, b)),
    _p("minimum", ATOM,     min,                    _polars_pick("min_horizontal"), "MIN({0},{1})",  "Math.min({0}, {1})",   "min({0}, {1})",        _same),
    _p("maximum", ATOM,     max,                    _polars_pick("max_horizontal"), "MAX({0},{1})",  "Math.max({0}, {1})",   "max({0}, {1})",        _same),
    _p("ceil_exact", ATOM,  lambda a: math.ceil(a) + 0.0, lambda a: a.ceil() + 0.0,  "CEILING({0},1)",    "Math.ceil({0})",       "ceil({0})",            lambda a: a),
    _p("floor_exact", ATOM, lambda a: float(math.floor(a)), lambda a: a.floor(), "(0-CEILING(0-({0}),1))", "Math.floor({0})",      "floor({0})",           lambda a: a),
    _p("power", ATOM,       math.pow,               lambda a, b: a ** b,        "POWER({0},{1})",    "Math.pow({0}, {1})",   "({0})^({1})",          _bare),
    _p("exp",   ATOM,       math.exp,               lambda a: a.exp(),          "EXP({0})",          "Math.exp({0})",        "exp({0})",             _bare),
    _p("log",   ATOM,       math.log,               lambda a: a.log(),          "LN({0})",           "Math.log({0})",        "ln({0})",              _bare),
    _p("log2",  ATOM,       math.log2,              lambda a: a.log(2),         "LOG({0},2)",        "Math.log2({0})",       "log2({0})",            _bare),
    _p("ratio", PRODUCT,    lambda a, b: None if b == 0 else a / b, _polars_ratio, 'IFERROR({0}/{1},"n/a")', "({1} === 0 ? null : {0} / {1})", "{0} / {1}", lambda a, b: multiply(a or (), b or (), -1)),
    # over periods: the argument is always a named quantity, so that it is a row of cells
    _p("total", ATOM,       math.fsum,              lambda a: a.sum(),          "",                  "total({0})",           "total of {0}",         lambda a: a, kind="reduce"),
    _p("last",  ATOM,       lambda a: a[-1],        lambda a: a.last(),         "",                  "{0}[{0}.length - 1]",  "last of {0}",          lambda a: a, kind="reduce"),
    _p("running", ATOM,     _running,               lambda a: a.cum_sum(),      "SUM({0})",          "running({0})",         "running sum of {0}",   lambda a: a, kind="scan"),
    _p("highest", ATOM,     lambda a: [*accumulate(a, max)], lambda a: a.cum_max(), "MAX({0})",          "highest({0})",         "highest {0} so far",   lambda a: a, kind="scan"),
    _p("following", ATOM,   lambda a: [*a[1:], 0.0], lambda a: a.shift(-1).fill_null(0), "",             "following({0})",       "next {0}",             lambda a: a, kind="scan"),
    _p("spread", ATOM,      _spread,                lambda *_: None,                     "",                  "spread({0}, {1}, t)",  "each {0} so far by its age * {1}", lambda a, b: multiply(a or (), b or ()), kind="scan", rows=2),
    _p("irr",   ATOM,       _irr,                   lambda *_: None,                   "",                  "irr({0}, {1}, {2}, {3})", "yearly rate at which {1} and {0} are worth nothing, where {3}", lambda a, b, n, *_: _bare(n) if _same(a, b) else (), kind="reduce"),
    _p("previous", ATOM,    lambda a, f: [f, *a[:-1]], lambda a, f: a.shift(1).fill_null(f), "",     "previous({0}, {1})",   "previous {0}, at first {1}", _same, kind="scan"),
])
# fmt: on
