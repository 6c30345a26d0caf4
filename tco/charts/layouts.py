"""Charts of layouts: the roofline, and the fronts of a search."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tco.charts.theme import COLOURS, LETTER, WIDTH, Row, svg

TALL, LINE, PLOT = 320, 14, 680  # height of a chart of points; of a line of text; width of the plot
LATE = 0.6  # from this part of the width on, a text stands left of its point


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
    layers = [_roof(alt, roof, (low, high)).encode(x=x, y=y) for roof in roofs]
    for row, shift in zip(points, _apart(points, (low, high), (floor, top), late), strict=True):
        mark, text = _point(alt, row, shift, late=row["x"] > late)
        layers += [mark.encode(x=x, y=y), text.encode(x=x, y=y, text="text:N")]
    return svg(alt.layer(*layers).properties(width=WIDTH, height=TALL))


def _roof(alt: Any, roof: Roof, ends: tuple[float, float]) -> Any:
    """The line of a roof: up to its ridge by bandwidth, from there on flat."""
    places = (ends[0], roof.ridge, ends[1])
    line = alt.Data(values=[{"x": at, "y": min(roof.peak, roof.peak * at / roof.ridge)} for at in places])
    return alt.Chart(line).mark_line(color=COLOURS[roof.colour], strokeWidth=2)


def _point(alt: Any, row: Row, shift: float, *, late: bool) -> tuple[Any, Any]:
    """A phase of a case, and its text beside it, left of it where it stands `late`."""
    data = alt.Chart(alt.Data(values=[dict(row)]))
    shape = "circle" if row["phase"] == "decode" else "square"
    mark = data.mark_point(filled=True, size=70, opacity=1, shape=shape, color=COLOURS[row["colour"]])
    beside: dict[str, Any] = {"align": "right", "dx": -8} if late else {"align": "left", "dx": 8}
    return mark, data.mark_text(**beside, dy=shift)


def _apart(points: Sequence[Row], x: tuple[float, float], y: tuple[float, float], late: float) -> list[float]:
    """How far each point's text is moved down so that no text runs into another; `x` and `y` are the ends of the plot."""

    def place(value: float, ends: tuple[float, float], length: float) -> float:
        return length * math.log(value / ends[0]) / math.log(ends[1] / ends[0])

    shifts, used = [0.0] * len(points), list[tuple[float, float, float]]()
    tops = [place(p["y"], (y[1], y[0]), TALL) for p in points]
    for i in sorted(range(len(points)), key=tops.__getitem__):
        start, long = place(points[i]["x"], x, PLOT), LETTER * len(points[i]["text"]) + LINE
        left, right = (start - long, start) if points[i]["x"] > late else (start, start + long)
        beside, at = [top for one, other, top in used if one < right and left < other], tops[i]
        while any(abs(top - at) < LINE for top in beside):
            at += 1
        shifts[i] = at - tops[i]
        used.append((left, right, at))
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
    return svg(alt.layer(*layers).properties(width=WIDTH, height=TALL), top=24)
