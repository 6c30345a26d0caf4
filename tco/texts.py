"""Texts: which characters they may hold, how deep a file of them may nest, how wide they are, and where lines break.

Control characters break spreadsheets and pictures, and hide what a line says. A Chinese character is as wide as two letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

# control characters but tab and line ends; half of a pair; what is no character; what turns the line around
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

_WIDE, _OPENS, _CLOSES = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef", "（【《「『“‘", "，。；：！？、）】》」』”’％"
# a word with the blanks before it; a Chinese character is one, with the signs that may not begin or end a line
_PIECES = re.compile(rf"\s*[{_OPENS}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENS}{_CLOSES}]+)?[{_CLOSES}]*(?<=\S)")

_SIGNS = re.compile(r"[-_/;,|.:+)&?=](?=[^-_/;,|.:+)&?=])")  # after these a word may be broken
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula
DEEPEST = 20  # levels of tables and lists, of which no file needs half


def unreadable(text: str) -> str:
    """The first character that no text may hold; "" where there is none.

    >>> unreadable("a\\x07b"), unreadable("naïve 推理")
    ('\\x07', '')
    """
    found = _UNREADABLE.search(text)
    return found[0] if found else ""


def numbered(character: str) -> str:
    """A character that cannot be shown, by its number.

    >>> numbered("\\x07")
    'U+0007'
    """
    return f"U+{ord(character):04X}"


def texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every key and text of a tree of tables and lists, with its path."""
    if isinstance(value, str):
        yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, str(key)), str(key)
        yield from texts(item, (*path, str(key)))


def too_deep(value: Any) -> bool:
    """Whether tables and lists are nested deeper than any file needs."""
    layer = [value]
    for _ in range(DEEPEST + 1):
        outer = (item for item in layer if isinstance(item, (dict, list)))
        layer = [inner for item in outer for inner in (item.values() if isinstance(item, dict) else item)]
    return bool(layer)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns("推理 v3")
    7
    """
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, room: int) -> list[str]:
    """A text in lines of at most so many columns, broken at blanks or between Chinese characters; a longer word stands by itself.

    >>> wrapped("  one two three", 9), wrapped("毛利率 = 利润 / 收入。", 10)
    (['  one two', 'three'], ['毛利率 =', '利润 / 收', '入。'])
    """
    words = [word for word in _PIECES.findall(text.strip()) if word]
    lines = [text[: len(text) - len(text.lstrip())] + (words[0] if words else "")]
    for word in words[1:]:
        bare = word.lstrip()
        piece = bare if bare == word else f" {bare}"
        if columns(lines[-1]) + columns(piece) <= room:
            lines[-1] += piece
        else:
            lines.append(bare)
    return lines


def chopped(word: str, room: int) -> list[str]:
    """A text in lines of at most so many columns, broken after a sign in it, or else anywhere.

    >>> chopped("decode_mbu;expert_mbu", 12), chopped("abcdef", 4)
    (['decode_mbu;', 'expert_mbu'], ['abcd', 'ef'])
    """
    lines = []
    while columns(word) > room > 1:
        fits = next(i for i in range(len(word), 0, -1) if columns(word[:i]) <= room)
        ends = [found.end() for found in _SIGNS.finditer(word, 0, fits)]
        place = ends[-1] if ends and ends[-1] > fits // 3 else fits
        lines.append(word[:place])
        word = word[place:]
    return [*lines, word]


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text with blanks after it, or before it, up to a width."""
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks
