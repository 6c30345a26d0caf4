"""A table of a file held against its shape, and what is wrong with it in the words of the file.

Shapes are pydantic models; their complaints speak of dictionaries and patterns, which a TOML file does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from tco.errors import Fault, nearest
from tco.toml_lines import KeyPath, as_written

# what pydantic calls it -> what it is in a file, and what is allowed
WORDS = {
    "string_type": ("not a text", 'a text in quotes: "..."'),
    "list_type": ("not a list", "a list: [...]"),
    "dict_type": ("not a table", "[table] or { key = value }"),
    "model_type": ("not a table", "[table] or { key = value }"),
    "int_type": ("not a whole number", ""),
    "bool_type": ("not true or false", "true or false, without quotes"),
    "date_type": ("not a date", "2025-07-15, without quotes"),
}


# these keys and no others, and nothing taken for anything else
STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)


def keys(shape: type[BaseModel]) -> list[str]:
    """The keys of a table as a file spells them."""
    return [info.alias or name for name, info in shape.model_fields.items()]


def faults(
    invalid: ValidationError, where: Callable[..., str], shape: Callable[[KeyPath], type[BaseModel]]
) -> Iterator[Fault]:
    """Every complaint with its place; `shape` tells what the table around a path is."""
    for error in invalid.errors(include_url=False):
        path = tuple(str(part) for part in error["loc"] if part != "[key]")
        yield _fault(error, path, where(*path), shape(path))


def _fault(error: Any, path: KeyPath, where: str, shape: type[BaseModel]) -> Fault:
    key, kind, context = ".".join(path), error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return Fault(f"unknown key {key!r}", where, allowed=nearest(path[-1], keys(shape)) or ", ".join(keys(shape)))
    if kind == "missing":
        return Fault(f"{key} is missing", where, next_step=f"add {path[-1]} = ...")
    if kind == "tco":
        return Fault(context["what"], where, allowed=context["allowed"])
    found = as_written(error["input"])
    if kind in ("greater_than_equal", "less_than_equal"):
        least, most = ("at least", context.get("ge")), ("at most", context.get("le"))
        word, limit = least if kind == "greater_than_equal" else most
        return Fault(f"{key}: out of range", where, found, f"{word} {limit}")
    what, allowed = WORDS.get(kind, (error["msg"], ""))
    return Fault(f"{key}: {what}", where, found, allowed)
