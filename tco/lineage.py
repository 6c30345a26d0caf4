"""What is a cell of a report made of? The figures of the run that it sums, ranks or chooses among, told by its own SQL.

A column `y1__sum` beside a column `y1` lists the figures that `y1` adds up, as references: `case:quantity`, or
`case:quantity@period`, with a minus before what is subtracted. The table `values` has them in a column `ref`. Such
columns are not shown; they let a page make the cell anew when a reader changes an input. A column `y1__names` says
what each reference is called, where the cell tells which of them is least.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tco.results import Results
    from tco.whatif.attribute import Difference

MARK, NAMES, FIXED, EFFECT = "__", "names", "fixed", "effect"
ALSO, RATE = "also", "rate"  # in the second currency of the report, and what one currency is of the other
NEAR = 1e-9
Numbers = Sequence[float]
Reference = tuple[str, str]  # case, quantity


def _second(numbers: Numbers) -> float:
    return sorted(numbers)[1] if len(numbers) > 1 else math.nan


NUMBERS: Mapping[str, Callable[[Numbers], float]] = {
    "is": lambda n: n[0],  # the one figure that it is; of several they must be alike
    "sum": math.fsum,
    "min": min,
    "max": max,
    "second": _second,
    "count": len,
    "spread": lambda n: max(n) / min(n),
    "rank": lambda n: 1 + sum(other < n[0] for other in n),  # of the first among all
}
WHICH: Mapping[str, Callable[[Numbers], float]] = {"which_min": min, "which_max": max, "which_second": _second}
VERBS = (*NUMBERS, *WHICH, NAMES, FIXED, EFFECT, ALSO, RATE)


@dataclass(frozen=True)
class Made:
    """How a cell is made: what is done with some figures, and what each is called where that is told."""

    verb: str
    refs: tuple[str, ...]
    names: tuple[str, ...] = ()


def partner(column: str) -> tuple[str, str] | None:
    """The column that a column of references stands beside, and what it does.

    >>> partner("y1__sum"), partner("y1")
    (('y1', 'sum'), None)
    """
    own, mark, verb = column.rpartition(MARK)
    return (own, verb) if mark and verb in VERBS else None


def split(ref: str) -> tuple[str, str, int, float]:
    """Case, quantity, period (0 where it has none) and sign of a reference.

    >>> split("own:net_cash_in_period@3"), split("-own:npv")
    (('own', 'net_cash_in_period', 3, 1.0), ('own', 'npv', 0, -1.0))
    """
    case, _, rest = ref.removeprefix("-").rpartition(":")
    quantity, _, period = rest.partition("@")
    return case, quantity, int(period or 0), -1.0 if ref.startswith("-") else 1.0


def figure(results: Results, ref: str) -> float | None:
    """The figure of the run that a reference means."""
    case, quantity, period, sign = split(ref)
    value = results.value(case, quantity)
    if isinstance(value, tuple):
        value = value[period - 1] if 0 < period <= len(value) else None
    return sign * value if isinstance(value, (int, float)) else None


def holds(made: Made, shown: object, results: Results) -> bool:
    """Whether doing with the figures what is told gives what the cell shows."""
    if made.verb in (FIXED, EFFECT, ALSO, RATE):
        return True
    found = [figure(results, ref) for ref in made.refs]
    numbers = [n for n in found if n is not None]
    if not numbers or (len(numbers) < len(found) and made.verb in WHICH):
        return False
    if made.verb in WHICH:
        place = numbers.index(WHICH[made.verb](numbers))
        return bool(made.names) and made.names[place] == shown
    value = NUMBERS[made.verb](numbers)
    return isinstance(shown, (int, float)) and math.isclose(value, shown, rel_tol=NEAR, abs_tol=NEAR)


def made_of(names: Sequence[str], row: Sequence[Any], place: int, results: Results) -> Made | None:
    """What its SQL says a cell is made of, where doing that gives the cell."""
    beside = {p[1]: row[i] for i, name in enumerate(names) if (p := partner(name)) and p[0] == names[place]}
    called = beside.pop(NAMES, ())
    for verb, refs in beside.items():
        if row[place] is not None and refs:
            made = Made(verb, refs if isinstance(refs, tuple) else (str(refs),), called)
            return made if holds(made, row[place], results) else None
    return None


def one_of(made: Made | None, results: Results) -> Reference | None:
    """The quantity of a case that a cell is, where it is one and no more."""
    if not made or made.verb != "is" or len(made.refs) > 1:
        return None
    case, quantity, period, sign = split(made.refs[0])
    return (case, quantity) if not period and sign > 0 and results.cell(case, quantity) else None


def pairs_of(names: Sequence[str], rows: Sequence[Sequence[Any]], found: Sequence[Difference]) -> tuple[Reference, ...]:
    """The pairs of cases of a table of differences: those with a row, and those that nothing sets apart as yet."""
    if not {"case", "against"} <= set(names):
        return ()
    shown = {(row[names.index("case")], row[names.index("against")]) for row in rows}
    pairs = {(d.case, d.against): bool(d.terms) for d in found}
    return tuple(pair for pair, differ in pairs.items() if pair in shown or not differ)
