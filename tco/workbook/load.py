"""Revenue and cost over the load: the fleet held, revenue in proportion, from empty to full."""

from __future__ import annotations

from dataclasses import dataclass

from tco.workbook import styles
from tco.workbook.cells import Writer
from tco.workbook.formats import number_format
from tco.workbook.places import case_cell
from tco.workbook.plan import COUNTS, Plan

STEPS = 10
MEETS, REVENUE, COST, SHARE = "break_even_utilisation", "revenue_per_second", "cost_per_second", "load_share"
NOT_HELD = ("rent_follows_load", "from_api")


@dataclass(frozen=True)
class Load:
    """A case whose fleet is held, and where its revenue meets its cost."""

    plan: Plan
    case: int

    def number(self, name: str) -> float:
        """A figure of the case."""
        return self.plan.number(self.case, name) or 0.0

    @property
    def unit(self) -> str:
        """The unit of revenue and cost."""
        return self.plan.results.unit(REVENUE)

    @property
    def title(self) -> str:
        """The finding."""
        case, meets = self.plan.cases[self.case], self.number(MEETS)
        name = case.title or case.name
        if meets <= 1:
            return f"{name}: revenue meets cost at {meets:.0%} of full load.".replace("%", " %")
        return f"{name}: even at full load revenue covers {1 / meets:.0%} of cost.".replace("%", " %")


def load_of(plan: Plan, wanted: int) -> Load | None:
    """The wanted case, or else the first that has the figures and holds its fleet."""
    order = [wanted, *(case for case in range(len(plan.cases)) if case != wanted)]
    return next((Load(plan, case) for case in order if _has(plan, case)), None)


def _has(plan: Plan, case: int) -> bool:
    names = (MEETS, REVENUE, COST, SHARE)
    there = all((COUNTS, n) in plan.rows and (plan.number(case, n) or 0) > 0 for n in names)
    return there and not any(given.number for n in NOT_HELD if (given := plan.cases[case].inputs.get(n)))


def write_load(writer: Writer, load: Load, row: int, columns: int) -> tuple[int, int]:
    """A row for each tenth of full load. Their first and last row."""
    writer.fill_row(row, load.title, columns)
    writer.row_of_text(row + 1, ("utilisation", "revenue", "cost"), styles.BAND)
    writer.row_of_text(row + 2, ("share", load.unit, load.unit), styles.UNITS)
    revenue, cost, share = (case_cell(load.plan, n, load.case, fixed=True) for n in (REVENUE, COST, SHARE))
    most = load.number(REVENUE) / load.number(SHARE)
    shape = number_format(load.unit, [most, load.number(COST)])
    first = row + 3
    for step in range(STEPS + 1):
        at = first + step
        writer.number(at, 1, step / STEPS, "0%")
        writer.formula(at, 2, f"={revenue}*$A{at}/{share}", most * step / STEPS, shape)
        writer.formula(at, 3, f"={cost}", load.number(COST), shape)
    return first, first + STEPS
