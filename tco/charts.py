"""How do the charts look? Vega-Altair specifications drawn to SVG, with one theme and no browser.

Colours are those of Okabe and Ito. Where a chart is set into a page, each becomes a variable of the page's style sheet, so that light, dark
and print share one drawing. Words, findings and numbers as text come from the caller.
"""

from __future__ import annotations

import math
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
WATERFALL = {"total": "axis", "more": "part-2", "less": "revenue"}  # kind of a step -> colour
PARTS = ("cost", "part-2", "part-3", "part-4")
_ROUNDED = re.compile(r"(\.\d{2})\d+")
FONT = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
WIDTH, LABELS, MOST_LABELS, BAR, GAP, ROOM = 760, 178, 300, 15, 12, 1.13
LOW = 0.2  # below this part of the height a text would run into the axis
TALL, LINE, NEAR = 320, 14, 1.5  # height of a chart of points; of a line of text; powers of ten that a text is long
LATE = 0.6  # from this part of the width on, a text stands left of its point
LETTER = 6.2  # mean width of a letter of a label


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
        "axis": {
            **text,
            **quiet,
            "gridColor": COLOURS["grid"],
            "labelFlush": False,
            "labelPadding": 6,
            "titlePadding": 8,
        },
        "axisY": {"labelColor": COLOURS["ink"]},
        "text": {"font": FONT, "fontSize": 12, "fill": COLOURS["ink"]},
    }


def _svg(chart: Any, top: int = 4) -> str:
    import vl_convert

    specification = chart.to_dict()
    specification["config"] = _theme()
    specification["padding"] = {"left": 0, "top": top, "bottom": 4, "right": 8}
    specification["autosize"] = {"type": "fit-x", "contains": "padding"}
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
    svg = re.sub(r' (?:d|transform|[xy][12])="[^"]*"', lambda found: _ROUNDED.sub(r"\1", found[0]), svg)
    return svg.replace('class="marks"', 'class="chart" aria-hidden="true" focusable="false"')


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
    return _svg(alt.layer(bars, texts).properties(width=WIDTH, height=step))


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
    return _svg(alt.layer(bars, texts).properties(width=WIDTH, height=step))


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
    return _svg(alt.layer(bars, texts).properties(width=WIDTH, height=alt.Step(BAR * 1.3 + GAP)))


def _roomy(alt: Any, rows: Sequence[Row]) -> Any:
    """From zero to a little beyond the longest bar, so that its text has room."""
    return alt.Scale(domain=[0, ROOM * max(r["value"] for r in rows)], nice=False)


def _cases(alt: Any, rows: Sequence[Row]) -> Any:
    longest = max(len(str(row["case"])) for row in rows)
    room = min(max(LABELS, LETTER * longest), MOST_LABELS)
    axis = alt.Axis(labelLimit=room, minExtent=room, labelAlign="left", labelPadding=room - 4)
    return alt.Y("case:N", sort=None, title=None, axis=axis)


def break_even(curve: Curve, x_title: str, y_title: str, x_format: str, mark: str, now: str) -> str:
    """Two lines over a quantity; what lies between is tinted by which of them is above; where they meet is marked."""
    import altair as alt

    domain = [curve.low, curve.high]
    x = alt.X(
        "x:Q",
        title=x_title,
        scale=alt.Scale(domain=domain, nice=False),
        axis=alt.Axis(format=x_format, grid=False, tickCount=10),
    )
    y = alt.Y("y:Q", title=y_title, axis=alt.Axis(tickCount=5))
    layers = [_area(alt, part, colour).encode(x=x, y=y, y2="y2:Q") for part, colour in _between(curve) if len(part) > 1]
    for place, colour in ((1, "revenue"), (2, "cost")):
        line = alt.Data(values=[{"x": p[0], "y": p[place]} for p in curve.points])
        layers.append(alt.Chart(line).mark_line(color=COLOURS[colour], strokeWidth=2.5).encode(x=x, y=y))
    layers += _now(alt, curve, now, x)
    if curve.meets:
        layers += _meets(alt, curve, curve.meets, mark, x, y)
    return _svg(alt.layer(*layers).properties(width=WIDTH, height=270), top=24)


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


def _beside(curve: Curve, at: float) -> dict[str, Any]:
    """A text stands right of its rule, and left of it near the end."""
    late = at > curve.low + 0.7 * (curve.high - curve.low)
    return {"align": "right" if late else "left", "dx": -9 if late else 9, "baseline": "middle"}


def _now(alt: Any, curve: Curve, text: str, x: Any) -> list[Any]:
    """Where the case stands: a dashed rule, its text above the plot."""
    data = alt.Chart(alt.Data(values=[{"x": curve.now, "text": text}]))
    rule = data.mark_rule(color=COLOURS["axis"], strokeDash=[3, 3]).encode(x=x)
    return [rule, data.mark_text(**_beside(curve, curve.now)).encode(x=x, y=alt.value(-10), text="text:N")]


