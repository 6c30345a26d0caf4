"""Points 1 to 9: which sheets there are, in which order, and that nothing is out of sight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tco.lint.points import Finding, NotApplicable, point
from tco.lint.reading import OTHER, ROLES, Reading, Sheet, is_number

NEEDED = ("cover", "contents", "summary", "inputs", OTHER, "checks")
SAID_ON_COVER = {
    "the entity": r"entity|company|organi[sz]ation|client",
    "the purpose": r"purpose|question|objective",
    "the scenario": r"scenario",
    "the version": r"version",
    "the as-of date": r"as[- ]of",
    "the date of the prices": r"dates? of prices|price dates?",
    "currency and scale": r"currency",
    "who prepared it": r"prepared",
    "who reviewed it": r"reviewed",
    "a digest of the inputs": r"digest|hash|checksum",
    "the master check": r"check",
}
SHEET_NAME = re.compile(r"[^\W\d]\w{0,30}")
LOOKS_LIKE_A_CELL = re.compile(r"(?i)[A-Z]{1,3}\d{1,7}|r\d*c?\d*|c\d*")


@point(1, "sheets run from cover, contents and summary over inputs and calculation to checks and data", bold=True)
def order(reading: Reading) -> Iterator[Finding]:
    """Every part is there, and none comes before its turn."""
    there = {sheet.role for sheet in reading.sheets}
    yield from (Finding("", f"no sheet of {needed}") for needed in NEEDED if needed not in there)
    turns, latest = list(ROLES), 0
    for sheet in reading.sheets:
        turn = turns.index(sheet.role)
        if turn < latest:
            yield Finding(sheet.title, f"{sheet.role} comes after {turns[latest]}")
        latest = max(latest, turn)


@point(2, "the cover says whose, what for, which scenario, as of when, in which money, by whom, and whether it checks")
def cover(reading: Reading) -> Iterator[Finding]:
    """The labels of the cover."""
    sheet = next(iter(reading.of("cover")), None)
    if not sheet:
        yield Finding("", "no cover")
        return
    for wanted, pattern in SAID_ON_COVER.items():
        if not any(re.search(rf"(?i)\b({pattern})\b", label) for label in reading.labels):
            yield Finding(sheet.title, f"does not say {wanted}")


@point(3, "contents lead to every sheet, with a line about each")
def contents(reading: Reading) -> Iterator[Finding]:
    """Links that arrive, and a text beside each."""
    sheet = next(iter(reading.of("contents")), None)
    if not sheet:
        yield Finding("", "no contents")
        return
    led = dict(_links(sheet))
    for other in reading.sheets:
        if other is not sheet and other.title not in led:
            yield Finding(sheet.title, f"no link to {other.title}")
    for title, row in led.items():
        texts = [v for (r, _), v in sheet.values.items() if r == row and isinstance(v, str)]
        if not reading.titled(title):
            yield Finding(sheet.at((row, 1)), f"a link to {title}, which is not there")
        elif len(texts) < 2:
            yield Finding(sheet.at((row, 1)), "not a word about the sheet")


def _links(sheet: Sheet) -> Iterator[tuple[str, int]]:
    """Sheet linked to, and the row of the link."""
    for (row, _), cell in sheet.cells.items():
        target = cell.hyperlink.location if cell.hyperlink else ""
        found = re.match(r"#?'?(.+?)'?!", target or "") or re.match(r'=HYPERLINK\("#\'?(.+?)\'?!', str(cell.value))
        if found:
            yield found[1], row


@point(
    4,
    "inputs, calculation and results stand apart: no formula among inputs, no typed number in a calculation",
    bold=True,
)
def apart(reading: Reading) -> Iterator[Finding]:
    """Formulas on inputs; numbers beside formulas on sheets that calculate."""
    if not reading.of("inputs"):
        yield Finding("", "no sheet of inputs")
    for sheet in reading.of("inputs"):
        yield from (Finding(sheet.at(at), "a formula among inputs") for at in sheet.body if not _is_live(sheet, at))
    for sheet in reading.of(OTHER, "summary"):
        rows = {row for row, _ in sheet.body}
        for at, number in sheet.numbers.items():
            if at[0] in rows and at[0] > sheet.top and not _is_number_of_row(sheet, at):
                yield Finding(sheet.at(at), f"{number:g} is typed among formulas")


def _is_live(sheet: Sheet, at: tuple[int, int]) -> bool:
    """Is a formula on inputs the value in force: picked, by a selector, from the row's own columns?"""
    return bool(re.match(r"=INDEX\(", sheet.formulas[at]))


