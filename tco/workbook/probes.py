"""Checks that look at the workbook itself: inputs in place and in range, no error values, horizon sums by another way."""

from __future__ import annotations

from collections.abc import Iterator

from tco.workbook.check_rows import Check
from tco.workbook.identities import ALERT, SENSITIVITY
from tco.workbook.inputs import RELATIVE_TOLERANCE, given_rows
from tco.workbook.periods import period_values
from tco.workbook.places import case_cell, case_column, constant_cell, letter, period_range
from tco.workbook.plan import BY_FORMULA, COUNTS, FIRST_CASE, FIRST_ROW, GIVEN, HEADING, PIN, Plan
from tco.workbook.plan import LAST as LAST_COLUMN


def probes(plan: Plan, case: int) -> Iterator[Check]:
    """All of them for one case, in the order of the sheets."""
    yield from _inputs(plan, case)
    yield from _pins(plan, case)
    yield from _headline(plan, case)
    yield from _errors(plan, case)
    yield from _horizon(plan, case)


def _inputs(plan: Plan, case: int) -> Iterator[Check]:
    (first, last), column = given_rows(plan), case_column(case)
    given = [line.name for line in plan.inputs if line.kind == GIVEN and line.name in plan.cases[case].inputs]
    numbers = f"Inputs!{column}{first}:{column}{last}"
    yield Check("Inputs", "every input that was given is there", case, f"COUNT({numbers})", len(given), len(given))
    for place, says, sign in ((4, "below its range", "<"), (5, "above its range", ">")):
        limit = letter(FIRST_CASE + len(plan.cases) + place)
        outside = f'SUMPRODUCT(({numbers}{sign}Inputs!{limit}{first}:{limit}{last})*({numbers}<>""))'
        yield Check("Inputs", f"no input is {says}", case, outside, 0, 0)


def _pins(plan: Plan, case: int) -> Iterator[Check]:
    """A pin without which a quantity has no value must stay; how many pins count is worth knowing."""
    rows = [line.row for line in plan.inputs if line.kind == PIN]
    if not rows:
        return
    own, column = plan.cases[case].pins, case_column(case)
    bare = [n for n in plan.results.pinned if n in own and not plan.has(case, n, BY_FORMULA)]
    numbers = [n for n in bare if isinstance(own[n].value, float)]  # a row stands on Timing
    if numbers:
        cells = ",".join(f"Inputs!{column}{plan.rows[PIN, n]}" for n in numbers)
        yield Check(
            "Inputs", "pins that no formula can replace are there", case, f"COUNT({cells})", len(numbers), len(numbers)
        )
    inside = len([n for n in plan.results.pinned if n in own])
    counted = f"COUNTA(Inputs!{column}{rows[0]}:{column}{rows[-1]})"
    yield Check("Inputs", "no pin stands in place of a formula", case, counted, inside, 0, severity=ALERT)


def _headline(plan: Plan, case: int) -> Iterator[Check]:
    """The figures of the engine's own run against the live cells: they part when an input is changed."""
    for name in headline(plan):
        value = plan.number(case, name)
        if value is not None and plan.stands(name):
            says = f"{name} is as the engine computed it"
            yield Check("Model", says, case, case_cell(plan, name, case), value, value, severity=SENSITIVITY)


def headline(plan: Plan) -> tuple[str, ...]:
    """The quantities that a reader looks at first, one value a case."""
    wanted = (*plan.results.scenario.headline, "revenue_per_second", "cost_per_second", "npv")
    level = plan.results.sheet.level
    return tuple(dict.fromkeys(n for n in wanted if level[n] == "case" and plan.stands(n)))