def _meets(alt: Any, curve: Curve, meets: tuple[float, float], text: str, x: Any, y: Any) -> list[Any]:
    """Where the lines meet: a point, its text below (above where it is low), and a rule down to the axis."""
    data = alt.Chart(alt.Data(values=[{"x": meets[0], "y": meets[1], "floor": 0, "text": text}]))
    rule = data.mark_rule(color=COLOURS["axis"]).encode(x=x, y=y, y2="floor:Q")
    low = meets[1] < LOW * max(max(p[1], p[2]) for p in curve.points)
    dot = data.mark_point(filled=True, size=70, color=COLOURS["ink"], opacity=1).encode(x=x, y=y)
    return [
        rule,
        dot,
        data.mark_text(**_beside(curve, meets[0]), dy=-14 if low else 16).encode(x=x, y=y, text="text:N"),
    ]


@dataclass(frozen=True)
class Roof:
    """A device's roof: its name, colour, peak rate, and the intensity from which it is reached."""

    name: str
    colour: str
    peak: float
    ridge: float


def roofline(roofs: Sequence[Roof], points: Sequence[Row], x_title: str, y_title: str) -> str:
    """Rate over intensity, both in powers of ten: a roof a device, and `points` (x, y, colour, phase, text) under them."""
    import altair as alt

    xs = [*(p["x"] for p in points), *(r.ridge for r in roofs)]
    low, high = min(xs) / 3, max(xs) * 4  # room for the texts beside the last points
    late = low * (high / low) ** LATE
    floor = min(p["y"] for p in points) / 3
    power = alt.Axis(format="~s", tickCount=6)
    x = alt.X("x:Q", title=x_title, scale=alt.Scale(type="log", domain=[low, high], nice=False), axis=power)
    top = 2 * max(r.peak for r in roofs)
    y = alt.Y(
        "y:Q", title=y_title, scale=alt.Scale(type="log", domain=[floor, top], nice=False, clamp=True), axis=power
    )
    layers = [
        alt.Chart(alt.Data(values=[{"x": at, "y": min(r.peak, r.peak * at / r.ridge)} for at in (low, r.ridge, high)]))
        .mark_line(color=COLOURS[r.colour], strokeWidth=2)
        .encode(x=x, y=y)
        for r in roofs
    ]
    for row, shift in zip(points, _apart(points, floor, top), strict=True):
        data = alt.Chart(alt.Data(values=[dict(row)]))
        shape = "circle" if row["phase"] == "decode" else "square"
        layers.append(
            data.mark_point(filled=True, size=70, opacity=1, shape=shape, color=COLOURS[row["colour"]]).encode(x=x, y=y)
        )
        beside: dict[str, Any] = {"align": "right", "dx": -8} if row["x"] > late else {"align": "left", "dx": 8}
        layers.append(data.mark_text(**beside, dy=shift).encode(x=x, y=y, text="text:N"))
    return _svg(alt.layer(*layers).properties(width=WIDTH, height=TALL))


def _apart(points: Sequence[Row], floor: float, top: float) -> list[float]:
    """How far each point's text is moved down so that texts of points near each other stand one below the other."""
    places = [TALL * math.log(top / p["y"]) / math.log(top / floor) for p in points]
    shifts, used = [0.0] * len(points), list[tuple[float, float]]()
    for i in sorted(range(len(points)), key=places.__getitem__):
        near = [y for x, y in used if abs(math.log10(x / points[i]["x"])) < NEAR]
        at = max([places[i], *(y + LINE for y in near)])
        shifts[i] = at - places[i]
        used.append((points[i]["x"], at))
    return shifts


def fronts(
    lines: Mapping[str, Sequence[tuple[float, float]]], mark: tuple[float, str], x_title: str, y_title: str
) -> str:
    """A line a colour through the points of a front; a dashed rule at the `mark`, its text above the plot."""
    import altair as alt

    high = 1.05 * max(x for points in lines.values() for x, _ in points)
    x = alt.X(
        "x:Q", title=x_title, scale=alt.Scale(domain=[0, high], nice=False), axis=alt.Axis(grid=False, tickCount=8)
    )
    y = alt.Y("y:Q", title=y_title, axis=alt.Axis(tickCount=6, format=",~r"))
    layers = [
        alt.Chart(alt.Data(values=[{"x": a, "y": b} for a, b in points]))
        .mark_line(color=COLOURS[colour], strokeWidth=2, point={"color": COLOURS[colour], "size": 22})
        .encode(x=x, y=y)
        for colour, points in lines.items()
    ]
    data = alt.Chart(alt.Data(values=[{"x": mark[0], "text": mark[1]}]))
    layers.append(data.mark_rule(color=COLOURS["axis"], strokeDash=[3, 3]).encode(x=x))
    layers.append(data.mark_text(align="left", dx=9, baseline="middle").encode(x=x, y=alt.value(-10), text="text:N"))
    return _svg(alt.layer(*layers).properties(width=WIDTH, height=TALL), top=24)
