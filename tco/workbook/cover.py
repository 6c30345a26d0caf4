"""Cover and Contents: what this is, for whom, as of when, how to read it, and where to find what."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Sequence

from tco.given import COMMAND, SOLVED
from tco.workbook import styles
from tco.workbook.cells import Book, Writer, clean
from tco.workbook.liveness import LIVE, NONE, switches
from tco.workbook.plan import Plan
from tco.workbook.printing import PRINTED, Paper, finish
from tco.workbook.spoken import lines

LINE_LETTERS, MOST_TITLES = 140, 12
# what `tco import` reads of the Cover: the labels of the first column, with the text beside each
SCENARIO, VERSION, DIGEST, SET_BY_HAND = "Scenario", "Version", "Digest of the inputs", "Set by hand"
SIGNED = ("Entity", "Prepared by, date", "Reviewed by, date")
SUBJECTS = {
    "Cover": "what this workbook is, and how to read it",
    "Contents": "this list",
    "Summary": "the question, the finding and the figures that carry it",
    "Inputs": "every number that was given, with its source; the only sheet to change",
    "Model": "every quantity by formula, a row a quantity, a column a case",
    "Timing": "the clock, and every number that was given by period",
    "Periods": "the quantities that differ by period, and their totals",
    "Years": "what the periods come to in each fiscal year: flows summed, balances at its end",
    "Variants": "the chain behind the figure that decides, a column for each input that is moved",
    "Tables": "the tables of the report",
    "Charts": "cash over the horizon, a device-hour by its parts, a million tokens by hardware",
    "Sensitivity": "what moves the figure that decides, one input at a time and two together; revenue and cost over the load",
    "Attribution": "what made a difference, step by step",
    "Change_log": "who closed which quarter, when, why, and what it did to the headline",
    "QoQ": "the quarter before beside this one, and a bridge that explains the change to the last cent",
    "Waterfall": "the first headline of each case as a chart, a step for each cause of its change",
    "Changed_inputs": "what went in otherwise than in the quarter before: old, new, source",
    "Plan_and_actual": "invoices, usage and meter readings against the plan, by line and month",
    "Checks": "what must hold, whether it does, and how many checks fail",
    "Sources": "every given number as its source states it",
}
_SIGNS = (
    "Revenue, cost and prices are positive. Profit, cash and present value are revenue less cost: negative, in brackets, "
    "where cost is larger. A dash is zero. Shares are parts of 1, shown in per cent."
)
_NOT_COUNTED = "Nothing is counted that has no row in Inputs or Model; what a row excludes says so in its note."
_SOLVED = "An input of origin 'solved' was found by the engine and does not follow when other inputs change."


def write_cover(book: Book, plan: Plan, finding: str, still: Sequence[str]) -> None:
    """The sheet Cover. `still`: what does not recalculate, part by part."""
    scenario, results, say = plan.results.scenario, plan.results, book.language.text
    gap = " " if book.language.is_english else ""  # between sentences
    writer = book.add("Cover", scenario.title)
    writer.widths({1: 24.0, 2: 30.0, 3: 110.0})
    facts = [
        ("Question", scenario.question),
        ("Finding", f"{finding} (At the inputs as delivered.)" if finding else "-"),
        (SCENARIO, scenario.name),
        ("Cases", _cases(plan)),
        ("As of", scenario.as_of.isoformat()),
        ("Dates of prices", _price_dates(plan)),
        ("Currency and scale", f"{scenario.currency}, whole units; M, G, T and P stand for 1e6, 1e9, 1e12 and 1e15"),
        (VERSION, f"llm-tco {results.version}"),
        (DIGEST, results.input_hash),
        *[(SET_BY_HAND, text) for text in settings_of(plan)],
        ("Signs", _SIGNS),
        ("Confidence", _confidence(plan)),
        ("Left out", gap.join(map(say, [*left_out(plan), _NOT_COUNTED]))),
        ("Recalculates", LIVE),
        ("Switches", switches(plan)),
        ("Does not recalculate", gap.join(map(say, still)) or NONE),
        ("Solved inputs", _SOLVED if any(case.solve for case in plan.cases) else "none"),
    ]
    row = 5
    for label, text in facts:
        writer.text(row, 1, label, styles.TEXT)
        told = lines(clean(say(text)), LINE_LETTERS) or ["-"]
        for at, line in enumerate(told, start=row):
            writer.text(at, 2, line, styles.TEXT)
        row += len(told)
    row = _write_legend(writer, _write_signatures(writer, row + 1) + 2)
    finish(book, writer, Paper(3, row))


def _cases(plan: Plan) -> str:
    """The titles of the cases, or of the first of them."""
    titles = [case.title or case.name for case in plan.cases]
    more = f"; and {len(titles) - MOST_TITLES} more" if len(titles) > MOST_TITLES else ""
    return "; ".join(titles[:MOST_TITLES]) + more


def settings_of(plan: Plan) -> list[str]:
    """What the command line set in this run, as it is written there."""
    found: dict[str, list[str]] = {}
    for case in plan.cases:
        for given in case.given.values():
            if given.origin == COMMAND:
                found.setdefault(given.source.removeprefix("--set "), []).append(case.name)
    everywhere = len(plan.cases)
    return [
        f"--set {text}" if len(cases) == everywhere else f"--set {case.split(' ')[0]}:{text}"
        for text, cases in found.items()
        for case in (cases[:1] if len(cases) == everywhere else dict.fromkeys(c.split(" ")[0] for c in cases))
    ]


def _confidence(plan: Plan) -> str:
    """How sure the given values are, counted over quantities and cases in the words of their sources."""
    found = [given for case in plan.cases for given in case.given.values()]
    counts = Counter(g.confidence or (g.origin if g.origin == SOLVED else "stated by the scenario") for g in found)
    told = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    return f"of {len(found)} given values {told}; which is which, and from where, stands on Sources"


def _write_signatures(writer: Writer, row: int) -> int:
    for at, label in enumerate(SIGNED, start=row):
        writer.text(at, 1, label, styles.TEXT)
        writer.text(at, 2, "", styles.INPUT)
    return row + len(SIGNED) - 1


def _write_legend(writer: Writer, row: int) -> int:
    from openpyxl.styles import PatternFill

    writer.fill_row(row, "Colours", 3)
    for at, (style, sample, meaning) in enumerate(styles.LEGEND, start=row + 1):
        writer.text(at, 1, sample, style)
        writer.text(at, 2, meaning, styles.TEXT)
    at = row + len(styles.LEGEND) + 1
    writer.text(at, 1, "1,234", styles.FORMULA)
    writer.sheet.cell(at, 1).fill = PatternFill("solid", start_color=styles.PINNED)
    writer.text(
        at, 2, "pin: a given value stands in place of the formula in the row above, which gives another", styles.TEXT
    )
    return at


def _price_dates(plan: Plan) -> str:
    """The first and last date of the prices of tokens and machines."""
    money = plan.results.scenario.currency
    priced = (g for case in plan.cases for g in case.given.values() if money in g.unit.split("/"))
    dates = sorted({g.date for g in priced if g.date})
    return "-" if not dates else dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"


def left_out(plan: Plan) -> list[str]:
    """What each chapter in use says that it leaves out."""
    chapters = dict.fromkeys(plan.results.sheet.formulas[n].chapter for n in plan.results.made)
    found = []
    for chapter in chapters:
        words = " ".join((importlib.import_module(f"tco.formulas.{chapter}").__doc__ or "").split())
        found += [
            f"{chapter.capitalize()}: {text[0].lower()}{text[1:]}"
            for text in re.findall(r"(Leaves out [^.]*\.)", words)
        ]
    return found


def write_contents(book: Book, titles: list[str]) -> None:
    """The sheet Contents, with a link to every other sheet, and what is printed of each; it was added before them."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    writer = book.writers["Contents"]
    writer.widths({1: 24.0, 2: 90.0, 3: 26.0})
    writer.row_of_text(5, ("sheet", "what is there", "printed"), styles.BAND)
    for row, title in enumerate(titles, start=6):
        writer.text(row, 1, title, styles.HYPERLINK)
        writer.text(row, 2, SUBJECTS[title])
        writer.text(row, 3, book.printed.get(title, PRINTED))
        cell = writer.sheet.cell(row, 1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!A1", display=title)
        cell.style = styles.HYPERLINK
    finish(book, writer, Paper(3, 5 + len(titles), 5))
