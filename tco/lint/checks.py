"""Points 32 to 35: checks that can be read, are in view everywhere, are many, and can fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tco.lint.points import Finding, point
from tco.lint.reading import Place, Reading, Sheet

COLUMNS = {
    "an id": r"id|no|number",
    "a description": r"description|what must hold|check",
    "a value": r"value|actual|found",
    "an expected value": r"expected|target",
    "a difference": r"difference|delta",
    "a tolerance": r"tolerance|allowed",
    "a status": r"status|result|ok",
    "a class": r"class|severity|type",
}
FEWEST = 20
FAULTY = r"(?i)check|fail(ed)?|error|false|wrong|not ok"
Node = tuple[str, Place]


def waivers(reading: Reading) -> dict[int, str]:
    """Reasons by point: rows of the sheet of checks that begin with "waiver of point 13", the reason beside it."""
    found = {}
    for sheet in reading.of("checks"):
        for (row, column), cell in sheet.cells.items():
            named = re.fullmatch(r"(?i)waiver of point (\d+)", str(cell.value).strip())
            if named and column == 1:
                reasons = [sheet.text(r, c) for r, c in sheet.cells if r == row and c > 1]
                found[int(named[1])] = next(filter(None, reasons), "")
    return found


def rows(sheet: Sheet) -> list[int]:
    """The rows of checks: those with a status by formula."""
    status = sheet.column(COLUMNS["a status"])
    return sorted(row for row, column in sheet.body if column == status)


@point(
    32,
    "each check says what it looks at, its value, what is expected, the difference, tolerance, status and class",
    bold=True,
)
def complete(reading: Reading) -> Iterator[Finding]:
    """The columns are there, every check fills them, and there are totals by sheet and over all."""
    if not reading.of("checks"):
        yield Finding("", "no sheet of checks")
    for sheet in reading.of("checks"):
        there = {what: sheet.column(pattern) for what, pattern in COLUMNS.items()}
        yield from (Finding(sheet.title, f"no column for {what}") for what, column in there.items() if not column)
        for row in rows(sheet):
            for what, column in there.items():
                if column and not sheet.text(row, column):
                    yield Finding(sheet.at((row, column)), f"a check without {what}")
        totals = [text for text in sheet.formulas.values() if re.search(r"COUNTIFS?\(|SUMPRODUCT\(|SUM\(", text)]
        if len(totals) < 2:
            yield Finding(sheet.title, "no totals by sheet and over all")


@point(33, "the master check is in view on every sheet, in words and in colour, and finds nothing wrong", bold=True)
def in_view(reading: Reading) -> Iterator[Finding]:
    """A cell of the frozen rows that reads Checks, shows a word, and turns red or green; the word is no fault."""
    homes, said = {sheet.title for sheet in reading.of("checks")}, dict[str, str]()
    for sheet in reading.sheets:
        frozen = {at for at in sheet.formulas if at[0] <= sheet.top}
        masters = [at for at in frozen if homes & {a.sheet for a in reading.references[sheet.title, at]}]
        if not masters:
            yield Finding(sheet.title, "no master check in the rows that stay in view")
        elif not any(isinstance(sheet.values.get(at), str) for at in masters):
            yield Finding(sheet.at(masters[0]), "the master check is no word")
        elif not any(_is_coloured(sheet, at) for at in masters):
            yield Finding(sheet.at(masters[0]), "the master check has no colour of its own")
        words = ((at, str(sheet.values.get(at))) for at in masters)
        said |= {word: sheet.at(at) for at, word in words if re.fullmatch(FAULTY, word) and word not in said}
    yield from (Finding(at, f"the master check says {word}") for word, at in said.items())


def _is_coloured(sheet: Sheet, at: Place) -> bool:
    """Does conditional formatting cover a cell?"""
    row, column = at
    for ranged in sheet.page.conditional_formatting:
        for left, top, right, bottom in (area.bounds for area in ranged.sqref.ranges):
            if top <= row <= bottom and left <= column <= right:
                return True
    return False


@point(34, f"there are {FEWEST} checks or more")
def many(reading: Reading) -> Iterator[Finding]:
    """Checks with a status by formula."""
    count = sum(len(rows(sheet)) for sheet in reading.of("checks"))
    if count < FEWEST:
        yield Finding("", f"{count} checks")


@point(35, "each check can fail: its value is read from other sheets, its status follows it, and a total counts it")
def can_fail(reading: Reading) -> Iterator[Finding]:
    """Follow each status to its value, and the value out of the sheet."""
    for sheet in reading.of("checks"):
        status, value = (sheet.column(COLUMNS[what]) or 0 for what in ("a status", "a value"))
        counted = _counted(reading, sheet.title)
        for row in rows(sheet):
            looked_at = _reached(reading, (sheet.title, (row, value)))
            if not any(title != sheet.title for title, _ in looked_at):
                yield Finding(sheet.at((row, value)), "a value that looks at no other sheet")
            elif (sheet.title, (row, value)) not in _reached(reading, (sheet.title, (row, status))):
                yield Finding(sheet.at((row, status)), "a status that does not follow the value")
            elif (row, status) not in counted:
                yield Finding(sheet.at((row, status)), "a status that no total counts")


def _counted(reading: Reading, title: str) -> set[Place]:
    """Cells of a sheet that stand in a range which some formula reads."""
    areas = {a for areas in reading.references.values() for a in areas if a.sheet == title and not a.single}
    return {(row, a.left) for a in areas for row in range(a.top, a.bottom + 1)}


def _reached(reading: Reading, start: Node) -> set[Node]:
    """The cells that a cell reads, and those that they read, as far as the first of another sheet; of ranges the corner."""
    seen, layer = set[Node](), [start]
    while layer:
        areas = [area for node in layer if node[0] == start[0] for area in reading.references.get(node, ())]
        layer = [node for area in areas if (node := (area.sheet, (area.top, area.left))) not in seen]
        seen |= set(layer)
    return seen
