"""What changed since the quarter before: a waterfall from each headline as it was to what it is, and the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tco.charts import bars
from tco.charts.theme import inlined
from tco.compare.bridge import Bridge
from tco.compare.comparison import Comparison
from tco.page.figures import Figure
from tco.page.words import Words
from tco.quarterly.gather import Quarterly
from tco.quarterly.tables import actual_tables, again_table, log_table, quarter_tables
from tco.report import Table
from tco.upkeep import GROUPS

MOST_FIGURES = 6
SMALL = 0.004  # of the largest number: a change or a step below it would not be seen


def quarter_sheets(found: Quarterly) -> list[Table]:
    """The tables of the section."""
    return [*again_table(found), *quarter_tables(found), *actual_tables(found), log_table(found)]


def waterfalls(found: Comparison, words: Words, titles: dict[str, str]) -> Iterator[Figure]:
    """A figure for each headline that changed visibly, in the currency of the report: the first of every case first."""
    own, others = found.currencies[0], found.currencies[1:]
    moved = [b for b in found.bridges if b.effects and b.change and abs(b.change) >= SMALL * _size(b)]
    moved = [b for b in moved if own == b.unit.split("/")[0] or b.unit.split("/")[0] not in others]
    moved.sort(key=lambda b: found.quantities.index(b.quantity))
    for count, bridge in enumerate(moved[:MOST_FIGURES], start=1):
        yield waterfall(
            bridge, f"waterfall-{count}", words, titles, (_end(found.prior.label), _end(found.current.label))
        )


def _end(label: str) -> str:
    """What tells a side from the other: its case, its quarter, or its name.

    >>> _end("buy-rent@2026Q4"), _end("buy-rent:own"), _end("buy-rent")
    ('2026Q4', 'own', 'buy-rent')
    """
    return re.split(r"[@:]", label)[-1]


def waterfall(bridge: Bridge, name: str, words: Words, titles: dict[str, str], ends: tuple[str, str]) -> Figure:
    """From prior to current, a step for each cause."""
    rows = _rows(bridge, words, ends)
    largest = max(bridge.effects, key=lambda e: abs(e.stepwise))
    said = {
        "quantity": words.label(bridge.quantity), "case": titles.get(bridge.case, bridge.case),
        "prior": words.number(bridge.prior, bridge.unit), "current": words.number(bridge.current, bridge.unit),
        "cause": words.language.text(GROUPS[largest.group]), "effect": _signed(largest.stepwise, bridge.unit, words),
    }  # fmt: skip
    title = words.say("chart.waterfall_title", **said)
    svg = inlined(bars.waterfall(rows, words.unit(bridge.unit)), name)
    told = title + " " + "; ".join(f"{row['case']} {row['text']}" for row in rows) + "."
    legend = tuple((colour, words.say(f"chart.waterfall_{kind}")) for kind, colour in bars.WATERFALL.items())
    return Figure(
        name,
        title,
        words.say("chart.waterfall_note", unit=words.unit(bridge.unit), prior=ends[0], current=ends[1]),
        told,
        legend,
        svg,
    )


def _size(bridge: Bridge) -> float:
    return max(abs(bridge.prior or 0.0), abs(bridge.current or 0.0))


def _rows(bridge: Bridge, words: Words, ends: tuple[str, str]) -> list[dict[str, object]]:
    prior, current = bridge.prior or 0.0, bridge.current or 0.0
    seen = [e for e in bridge.effects if abs(e.stepwise) >= SMALL * _size(bridge)]
    rest = (bridge.change or 0.0) - sum(e.stepwise for e in seen)
    steps = [(words.language.text(GROUPS[e.group]), e.stepwise) for e in seen]
    if abs(rest) > SMALL / 5 * _size(bridge):
        steps.append((words.say("chart.waterfall_rest"), rest))
    rows, at = [_row(ends[0], 0.0, prior, "total", words.number(prior, bridge.unit))], prior
    for label, step in steps:
        rows.append(_row(label, at, at + step, "more" if step > 0 else "less", _signed(step, bridge.unit, words)))
        at += step
    return [*rows, _row(ends[1], 0.0, current, "total", words.number(current, bridge.unit))]


def _row(label: str, start: float, end: float, kind: str, text: str) -> dict[str, object]:
    return {"case": label, "start": start, "end": end, "right": max(start, end), "kind": kind, "text": text}


def _signed(value: float, unit: str, words: Words) -> str:
    return ("+" if value > 0 else "") + words.number(value, unit)
