"""Tables that SQL makes: what is a quantity is a reference, its column is reconciled, and a broken reference is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from recalculate import IronCalc, differ, formulas, read

from tco.content import open_content
from tco.engine import load
from tco.publish import Published
from tco.report import Table, make_report
from tco.scenario import setting
from tco.workbook.check_rows import OK
from tco.workbook.checks import FIRST
from tco.workbook.inputs import RELATIVE_TOLERANCE
from tco.workbook.places import case_cell, case_column
from tco.workbook.plan import Plan
from tco.workbook.table_checks import table_checks
from tco.workbook.table_formulas import made_formula
from tco.workbook.table_lists import Lists
from tco.workbook.table_places import blocks, live_cell

Shipped = Callable[[str], Published]
BOX = "deepseek-8xh200"


@pytest.mark.parametrize("name", open_content().names("scenarios"))
def test_every_table_with_live_figures_is_reconciled(name: str, shipped: Shipped) -> None:
    """Each has a check against the engine's values, and every check of what is delivered is OK."""
    plan, tables = Plan(shipped(name).results), shipped(name).report.tables
    lists = Lists(plan, tables)
    found = list(table_checks(lists))
    assert {check.status(RELATIVE_TOLERANCE) for check in found} <= {OK}
    for block in blocks(tables):
        told = {re.sub(r"(, rows \d+-\d+)?: as (on|the) .*", "", check.says) for check in found}
        for place, column in enumerate(block.table.columns):
            rows = [number for number, row in enumerate(block.table.rows) if isinstance(row[place], (int, float))]
            is_live = bool(rows) and all(follows(lists, block.table, row, place) for row in rows)
            assert (f"table {block.table.title}, {column.title}" in told) == is_live, (block.table.title, column.title)


def follows(lists: Lists, table: Table, row: int, place: int) -> bool:
    """Is a cell a reference, or a formula over several?"""
    live = table.live[row][place]
    formula = made_formula(lists, table.how(row, place), table.rows[row][place])
    return bool(live_cell(lists.plan, live) if live else formula)


def test_a_figure_of_a_table_is_the_cell_of_its_case(shipped: Shipped) -> None:
    """Where the report says which case and quantity a cell shows, the cell refers to just that."""
    plan, live = Plan(shipped(BOX).results), formulas(shipped(BOX).paths[0])
    lists, wrong = Lists(plan, shipped(BOX).report.tables), []
    for block in blocks(shipped(BOX).report.tables):
        for row, references in enumerate(block.table.live, start=block.body):
            for column, reference in enumerate(references, start=1):
                made, value = (
                    block.table.how(row - block.body, column - 1),
                    block.table.rows[row - block.body][column - 1],
                )
                cell = live_cell(plan, reference) or (not reference and made_formula(lists, made, value))
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


# -- which of several, and the how-manieth -------------------------------------------------------------------------------
BUY, API, PANORAMA = "buy-rent-api-8xh200", "api-or-self-host", "hardware-panorama"


def column_of(tables: Sequence[Table], name: str, column: str, key: str) -> dict[tuple[object, ...], object]:
    """A column of a table, by those that tell its rows apart."""
    table = next(t for t in tables if t.name == name)
    names = [c.name for c in table.columns]
    keys = [tuple(row[names.index(k)] for k in key.split()) for row in table.rows]
    return {own: row[names.index(column)] for own, row in zip(keys, table.rows, strict=True)}


