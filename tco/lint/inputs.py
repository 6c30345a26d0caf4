"""Points 10 to 15: what is given, by whom, within which bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tco.lint.points import Finding, NotApplicable, point
from tco.lint.reading import Reading, Sheet

COLUMNS = {
    "an id": r"id|quantity|name|input|driver",
    "a label": r"label|meaning|description|what",
    "a unit": r"units?",
    "a low value": r"low|lowest|minimum|min",
    "a high value": r"high|highest|maximum|max",
    "a source": r"source|sources|reference",
    "the date of the source": r"date|as of",
    "a note": r"notes?|comments?",
}
INDEX_ROW = r"(?i)\b(fx|inflation|price|cost|demand)[_ ](index|rate|change|decline)|inflation|escalat"


def given_rows(sheet: Sheet) -> Iterator[tuple[int, list[int]]]:
    """The rows of inputs: each with the columns that hold numbers to be changed, between unit and source."""
    unit, source = sheet.column(COLUMNS["a unit"]), sheet.column(COLUMNS["a source"])
    rows: dict[int, list[int]] = {}
    for (row, column), cell in sheet.cells.items():
        inside = (unit or 0) < column < (source or 10**6) and row > max(sheet.top, sheet.heading_row)
        is_open = not cell.protection.locked or not sheet.page.protection.sheet
        if inside and is_open and (row, column) in sheet.numbers:
            rows.setdefault(row, []).append(column)
    yield from rows.items()


def _sheets(reading: Reading) -> list[Sheet]:
    found = reading.of("inputs")
    if not found:
        raise NotApplicable("no sheet of inputs, see point 4")
    return found


@point(
    10, "each input has an id, a label, a unit, low and high, a value, a source with its date, and a note", bold=True
)
def columns(reading: Reading) -> Iterator[Finding]:
    """The columns are there, and the first three are filled in."""
    for sheet in _sheets(reading):
        there = {what: sheet.column(pattern) for what, pattern in COLUMNS.items()}
        yield from (Finding(sheet.title, f"no column for {what}") for what, column in there.items() if not column)
        for row, _ in given_rows(sheet):
            for what in ("an id", "a label", "a unit"):
                if there[what] and not sheet.text(row, there[what]):
                    yield Finding(sheet.at((row, there[what] or 1)), f"an input without {what}")


@point(11, "every number given has a source, or is called an assumption and says why", bold=True)
def sources(reading: Reading) -> Iterator[Finding]:
    """No row of inputs without a source; no assumption without its reason."""
    for sheet in _sheets(reading):
        source, note = sheet.column(COLUMNS["a source"]), sheet.column(COLUMNS["a note"])
        if not source:
            yield Finding(sheet.title, "no column of sources")
            continue
        for row, _ in given_rows(sheet):
            said = sheet.text(row, source)
            if not said and not _is_setting(sheet, row):
                yield Finding(sheet.at((row, source)), "a number without a source")
            elif re.fullmatch(r"(?i)assum\w*|estimate", said) and not sheet.text(row, note):
                yield Finding(sheet.at((row, note or source)), "an assumption without its reason")


def _is_setting(sheet: Sheet, row: int) -> bool:
    """Is a row a knob of the workbook itself, such as a tolerance or a selector, that measures nothing?"""
    return bool(re.search(r"(?i)tolerance|selector|selected|\bstep by", " ".join(sheet.text(row, c) for c in (1, 2))))


@point(12, "every input is held to its range by validation, with a message")
def validation(reading: Reading) -> Iterator[Finding]:
    """A rule over each cell that may be changed."""
    for sheet in _sheets(reading):
        rules = [(rule, rule.sqref.ranges) for rule in sheet.page.data_validations.dataValidation]
        for row, found in given_rows(sheet):
            for column in found:
                own = [rule for rule, areas in rules if any(_within(row, column, area) for area in areas)]
                if not own:
                    yield Finding(sheet.at((row, column)), "an input without validation")
                elif not any(rule.showErrorMessage and rule.error for rule in own):
                    yield Finding(sheet.at((row, column)), "a validation that does not say what is allowed")


def _within(row: int, column: int, area: object) -> bool:
    left, top, right, bottom = area.bounds  # type: ignore[attr-defined]
    return bool(top <= row <= bottom and left <= column <= right)


@point(13, "one cell selects what is shown: a list to choose from, read by INDEX, told in the header of every sheet")
def selector(reading: Reading) -> Iterator[Finding]:
    """A cell with a list, a formula that picks by it, and every header that says which."""
    listed = {
        (sheet.title, cell)
        for sheet in reading.sheets
        for rule in sheet.page.data_validations.dataValidation
        if rule.type == "list"
        for area in rule.sqref.ranges
        for cell in area.cells
    }
    if not listed:
        yield Finding("", "no cell with a list to select from")
        return
    picked = {where for where in listed if _picks(reading, where)}
    if not picked:
        yield Finding("", "no INDEX reads the selector")
    for sheet in reading.sheets if picked else ():
        if not any(_leads(reading, (sheet.title, at), listed) for at in sheet.formulas if at[0] <= sheet.top):
            yield Finding(sheet.title, "its header does not say what is selected")


def _picks(reading: Reading, where: tuple[str, tuple[int, int]]) -> bool:
    """Does some INDEX read a cell, itself or through the place that a MATCH gives?"""
    for (title, at), areas in reading.references.items():
        sheet = reading.titled(title)
        if sheet and any((a.sheet, (a.top, a.left)) == where and a.single for a in areas):
            text = sheet.formulas[at]
            if "INDEX(" in text or ("MATCH(" in text and _picks(reading, (title, at))):
                return True
    return False


def _leads(reading: Reading, where: tuple[str, tuple[int, int]], wanted: set[tuple[str, tuple[int, int]]]) -> bool:
    """Does a formula read one of the cells, at most three steps away?"""
    layer = [where]
    for _ in range(3):
        layer = [(a.sheet, (a.top, a.left)) for at in layer for a in reading.references.get(at, ()) if a.single]
        if wanted & set(layer):
            return True
    return False


@point(14, "forecast and actual periods are told apart")
def forecast(reading: Reading) -> Iterator[Finding]:
    """A row that flags each period."""
    lines = reading.timelines()
    if not lines:
        raise NotApplicable("no sheet runs over periods")
    for title, (row, run) in lines.items():
        sheet = reading.titled(title)
        assert sheet
        flags = {at[1] for at, v in sheet.values.items() if re.fullmatch(r"(?i)forecast|actual|budget|plan", str(v))}
        if missing := sorted(run.keys() - flags):
            yield Finding(sheet.at((row, missing[0])), "a period that is called neither actual nor forecast")


@point(15, "prices that change over time are rows by period")
def over_time(reading: Reading) -> Iterator[Finding]:
    """A row of indices or rates on each sheet over time."""
    lines = reading.timelines()
    if not lines:
        raise NotApplicable("no sheet runs over periods")
    said = [str(v) for s in reading.sheets if s.title in lines for (_, column), v in s.values.items() if column == 1]
    if not any(re.search(INDEX_ROW, text) for text in said):
        yield Finding(next(iter(lines)), "no row of a price or cost index by period")
