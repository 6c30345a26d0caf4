"""A case by name as a FOCUS file: planned by month, written, and checked before anybody gets it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tco.actuals.plan import bill_of, plan
from tco.actuals.work import one_case, planned
from tco.clock import later
from tco.content import Content
from tco.dates import month_of
from tco.errors import Fault, InputError, raise_faults
from tco.focus.file import check_text, focus_text
from tco.focus.rows import Export, Names, focus_rows
from tco.ledger.names import parse_ref
from tco.pricebook import PriceBook
from tco.quarters import parse_quarter


@dataclass(frozen=True)
class Wanted:
    """What is to be written: whose costs, from which quarter on, for how many months, of which bill."""

    name: str
    quarter: str
    months: int
    bill: str
    names: Names
    version: str = "1.2"
    prepaid: bool = False


def exported(wanted: Wanted, ledger: Path, content: Content) -> str:
    """The text of the file; InputError where the case has no such bill, or nothing to pay."""
    quarter, book = parse_quarter(wanted.quarter), PriceBook(content)
    side = planned(parse_ref(wanted.name), quarter, ledger, content)
    case = one_case(side)
    bill = bill_of(side, case, book, wanted.bill)
    months = [month_of(later(quarter.first, i)) for i in range(wanted.months)]
    lines = plan(side, case, bill, months, book)
    if not lines:
        raise InputError(Fault(f"bill {bill} of {case} has no line with an amount", next_step="--bill names another"))
    rows = focus_rows(Export(side, case, wanted.names, wanted.version, wanted.prepaid), lines)
    text = focus_text(rows, wanted.version)
    raise_faults(check_text(text, "the export")[0])
    return text
