"""A sweep gives what the plain reading gives for every case of the grid, whatever the order in which axes are joined."""

from __future__ import annotations

import math
import pickle
import random
from dataclasses import replace
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tco.emit import frames
from tco.errors import InputError, MissingInput
from tco.expr import ceil, exp, floor, log, maximum, minimum, power, ratio, trace, where
from tco.formulas.inputs import Input
from tco.sheet import Sheet
from tco.sheet import sheet as textbook
from tco.whatif.grid import grid
from tco.whatif.joining import Order, cheapest, fillings, split
from tco.whatif.sweep import Best, Sweep, combine, partition, prepare, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


# A small textbook with every kind of operation: a shop that bakes.


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


def shop_sweep(axes: dict[str, Any], **asked: Any) -> Sweep:
    """A sweep of the shop over `axes`, all else as fixed."""
    brought = {
        q for name, points in axes.items() for q in (points.columns if isinstance(points, pl.DataFrame) else [name])
    }
    return prepare(SHOP, {n: v for n, v in FIXED.items() if n not in brought}, axes, **asked)


def every_case(given: dict[str, float], axes: dict[str, Any], wanted: Iterable[str]) -> pl.DataFrame:
    """The plain reading of the whole grid, the last axis fastest, as a spreadsheet would list it."""
    points = [p.to_dicts() if isinstance(p, pl.DataFrame) else [{n: float(v)} for v in p] for n, p in axes.items()]
    rows = [{**given, **{k: v for point in case for k, v in point.items()}} for case in product(*points)]
    listed = pl.DataFrame(rows).rename(lambda c: frames.PIN + c if c in SHOP.formulas else c)
    cases = frames.evaluate(SHOP, listed.with_row_index(frames.KEY), wanted).cases
    return cases.with_columns(
        pl.col(c).alias(c.removeprefix(frames.PIN)) for c in cases.columns if c.startswith(frames.PIN)
    )


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


def given_beside(axes: dict[str, Any]) -> dict[str, float]:
    """What stays fixed beside the axes."""
    brought = {
        q for name, points in axes.items() for q in (points.columns if isinstance(points, pl.DataFrame) else [name])
    }
    return {n: v for n, v in FIXED.items() if n not in brought}


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
    found = pl.concat(partition(asked, number) for number in range(asked.partitions))
    plain = every_case(given_beside(axes), axes, wanted).select(found.columns)
    assert_frame_equal(found, plain, check_dtypes=False, rel_tol=1e-12)


ORDERED = {
    "mill": pl.DataFrame({"mill": ["old", "new"], "price": [3.0, 2.0]}),
    "flour": [3, 7, 12, 15],
    "oven": [4, 8, 6],
}


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


@pytest.mark.parametrize("memory", [1e9, 2.5e3])
def test_without_a_best_all_cases_come_in_the_order_of_the_grid(memory):
    wanted = ["cost_per_loaf", "mood", "flour", "price"]
    asked = shop_sweep(ORDERED, wanted=wanted, memory=memory)
    assert asked.partitions == (1 if memory == 1e9 else 8)
    cases = every_case(given_beside(ORDERED), ORDERED, wanted)
    assert_frame_equal(
        asked.run(), cases.select("mill", "flour", "oven", "cost_per_loaf", "mood", "price"), rel_tol=1e-12
    )


def test_where_keeps_only_feasible_cases():
    feasible = shop_sweep(ORDERED, wanted=["loaves"], where=["room"]).run()
    cases = every_case(given_beside(ORDERED), ORDERED, ["loaves", "room"])
    assert feasible.rows() == cases.filter(pl.col("room") > 0).select("mill", "flour", "oven", "loaves").rows()


def test_partitions_can_be_computed_elsewhere(tmp_path):
    """A sweep can be pickled, also after it has run; its parts are computed apart and combined, or written to files."""
    asked = shop_sweep(ORDERED, wanted=["mood"], best=Best("cost_per_loaf", "mill"), memory=2.5e3)
    found = asked.run()
    parts = [partition(pickle.loads(pickle.dumps(asked)), number) for number in reversed(range(asked.partitions))]
    assert len(parts) > 1
    assert combine(asked, parts).equals(found)
    written = asked.to_parquet(tmp_path / "parts")
    assert combine(asked, map(pl.read_parquet, written)).equals(found)


def test_all_cases_can_be_written_to_files(tmp_path):
    asked = shop_sweep(ORDERED, wanted=["cost_per_loaf"], memory=2.5e3)
    written = asked.to_parquet(tmp_path)
    assert pl.read_parquet(written).equals(asked.run())
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


def test_each_part_of_a_formula_depends_only_on_the_axes_it_reads():
    """Steps are computed when their axes are joined: `flour * price / 10` before staff and hours, `1 - loss` before flour."""
    given = dict.fromkeys(NAMES, frozenset[str]()) | {n: frozenset({n}) for n in ("flour", "loss", "staff")}
    steps = {s.name: {*s.axes} for s in split(SHOP, ["cost_per_loaf"], given)}
    assert steps == {
        "loaves#0": {"loss"}, "loaves": {"flour", "loss"}, "spent#0": set(), "spent#1": {"flour"},
        "spent#2": {"staff"}, "cost_per_loaf": {"flour", "loss", "staff"}, "dough": {"flour"},
        "loaves#1": {"flour"}, "spent": {"flour", "staff"},
    }  # fmt: skip


