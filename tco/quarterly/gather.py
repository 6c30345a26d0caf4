"""A closed quarter with the one before it: both as frozen, compared, with the log of closes and the actuals kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tco.actuals.keep import Kept, kept_actuals
from tco.actuals.match import Matched
from tco.actuals.plan import plan
from tco.actuals.variance import Variance, variances
from tco.compare.comparison import Comparison, compare
from tco.compare.side import of_close, side_of
from tco.content import Content
from tco.ledger.again import Again, again
from tco.ledger.book import Entry, find_close, history
from tco.ledger.close import Close
from tco.ledger.names import parse_ref
from tco.pricebook import PriceBook
from tco.quarters import Quarter, parse_quarter
from tco.results import Value


@dataclass(frozen=True)
class LogLine:
    """One close: when, who, which version, what, why, and what it did to the first headline of the first case."""

    entry: Entry
    headline: str
    case: str
    unit: str
    value: Value
    effect: float | None

    @property
    def what(self) -> str:
        """What was done."""
        kind = "closed" if self.entry.number == 1 else f"restated, statement {self.entry.number}"
        return f"{self.entry.quarter} {kind}" + ("; restated since" if self.entry.restated else "")

    @property
    def why(self) -> str:
        """Why, in the words of who closed it."""
        return "; ".join(filter(None, (self.entry.reason, self.entry.note))) or "end of the quarter"


@dataclass(frozen=True)
class Actuals:
    """A file of actuals that was kept for the quarter, against the plan."""

    kept: Kept
    found: tuple[Variance, ...]
    rows: tuple[Matched, ...]


@dataclass(frozen=True)
class Quarterly:
    """All that the report of a quarter shows beside the results. `comparison` is None for a first quarter."""

    quarter: Quarter
    close: Close
    again: Again
    prior: Close | None
    comparison: Comparison | None
    log: tuple[LogLine, ...]
    actuals: tuple[Actuals, ...]


def gather(ledger: Path, scenario: str, quarter: str, content: Content) -> Quarterly:
    """A closed quarter with all that belongs to it; InputError where it is not closed."""
    wanted, book = parse_quarter(quarter), PriceBook(content)
    close = find_close(ledger, scenario, str(wanted))
    entries = [e for e in history(ledger, scenario) if parse_quarter(e.quarter) <= wanted]
    side = of_close(close, book, sum(e.quarter == str(wanted) for e in entries))
    earlier = sorted({parse_quarter(e.quarter) for e in entries if parse_quarter(e.quarter) < wanted})
    prior = find_close(ledger, scenario, str(earlier[-1])) if earlier else None
    found = None
    if prior:
        found = compare(of_close(prior, book, sum(e.quarter == prior.quarter for e in entries)), side, book)
    return Quarterly(
        wanted, close, again(close, book), prior, found, tuple(_log(ledger, entries)),
        tuple(_actuals(ledger, scenario, wanted, content)),
    )  # fmt: skip


def _log(ledger: Path, entries: list[Entry]) -> list[LogLine]:
    lines: list[LogLine] = []
    for entry in entries:
        close = find_close(ledger, entry.scenario, entry.quarter, entry.number)
        case = close.scenario.cases[0].name
        headline = next(iter(close.scenario.headline), "")
        frozen = close.values[case].get(headline)
        value = frozen.value if frozen else None
        before = lines[-1].value if lines and (lines[-1].headline, lines[-1].case) == (headline, case) else None
        effect = value - before if isinstance(value, float) and isinstance(before, float) else None
        lines.append(LogLine(entry, headline, case, frozen.unit if frozen else "", value, effect))
    return lines


def _actuals(ledger: Path, scenario: str, quarter: Quarter, content: Content) -> list[Actuals]:
    made, book = list[Actuals](), PriceBook(content)
    for kept, rows in kept_actuals(ledger, scenario, str(quarter)):
        side = side_of(parse_ref(kept.plan), ledger, content)
        lines = plan(side, kept.case, kept.bill, quarter.months, book)
        made.append(Actuals(kept, tuple(variances(lines, rows, quarter.months)), tuple(rows)))
    return made
