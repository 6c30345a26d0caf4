"""Tables that SQL makes: what is a quantity is a reference, its column is reconciled, and a broken reference is found."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl
import pytest
from recalculate import IronCalc, formulas, read

from tco.content import open_content
from tco.publish import Published
from tco.workbook.check_rows import OK
from tco.workbook.checks import FIRST
from tco.workbook.inputs import RELATIVE_TOLERANCE
from tco.workbook.plan import Plan
from tco.workbook.table_checks import table_checks
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
        told = {check.says.rpartition(": as ")[0] for check in found}
        for place, column in enumerate(block.table.columns):
            cells = [(row[place], live[place]) for row, live in zip(block.table.rows, block.table.live, strict=True)]
            numbers = [live for value, live in cells if isinstance(value, (int, float))]
            is_live = bool(numbers) and all(live and live_cell(plan, live) for live in numbers)
            assert (f"table {block.table.title}, {column.title}" in told) == is_live, (block.table.title, column.title)


def test_a_figure_of_a_table_is_the_cell_of_its_case(shipped: Shipped) -> None:
    """Where the report says which case and quantity a cell shows, the cell refers to just that."""
    plan, live = Plan(shipped(BOX).results), formulas(shipped(BOX).paths[0])
    wrong = []
    for block in blocks(shipped(BOX).report.tables):
        for row, references in enumerate(block.table.live, start=block.body):
            for column, reference in enumerate(references, start=1):
                cell = live_cell(plan, reference)
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
