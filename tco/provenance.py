"""What every row of every price table says: from when it counts, how far to trust it, where it is from.

A row is parsed once, from text, and frozen. KEY names the columns that make an offer: a workspace row with the key and
date of a shipped row replaces it, any other adds to the history.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator

from tco import cells as cell


class Record(BaseModel):
    """One row of one table, as parsed from text."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)
    KEY: ClassVar[tuple[str, ...]] = ()

    def offer(self) -> tuple[Any, ...]:
        """What makes this row the same offer as another; letter case does not."""
        values = (getattr(self, column) for column in self.KEY)
        return tuple(v.casefold() if isinstance(v, str) else v for v in values)

    @classmethod
    def columns(cls) -> list[str]:
        """The columns of the table: its own first, then those it shares with other tables, provenance last."""
        own = [name for name in cls.__annotations__ if name in cls.model_fields]
        provenance = [name for name in Row.model_fields if name in cls.model_fields]
        shared = [name for name in cls.model_fields if name not in own and name not in provenance]
        return own + shared + provenance

    @classmethod
    def optional(cls) -> frozenset[str]:
        """Columns that a file may leave out."""
        return frozenset(name for name, field in cls.model_fields.items() if not field.is_required())


class Row(Record):
    """Provenance, in every row: from when, how sure, from where."""

    valid_from: cell.Day
    valid_to: cell.MaybeDay = None
    dated: cell.Words = ""
    confidence: cell.Confidence
    preferred: cell.Preferred = ""
    source: cell.Text
    source_date: cell.PartialDate
    note: cell.Words = ""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise cell.refuse(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        return self


class Ranged(Row):
    """A price as a source gives it: one figure, a range, or both."""

    price_low: cell.MaybeNumber = None
    price: cell.MaybeNumber = None
    price_high: cell.MaybeNumber = None

    @model_validator(mode="after")
    def _some_price(self) -> Self:
        if self.price is None and (self.price_low is None or self.price_high is None):
            raise cell.refuse("no price", "a price, or both price_low and price_high")
        return self
