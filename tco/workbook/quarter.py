"""QoQ and Change_log: the quarter beside the one before it, with a bridge that recalculates, and who closed what.

Prior values and causes are frozen figures of the engine. The current value is the model's own cell, so that a change of
an input shows in the bridge, in a row of its own, and the rest of the bridge still sums to what it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tco.compare.bridge import Bridge
from tco.compare.side import counts_money
from tco.quarterly.gather import Quarterly
from tco.upkeep import GROUPS
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.check_rows import Check
from tco.workbook.formats import number_format
from tco.workbook.inputs import RELATIVE_TOLERANCE
from tco.workbook.places import case_cell, setting_cell
from tco.workbook.plan import COUNTS, TOLERANCE, Plan
from tco.workbook.printing import Paper, finish

SHEET, LOG = "QoQ", "Change_log"
HEADINGS, FIRST = 5, 6
CASE, QUANTITY, UNIT, PRIOR, CURRENT, DELTA, RELATIVE, CLOSED, WHAT = range(1, 10)
WIDTHS = {CASE: 34.0, QUANTITY: 34.0, UNIT: 13.0, RELATIVE: 13.0, WHAT: 60.0} | dict.fromkeys(
    (PRIOR, CURRENT, DELTA, CLOSED), 15.0
)
LOG_WIDTHS = (12.0, 10.0, 18.0, 30.0, 50.0, 16.0, 14.0, 16.0, 19.0, 19.0)
LEFT_OVER = "prior + causes = current: the bridge leaves nothing over"


@dataclass(frozen=True)
class Block:
    """The bridge of one headline: its row above, and its own first row (the prior value)."""

    bridge: Bridge
    head: int
    first: int

    @property
    def since(self) -> int:
        """The row of what was changed in this workbook."""
        return self.first + 1 + len(self.bridge.effects)

    @property
    def last(self) -> int:
        """The row of what is left over: after the current value."""
        return self.since + 2


@dataclass(frozen=True)
class Layout:
    """Where everything stands on QoQ."""

    heads: tuple[tuple[Bridge, int], ...]
    rates: dict[str, int]
    facts: int
    blocks: tuple[Block, ...]


def layout(found: Quarterly) -> Layout | None:
    """The rows of QoQ; None where there is no quarter before."""
    if not found.comparison:
        return None
    heads = tuple((bridge, row) for row, bridge in enumerate(found.comparison.bridges, start=FIRST))
    row = FIRST + len(heads) + 1
    rates = {currency: row + 1 + i for i, currency in enumerate(found.comparison.currencies[1:])}
    facts = row + (2 + len(rates) if rates else 0)
    row = facts + 4 + len(found.comparison.flags)
    blocks = []
    for bridge, head in heads:
        if bridge.change and bridge.effects:
            blocks.append(Block(bridge, head, row + 2))
            row = blocks[-1].last + 1
    return Layout(heads, rates, facts, tuple(blocks))


def quarter_checks(plan: Plan, found: Quarterly | None) -> Iterator[Check]:
    """For each bridge: the prior value and its causes sum to the current value."""
    places = layout(found) if found else None
    cases = [case.name for case in plan.cases]
    for block in places.blocks if places else ():
        if block.bridge.case in cases:
            value = block.bridge.current or 0.0
            formula = f"SUM({SHEET}!D{block.first}:D{block.since})"
            says = f"{LEFT_OVER} ({block.bridge.quantity}, {block.bridge.unit})"
            yield Check(SHEET, says, cases.index(block.bridge.case), formula, value, f"{SHEET}!E{block.head}", value)


def write_quarter(book: Book, plan: Plan, found: Quarterly | None) -> None:
    """The sheet QoQ; nothing for a first quarter."""
    places = layout(found) if found else None
    if not found or not places or not found.comparison:
        return
    writer = book.add(SHEET, f"{found.comparison.prior.label} against {found.comparison.current.label}")
    writer.widths(WIDTHS)
    writer.row_of_text(HEADINGS, ("case", "quantity", "unit"), styles.BAND)
    writer.row_of_text(HEADINGS, ("prior", "current", "delta", "delta / prior", "as closed"), styles.CASE, PRIOR)
    writer.text(HEADINGS, WHAT, "what is different", styles.BAND)
    for bridge, row in places.heads:
        _head(writer, plan, places, bridge, row)
    _rates(writer, found, places)
    _facts(writer, found, places)
    for block in places.blocks:
        _block(writer, plan, block)
    last = places.blocks[-1].last if places.blocks else places.facts + 4 + len(found.comparison.flags)
    finish(book, writer, Paper(WHAT, last, HEADINGS, UNIT))


def _head(writer: Writer, plan: Plan, places: Layout, bridge: Bridge, row: int) -> None:
    """One headline: prior as frozen, current from the model, and the difference."""
    writer.row_of_text(row, (bridge.case, bridge.quantity, bridge.unit), styles.LABEL)
    prior, current = bridge.prior or 0.0, bridge.current or 0.0
    shape = number_format(bridge.unit, [prior, current])
    writer.number(row, PRIOR, prior, shape)
    live = _live(plan, places, bridge)
    if live:
        writer.formula(row, CURRENT, live, current, shape)
    else:
        writer.number(row, CURRENT, current, shape)
    delta = _seen(current - prior, current)
    writer.formula(row, DELTA, _difference(plan, f"E{row}-D{row}", f"E{row}"), delta, shape)
    share = delta / abs(prior) if prior else 0.0
    writer.formula(row, RELATIVE, f"=IF(D{row}=0,0,F{row}/ABS(D{row}))", share, number_format("share", [share]))
    writer.number(row, CLOSED, current, shape)


def _difference(plan: Plan, text: str, of: str) -> str:
    """A difference, where it is more than the last digits of what it is a difference of."""
    return f"=IF(ABS({text})<={setting_cell(plan, TOLERANCE)}*ABS({of}),0,{text})"


def _seen(difference: float, of: float) -> float:
    return 0.0 if abs(difference) <= RELATIVE_TOLERANCE * abs(of) else difference


def _live(plan: Plan, places: Layout, bridge: Bridge) -> str:
    """The cell of the model, at the rate of the quarter where the bridge is in another currency; "" where none is."""
    names = [case.name for case in plan.cases]
    if bridge.case not in names or (COUNTS, bridge.quantity) not in plan.rows:
        return ""
    cell = f"={case_cell(plan, bridge.quantity, names.index(bridge.case))}"
    currency = bridge.unit.split("/")[0]
    if counts_money(bridge.quantity) and currency in places.rates:
        return f"{cell}/E{places.rates[currency]}"
    return cell


def _rates(writer: Writer, found: Quarterly, places: Layout) -> None:
    comparison = found.comparison
    if not places.rates or not comparison:
        return
    own = comparison.current.scenario.currency
    writer.fill_row(min(places.rates.values()) - 1, "Exchange rates of the two dates", WHAT)
    for currency, row in places.rates.items():
        sides = [comparison.prior.rates.get(currency), comparison.current.rates.get(currency)]
        told = [_rate_of(comparison, currency, place) if rate is None else rate for place, rate in enumerate(sides)]
        writer.row_of_text(row, (f"1 {currency}", "exchange rate", f"{own}/{currency}"), styles.LABEL)
        for column, rate in zip((PRIOR, CURRENT), told, strict=True):
            writer.number(row, column, rate, "0.000000")


def _rate_of(comparison: object, currency: str, place: int) -> float:
    """The rate that the bridges used, from a quantity in both currencies."""
    bridges = getattr(comparison, "bridges", ())
    for other in (b for b in bridges if b.unit.split("/")[0] == currency):
        same = next(b for b in bridges if (b.case, b.quantity) == (other.case, other.quantity))
        ends = (same.prior, other.prior) if place == 0 else (same.current, other.current)
        if ends[0] and ends[1]:
            return float(ends[0] / ends[1])
    return 1.0


def _facts(writer: Writer, found: Quarterly, places: Layout) -> None:
    """Which frozen quarters are compared: version, inputs, digest; and what a reader must know of them."""
    writer.fill_row(places.facts, "Frozen quarters: who closed them, version, inputs and digest", WHAT)
    row = places.facts + 1
    for close in (found.prior, found.close):
        if close:
            signed = f"closed by {close.signed.by or '-'} on {close.signed.on or '-'}"
            text = f"{close.name}: {signed}, version {close.version}, inputs {close.input_hash}, digest {close.hash}"
            writer.text(row, CASE, text, styles.TEXT)
            row += 1
    for flag in found.comparison.flags if found.comparison else ():
        writer.text(row, CASE, flag, styles.TEXT)
        row += 1
    if found.comparison and not found.comparison.changes:
        writer.text(row, CASE, "Changed inputs: none; old and new are the same.", styles.TEXT)
    if not places.blocks:
        writer.row_of_text(row + 1, ("all cases", "residual (left unexplained)", "ratio"), styles.LABEL)
        sums = f"=SUM(F{FIRST}:F{FIRST + len(places.heads) - 1})"
        writer.formula(row + 1, DELTA, sums, 0.0, number_format("ratio", [0.0]))


def _block(writer: Writer, plan: Plan, block: Block) -> None:
    """The bridge of one headline: prior, causes, what was changed here, current, and what is left over."""
    bridge = block.bridge
    writer.fill_row(block.first - 1, f"Bridge of {bridge.quantity}, {bridge.case}, {bridge.unit}", WHAT)
    writer.row_of_text(block.first - 1, ("stepwise", "Shapley"), styles.CASE, PRIOR)
    prior, current = bridge.prior or 0.0, bridge.current or 0.0
    shape = number_format(bridge.unit, [prior, current, *(e.stepwise for e in bridge.effects)])
    _row(writer, block, block.first, "prior", (f"=D{block.head}",) * 2, (prior, prior), shape)
    for row, effect in enumerate(bridge.effects, start=block.first + 1):
        _label(writer, block, row, GROUPS[effect.group])
        writer.number(row, PRIOR, effect.stepwise, shape)
        writer.number(row, CURRENT, effect.shapley, shape)
        writer.text(row, WHAT, ", ".join(effect.quantities))
    changed = _difference(plan, f"$E{block.head}-$H{block.head}", f"$E{block.head}")
    _row(writer, block, block.since, "changed in this workbook", (changed, changed), (0.0, 0.0), shape)
    sums = (f"=SUM(D{block.first}:D{block.since})", f"=SUM(E{block.first}:E{block.since})")
    _row(writer, block, block.last - 1, "current", sums, (current, current), shape)
    head = f"$E{block.head}"
    left = tuple(_difference(plan, f"{head}-{column}{block.last - 1}", head) for column in "DE")
    _row(writer, block, block.last, "residual (left unexplained)", left, (0.0, 0.0), shape)


def _label(writer: Writer, block: Block, row: int, what: str) -> None:
    writer.row_of_text(row, (block.bridge.case, what, block.bridge.unit), styles.LABEL)


def _row(
    writer: Writer, block: Block, row: int, what: str, formulas: tuple[str, ...], values: tuple[float, float], shape: str
) -> None:  # fmt: skip
    _label(writer, block, row, what)
    for column, formula, value in zip((PRIOR, CURRENT), formulas, values, strict=True):
        writer.formula(row, column, formula, value, shape)


def write_log(book: Book, found: Quarterly | None) -> None:
    """The sheet Change_log: every close up to this quarter."""
    if not found:
        return
    writer = book.add(LOG, "who closed what, when, why, and what it did to the headline")
    writer.widths(dict(enumerate(LOG_WIDTHS, start=1)))
    heads = ("date", "version", "who", "what", "why", "effect", "unit", "value", "digest of inputs", "digest")
    writer.row_of_text(HEADINGS, heads, styles.BAND)
    for row, line in enumerate(found.log, start=FIRST):
        entry = line.entry
        shape = number_format(line.unit, [line.value])
        writer.row_of_text(row, (entry.on or "-", entry.version, entry.by or "-", line.what, line.why), styles.LABEL)
        writer.value(row, 6, "first close" if line.effect is None else line.effect, shape)
        writer.text(row, 7, line.unit)
        writer.value(row, 8, line.value, shape)
        writer.row_of_text(row, (entry.input_hash, entry.hash), styles.LABEL, 9)
    row = FIRST + len(found.log)
    writer.text(row, 1, f"Value and effect are those of {found.log[-1].headline}, {found.log[-1].case}.", styles.TEXT)
    finish(book, writer, Paper(len(heads), row, HEADINGS, 1))
