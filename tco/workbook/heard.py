"""A workbook in another language, turned back into English, so that whoever reads workbooks need know one language."""

from __future__ import annotations

from typing import Any

from tco.content import Content
from tco.language import ENGLISH, Language, languages, read_language


def spoken_in(book: Any, content: Content) -> Language:
    """The language of a workbook of ours, told by the names of its sheets; English where it is nobody's."""
    for code in languages(content):
        language = read_language(content, code)
        if {language.sheets.get(title, title) for title in ("Cover", "Inputs", "Checks")} <= set(book.sheetnames):
            return language
    return ENGLISH


def heard(book: Any, language: Language) -> Any:
    """The workbook with its sheets, texts and formulas in English, as far as they are ours; changed in place."""
    if language.is_english:
        return book
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            _hear(cell, language)
        for rules in sheet.conditional_formatting:
            for rule in rules.rules:
                rule.formula = [language.formula_back(formula) for formula in rule.formula]
        sheet.title = language.back(sheet.title)
    for name in book.defined_names.values():
        name.attr_text = language.formula_back(name.attr_text)
    return book


def _hear(cell: Any, language: Language) -> None:
    if cell.hyperlink and cell.hyperlink.location:
        cell.hyperlink.location = language.formula_back(cell.hyperlink.location)
    if not isinstance(cell.value, str):
        return
    is_formula = cell.data_type == "f"
    cell.value = language.formula_back(cell.value) if is_formula else language.back(cell.value)
    cell.data_type = "f" if is_formula else "s"
