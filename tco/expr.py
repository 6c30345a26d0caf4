"""What a formula may hold: names, numbers, exact conversions, and the operations of the table in `primitives`.

An expression is a tree of `Name`, `Number` and `Apply`, which every emitter walks with one column of that table. On plain
numbers the operations compute. What cannot be carried to every target is refused here, with the rewrite in the message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, Self

from tco.errors import TraceError
from tco.primitives import PRIMITIVES

REWRITES = {
    "__bool__": "no truth value while tracing: write where(condition, a, b) for if/else, minimum(a, b) for min(), "
    "maximum(a, b) for max(), a product of 0/1 quantities for and/or",
    "__eq__": "== and != compare floats: write where(a < b, ...) or where(a <= b, ...)",
    "__float__": "math.* takes floats: import exp, log, power, ceil, floor from tco.expr",
    "__round__": "round() hides where a figure was rounded: write ceil(x) or floor(x)",
    "__iter__": "a quantity is one number: write total(x), running(x), previous(x, first) or last(x) over periods",
    "__mod__": "% and // differ between targets: write x - floor(x / y) * y",
    "__abs__": "abs() is not carried: write maximum(x, 0 - x)",
}


class Constant(float):
    """An exact conversion with a name and a unit, the only number besides 0, 1 and 2 that a formula may hold."""

    name: str
    unit: str

    def __new__(cls, value: float, name: str, unit: str) -> Self:
        made = super().__new__(cls, value)
        made.name, made.unit = name, unit
        return made


SECONDS_PER_HOUR = Constant(3600.0, "SECONDS_PER_HOUR", "s/hour")
SECONDS_PER_DAY = Constant(86400.0, "SECONDS_PER_DAY", "s/day")
HOURS_PER_DAY = Constant(24.0, "HOURS_PER_DAY", "hour/day")
MONTHS_PER_YEAR = Constant(12.0, "MONTHS_PER_YEAR", "month/year")
MONTHS_IN_A_YEAR = Constant(12.0, "MONTHS_IN_A_YEAR", "month")
MONTHS_IN_A_QUARTER = Constant(3.0, "MONTHS_IN_A_QUARTER", "month")
TOKENS_PER_MTOK = Constant(1e6, "TOKENS_PER_MTOK", "1/Mtok")
WATTS_PER_KILOWATT = Constant(1000.0, "WATTS_PER_KILOWATT", "W/kW")
BYTES_PER_GB = Constant(1e9, "BYTES_PER_GB", "byte/GB")
BYTES_PER_TRANSFER = Constant(8.0, "BYTES_PER_TRANSFER", "byte")  # a memory channel is 64 bits wide
FLOP_PER_WEIGHT = Constant(
    2.0, "FLOP_PER_WEIGHT", "FLOP"
)  # one multiplication and one addition per token and parameter
ROUNDING_TOLERANCE = Constant(1e-9, "ROUNDING_TOLERANCE", "1")
CONSTANTS = {name: known for name, known in tuple(globals().items()) if isinstance(known, Constant)}


class Expr:
    """A traced expression. Arithmetic and comparison build larger ones; everything else is refused."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __add__(self, other: Any) -> Expr:
        return node("add", self, other)

    def __radd__(self, other: Any) -> Expr:
        return node("add", other, self)

    def __sub__(self, other: Any) -> Expr:
        return node("sub", self, other)

    def __rsub__(self, other: Any) -> Expr:
        return node("sub", other, self)

    def __mul__(self, other: Any) -> Expr:
        return node("mul", self, other)

    def __rmul__(self, other: Any) -> Expr:
        return node("mul", other, self)

    def __truediv__(self, other: Any) -> Expr:
        return node("div", self, other)

    def __rtruediv__(self, other: Any) -> Expr:
        return node("div", other, self)

    def __pow__(self, other: Any) -> Expr:
        return node("power", self, other)

    def __rpow__(self, other: Any) -> Expr:
        return node("power", other, self)

    def __neg__(self) -> Expr:
        return node("sub", 0, self)

    def __lt__(self, other: Any) -> Expr:
        return node("lt", self, other)

    def __le__(self, other: Any) -> Expr:
        return node("le", self, other)

    def __gt__(self, other: Any) -> Expr:
        return node("lt", other, self)

    def __ge__(self, other: Any) -> Expr:
        return node("le", other, self)


def _refusal(method: str, rewrite: str) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        raise TraceError(rewrite)

    refuse.__name__ = method
    return refuse


for _method, _alias in {
    "__bool__": "__bool__", "__eq__": "__eq__", "__ne__": "__eq__", "__float__": "__float__", "__int__": "__float__",
    "__index__": "__float__", "__ceil__": "__float__", "__floor__": "__float__", "__round__": "__round__",
    "__iter__": "__iter__", "__len__": "__iter__", "__getitem__": "__iter__", "__contains__": "__iter__",
    "__mod__": "__mod__", "__rmod__": "__mod__", "__floordiv__": "__mod__", "__rfloordiv__": "__mod__",
    "__abs__": "__abs__",
}.items():  # fmt: skip
    setattr(Expr, _method, _refusal(_method, REWRITES[_alias]))


