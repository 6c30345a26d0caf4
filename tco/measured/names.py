"""Which device, model, engine and precision a measured row means.

Names are resolved by alias through the price book, as everywhere. A name that nothing answers to, or that several
things answer to, is told with the nearest names or with the candidates; it is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tco.errors import Fault, InputError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tco.measured.row import MeasuredRow
    from tco.pricebook import PriceBook


@dataclass(frozen=True, slots=True)
class Names:
    """The ids that a row's names stand for; "" where the row does not say."""

    device: str
    model: str
    engine: str
    weight_precision: str
    kv_precision: str


class Resolver:
    """Names of measured rows, each looked up once."""

    def __init__(self, book: PriceBook) -> None:
        self.named = cache(book.id_of)
        self.model = cache(book.model_id)

    def __call__(self, row: MeasuredRow) -> Names:
        """The ids of a row; InputError with every name of it that is unknown or ambiguous."""
        faults: list[Fault] = []

        def found(kind: str, text: str) -> str:
            try:
                return (self.model(text) if kind == "model" else self.named(kind, text)) if text else ""
            except InputError as wrong:
                faults.extend(wrong.faults)
                return ""

        names = Names(
            found("device", row.hardware),
            found("model", row.model),
            found("engine", row.engine),
            found("precision", row.weight_precision),
            found("precision", row.kv_precision),
        )
        if faults:
            raise InputError(faults)
        return names


def unknown_word(kind: str, word: str, known: Iterable[str]) -> str:
    """Why a word of a closed list will not do; "" if it is one of them."""
    names = list(known)
    if word in names:
        return ""
    near = nearest(word, names) or ", ".join(names)
    return f"unknown {kind} {word!r}; nearest: {near}"


def reason(faults: Iterable[Fault]) -> str:
    """Faults in one line: "unknown device 'h300'; nearest: h100-sxm, h200-sxm"."""
    return "; ".join(f"{fault.what}; nearest: {fault.allowed}" if fault.allowed else fault.what for fault in faults)
