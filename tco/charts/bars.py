"""Bars: beside each other, on top of each other, and from one total to another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tco.charts.theme import COLOURS, LETTER, PARTS, WIDTH, Row, svg
from tco.texts import columns

WATERFALL = {"total": "axis", "more": "part-2", "less": "revenue"}  # kind of a step -> colour
TORNADO = {"low": "revenue", "high": "part-2"}  # end of the range of an input -> colour
LABELS, MOST_LABELS, BAR, GAP, ROOM = 178, 300, 15, 12, 1.13


def grouped_bars(rows: Sequence[Row], series: Sequence[str], colours: Sequence[str], axis: str) -> str:
    """Bars side by side: a group a `case`, a bar a `series`, its `text` at the end."""
    import altair as alt

    base = alt.Chart(alt.Data(values=list(rows))).encode(
        y=_cases(alt, rows), yOffset=alt.YOffset("series:N", sort=list(series), scale=alt.Scale(paddingOuter=0)),
        x=alt.X("value:Q", title=axis, axis=alt.Axis(tickCount=6), scale=_roomy(alt, rows)),
    )  # fmt: skip
    scale = alt.Scale(domain=list(series), range=[COLOURS[c] for c in colours])
    bars = base.mark_bar(cornerRadiusEnd=2).encode(color=alt.Color("series:N", scale=scale))
    texts = base.mark_text(align="left", dx=5).encode(text="text:N")
    step = alt.Step(BAR * len(series) + GAP, **{"for": "position"})
    return svg(alt.layer(bars, texts).properties(width=WIDTH, height=step))


def stacked_bars(rows: Sequence[Row], series: Sequence[str], axis: str) -> str:
    """One bar a `case`, made of a part for each `series`; `total` rows carry the text at the end."""
    import altair as alt

    parts = alt.Chart(alt.Data(values=[r for r in rows if r["series"]]))
    scale = alt.Scale(domain=list(series), range=[COLOURS[c] for c in PARTS[: len(series)]])
    bars = parts.mark_bar(height=BAR * 1.3).encode(
        y=_cases(alt, rows), x=alt.X("value:Q", title=axis, axis=alt.Axis(tickCount=6), stack=True, scale=_roomy(alt, rows)),
        color=alt.Color("series:N", scale=scale), order=alt.Order("place:Q"),
    )  # fmt: skip
    totals = alt.Chart(alt.Data(values=[r for r in rows if not r["series"]]))
    texts = totals.mark_text(align="left", dx=6).encode(y=_cases(alt, rows), x="value:Q", text="text:N")
    step = alt.Step(BAR * 1.3 + GAP)
    return svg(alt.layer(bars, texts).properties(width=WIDTH, height=step))


def waterfall(rows: Sequence[Row], axis: str) -> str:
    """From one total to another: a bar a `case` from `start` to `end`, coloured by `kind`, its `text` at the end."""
    import altair as alt

    ends = [value for row in rows for value in (row["start"], row["end"])]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = 1.6 * (ROOM - 1) * (high - low)
    x = alt.Scale(domain=[low - room if low < 0 else 0, high + room], nice=False)
    base = alt.Chart(alt.Data(values=list(rows)))
    scale = alt.Scale(domain=list(WATERFALL), range=[COLOURS[colour] for colour in WATERFALL.values()])
    bars = base.mark_bar(height=BAR * 1.3).encode(
        y=_cases(alt, rows), x=alt.X("start:Q", title=axis, axis=alt.Axis(tickCount=6), scale=x), x2="end:Q",
        color=alt.Color("kind:N", scale=scale),
    )  # fmt: skip
    texts = base.mark_text(align="left", dx=6).encode(y=_cases(alt, rows), x="right:Q", text="text:N")
    return svg(alt.layer(bars, texts).properties(width=WIDTH, height=alt.Step(BAR * 1.3 + GAP)))


def tornado(rows: Sequence[Row], base: float, axis: str, number_format: str = "", labels: str = "") -> str:
    """From the base to both ends: two bars a `case`, coloured by `kind`, each with its `text` at its `end`."""
    import altair as alt

    ends = [base, *(row["end"] for row in rows)]
    text = LETTER * max(columns(str(row["text"])) for row in rows) + 10
    room = (max(ends) - min(ends)) * text / (WIDTH - _label_room(rows) - 2 * text)
    x = alt.Scale(domain=[min(ends) - room, max(ends) + room], nice=False, zero=False)
    scale = alt.Scale(domain=list(TORNADO), range=[COLOURS[colour] for colour in TORNADO.values()])
    ticks = alt.Axis(tickCount=6, format=number_format or alt.Undefined, labelExpr=labels or alt.Undefined)
    parts = alt.Chart(alt.Data(values=list(rows))).encode(
        y=_cases(alt, rows),
        x=alt.X("start:Q", title=axis or None, axis=ticks, scale=x),
    )
    layers = [parts.mark_bar(height=BAR * 1.3).encode(x2="end:Q", color=alt.Color("kind:N", scale=scale))]
    for less in (True, False):
        told = [row for row in rows if (row["end"] < base) == less and not math.isclose(row["end"], base)]
        texts = alt.Chart(alt.Data(values=told)).mark_text(align="right" if less else "left", dx=-5 if less else 5)
        layers.append(texts.encode(y=_cases(alt, rows), x=alt.X("end:Q", scale=x), text="text:N"))
    rule = alt.Chart(alt.Data(values=[{"x": base}])).mark_rule(color=COLOURS["axis"])
    return svg(
        alt.layer(*layers, rule.encode(x=alt.X("x:Q", scale=x))).properties(
            width=WIDTH, height=alt.Step(BAR * 1.3 + GAP)
        )
    )


def _roomy(alt: Any, rows: Sequence[Row]) -> Any:
    """From zero to a little beyond the longest bar, so that its text has room."""
    return alt.Scale(domain=[0, ROOM * max(r["value"] for r in rows)], nice=False)


def _label_room(rows: Sequence[Row]) -> float:
    return min(max(LABELS, LETTER * max(columns(str(row["case"])) for row in rows)), MOST_LABELS)


def _cases(alt: Any, rows: Sequence[Row]) -> Any:
    room = _label_room(rows)
    axis = alt.Axis(labelLimit=room, minExtent=room, labelAlign="left", labelPadding=room - 4)
    return alt.Y("case:N", sort=None, title=None, axis=axis)
