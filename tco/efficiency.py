"""What is reached of a peak, and the time an engine takes for itself: few numbers, each with a physical reading.

`efficiency.csv` has two kinds of rows. A row without a scope is a base: the value of a quantity on the reference, a
current engine on NVIDIA Hopper. A row with a scope (device family, device, engine, weight-only precision, latent
attention) is a factor on the bases of the quantities it names. All rows that apply are multiplied; a share stays within
1. Rows are dated: an engine of 2024 is predicted with the rows that counted then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator

from tco import cells as cell
from tco.provenance import Row

if TYPE_CHECKING:
    from datetime import date

    from tco.tables import Entry, Sourced

SCOPES = ("family", "device", "engine", "precision", "attention")
WEIGHT_ONLY, LATENT = "weight-only", "mla"


class Efficiency(Row):
    """A base value of one quantity, or a factor on several; lists are separated by ";"."""

    KEY = ("quantities", *SCOPES)
    quantities: cell.Text
    family: cell.Words = ""
    device: cell.Words = ""
    engine: cell.Words = ""
    precision: Annotated[str, BeforeValidator(partial(cell.one_of, ("", WEIGHT_ONLY)))] = ""
    attention: Annotated[str, BeforeValidator(partial(cell.one_of, ("", LATENT)))] = ""
    value: cell.Number
    unit: cell.UnitText
    low: cell.MaybeNumber = None
    high: cell.MaybeNumber = None

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities that the row is about."""
        return listed(self.quantities)

    @property
    def scope(self) -> dict[str, tuple[str, ...]]:
        """What the row is limited to; nothing for a base."""
        return {s: listed(text) for s in SCOPES if (text := getattr(self, s))}

    @property
    def fitted(self) -> bool:
        """Whether `tco calibrate` may move the value: it has bounds."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True)
class Machine:
    """What efficiencies are looked up for; "" where something is not known or does not matter."""

    family: str = ""
    device: str = ""
    engine: str = ""
    precision: str = ""
    attention: str = ""


def listed(text: str) -> tuple[str, ...]:
    """The members of a cell that lists several.

    >>> listed("vllm; sglang")
    ('vllm', 'sglang')
    """
    return tuple(part for raw in text.split(";") if (part := raw.strip()))


def applies(row: Efficiency, machine: Machine, day: date) -> bool:
    """Whether a row counts for a machine on a day."""
    within = row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    return within and row.preferred != "no" and all(getattr(machine, s) in names for s, names in row.scope.items())


def product(entries: Iterable[Entry], machine: Machine, day: date, sourced: dict[str, Sourced]) -> dict[str, Sourced]:
    """The bases of `sourced`, each times the factors that apply; the note tells which, and what was not measured."""
    for entry in entries:
        row = entry.row
        if not row.scope or not applies(row, machine, day):
            continue
        reason = ", ".join(name for names in row.scope.values() for name in names if name in vars(machine).values())
        for name in (n for n in row.names if n in sourced):
            base = sourced[name]
            note = f"{base.note}; times {row.value:.4g} ({reason})".lstrip("; ")
            sourced[name] = replace(base, value=float(base.value) * row.value, note=note)
    return {n: _within(found) for n, found in sourced.items()}


def _within(found: Sourced) -> Sourced:
    """A share is at most 1, whatever the factors."""
    return replace(found, value=min(float(found.value), 1.0)) if found.unit == "share" else found
