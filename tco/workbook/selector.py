"""The case shown: chosen from a list on Inputs, told in the header of every sheet, picked by INDEX on the Summary."""

from __future__ import annotations

from tco.workbook import styles
from tco.workbook.cells import Writer, clean
from tco.workbook.places import case_column, case_key
from tco.workbook.plan import Plan
from tco.workbook.ranges import LEVEL, LEVELS

ROW, HEADINGS = 4, 5  # of Inputs: the selector, and the numbers of the cases
KEY, NUMBER, TITLE = f"Inputs!$B${ROW}", f"Inputs!$C${ROW}", f"Inputs!$D${ROW}"
LABEL, GAP_WIDTH = "Case shown", 2.0


def write_selector(writer: Writer, plan: Plan) -> None:
    """The cell that selects, the number of the case by its key, and its title."""
    from openpyxl.worksheet.datavalidation import DataValidation

    last = case_column(len(plan.cases) - 1)
    keys = f"${case_column(0)}${HEADINGS}:${last}${HEADINGS}"
    writer.text(ROW, 1, f"{LABEL}: choose", styles.TEXT)
    writer.text(ROW, 2, case_key(0), styles.INPUT)
    writer.formula(ROW, 3, f"=MATCH($B${ROW},{keys},0)", 1.0, "0", styles.TEXT)
    titles = keys.replace(f"${HEADINGS}", f"${HEADINGS + 1}")
    writer.formula(ROW, 4, f"=INDEX({titles},$C${ROW})", first_title(plan), style=styles.TEXT)
    rule = DataValidation(
        type="list", formula1=keys, allow_blank=False, errorStyle="stop", errorTitle="No such case",
        error=f"one of {case_key(0)} to {case_key(len(plan.cases) - 1)}", showErrorMessage=True,
    )  # fmt: skip
    rule.add(f"B{ROW}")
    writer.sheet.add_data_validation(rule)


def write_shown(writer: Writer, plan: Plan) -> None:
    """What every header says of it."""
    if plan.has_levels:
        writer.formula(
            ROW, 1, f'="{LABEL}, inputs:"&" "&Inputs!{LEVEL}', f"{LABEL}, inputs: {LEVELS[1]}", style=styles.TEXT
        )
    else:
        writer.text(ROW, 1, LABEL, styles.TEXT)
    writer.formula(ROW, 2, f"={KEY}", case_key(0), style=styles.TEXT)
    writer.formula(ROW, 3, f"={TITLE}", first_title(plan), style=styles.TEXT)


def first_title(plan: Plan) -> str:
    """The title of the case that is shown at first."""
    return clean(plan.cases[0].title or plan.cases[0].name)
