"""The sheet in polars: a frame with a row a case, and one with a row a case and period.

Case formulas are columns of the first frame, period formulas of the second; `total` and `last` are a group-by of the
second joined back to the first. Formulas that do not need each other are computed in one call.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from tco.expr import Apply, Expr, Name, Number
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


def _as_column(value: Any) -> pl.Expr:
    return value if isinstance(value, pl.Expr) else pl.lit(value)


def evaluate(
    sheet: Sheet, frame: pl.DataFrame, wanted: Iterable[str], periods: int = 1, among: Collection[str] | None = None
) -> Frames:
    """All that `wanted` needs, for each row of `frame` (a column a given input, `pin.<quantity>` a column a pin).

    What differs by period is a column of lists, one value for each of `periods`. Inputs that a row does not have are
    null, and so is what needs them. Only what is `among` these names is computed, where they are told: what no case needs
    is then null as well.
    """
    needed = sheet.closure(wanted) if among is None else among
    names = [n for n in sheet.order if n in set(needed)]
    read = dict.fromkeys([*needed, *(n for name in names for n in sheet.formulas[name].needs)])
    absent = [n for n in read if n not in names and n not in frame.columns]
    cases = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(n) for n in absent)
    lists = [name for name, kind in cases.schema.items() if isinstance(kind, pl.List)]
    numbers = pl.lit([float(t) for t in range(1, periods + 1)]).alias(PERIOD)
    rows = cases.select(KEY, numbers, *lists).explode(PERIOD, *lists)
    cases = cases.drop(lists)
    for batch in waves(sheet, names):
        if sheet.level[batch[0]] == "period":
            rows = _with_case_columns(sheet, rows, cases, batch)
            rows = rows.with_columns(_columns(sheet, batch, rows.columns))
        else:
            cases = _with_reductions(sheet, cases, rows, batch).with_columns(_columns(sheet, batch, cases.columns))
            cases = cases.drop([c for c in cases.columns if c.startswith(("total.", "last."))])
    return Frames(cases, rows)


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
        value = _as_column(_reduced(sheet.formulas[name].body))
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
    return rows.join(cases.select(KEY, *sorted(needed | pins)), on=KEY, how="left", maintain_order="left")


def _with_reductions(sheet: Sheet, cases: pl.DataFrame, rows: pl.DataFrame, batch: Sequence[str]) -> pl.DataFrame:
    names = sorted({n for name in batch for n in over_periods(sheet.formulas[name])})
    if not names:
        return cases
    sums = [pl.col(n).sum().alias(f"total.{n}") for n in names] + [pl.col(n).last().alias(f"last.{n}") for n in names]
    return cases.join(rows.group_by(KEY, maintain_order=True).agg(sums), on=KEY, how="left", maintain_order="left")
