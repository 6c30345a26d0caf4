"""A workbook as the points of the checklist look at it: sheets by the part they play, cells, formulas, what is shown.

Nothing here knows who wrote the workbook. A sheet's part is read from its name, a column's from its heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tco.content import open_content
from tco.language import Language
from tco.lint.references import Area, references
from tco.workbook.heard import heard, spoken_in
from tco.xlsxfile import Archive

Place = tuple[int, int]  # row, column
ROLES = {
    "cover": r"cover|title|about|read ?me",
    "contents": r"contents|index|toc",
    "summary": r"summary|dashboard|overview|results?|outputs?",
    "change log": r"change ?log|log|changes|versions?",
    "inputs": r"inputs?|assumptions?|drivers?",
    "sources": r"sources?|prices?|references?",
    "timing": r"timing|timeline|calendar|clock",
    "calculation": "",
    "tables": r"tables?|charts?|attribution|sensitivit(y|ies)|tornado|grids?|bridge|waterfalls?|qoq|quarters?|metrics"
    r"|changed inputs|plan (and|against) actual",
    "checks": r"checks?|controls?",
    "data": r"data|lists?",
}
OTHER = "calculation"


def role(title: str) -> str:
    """The part that a sheet plays.

    >>> role("Inputs"), role("Capex")
    ('inputs', 'calculation')
    """
    plain = re.sub(r"[_\W]+", " ", title).strip()
    found = (part for part, names in ROLES.items() if names and re.fullmatch(rf"(?i)({names})", plain))
    return next(found, OTHER)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells that hold something, and the values that its formulas show."""

    page: Any
    values_page: Any

    @property
    def title(self) -> str:
        return str(self.page.title)

    @cached_property
    def role(self) -> str:
        return role(self.title)

    @cached_property
    def cells(self) -> dict[Place, Any]:
        """Every cell that holds something, row by row. What is there only as a look is left out."""
        return {at: cell for at, cell in sorted(self.page._cells.items()) if cell.value is not None}

    @cached_property
    def values(self) -> dict[Place, Any]:
        """What every cell shows."""
        computed = self.values_page._cells
        return {
            at: (computed[at].value if at in computed else None) if cell.data_type == "f" else cell.value
            for at, cell in self.cells.items()
        }

    @cached_property
    def formulas(self) -> dict[Place, str]:
        """The formulas by cell."""
        return {at: formula_of(cell) for at, cell in self.cells.items() if cell.data_type == "f"}

    @cached_property
    def numbers(self) -> dict[Place, float]:
        """Numbers that are typed, not computed."""
        return {at: cell.value for at, cell in self.cells.items() if cell.data_type == "n" and is_number(cell.value)}

    @cached_property
    def top(self) -> int:
        """The last row that stays in view; 0 where none does."""
        from openpyxl.utils.cell import coordinate_to_tuple

        frozen = self.page.freeze_panes
        return coordinate_to_tuple(frozen)[0] - 1 if frozen else 0

    @cached_property
    def body(self) -> dict[Place, str]:
        """Formulas below what stays in view."""
        return {at: text for at, text in self.formulas.items() if at[0] > self.top}

    @cached_property
    def headings(self) -> dict[str, int]:
        """The headings of the sheet's table, in small letters, with their columns. The row that names a unit, or most."""
        rows: dict[int, dict[str, int]] = {}
        for (row, column), cell in self.cells.items():
            if row <= max(self.top, 15) and isinstance(cell.value, str) and cell.data_type == "s":
                rows.setdefault(row, {})[cell.value.strip().lower()] = column
        found = max(rows.items(), key=lambda item: (_is_table(item[1]), len(item[1])), default=(0, {}))
        return dict(found[1])

    @cached_property
    def heading_row(self) -> int:
        """The row that the headings stand in."""
        rows = [at[0] for at, cell in self.cells.items() if str(cell.value).strip().lower() in self.headings]
        return max(set(rows), key=rows.count, default=0)

    def column(self, *patterns: str) -> int | None:
        """The column whose heading is one of these, as a whole word."""
        for found in (re.fullmatch, re.search):  # a heading that is the word goes before one that holds it
            for heading, column in self.headings.items():
                if any(found(rf"\b({pattern})\b", heading) for pattern in patterns):
                    return column
        return None

    def text(self, row: int, column: int | None) -> str:
        """What a cell says, or nothing."""
        value = self.values.get((row, column)) if column else None
        return "" if value is None else str(value).strip()

    def at(self, place: Place) -> str:
        """A cell by name: "Model!D7"."""
        from openpyxl.utils import get_column_letter

        return f"{self.title}!{get_column_letter(place[1])}{place[0]}"

    def shown(self) -> Iterator[tuple[Place, float, str]]:
        """Cells that show a number, with the number and its format."""
        for at, cell in self.cells.items():
            value: Any = self.values.get(at)
            if is_number(value) and not cell.is_date:
                yield at, float(value), str(cell.number_format)


