"""Checks: each can fail, each says what it looked at; the master check counts the errors among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tco.emit.excel import expression_text
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.check_rows import ALL_CASES, FAILING, OK, Check
from tco.workbook.formats import number_format
from tco.workbook.identities import ALERT, AT_MOST, ERROR, IDENTITIES, SENSITIVITY, Identity, parameters, traced
from tco.workbook.inputs import RELATIVE_TOLERANCE
from tco.workbook.places import ModelPlace, case_key, letter, setting_cell
from tco.workbook.plan import TOLERANCE, Plan
from tco.workbook.printing import LONG, Paper, finish
from tco.workbook.probes import probes
from tco.workbook.waivers import write_waivers
from tco.workbook.years import year_checks

_COLUMNS = {
    "id": 13.0, "sheet": 10.0, "what must hold": 56.0, "case": 34.0, "value": 17.0, "expected": 17.0,
    "difference": 13.0, "tolerance": 13.0, "status": 12.0, "class": 12.0,
}  # fmt: skip
SHEET, VALUE, EXPECTED, DIFFERENCE, ALLOWED, STATUS, CLASS = "B", "E", "F", "G", "H", "I", "J"
TOTALS, HEADINGS = 4, 8  # rows: the totals by sheet start at 4, the list has its headings at 8
FIRST = HEADINGS + 1
MASTER, DELIVERED = "=Checks!$B$5", "=Checks!$B$6"
AS_DELIVERED, CHANGED = "inputs as delivered", "inputs changed"


def all_checks(plan: Plan) -> list[Check]:
    """Every check of every case, the same check of all cases together."""
    cases = range(len(plan.cases))
    found = [check for case in cases for check in _of_case(plan, case)]
    order = {says: place for place, says in enumerate(dict.fromkeys(c.says for c in found))}
    return sorted(found, key=lambda check: (order[check.says], check.case))


def _of_case(plan: Plan, case: int) -> Iterator[Check]:
    yield from probes(plan, case)
    yield from year_checks(plan, case)
    yield from _identities(plan, case)


def _identities(plan: Plan, case: int) -> Iterator[Check]:
    for identity in IDENTITIES:
        values = {n: plan.number(case, n) for n in identity.needs if n in plan.results.names and plan.stands(n)}
        if len(values) < len(identity.needs) or None in values.values():
            continue
        place = ModelPlace(plan, case, on_model=False)
        left, right = (_value(side, values) for side in (identity.left, identity.right))
        yield Check(
            "Model", identity.says, case, expression_text(traced(identity.left), place), left,
            expression_text(traced(identity.right), place), right, identity.compare, _severity(plan, case, identity),
        )  # fmt: skip


def _value(side: Any, values: dict[str, float | None]) -> float:
    return float(side(**{n: values[n] for n in parameters(side)}))


def _severity(plan: Plan, case: int, identity: Identity) -> str:
    """An identity that a pin sets aside, because it stands in place of the formula that would keep it, only alerts."""
    pins, sheet = plan.cases[case].pins, plan.results.sheet
    for name in identity.needs:
        if name in pins and set(sheet.closure(sheet.formulas[name].needs)) & set(identity.needs):
            return ALERT
    return identity.severity


def master_words(checks: list[Check]) -> dict[str, str]:
    """What the header of every sheet shows: whether errors were found, and whether inputs were changed."""
    failing = {c.severity for c in checks if c.status(RELATIVE_TOLERANCE) != OK}
    return {
        MASTER: "CHECK" if ERROR in failing else OK,
        DELIVERED: CHANGED if SENSITIVITY in failing else AS_DELIVERED,
    }


def write_checks(book: Book, plan: Plan, checks: list[Check]) -> None:
    """The sheet Checks."""
    writer = book.add("Checks", "what must hold, and whether it does")
    writer.widths(dict(enumerate(_COLUMNS.values(), start=1)))
    writer.row_of_text(HEADINGS, list(_COLUMNS), styles.BAND)
    writer.row_of_text(HEADINGS, list(_COLUMNS)[4:8], styles.CASE, 5)
    numbers = {says: place for place, says in enumerate(dict.fromkeys(c.says for c in checks), start=1)}
    for row, check in enumerate(checks, start=FIRST):
        own = "" if check.case == ALL_CASES else f".{check.case + 1}"
        _write_check(writer, plan, row, check, f"check {numbers[check.says]}{own}")
    last = HEADINGS + len(checks)
    _write_totals(writer, checks, last)
    words = {OK: styles.GOOD, "CHECK": styles.BAD, "CHANGED": styles.WARN, "NOTE": styles.WARN}
    styles.mark_status(writer.sheet, f"{STATUS}{FIRST}:{STATUS}{last}", words)
    writer.sheet.auto_filter.ref = f"A{HEADINGS}:{CLASS}{last}"
    last, sheets = write_waivers(writer, plan, last, len(_COLUMNS)), len({check.sheet for check in checks})
    finish(book, writer, Paper(max(len(_COLUMNS), 6 + sheets), last, HEADINGS, 3, most_pages=LONG))


def _write_check(writer: Writer, plan: Plan, row: int, check: Check, label: str) -> None:
    case = plan.cases[check.case]
    told = "all cases" if check.case == ALL_CASES else f"{case_key(check.case)}: {case.title or case.name}"
    writer.row_of_text(row, (label, check.sheet, check.says, told), styles.LABEL)
    shape = number_format("ratio", [check.value, check.right])
    writer.formula(row, 5, f"={check.formula}", check.value, shape)
    if isinstance(check.expected, str):
        writer.formula(row, 6, f"={check.expected}", check.expected_value, shape)
    else:
        writer.number(row, 6, float(check.expected), shape)
    off = f"{VALUE}{row}-{EXPECTED}{row}" if check.compare == AT_MOST else f"ABS({VALUE}{row}-{EXPECTED}{row})"
    parted = f"=IF({off}<={ALLOWED}{row},0,{VALUE}{row}-{EXPECTED}{row})"
    writer.formula(row, 7, parted, check.difference(RELATIVE_TOLERANCE), '0.00E+00;-0.00E+00;"-"')
    allowed = f"={setting_cell(plan, TOLERANCE)}*MAX(ABS({VALUE}{row}),ABS({EXPECTED}{row}))"
    writer.formula(row, 8, allowed, check.tolerance(RELATIVE_TOLERANCE), '0.0E+00;-0.0E+00;"-"')
    word = FAILING[check.severity]
    status = f'=IF(IFERROR({DIFFERENCE}{row},1)=0,"{OK}","{word}")'
    writer.formula(row, 9, status, check.status(RELATIVE_TOLERANCE), style=styles.CHECK)
    writer.text(row, 10, check.severity)


def _write_totals(writer: Writer, checks: list[Check], last: int) -> None:
    """Failing checks by class and sheet; whatever is not OK counts as failing, a broken status too."""
    sheets = list(dict.fromkeys(c.sheet for c in checks))
    span = {c: f"${c}${FIRST}:${c}${last}" for c in (SHEET, STATUS, CLASS)}
    writer.row_of_text(TOTALS, ("not OK", *sheets, "all", "of"), styles.CASE, 4)
    everything = 5 + len(sheets)
    for row, severity in enumerate((ERROR, SENSITIVITY, ALERT), start=TOTALS + 1):
        writer.text(row, 4, severity, styles.CASE)
        for column, sheet in enumerate(sheets, start=5):
            where = f"{span[SHEET]},{letter(column)}${TOTALS},{span[CLASS]},$D{row}"
            bad = [c for c in checks if (c.sheet, c.severity) == (sheet, severity)]
            failing = len([c for c in bad if c.status(RELATIVE_TOLERANCE) != OK])
            writer.formula(row, column, f'=COUNTIFS({where})-COUNTIFS({where},{span[STATUS]},"{OK}")', failing, "0")
        own = [c for c in checks if c.severity == severity]
        whole = f"=SUM(E{row}:{letter(everything - 1)}{row})"
        writer.formula(row, everything, whole, len([c for c in own if c.status(RELATIVE_TOLERANCE) != OK]), "0")
        writer.formula(row, everything + 1, f"=COUNTIFS({span[CLASS]},$D{row})", len(own), "0")
    _write_master(writer, checks, letter(everything))


def _write_master(writer: Writer, checks: list[Check], column: str) -> None:
    words = master_words(checks)
    error, changed = TOTALS + 1, TOTALS + 2
    writer.text(error, 1, "Errors", styles.TEXT)
    writer.formula(error, 2, f'=IF({column}{error}=0,"{OK}","CHECK")', words[MASTER], style=styles.CHECK)
    writer.text(changed, 1, "Inputs", styles.TEXT)
    said = f'=IF({column}{changed}=0,"{AS_DELIVERED}","{CHANGED}")'
    writer.formula(changed, 2, said, words[DELIVERED], style=styles.TEXT)
    styles.mark_status(writer.sheet, f"B{error}", {OK: styles.GOOD, "CHECK": styles.BAD})
