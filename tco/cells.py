"""What may stand in one cell of a table: numbers, days, units, currencies and names, parsed from text, strictly.

Each kind is a type that pydantic reads. A cell that will not do is refused with what is allowed in its place.
"""

from __future__ import annotations

import math
import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from tco.dates import parse_day, period
from tco.errors import InputError, nearest
from tco.units import CURRENCIES, unit

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
T = TypeVar("T")


def refuse(what: str, allowed: str = "") -> PydanticCustomError:
    """The complaint about a cell, for pydantic to collect."""
    # Texts travel as context: a brace in them would be taken for a template.
    return PydanticCustomError("tco", "{what}", {"what": what, "allowed": allowed})


def parse_number(text: str) -> float:
    """A finite decimal number; "1e3" is one, "1,000" and "NaN" are not."""
    if not _NUMBER.fullmatch(text):
        why = "a number without thousands separators" if "," in text else "a decimal number, such as 0.55 or 1e3"
        raise refuse("not a number", why)
    if not math.isfinite(number := float(text)):
        raise refuse("not a finite number", "a number that fits a double")
    return number


def _count(text: str) -> int:
    if (number := parse_number(text)) != int(number) or number < 0:
        raise refuse("not a count", "a whole number, 0 or more")
    return int(number)


def _told(parse: Callable[[str], T], text: str) -> T:
    """Parse with a function of the engine; its fault becomes pydantic's."""
    try:
        return parse(text)
    except InputError as error:
        raise refuse(error.faults[0].what, error.faults[0].allowed) from None


def partial_date(text: str) -> str:
    """A day, month, quarter, half-year or year, kept as written."""
    _told(period, text)
    return text


def _unit(text: str) -> str:
    _told(unit, text)
    return text


def one_unit(text: str) -> str:
    """A unit that is known."""
    return _unit(text)


def one_of(known: tuple[str, ...], text: str) -> str:
    """A word of a closed list."""
    if text not in known:
        raise refuse(f"unknown name {text!r}", nearest(text, known) or ", ".join(known))
    return text


def _maybe(parse: Callable[[str], T]) -> BeforeValidator:
    return BeforeValidator(lambda text: None if text in ("", None) else parse(text))


Number = Annotated[float, BeforeValidator(parse_number)]
MaybeNumber = Annotated[float | None, _maybe(parse_number)]
MaybeCount = Annotated[int | None, _maybe(_count)]
Day = Annotated[date, BeforeValidator(partial(_told, parse_day))]
MaybeDay = Annotated[date | None, _maybe(partial(_told, parse_day))]
PartialDate = Annotated[str, BeforeValidator(partial_date)]
UnitText = Annotated[str, BeforeValidator(_unit)]
Currency = Annotated[str, BeforeValidator(partial(one_of, tuple(sorted(CURRENCIES))))]
MaybeCurrency = Annotated[str, BeforeValidator(partial(one_of, ("", *sorted(CURRENCIES))))]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._+-]*$")]
MaybeIdentifier = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9._+-]*)?$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Words = Annotated[str, StringConstraints(max_length=4000)]
Hours = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$")]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Confidence = Literal["high", "medium", "low", "memory", "assumption"]
Preferred = Literal["yes", "no", ""]
