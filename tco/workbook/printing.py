"""Paper and protection: landscape, fitted to the width, titles repeated, a footer that says what this is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tco.workbook.cells import Book, Writer
from tco.workbook.places import letter

A4, CHARACTERS_A_PAGE, HEADER = 9, 230.0, 4


@dataclass(frozen=True)
class Paper:
    """What is printed of a sheet: the area's last column and row, and what stays in view and repeats."""

    columns: int
    rows: int
    top: int = 4
    left: int = 0
    one_page: bool = False
    landscape: bool = True


def finish(book: Book, writer: Writer, paper: Paper) -> None:
    """Freeze, set up the print, and protect a sheet."""
    sheet, scenario = writer.sheet, book.results.scenario
    writer.fit_widths()
    sheet.freeze_panes = f"{letter(paper.left + 1)}{paper.top + 1}"
    sheet.print_area = f"A1:{letter(paper.columns)}{paper.rows}"
    sheet.print_title_rows = f"1:{paper.top}"
    sheet.page_setup.orientation = "landscape" if paper.landscape else "portrait"
    sheet.page_setup.paperSize = A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = _pages_wide(writer, paper), 1 if paper.one_page else 0
    if sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = f"A:{letter(paper.left)}"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.4, 0.6, 0.2, 0.3
    sheet.oddFooter.left.text = _plain(f"llm-tco {book.results.version}, {scenario.name}, as of {scenario.as_of}")
    sheet.oddFooter.center.text = "&F, &A"
    sheet.oddFooter.right.text = "page &P of &N"
    for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
        part.size = 8
    _protect(sheet)
    writer.fit_heights()


def new_page(writer: Writer, row: int) -> None:
    """Begin a page with a row, unless the sheet begins with it."""
    from openpyxl.worksheet.pagebreak import Break

    if row > HEADER + 1:
        writer.sheet.row_breaks.append(Break(id=row - 1))


def _protect(sheet: Any) -> None:
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False  # allowed


def _pages_wide(writer: Writer, paper: Paper) -> int:
    """One page, or more where a page would hold more than can be read."""
    total = characters(writer, 1, paper.columns)
    fixed = characters(writer, 1, paper.left)
    if paper.one_page or total <= CHARACTERS_A_PAGE or not paper.left:
        return 1
    return int(-(-(total - fixed) // (CHARACTERS_A_PAGE - fixed)))


def characters(writer: Writer, first: int, last: int) -> float:
    """The width of columns, in characters."""
    return sum(float(writer.sheet.column_dimensions[letter(c)].width) for c in range(first, last + 1))


def _plain(text: str) -> str:
    """Text of a footer, where "&" is a code."""
    return text.replace("&", "&&")[:120]
