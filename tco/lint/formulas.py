"""Points 16 to 25: formulas that a reader, and any spreadsheet program, can follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tco.lint.circles import circles
from tco.lint.points import Finding, point
from tco.lint.reading import OTHER, Place, Reading, Sheet
from tco.lint.references import calls, constants, nests_if, relative

# numbers that mean nothing of their own: signs, halves, months of a quarter and year, scales
PLAIN = {0.0, 1.0, 2.0, 4.0, 12.0, 100.0, 1e3, 1e6}
USUAL, LONGEST, MOST_LONG = 120, 250, 0.05
_EVERYWHERE = """
SUM SUMPRODUCT SUMIF SUMIFS COUNT COUNTA COUNTIF COUNTIFS AVERAGE AVERAGEIFS MIN MAX SMALL LARGE ABS ROUND ROUNDUP ROUNDDOWN
INT CEILING
FLOOR IF IFERROR AND OR NOT INDEX MATCH CHOOSE NPV IRR MIRR XNPV XIRR PMT IPMT PPMT PV FV NPER RATE SLN SYD DDB EDATE EOMONTH
DATE YEAR MONTH DAY TEXT PERCENTILE STDEV SQRT LN LOG EXP POWER MOD SIGN ISNUMBER ISTEXT ISERROR ISBLANK LEFT RIGHT MID LEN
HYPERLINK
"""
_NEW = """
XLOOKUP LET IFS SWITCH MAXIFS MINIFS TEXTJOIN CONCAT RRI PDURATION CEILING.MATH FLOOR.MATH AGGREGATE NORM.INV FILTER SORT
UNIQUE SEQUENCE LAMBDA
"""
ALLOWED, PREFIXED = frozenset(_EVERYWHERE.split()), frozenset(_NEW.split())
VOLATILE = {"OFFSET", "INDIRECT", "TODAY", "NOW", "RAND", "RANDBETWEEN", "CELL", "INFO"}
NOT_A_NAME = re.compile(r"(?i)[A-Z]{1,3}\d{1,7}|r\d*c?\d*|c\d*")
BUILT_IN = {"Print_Area", "Print_Titles", "_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase"}
ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#N/A")
MOSTLY = 0.8


def _each(reading: Reading, *roles: str) -> Iterator[tuple[Sheet, Place, str]]:
    """Every formula of the sheets, or of those of some part."""
    for sheet in reading.of(*roles) if roles else reading.sheets:
        for at, text in sheet.formulas.items():
            yield sheet, at, text


@point(16, "no formula holds a number that belongs among the inputs", bold=True)
def typed_numbers(reading: Reading) -> Iterator[Finding]:
    """Numbers in formulas, but for signs, halves, months and scales."""
    for sheet, at, text in _each(reading):
        if odd := constants(text) - PLAIN:
            yield Finding(sheet.at(at), f"{min(odd):g} is typed in the formula")


@point(17, "one formula a row: copied along, it gives every other cell of the row", bold=True)
def one_formula(reading: Reading) -> Iterator[Finding]:
    """Rows, or columns where a sheet lists downwards, hold one formula as seen from its own cell."""
    for sheet in reading.of(OTHER, "summary", "tables"):
        seen = {at: relative(text, *at) for at, text in sheet.body.items()}
        for runs in (_runs(seen, across=True), _runs(seen, across=False)):
            odd = [(at, run) for run in runs if (at := _odd(run, seen))]
            if runs and 1 - len(odd) / len(runs) >= MOSTLY:
                yield from (Finding(sheet.at(at), f"differs from its neighbour {sheet.at(run[0])}") for at, run in odd)
                break


def _runs(seen: dict[Place, str], *, across: bool) -> list[list[Place]]:
    """Cells with a formula that stand side by side, two or more."""
    step = (0, 1) if across else (1, 0)
    runs: dict[Place, list[Place]] = {}
    for at in sorted(seen, key=lambda at: at if across else at[::-1]):
        before = (at[0] - step[0], at[1] - step[1])
        run = runs.pop(before, [])
        runs[at] = [*run, at]
    return [run for run in runs.values() if len(run) > 1]


def _odd(run: list[Place], seen: dict[Place, str]) -> Place | None:
    """The first cell of a run that is not as most of them are."""
    usual = Counter(seen[at] for at in run).most_common(1)[0][0]
    usual = seen[run[0]] if len(run) == 2 else usual
    return next((at for at in run if seen[at] != usual), None)


@point(18, "formulas are short, nest no IF, and none depends on the day or on a text that becomes a reference")
def short(reading: Reading) -> Iterator[Finding]:
    """Length, nesting, volatile functions."""
    found = list(_each(reading))
    for sheet, at, text in found:
        if len(text) > LONGEST:
            yield Finding(sheet.at(at), f"{len(text)} characters, at most {LONGEST}")
        if nests_if(text):
            yield Finding(sheet.at(at), "an IF inside an IF")
        if moving := calls(text) & VOLATILE:
            yield Finding(sheet.at(at), f"calls {min(moving)}")
    long = [text for _, _, text in found if len(text) > USUAL]
    if len(long) > MOST_LONG * len(found):
        yield Finding("", f"{len(long)} of {len(found)} formulas are longer than {USUAL} characters")


@point(19, "no array formula, data table, macro or link to another file", bold=True)
def plain(reading: Reading) -> Iterator[Finding]:
    """What runs, spills, or reads elsewhere."""
    yield from (Finding("", f"carries {what}") for what in reading.archive.active)
    for sheet in reading.sheets:
        for at, cell in sheet.cells.items():
            if cell.data_type != "f":
                continue
            text = sheet.formulas[at]
            if not isinstance(cell.value, str):
                yield Finding(sheet.at(at), f"a {type(cell.value).__name__}")
            elif re.search(r"\[[^\]]*\][^!]*!|\[[^\]]+\.xl\w*\]|\|'?.*'?!", re.sub(r'"[^"]*"', "", text)):
                yield Finding(sheet.at(at), "reads another file")
            elif "ANCHORARRAY" in text or "_xlws" in text:
                yield Finding(sheet.at(at), "spills over other cells")


@point(20, "functions are those that every spreadsheet program knows by the same name")
def known(reading: Reading) -> Iterator[Finding]:
    """No function outside the list; new ones stored with their prefix would still be unknown elsewhere."""
    for sheet, at, text in _each(reading):
        for name in sorted(calls(text) - ALLOWED - VOLATILE):
            why = "needs the prefix _xlfn" if name in PREFIXED else "is not known everywhere"
            yield Finding(sheet.at(at), f"{name} {why}")


@point(21, "names are few: single cells, for the whole workbook, none that looks like a cell")
def defined_names(reading: Reading) -> Iterator[Finding]:
    """H100 and B200 are cells."""
    for name, defined in reading.book.defined_names.items():
        if NOT_A_NAME.fullmatch(name):
            yield Finding(name, "a name that is a cell")
        if not re.fullmatch(r"('[^']+'|\w+)!\$[A-Z]{1,3}\$\d+", defined.attr_text or ""):
            yield Finding(name, "not a single cell")
    for sheet in reading.sheets:
        for name in sheet.page.defined_names.keys() - BUILT_IN:
            yield Finding(f"{sheet.title}: {name}", "a name of one sheet only")


@point(22, "present values are sums over rows of discount factors; the functions only check them")
def discounting(reading: Reading) -> Iterator[Finding]:
    """NPV and XNPV hide when money moves."""
    for sheet, at, text in _each(reading):
        if sheet.role != "checks" and (used := calls(text) & {"NPV", "XNPV"}):
            yield Finding(sheet.at(at), f"calls {min(used)}")


@point(23, "the sign of costs is stated")
def signs(reading: Reading) -> Iterator[Finding]:
    """A line that says which way costs count."""
    said = (str(v) for sheet in reading.of("cover", "inputs", "summary") for v in sheet.values.values())
    if not any(re.search(r"(?i)\b(signs?|negative|positive)\b", text) for text in said):
        yield Finding("", "nothing says whether costs are positive or negative")


@point(24, "no formula depends on itself", bold=True)
def circular(reading: Reading) -> Iterator[Finding]:
    """Circles of references."""
    for title, at in circles(reading):
        sheet = reading.titled(title)
        yield Finding(sheet.at(at) if sheet else title, "depends on itself")


@point(25, "no cell shows an error", bold=True)
def errors(reading: Reading) -> Iterator[Finding]:
    """Error values, and references that lead nowhere."""
    for sheet in reading.sheets:
        for at, value in sheet.values.items():
            if isinstance(value, str) and value in ERRORS and sheet.cells[at].data_type in ("f", "e"):
                yield Finding(sheet.at(at), f"shows {value}")
        for at, text in sheet.formulas.items():
            if "#REF!" in text or "#NAME?" in text:
                yield Finding(sheet.at(at), "refers to what is no longer there")