@dataclass(frozen=True, eq=False)
class Name(Expr):
    """A quantity, by name."""

    name: str


@dataclass(frozen=True, eq=False)
class Number(Expr):
    """A number or a fixed text written in a formula; `name` and `unit` where it is an exact conversion."""

    value: float | str
    name: str = ""
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Apply(Expr):
    """An operation of the table on its arguments."""

    op: str
    args: tuple[Expr, ...]


def lift(value: Any) -> Expr:
    """A value as a leaf of the tree."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, Constant):
        return Number(float(value), value.name, value.unit)
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        return Number(value)
    raise TraceError(f"a formula holds {value!r}: only quantities, numbers and fixed texts can be carried")


def node(op: str, *args: Any) -> Apply:
    """An operation as a tree."""
    return Apply(op, tuple(lift(a) for a in args))


def apply(op: str, *args: Any) -> Any:
    """The operation on numbers gives a number; on anything traced it gives a tree."""
    if any(isinstance(a, Expr) for a in args):
        return node(op, *args)
    return PRIMITIVES[op].python(*args)


def where(condition: Any, yes: Any, no: Any) -> Any:
    """`yes` where the condition holds, else `no`. Both are evaluated: guard their arguments too."""
    return apply("where", condition, yes, no)


def minimum(left: Any, right: Any) -> Any:
    """The smaller of two."""
    return apply("minimum", left, right)


def maximum(left: Any, right: Any) -> Any:
    """The larger of two."""
    return apply("maximum", left, right)


def ratio(top: Any, bottom: Any) -> Any:
    """top / bottom, and no value where the bottom is zero. The last step of a formula, never inside another."""
    return apply("ratio", top, bottom)


def ceil(value: Any) -> Any:
    """Up to a whole number, forgiving 1e-9, so that 3.0000000000000004 servers are three in every target.

    >>> ceil(900 * 1.1 / 330)
    3.0
    """
    return apply("ceil_exact", value - ROUNDING_TOLERANCE)


def floor(value: Any) -> Any:
    """Down to a whole number, forgiving 1e-9."""
    return apply("floor_exact", value + ROUNDING_TOLERANCE)


def power(base: Any, exponent: Any) -> Any:
    """base to the exponent; pure numbers only."""
    return apply("power", base, exponent)


def exp(value: Any) -> Any:
    """e to the value."""
    return apply("exp", value)


def log(value: Any) -> Any:
    """Natural logarithm."""
    return apply("log", value)


def log2(value: Any) -> Any:
    """Logarithm to base 2."""
    return apply("log2", value)


def _over_periods(op: str, row: Any, *rest: Any) -> Any:
    if isinstance(row, Expr) and not isinstance(row, Name):
        raise TraceError(f"{op}() needs a named quantity, so that it is a row of cells: give the sum or product a name")
    return apply(op, row, *rest)


def total(row: Any) -> Any:
    """The sum of a quantity over all periods; brings it back to the case."""
    return _over_periods("total", row)


def last(row: Any) -> Any:
    """The value in the last period; brings it back to the case."""
    return _over_periods("last", row)


def running(row: Any) -> Any:
    """The sum from the first period to this one."""
    return _over_periods("running", row)


def previous(row: Any, first: Any) -> Any:
    """The value one period ago, and `first` in the first period."""
    return _over_periods("previous", row, first)


def following(row: Any) -> Any:
    """The value one period on, and 0 after the last."""
    return _over_periods("following", row)


def highest(row: Any) -> Any:
    """The largest value from the first period to this one."""
    return _over_periods("highest", row)


def spread(flows: Any, by_age: Any) -> Any:
    """Each flow so far times what its age gives: `by_age` in period 1 is for what began in this period, and so on."""
    if isinstance(by_age, Expr) and not isinstance(by_age, Name):
        raise TraceError("spread() needs two named quantities, so that each is a row of cells")
    return _over_periods("spread", flows, by_age)


def irr(flows: Any, opening: Any, periods_per_year: Any, once: Any, start: Any) -> Any:
    """The yearly rate at which `opening` and the flows after it are worth nothing; no value where there is none.

    `once` is 1 for flows that turn from one sign to the other once, else 0; `start` is the growth of a period from which a
    spreadsheet begins its search. The last step of a formula, never inside another.
    """
    return _over_periods("irr", flows, opening, periods_per_year, once, start)


def walk(body: Expr) -> Iterator[Expr]:
    """Every node of a tree, leaves included."""
    yield body
    if isinstance(body, Apply):
        for arg in body.args:
            yield from walk(arg)
