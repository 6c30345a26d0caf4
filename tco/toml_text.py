"""A table as TOML text: what the standard library reads but does not write. Reading it back gives the same table."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(table: Mapping[str, Any]) -> str:
    """The text of a table; a table that holds a `value` stays on one line, any other has a section.

    >>> print(toml_text({"title": "t", "inputs": {"batch": {"value": 3, "source": "x"}}}), end="")
    title = "t"
    <BLANKLINE>
    [inputs]
    batch = { value = 3, source = "x" }
    """
    return "\n".join(_section(table, ())).strip("\n") + "\n"


def _section(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    below = {k: v for k, v in table.items() if isinstance(v, Mapping) and "value" not in v}
    own = [f"{_key(k)} = {_value(v)}" for k, v in table.items() if k not in below]
    head = [f"[{'.'.join(map(_key, path))}]"] if path and (own or not below) else []
    lines = [*head, *own, *([""] if own or head else [])]
    for key, value in below.items():
        lines += _section(value, (*path, key))
    return lines


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {_value(v)}' for k, v in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)
