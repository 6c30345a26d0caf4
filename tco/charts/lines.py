"""Lines over a quantity, and over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tco.charts.theme import COLOURS, LINES, WIDTH, svg

DASHES = dict(zip(LINES, ([1, 0], [7, 3], [2, 2], [9, 2, 2, 2], [4, 4], [12, 4]), strict=True))
LOW = 0.2  # below this part of the height a text would run into the axis


@dataclass(frozen=True)
class Curve:
    """Revenue and cost over one quantity: the points, where they meet, where the case stands."""

    points: tuple[tuple[float, float, float], ...]  # x, revenue, cost
    meets: tuple[float, float] | None  # x, money
    now: float
    low: float
    high: float


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
    return svg(alt.layer(*layers).properties(width=WIDTH, height=270), top=24)


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


def over_time(series: Mapping[str, Sequence[tuple[float, float]]], x_title: str, y_title: str, labels: str = "") -> str:
    """A line a colour over the years, each dashed in its own way; a rule at zero. `labels` tells the figures of the axis."""
    import altair as alt

    last = max(points[-1][0] for points in series.values())
    axis = alt.Axis(grid=False, tickMinStep=1 if last > 1 else 0, format="~r")
    x = alt.X("x:Q", title=x_title, scale=alt.Scale(domain=[0, last], nice=False), axis=axis)
    y = alt.Y("y:Q", title=y_title, axis=alt.Axis(tickCount=6, format=",~r", labelExpr=labels or alt.Undefined))
    zero = alt.Chart(alt.Data(values=[{"y": 0}])).mark_rule(color=COLOURS["axis"]).encode(y=y)
    layers = [
        alt.Chart(alt.Data(values=[{"x": a, "y": b} for a, b in points]))
        .mark_line(color=COLOURS[colour], strokeWidth=2, strokeDash=DASHES[colour])
        .encode(x=x, y=y)
        for colour, points in series.items()
    ]
    return svg(alt.layer(zero, *layers).properties(width=WIDTH, height=270))
