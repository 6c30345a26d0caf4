"""What a day can see of an offer: why no row of it counts then, and which days would do.

A row counts from valid_from to valid_to. Where only what was known by a day may be used, it counts from the day on which
it was first seen, too: the first day of its source's date.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tco.dates import period
from tco.errors import Fault
from tco.tables import Entry, live

STEP = "choose another date, or add a row with its source"
STRICT = "choose such a day, add a row whose source is of that day, or state as_of in the scenario in place of --as-of"


def first_seen(entry: Entry) -> date:
    """The day from which a row was known."""
    return period(entry.row.source_date)[0]


def no_row(what: str, entries: Iterable[Entry], day: date, known_by: date | None = None) -> Fault:
    """The fault of a lookup on a day on which no row counts, with the days on which one does."""
    usable = [e for e in entries if e.row.preferred != "no"]
    allowed = _days(usable, day, known_by) or "a day within valid_from and valid_to of its rows"
    if not (known_by and (late := live(usable, day))):
        return Fault(what, allowed=allowed, next_step=STEP)
    newest = max(late, key=lambda e: e.row.valid_from)
    found = f"{newest.where} counts from {newest.row.valid_from}, and was first seen on {first_seen(newest)}"
    return Fault(what, found=found, allowed=allowed, next_step=STRICT)


def _days(entries: list[Entry], day: date, known_by: date | None) -> str:
    """The nearest days before and after on which a row counts, and was seen where that matters."""
    begins = [max(e.row.valid_from, first_seen(e)) if known_by else e.row.valid_from for e in entries]
    spans = [(begin, e.row.valid_to or date.max) for begin, e in zip(begins, entries, strict=True)]
    before = max((end for begin, end in spans if begin <= end < day), default=None)
    after = min((begin for begin, end in spans if day < begin <= end), default=None)
    return ", ".join(filter(None, (f"{before}" if before else "", f"{after} or later" if after else "")))
