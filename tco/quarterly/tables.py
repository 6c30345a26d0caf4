"""The report of a quarter as tables, for the page, Markdown and the sheets of the workbook that hold no formula."""

from __future__ import annotations

from collections.abc import Sequence

from tco.actuals.tables import left_aside, plan_against_actual, reconciled
from tco.compare.tables import RELATIVE, Listing, bridge, headlines, inputs
from tco.freshness import HEADINGS, Stale
from tco.quarterly.gather import Quarterly
from tco.report import Column, Table

STALE_NOTE = (
    "Older than the limit of their kind (pricing/freshness.csv). Look them up again before relying on the result."
)


DAYS = ("days old", "limit")  # columns of stale prices that count days


def as_table(name: str, listing: Listing, note: str = "") -> Table:
    """A listing as a table of a report: "amount [CNY]" is a heading with its unit."""
    columns = tuple(_column(heading, [row[i] for row in listing.rows]) for i, heading in enumerate(listing.headings))
    rows = tuple(tuple(row) for row in listing.rows)
    live = tuple(tuple(None for _ in row) for row in rows)
    return Table(name, listing.title, note, columns, rows, live)


def _column(heading: str, cells: Sequence[object]) -> Column:
    title, _, unit = heading.partition(" [")
    text = any(isinstance(cell, str) and cell for cell in cells)
    unit = "share" if title == RELATIVE else unit.rstrip("]")
    return Column(title.replace(" ", "_"), title[:1].upper() + title[1:], unit, text)


def stale_tables(found: Sequence[Stale]) -> list[Table]:
    """A table of the stale prices; none where none is stale."""
    headings = [f"{heading} [days]" if heading in DAYS else heading for heading in HEADINGS]
    listing = Listing("Stale prices", headings, [old.row for old in found])
    return [as_table("stale_prices", listing, STALE_NOTE)] if found else []


def quarter_tables(found: Quarterly) -> list[Table]:
    """What changed and why, what went in otherwise."""
    if not found.comparison:
        return []
    made = [
        as_table("since_last_quarter", headlines(found.comparison), _sides(found)),
        as_table("bridge", bridge(found.comparison), "Each way sums to the change, with nothing left over."),
        as_table("changed_inputs", inputs(found.comparison)),
    ]
    return [table for table in made if table.rows]


def _sides(found: Quarterly) -> str:
    """Which frozen quarters are compared, by version and digest, and what a reader must know of them."""
    closes = [c for c in (found.prior, found.close) if c]
    told = [f"{c.name}: version {c.version}, inputs {c.input_hash}, digest {c.hash}" for c in closes]
    flags = found.comparison.flags if found.comparison else []
    return ". ".join([*told, *flags])


def log_table(found: Quarterly) -> Table:
    """Every close up to the quarter."""
    headings = ["date", "version", "who", "what", "why", "effect on the headline", "unit", "value", "inputs", "digest"]
    rows: list[list[object]] = [
        [
            line.entry.on, line.entry.version, line.entry.by, line.what, line.why, line.effect, line.unit, line.value,
            line.entry.input_hash, line.entry.hash,
        ]
        for line in found.log
    ]  # fmt: skip
    first = found.log[-1]
    note = f"The effect is that on {first.headline} of {first.case}, against the close before it."
    return as_table("change_log", Listing("Change log", headings, rows), note)


def actual_tables(found: Quarterly) -> list[Table]:
    """Plan against actual of each file that was kept, what is left aside, and that nothing is lost."""
    currency, months, made = found.close.scenario.currency, found.quarter.months, list[Table]()
    for count, one in enumerate(found.actuals, start=1):
        listings = {
            "plan_actual": plan_against_actual(one.found, currency),
            "left_aside": left_aside(one.rows, months),
            "reconciled": reconciled(one.rows, months, currency),
        }
        note = f"Plan: {one.kept.plan}, {one.kept.case}, bill {one.kept.bill}. Actuals: {one.kept.file}"
        made += [as_table(f"{name}_{count}", listing, note) for name, listing in listings.items() if listing.rows]
    return made


def again_table(found: Quarterly) -> list[Table]:
    """What running the closed quarter again gives otherwise; nothing where it gives the same."""
    told = found.again.differences
    listing = Listing("Run again, the closed quarter differs", ["what"], [[text] for text in told])
    return [as_table("run_again", listing)] if told else []
