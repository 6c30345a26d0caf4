"""Tables as text: CSV that no spreadsheet runs, Markdown, and aligned columns that fit a terminal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from html import escape
from itertools import zip_longest

from tco.emit.text import show
from tco.texts import FORMULA_STARTS, chopped, columns, padded, wrapped

HEADING, LEAST_HEADING = 12, 8  # characters a heading may take before it is broken; where a table is too wide
SHORT = 60  # rows of a list whose sources stand below it
GAP = 2  # columns of space between two columns
WIDTH, NARROWEST = 80, 18  # of a page; of a column of words that is broken over lines to fit it
NARROWEST_NAMES = 12  # of a column of names without blanks, which are broken after a sign in them


def as_csv(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """CSV whose text cells no spreadsheet takes for a formula."""
    return "".join(_csv_line(row) for row in [headings, *rows])


def _csv_line(row: Sequence[object]) -> str:
    """One line; a cell with any line end in it is quoted, which the writer does for those of its own line end only."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_inert(cell) for cell in row])
    return out.getvalue().removesuffix("\r\n") + "\n"


def _inert(cell: object) -> object:
    """A cell of a CSV: no text is a formula; numbers to fifteen figures, as in JSON."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
    return float(f"{cell:.15g}") if isinstance(cell, float) else "" if cell is None else cell


def as_markdown(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    cells = [[show(cell).replace("|", "\\|").replace("\n", "<br>") for cell in row] for row in (headings, *rows)]
    lines = [cells[0], ["---"] * len(headings), *cells[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_html(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "", note: str = "") -> str:
    """A table as a notebook shows it; no text is taken for markup."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows)
    below = f"<p><small>{escape(note)}</small></p>" if note else ""
    return (
        f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"
    )


def _html_cell(cell: object) -> str:
    side = "right" if isinstance(cell, (int, float)) else "left"
    return f'<td style="text-align:{side}">{escape(show(cell))}</td>'


def as_text(
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    width: int = WIDTH,
    least: Sequence[int] = (),
) -> str:
    """Columns aligned, numbers to the right, words to the left, long ones over several lines.

    A table wider than `width` stands in several, one below the other, each beginning with the first column. One of which
    the `least` width of each column is given stays whole: its long words are broken.
    """
    right = [_numeric([row[i] for row in rows]) for i in range(len(headings))]
    texts = [[show(cell) for cell in row] for row in rows]
    for most in range(HEADING, LEAST_HEADING - 1, -1):  # headings give way first
        grid = _headed(headings, right, texts, most)
        widths = _widths(grid, right, width, least)
        if sum(widths) + GAP * (len(headings) - 1) <= width:
            break
    return "\n\n".join(
        "\n".join(
            line
            for row in grid
            for line in _lines([row[i] for i in block], [widths[i] for i in block], [right[i] for i in block])
        )
        for block in ([list(range(len(widths)))] if least else _blocks(widths, width))
    )


def _headed(
    headings: Sequence[str], right: Sequence[bool], texts: Sequence[Sequence[str]], most: int
) -> list[Sequence[str]]:
    """The cells under their headings, those of numbers broken where they are longer than `most`."""
    broken = [_broken(h, r, most) for h, r in zip(headings, right, strict=True)]
    height = max(map(len, broken), default=0)
    return [["\n".join([""] * (height - len(lines)) + lines) for lines in broken], *texts]


def _natural(grid: Sequence[Sequence[str]]) -> list[int]:
    """Columns as wide as their longest line."""
    return [max(columns(line) for cell in column for line in cell.split("\n")) for column in zip(*grid, strict=True)]


def _blocks(widths: Sequence[int], width: int) -> list[list[int]]:
    """The columns of each part of a table, the first column in all of them."""
    blocks = [[0]] if widths else []
    for place in range(1, len(widths)):
        if len(blocks[-1]) > 1 and sum(widths[i] + GAP for i in blocks[-1]) + widths[place] > width:
            blocks.append([0])
        blocks[-1].append(place)
    return blocks


def _numeric(cells: Sequence[object]) -> bool:
    """Whether a column is one of numbers: it has some, and no words but short ones in place of a number."""
    words = (cell for cell in cells if isinstance(cell, str))
    return any(isinstance(cell, (int, float)) for cell in cells) and all(len(word) <= NARROWEST for word in words)


def least_width(heading: str, cells: Sequence[object]) -> int:
    """The fewest columns that a column of a list can be read in: numbers as they are, words broken."""
    right, texts = _numeric(cells), [show(cell) for cell in cells]
    natural = _natural(_headed([heading], [right], [[text] for text in texts], LEAST_HEADING))[0]
    return natural if right else min(natural, NARROWEST if any(" " in text for text in texts) else NARROWEST_NAMES)


def _longest_word(right: bool, cells: Sequence[str]) -> int:
    """How narrow a column may be without breaking a word."""
    parts = (part for cell in cells for part in (cell.split("\n") if right else wrapped(cell, 1)))
    return max([0 if right else NARROWEST, *map(columns, parts)])


def _widths(grid: Sequence[Sequence[str]], right: Sequence[bool], width: int, least: Sequence[int]) -> list[int]:
    """Columns as wide as their longest line; if that is too wide, those of words are made narrower, the widest first."""
    widths = _natural(grid)
    fewest = [*least] or [_longest_word(r, column) for r, column in zip(right, zip(*grid, strict=True), strict=True)]
    if fewest and not least and not right[0]:
        fewest[0] = min(fewest[0], width // 2)  # names take half of the width at most
    while sum(widths) + GAP * (len(widths) - 1) > width:
        spare, place = max((w - few, i) for i, (w, few) in enumerate(zip(widths, fewest, strict=True)))
        if spare <= 0:
            break
        widths[place] -= 1
    return widths


def _lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """One row of a table, as many lines as its longest cell takes."""
    cells = [
        [piece for part in cell.split("\n") for line in wrapped(part, w) for piece in chopped(line, w)]
        for cell, w in zip(row, widths, strict=True)
    ]
    lines = []
    for parts in zip_longest(*cells, fillvalue=""):
        shown = (padded(p, w, right=r) for p, w, r in zip(parts, widths, right, strict=True))
        lines.append((" " * GAP).join(shown).rstrip())
    return lines


def _broken(heading: str, numeric: bool, most: int) -> list[str]:
    """A heading over a column of numbers, broken after underscores, with its unit on a line of its own."""
    name, bracket, unit = heading.partition(" [")
    if not numeric or len(name) <= most:
        return [name, *([f"[{unit}"] if bracket else [])]
    lines = [""]
    for word in re.findall(r"[^_]*_?", name):
        if lines[-1] and len(lines[-1]) + len(word) > most:
            lines.append("")
        lines[-1] += word
    return [*lines, *([f"[{unit}"] if bracket else [])]
