"""The exception tree, and how a fault is told to the person who meets it.

    TcoError                   everything this package raises on purpose
      InputError               the input is at fault: exit status 1, no traceback
        MissingInput           a quantity was asked for that nothing gives
      TraceError               a formula does something that cannot be carried to every target

A fault says what is wrong, where (file, row or line), what was found, what is allowed or nearest, and what to do next.
All faults of a file are told at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

MOST_TOLD = 100  # faults of one message


class TcoError(Exception):
    """Everything this package raises on purpose."""


class TraceError(TcoError, TypeError):
    """A formula does something that cannot be carried to every target; the message holds the rewrite."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input, in the words of the person who has to mend it."""

    what: str
    where: str = ""
    found: str = ""
    allowed: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        parts += [f"  found: {self.found}"] if self.found else []
        parts += [f"  allowed: {self.allowed}"] if self.allowed else []
        parts += [f"  next: {self.next_step}"] if self.next_step else []
        return "\n".join(parts)


class InputError(TcoError):
    """The input is at fault. Carries every fault found, each with its place and next step."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        more = len(self.faults) - MOST_TOLD
        super().__init__(
            "\n".join([*map(str, self.faults[:MOST_TOLD]), *([f"... and {more:,} more"] if more > 0 else [])])
        )


class MissingInput(InputError):
    """Quantities were asked for that need inputs nobody gives."""


def nearest(name: str, known: Iterable[str], most: int = 3) -> str:
    """The known names closest to `name`, whatever the case of their letters; all of them where they are few.

    >>> nearest("Bach", ["batch", "gpus", "price"])
    'batch'
    """
    names, wanted = sorted(known), name[:100].casefold()
    folded = {n: n.casefold() for n in names}
    matches = [f for f in folded.values() if f == wanted] or difflib.get_close_matches(wanted, folded.values(), n=most)
    close = [n for match in dict.fromkeys(matches) for n in names if folded[n] == match]
    inside = [n for n in names if wanted and wanted in folded[n]][:most]
    return ", ".join(close or inside or (names if len(names) <= 8 else []))


def near_or_count(name: str, known: Iterable[str]) -> str:
    """The names closest to `name`, or how many there are where none is close.

    >>> near_or_count("zzz", [f"case-{n}" for n in range(27)])
    'one of 27, none of them near'
    """
    names = list(known)
    return nearest(name, names) or f"one of {len(names):,}, none of them near"


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise one InputError for all faults; nothing where there are none."""
    if found := tuple(faults):
        raise InputError(found)


def in_file_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults as a reader meets them: by file and line, each once."""

    def place(fault: Fault) -> tuple[str, int]:
        file, _, line = fault.where.partition(",")[0].rpartition(":")
        return (file, int(line)) if line.isdecimal() else (fault.where, 0)

    return sorted(dict.fromkeys(faults), key=place)
