"""Lists that fit a terminal: which columns stay where not all have room.

The least telling columns are left out first, those of where a row stands before those of what it says; the rest is broken
over lines. Nothing is left out of CSV, Markdown and JSON.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tco.emit.text import show
from tco.tabular import GAP, SHORT, as_text, least_width
from tco.texts import chopped, wrapped

# columns of lists and price tables, the least telling first, those of a line together; what is not named here stays longest
LEAST_TELLING = """
    line file where; origin preferred; valid_to source_date; dated; accumulate; chapter; hours_utc tier serves
    long_from_tokens long_input_per_mtok long_output_per_mtok; cache_write_per_mtok batch_input_per_mtok
    batch_output_per_mtok; device_label payment devices_per_instance; price_per_instance_hour; closing_date days
    item_kind; tax_basis; band; low high; note; attention precision; engine; confidence; family; value_low value_high
    basis; sector segment; price_low price_high; kind; name; region; offering; since; valid_from
"""
RANKS = {name: rank for rank, names in enumerate(re.split(r";|\n", LEAST_TELLING)) for name in names.split()}
SOURCE = "source"  # what is told below or not at all
ROOM = {"quantity": 32, "input": 32, "formula": 30}  # names that one types stay in one piece, and a formula readable


def fitted(headings: Sequence[str], rows: Sequence[Sequence[object]], width: int) -> str:
    """A list as text of at most `width` columns, with a note that names the columns it has no room for.

    Where not all have room the sources of a short list stand below it, each once, by the number that stands in the row.
    """
    below: list[str] = []
    kept = _kept(headings, rows, width)
    if SOURCE in headings[1:] and len(kept) < len(headings) and len(rows) <= SHORT:
        rows, below = _cited(rows, headings.index(SOURCE))
        kept = _kept(headings, rows, width)
    text = _told(headings, rows, kept, width)
    if left := [heading for i, heading in enumerate(headings) if i not in kept]:
        below.append(
            f"Left out for want of room: {', '.join(left)}. A wider terminal has more; --csv, --md and --json have all."
        )
    return "\n".join([text, *([""] if below else []), *(line for part in below for line in _hanging(part, width))])


def _told(headings: Sequence[str], rows: Sequence[Sequence[object]], kept: Sequence[int], width: int) -> str:
    least = _leasts(headings, rows)
    told = [[row[i] for i in kept] for row in rows]
    return as_text([headings[i] for i in kept], told, width, [least[i] for i in kept])


def _cited(rows: Sequence[Sequence[object]], place: int) -> tuple[list[list[object]], list[str]]:
    """The rows with a number for each source, and the sources, in the order of their first use."""
    sources = {source: f"[{n}]" for n, source in enumerate(dict.fromkeys(str(r[place]) for r in rows if r[place]), 1)}
    told = [[*row[:place], sources.get(str(row[place]), ""), *row[place + 1 :]] for row in rows]
    return told, [*(f"{number} {source}" for source, number in sources.items()), ""]


def _hanging(text: str, width: int) -> list[str]:
    """A text in lines, those of a source after its number."""
    number = text.partition(" ")[0] + " " if text.startswith("[") else ""
    lines = [p for w in wrapped(text[len(number) :], width - len(number)) for p in chopped(w, width - len(number))]
    return [(number if n == 0 else " " * len(number)) + line for n, line in enumerate(lines)]


def _kept(headings: Sequence[str], rows: Sequence[Sequence[object]], width: int) -> list[int]:
    """The columns that have room: empty ones go first, then as `LEAST_TELLING` says, then the last; one at least stays."""
    widths, kept = _leasts(headings, rows), list(range(len(headings)))
    ranks = [_rank(i, heading, [row[i] for row in rows]) for i, heading in enumerate(headings)]
    for rank in sorted({*ranks[1:]}):
        if sum(widths[i] + GAP for i in kept) <= width + GAP:
            break
        kept = [i for i in kept if i == 0 or ranks[i] != rank]
    return kept


def _rank(place: int, heading: str, cells: Sequence[object]) -> tuple[int, int]:
    """When a column is left out: the empty first, the sources of a long list with them."""
    if not any(show(cell).strip("-") for cell in cells) or (heading == SOURCE and len(cells) > SHORT):
        return -1, 0
    return (RANKS[heading], 0) if heading in RANKS else (len(RANKS), -place)


def _leasts(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
    """How narrow each column may be; names that one types, and formulas, need more."""
    columns = [[row[i] for row in rows] for i in range(len(headings))]
    least = [least_width(heading, cells) for heading, cells in zip(headings, columns, strict=True)]
    whole = [max([0, *(len(show(cell)) for cell in cells)]) for cells in columns]
    return [max(few, min(most, ROOM.get(h, 0))) for few, most, h in zip(least, whole, headings, strict=True)]
