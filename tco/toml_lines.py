"""TOML with places: a file's tables, and on which line each key and item of a list stands, which an error must say.

The standard parser judges the text and reads the values; lines are noted by walking the tokens of what it accepted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from tco.errors import Fault, InputError, raise_faults
from tco.texts import DEEPEST, numbered, texts, too_deep, unreadable

KeyPath = tuple[str, ...]

_TOKEN = re.compile(
    r'''(?P<text>"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?'{3,5}|"(?:\\.|[^"\\])*"|'[^']*')'''
    r"""|(?P<none>\#[^\n]*|[ \t\r]+)|(?P<mark>[\[\]{}=,.\n])|(?P<bare>[^\s\[\]{}=,.\#"']+)""",
    re.DOTALL,
)
_ENDS = ("", "\n", ",", "]", "}")


class _Reader:
    """Walks the tokens of a file and notes the line on which each key and each item begins."""

    def __init__(self, text: str) -> None:
        self.tokens, line = [], 1
        for found in _TOKEN.finditer(text):
            if found.lastgroup != "none":
                self.tokens.append((found[0], line))
            line += found[0].count("\n")
        self.tokens.append(("", line))
        self.place = 0
        self.lines: dict[KeyPath, int] = {}
        self.listed: dict[KeyPath, int] = {}  # items so far of each list of tables

    @property
    def now(self) -> str:
        return self.tokens[self.place][0]

    def note(self, path: KeyPath) -> None:
        self.lines.setdefault(path, self.tokens[self.place][1])

    def skip(self, *tokens: str) -> None:
        while self.now in tokens:
            self.place += 1

    def file(self) -> None:
        table: KeyPath = ()
        self.skip("\n")
        while self.now:
            if self.now == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip("\n")

    def header(self) -> KeyPath:
        """[table] or [[table]]; each [[table]] is an item of a list."""
        start = self.place
        self.skip("[")
        doubled = self.place - start > 1
        path: KeyPath = ()
        for part in self.key():
            path = (*self.item(path), part)
            self.note(path)
        if doubled:
            self.listed[path] = self.listed.get(path, -1) + 1
        path = self.item(path)
        self.note(path)
        self.skip("]")
        return path

    def item(self, path: KeyPath) -> KeyPath:
        """The path of the last item, where a path is a list of tables."""
        return (*path, str(self.listed[path])) if path in self.listed else path

    def key(self) -> KeyPath:
        """The parts of a dotted key, up to what follows it."""
        parts = []
        while self.now not in ("=", "]"):
            if self.now != ".":
                parts.append(_plain(self.now))
            self.place += 1
        return tuple(parts)

    def pair(self, table: KeyPath) -> None:
        start = self.place
        path = (*table, *self.key())
        end, self.place = self.place, start
        self.note(path)
        self.place = end
        self.skip("=")
        self.value(path)

    def value(self, path: KeyPath) -> None:
        if self.now == "[":
            self.items(path)
        elif self.now == "{":
            self.place += 1
            self.skip("\n", ",")
            while self.now != "}":
                self.pair(path)
                self.skip("\n", ",")
            self.place += 1
        else:
            while self.now not in _ENDS:
                self.place += 1

    def items(self, path: KeyPath) -> None:
        self.place += 1
        self.skip("\n", ",")
        count = 0
        while self.now != "]":
            self.note((*path, str(count)))
            self.value((*path, str(count)))
            self.skip("\n", ",")
            count += 1
        self.place += 1


def _plain(key: str) -> str:
    return str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line of each key, table header and item of a list, by its full path.

    >>> key_lines('[cases.a]\\ninputs.batch = [\\n  3, # few\\n  4]\\n')[("cases", "a", "inputs", "batch", "1")]
    4
    """
    reader = _Reader(text)
    reader.file()
    return reader.lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of a key, or of the nearest table around it; 0 where none is known."""
    while path and path not in lines:
        below = [line for known, line in lines.items() if known[: len(path)] == path]
        if below:
            return min(below)
        path = path[:-1]
    return lines.get(path, 0)


def parse(text: str, label: str) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    """The tables of a text and the lines of their keys; InputError says on which line it is not TOML."""
    table, lines = _loaded(text, label), key_lines(text)
    what, step = "a character that no text may hold", "delete it"
    raise_faults(
        Fault(what, f"{label}:{line_of(lines, path)}", numbered(char), next_step=step)
        for path, inner in texts(table)
        if (char := unreadable(inner))
    )
    return table, lines


def _loaded(text: str, label: str) -> dict[str, Any]:
    """The tables of a text, none of them deeper than a reader follows."""
    deep = Fault("nested too deeply", label, allowed=f"{DEEPEST} levels")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        said, _, place = str(wrong).partition(" (at ")
        line = found[1] if (found := re.match(r"line (\d+)", place)) else str(text.rstrip("\n").count("\n") + 1)
        raise InputError(Fault("not TOML", f"{label}:{line}", said, next_step="see https://toml.io")) from None
    except RecursionError:
        raise InputError(deep) from None
    except ValueError:  # a whole number of thousands of digits
        allowed = "a number that fits a double"
        raise InputError(Fault("a number that is too long to read", label, allowed=allowed)) from None
    if too_deep(table):
        raise InputError(deep)
    return table


def as_written(value: Any, most: int = 60) -> str:
    """A value about as a TOML file has it, cut short.

    >>> as_written({"value": True})
    '{ value = true }'
    """
    text = _spelled(value)
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value.replace("\\", "\\\\"))
        return f'"{escaped}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_spelled, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{k} = {_spelled(v)}' for k, v in value.items())} }}" if value else "{}"
    return str(value)


def place(label: str, lines: Mapping[KeyPath, int], *path: str) -> str:
    """ "file:line" of a key, or the file alone where no line is known."""
    line = line_of(lines, path)
    return f"{label}:{line}" if line else label
