"""Cases on the clock: what the clock gives, and every value that changes by date, as a row of periods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tco.ages import RESIDUAL, AgeTable, age_table, tax_tables
from tco.clock import MONTHS, Clock
from tco.closed_periods import closed_faults
from tco.errors import Fault, raise_faults
from tco.given import SCENARIO, Closed, Given, Schedule
from tco.pricebook import PriceBook, Sourced
from tco.scenario import Case
from tco.sheet import Sheet

LENGTH = "months_per_period"
Where = Callable[..., str]


TABLES: dict[str, Callable[[PriceBook, str], dict[str, tuple[AgeTable, Sourced]]]] = {
    "tax_table": tax_tables,
    "residual_table": lambda book, name: {"residual_table_share": age_table(book, RESIDUAL, name)},
}


def on_clock(case: Case, sheet: Sheet, clock: Clock, periods: int, where: Where, book: PriceBook) -> Case:
    """The case with a row of periods for each quantity that has one; InputError where a value cannot be one."""
    months = months_of(case)
    raise_faults(_faults(case, sheet, clock, months, periods))
    counted = counted_rows(case, sheet, clock, periods, where, book)
    inputs, pins = (_rows(given, sheet, clock, int(months), periods) for given in (case.inputs, case.pins))
    return replace(case, inputs={**inputs, **counted}, pins=pins)


def counted_rows(
    case: Case, sheet: Sheet, clock: Clock, periods: int, where: Where, book: PriceBook
) -> dict[str, Given]:
    """What the clock gives a case, and the tables by age that it chooses, as rows of periods."""
    months = months_of(case)
    source = f"the clock of the scenario: {periods} periods of {months:g} months from {clock.start}"
    counted = {
        name: Given(row, sheet.unit(name), SCENARIO, source, where=where("start"))
        for name, row in clock.rows(int(months), periods).items()
    }
    return counted | {
        quantity: _aged(*found, sheet.unit(quantity), int(months), periods)
        for choice, tables in TABLES.items()
        if choice in case.choices
        for quantity, found in tables(book, case.choices[choice]).items()
    }


def months_of(case: Case) -> float:
    """Months of a period."""
    length = case.inputs.get(LENGTH)
    return length.number if length else 1.0


def _aged(table: AgeTable, first: Sourced, unit: str, months: int, periods: int) -> Given:
    """A table by age as a row of periods."""
    return Given(
        table.row(months, periods),
        unit,
        first.origin,
        first.source,
        first.date,
        first.note,
        first.confidence,
        first.where,
    )


def _faults(case: Case, sheet: Sheet, clock: Clock, months: float, periods: int) -> list[Fault]:
    found = []
    if months != int(months) or not 1 <= months <= MONTHS:
        told = case.inputs[LENGTH].where
        found.append(Fault(f"{LENGTH}: not a whole number of months", told, f"{months:g}", "1, 3, 6 or 12"))
    for name, given in case.given.items():
        if not isinstance(given, Schedule):
            continue
        if sheet.level[name] == "case":
            other = (
                "vary an index of it: tco list inputs"
                if name in sheet.inputs
                else "pin what a period has: ..._in_period"
            )
            step = f"give one value, or {other}"
            found.append(Fault(f"{name} has one value a case", given.where, "by_date", next_step=step))
        elif isinstance(given, Closed):
            found += closed_faults(name, given, clock, int(months), periods)
        elif given.steps[0][0] > clock.start:
            said = f"{given.steps[0][0]}, after the first period begins"
            found.append(Fault(f"{name}: no value at the start", given.where, said, f"{clock.start} or before"))
    return found


def _rows(given: Mapping[str, Given], sheet: Sheet, clock: Clock, months: int, periods: int) -> dict[str, Given]:
    """Schedules, and single values of inputs that differ by period, as rows."""

    def row(name: str, one: Given) -> Given:
        if isinstance(one, Schedule):
            return one.over(clock, months, periods)
        alike = name in sheet.inputs and sheet.level[name] == "period" and isinstance(one.value, float)
        return replace(one, value=(one.number,) * periods) if alike else one

    return {name: row(name, one) for name, one in given.items()}