def test_the_axis_that_least_depends_on_is_joined_last():
    """In the textbook: load comes in at the last formula, the batch at many. Groups are held still while rows are many."""
    given = dict.fromkeys(textbook().names - textbook().formulas.keys(), frozenset[str]())
    sizes = {"utilisation_share": 50, "batch": 400, "prompt_tokens": 40, "gpu_memory_bandwidth": 8}
    steps = split(textbook(), ["cost_per_mtok_output"], given | {n: frozenset({n}) for n in sizes})
    order = cheapest(steps, [], sizes, ["gpu_memory_bandwidth"], 20_000)
    assert order == Order(("gpu_memory_bandwidth",), ("batch", "prompt_tokens"), ("utilisation_share",), 400)


def test_as_many_of_the_last_axes_become_rows_as_fit():
    sizes = {"a": 5, "b": 10, "c": 20}
    assert [*fillings("abc", sizes, 500)] == [
        Order(("a", "b", "c"), ()), Order(("a", "b"), ("c",), span=20), Order(("a",), ("b", "c"), span=10),
        Order((), ("a", "b", "c"), span=2),
    ]  # fmt: skip
    assert [*fillings("abc", sizes, 15)][-1] == Order(("a", "b"), ("c",), span=15)


def test_places_number_the_cases_with_the_last_axis_fastest():
    """A place leads back to the labels and values of its case."""
    whole = grid(SHOP, {}, ORDERED)
    assert whole.at(pl.Series([0, 1, 3, 12, 23])).select("mill", "flour", "oven").rows() == [
        ("old", 3, 4), ("old", 3, 8), ("old", 7, 4), ("new", 3, 4), ("new", 15, 6),
    ]  # fmt: skip


OVENS = pl.DataFrame({"oven": [1.0, 2.0], "price": [1.0, 2.0]})


@pytest.mark.parametrize(
    ("axes", "asked", "message"),
    [
        ({"flour": []}, {"wanted": ["dough"]}, "axis flour: no points"),
        ({"flour": [1, math.nan]}, {"wanted": ["dough"]}, "axis flour: flour holds something that is not a finite number"),
        ({"flower": [1]}, {"wanted": ["dough"]}, "axis flower: no quantity 'flower'\n  allowed: flour"),
        ({"oven": OVENS}, {"wanted": ["dough"]}, "axis oven: oven is a quantity, not a label"),
        ({"kind": OVENS}, {"wanted": ["dough"]}, "axis kind: no labels\n  found: oven, price\n  allowed: a column 'kind'"),
        ({"kind": OVENS.with_columns(kind=pl.lit("a"))}, {"wanted": ["dough"]}, "axis kind: kind has a label twice"),
        ({"flour": [1], "mill": pl.DataFrame({"mill": ["a"], "flour": [1]})}, {"wanted": ["dough"]},
         "flour is given twice\n  found: by axis flour and by axis mill"),
        ({"flour": [1]}, {}, "nothing is asked for"),
        ({"flour": [1]}, {"wanted": ["does"]}, "no quantity 'does'"),
        ({"flour": [1]}, {"best": Best("dough", "flower")}, "sweep, per: no axis 'flower'\n  allowed: flour"),
        ({"flour": [1]}, {"best": Best("mood")}, "mood is a text and cannot be compared"),
        ({"flour": [1]}, {"wanted": ["dough"], "where": ["mood"]}, "mood is a text and cannot be compared"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_sweep_is_told(axes, asked, message):
    with pytest.raises(InputError) as told:
        shop_sweep(axes, **asked)
    assert message in str(told.value)


def test_a_fixed_value_must_be_a_finite_number_and_given_once():
    with pytest.raises(InputError, match="fixed: water is not a finite number"):
        prepare(SHOP, {"water": math.inf}, {"flour": [1]}, wanted=["dough"])
    with pytest.raises(InputError, match="flour is given twice\n  found: by the fixed values and by axis flour"):
        prepare(SHOP, FIXED, {"flour": [1]}, wanted=["dough"])


def test_a_missing_input_is_named_with_who_needs_it():
    with pytest.raises(MissingInput, match=r"sweep: water is not given\n  found: needed by dough"):
        prepare(SHOP, {}, {"flour": [1]}, wanted=["dough"])


def test_values_by_period_are_refused():
    """A sweep computes one value a case: the horizon is run for the few cases that it finds."""
    with pytest.raises(InputError) as told:
        prepare(textbook(), {}, {"batch": [1, 2]}, wanted=["npv"])
    assert str(told.value) == (
        "sweep: npv is made of values by period, and a sweep computes one value a case\n"
        "  found: it needs revenue_in_period, cash_in_period, present_value_in_period\n"
        "  next: sweep what it is made of, then run the best cases over periods"
    )


def test_a_grid_that_takes_hours_is_refused_with_an_estimate():
    axes = {"flour": range(1, 30_001), "water": range(1, 20_001), "oven": range(1, 101)}
    with pytest.raises(InputError) as told:
        shop_sweep(axes, best=Best("dough"))
    assert str(told.value) == (
        "a grid of 60,000,000,000 cases\n"
        "  found: flour 30,000 x water 20,000 x oven 100\n"
        "  allowed: 10,000,000,000 cases\n"
        "  next: at 100,000,000 cases a second it takes 0.2 hours: shorten the longest axes"
    )


def test_more_cases_than_fit_in_memory_are_refused():
    with pytest.raises(InputError, match="1,000,000 cases of 1 quantities do not fit in 1,000,000 bytes"):
        shop_sweep({"flour": range(1000), "water": range(1000)}, wanted=["dough"], memory=1e6).run()
