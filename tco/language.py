"""What is said in English, said in another language, and back.

A language is a folder of `words/`: pairs of texts, and a label for each quantity. Ids, names of quantities,
symbols of units, formulas and what sources say stay as they are; so do texts without a pair. A text with {names} in it is a frame: what
stands in their place is looked up in turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tco.content import Content
from tco.csvfile import read_rows, read_text
from tco.errors import Fault, InputError, nearest, raise_faults

QUANTITIES, SHEETS, VALUES, UNITS = "quantities.csv", "sheets.csv", "values.csv", "units.csv"
GLOSSARY = "glossary.csv"
COLUMNS = ("english", "text")
LABELLED = ("name", "label", *COLUMNS)
PARTS, LIST = ("; ", "；"), (", ", "、")  # between parts of a text, in English and elsewhere
IDS, CASE = ("id", "ident", "idx"), "case"  # places of a frame that hold an id, of a case perhaps with spaces: it stays
QUANTITY = ("q", "qq")  # places of a frame that hold the name of a quantity, written as words
_NAME = re.compile(r"\{([a-z]+)\}")
_DIGITS = r"[-+\d.,e ]*\d(?: ?%)?"
_LITERAL = re.compile(r'("(?:[^"]|"")*")')
_SHEET = re.compile(r"('?)(\b[^\W\d][\w.]*)\1!")


@dataclass(frozen=True)
class Frame:
    """A text with places to fill: how it is recognised, and what is then said."""

    found: re.Pattern[str]
    says: str

    @classmethod
    def of(cls, text: str, says: str) -> Frame:
        """The frame that a text with {names} is; {n} stands for a number, {c} for a unit of money, {id} for an id, {q} for a quantity."""
        kinds = dict.fromkeys("nmkl", _DIGITS) | dict.fromkeys(IDS, r"\S+") | {"c": r"[A-Z]{3}\S*"}
        parts = _NAME.split(text)
        made = [re.escape(p) if i % 2 == 0 else f"(?P<{p}>{kinds.get(p, '.+?')})" for i, p in enumerate(parts)]
        return cls(re.compile("".join(made), re.DOTALL), says)


@dataclass(frozen=True)
class Direction:
    """Texts one way: exact ones, and frames, the most telling first."""

    pairs: Mapping[str, str]
    separators: tuple[tuple[str, str], ...]
    named: Callable[[str], str] = str  # what a quantity is called
    known: dict[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        longest = sorted((t for t in self.pairs if _NAME.search(t)), key=lambda t: (-len(_NAME.sub("", t)), t))
        return tuple(Frame.of(text, self.pairs[text]) for text in longest)

    def text(self, text: str) -> str:
        """A text, looked up; itself where nothing is known of it."""
        if text not in self.known:
            self.known[text] = self._looked_up(text)
        return self.known[text]

    def _looked_up(self, text: str) -> str:
        if (exact := self.pairs.get(text)) is not None:
            return exact
        for frame in self.frames:
            if match := frame.found.fullmatch(text):
                return _NAME.sub(lambda name: self._filled(name[1], match), frame.says)
        return self._listed(text, *self.separators[0])

    def _filled(self, name: str, match: re.Match[str]) -> str:
        if name in (*IDS, CASE):
            return match[name]
        return self.named(match[name]) if name in QUANTITY else self.part(match[name])

    def part(self, text: str) -> str:
        """What fills a place of a frame: a text, or a list of them."""
        found = self.text(text)
        return found if found != text else self._listed(text, *self.separators[1])

    def _listed(self, text: str, old: str, new: str) -> str:
        """A list of texts of which at least one is known; a known one may hold what parts the others."""
        parts, said = text.split(old), list[str]()
        while parts and len(parts) + len(said) > 1:
            most = next((n for n in range(len(parts) - (not said), 1, -1) if old.join(parts[:n]) in self.pairs), 1)
            said.append(self.text(old.join(parts[:most])))
            parts = parts[most:]
        return new.join(said) if said and old.join(said) != text else text


@dataclass(frozen=True)
class Language:
    """A language; English says every text as it stands."""

    code: str = "en"
    pairs: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_english(self) -> bool:
        return self.code == "en"

    @cached_property
    def _there(self) -> Direction:
        return Direction(self.pairs, (PARTS, LIST), self._named)

    @cached_property
    def _back(self) -> Direction:
        return Direction(_turned(self.pairs), (PARTS[::-1], LIST[::-1]))

    def text(self, english: str) -> str:
        """An English text in this language."""
        return english if self.is_english or english in self.labels else self._spelled(self._there.text(english))

    def _spelled(self, text: str) -> str:
        """The name of a quantity written as words is its label, and so are some with commas between."""
        labels = [self.label(_as_name(part)) for part in text.split(LIST[0])] if " " in text else []
        return LIST[1].join(labels) if labels and all(labels) else text

    def _named(self, text: str) -> str:
        return self.label(_as_name(text)) or self._there.part(text)

    def word(self, value: str) -> str:
        """A value that is a text, such as a verdict."""
        return self.values.get(value) or self.text(value)

    def back(self, said: str) -> str:
        """A text of this language in English, as far as it is one of those known."""
        return said if self.is_english else self._back.text(said)

    def label(self, name: str) -> str:
        """What a quantity is called; "" where the language has no name for it."""
        return self.labels.get(name, "")

    def unit(self, text: str) -> str:
        """A unit with its words in this language: requests/day; symbols and currencies stay."""
        return "/".join(self.units.get(word, word) for word in text.split("/"))

    def formula(self, text: str) -> str:
        """A spreadsheet formula with the names of sheets and the words in it."""
        return text if self.is_english else _respelled(text, self.sheets, self.word)

    def formula_back(self, text: str) -> str:
        """The formula as it was in English."""
        return text if self.is_english else _respelled(text, _turned(self.sheets), self._word_back)

    def _word_back(self, said: str) -> str:
        return _turned(self.values).get(said) or self.back(said)


ENGLISH = Language()


def _as_name(words: str) -> str:
    return words.replace(" ", "_").lower()


def _turned(pairs: Mapping[str, str]) -> dict[str, str]:
    return {said: english for english, said in reversed(list(pairs.items()))}


def _respelled(formula: str, sheets: Mapping[str, str], word: Callable[[str], str]) -> str:
    """A formula with its sheets and literal words in another language.

    >>> _respelled('=IF(Model!D7="OK",1,0)', {"Model": "模型"}, {"OK": "通过"}.get)
    '=IF(模型!D7="通过",1,0)'
    """

    def named(found: re.Match[str]) -> str:
        return f"{found[1]}{sheets.get(found[2], found[2])}{found[1]}!"

    parts = _LITERAL.split(formula)
    words = (f'"{word(part[1:-1])}"' if i % 2 else _SHEET.sub(named, part) for i, part in enumerate(parts))
    return "".join(words)


def languages(content: Content) -> list[str]:
    """The codes of the languages that there are."""
    return sorted({"en", *content.names("words")})


def read_language(content: Content, code: str) -> Language:
    """A language by its code; InputError where there is none, or where a file of it is faulty."""
    if code == "en":
        return ENGLISH
    if code not in languages(content):
        allowed = nearest(code, languages(content)) or ", ".join(languages(content))
        raise InputError(Fault(f"no language {code!r}", allowed=allowed, next_step="--lang en"))
    found: dict[str, dict[str, str]] = {"pairs": {}, "labels": {}, "sheets": {}, "values": {}, "units": {}}
    faults: list[Fault] = []
    for place in content.files("words", f"{code}/**/*.csv"):
        where, name = content.label(place.path), place.path.name
        if name == GLOSSARY:  # for those who translate
            continue
        columns = LABELLED if name == QUANTITIES else COLUMNS
        rows, wrong = read_rows(read_text(place.path, where), columns, frozenset(), where)
        faults += [*wrong, *(fault for line, row in rows if (fault := _fault(row, f"{where}:{line}")))]
        pairs = {row["english"]: row["text"] for _, row in rows}
        found[{VALUES: "values", UNITS: "units"}.get(name, "pairs")] |= pairs
        found["sheets"] |= pairs if name == SHEETS else {}
        found["labels"] |= {row["name"]: row["label"] for _, row in rows if "name" in row}
    raise_faults(faults)
    return Language(code, **found)


def _fault(row: Mapping[str, str], where: str) -> Fault | None:
    """A row without a text, or one that fills other places than its English."""
    if not all(row.values()):
        return Fault("an empty cell", where, next_step="give both the English text and the other")
    wanted, given = (sorted(_NAME.findall(row[column])) for column in COLUMNS)
    return Fault("other {names} than the English text", where, str(given), str(wanted)) if wanted != given else None
