"""Points 36 to 43: that the workbook reads well on the screen, on paper, and by those who do not see its colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tco.lint.inputs import COLUMNS as INPUT_COLUMNS
from tco.lint.inputs import given_rows
from tco.lint.points import Finding, NotApplicable, point
from tco.lint.reading import OTHER, Reading, Sheet, is_number
from tco.workbook.formats import characters

NARROWEST_CONTRAST = 4.5
DEFAULT_WIDTH, HEADER = 8.43, 4
CURRENCY = re.compile(r"\b(USD|EUR|CNY|GBP|JPY|CHF|AUD|CAD|HKD|SGD|INR|KRW)\b")
LINK = re.compile(r"=('[^']+'|\w+)!\$?[A-Z]+\$?\d+")
SCALE = re.compile(r"(?i)thousand|million|whole units|k\b")


def colour(part: Any) -> str | None:
    """The six digits of a colour; None where it is the program's own."""
    return str(part.rgb)[-6:].upper() if part is not None and part.type == "rgb" else None


def filled(cell: Any) -> str | None:
    """The colour behind a cell."""
    return colour(cell.fill.start_color) if cell.fill and cell.fill.fill_type == "solid" else None


def _channels(six: str) -> tuple[float, float, float]:
    red, green, blue = (int(six[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def _is_blue(six: str | None) -> bool:
    if not six:
        return False
    red, green, blue = _channels(six)
    return blue > 0.4 and red < blue / 2 and green < blue / 2


def _is_green(six: str | None) -> bool:
    if not six:
        return False
    red, green, blue = _channels(six)
    return green > 0.25 and red < green / 1.5 and blue < green / 1.5


def _is_yellow(six: str | None) -> bool:
    if not six:
        return False
    red, green, blue = _channels(six)
    return red > 0.9 and green > 0.9 and blue < 0.9


@point(
    36, "inputs are blue on pale yellow, formulas black, links to other sheets green, and a legend says so", bold=True
)
def colours(reading: Reading) -> Iterator[Finding]:
    """Fonts and fills of inputs, formulas and links."""
    for sheet in reading.of("inputs"):
        for row, columns in given_rows(sheet):
            for cell in (sheet.cells[row, column] for column in columns):
                if not _is_blue(colour(cell.font.color)) or not _is_yellow(filled(cell)):
                    yield Finding(sheet.at((row, cell.column)), "an input that is not blue on pale yellow")
    for sheet in reading.of(OTHER, "summary", "tables"):
        for at, text in sheet.body.items():
            found = colour(sheet.cells[at].font.color)
            if _is_blue(found):
                yield Finding(sheet.at(at), "a formula in the blue of inputs")
            elif is_number(sheet.values.get(at)) and LINK.fullmatch(text) and not _is_green(found):
                yield Finding(sheet.at(at), "a link to another sheet that is not green")
    said = (str(v) for sheet in reading.of("cover", "contents", "inputs") for v in sheet.values.values())
    if not any(re.match(r"(?i)legend|colou?rs?\b", text) for text in said):
        yield Finding("", "no legend of the colours")


@point(
    37, "numbers have the format of their unit: thousands, brackets for negatives, a dash for zero, per cent for shares"
)
def formats(reading: Reading) -> Iterator[Finding]:
    """Formats of the numbers that are computed."""
    for sheet in reading.of(OTHER, "summary"):
        unit = sheet.column(INPUT_COLUMNS["a unit"])
        for at, _, shape in sheet.shown():
            if at[0] <= max(sheet.top, sheet.heading_row) or at not in sheet.formulas:
                continue
            if shape == "General":
                yield Finding(sheet.at(at), "a number without a format")
            elif sheet.text(at[0], unit) in ("share", "%") and "%" not in shape:
                yield Finding(sheet.at(at), "a share that is not shown in per cent")
            elif shape.count(";") < 2:
                yield Finding(sheet.at(at), "a format without brackets for negatives and a dash for zero")


@point(38, "every row has its unit, and the header says currency and scale", bold=True)
def units(reading: Reading) -> Iterator[Finding]:
    """A column of units, filled wherever a row holds a number."""
    for sheet in reading.of("inputs", OTHER):
        unit = sheet.column(INPUT_COLUMNS["a unit"])
        if not unit:
            yield Finding(sheet.title, "no column of units")
            continue
        rows = {row for row, column in {**sheet.numbers, **sheet.body} if row > max(sheet.top, sheet.heading_row)}
        yield from (Finding(sheet.at((row, unit)), "no unit") for row in sorted(rows) if not sheet.text(row, unit))
    for sheet in reading.of("inputs", OTHER, "summary"):
        header = " ".join(str(v) for (row, _), v in sheet.values.items() if row <= max(sheet.top, 3))
        if not CURRENCY.search(header) or not SCALE.search(header):
            yield Finding(sheet.title, "the header does not say currency and scale")


@point(39, "labels and headings stay in view, and every number fits its column")
def widths(reading: Reading) -> Iterator[Finding]:
    """Panes are frozen; no number becomes a row of hashes."""
    for sheet in reading.sheets:
        if not sheet.page.freeze_panes:
            yield Finding(sheet.title, "nothing stays in view")
        for at, value, shape in sheet.shown():
            if (needed := characters(value, shape)) > (width := _width(sheet, at[1])) + 1:
                yield Finding(sheet.at(at), f"{needed} characters in a column of {width:g}")


def _width(sheet: Sheet, column: int) -> float:
    from openpyxl.utils import get_column_letter

    for dimension in sheet.page.column_dimensions.values():
        if (dimension.min or 0) <= column <= (dimension.max or 0):
            return float(dimension.width)
    known = sheet.page.column_dimensions.get(get_column_letter(column))
    return float(known.width) if known else float(sheet.page.sheet_format.defaultColWidth or DEFAULT_WIDTH)


@point(
    40,
    "each sheet prints: landscape, as wide as the page, titles repeated, charts inside, a footer that says what it is",
)
def printing(reading: Reading) -> Iterator[Finding]:
    """The setup of the page."""
    for sheet in reading.sheets:
        page = sheet.page
        foot = " ".join(
            str(part.text or "") for part in (page.oddFooter.left, page.oddFooter.center, page.oddFooter.right)
        )
        wanted = {
            "no print area": page.print_area,
            "not landscape": page.page_setup.orientation == "landscape",
            "not fitted to the width of a page": page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage,
            "titles are not repeated": page.print_title_rows,
            "the footer does not name file and sheet": "&F" in foot and "&A" in foot,
            "the footer does not number the pages": "&P" in foot and "&N" in foot,
            "the footer does not say version and date": re.search(r"\d+\.\d+", foot) and re.search(r"\d{4}-\d\d-\d\d", foot),
        }  # fmt: skip
        yield from (Finding(sheet.title, what) for what, is_so in wanted.items() if not is_so)
        yield from (
            Finding(sheet.title, "a chart outside the print area") for chart in page._charts if _is_out(page, chart)
        )


def _is_out(page: Any, chart: Any) -> bool:
    from openpyxl.utils.cell import range_boundaries

    end = getattr(chart.anchor, "to", None)
    if not page.print_area or not end:
        return False
    _, _, right, bottom = range_boundaries(str(page.print_area).rpartition("!")[2].replace("$", "").split(",")[0])
    return bool(end.col + 1 > right or end.row > bottom)


@point(41, "charts say their finding, name their axes and can be edited")
def charts(reading: Reading) -> Iterator[Finding]:
    """A title, a title of the value axis, and series that are cells; whether the title says the finding takes an eye."""
    drawn = [(sheet, chart) for sheet in reading.sheets for chart in sheet.page._charts]
    if not drawn:
        raise NotApplicable("no chart")
    for sheet, chart in drawn:
        if not chart.title:
            yield Finding(sheet.title, "a chart without a title")
        if hasattr(chart, "y_axis") and not chart.y_axis.title:
            yield Finding(sheet.title, "a chart whose values have no unit")
        drawn_from = [series.val or series.yVal for series in chart.series]
        if not all(values and values.numRef and values.numRef.f for values in drawn_from):
            yield Finding(sheet.title, "a chart whose figures are not cells")


@point(42, "the summary is one page, with a decision and figures")
def one_page(reading: Reading) -> Iterator[Finding]:
    """Fitted to one page, with words and live numbers."""
    found = reading.of("summary")
    if not found:
        yield Finding("", "no summary")
    for sheet in found:
        if not any(len(str(v)) > 40 for (row, _), v in sheet.values.items() if row > HEADER and isinstance(v, str)):
            yield Finding(sheet.title, "no decision in words")
        if not sheet.body:
            yield Finding(sheet.title, "no live figure")


@point(43, "charts are described for those who do not see them, and text stands out from its ground")
def accessible(reading: Reading) -> Iterator[Finding]:
    """Alternative texts; contrast of 4.5 or more."""
    for name, part in reading.archive.parts.items():
        if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
            text = part.decode(errors="replace")
            drawn = [frame[0] for frame in re.finditer(r"<(?:xdr:)?cNvPr\b[^>]*>", text)]
            if any(not re.search(r'descr="[^"]{10,}"', frame) for frame in drawn):
                yield Finding(name, "a drawing without a description")
    for sheet in reading.sheets:
        seen = set()
        for at, cell in sheet.cells.items():
            pair = (colour(cell.font.color) or "000000", filled(cell) or "FFFFFF")
            if pair not in seen and contrast(*pair) < NARROWEST_CONTRAST:
                yield Finding(sheet.at(at), f"{pair[0]} on {pair[1]} has a contrast of {contrast(*pair):.1f}")
            seen.add(pair)


def contrast(left: str, right: str) -> float:
    """The contrast of two colours after WCAG 2.

    >>> round(contrast("000000", "FFFFFF"))
    21
    """
    light, dark = sorted((_luminance(left), _luminance(right)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(six: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(six))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
