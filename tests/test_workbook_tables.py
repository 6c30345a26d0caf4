"""Tables that SQL makes: what is a quantity is a reference, its column is reconciled, and a broken reference is found."""

from __future__ import annotations

import re
from collections.abc import Callable

import openpyxl
import pytest
from recalculate import IronCalc, formulas, read

from tco.content import open_content
from tco.engine import load
from tco.publish import Published
from tco.report import Table
from tco.scenario import setting
from tco.workbook.check_rows import OK
from tco.workbook.checks import FIRST
from tco.workbook.inputs import RELATIVE_TOLERANCE
from tco.workbook.plan import Plan
from tco.workbook.table_checks import table_checks
from tco.workbook.table_formulas import made_formula
from tco.workbook.table_places import blocks, live_cell

Shipped = Callable[[str], Published]
BOX = "deepseek-8xh200"


@pytest.mark.parametrize("name", open_content().names("scenarios"))
def test_every_table_with_live_figures_is_reconciled(name: str, shipped: Shipped) -> None:
    """Each has a check against the engine's values, and every check of what is delivered is OK."""
    plan, tables = Plan(shipped(name).results), shipped(name).report.tables
    found = list(table_checks(plan, tables))
    assert {check.status(RELATIVE_TOLERANCE) for check in found} <= {OK}
    for block in blocks(tables):
        told = {re.sub(r"(, rows \d+-\d+)?: as (on|the) .*", "", check.says) for check in found}
        for place, column in enumerate(block.table.columns):
            rows = [number for number, row in enumerate(block.table.rows) if isinstance(row[place], (int, float))]
            is_live = bool(rows) and all(follows(plan, block.table, row, place) for row in rows)
            assert (f"table {block.table.title}, {column.title}" in told) == is_live, (block.table.title, column.title)


def follows(plan: Plan, table: Table, row: int, place: int) -> bool:
    """Is a cell a reference, or a formula over several?"""
    live = table.live[row][place]
    return bool(live_cell(plan, live) if live else made_formula(plan, table.how(row, place)))


def test_a_figure_of_a_table_is_the_cell_of_its_case(shipped: Shipped) -> None:
    """Where the report says which case and quantity a cell shows, the cell refers to just that."""
    plan, live = Plan(shipped(BOX).results), formulas(shipped(BOX).paths[0])
    wrong = []
    for block in blocks(shipped(BOX).report.tables):
        for row, references in enumerate(block.table.live, start=block.body):
            for column, reference in enumerate(references, start=1):
                cell = live_cell(plan, reference) or (
                    not reference and made_formula(plan, block.table.how(row - block.body, column - 1))
                )
                found = live.get(("Tables", f"{openpyxl.utils.get_column_letter(column)}{row}"))
                wrong += [(row, column)] if (f"={cell}" if cell else None) != found else []
    assert wrong == []


@pytest.mark.parametrize("broken", ["=Model!D12", "7"])
def test_a_broken_reference_turns_the_check_and_the_master(broken: str, shipped: Shipped) -> None:
    """Another cell of Model, or a number, in place of a revenue: the column no longer sums to that of Model."""
    path, engine = shipped(BOX).paths[0], IronCalc(shipped(BOX).paths[0])
    shown, live = read(path), formulas(path)
    says = "table Revenue against cost, Revenue per second: as on Model"
    row = next(int(cell[1:]) for (title, cell), value in shown.items() if title == "Checks" and value == says)
    assert row >= FIRST
    first = live["Checks", f"E{row}"].removeprefix("=SUM(Tables!").split(":")[0]
    looks = [("Checks", f"I{row}"), ("Cover", "B3")]
    assert engine.values(looks) == dict.fromkeys(looks, "OK")
    engine.put(("Tables", first), broken if broken.startswith("=") else float(broken))
    assert engine.values(looks) == dict.fromkeys(looks, "CHECK")


def test_a_changed_input_leaves_the_columns_in_step_and_is_told(shipped: Shipped) -> None:
    """Tables follow the Model, so that only what was delivered differs: no error, inputs changed."""
    plan, engine = Plan(shipped(BOX).results), IronCalc(shipped(BOX).paths[0])
    engine.put(("Inputs", f"D{plan.rows['given', 'price_per_mtok_output']}"), 3.25)
    looks = [("Cover", "B3"), ("Cover", "C3")]
    assert engine.values(looks) == {looks[0]: "OK", looks[1]: "inputs changed"}


