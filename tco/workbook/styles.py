"""How cells look: one named style a role, so that a reader knows an input from a formula, and a test can ask.

Blue on pale yellow is an input, black a formula, green a reference to another sheet, grey a figure of the engine that
does not recalculate. Nothing is told by colour alone: statuses are words, inputs have a sheet of their own.
"""

from __future__ import annotations

from typing import Any

INPUT, FORMULA, LINK, STATIC, CHECK = "tco input", "tco formula", "tco link", "tco static", "tco check"
TITLE, BAND, CASE, CHAPTER = "tco title", "tco band", "tco case", "tco chapter"
LABEL, TEXT, NOTE, ABSENT, HYPERLINK = "tco label", "tco text", "tco note", "tco absent", "tco hyperlink"
UNITS = "tco units"
ASIDE = "tco aside"  # a note in one line, where it is not printed
FONT, SIZE, PINNED, PICKED = "Arial", 10, "FCE4D6", "E2EFDA"

# role -> font colour, bold, fill, horizontal, wrap, unlocked
_ROLES: dict[str, tuple[str, bool, str, str, bool, bool]] = {
    INPUT: ("0000FF", False, "FFFFCC", "right", False, True),
    FORMULA: ("000000", False, "", "right", False, False),
    LINK: ("006100", False, "", "right", False, False),
    STATIC: ("595959", False, "", "right", False, False),
    CHECK: ("000000", True, "", "center", False, False),
    TITLE: ("1F3864", True, "", "left", False, False),
    BAND: ("FFFFFF", True, "1F3864", "left", True, False),
    CASE: ("FFFFFF", True, "1F3864", "right", True, False),
    CHAPTER: ("1F3864", True, "D9E2F3", "left", False, False),
    LABEL: ("000000", False, "", "left", True, False),
    TEXT: ("000000", False, "", "left", False, False),
    NOTE: ("595959", False, "", "left", True, False),
    UNITS: ("595959", False, "", "left", False, False),
    ASIDE: ("595959", False, "", "left", False, False),
    ABSENT: ("595959", False, "EDEDED", "right", False, False),
    HYPERLINK: ("0563C1", False, "", "left", False, False),
}
LEGEND = (
    (INPUT, "1,234", "input: may be changed; what depends on it recalculates"),
    (FORMULA, "1,234", "formula"),
    (LINK, "1,234", "reference to another sheet"),
    (STATIC, "1,234", "figure of the engine: does not recalculate"),
    (ABSENT, "", "not computed: the case does not give what the quantity needs"),
)
GOOD, BAD, WARN = ("006100", "C6EFCE"), ("FFFFFF", "C00000"), ("7F4F00", "FFEB9C")


def add_styles(workbook: Any, font: str = FONT) -> None:
    """Register the named styles, in a font that is made the workbook's own."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
    from openpyxl.utils.indexed_list import IndexedList

    plain = Font(font, SIZE)  # the width of columns is counted in digits of the workbook's own font
    workbook._fonts, workbook._named_styles["Normal"].font = IndexedList([plain]), plain
    for name, (colour, bold, fill, horizontal, wrap, unlocked) in _ROLES.items():
        size = 14 if name == TITLE else SIZE
        underline = "single" if name == HYPERLINK else None
        style = NamedStyle(name=name, font=Font(font, size, bold=bold, color=colour, underline=underline))
        style.alignment = Alignment(
            horizontal=horizontal, vertical="top", wrap_text=wrap, indent=int(name in (CASE, UNITS))
        )
        style.protection = Protection(locked=not unlocked)
        if fill:
            style.fill = PatternFill("solid", start_color=fill)
        if name == INPUT:
            side = Side("hair", color="BFBFBF")
            style.border = Border(side, side, side, side)
        workbook.add_named_style(style)


def mark_status(sheet: Any, cells: str, words: dict[str, tuple[str, str]]) -> None:
    """Colour a status by its word."""
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Font, PatternFill

    for word, (colour, fill) in words.items():
        rule = CellIsRule("equal", [f'"{word}"'], font=Font(color=colour, bold=True), fill=PatternFill(bgColor=fill))
        sheet.conditional_formatting.add(cells, rule)


def mark_where(sheet: Any, cells: str, formula: str, fill: str) -> None:
    """Shade the cells where a formula holds."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    sheet.conditional_formatting.add(cells, FormulaRule([formula], fill=PatternFill(bgColor=fill)))
