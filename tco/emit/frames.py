"""The sheet in polars: a frame with a row a case, and one with a row a case and period.

Case formulas are columns of the first frame, period formulas of the second; `total` and `last` are a group-by of the
second joined back to the first. Formulas that do not need each other are computed in one call.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any

import polars as pl

from tco.expr import Apply, Expr, Name, Number, walk
from tco.primitives import PRIMITIVES
from tco.sheet import Sheet, over_periods

KEY = "case"
PERIOD = "period"  # the number of a row of periods within its case
PIN = "pin."  # prefix of the column that holds a pinned value, null where the formula is used
FORMULA = "formula."  # prefix of the column that holds what the formula gives beside a pin


def expression(body: Expr, column: Callable[[str], pl.Expr] = pl.col) -> Any:
    """The tree as a polars expression."""
    if isinstance(body, Name):
        return column(body.name)
    if isinstance(body, Number):
        return body.value if isinstance(body.value, str) else float(body.value)
    assert isinstance(body, Apply)
    if body.op == "spread":
        return column(_spread_name(body))
    row = PRIMITIVES[body.op]
    made = row.polars(*(expression(a, column) for a in body.args))
    return made.over(KEY) if row.kind == "scan" else made


@dataclass(frozen=True)
class Frames:
    """Results: a row a case, and a row a case and period."""

    cases: pl.DataFrame
    periods: pl.DataFrame


def waves(sheet: Sheet, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Formulas in batches that do not need each other, in an order that works."""
    depth: dict[str, int] = {}
    for name in names:
        depth[name] = 1 + max((depth.get(n, 0) for n in sheet.formulas[name].needs), default=0)
    ranked = sorted(names, key=lambda n: (depth[n], sheet.level[n]))
    return [tuple(batch) for _, batch in groupby(ranked, key=lambda n: (depth[n], sheet.level[n]))]


def as_column(value: Any) -> pl.Expr:
    """A bare number as a column."""
    return value if isinstance(value, pl.Expr) else pl.lit(value)


def evaluate(
    sheet: Sheet, frame: pl.DataFrame, wanted: Iterable[str], periods: int = 1, among: Collection[str] | None = None,
    shared: Mapping[str, Sequence[float]] = MappingProxyType({}),
) -> Frames:  # fmt: skip
    """All that `wanted` needs, for each row of `frame` (a column a given input, `pin.<quantity>` a column a pin).

    What differs by period is a column of lists, one value for each of `periods`, or a row `shared` by all cases. Inputs
    that a row does not have are null, and so is what needs them. Only what is `among` these names is computed, where they
    are told: what no case needs is then null as well.
    """
    needed = sheet.closure(wanted) if among is None else among
    names = [n for n in sheet.order if n in set(needed)]
    read = dict.fromkeys([*needed, *(n for name in names for n in sheet.formulas[name].needs)])
    absent = [n for n in read if n not in names and n not in frame.columns and n not in shared]
    cases = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(n) for n in absent)
    rows, cases = _rows(cases, periods, shared)
    for batch in waves(sheet, names):
        if sheet.level[batch[0]] == "period":
            rows = _with_spreads(sheet, _with_case_columns(sheet, rows, cases, batch), batch)
            rows = rows.with_columns(_columns(sheet, batch, rows.columns))
        else:
            cases = _with_reductions(sheet, cases, rows, batch).with_columns(_columns(sheet, batch, cases.columns))
            cases = cases.drop([c for c in cases.columns if c.startswith(("total.", "last.", "irr."))])
    return Frames(cases, rows)