@pytest.mark.parametrize(
    ("name", "change", "value", "looks"),
    [
        (API, "small-api:price_per_mtok_output", 5000.0, [("cheapest", "cheapest", "demand"), ("cheapest", "saved", "demand")]),
        (BUY, "own:electricity_price_per_kwh", 20.0, [("decision", "place_cheapest", "case"), ("rents", "machines", "case")]),
        (
            PANORAMA, "7b-rtx-4090-few:electricity_price_per_kwh", 20.0,
            [("ranking", "place", "case"), ("winners", "lowest", "size scale"), ("winners", "next_cost", "size scale")],
        ),
    ],
)  # fmt: skip
def test_ranks_and_winners_follow_a_changed_input(
    name: str, change: str, value: float, looks: list[tuple[str, str, str]], shipped: Shipped
) -> None:
    """One way made dear: the workbook names and ranks the ways as the engine's report of that run does."""
    book, content = shipped(name), open_content()
    plan, (case, quantity) = Plan(book.results), change.split(":")
    results = load(name, content=content, settings=[setting(f"{change}={value}")]).run()
    after = make_report(results, content, results.scenario.report).tables
    engine, number = IronCalc(book.paths[0]), [own.name for own in plan.cases].index(case)
    engine.put(("Inputs", f"{case_column(number)}{plan.rows['given', quantity]}"), value)
    for table, column, key in looks:
        rows = [row for t in book.report.tables if t.name == table for row in range(len(t.rows))]
        cells = [cell(book, table, column, row) for row in rows]
        before, expected = (column_of(tables, table, column, key) for tables in (book.report.tables, after))
        found = dict(zip(before, engine.values(cells).values(), strict=True))
        assert {k: v for k, v in found.items() if differ(v, expected[k])} == {}
        assert before != expected


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (BUY, {("decision", "place_cheapest", 0): 13.0}),
        (
            BUY,
            {("decision", "place_cheapest", 0): 2.0, ("decision", "place_cheapest", 1): 1.0},
        ),  # exchanged, or both as one
        (BUY, {("frontier", "y1", 0): "no such way"}),
        (BUY, {("rents", "machines", 0): "perhaps"}),
        (PANORAMA, {("ranking", "place", 3): 1.0}),
        (API, {("cheapest", "cheapest", 0): None}),
    ],
)
def test_a_wrong_rank_or_winner_turns_the_check_and_the_master(
    name: str, wrong: dict[tuple[str, str, int], object], shipped: Shipped
) -> None:
    """Typed over its formula: another place, two exchanged, a name that is none of them, the name of another (None)."""
    book = shipped(name)
    engine, shown, live = IronCalc(book.paths[0]), read(book.paths[0]), formulas(book.paths[0])
    typed = {cell(book, *place): value for place, value in wrong.items()}
    first = next(iter(typed))
    row = next(
        c[1:] for (s, c), text in live.items()
        if s == "Checks" and c[0] == "E" and re.search(rf"[(,]Tables!{first[1]}\b", text)
        and str(shown["Checks", f"C{c[1:]}"]).endswith("points at the right figure")
    )  # fmt: skip
    looks = [("Checks", f"I{row}"), ("Cover", "B3")]
    assert engine.values(looks) == dict.fromkeys(looks, "OK")
    for at, value in typed.items():
        engine.put(at, other_name(book, shown, at) if value is None else value)
    assert engine.values(looks) == dict.fromkeys(looks, "CHECK")


def other_name(book: Published, shown: dict[tuple[str, str], object], at: tuple[str, str]) -> str:
    """The title of a case that is not the one that a cell shows."""
    return next(case.title for case in Plan(book.results).cases if case.title != shown[at])


def test_a_name_is_found_beside_the_least_of_its_column(shipped: Shipped) -> None:
    """The three ways of the smallest demand stand in the first three rows of the table before: column B names them."""
    book = shipped(BUY)
    first, end = (cell(book, "levelised", "y1", row)[1] for row in (0, 2))
    names = f"Tables!B{first[1:]}:B{end[1:]}"
    least = f"Tables!{first}:{end}"
    assert formulas(book.paths[0])[cell(book, "frontier", "y1")] == f"=INDEX({names},MATCH(MIN({least}),{least},0))"


def test_a_rank_counts_those_below(shipped: Shipped) -> None:
    """By COUNTIF the criterion would be a text of 15 digits: a figure could be less than itself."""
    book = shipped(BUY)
    plan = Plan(book.results)
    row = plan.rows["counts", "levelised_cost_per_mtok"]
    ways = [own.name for own in plan.cases if not own.name.startswith("at-") and not own.name.endswith("-least")]
    first, end = (case_cell(plan, "levelised_cost_per_mtok", place)[6:] for place in (0, len(ways) - 1))
    expected = f"=1+SUMPRODUCT((Model!{first}:{end}<Model!D{row})*1)"
    assert formulas(book.paths[0])[cell(book, "decision", "place_cheapest")] == expected


def test_cases_that_stand_apart_are_no_range(shipped: Shipped) -> None:
    """Only a range that holds nothing else may be searched: the first and the third case are none."""
    plan = Plan(shipped(API).results)
    one, two, three = (f"{case.name}:cost_per_month" for case in plan.cases[:3])
    assert list(Lists(plan, ()).of((one, three))) == []
    row = plan.rows["counts", "cost_per_month"]
    assert [listed.cells for listed in Lists(plan, ()).of((three, one, two))] == [f"Model!D{row}:F{row}"]
