"""Charts of the Summary: native, linked to cells, bars by case, in two colours that colour-blind readers tell apart."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

from tco.workbook.printing import column_centimetres

BLUE, ORANGE = "0072B2", "E69F00"
LETTERS_A_CM = 5.2


@dataclass(frozen=True)
class Bars:
    """A chart of rows of the Summary: one series a row, one bar a case."""

    title: str
    axis: str
    rows: tuple[int, ...]
    stacked: bool = False


def add_bars(
    sheet: Any,
    bars: Bars,
    headings: int,
    columns: tuple[int, int],
    corner: tuple[float, int],
    size: tuple[float, float],
) -> None:
    """Draw the chart, its corner so many centimetres from the left at the top of a row.

    Cases are the columns from first to last, named in row `headings`.
    """
    from openpyxl.chart import BarChart, Reference, Series
    from openpyxl.chart.data_source import StrRef
    from openpyxl.chart.series import SeriesLabel

    chart = BarChart()
    chart.type, chart.grouping = "bar", "stacked" if bars.stacked else "clustered"
    chart.overlap, chart.gapWidth = (100, 60) if bars.stacked else (0, 60)
    first, last = columns
    for row, colour in zip(bars.rows, (BLUE, ORANGE), strict=False):
        series = Series(Reference(sheet, min_col=first, max_col=last, min_row=row))
        series.tx = SeriesLabel(strRef=StrRef(f"'{sheet.title}'!$B${row}"))
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.solidFill = colour
        chart.series.append(series)
    chart.set_categories(Reference(sheet, min_col=first, max_col=last, min_row=headings))
    chart.title = _text(textwrap.wrap(bars.title, int(size[0] * LETTERS_A_CM)), 1000, bold=True)
    _set_axes(chart, bars.axis)
    chart.anchor = _anchor(sheet, corner, size)
    sheet.add_chart(chart)


def _anchor(sheet: Any, corner: tuple[float, int], size: tuple[float, float]) -> Any:
    """One cell and what is left of the way to it: charts of any width stand side by side."""
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
    from openpyxl.drawing.xdr import XDRPositiveSize2D
    from openpyxl.utils.units import cm_to_EMU

    left, row = corner
    column = 1
    while left >= (width := column_centimetres(sheet, column)):
        left, column = left - width, column + 1
    marker = AnchorMarker(col=column - 1, colOff=cm_to_EMU(left), row=row - 1, rowOff=0)
    return OneCellAnchor(_from=marker, ext=XDRPositiveSize2D(*map(cm_to_EMU, size)))


def _set_axes(chart: Any, title: str) -> None:
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"  # the first case on top
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.crosses = "max"  # the value axis at the bottom, since the order of cases is turned round
    chart.y_axis.title = _text([title], 900, bold=False)
    chart.y_axis.number_format = "#,##0.##"
    chart.y_axis.majorGridlines.spPr = _line("D9D9D9")
    chart.legend.position = "b"


def _line(colour: str) -> Any:
    from openpyxl.chart.shapes import GraphicalProperties

    made = GraphicalProperties()
    made.line.solidFill = colour
    return made


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
