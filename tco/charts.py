"""How do the charts look? Vega-Altair specifications drawn to SVG, with one theme and no browser.

Colours are those of Okabe and Ito. Where a chart is set into a page, each becomes a variable of the page's style sheet, so that light, dark
and print share one drawing. Words, findings and numbers as text come from the caller.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

COLOURS = {
    "revenue": "#0072b2",
    "cost": "#e69f00",
    "part-2": "#d55e00",
    "part-3": "#cc79a7",
    "part-4": "#009e73",
    "ink": "#1c2330",
    "muted": "#586174",
    "grid": "#e4e7ec",
    "axis": "#9aa3b2",
}
PARTS = ("cost", "part-2", "part-3", "part-4")
FONT = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
WIDTH, LABELS, BAR, GAP = 520, 178, 15, 12


@dataclass(frozen=True)
class Curve:
    """Revenue and cost over one quantity: the points, where they meet, where the case stands."""

    points: tuple[tuple[float, float, float], ...]  # x, revenue, cost
    meets: tuple[float, float] | None  # x, money
    now: float
    low: float
    high: float


def _theme() -> dict[str, Any]:
    """What every chart shares: no frame, quiet grid, labels in the page's font."""
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    quiet = {"domain": False, "ticks": False, "labelColor": COLOURS["muted"], "titleColor": COLOURS["muted"]}
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "legend": {"disable": True},
        "axis": {**text, **quiet, "gridColor": COLOURS["grid"], "labelPadding": 6, "titlePadding": 8},
        "axisY": {"labelColor": COLOURS["ink"]},
        "text": {"font": FONT, "fontSize": 12, "fill": COLOURS["ink"]},
    }


def _svg(chart: Any, padding: int = 0) -> str:
    import vl_convert

    specification = chart.to_dict()
    specification["config"] = _theme()
    specification["padding"] = {"left": 4, "top": 4, "bottom": 4, "right": 4 + padding}
    return str(vl_convert.vegalite_to_svg(specification))


def inlined(svg: str, place: str) -> str:
    """An SVG made for a page: colours as style variables, size by its box, ids of its own, nothing that a policy refuses."""
    svg = re.sub(r' (?:width|height)="[^"]*"', "", svg, count=2)
    for name, colour in COLOURS.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name})"')
    svg = re.sub(r' aria-[a-z]+="[^"]*"| role="[^"]*"| style="[^"]*"| version="1.1"| xmlns:xlink="[^"]*"', "", svg)
    names: dict[str, int] = {}  # the drawing library counts on from one drawing to the next
    svg = re.sub(r"\b(clip|gradient_)\d+\b", lambda m: f"{m[1]}{names.setdefault(m[0], len(names))}", svg)
    svg = re.sub(r"(id=\"|url\(#)(?=\w)", rf"\g<1>{place}-", svg)
    svg = re.sub(r"(\d\.\d{2})\d{4,}", r"\1", svg)
    return svg.replace('class="marks"', 'class="chart" aria-hidden="true" focusable="false"')


def grouped_bars(rows: Sequence[Row], series: Sequence[str], colours: Sequence[str], axis: str) -> str:
    """Bars side by side: a group a `case`, a bar a `series`, its `text` at the end."""
    import altair as alt

    base = alt.Chart(alt.Data(values=list(rows))).encode(
        y=_cases(alt), yOffset=alt.YOffset("series:N", sort=list(series), scale=alt.Scale(paddingOuter=0)),
        x=alt.X("value:Q", title=axis, axis=alt.Axis(tickCount=6)),
    )  # fmt: skip
    scale = alt.Scale(domain=list(series), range=[COLOURS[c] for c in colours])
    bars = base.mark_bar(cornerRadiusEnd=2).encode(color=alt.Color("series:N", scale=scale))
    texts = base.mark_text(align="left", dx=5).encode(text="text:N")
    step = alt.Step(BAR * len(series) + GAP, **{"for": "position"})
    return _svg(alt.layer(bars, texts).properties(width=WIDTH, height=step), padding=34)


