"""Many cases over many periods: what does not vary is computed once, the rest in parts that fit in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from tco.emit import frames, python
from tco.expr import Name, walk
from tco.sheet import Sheet

AT_ONCE = 4000  # cases in one part: some hundred columns of 4,000 x 60 rows are a few hundred megabytes


def review(
    sheet: Sheet,
    fixed: Mapping[str, Any],
    varied: pl.DataFrame,
    wanted: Sequence[str],
    periods: int,
    at_once: int = AT_ONCE,
) -> pl.DataFrame:
    """A row a case of `varied`, with the quantities `wanted` that have one value a case.

    `fixed` is given for all cases, a tuple a row of periods; each column of `varied` is an input or a pin.
    """
    given = {**fixed, **dict.fromkeys(varied.columns)}
    sheet = sheet.settled(fixed, varied.columns)
    sheet.require(wanted, given, "review")
    varying = _varying(sheet, wanted, given, varied.columns)
    read = {n.name for name in varying for n in walk(sheet.formulas[name].body) if isinstance(n, Name)}
    settled = sorted(({*wanted} | read) - set(varying) - set(varied.columns))
    once = python.evaluate(sheet, fixed, settled, periods)
    rows = {n: once[n] for n in settled if sheet.level[n] == "period"}
    rows |= {frames.PIN + n: fixed[n] for n in varying if n in fixed}  # in their closed periods they stay
    values = [pl.lit(once[n], dtype=pl.Float64).alias(n) for n in settled if n not in rows]
    parts = (varied[start : start + at_once] for start in range(0, varied.height, at_once))
    made = (_part(sheet, part.with_columns(values), varying, rows, periods) for part in parts)
    return varied.hstack(pl.concat(part.select(wanted) for part in made))


def _part(
    sheet: Sheet, part: pl.DataFrame, varying: Sequence[str], rows: Mapping[str, Sequence[float]], periods: int
) -> pl.DataFrame:
    keyed = part.with_columns(pl.int_range(pl.len()).alias(frames.KEY))
    return frames.evaluate(sheet, keyed, varying, periods, varying, rows).cases


def _varying(sheet: Sheet, wanted: Sequence[str], given: Mapping[str, Any], varied: Sequence[str]) -> list[str]:
    """The formulas that what varies reaches, in order."""
    return list(_reached(sheet, sheet.closure(wanted, given), given, set(varied)))


def _reached(sheet: Sheet, names: Sequence[str], given: Mapping[str, Any], moving: set[str]) -> Iterator[str]:
    fixed = sheet.fixed(given)
    for name in names:
        if name in sheet.formulas and name not in fixed and moving & set(sheet.formulas[name].needs):
            moving.add(name)
            yield name
