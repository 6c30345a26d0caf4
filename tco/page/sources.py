"""Where do the values come from? Works, each with a number on the page, and the places in them that give something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tco.given import Given

_PLACE = re.compile(r",\s+(?=(?:lines?|sections?|pages?|table|chapter|p\.)\s)")


_DATED = re.compile(r"(.*?)( \(\d{4}[-\d]*\))?", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """A source, its number on the page, and what each place in it gives."""

    number: int
    text: str
    places: tuple[tuple[str, str], ...]


def cited(given: Given) -> str:
    """A source as it is listed, with its date where it does not name one itself."""
    return given.source + (f" ({given.date})" if given.date and given.date not in given.source else "")


def said(source: str, say: Callable[[str], str]) -> str:
    """A source in another language: what it is called, its date left as it is.

    >>> said("definition (2020-01-01)", {"definition": "定义"}.get)
    '定义 (2020-01-01)'
    """
    text, date = _DATED.fullmatch(source).groups()  # type: ignore[union-attr]
    return say(text) + (date or "")


def document(source: str) -> tuple[str, str]:
    """A source as the work it is and the place in it.

    >>> document("seed 004 (2025-07-15), line 186"), document("NVIDIA data sheet")
    (('seed 004 (2025-07-15)', 'line 186'), ('NVIDIA data sheet', ''))
    """
    work, _, place = _PLACE.sub("\0", source, count=1).partition("\0")
    return work, place


def gathered(numbers: Mapping[str, int], given: Iterable[tuple[str, Given]], between: str) -> tuple[Source, ...]:
    """Each work once, in the order of its number; `given` are the labels of quantities with the values they have."""
    gives: dict[str, dict[str, dict[str, None]]] = {work: {} for work in numbers}
    for label, value in given:
        work, place = document(cited(value))
        gives[work].setdefault(place, {})[label] = None
    return tuple(
        Source(rank, work, tuple((place, between.join(labels)) for place, labels in gives[work].items()))
        for work, rank in numbers.items()
    )