def _errors(plan: Plan, case: int) -> Iterator[Check]:
    column = case_column(case)
    if plan.model:
        whole = f"SUM(Model!{column}{FIRST_ROW}:{column}{plan.model[-1].row})"
        yield Check("Model", "no cell is an error", case, f"IF(ISNUMBER({whole}),0,1)", 0, 0)
    block = [line.row for line in plan.periods if line.case == case and line.kind != HEADING]
    if block:
        last = letter(LAST_COLUMN + 1 + plan.results.scenario.periods)
        cells = f"Periods!{letter(LAST_COLUMN + 2)}{block[0]}:{last}{block[-1]}"
        rows = (period_values(plan, line) for line in plan.periods if line.case == case and line.kind != HEADING)
        full = sum(not isinstance(value, str) for row in rows for value in row)  # a ratio over zero is "n/a"
        yield Check("Periods", "every period has its numbers", case, f"COUNT({cells})", full, full)


def _horizon(plan: Plan, case: int) -> Iterator[Check]:
    if not _has(plan, case, "cash_in_period"):
        return
    cash = period_range(plan, "cash_in_period", case)
    row = plan.value(case, "cash_in_period")
    assert isinstance(row, tuple)
    if all(plan.number(case, n) is not None for n in ("revenue_over_horizon", "cost_over_horizon")):
        costs, revenue = case_cell(plan, "cost_over_horizon", case), case_cell(plan, "revenue_over_horizon", case)
        left = sum(row) + _number(plan, case, "cost_over_horizon")
        right = _number(plan, case, "revenue_over_horizon")
        yield Check(
            "Periods", "cash of all periods + cost = revenue", case, f"SUM({cash})+{costs}", left, revenue, right
        )
    yield from _paid(plan, case)


def _paid(plan: Plan, case: int) -> Iterator[Check]:
    """All cash, what is bought and what is paid at the start included: its sum, and its worth today."""
    if not _has(plan, case, "net_cash_in_period") or plan.number(case, "opening_outlay") is None:
        return
    cash, outlay = period_range(plan, "net_cash_in_period", case), case_cell(plan, "opening_outlay", case)
    row, opening = plan.value(case, "net_cash_in_period"), _number(plan, case, "opening_outlay")
    assert isinstance(row, tuple)
    if _has(plan, case, "cash_to_date"):
        done = f"Periods!{letter(LAST_COLUMN)}{plan.period_rows[COUNTS, 'cash_to_date', case]}"
        closing = plan.value(case, "cash_to_date")
        assert isinstance(closing, tuple)
        says, right = "cash to date ends at the sum of cash - what is paid at the start", sum(row) - opening
        yield Check("Periods", says, case, done, closing[-1], f"SUM({cash})-{outlay}", right)
    yield from _npv(plan, case, cash, row)


def _npv(plan: Plan, case: int, cash: str, row: tuple[float, ...]) -> Iterator[Check]:
    """Only where periods are discounted as the function does it: each by one more of them, to its end."""
    needs = ("npv", "discount_rate_nominal", "months_per_period", "opening_outlay")
    if any(plan.number(case, n) is None for n in needs) or "npv" in plan.cases[case].pins:
        return
    npv, rate, months, outlay = (case_cell(plan, n, case) for n in needs)
    value, yearly, length, opening = (_number(plan, case, n) for n in needs)
    growth, factors = (1 + yearly) ** (length / 12), plan.value(case, "discount_factor")
    plain = [growth**-t for t in range(1, len(row) + 1)]
    if not isinstance(factors, tuple) or any(
        abs(f - p) > RELATIVE_TOLERANCE for f, p in zip(factors, plain, strict=True)
    ):
        return
    expected = sum(c * p for c, p in zip(row, plain, strict=True))
    says = "net present value by discount factors = the function NPV"
    way = f"NPV(POWER(1+{rate},{months}/{constant_cell(plan, 'MONTHS_IN_A_YEAR')})-1,{cash})"
    yield Check("Periods", says, case, f"{npv}+{outlay}", value + opening, way, expected)


def _has(plan: Plan, case: int, name: str) -> bool:
    return (COUNTS, name, case) in plan.period_rows


def _number(plan: Plan, case: int, name: str) -> float:
    found = plan.number(case, name)
    assert found is not None
    return found
