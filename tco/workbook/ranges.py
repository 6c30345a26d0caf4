"""Low, given and high of the inputs of which a scenario states a range, and one cell that puts one of them in force."""

from __future__ import annotations

from tco.workbook import styles
from tco.workbook.cells import Writer
from tco.workbook.formats import number_format
from tco.workbook.grid import labels
from tco.workbook.places import case_column, letter
from tco.workbook.plan import FIRST_CASE, GIVEN, Line, Plan

LEVELS, AS_GIVEN = ("low", "base", "high"), "as given"
ROW, HEADINGS = 5, 6  # of Inputs: the cell that chooses, and the headings of the three columns
LEVEL, NUMBER = f"$B${ROW}", f"$C${ROW}"
TITLE = "Inputs in force: low, base or high, as chosen on Inputs"
MADE = "the end of the range that is chosen on Inputs, else the value given there"
BESIDE = 6  # columns of source, date, origin, note and bounds, to the right of the cases and left of the three
LEVEL_WIDTH = 11.0


def columns(plan: Plan) -> tuple[str, str]:
    """The first and the last of the three columns."""
    first = FIRST_CASE + len(plan.cases) + BESIDE
    return letter(first), letter(first + len(LEVELS) - 1)


def write_levels(writer: Writer, plan: Plan) -> None:
    """The cell that chooses, with its list, and the number of what is chosen; nothing where no range is stated."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if not plan.ranged:
        return
    first, last = columns(plan)
    headings = f"${first}${HEADINGS}:${last}${HEADINGS}"
    start = FIRST_CASE + len(plan.cases) + BESIDE
    writer.widths(dict.fromkeys(range(start, start + len(LEVELS)), LEVEL_WIDTH))
    writer.row_of_text(HEADINGS, LEVELS, styles.CASE, start)
    writer.text(ROW, 1, "Level of inputs: choose", styles.BAND)
    writer.text(ROW, 2, LEVELS[1], styles.INPUT)
    writer.formula(ROW, 3, f"=MATCH({LEVEL},{headings},0)", 2.0, "0", styles.BAND)
    rule = DataValidation(
        type="list", formula1=headings, allow_blank=False, errorStyle="stop", errorTitle="No such level",
        error=f"one of {', '.join(LEVELS)}", showErrorMessage=True,
    )  # fmt: skip
    rule.add(f"B{ROW}")
    writer.sheet.add_data_validation(rule)


def write_range(writer: Writer, plan: Plan, line: Line) -> None:
    """Low and high beside an input, and between them that the base is what each case is given."""
    found = plan.ranged.get(line.name)
    if not found or line.kind != GIVEN:
        return
    start = FIRST_CASE + len(plan.cases) + BESIDE
    shape = number_format(plan.results.unit(line.name), [found.low.number, found.high.number])
    writer.number(line.row, start, found.low.number, shape)
    writer.text(line.row, start + 1, AS_GIVEN, styles.UNITS)
    writer.number(line.row, start + 2, found.high.number, shape)
    writer.text(line.row, start + 3, f"range: {found.low.source}", styles.ASIDE)


def write_in_force(writer: Writer, plan: Plan, line: Line) -> None:
    """A row of Model: the end of the range that is chosen, or else what the case is given."""
    labels(writer, plan, line.row, line.name)
    row, (first, last) = plan.rows[GIVEN, line.name], columns(plan)
    values = [case.inputs[line.name].value if line.name in case.inputs else None for case in plan.cases]
    shape = number_format(plan.results.unit(line.name), values)
    picked = f"INDEX(Inputs!${first}{row}:${last}{row},1,Inputs!{NUMBER})"
    for number, value in enumerate(values):
        if isinstance(value, (int, float)):
            own = f"Inputs!{case_column(number)}{row}"
            text = f"=IF(ISNUMBER({picked}),{picked},{own})"
            writer.formula(line.row, FIRST_CASE + number, text, float(value), shape)
        else:
            writer.absent(line.row, FIRST_CASE + number)
    writer.text(line.row, FIRST_CASE + len(plan.cases), MADE, styles.ASIDE)
    writer.text(line.row, FIRST_CASE + len(plan.cases) + 1, plan.ranged[line.name].low.source, styles.ASIDE)