def _rows(
    cases: pl.DataFrame, periods: int, shared: Mapping[str, Sequence[float]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A row a case and period, periods fastest, with what is given by period; and the cases without it."""
    lists = [name for name, kind in cases.schema.items() if isinstance(kind, pl.List)]
    index = pl.DataFrame({PERIOD: [float(t) for t in range(1, periods + 1)], **shared})
    rows = cases.select(KEY).join(index, how="cross", maintain_order="left_right")
    return rows.hstack(cases.select(lists).explode(lists) if lists else []), cases.drop(lists)


def given_frame(columns: Mapping[str, Sequence[Any]], sheet: Sheet, periods: int) -> pl.DataFrame:
    """What is given as a frame for `evaluate`: a row of periods is a list, and one value where rows are due fills one."""

    def listed(name: str, values: Sequence[Any]) -> Sequence[Any]:
        rows = sheet.level.get(name.removeprefix(PIN)) == "period"
        return [list(v) if isinstance(v, tuple) else [v] * periods for v in values] if rows else values

    return pl.DataFrame({name: listed(name, values) for name, values in columns.items()}, strict=False)


def _columns(sheet: Sheet, batch: Sequence[str], have: Sequence[str]) -> list[pl.Expr]:
    """The columns of a batch; a pinned quantity keeps what its formula gives under another name."""
    made = []
    for name in batch:
        value = as_column(_reduced(sheet.formulas[name].body))
        if PIN + name in have:
            made += [value.alias(FORMULA + name), pl.coalesce(pl.col(PIN + name), value).alias(name)]
        else:
            made.append(value.alias(name))
    return made


def _reduced(body: Expr) -> Any:
    """The tree with reductions replaced by the columns that were joined for them."""
    if isinstance(body, Apply) and PRIMITIVES[body.op].kind == "reduce":
        return pl.col(f"{body.op}.{body.args[0].name}")  # type: ignore[attr-defined]
    if isinstance(body, Apply) and PRIMITIVES[body.op].kind == "each":
        return PRIMITIVES[body.op].polars(*(_reduced(a) for a in body.args))
    return expression(body)


def _with_case_columns(sheet: Sheet, rows: pl.DataFrame, cases: pl.DataFrame, batch: Sequence[str]) -> pl.DataFrame:
    needed = {n for name in batch for n in sheet.formulas[name].needs if n in cases.columns and n not in rows.columns}
    pins = {PIN + name for name in batch if PIN + name in cases.columns}
    if not needed | pins:
        return rows
    each = pl.int_range(rows.height, eager=True) // (rows.height // cases.height)  # rows stand case by case
    return rows.hstack(cases.select(*sorted(needed | pins))[each])


def _with_reductions(sheet: Sheet, cases: pl.DataFrame, rows: pl.DataFrame, batch: Sequence[str]) -> pl.DataFrame:
    names = sorted({n for name in batch for n in over_periods(sheet.formulas[name])})
    if not names:
        return cases
    cases = _with_rates(sheet, cases, rows, batch)
    whole = {n: _by_case(rows, cases, n) for n in names if rows.schema[n].is_numeric()}
    sums = [row.arr.sum().alias(f"total.{n}") for n, row in whole.items()]
    return cases.hstack([*sums, *(row.arr.last().alias(f"last.{n}") for n, row in whole.items())])


def _by_case(rows: pl.DataFrame, cases: pl.DataFrame, name: str) -> pl.Series:
    """A quantity by period as one row a case."""
    return rows[name].reshape((cases.height, rows.height // cases.height))


def _applied(sheet: Sheet, batch: Sequence[str], operation: str) -> dict[str, Apply]:
    """The uses of an operation in a batch, by the column that holds what it gives."""
    nodes = (node for name in batch for node in walk(sheet.formulas[name].body))
    found = (node for node in nodes if isinstance(node, Apply) and node.op == operation)
    return {
        _spread_name(node) if operation == "spread" else f"{operation}.{_named(node.args[0])}": node for node in found
    }


def _named(arg: Expr) -> str:
    assert isinstance(arg, Name)
    return arg.name


def _spread_name(node: Apply) -> str:
    return f"spread.{_named(node.args[0])}.{_named(node.args[1])}"


def _with_spreads(sheet: Sheet, rows: pl.DataFrame, batch: Sequence[str]) -> pl.DataFrame:
    """Flows by their age, summed over the periods in which anything flows, which are few."""
    made = []
    for name, node in _applied(sheet, batch, "spread").items():
        flows, ages = (_named(arg) for arg in node.args)
        begin = pl.int_range(pl.len()) - (pl.col(PERIOD) - 1).cast(pl.Int64)  # the first row of the case
        value = pl.col(flows) * 0 * pl.col(ages)
        for first in rows.filter(pl.col(flows) != 0)[PERIOD].unique().sort().cast(pl.Int64):
            age = (pl.col(PERIOD).cast(pl.Int64) - first).clip(0)
            term = pl.col(flows).gather(begin + (first - 1)) * pl.col(ages).gather(begin + age)
            value = value + pl.when(pl.col(PERIOD) >= first).then(term).otherwise(0)
        made.append(value.alias(name))
    return rows.with_columns(made)


def _with_rates(sheet: Sheet, cases: pl.DataFrame, rows: pl.DataFrame, batch: Sequence[str]) -> pl.DataFrame:
    """Rates of return, case by case in plain numbers."""
    for column, node in _applied(sheet, batch, "irr").items():
        flows, *rest = (_named(arg) for arg in node.args)
        given = zip(_by_case(rows, cases, flows), *(cases[name] for name in rest), strict=True)
        rates = [PRIMITIVES["irr"].python(row.to_list(), *values) for row, *values in given]
        cases = cases.with_columns(pl.Series(column, rates, dtype=pl.Float64))
    return cases
