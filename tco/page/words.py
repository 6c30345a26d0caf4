"""What does the page call things? The words file of the templates, read once and filled in by name.

No word of the page stands in Python: a sentence is a key, its values are given by name, and a key that is not there
is an error when the page is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tco.csvfile import read_text
from tco.language import ENGLISH, Language
from tco.page.numbers import amount, kind, number, rules, unit_beside
from tco.toml_lines import parse

MOST_NAMES, FIRST_NAMES = 9, 3


@dataclass(frozen=True)
class Words:
    """The words of one language: nested tables of the file."""

    table: Mapping[str, Any]
    language: Language = ENGLISH

    def say(self, key: str, **values: object) -> str:
        """The sentence of a dotted key, its {names} filled in."""
        found: Any = self.table
        for part in key.split(".", 1):
            found = found[part]
        text = str(found)
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def number(self, value: object, unit: str = "") -> str:
        """A value as the page writes it in this language."""
        return number(value, unit, self.language.code)

    def amount(self, value: object, unit: str) -> str:
        """A number with its unit, as it stands in a sentence of this language."""
        return amount(value, unit, self.language.code, self.language.unit)

    def unit(self, unit: str) -> str:
        """What a unit is called."""
        return self.language.unit(unit)

    def axis(self, unit: str) -> str:
        """What an axis is measured in; nothing where its numbers are per cent."""
        return "" if unit == "share" else self.unit(unit)

    def tick_labels(self, unit: str) -> str:
        """How an axis of money tells large amounts, as an expression of Vega; nothing where it tells their figures."""
        among = rules(self.language.code)
        if self.language.is_english or kind(unit) not in among["counted"]:
            return ""
        told = "format(datum.value, ',~r')"
        for word, factor in reversed(among["large"].items()):
            told = f"abs(datum.value) >= {factor} ? format(datum.value / {factor}, ',~r') + '\u202f{word}' : {told}"
        return told

    def beside(self, unit: str) -> str:
        """The unit that a heading names; nothing where the numbers carry it themselves."""
        return self.unit(unit_beside(unit))

    def label(self, quantity: str) -> str:
        """What a quantity is called: as the file says, else its name spelled out."""
        if named := self.table["label"].get(quantity) or self.language.label(quantity):
            return str(named)
        spelling = self.table["spelling"]
        short = quantity
        for ending in spelling["drop_endings"]:
            short = short.removesuffix(ending)
        text = " ".join(str(spelling.get(word, word)) for word in short.split("_"))
        return text[:1].upper() + text[1:]

    def in_text(self, quantity: str) -> str:
        """A label within a sentence: its first letter small, unless it begins an abbreviation."""
        label = self.label(quantity)
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    def listed(self, names: list[str], all_names: int) -> str:
        """Names in a row; "all cases" where they are all, the first few where they are very many."""
        if len(names) == all_names > 1:
            return str(self.table["all_cases"])
        between = str(self.table["list_separator"])
        if len(names) <= MOST_NAMES:
            return between.join(names)
        return self.say("first_of", first=between.join(names[:FIRST_NAMES]), count=len(names) - FIRST_NAMES)


def read_words(templates: Path, language: Language = ENGLISH) -> Words:
    """The words file of a language beside the templates; InputError where it cannot be read."""
    path = templates / ("words.toml" if language.is_english else f"words.{language.code}.toml")
    table, _ = parse(read_text(path, str(path)), str(path))
    return Words(table, language)
