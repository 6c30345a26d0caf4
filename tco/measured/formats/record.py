"""One JSON object of a result file: numbers and texts by key, each fault with its place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tco.errors import Fault, InputError

LONGEST = 500  # characters of a name


@dataclass(frozen=True)
class Record:
    """An object and where it stands: "result.json", or "results.jsonl:3"."""

    data: Mapping[str, Any]
    where: str

    def get(self, *path: str) -> Any:
        """What stands at a path of keys; None where there is nothing. The first item, where it is a list."""
        found: Any = self.data
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found[0] if isinstance(found, list) and found else found

    def has(self, *path: str) -> bool:
        """Whether something stands at a path."""
        return self.get(*path) is not None

    def number(self, *path: str) -> float | None:
        """The finite number at a path; None where there is nothing; InputError where something else is."""
        found = self.get(*path)
        if found is None:
            return None
        number = _float(found)
        if not math.isfinite(number):
            raise InputError(Fault("not a finite number", f"{self.where}, key {'.'.join(path)}", repr(found)[:80]))
        return number

    def first(self, *paths: tuple[str, ...]) -> float | None:
        """The number at the first path where there is one."""
        return next((number for path in paths if (number := self.number(*path)) is not None), None)

    def text(self, *path: str) -> str:
        """The text, or number as text, at a path; "" where there is nothing."""
        found = self.get(*path)
        if found is None or isinstance(found, (Mapping, list)):
            return ""
        return str(found).strip()[:LONGEST]


def _float(found: Any) -> float:
    """A JSON number; NaN for anything else, infinity for one that no double holds."""
    try:
        return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else math.nan
    except OverflowError:
        return math.inf
