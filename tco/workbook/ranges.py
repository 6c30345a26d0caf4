"""Low, given and high of the inputs of which a scenario states a range, and one cell that puts one of them in force."""

from __future__ import annotations

from tco.workbook import styles
from tco.workbook.cells import Writer
from tco.workbook.formats import number_format
from tco.workbook.grid import labels
from tco.workbook.places import case_column, case_key, letter
from tco.workbook.plan import FIRST_CASE, GIVEN, PIN, Line, Plan

LEVELS, AS_GIVEN = ("low", "base", "high"), "as given"
GIVEN_LEVEL = 2  # of them, counted from 1
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

    if not plan.has_levels:
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
    found = (plan.ranged_pins if line.kind == PIN else plan.ranged).get(line.name)
    if not found or line.kind not in (GIVEN, PIN):
        return
    start = FIRST_CASE + len(plan.cases) + BESIDE
    shape = number_format(plan.results.unit(line.name), [found.low.number, found.high.number])
    writer.number(line.row, start, found.low.number, shape)
    writer.text(line.row, start + 1, AS_GIVEN, styles.UNITS)
    writer.number(line.row, start + 2, found.high.number, shape)
    writer.text(line.row, start + 3, f"range: {found.low.source}", styles.ASIDE)
    if found.cases:
        keys = [case_key(number) for number in _covered(plan, line.name)]
        writer.row_of_text(line.row, keys, styles.ASIDE, start + len(LEVELS) + 1)


def write_in_force(writer: Writer, plan: Plan, line: Line) -> None:
    """A row of Model: the end of the range that is chosen, or else what the case is given."""
    labels(writer, plan, line.row, line.name)
    given = [case.given.get(line.name) for case in plan.cases]
    shape = number_format(plan.results.unit(line.name), (g.value for g in given if g))
    for number, one in enumerate(given):
        if one and isinstance(one.value, (int, float)):
            writer.formula(line.row, FIRST_CASE + number, _in_force(plan, line.name, number), float(one.value), shape)
        else:
            writer.absent(line.row, FIRST_CASE + number)
    stated = plan.results.scenario.ranges[line.name]
    writer.text(line.row, FIRST_CASE + len(plan.cases), MADE, styles.ASIDE)
    writer.text(line.row, FIRST_CASE + len(plan.cases) + 1, stated.low.source, styles.ASIDE)


def _in_force(plan: Plan, name: str, case: int) -> str:
    """One formula for all cases: a range of some of them counts where their key stands beside it."""
    row, (first, last) = plan.rows[PIN if name in plan.ranged_pins else GIVEN, name], columns(plan)
    picked, column = f"INDEX(Inputs!${first}{row}:${last}{row},1,Inputs!{NUMBER})", case_column(case)
    counts = f"ISNUMBER({picked})"
    if plan.results.scenario.ranges[name].cases:
        there = f"COUNTIF(Inputs!{_named(plan, row)},{column}${ROW})>0"
        counts = f"AND({counts},{there})"
    return f"=IF({counts},{picked},Inputs!{column}{row})"


def _covered(plan: Plan, name: str) -> list[int]:
    """The cases that a range is of, by number."""
    stated = plan.results.scenario.ranges[name]
    return [number for number, case in enumerate(plan.cases) if stated.counts_for(case.name)]


def _named(plan: Plan, row: int) -> str:
    """The cells with the keys of the cases that the range of a row is of."""
    stated = {**plan.ranged, **plan.ranged_pins}
    most = max(len(_covered(plan, name)) for name, one in stated.items() if one.cases)
    first = FIRST_CASE + len(plan.cases) + BESIDE + len(LEVELS) + 1
    return f"${letter(first)}{row}:${letter(first + most - 1)}{row}"
