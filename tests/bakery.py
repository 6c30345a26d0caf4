"""A small textbook with every kind of operation, for tests of sweeps: a shop that bakes."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import polars as pl

from tco.emit import frames
from tco.expr import ceil, exp, floor, log, maximum, minimum, power, ratio, where
from tco.formulas.inputs import Input
from tco.sheet import Sheet
from tco.tracer import trace
from tco.whatif.sweep import Sweep, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable


def dough(flour, water):
    """Unit: count

    Source: test
    """
    return flour + water


def batches(dough, oven):
    """Unit: count

    Source: test
    """
    return ceil(dough / oven)


def heat(oven, hours):
    """Unit: count

    Source: test
    """
    return power(oven, 1 / 2) * hours + exp(0 - hours) + log(1 + oven)


def loaves(dough, batches, loss):
    """Unit: count

    Source: test
    """
    return floor(dough * (1 - loss)) * minimum(batches, 3)


def spent(flour, price, heat, staff, hours):
    """Unit: count

    Source: test
    """
    return flour * price / 10 + maximum(heat, 2) + staff * hours


def cost_per_loaf(spent, loaves):
    """Unit: count

    Source: test
    """
    return ratio(spent, loaves)


def spare(oven, dough, loss):
    """Unit: count

    Source: test
    """
    return oven * 3 - dough - loss


def room(spare):
    """Unit: count

    Source: test
    """
    return where(0 <= spare, 1, 0)


def crew(staff, hours):
    """Unit: count

    Source: test
    """
    return where(staff * hours < 30, 1, 0)


def mood(crew, room):
    """Unit: text

    Source: test
    """
    return where(crew + room < 2, "cramped", "well")


def per_hour(loaves, hours):
    """Unit: count

    Source: test
    """
    return loaves / hours


NAMES = ["flour", "water", "oven", "hours", "loss", "price", "staff", "colour"]
MADE = [dough, batches, heat, loaves, spent, cost_per_loaf, spare, room, crew, mood, per_hour]
SHOP = Sheet({f.__name__: trace(f) for f in MADE}, {n: Input(n, "count", n) for n in NAMES})
FIXED = {"flour": 7.0, "water": 5.0, "oven": 4.0, "hours": 3.0, "loss": 0.1, "price": 2.0, "staff": 2.0, "colour": 1.0}


ORDERED = {
    "mill": pl.DataFrame({"mill": ["old", "new"], "price": [3.0, 2.0]}),
    "flour": [3, 7, 12, 15],
    "oven": [4, 8, 6],
}


def given_beside(axes: dict[str, Any]) -> dict[str, float]:
    """What stays fixed beside the axes."""
    brought = {
        q for name, points in axes.items() for q in (points.columns if isinstance(points, pl.DataFrame) else [name])
    }
    return {n: v for n, v in FIXED.items() if n not in brought}


def shop_sweep(axes: dict[str, Any], **asked: Any) -> Sweep:
    """A sweep of the shop over `axes`, all else as fixed."""
    return prepare(SHOP, given_beside(axes), axes, **asked)


def every_case(given: dict[str, float], axes: dict[str, Any], wanted: Iterable[str]) -> pl.DataFrame:
    """The plain reading of the whole grid, the last axis fastest, as a spreadsheet would list it."""
    points = [p.to_dicts() if isinstance(p, pl.DataFrame) else [{n: float(v)} for v in p] for n, p in axes.items()]
    rows = [{**given, **{k: v for point in case for k, v in point.items()}} for case in product(*points)]
    listed = pl.DataFrame(rows).rename(lambda c: frames.PIN + c if c in SHOP.formulas else c)
    cases = frames.evaluate(SHOP, listed.with_row_index(frames.KEY), wanted).cases
    return cases.with_columns(
        pl.col(c).alias(c.removeprefix(frames.PIN)) for c in cases.columns if c.startswith(frames.PIN)
    )
