"""The finished sheets in another language: every text, name of a sheet and format of a date, over the same formulas.

The sheets are written in English first. Then whatever a reader sees is looked up, and the formulas are spelled with the new names; so a
sheet that is added needs only its texts in `words/`, and no formula is made in two ways.
"""

from __future__ import annotations

import textwrap
from typing import Any

from tco.language import Language
from tco.texts import FORMULA_STARTS, columns, wrapped
from tco.workbook import styles
from tco.workbook.cells import ROW_POINTS, TALLEST, Book, Writer

LINE_COLUMNS = 80
BY_ID = ("QoQ", "Waterfall")  # sheets whose rows begin with the id of a case, which may be a word as well: rent
TALLER, TITLE_POINTS = 1.2, 21.0  # Chinese characters fill their line
_REFERENCES = ("val", "cat", "xVal", "yVal", "tx", "bubbleSize")


def speak(book: Book, language: Language) -> None:
    """Turn a whole workbook; nothing to do for English."""
    if language.is_english:
        return
    cases = frozenset(case.name for case in book.results.scenario.cases)
    for writer in book.writers.values():
        _cells(writer, language, cases if writer.sheet.title in BY_ID else frozenset())
        _around(writer.sheet, language)
        _heights(writer, language)
    for name in book.workbook.defined_names.values():
        name.attr_text = language.formula(name.attr_text)


def _cells(writer: Writer, language: Language, ids: frozenset[str]) -> None:
    """The cells of a sheet; `ids` of cases stay as they are in its first column."""
    for cell in writer.sheet._cells.values():
        if cell.column == 1 and cell.value in ids:
            continue
        if cell.data_type == "f":
            cell.value = language.formula(cell.value)
        elif cell.data_type == "s" and cell.value is not None:
            say = language.word if cell.style == styles.INPUT else language.text
            cell.value = say(cell.value)
            cell.data_type = "s"
            cell.quotePrefix = cell.value.startswith(FORMULA_STARTS)
        cell.number_format = language.text(cell.number_format)
        if cell.hyperlink and cell.hyperlink.location:
            cell.hyperlink.location = language.formula(cell.hyperlink.location)
            cell.hyperlink.display = language.text(cell.hyperlink.display or "")
    for place, value in writer.shown.items():
        writer.shown[place] = language.word(value) if isinstance(value, str) else value


def _around(sheet: Any, language: Language) -> None:
    """What no cell holds: the sheet's name, validations, rules of colour, the footer, charts."""
    sheet.title = language.text(sheet.title)
    for rule in sheet.data_validations.dataValidation:
        rule.error, rule.errorTitle = (language.text(text) if text else text for text in (rule.error, rule.errorTitle))
    for rules in sheet.conditional_formatting:
        for rule in rules.rules:
            rule.formula = [language.formula(formula) for formula in rule.formula]
    for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
        part.text = language.text(part.text) if part.text else part.text
    for chart in sheet._charts:
        _chart(chart, language)


def _chart(chart: Any, language: Language) -> None:
    """The titles of a chart and of its axes, and where its series stand."""
    for titled in (chart, getattr(chart, "x_axis", None), getattr(chart, "y_axis", None)):
        if titled is not None and titled.title is not None:
            _title(titled.title, language)
        if titled is not None and getattr(titled, "numFmt", None):
            titled.numFmt.formatCode = language.text(titled.numFmt.formatCode)
    for series in chart.series:
        for reference in filter(None, (getattr(series, name, None) for name in _REFERENCES)):
            for kind in ("numRef", "strRef"):
                if (found := getattr(reference, kind, None)) is not None:
                    found.f = language.formula(found.f)


def _title(title: Any, language: Language) -> None:
    """A title is one sentence, broken into paragraphs anew."""
    rich = title.tx.rich if title.tx else None
    if not rich or not rich.p or not rich.p[0].r:
        return
    said = language.text(" ".join(run.t for paragraph in rich.p for run in paragraph.r or ()))
    look = rich.p[0]
    rich.p = [_paragraph(look, line) for line in wrapped(said, LINE_COLUMNS)]


def _paragraph(look: Any, line: str) -> Any:
    from openpyxl.drawing.text import Paragraph, RegularTextRun

    return Paragraph(pPr=look.pPr, r=[RegularTextRun(rPr=look.r[0].rPr, t=line)])


def _heights(writer: Writer, language: Language) -> None:
    """Rows as high as the new texts need."""
    for row, texts in writer.wrapped.items():
        writer.sheet.row_dimensions[row].height = None
        writer.wrapped[row] = {column: language.text(text) for column, text in texts.items()}
    writer.fit_heights()
    rows = writer.sheet.row_dimensions
    for row in range(1, writer.sheet.max_row + 1):
        rows[row].height = min(TALLEST, (rows[row].height or ROW_POINTS) * TALLER)
    rows[1].height = TITLE_POINTS


def lines(text: str, letters: int) -> list[str]:
    """A text in lines of so many letters; one of wide characters in lines of as many columns."""
    return textwrap.wrap(text, letters) if columns(text) == len(text) else wrapped(text, letters)
