"""Charts: native, linked to cells, titled with what they show, in colours that colour-blind readers tell apart."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tco.charts.theme import COLOURS
from tco.workbook.places import letter
from tco.workbook.plan import MEANING

_HEX = {name: colour.lstrip("#").upper() for name, colour in COLOURS.items()}
BLUE, ORANGE, GRID = _HEX["revenue"], _HEX["cost"], _HEX["grid"]
PARTS = tuple(_HEX[name] for name in ("revenue", "cost", "part-4", "part-2", "part-3", "part-5"))
LINE_WIDTH = 25_400  # two points, in 12,700ths of a point
GREY = "7F7F7F"
LETTERS_A_LINE = 80
NEARLY_A_COLUMN = 780_000  # in 914,400ths of an inch, less than the narrowest column of a case
Corner = tuple[int, int]  # column, row


@dataclass(frozen=True)
class Bars:
    """A chart of rows of the Summary: one series a row, one bar a case."""

    title: str
    axis: str
    rows: tuple[int, ...]
    stacked: bool = False
    shape: str = "#,##0.##"  # of the numbers along the axis


def add_bars(sheet: Any, bars: Bars, headings: int, cases: tuple[int, int], first: Corner, last: Corner) -> None:
    """Draw a chart from one cell to another. The columns of the cases are named in row `headings`."""
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.type, chart.grouping = "bar", "stacked" if bars.stacked else "clustered"
    chart.overlap, chart.gapWidth = (100, 60) if bars.stacked else (0, 60)
    left, right = cases
    for row, colour in zip(bars.rows, PARTS, strict=False):
        values = Reference(sheet, min_col=left, max_col=right, min_row=row)
        chart.series.append(_series(values, sheet, (MEANING, row), colour))
    chart.set_categories(Reference(sheet, min_col=left, max_col=right, min_row=headings))
    _set_axes(chart, bars.axis, bars.shape)
    _place(sheet, chart, bars.title, first, last)


def add_table(sheet: Any, bars: Bars, names: int, columns: Mapping[int, Corner], first: Corner, last: Corner) -> None:
    """Draw columns of a table: a bar for each of its rows, a series for each column, named by the cell given for it."""
    from openpyxl.chart import BarChart, Reference

    chart, rows = BarChart(), {"min_row": bars.rows[0], "max_row": bars.rows[-1]}
    chart.type, chart.grouping = "bar", "stacked" if bars.stacked else "clustered"
    chart.overlap, chart.gapWidth = 100, 40
    for (column, name), colour in zip(columns.items(), PARTS, strict=False):
        chart.series.append(_series(Reference(sheet, min_col=column, **rows), sheet, name, colour))
    chart.set_categories(Reference(sheet, min_col=names, **rows))
    _set_axes(chart, bars.axis, bars.shape)
    _place(sheet, chart, bars.title, first, last)


@dataclass(frozen=True)
class Lines:
    """A chart of lines: where the first axis stands, and for each line its values, its name and its colour."""

    title: str
    across: str
    axis: str
    over: str
    lines: tuple[tuple[str, str, str], ...]
    shape: str = "0%"
    upright: str = "#,##0.##"  # the format of the second axis
    most: float | None = None  # where the first axis ends; by itself where None


def add_lines(sheet: Any, drawn: Lines, first: Corner, last: Corner) -> None:
    """Draw lines over what is counted along the first axis."""
    from openpyxl.chart import ScatterChart
    from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
    from openpyxl.chart.series import SeriesLabel, XYSeries

    chart = ScatterChart()
    chart.scatterStyle = "lineMarker"
    for place, (values, name, colour) in enumerate(drawn.lines):
        series = XYSeries(idx=place, order=place)
        series.tx = SeriesLabel(strRef=StrRef(name))
        series.xVal, series.yVal = AxDataSource(numRef=NumRef(f=drawn.over)), NumDataSource(numRef=NumRef(f=values))
        series.marker, series.smooth = _no_marker(), False
        series.graphicalProperties = _line(colour)
        series.graphicalProperties.line.width = LINE_WIDTH
        chart.series.append(series)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.title, chart.y_axis.title = (_text([text], 900, bold=False) for text in (drawn.across, drawn.axis))
    chart.x_axis.number_format, chart.y_axis.number_format = drawn.shape, drawn.upright
    chart.x_axis.majorGridlines, chart.y_axis.majorGridlines.spPr = None, _line(GRID)
    chart.x_axis.tickLblPos, chart.x_axis.scaling.max = "low", drawn.most
    chart.legend.position = "b"
    for part in (chart.x_axis, chart.y_axis, chart.legend):
        part.txPr = _plain(800)
    _place(sheet, chart, drawn.title, first, last)


def _no_marker() -> Any:
    from openpyxl.chart.marker import Marker

    return Marker(symbol="none")


def _place(sheet: Any, chart: Any, title: str, first: Corner, last: Corner) -> None:
    """A chart on its sheet, from one cell to another, under its title."""
    chart.title = _text(textwrap.wrap(title, LETTERS_A_LINE), 1000, bold=True)
    chart.anchor = _anchor(first, last)
    sheet.add_chart(chart)


def _named(values: Any, sheet: Any, name: Corner) -> Any:
    """A series named by a cell."""
    from openpyxl.chart import Series
    from openpyxl.chart.data_source import StrRef
    from openpyxl.chart.series import SeriesLabel

    series = Series(values)
    series.tx = SeriesLabel(strRef=StrRef(f"'{sheet.title}'!${letter(name[0])}${name[1]}"))
    return series


def _series(values: Any, sheet: Any, name: Corner, colour: str) -> Any:
    """A series of one colour, named by a cell."""
    series = _named(values, sheet, name)
    series.graphicalProperties.solidFill = colour
    series.graphicalProperties.line.solidFill = colour
    return series


@dataclass(frozen=True)
class Steps:
    """A waterfall: a column a row of cells, named in column `names`; of `parts` the first, on which it stands, is not drawn."""

    title: str
    axis: str
    rows: tuple[int, int]
    names: int
    parts: tuple[int, ...]
    headings: int
    shape: str = "#,##0.##"


def add_steps(sheet: Any, steps: Steps, first: Corner, last: Corner) -> None:
    """Draw a waterfall from one cell to another: levels in grey, more in orange, less in blue."""
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.legend import LegendEntry

    chart, (top, bottom) = BarChart(), steps.rows
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    for column, colour in zip(steps.parts, ("", GREY, ORANGE, BLUE), strict=True):
        values = Reference(sheet, min_col=column, min_row=top, max_row=bottom)
        series = _named(values, sheet, (column, steps.headings))
        series.graphicalProperties.noFill = not colour or None
        series.graphicalProperties.solidFill = colour or None
        series.graphicalProperties.line.noFill = True
        chart.series.append(series)
    chart.set_categories(Reference(sheet, min_col=steps.names, min_row=top, max_row=bottom))
    _set_axes(chart, steps.axis, steps.shape)
    chart.y_axis.scaling.min = 0.0  # left to itself, a program begins where the bars that are seen do
    chart.legend.legendEntry = [LegendEntry(idx=0, delete=True)]
    _place(sheet, chart, steps.title, first, last)


def _anchor(first: Corner, last: Corner) -> Any:
    """From cell to cell, so that charts keep to their columns whatever a program makes of the widths."""
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

    start = AnchorMarker(col=first[0] - 1, row=first[1] - 1)
    return TwoCellAnchor("oneCell", _from=start, to=AnchorMarker(col=last[0] - 1, colOff=NEARLY_A_COLUMN, row=last[1]))


def _set_axes(chart: Any, title: str, shape: str) -> None:
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"  # the first case on top
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.crosses = "max"  # the value axis at the bottom, since the order of cases is turned round
    chart.y_axis.title = _text([title], 900, bold=False)
    chart.y_axis.number_format = shape
    chart.y_axis.majorGridlines.spPr = _line(GRID)
    chart.legend.position = "b"
    for part in (chart.x_axis, chart.y_axis, chart.legend):
        part.txPr = _plain(800)


def _line(colour: str) -> Any:
    from openpyxl.chart.shapes import GraphicalProperties

    made = GraphicalProperties()
    made.line.solidFill = colour
    return made


def _plain(size: int) -> Any:
    """The look of labels, in hundredths of a point."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

    look = CharacterProperties(sz=size)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])


def _text(lines: list[str], size: int, *, bold: bool) -> Any:
    """A title in paragraphs of the given size, in hundredths of a point."""
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

    look = CharacterProperties(sz=size, b=bold)
    paragraphs = [
        Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=line)]) for line in lines
    ]
    return Title(tx=Text(rich=RichText(p=paragraphs)), overlay=False)
