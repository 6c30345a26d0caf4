"""Where a key stands in a scenario, and how a value is written there."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tco.content import shipped_root
from tco.toml_lines import as_written, key_lines, line_of

PLACES = '''\
# a comment with [brackets] and key = 3
title = """
[cases.not-this]
inputs.nor.this = 3 \\""" """
a.b."c.d" = { e = 1, f = [ { g = 2 },
  { g = 3 } ] }
list = [
  "one", # two
  'three',
]
[cases."x.y".inputs] # here
batch = 1
[[table]]
sql = "one"
[[table]]
sql = "two"
[table.units]
x = "GB"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("a", "b", "c.d"), 5),
        (("a", "b", "c.d", "e"), 5),
        (("a", "b", "c.d", "f", "1"), 6),
        (("a", "b", "c.d", "f", "1", "g"), 6),
        (("list",), 7),
        (("list", "0"), 8),
        (("list", "1"), 9),
        (("cases",), 11),
        (("cases", "x.y", "inputs", "batch"), 12),
        (("cases", "x.y", "inputs", "absent"), 11),
        (("cases", "not-this"), 11),
        (("table", "0", "sql"), 14),
        (("table", "1", "sql"), 16),
        (("table", "1", "units", "x"), 18),
        (("nowhere",), 0),
    ],
)
def test_every_key_has_its_line(path: tuple[str, ...], line: int) -> None:
    """In inline tables, dotted and quoted keys, lists, and lists of tables; else the nearest table around it."""
    assert line_of(key_lines(PLACES), path) == line


def paths(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in inner for place in ((*path, str(key)), *paths(item, (*path, str(key))))]


@pytest.mark.parametrize(
    "file", sorted(shipped_root().glob("*/*/*.toml")) + sorted(shipped_root().glob("scenarios/*.toml"))
)
def test_every_key_of_what_is_shipped_has_its_line(file: Path) -> None:
    """The line holds the key; lines do not go backwards within a table."""
    text = file.read_text(encoding="utf-8")
    lines, rows = key_lines(text), text.split("\n")
    assert [path for path in paths(tomllib.loads(text)) if not line_of(lines, path)] == []
    assert [path for path, line in lines.items() if not path[-1].isdecimal() and path[-1] not in rows[line - 1]] == []
    assert all(a <= b for a, b in pairwise(lines.values()))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        ("a\\b\x07", '"a\\\\b\\u0007"'),
        ([1, "x", {}], '[1, "x", {}]'),
        ({"value": 3, "note": "n"}, '{ value = 3, note = "n" }'),
        ("x" * 99, '"' + "x" * 56 + "..."),
    ],
)
def test_a_value_is_shown_as_it_is_written(value: object, text: str) -> None:
    """In a message, cut short."""
    assert as_written(value) == text
