"""A file of actuals against the plan of a quarter: read, put to lines, set beside what was planned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tco.actuals.closed import ClosedBill, closed_bill
from tco.actuals.forecast import forecast
from tco.actuals.keep import Kept, keep
from tco.actuals.match import Matched, matched
from tco.actuals.plan import bill_of, plan
from tco.actuals.read import read_actuals
from tco.actuals.tables import left_aside, plan_against_actual, reconciled
from tco.actuals.variance import Variance, variances
from tco.compare.side import Side, side_of
from tco.compare.tables import Listing
from tco.content import Content
from tco.errors import Fault, InputError
from tco.ledger.book import history
from tco.ledger.close import Signed
from tco.ledger.names import Ref, parse_ref
from tco.pricebook import PriceBook
from tco.quarters import Quarter, parse_quarter


@dataclass(frozen=True)
class Ask:
    """Which file, for which quarter, against which plan, on which bill and by which cost."""

    file: Path
    quarter: str
    plan: str
    bill: str = ""
    cost: str = "effective"


@dataclass(frozen=True)
class AgainstPlan:
    """What came of it."""

    ask: Ask
    quarter: Quarter
    side: Side
    case: str
    bill: str
    rows: tuple[Matched, ...]
    found: tuple[Variance, ...]
    book: PriceBook

    @property
    def listings(self) -> list[Listing]:
        """The tables, in the order of reading."""
        currency, months = self.side.scenario.currency, self.quarter.months
        made = [
            plan_against_actual(self.found, currency), left_aside(self.rows, months),
            reconciled(self.rows, months, currency),
        ]  # fmt: skip
        return [listing for listing in made if listing.rows]

    def keep(self, ledger: Path, signed: Signed) -> None:
        """Add the rows to the ledger."""
        label = self.side.label.removesuffix(f":{self.case}")
        kept = Kept(self.side.scenario.name, self.case, str(self.quarter), self.bill, label, self.ask.file.name)
        keep(ledger, kept, self.ask.file.read_bytes(), self.rows, signed)

    def forecast(self) -> str:
        """A scenario file that starts from the actuals."""
        source = f"actuals of {self.quarter}, {self.ask.file.name}"
        return forecast(self.side, self.case, self.found, self.quarter, source, self.book, self.closed)

    @property
    def closed(self) -> ClosedBill | None:
        """What the bill came to in the closed periods, where every one so far is known."""
        return closed_bill(self.side, self.case, self.bill, self.found, self.quarter, self.book)


def against_plan(ask: Ask, ledger: Path, content: Content) -> AgainstPlan:
    """Read a file and set it beside the plan: the closed quarter where there is one, else the scenario as it runs."""
    quarter, book = parse_quarter(ask.quarter), PriceBook(content)
    side = planned(parse_ref(ask.plan), quarter, ledger, content)
    case = one_case(side)
    bill = bill_of(side, case, book, ask.bill)
    rows = matched(read_actuals(ask.file, ask.cost), side.scenario.currency, book)
    found = variances(plan(side, case, bill, quarter.months, book), rows, quarter.months)
    return AgainstPlan(ask, quarter, side, case, bill, tuple(rows), tuple(found), book)


def planned(ref: Ref, quarter: Quarter, ledger: Path, content: Content) -> Side:
    """The plan of a quarter: the closed quarter that is named, else its own close, else the scenario as it runs."""
    closed = [e for e in history(ledger, ref.scenario) if e.quarter == str(quarter)]
    if not ref.quarter and closed:
        ref = Ref(ref.scenario, str(quarter), 0, ref.case)
    return side_of(ref, ledger, content)


def one_case(side: Side) -> str:
    """The only case of a side; InputError with the names where there are several."""
    names = [case.name for case in side.scenario.cases]
    if len(names) > 1:
        what = f"which case of {side.label} is the plan?"
        raise InputError(Fault(what, allowed=", ".join(names), next_step=f"--plan {side.scenario.name}:CASE"))
    return names[0]