def _is_table(headings: dict[str, int]) -> bool:
    return any(re.fullmatch(r"units?|description|what must hold|check", heading) for heading in headings)


def is_number(value: object) -> bool:
    """Whether a value is a number, and no yes or no."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def formula_of(cell: Any) -> str:
    """The text of a formula, of an array formula too."""
    return str(getattr(cell.value, "text", None) or cell.value)


@dataclass(frozen=True)
class Reading:
    """A whole workbook."""

    archive: Archive
    recalculate: bool = False

    @cached_property
    def book(self) -> Any:
        return heard(self.archive.book(), self.language)

    @cached_property
    def values_book(self) -> Any:
        return heard(self.archive.book(values=True), self.language)

    @cached_property
    def language(self) -> Language:
        """The language of a workbook of ours, which is read as if it were in English."""
        return spoken_in(self.archive.book(), open_content())

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        pairs = zip(self.book.worksheets, self.values_book.worksheets, strict=True)
        return tuple(Sheet(page, values) for page, values in pairs)

    def of(self, *roles: str) -> list[Sheet]:
        """The sheets that play one of these parts."""
        return [sheet for sheet in self.sheets if sheet.role in roles]

    def titled(self, title: str) -> Sheet | None:
        """A sheet by its name, as formulas spell it."""
        return next((s for s in self.sheets if s.title.casefold() == title.casefold()), None)

    @cached_property
    def references(self) -> dict[tuple[str, Place], list[Area]]:
        """What each formula reads."""
        return {
            (sheet.title, at): references(text, sheet.title)
            for sheet in self.sheets
            for at, text in sheet.formulas.items()
        }

    @cached_property
    def labels(self) -> dict[str, str]:
        """What the cover says: each label of its first column with what stands beside it."""
        cover = next(iter(self.of("cover")), None)
        if not cover:
            return {}
        named = [at for at, cell in cover.cells.items() if at[1] == 1 and isinstance(cell.value, str)]
        return {str(cover.cells[at].value): cover.text(at[0], 2) for at in named}

    def timelines(self) -> dict[str, tuple[int, dict[int, Any]]]:
        """Sheets over time: the row of their timeline, and what it says in each column."""
        found = {}
        for sheet in self.of("timing", OTHER, "tables"):
            for row in range(1, (sheet.top or 12) + 1):
                run = _counted({at[1]: v for at, v in sheet.values.items() if at[0] == row})
                if len(run) >= 2:
                    found[sheet.title] = (row, run)
                    break
        return found


def _counted(row: dict[int, Any]) -> dict[int, Any]:
    """The part of a row that counts up by one from column to column, or goes on from date to date."""
    run: dict[int, Any] = {}
    for column, value in row.items():
        before = run.get(column - 1)
        steps = _follows(before, value) if before is not None else _begins(value)
        run = {**run, column: value} if steps else ({column: value} if _begins(value) else run)
    return run if len(run) > 1 else {}


def _begins(value: Any) -> bool:
    return hasattr(value, "year") or value in (0, 1) or _is_label(value)


def _is_label(value: Any) -> bool:
    """Is a text the name of a period: 2026-01, 2026-Q1, FY26Q3, 2026?"""
    return isinstance(value, str) and bool(re.fullmatch(r"(FY ?\d\d|(FY ?)?20\d\d)[- ]?(Q[1-4]|H[12]|\d\d)?", value))


def _follows(before: Any, value: Any) -> bool:
    if is_number(before) and is_number(value):
        return bool(value == before + 1)
    if _is_label(before) and _is_label(value):
        return bool(before < value)
    return hasattr(before, "year") and hasattr(value, "year") and before < value
