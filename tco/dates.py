"""Dates as sources write them: what is the first and the last day of "2025-Q3", "2025H1", "2025-08" or "2025"?

A price is looked up as of a day. Sources often state only a month, a quarter or a year; its first day is then the day
from which the price counts, and the text of the source stays beside it. Pure: no clock, "today" is an argument.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from tco.errors import Fault, InputError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERIOD = re.compile(r"((?!0000)[0-9]{4})(?:-?Q([1-4])|-?H([12])|-(0[1-9]|1[0-2]))?")
MINUTES_PER_HOUR, HOURS_PER_DAY = 60, 24
FORMS = "2025-07-15, 2025-07, 2025-Q3, 2025-H2 or 2025"


def parse_day(text: str) -> date:
    """The day of an ISO 8601 date, and of nothing else.

    >>> parse_day("2025-07-15")
    datetime.date(2025, 7, 15)
    """
    if not _DAY.fullmatch(text):
        raise InputError(Fault("not an ISO 8601 day", found=repr(text), allowed="YYYY-MM-DD, such as 2025-07-15"))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(Fault(f"no such day: {error}", found=repr(text), allowed="a day of the calendar")) from None


def period(text: str) -> tuple[date, date]:
    """The first and last day of a day, month, quarter, half-year or year.

    >>> period("2026-Q4")
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    if _DAY.fullmatch(text):
        return parse_day(text), parse_day(text)
    match = _PERIOD.fullmatch(text)
    if not match:
        raise InputError(Fault("not a date or a period", found=repr(text), allowed=FORMS))
    year, quarter, half, month = int(match[1]), match[2], match[3], match[4]
    if quarter:
        first, months = 3 * int(quarter) - 2, 3
    elif half:
        first, months = 6 * int(half) - 5, 6
    else:
        first, months = (int(month), 1) if month else (1, 12)
    last = first + months - 1
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def as_day(when: date | str) -> date:
    """A date given as such or as ISO text."""
    return when if isinstance(when, date) else parse_day(when)


def month_of(when: date) -> str:
    """The month of a day, as tables write it: "2025-07"."""
    return f"{when:%Y-%m}"


def hours_of(window: str) -> float:
    """Hours of a daily window, which may pass midnight.

    >>> hours_of("16:30-00:30"), hours_of("06:00-10:00")
    (8.0, 4.0)
    """
    start, end = (int(time[:2]) + int(time[3:]) / MINUTES_PER_HOUR for time in window.split("-"))
    return (end - start) % HOURS_PER_DAY


def covers(window: str, hours: str) -> bool:
    """Whether a daily window, which may pass midnight, holds an hour or the beginning of another window.

    >>> covers("16:30-00:30", "17:00"), covers("16:30-00:30", "00:30-01:00")
    (True, False)
    """
    start, end = window.split("-")
    at = hours.split("-")[0]
    return start <= at < end if start <= end else at >= start or at < end
