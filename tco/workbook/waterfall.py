"""Waterfall: for each case the bridge of its first headline as a chart, from cells that follow those of QoQ.

A bar stands on a part that is not drawn: the smaller of the two levels that its step leads between.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from tco.quarterly.gather import Quarterly
from tco.upkeep import GROUPS
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.charts import Steps, add_steps
from tco.workbook.formats import axis_format, number_format
from tco.workbook.printing import Paper, finish
from tco.workbook.quarter import SHEET, Block, layout

TITLE = "Waterfall"
HEADINGS, FIRST, TALL = 5, 6, 16
CASE, WHAT, UNIT, STEP, LEVEL, BASE, TOTAL, MORE, LESS = range(1, 10)
NAMES = ("step", "level", "below the bar", "level of a quarter", "more", "less")
WIDTHS = {CASE: 34.0, WHAT: 34.0, UNIT: 13.0} | dict.fromkeys(range(STEP, LESS + 1), 15.0)


def drawn(found: Quarterly | None) -> list[Block]:
    """The bridges that are drawn: the first headline of each case in the money of the report, where no level is negative."""
    places = layout(found) if found else None
    if not found or not places or not found.comparison:
        return []
    others, first = found.comparison.currencies[1:], found.comparison.quantities[0]
    mine = [b for b in places.blocks if b.bridge.quantity == first and b.bridge.unit.split("/")[0] not in others]
    return [b for b in mine if min(_levels(b)) >= 0]


def _levels(block: Block) -> list[float]:
    """The level before and after each cause."""
    return list(accumulate((e.stepwise for e in block.bridge.effects), initial=block.bridge.prior or 0.0))


def write_waterfall(book: Book, found: Quarterly | None) -> list[str]:
    """The sheet; the texts of its charts, nothing where none is drawn."""
    blocks = drawn(found)
    if not found or not blocks or not found.comparison:
        return []
    writer = book.add(TITLE, "from each first headline as it was to what it is, a step for each cause")
    writer.widths(WIDTHS)
    writer.row_of_text(HEADINGS, ("case", "what", "unit"), styles.BAND)
    writer.row_of_text(HEADINGS, NAMES, styles.CASE, STEP)
    row, texts = FIRST, []
    ends = (found.prior.quarter if found.prior else "", found.close.quarter)
    for block in blocks:
        last = _rows(writer, block, row, ends)
        title = _title(block, ends)
        steps = Steps(
            title,
            block.bridge.unit,
            (row, last),
            WHAT,
            (BASE, TOTAL, MORE, LESS),
            HEADINGS,
            axis_format(_levels(block)),
        )
        add_steps(writer.sheet, steps, (CASE, last + 1), (LESS, last + TALL))
        texts.append(f"{title} {'; '.join(_told(block))}.")
        row = last + TALL + 1
    finish(book, writer, Paper(LESS, row - 1, HEADINGS, UNIT))
    return texts


def _rows(writer: Writer, block: Block, first: int, ends: tuple[str, str]) -> int:
    """The rows of one chart: prior, causes, what was changed in this workbook, current."""
    bridge = block.bridge
    shape = number_format(
        bridge.unit, [bridge.prior or 0.0, bridge.current or 0.0, *(e.stepwise for e in bridge.effects)]
    )
    _total(writer, block, first, ends[0], f"={SHEET}!D{block.head}", bridge.prior or 0.0, shape)
    level = bridge.prior or 0.0
    names = [*(GROUPS[e.group] for e in bridge.effects), "changed in this workbook"]
    steps = [*(e.stepwise for e in bridge.effects), 0.0]
    for place, (name, step) in enumerate(zip(names, steps, strict=True), start=1):
        row, before = first + place, level
        level += step
        above = f"G{first}" if place == 1 else f"E{row - 1}"
        writer.row_of_text(row, (bridge.case, name, bridge.unit), styles.LABEL)
        cells = (
            (STEP, f"={SHEET}!D{block.first + place}", step), (LEVEL, f"={above}+D{row}", level),
            (BASE, f"=MIN({above},E{row})", min(before, level)),
            (MORE, f"=MAX(D{row},0)", max(step, 0.0)), (LESS, f"=MAX(0-D{row},0)", max(-step, 0.0)),
        )  # fmt: skip
        for column, formula, value in cells:
            writer.formula(row, column, formula, value, shape, styles.LINK if column == STEP else "")
    last = first + len(names) + 1
    _total(writer, block, last, ends[1], f"={SHEET}!E{block.head}", bridge.current or 0.0, shape)
    return last


def _total(writer: Writer, block: Block, row: int, name: str, formula: str, value: float, shape: str) -> None:
    """The level of a quarter, drawn from the ground."""
    writer.row_of_text(row, (block.bridge.case, name, block.bridge.unit), styles.LABEL)
    writer.formula(row, TOTAL, formula, value, shape, styles.LINK)


def _title(block: Block, ends: tuple[str, str]) -> str:
    """The finding: where it went, and what did most of it."""
    bridge, shape = block.bridge, "{:,.0f}" if abs(block.bridge.prior or 0.0) >= 100 else "{:,.4g}"
    most = max(bridge.effects, key=lambda e: abs(e.stepwise))
    went = f"{shape.format(bridge.prior)} to {shape.format(bridge.current)} {bridge.unit}"
    return f"{bridge.case}: {bridge.quantity} from {went}, {ends[0]} to {ends[1]}; most by {GROUPS[most.group]}."


def _told(block: Block) -> Iterator[str]:
    return (f"{GROUPS[e.group]} {e.stepwise:+,.4g}" for e in block.bridge.effects)
