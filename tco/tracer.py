"""The tracer: call a formula with names instead of numbers and keep what it does.

    trace(cost_per_second)   ->  Formula(name, needs, body, unit, ...)

What the formula means, its unit and its source are read from its docstring.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tco.errors import TraceError
from tco.expr import Expr, Name, lift


@dataclass(frozen=True)
class Formula:
    """A traced formula: what it makes, what it needs, how, in which unit, after which source."""

    name: str
    needs: tuple[str, ...]
    body: Expr
    unit: str
    meaning: str
    paper: str
    source: str
    chapter: str
    function: Callable[..., Any]


_UNIT = re.compile(r"^Unit: (.+)$", re.MULTILINE)
_SOURCE = re.compile(r"^Source: (.+?)(?:\n\n|\n>>>|\Z)", re.MULTILINE | re.DOTALL)


def trace(function: Callable[..., Any]) -> Formula:
    """Trace one formula; TraceError names the formula and the rewrite."""
    name, needs = function.__name__, tuple(inspect.signature(function).parameters)
    try:
        body: Expr = lift(function(**{n: Name(n) for n in needs}))
    except TraceError as refused:
        raise TraceError(f"{function.__module__}.{name}: {refused}") from None
    doc = inspect.getdoc(function) or ""
    unit, source = _UNIT.search(doc), _SOURCE.search(doc)
    if not unit or not source:
        raise TraceError(f"{function.__module__}.{name}: the docstring needs the lines 'Unit: ...' and 'Source: ...'")
    paper = "\n".join(line.strip() for line in doc.split("\n") if line.startswith("    "))
    return Formula(
        name, needs, body, unit[1].strip(), doc.split("\n\n")[0].replace("\n", " "), paper,
        " ".join(source[1].split()), function.__module__.rsplit(".", 1)[-1], function,
    )  # fmt: skip