def _is_number_of_row(sheet: Sheet, at: tuple[int, int]) -> bool:
    """Is a number the label of its row, such as the number of a case?"""
    first = min(column for row, column in sheet.cells if row == at[0])
    return at[1] == first


@point(5, "one timeline: the same column is the same period on every sheet over time, with start, end and days")
def timeline(reading: Reading) -> Iterator[Finding]:
    """Timelines agree, and say when periods begin and end."""
    lines = reading.timelines()
    if not lines:
        raise NotApplicable("no sheet runs over periods")
    first, (_, expected) = next(iter(lines.items()))
    said = ""
    for title, (_, run) in lines.items():
        sheet = reading.titled(title)
        assert sheet
        said += " " + " ".join(str(v).lower() for (row, c), v in sheet.values.items() if c == 1 or row <= sheet.top)
        if run != expected:
            yield Finding(title, f"its columns are not the periods of {first}")
    if missing := [word for word in ("start", "end", "days") if not re.search(rf"\b{word}s?(?=\b|_)", said)]:
        yield Finding(first, f"does not say of each period: {', '.join(missing)}")


@point(6, "totals over periods and over years stand in blocks of their own, by formula")
def totals(reading: Reading) -> Iterator[Finding]:
    """A column of totals beside the periods, and years where there are some, without a typed number."""
    lines = reading.timelines()
    if not lines:
        raise NotApplicable("no sheet runs over periods")
    if any(1 < len(_years_in(run)) < len(run) for _, run in lines.values()) and not any(
        map(_heads_years, reading.sheets)
    ):
        yield Finding("", "no block of years beside the periods")
    for title, (row, run) in lines.items():
        sheet = reading.titled(title)
        if not sheet or not sheet.body:
            continue
        heads = {at: str(v) for at, v in sheet.values.items() if at[0] <= max(row, sheet.top)}
        columns = {c for (_, c), v in heads.items() if re.fullmatch(r"(?i)totals?|years?|FY ?\d\d|(FY ?)?20\d\d", v)}
        columns -= run.keys()
        if not columns:
            yield Finding(title, "no column of totals")
        for at in sheet.numbers:
            if at[1] in columns and at[0] > row:
                yield Finding(sheet.at(at), "a total that is typed")


def _years_in(run: dict[int, Any]) -> set[str]:
    """The years that the periods of a timeline belong to, as far as they say."""
    named = (re.match(r"(FY ?\d\d|20\d\d)", str(value)) for value in run.values())
    return {found[1] for found in named if found}


def _heads_years(sheet: Sheet) -> bool:
    """Is there a row of headings with two years or more side by side?"""
    rows: dict[int, int] = {}
    for (row, _), value in sheet.values.items():
        is_year = is_number(value) and 2000 <= value < 2100 and value == int(value)
        if row <= sheet.top and (is_year or re.fullmatch(r"FY ?\d\d|(FY ?)?20\d\d", str(value))):
            rows[row] = rows.get(row, 0) + 1
    return any(count > 1 for count in rows.values())


@point(7, "names of sheets are plain: letters and digits, at most 31, none that looks like a cell")
def names(reading: Reading) -> Iterator[Finding]:
    """Names that formulas need not quote."""
    for sheet in reading.sheets:
        if not SHEET_NAME.fullmatch(sheet.title) or LOOKS_LIKE_A_CELL.fullmatch(sheet.title):
            yield Finding(sheet.title, "a name that formulas must quote, or that is too long")


@point(8, "no sheet, row or column is hidden")
def hidden(reading: Reading) -> Iterator[Finding]:
    """Whatever counts is in sight."""
    for sheet in reading.sheets:
        if sheet.page.sheet_state != "visible":
            yield Finding(sheet.title, "hidden")
        for kind, dimensions in (("row", sheet.page.row_dimensions), ("column", sheet.page.column_dimensions)):
            yield from (
                Finding(f"{sheet.title}!{key}", f"a hidden {kind}") for key, d in dimensions.items() if d.hidden
            )


@point(9, "no cells are merged")
def merged(reading: Reading) -> Iterator[Finding]:
    """Merged cells break copying, sorting and reading by machine."""
    for sheet in reading.sheets:
        yield from (Finding(f"{sheet.title}!{area}", "merged cells") for area in sheet.page.merged_cells.ranges)
