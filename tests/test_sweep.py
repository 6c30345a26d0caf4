"""A sweep gives what the plain reading gives for every case of the grid, whatever the order in which axes are joined."""

from __future__ import annotations

import math
import pickle
import random
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from bakery import FIXED, ORDERED, SHOP, every_case, given_beside, shop_sweep
from polars.testing import assert_frame_equal

from tco.errors import InputError
from tco.whatif.joining import Order
from tco.whatif.sweep import Best, combine, partition, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def best_rows(cases: pl.DataFrame, best: Best, conditions: Iterable[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The first row of each group that is as good as the best feasible one, to 1e-12."""
    value = (lambda row: -row[best.by]) if best.largest else (lambda row: row[best.by])
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in cases.iter_rows(named=True):
        if row[best.by] is not None and math.isfinite(row[best.by]) and all(row[c] > 0 for c in conditions):
            groups.setdefault(tuple(row[a] for a in best.groups), []).append(row)
    least = {group: min(map(value, rows)) for group, rows in groups.items()}
    near = {group: least[group] + abs(least[group]) * 1e-12 for group in groups}
    return {group: next(row for row in rows if value(row) <= near[group]) for group, rows in groups.items()}


def check(found: pl.DataFrame, cases: pl.DataFrame, best: Best, conditions: Iterable[str]) -> None:
    """Each group's row is the best one of the plain reading, and empty where no case is feasible."""
    expected = best_rows(cases, best, conditions)
    assert (
        found.select(best.groups).rows() == cases.select(best.groups).unique(maintain_order=True).rows()
        or not best.groups
    )
    for row in found.iter_rows(named=True):
        group = tuple(row[a] for a in best.groups)
        known = expected.get(group) or dict.fromkeys(found.columns) | dict(zip(best.groups, group, strict=True))
        assert row == {name: known[name] for name in row}


def random_axes(dice: random.Random) -> dict[str, Any]:
    """Some axes in some order; now and then several quantities come together under a label."""
    choices: dict[str, Callable[[], Any]] = {
        "flour": lambda: [0, 3, 7, 12, 20], "water": lambda: [1, 5, 9], "oven": lambda: [2, 4, 8], "hours": lambda: [1, 3, 9, 12],
        "loss": lambda: [0, 0.1, 1], "staff": lambda: [0, 2, 4], "colour": lambda: [1, 2],
        "loaves": lambda: [0, 10, 25], "room": lambda: [0, 1],
        "mill": lambda: pl.DataFrame({"mill": ["old", "new"], "price": [3.0, 2.0], "loss": [0.0, 0.3]}),
    }  # fmt: skip
    names = dice.sample(sorted(choices), dice.randint(1, 5))
    if "mill" in names and "loss" in names:
        names.remove("loss")
    axes = {name: choices[name]() for name in names}
    return {n: p if isinstance(p, pl.DataFrame) else dice.sample(p, dice.randint(1, len(p))) for n, p in axes.items()}


@pytest.mark.parametrize("seed", range(60))
def test_the_best_case_of_each_group_is_that_of_the_plain_reading(seed):
    dice = random.Random(seed)
    axes = random_axes(dice)
    per = dice.sample(sorted(axes), dice.randint(0, min(2, len(axes))))
    best = Best(dice.choice(["cost_per_loaf", "per_hour", "spent", "spare", "staff"]), per, largest=dice.random() < 0.5)
    conditions = dice.sample(["room", "crew", "spare"], dice.randint(0, 2))
    memory = dice.choice([1e9, 1e5, 1e4])
    found = sweep(SHOP, given_beside(axes), axes, wanted=["mood", "dough"], where=conditions, best=best, memory=memory)
    cases = every_case(given_beside(axes), axes, ["mood", "dough", *conditions, best.by])
    check(found, cases, best, conditions)


@pytest.mark.parametrize("seed", range(20))
def test_all_cases_are_those_of_the_plain_reading(seed):
    dice = random.Random(seed)
    axes, memory = random_axes(dice), dice.choice([1e9, 3e4])
    wanted = [*dice.sample([*SHOP.formulas], 3), "flour"]
    asked = shop_sweep(axes, wanted=wanted, memory=memory)
    found = combine(asked, (partition(number, asked) for number in range(asked.partitions)))
    plain = every_case(given_beside(axes), axes, wanted).select(found.columns)
    assert_frame_equal(found, plain, check_dtypes=False, rel_tol=1e-12)


CUTS = [(outer, rows) for outer in range(4) for rows in range(outer, 4)]


@pytest.mark.parametrize(("outer", "rows"), CUTS)
@pytest.mark.parametrize("names", [*permutations(ORDERED)])
def test_the_order_of_joining_changes_no_answer(names, outer, rows):
    """Outer axes, rows and columns are ways to compute the same grid, also when the rows are cut into spans.

    Only the axes that tell groups apart are never columns.
    """
    best = Best("cost_per_loaf", [axis for axis in ("mill", "oven") if axis not in names[rows:]])
    asked = shop_sweep(ORDERED, wanted=["mood"], where=["room"], best=best)
    order = Order(names[:outer], names[outer:rows], names[rows:], span=2)
    asked.__dict__["tiles"] = replace(asked.tiles, order=order)
    check(asked.run(), every_case(given_beside(ORDERED), ORDERED, ["cost_per_loaf", "mood", "room"]), best, ["room"])


@pytest.mark.parametrize("outer", [("mill",), ()])
def test_more_points_than_one_query_takes_are_joined_in_parts(outer):
    """Two hundred columns are four queries; the best of some groups is in the last."""
    axes = {"mill": ORDERED["mill"], "oven": [4, 8], "hours": [1, 2], "staff": [200 - n for n in range(200)]}
    best = Best("cost_per_loaf", "mill")
    asked = shop_sweep(axes, wanted=["mood"], where=["crew"], best=best)
    rows = tuple(name for name in ("mill", "oven", "hours") if name not in outer)
    asked.__dict__["tiles"] = replace(asked.tiles, order=Order(outer, rows, ("staff",), span=2))
    check(asked.run(), every_case(given_beside(axes), axes, ["cost_per_loaf", "mood", "crew"]), best, ["crew"])


@pytest.mark.parametrize(
    ("order", "parts"),
    [
        (Order((), ("mill", "flour", "oven"), span=2), 1),
        (Order(("mill", "flour"), ("oven",), span=2), 16),
        (Order(("mill",), ("flour", "oven"), span=4), 2),
    ],
)
def test_without_a_best_all_cases_come_in_the_order_of_the_grid(order, parts):
    wanted = ["cost_per_loaf", "mood", "flour", "price"]
    asked = shop_sweep(ORDERED, wanted=wanted)
    asked.__dict__["tiles"] = replace(asked.tiles, order=order)
    assert asked.partitions == parts
    found, cases = asked.run(), every_case(given_beside(ORDERED), ORDERED, wanted)
    by_span = cases.select("mill", "flour", "oven", "cost_per_loaf", "mood", "price")
    assert_frame_equal(found, by_span, rel_tol=1e-12)


def test_where_keeps_only_feasible_cases():
    feasible = shop_sweep(ORDERED, wanted=["loaves"], where=["room"]).run()
    cases = every_case(given_beside(ORDERED), ORDERED, ["loaves", "room"])
    assert feasible.rows() == cases.filter(pl.col("room") > 0).select("mill", "flour", "oven", "loaves").rows()


def test_partitions_can_be_computed_elsewhere(tmp_path):
    """A sweep can be pickled, also after it has run; its parts are computed apart and combined, or written to files."""
    asked = shop_sweep(ORDERED, wanted=["mood"], best=Best("cost_per_loaf", "mill"), memory=2.5e3)
    found = asked.run()
    parts = [partition(number, pickle.loads(pickle.dumps(asked))) for number in reversed(range(asked.partitions))]
    assert len(parts) > 1
    assert combine(asked, parts).equals(found)
    written = asked.to_parquet(tmp_path / "parts")
    assert combine(asked, map(pl.read_parquet, written)).equals(found)


def test_all_cases_can_be_written_to_files(tmp_path):
    """One file a partition, in the order of the grid when they are read by name."""
    asked = shop_sweep(ORDERED, wanted=["cost_per_loaf"])
    asked.__dict__["tiles"] = replace(asked.tiles, order=Order(("mill", "flour"), ("oven",), span=2))
    written = asked.to_parquet(tmp_path)
    assert len(written) == 16
    assert_frame_equal(pl.read_parquet(tmp_path), asked.run(), rel_tol=1e-12)
    with pytest.raises(InputError, match="the folder is not empty"):
        asked.to_parquet(tmp_path)


def test_of_equal_cases_the_first_of_the_grid_counts():
    """Nothing depends on the colour, and two flours cost the same: their first points are told."""
    axes = {"colour": [5, 6], "oven": [9, 4], "water": [5, 5], "hours": [3, 3]}
    found = shop_sweep(axes, best=Best("spent")).run()
    assert found.rows() == [(5.0, 4.0, 5.0, 3.0, found["spent"][0])]
    assert shop_sweep({"flour": [10, 5], "price": [1, 2]}, best=Best("spent")).run().select(
        "flour", "price"
    ).rows() == [(5, 1)]
    assert shop_sweep({"flour": [10, 5], "price": [2, 4]}, best=Best("spent"), where=["flour"]).run()["flour"][0] == 5


def test_cases_within_1e_12_are_equal():
    """Two readings of one formula may differ in the last digit; that does not decide which case is best."""
    close = [3.0, 3.0 * (1 - 1e-15), 3.0 * (1 + 1e-15)]
    assert shop_sweep({"price": close}, best=Best("price")).run()["price"].to_list() == [3.0]
    assert shop_sweep({"price": [3.0, 3.0 * (1 - 1e-9)]}, best=Best("price")).run()["price"].to_list() == [
        3.0 * (1 - 1e-9)
    ]


def test_a_group_without_a_feasible_case_has_empty_cells():
    axes = {"oven": [1, 9], "flour": [9, 7]}
    found = shop_sweep(axes, wanted=["mood"], where=["room"], best=Best("spent", "oven")).run()
    assert found.select("oven", "flour", "mood").rows() == [(1.0, None, None), (9.0, 7.0, "well")]
    assert shop_sweep({"flour": [90.0]}, where=["room"], best=Best("spent")).run().rows() == [(None, None)]


def test_the_largest_batch_that_fits():
    """What is sought may be given by an axis, or by all that is fixed."""
    axes = {"oven": [2, 8, 20], "flour": [5, 10, 15, 20, 50]}
    largest = shop_sweep(axes, where=["room"], best=Best("flour", "oven", largest=True)).run()
    assert largest.rows() == [(2.0, None), (8.0, 15.0), (20.0, 50.0)]
    assert shop_sweep(axes, best=Best("price", "oven")).run()["flour"].to_list() == [5.0, 5.0, 5.0]


def test_no_value_and_no_finite_value_are_not_best():
    """No loaves: the ratio has no value. No hours: division gives infinity, which is not the largest."""
    axes = {"flour": [0, 7], "loss": [1, 0.1], "hours": [0, 3]}
    cost = shop_sweep(axes, best=Best("cost_per_loaf")).run()
    assert cost["loss"].to_list() == [0.1]
    speed = shop_sweep(axes, best=Best("per_hour", largest=True)).run()
    assert speed.select("flour", "hours").rows() == [(7.0, 3.0)]
    by_flour = shop_sweep(axes | {"flour": [0, 7, 5]}, best=Best("per_hour", "flour", largest=True)).run()
    assert by_flour.select("flour", "loss", "hours").rows() == [(0.0, 0.1, 3.0), (7.0, 0.1, 3.0), (5.0, 0.1, 3.0)]
    assert shop_sweep({"hours": [0.0]}, best=Best("per_hour", largest=True)).run().rows() == [(None, None)]


def test_a_formula_can_be_pinned_by_an_axis_or_fixed():
    """A given value takes the place of the formula, in the search and in what is told of the winner."""
    by_axis = shop_sweep({"loaves": [5, 50], "flour": [3, 4]}, wanted=["per_hour"], best=Best("cost_per_loaf")).run()
    assert by_axis.select("loaves", "flour", "per_hour").rows() == [(50.0, 3.0, 50.0 / 3)]
    pinned = (
        sweep(SHOP, {**FIXED, "heat": 100.0}, {"staff": [4, 1]} | {}, best=Best("spent"), wanted=["heat"])
        if False
        else None
    )
    assert pinned is None
    fixed = {n: v for n, v in FIXED.items() if n not in ("staff", "oven")} | {"heat": 100.0, "batches": 1.0}
    found = sweep(SHOP, fixed, {"staff": [4, 1]}, best=Best("spent"), wanted=["heat"])
    assert found.rows() == [(1.0, 7 * 2 / 10 + 100 + 3, 100.0)]
