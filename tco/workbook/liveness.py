"""What of a workbook recalculates and what does not, in the words of the Cover."""

from __future__ import annotations

from collections.abc import Sequence

from tco.formulas.inputs import INPUTS
from tco.quarterly.gather import Quarterly
from tco.workbook.plan import GIVEN, Plan
from tco.workbook.table_formulas import made_formula
from tco.workbook.table_lists import Lists
from tco.workbook.variants import Study

LIVE = "Whatever stands in black or green follows Inputs: each case along the ways that its switches choose."
OTHERWISE = (
    "A switch set otherwise takes a way whose inputs a case may not have here: its figures then show n/a and the master check "
    "says CHECK. Set it with tco run --set, and report again."
)
NONE = "every figure recalculates"


def switches(plan: Plan) -> str:
    """The switches on Inputs, each with what the cases choose by it, and what another choice would ask for."""
    found = []
    for name, known in INPUTS.items():
        if known.switch and (GIVEN, name) in plan.rows:
            chosen = sorted({case.inputs[name].number for case in plan.cases if name in case.inputs})
            found.append(f"{name} = {' or '.join(f'{value:g}' for value in chosen)}")
    return f"{'; '.join(found)}. {OTHERWISE}" if found else "none"


def static(lists: Lists, moved: Sequence[Study], quarter: Quarterly | None) -> list[str]:
    """What does not follow Inputs, part by part; nothing where all of it does."""
    numbers = [
        table.live[row][place] or made_formula(lists, table.how(row, place), value)
        for table in lists.tables
        for row, values in enumerate(table.rows)
        for place, value in enumerate(values)
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    ]
    found = []
    if still := sum(not live for live in numbers):
        found.append(f"Tables: {still} of {len(numbers)} figures, in grey: differences and others that SQL made.")
    found += [
        f"Sensitivity of {study.target}: its chain runs over periods; a check tells when it no longer holds."
        for study in moved
        if not study.closed
    ]
    if quarter and quarter.comparison:
        found.append("QoQ and Waterfall: the prior quarter and the causes of the change, frozen.")
    return found
