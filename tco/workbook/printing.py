"""Paper and protection: landscape, fitted to the width, titles repeated, a footer that says what this is.

Results are printed whole. A long sheet of calculations is printed by its beginning, so that a reader who prints the workbook
gets what can be read at a table; on the screen all of it is there, and Contents says what is printed of each sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

from tco.workbook.cells import ROW_POINTS, Book, Writer
from tco.workbook.places import letter

A4, CHARACTERS_A_PAGE, HEADER = 9, 230.0, 4
RESULTS = 295.0  # characters across a page of results, which are better small than cut in two
PRINTED = "all of it"
LONG = 4  # pages that are printed of a long sheet of calculations
PAGE_WIDE, PAGE_TALL, A_CHARACTER = 784.0, 523.0, 5.6  # points of A4 landscape within its margins, and of a digit


@dataclass(frozen=True)
class Paper:
    """What is printed of a sheet: the area's last column and row, and what stays in view and repeats."""

    columns: int
    rows: int
    top: int = 4
    left: int = 0
    one_page: bool = False
    most_pages: int = 0  # 0: all of it
    widest: float = CHARACTERS_A_PAGE
    together: tuple[int, ...] = ()  # first rows of parts that a page should not break


def finish(book: Book, writer: Writer, paper: Paper) -> None:
    """Freeze, set up the print, and protect a sheet."""
    sheet, scenario = writer.sheet, book.results.scenario
    writer.fit_widths()
    writer.fit_heights()
    paper, rows = _cut(writer, paper), paper.rows
    book.printed[sheet.title] = PRINTED if paper.rows == rows else f"to row {paper.rows} of {rows}"
    sheet.freeze_panes = f"{letter(paper.left + 1)}{paper.top + 1}"
    sheet.print_area = f"A1:{letter(paper.columns)}{paper.rows}"
    sheet.print_title_rows = f"1:{paper.top}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = _pages_wide(writer, paper), 1 if paper.one_page else 0
    if sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = f"A:{letter(paper.left)}"
    _keep_together(writer, paper)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.4, 0.6, 0.2, 0.3
    sheet.oddFooter.left.text = _plain(f"llm-tco {book.results.version}, {scenario.name}, as of {scenario.as_of}")
    sheet.oddFooter.center.text = "&F, &A"
    sheet.oddFooter.right.text = "page &P of &N"
    for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
        part.size = 8
    _protect(sheet)


def new_page(writer: Writer, row: int) -> None:
    """Begin a page with a row, unless the sheet begins with it."""
    from openpyxl.worksheet.pagebreak import Break

    if row > HEADER + 1:
        writer.sheet.row_breaks.append(Break(id=row - 1))


def _protect(sheet: Any) -> None:
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False  # allowed


def _cut(writer: Writer, paper: Paper) -> Paper:
    """The part that fits the pages allowed: the first columns if all need more pages, then the first rows."""
    columns, pages = paper.columns, _pages_wide(writer, paper)
    if not paper.most_pages or _pages_tall(writer, paper, pages) * pages <= paper.most_pages:
        return paper
    while characters(writer, 1, columns) > paper.widest:
        columns -= 1
    narrow = replace(paper, columns=columns)
    room = paper.most_pages * _page_of(writer, narrow, 1)
    rows = next((row for row, used in _used(writer, narrow) if used > room), narrow.rows + 1) - 1
    return replace(narrow, rows=rows)


def _keep_together(writer: Writer, paper: Paper) -> None:
    """Begin a page with a part that does not fit what is left of the page before."""
    room, used = _page_of(writer, paper, _pages_wide(writer, paper)), 0.0
    for first, after in pairwise((*paper.together, paper.rows + 1)):
        tall = sum(_height(writer, row) for row in range(first, after))
        if used and used + tall > room and tall <= room:
            new_page(writer, first)
            used = 0.0
        used = (used + tall) % room


def _pages_tall(writer: Writer, paper: Paper, pages_wide: int) -> float:
    used = [used for _, used in _used(writer, paper)]
    return used[-1] / _page_of(writer, paper, pages_wide) if used else 1.0


def _page_of(writer: Writer, paper: Paper, pages_wide: int) -> float:
    """Points of rows on a page, below the titles, at the scale that fits its width."""
    wide = characters(writer, 1, paper.columns) * A_CHARACTER / pages_wide
    return PAGE_TALL / min(1.0, PAGE_WIDE / wide) - sum(_height(writer, row) for row in range(1, paper.top + 1))


def _used(writer: Writer, paper: Paper) -> Iterator[tuple[int, float]]:
    """Each row with the points that the rows up to it take."""
    rows = range(paper.top + 1, paper.rows + 1)
    return zip(rows, accumulate(_height(writer, row) for row in rows), strict=True)


def _height(writer: Writer, row: int) -> float:
    return float(writer.sheet.row_dimensions[row].height or ROW_POINTS)


def _pages_wide(writer: Writer, paper: Paper) -> int:
    """One page, or more where a page would hold more than can be read."""
    total = characters(writer, 1, paper.columns)
    fixed = characters(writer, 1, paper.left)
    if paper.one_page or total <= paper.widest or not paper.left:
        return 1
    return int(-(-(total - fixed) // (paper.widest - fixed)))


def characters(writer: Writer, first: int, last: int) -> float:
    """The width of columns, in characters."""
    return sum(float(writer.sheet.column_dimensions[letter(c)].width) for c in range(first, last + 1))


def _plain(text: str) -> str:
    """Text of a footer, where "&" is a code."""
    return text.replace("&", "&&")[:120]
