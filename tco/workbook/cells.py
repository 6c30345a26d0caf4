"""Writing cells: text that never becomes a formula, numbers that are finite, formulas with the value they will show."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from tco.errors import Fault, InputError
from tco.explain import shown
from tco.language import ENGLISH, Language
from tco.workbook import styles
from tco.workbook.formats import characters
from tco.workbook.places import letter

if TYPE_CHECKING:
    from tco.results import Results

LONGEST_TEXT, SPARE, WIDEST_WORDS = 32767, 1.0, 26
TALLEST, ROW_POINTS, LETTERS_A_DIGIT = 400.0, 12.75, 1.15
Shown = float | str
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LEADS = ("=", "+", "-", "@", "\t", "\r")
_LINK = re.compile(r"=[A-Z][a-z]+!\$?[A-Z]{1,3}\$?\d+")


def clean(text: object) -> str:
    """Text that a cell can hold: no control characters, not too long.

    >>> clean("a\\x01b")
    'ab'
    """
    return _ILLEGAL.sub("", str(text))[:LONGEST_TEXT]


@dataclass
class Writer:
    """One sheet. `shown` collects, by cell, the value that each formula shows before anything recalculates."""

    sheet: Any
    shown: dict[str, Shown] = field(default_factory=dict)
    wrapped: dict[int, dict[int, str]] = field(default_factory=dict)
    needed: dict[int, float] = field(default_factory=dict)  # characters of the widest number, by column

    def text(self, row: int, column: int, text: object, style: str = styles.LABEL) -> None:
        """Put text. It stays text whatever it begins with."""
        cell = self.sheet.cell(row, column)
        cell.style = style
        if not (content := clean(text)):
            return
        cell.value = content
        cell.data_type = "s"
        cell.quotePrefix = content.startswith(_LEADS)
        if cell.alignment.wrap_text:
            self.wrapped.setdefault(row, {})[column] = content

    def number(self, row: int, column: int, value: float, number_format: str, style: str = styles.STATIC) -> None:
        """Put a number; InputError where it is not finite."""
        cell = self.sheet.cell(row, column)
        cell.style = style
        cell.number_format = number_format
        cell.value = self._finite(value, cell.coordinate)
        self._needs(column, value, number_format)

    def formula(
        self, row: int, column: int, formula: str, value: Shown | None, number_format: str = "General", style: str = ""
    ) -> None:
        """Put a formula and the value that it shows; a quantity without a value shows "n/a"."""
        cell = self.sheet.cell(row, column)
        cell.style = style or (styles.LINK if _LINK.fullmatch(formula) else styles.FORMULA)
        cell.number_format = number_format
        cell.value = formula
        value = "n/a" if value is None else value
        if not isinstance(value, str):
            self._needs(column, value, number_format)
        elif cell.style in (styles.LINK, styles.FORMULA):  # right-aligned, it would run over the cell before
            self.needed[column] = max(self.needed.get(column, 0.0), min(len(value), WIDEST_WORDS) + SPARE)
        self.shown[cell.coordinate] = value if isinstance(value, str) else self._finite(value, cell.coordinate)

    def value(self, row: int, column: int, value: object, number_format: str, style: str = styles.STATIC) -> None:
        """Put a number as a number and anything else as text."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.number(row, column, float(value), number_format, style)
        else:
            told = "" if value is None else shown(value) if isinstance(value, tuple) else value
            self.text(row, column, told, styles.LABEL if style == styles.STATIC else style)

    def absent(self, row: int, column: int) -> None:
        """Mark a cell that its case cannot fill."""
        self.sheet.cell(row, column).style = styles.ABSENT

    def row_of_text(self, row: int, texts: Sequence[str], style: str, first: int = 1) -> None:
        """Put texts side by side."""
        for column, text in enumerate(texts, start=first):
            self.text(row, column, text, style)

    def fill_row(self, row: int, text: str, columns: int, style: str = styles.CHAPTER) -> None:
        """Put a heading whose colour runs over a row."""
        self.row_of_text(row, [text, *[""] * (columns - 1)], style)

    def widths(self, widths: Mapping[int, float]) -> None:
        """Set widths by column, in characters."""
        for column, width in widths.items():
            self.sheet.column_dimensions[letter(column)].width = width

    def _needs(self, column: int, value: float, number_format: str) -> None:
        self.needed[column] = max(self.needed.get(column, 0.0), characters(value, number_format) + SPARE)

    def fit_widths(self) -> None:
        """Widen the columns whose numbers would show as hashes."""
        for column, needed in self.needed.items():
            dimension = self.sheet.column_dimensions[letter(column)]
            dimension.width = max(float(dimension.width), needed)

    def fit_heights(self) -> None:
        """Make every row as high as its wrapped texts need: not every program does so by itself."""
        for row, texts in self.wrapped.items():
            lines = max(self._lines(text, row, column) for column, text in texts.items())
            if lines > 1:
                self.sheet.row_dimensions[row].height = min(TALLEST, ROW_POINTS * lines + 1)

    def _lines(self, text: str, row: int, column: int) -> int:
        """Lines that a text takes in its column; East Asian characters are twice as wide."""
        wide = "".join(c * 2 if east_asian_width(c) in "WF" else c for c in text)
        fit = self.sheet.column_dimensions[letter(column)].width * LETTERS_A_DIGIT - 1
        if self.sheet.cell(row, column).style == styles.CASE:  # bold and indented
            fit = fit * 0.8 - 1
        return max(1, len(textwrap.wrap(wide, max(4, int(fit)))))

    def _finite(self, value: float, place: str) -> float:
        if not math.isfinite(value):
            raise InputError(Fault("not a finite number", f"workbook cell {self.sheet.title}!{place}", str(value)))
        return value


@dataclass
class Book:
    """The workbook being made: its sheets, and what every sheet says at its top."""

    workbook: Any
    results: Results
    master: Mapping[str, str]  # formula -> the word it shows
    language: Language = ENGLISH
    writers: dict[str, Writer] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)  # how much of each sheet is printed

    def add(self, title: str, subject: str) -> Writer:
        """A sheet with the header that is in view on every sheet."""
        writer = Writer(self.workbook.create_sheet(title))
        self.writers[title] = writer
        writer.text(1, 1, f"{title}: {subject}" if subject else title, styles.TITLE)
        writer.text(2, 1, self.line, styles.TEXT)
        writer.text(3, 1, "Master check", styles.TEXT)
        for column, (formula, word) in enumerate(self.master.items(), start=2):
            writer.formula(3, column, formula, word, style=styles.CHECK if column == 2 else styles.TEXT)
        styles.mark_status(writer.sheet, "B3", {"OK": styles.GOOD, "CHECK": styles.BAD})
        writer.sheet.sheet_view.showGridLines = False
        return writer

    @property
    def line(self) -> str:
        """Scenario, currency and scale, date, version and inputs in one line."""
        scenario = self.results.scenario
        return (
            f"{scenario.name} | money in {scenario.currency}, whole units unless marked M, G, T or P | as of "
            f"{scenario.as_of} | llm-tco {self.results.version} | inputs {self.results.input_hash}"
        )
