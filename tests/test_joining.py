"""When axes are joined, and what is told of a sweep that cannot be."""

from __future__ import annotations

import math

import polars as pl
import pytest
from bakery import FIXED, NAMES, ORDERED, SHOP, shop_sweep

from tco.errors import InputError, MissingInput
from tco.sheet import sheet as textbook
from tco.whatif.grid import grid
from tco.whatif.joining import Order, cheapest, fillings, split
from tco.whatif.sweep import Best, prepare


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
    assert order == Order(("gpu_memory_bandwidth",), ("prompt_tokens", "batch"), ("utilisation_share",), 40)


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
        "  found: it needs cash_in_period, net_cash_in_period, present_value_in_period\n"
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