# -- what is made of several -------------------------------------------------------------------------------------------
LOAN = "cash-loan-lease"


def cell(book: Published, name: str, column: str, row: int = 0) -> tuple[str, str]:
    """The cell of a table, by the name of its column and the number of its row from 0."""
    block = next(b for b in blocks(book.report.tables) if b.table.name == name)
    place = [c.name for c in block.table.columns].index(column) + 1
    return "Tables", f"{openpyxl.utils.get_column_letter(place)}{block.body + row}"


@pytest.mark.parametrize(
    ("name", "table", "column", "row", "expected"),
    [
        (LOAN, "by_year", "y1", 0, "=SUM(Periods!G{net_cash_in_period}:J{net_cash_in_period})"),
        (LOAN, "by_year", "y2", 0, "=SUM(Periods!K{net_cash_in_period}:N{net_cash_in_period})"),
        (LOAN, "by_year", "total", 0, "=SUM(Periods!G{net_cash_in_period}:Z{net_cash_in_period})"),
    ],
)
def test_a_year_is_the_sum_of_its_quarters(
    name: str, table: str, column: str, row: int, expected: str, shipped: Shipped
) -> None:
    """Periods stand side by side from column G: quarters 1 to 4 are G to J, the whole of five years G to Z."""
    book = shipped(name)
    rows = {line: number for (_, line, case), number in Plan(book.results).period_rows.items() if case == 0}
    assert formulas(book.paths[0])[cell(book, table, column, row)] == expected.format(**rows)


def test_what_is_owed_is_the_last_quarter_of_its_year(shipped: Shipped) -> None:
    """The third year ends with quarter 12, in the twelfth column from G."""
    book = shipped(LOAN)
    plan = Plan(book.results)
    case = [own.name for own in plan.cases].index("loan")
    row = plan.period_rows["counts", "loan_balance_at_end", case]
    assert formulas(book.paths[0])[cell(book, "owed", "y3")] == f"=Periods!R{row}"


def test_years_follow_a_changed_input(shipped: Shipped) -> None:
    """Electricity at another price: the years of the workbook are those of the engine run with it."""
    book = shipped(LOAN)
    plan = Plan(book.results)
    name = plan.cases[0].name
    results = load(LOAN, content=open_content(), settings=[setting(f"{name}:electricity_price_per_kwh=0.25")]).run()
    engine = IronCalc(book.paths[0])
    engine.put(("Inputs", f"D{plan.rows['given', 'electricity_price_per_kwh']}"), 0.25)
    cash = results.value(name, "net_cash_in_period")
    assert isinstance(cash, tuple)
    looks = [cell(book, "by_year", column) for column in ("y1", "y5", "total")]
    expected = [sum(cash[0:4]), sum(cash[16:20]), sum(cash)]
    assert list(engine.values(looks).values()) == pytest.approx(expected, rel=1e-9)
    assert expected[0] != pytest.approx(sum(book.results.value(name, "net_cash_in_period")[0:4]), rel=1e-3)  # type: ignore[index, arg-type]


@pytest.mark.parametrize("broken", ["=SUM(Periods!G{row}:I{row})", "7"])
def test_a_broken_sum_turns_the_check_and_the_master(broken: str, shipped: Shipped) -> None:
    """A year of three quarters, or a number typed over it: the column no longer sums to that of Periods."""
    book = shipped(LOAN)
    engine, shown = IronCalc(book.paths[0]), read(book.paths[0])
    at = cell(book, "by_year", "y1")
    row = Plan(book.results).period_rows["counts", "net_cash_in_period", 0]
    first = f"=SUM(Tables!{at[1]}"
    check = next(c for (s, c), t in formulas(book.paths[0]).items() if s == "Checks" and t.startswith(first))
    assert str(shown["Checks", f"C{check[1:]}"]).endswith(": as on Periods")
    looks = [("Checks", f"I{check[1:]}"), ("Cover", "B3")]
    assert engine.values(looks) == dict.fromkeys(looks, "OK")
    engine.put(at, broken.format(row=row) if broken.startswith("=") else float(broken))
    assert engine.values(looks) == dict.fromkeys(looks, "CHECK")