def stacked_bars(rows: Sequence[Row], series: Sequence[str], axis: str) -> str:
    """One bar a `case`, made of a part for each `series`; `total` rows carry the text at the end."""
    import altair as alt

    parts = alt.Chart(alt.Data(values=[r for r in rows if r["series"]]))
    scale = alt.Scale(domain=list(series), range=[COLOURS[c] for c in PARTS[: len(series)]])
    bars = parts.mark_bar(height=BAR * 1.3).encode(
        y=_cases(alt), x=alt.X("value:Q", title=axis, axis=alt.Axis(tickCount=6), stack=True),
        color=alt.Color("series:N", scale=scale), order=alt.Order("place:Q"),
    )  # fmt: skip
    totals = alt.Chart(alt.Data(values=[r for r in rows if not r["series"]]))
    texts = totals.mark_text(align="left", dx=6).encode(y=_cases(alt), x="value:Q", text="text:N")
    step = alt.Step(BAR * 1.3 + GAP)
    return _svg(alt.layer(bars, texts).properties(width=WIDTH, height=step), padding=34)


def _cases(alt: Any) -> Any:
    axis = alt.Axis(labelLimit=LABELS, minExtent=LABELS, labelAlign="left", labelPadding=LABELS - 4)
    return alt.Y("case:N", sort=None, title=None, axis=axis)


def break_even(curve: Curve, x_title: str, y_title: str, x_format: str, mark: str, now: str) -> str:
    """Two lines over a quantity; what lies between is tinted by which of them is above; where they meet is marked."""
    import altair as alt

    domain = [curve.low, curve.high]
    x = alt.X(
        "x:Q", title=x_title, scale=alt.Scale(domain=domain, nice=False), axis=alt.Axis(format=x_format, grid=False)
    )
    y = alt.Y("y:Q", title=y_title, axis=alt.Axis(tickCount=5))
    layers = [_area(alt, part, colour).encode(x=x, y=y, y2="y2:Q") for part, colour in _between(curve) if len(part) > 1]
    for place, colour in ((1, "revenue"), (2, "cost")):
        line = alt.Data(values=[{"x": p[0], "y": p[place]} for p in curve.points])
        layers.append(alt.Chart(line).mark_line(color=COLOURS[colour], strokeWidth=2.5).encode(x=x, y=y))
    top = max(max(p[1], p[2]) for p in curve.points)
    layers += _marked(alt, curve.now, top, now, domain, x, y, point=None)
    if curve.meets:
        layers += _marked(alt, curve.meets[0], curve.meets[1], mark, domain, x, y, point=COLOURS["ink"])
    return _svg(alt.layer(*layers).properties(width=WIDTH + LABELS, height=260), padding=16)


def _area(alt: Any, part: Sequence[tuple[float, float, float]], colour: str) -> Any:
    values = [{"x": x, "y": revenue, "y2": cost} for x, revenue, cost in part]
    return alt.Chart(alt.Data(values=values)).mark_area(color=COLOURS[colour], opacity=0.13)


def _between(curve: Curve) -> list[tuple[list[tuple[float, float, float]], str]]:
    """The stretches in which one line stays above the other."""
    stretches: list[tuple[list[tuple[float, float, float]], str]] = []
    for point in curve.points:
        colour = "revenue" if point[1] >= point[2] else "cost"
        if not stretches or stretches[-1][1] != colour:
            joint = [stretches[-1][0][-1]] if stretches else []
            stretches.append((joint, colour))
        stretches[-1][0].append(point)
    return stretches


def _marked(
    alt: Any, x_at: float, y_at: float, text: str, domain: Sequence[float], x: Any, y: Any, point: Any
) -> list[Any]:
    """A rule at a value of x with its text, and a point where two lines meet."""
    late = x_at > domain[0] + 0.7 * (domain[1] - domain[0])
    data = alt.Chart(alt.Data(values=[{"x": x_at, "y": y_at, "text": text}]))
    style = {"align": "right" if late else "left", "dx": -9 if late else 9}
    rule = data.mark_rule(color=COLOURS["axis"], strokeDash=[] if point else [3, 3]).encode(x=x)
    label = data.mark_text(**style, dy=14 if point else -6, baseline="middle").encode(x=x, y=y, text="text:N")
    if not point:
        return [rule, label]
    dot = data.mark_point(filled=True, size=70, color=point, opacity=1).encode(x=x, y=y)
    return [rule, dot, label]
