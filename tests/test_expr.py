"""The tracer carries what every target can say, and refuses the rest with the rewrite."""

from __future__ import annotations

import ast
import inspect
import math

import pytest

from tco.clock import CLOCK_ROWS
from tco.emit.text import filled_text, formula_text
from tco.emit.units import unit_fault
from tco.errors import TraceError
from tco.expr import CONSTANTS, Apply, Number, running, total, walk, where
from tco.formulas import CHAPTERS
from tco.formulas.inputs import INPUTS
from tco.primitives import PRIMITIVES
from tco.sheet import Sheet, build, sheet
from tco.tracer import Formula, trace
from tco.units import QUANTITY_UNITS

SHEET = sheet()
DOC = '"""A test.\n\n    Unit: count\n    Source: test\n    """'


def made(source: str) -> Formula:
    """The trace of a one-line formula."""
    space = {"__name__": "chapter", "where": where, "total": total, "running": running, "math": math}
    exec(f"def f(rate, years):\n    {DOC}\n    {source}\n", space)
    function = space["f"]
    return trace(function)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "rewrite"),
    [
        ("return 1 if rate else 2", "where(condition, a, b)"),
        ("return min(rate, years)", "minimum(a, b)"),
        ("return max(rate, years)", "maximum(a, b)"),
        ("return rate and years", "a product of 0/1 quantities"),
        ("return 1 if rate == 0 else 2", "where(a < b, ...)"),
        ("return rate != years", "where(a < b, ...)"),
        ("return math.exp(rate)", "import exp, log, power, ceil, floor from tco.expr"),
        ("return math.ceil(rate)", "import exp, log, power, ceil, floor from tco.expr"),
        ("return round(rate)", "ceil(x) or floor(x)"),
        ("return abs(rate)", "maximum(x, 0 - x)"),
        ("return rate % years", "floor(x / y)"),
        ("return sum(rate)", "total(x), running(x)"),
        ("return total(rate * years)", "give the sum or product a name"),
        ("return [rate]", "only quantities, numbers and fixed texts"),
    ],
)
def test_what_cannot_be_carried_is_refused(source: str, rewrite: str) -> None:
    """The message names the formula and says what to write instead."""
    with pytest.raises(TraceError) as refused:
        made(source)
    assert rewrite in str(refused.value)
    assert ".f: " in str(refused.value)


def test_a_formula_reads_as_it_is_written() -> None:
    """Brackets where they matter, and nowhere else."""
    formula = made("return rate - (years - rate) / (1 + years) * 2")
    assert formula_text(formula) == "rate - (years - rate) / (1 + years) * 2"
    assert filled_text(formula, {"rate": 0.5, "years": 1234.5}) == "0.5 - (1,234.5 - 0.5) / (1 + 1,234.5) * 2"


@pytest.mark.parametrize("formula", SHEET.formulas.values(), ids=lambda f: f.name)
def test_a_formula_is_documented_and_its_units_come_out(formula: Formula) -> None:
    """One unit of the closed list that its own arithmetic yields, a sentence, the formula on paper, a source, five lines."""
    assert formula.unit in QUANTITY_UNITS
    assert unit_fault(formula, SHEET) == ""
    assert formula.meaning.endswith(".") or formula.meaning.endswith(")")
    assert formula.paper
    assert formula.source
    code = ast.parse(inspect.getsource(formula.function)).body[0]
    assert isinstance(code, ast.FunctionDef)
    assert len(code.body) <= 6


@pytest.mark.parametrize("formula", SHEET.formulas.values(), ids=lambda f: f.name)
def test_a_formula_holds_no_number_but_0_1_2_and_named_conversions(formula: Formula) -> None:
    """Everything else is an input with a unit and a source."""
    numbers = [n for n in walk(formula.body) if isinstance(n, Number) and not isinstance(n.value, str)]
    assert [n.value for n in numbers if n.name not in CONSTANTS and n.value not in (0, 1, 2)] == []


def test_a_wrong_unit_is_found() -> None:
    """Per hour is not per second, and a share is no money."""
    hours = made("return rate")
    wrong = Sheet({"f": hours}, {"rate": INPUTS["price_per_mtok_input"], "years": INPUTS["batch"]})
    assert "comes out in money/Mtok, docstring says count" in unit_fault(hours, wrong)


def test_every_input_is_used_and_described() -> None:
    """An input that no formula needs, or without words, is a leftover; the clock shows all it knows."""
    used = {n for f in SHEET.formulas.values() for n in f.needs} | set(CLOCK_ROWS)
    assert sorted(INPUTS.keys() - used) == []
    assert [i.name for i in INPUTS.values() if not i.meaning or i.unit not in QUANTITY_UNITS] == []


def test_a_case_quantity_cannot_be_summed_over_periods() -> None:
    """The sum of one value a case over the periods would silently be one value."""
    one = made("return total(rate)")
    with pytest.raises(TraceError, match="has one value a case"):
        _ = Sheet({"f": one}, {"rate": INPUTS["batch"], "years": INPUTS["batch"]}).level


def test_the_textbook_is_read_in_order() -> None:
    """All chapters trace, and every quantity comes after what it needs."""
    order = build(CHAPTERS).order
    assert all(order.index(n) < order.index(f) for f in order for n in SHEET.formulas[f].needs if n in SHEET.formulas)


def test_a_quantity_is_made_once() -> None:
    """Two chapters that make one quantity are refused: one of the two formulas would be lost without a word."""
    with pytest.raises(TraceError, match="is made by model and by model: keep one"):
        build(["model", "model"])


def test_what_a_total_feeds_is_never_a_row_again() -> None:
    """A workbook sums whole columns of totals, so that a row made of a total would be a circle there."""
    after: dict[str, bool] = {}
    for name in SHEET.order:
        formula = SHEET.formulas[name]
        reduces = any(isinstance(n, Apply) and PRIMITIVES[n.op].kind == "reduce" for n in walk(formula.body))
        after[name] = reduces or any(after.get(n, False) for n in formula.needs)
    assert [n for n in SHEET.order if SHEET.level[n] == "period" and after[n]] == []
