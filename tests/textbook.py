"""The textbook on plain numbers: quantities of a model on a device, from the price book and what a test states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tco.choices import choose
from tco.content import open_content
from tco.dates import as_day
from tco.emit.python import evaluate
from tco.formulas.inputs import INPUTS
from tco.given import from_book
from tco.pricebook import PriceBook
from tco.sheet import sheet

DAY = as_day("2026-11-22")


@cache
def shipped() -> PriceBook:
    """The price book that is shipped."""
    return PriceBook(open_content())


@cache
def chosen(choices: tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
    """What defaults and choices bring, in the units of their quantities."""
    book, known = shipped(), sheet()
    found = {name: value for name in INPUTS if (value := book.default(name, DAY))}
    found |= {q: v for q, v in choose(book, dict(choices), DAY, "USD").items() if q in known.names}
    return {q: from_book(v, known.unit(q), "USD", book).value for q, v in found.items()}


def quantities(*, choices: Mapping[str, str] | None = None, **given: float) -> Callable[[str], Any]:
    """A reader of quantities: `quantities(choices={"model": "llama-2-70b"}, tp=2)("weight_bytes_per_gpu")`."""
    known = {**chosen(tuple(sorted((choices or {}).items()))), **given}
    return lambda name: evaluate(sheet(), known, [name])[name]
