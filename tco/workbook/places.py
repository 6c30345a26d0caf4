"""Where a formula finds what it needs: the cells of a case on Model, of a case and period on Periods, and on Checks."""

from __future__ import annotations

from dataclasses import dataclass

from tco.workbook.plan import (
    CONSTANT,
    COUNTS,
    FIRST_CASE,
    FIRST_PERIOD,
    FIRST_ROW,
    GIVEN,
    IN_FORCE,
    KEY,
    LAST,
    PIN,
    SETTING,
    TOTAL,
    Plan,
)  # fmt: skip

PERIOD_ROW = 6  # the timeline of Periods
NOWHERE = '"n/a"'  # what only a branch not taken reads, and no case has


def letter(column: int) -> str:
    """The letters of a column."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def case_column(case: int) -> str:
    """The column of a case."""
    return letter(FIRST_CASE + case)


def case_key(case: int) -> str:
    """What stands above the column of a case, and before the colon in the keys of Periods."""
    return f"case {case + 1}"


def constant_cell(plan: Plan, name: str) -> str:
    """The cell of an exact conversion."""
    return f"Inputs!${letter(FIRST_CASE)}${plan.rows[CONSTANT, name]}"


def setting_cell(plan: Plan, name: str) -> str:
    """The cell of a setting of the workbook."""
    return f"Inputs!${letter(FIRST_CASE)}${plan.rows[SETTING, name]}"


def pin_cell(plan: Plan, name: str, column: str) -> str:
    """The cell that may hold a pin."""
    return f"Inputs!{column}{plan.rows[PIN, name]}"


def case_cell(plan: Plan, name: str, case: int, *, fixed: bool = False, sheet: bool = True) -> str:
    """The cell of a quantity of a case, on Inputs or on Model."""
    kind = IN_FORCE if name in plan.ranged else GIVEN if (GIVEN, name) in plan.rows else COUNTS
    if (kind, name) not in plan.rows:
        return NOWHERE
    row, column = plan.rows[kind, name], case_column(case)
    cell = f"${column}${row}" if fixed else f"{column}{row}"
    home = "Inputs!" if kind == GIVEN else "Model!" if sheet else ""
    return home + cell


def period_range(plan: Plan, name: str, case: int) -> str:
    """The whole row of a period quantity."""
    row = plan.period_rows[COUNTS, name, case]
    last = letter(FIRST_PERIOD + plan.results.scenario.periods - 1)
    return f"Periods!{letter(FIRST_PERIOD)}{row}:{last}{row}"


@dataclass(frozen=True)
class ModelPlace:
    """Seen from a cell of Model, in the column of a case."""

    plan: Plan
    case: int
    on_model: bool = True

    def cell(self, name: str) -> str:
        return case_cell(self.plan, name, self.case, sheet=not self.on_model)

    def constant(self, name: str) -> str:
        return constant_cell(self.plan, name)

    def reduced(self, operation: str, name: str) -> str:
        column = letter(TOTAL if operation == "total" else LAST)
        first, last = FIRST_ROW, FIRST_ROW + len(self.plan.periods) - 1
        key = f"{case_column(self.case)}$5" if self.on_model else f"Model!{case_column(self.case)}$5"
        keys = f"Periods!${letter(KEY)}${first}:${letter(KEY)}${last}"
        return f'SUMIFS(Periods!${column}${first}:${column}${last},{keys},{key}&":{name}")'

    def with_opening(self, name: str) -> str:
        first, last = FIRST_ROW, FIRST_ROW + len(self.plan.periods) - 1
        key = f"{case_column(self.case)}$5" if self.on_model else f"Model!{case_column(self.case)}$5"
        keys = f"Periods!${letter(KEY)}${first}:${letter(KEY)}${last}"
        end = letter(FIRST_PERIOD + self.plan.results.scenario.periods - 1)
        whole = f"Periods!${letter(FIRST_PERIOD - 1)}${first}:${end}${last}"
        return f'INDEX({whole},MATCH({key}&":{name}",{keys},0),0)'

    def so_far(self, name: str) -> str:
        raise ValueError(f"{name} is a row of periods, not a value of the case")

    def after(self, name: str) -> str:
        raise ValueError(f"{name} is a row of periods, not a value of the case")

    def by_age(self, name: str) -> str:
        raise ValueError(f"{name} is a row of periods, not a value of the case")

    def before(self, name: str, first: str) -> str:  # noqa: ARG002
        raise ValueError(f"{name} is a row of periods, not a value of the case")


@dataclass(frozen=True)
class PeriodPlace:
    """Seen from a cell of Periods, in the block of a case and the column of a period."""

    plan: Plan
    case: int
    column: str

    def cell(self, name: str) -> str:
        if name == "period_index":
            return f"{self.column}${PERIOD_ROW}"
        if self.plan.results.sheet.level[name] == "period":
            if (COUNTS, name, self.case) not in self.plan.period_rows and (
                name,
                self.case,
            ) not in self.plan.timing_rows:
                return NOWHERE
            return f"{self._home(name)}{self.column}{self._row(name)}"
        return case_cell(self.plan, name, self.case, fixed=True)

    def with_opening(self, name: str) -> str:
        raise ValueError(f"{name} is read whole by a value of the case, not of a period")

    def _home(self, name: str) -> str:
        return "" if (COUNTS, name, self.case) in self.plan.period_rows else "Timing!"

    def _row(self, name: str) -> int:
        own = self.plan.period_rows.get((COUNTS, name, self.case))
        return own or self.plan.timing_rows[name, self.case]

    def constant(self, name: str) -> str:
        return constant_cell(self.plan, name)

    def reduced(self, operation: str, name: str) -> str:
        return f"${letter(TOTAL if operation == 'total' else LAST)}{self._row(name)}"

    def so_far(self, name: str) -> str:
        return f"{self._home(name)}${letter(FIRST_PERIOD)}{self._row(name)}:{self.column}{self._row(name)}"

    def after(self, name: str) -> str:
        from openpyxl.utils import column_index_from_string

        return f"{self._home(name)}{letter(column_index_from_string(self.column) + 1)}{self._row(name)}"

    def by_age(self, name: str) -> str:
        first, last = f"${letter(FIRST_PERIOD)}", f"${letter(FIRST_PERIOD + self.plan.results.scenario.periods - 1)}"
        age = f"{self.column}${PERIOD_ROW}-{first}${PERIOD_ROW}:{self.column}${PERIOD_ROW}+1"
        row = self._row(name)
        return f"SUMIF({first}${PERIOD_ROW}:{last}${PERIOD_ROW},{age},{self._home(name)}{first}{row}:{last}{row})"

    def before(self, name: str, first: str) -> str:
        from openpyxl.utils import column_index_from_string

        left = f"{self._home(name)}{letter(column_index_from_string(self.column) - 1)}{self._row(name)}"
        index = f"{self.column}${PERIOD_ROW}"
        return f"(({index}=1)*({first})+({index}>1)*{left})"
