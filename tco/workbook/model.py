"""Model: a row a quantity, a column a case, one formula across each row."""

from __future__ import annotations

from tco.emit.excel import cell_formula
from tco.emit.text import formula_text
from tco.workbook import styles
from tco.workbook.cells import Book, Shown, Writer
from tco.workbook.formats import number_format
from tco.workbook.grid import case_headings, grid_characters, labels
from tco.workbook.places import ModelPlace, case_column, pin_cell
from tco.workbook.plan import (
    BY_FORMULA,
    COUNTS,
    FIRST_CASE,
    FIRST_ROW,
    HEADING,
    IN_FORCE,
    PIN,
    UNIT,
    Line,
    Plan,
    chapter_title,
)
from tco.workbook.printing import CHARACTERS_A_PAGE, LONG, Paper, finish
from tco.workbook.ranges import TITLE, write_in_force

BY = " · by formula"
_AFTER = ("how it is made", "source of the formula")
_AFTER_WIDTHS, _UNPRINTED_WIDTHS = (60.0, 48.0), (110.0, 80.0)


def write_model(book: Book, plan: Plan) -> None:
    """The sheet Model."""
    writer = book.add("Model", "every quantity, by formula")
    filled = case_headings(writer, plan, 5, ("quantity", "meaning", "unit"), _AFTER)
    first_after = FIRST_CASE + len(plan.cases)
    widths = _AFTER_WIDTHS if _is_printed(plan) else _UNPRINTED_WIDTHS
    writer.widths({first_after + n: width for n, width in enumerate(widths)})
    for line in plan.model:
        if line.kind == HEADING:
            writer.fill_row(line.row, TITLE if line.name == IN_FORCE else chapter_title(line.name), filled)
        elif line.kind == IN_FORCE:
            write_in_force(writer, plan, line)
        else:
            _write_line(writer, plan, line)
    last_row = plan.model[-1].row if plan.model else FIRST_ROW
    columns = first_after if _is_printed(plan) else first_after - 1
    finish(book, writer, Paper(columns, last_row, FIRST_ROW - 1, UNIT, most_pages=LONG))


def _is_printed(plan: Plan) -> bool:
    """Does the formula in words fit on paper beside the figures?"""
    return grid_characters(plan) + _AFTER_WIDTHS[0] <= CHARACTERS_A_PAGE


def _write_line(writer: Writer, plan: Plan, line: Line) -> None:
    formula = plan.results.sheet.formulas[line.name]
    beside = (BY_FORMULA, line.name) in plan.rows
    labels(writer, plan, line.row, line.name, line.name + BY if line.kind == BY_FORMULA else "")
    values = plan.values(line.name, line.kind)
    shape = number_format(plan.results.unit(line.name), values)
    for case in range(len(plan.cases)):
        if plan.has(case, line.name, line.kind):
            text = case_formula(plan, line, case)
            writer.formula(line.row, FIRST_CASE + case, text, shown(values[case]), shape)
        else:
            writer.absent(line.row, FIRST_CASE + case)
    after = FIRST_CASE + len(plan.cases)
    style = styles.NOTE if _is_printed(plan) else styles.ASIDE
    made = "the pin where one is given on Inputs, else the row above" if beside else formula_text(formula)
    writer.text(line.row, after, formula_text(formula) if line.kind == BY_FORMULA else made, style)
    writer.text(line.row, after + 1, formula.source, style)
    if line.kind == COUNTS and beside:
        shade_pins(writer, line.row, (case_column(0), case_column(len(plan.cases) - 1)))


def shade_pins(writer: Writer, row: int, columns: tuple[str, str]) -> None:
    """Mark where a pin changes what the row above, the formula, gives."""
    first, last = columns
    differs = f"{first}{row}<>{first}{row - 1}"
    styles.mark_where(writer.sheet, f"{first}{row}:{last}{row}", differs, styles.PINNED)


def case_formula(plan: Plan, line: Line, case: int) -> str:
    """The formula of a cell of Model."""
    column = case_column(case)
    beside = plan.rows.get((BY_FORMULA, line.name))
    if line.kind == COUNTS and (PIN, line.name) in plan.rows:
        pin = pin_cell(plan, line.name, column)
        if line.name in plan.ranged_pins and line.name in plan.cases[case].pins:
            pin = f"{column}{plan.rows[IN_FORCE, line.name]}"
        return f"={pin}" if beside is None else pin_or(plan, line.name, pin, f"{column}{beside}")
    return cell_formula(plan.results.sheet.formulas[line.name], ModelPlace(plan, case))


def pin_or(plan: Plan, name: str, pin: str, formula_cell: str) -> str:
    """The pin where one is given, else what the formula gives."""
    given = "ISTEXT" if plan.results.sheet.unit(name) == "text" else "ISNUMBER"
    return f"=IF({given}({pin}),{pin},{formula_cell})"


def shown(value: object) -> Shown | None:
    """The value that a formula cell shows; None stands for no value."""
    return value if isinstance(value, str) else float(value) if isinstance(value, (int, float)) else None
