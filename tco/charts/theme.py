"""How do the charts look? One theme: colours, font and sizes of the page's charts and of the workbook's.

Colours are those of Okabe and Ito, which the colour-blind tell apart. Where a chart is set into a page, each becomes a variable of
the page's style sheet, so that light, dark and print share one drawing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]

COLOURS = {
    "revenue": "#0072b2",
    "cost": "#e69f00",
    "part-2": "#d55e00",
    "part-3": "#cc79a7",
    "part-4": "#009e73",
    "part-5": "#56b4e9",
    "ink": "#1c2330",
    "muted": "#586174",
    "grid": "#e4e7ec",
    "axis": "#9aa3b2",
}
PARTS = ("cost", "part-2", "part-3", "part-4", "part-5", "revenue")  # of a whole, in this order
LINES = ("revenue", "cost", "part-4", "part-2", "part-3", "part-5")  # of things beside each other
_ROUNDED = re.compile(r"(\.\d{2})\d+")
FONT = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
WIDTH = 760
LETTER = 6.2  # mean width of a letter of a label


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


def svg(chart: Any, top: int = 4) -> str:
    """A chart drawn in the theme; `top` leaves room for what stands above the plot."""
    import vl_convert

    specification = chart.to_dict()
    specification["config"] = _theme()
    specification["padding"] = {"left": 0, "top": top, "bottom": 4, "right": 8}
    specification["autosize"] = {"type": "fit-x", "contains": "padding"}
    return str(vl_convert.vegalite_to_svg(specification))


def inlined(drawing: str, place: str) -> str:
    """An SVG made for a page: colours as style variables, size by its box, ids of its own, nothing that a policy refuses."""
    svg = re.sub(r' (?:width|height)="[^"]*"', "", drawing, count=2)
    for name, colour in COLOURS.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name})"')
    svg = re.sub(r' aria-[a-z]+="[^"]*"| role="[^"]*"| style="[^"]*"| version="1.1"| xmlns:xlink="[^"]*"', "", svg)
    names: dict[str, int] = {}  # the drawing library counts on from one drawing to the next
    svg = re.sub(r"\b(clip|gradient_)\d+\b", lambda m: f"{m[1]}{names.setdefault(m[0], len(names))}", svg)
    svg = re.sub(r"(id=\"|url\(#)(?=\w)", rf"\g<1>{place}-", svg)
    svg = re.sub(r' (?:d|transform|[xy][12])="[^"]*"', lambda found: _ROUNDED.sub(r"\1", found[0]), svg)
    return svg.replace('class="marks"', 'class="chart" aria-hidden="true" focusable="false"')
