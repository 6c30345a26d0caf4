"""Sensitivity: what moves the figure that decides, one input at a time and two together, and revenue and cost over the load.

Where the chain of the figure can stand in columns (Variants) all of it is live; where the chain runs over periods the figures
are the engine's at the inputs as delivered, are said to be, and a check tells when they no longer hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from tco.whatif.review import review
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.charts import BLUE, ORANGE, Bars, Lines, add_lines, add_table
from tco.workbook.check_rows import Check
from tco.workbook.formats import axis_format, number_format
from tco.workbook.identities import ERROR, SENSITIVITY
from tco.workbook.load import COST, REVENUE, Load, load_of, write_load
from tco.workbook.places import case_cell, case_column, letter, setting_cell
from tco.workbook.plan import FIRST_CASE, FIRST_ROW, GIVEN, STEP, Plan
from tco.workbook.printing import Paper, finish, new_page
from tco.workbook.ranges import GIVEN_LEVEL, NUMBER
from tco.workbook.ranges import columns as range_columns
from tco.workbook.variants import FIRST, LEVELS, SHEET, Study

TITLE, LINES_TALL = "Sensitivity", 24
NAMED, UNITS, PLACE, FIRST_LEVEL = 1, 2, 3, 4
VARIANT, AT_LOW, AT_HIGH, LESS, MORE = range(FIRST_LEVEL + LEVELS, FIRST_LEVEL + LEVELS + 5)
WORDS = ("low", "lower", "as given", "higher", "high")
WIDTHS = {NAMED: 40.0, UNITS: 16.0, PLACE: 11.0} | dict.fromkeys(range(FIRST_LEVEL, MORE + 1), 14.0)
LIVE = "Live: each figure is the last row of a column of Variants, where the chain is computed again."
STATIC = "Figures of the engine at the inputs as delivered: the chain runs over periods. They do not recalculate."
HOW = "Each input alone to the ends of its range where one is stated, else by the step on Inputs, all else as given."


@dataclass(frozen=True)
class Block:
    """A study on the sheet, from its first row on."""

    study: Study
    first: int

    @property
    def rows(self) -> list[int]:
        """The rows of the moved inputs."""
        return [self.first + 4 + place for place in range(len(self.study.found))]

    @property
    def drawn(self) -> tuple[int, int]:
        """First and last row of the chart."""
        first = self.rows[-1] + 2
        return first, first + 6 + 2 * len(self.rows)

    @property
    def grid(self) -> int:
        """First row of the figures of two inputs."""
        return self.drawn[1] + 2

    @property
    def last(self) -> int:
        """Last row."""
        return self.grid + 3 + LEVELS if len(self.rows) > 1 else self.drawn[1]


def blocks(found: list[Study]) -> list[Block]:
    """The studies one below the other."""
    made: list[Block] = []
    for study in found:
        made.append(Block(study, made[-1].last + 3 if made else 5))
    return made


def sensitivity_checks(plan: Plan, found: list[Study]) -> Iterator[Check]:
    """All as given, Variants come to what Model comes to; what does not recalculate still stands for the inputs."""
    for study in found:
        value = plan.number(study.case, study.target) or 0.0
        model = case_cell(plan, study.target, study.case)
        if study.closed:
            says = f"Variants with all as given = Model ({study.target})"
            own = f"{SHEET}!{letter(FIRST)}{study.rows[study.target]}"
            if plan.has_levels:  # another level of inputs moves Model, and not what is given
                own = f"IF(Inputs!{NUMBER}={GIVEN_LEVEL},{own},{model})"
            yield Check(TITLE, says, study.case, own, value, model, value, severity=ERROR)
        else:
            says = f"the sensitivity of {study.target} is that of the live figure"
            yield Check(TITLE, says, study.case, model, value, value, severity=SENSITIVITY)


def write_sensitivity(book: Book, plan: Plan, found: list[Study]) -> list[str]:
    """The sheet; nothing where nothing moves. Gives the alternative texts of its charts."""
    load = load_of(plan, found[0].case if found else 0)
    if not found and not load:
        return []
    writer = book.add(TITLE, "what moves the figures, and by how much")
    writer.widths(WIDTHS)
    told, row = [], 5
    for block in blocks(found):
        new_page(writer, row)
        told.append(_write_block(writer, block))
        row = block.last + 3
    if load:
        new_page(writer, row)
        told.append(_write_load(writer, load, row))
        row += LINES_TALL + 3
    finish(book, writer, Paper(MORE, row - 2, left=1))
    return told


def _write_load(writer: Writer, load: Load, row: int) -> str:
    rows = write_load(writer, load, row, MORE)
    over, *values = (f"'{TITLE}'!${c}${rows[0]}:${c}${rows[1]}" for c in "ABC")
    names = (f"'{TITLE}'!${c}${row + 1}" for c in "BC")
    lines = tuple(zip(values, names, (BLUE, ORANGE), strict=True))
    shape = axis_format(load.number(name) for name in (REVENUE, COST))
    drawn = Lines(load.title, "utilisation of the fleet", load.unit, over, lines, upright=shape, most=1.0)
    add_lines(writer.sheet, drawn, (FIRST_LEVEL, row + 1), (MORE, row + LINES_TALL))
    return f"{load.title} Lines of revenue and cost in {load.unit} over utilisation; the figures stand to the left."


def _write_block(writer: Writer, block: Block) -> str:
    study, plan = block.study, block.study.plan
    unit, case = plan.results.unit(study.target), plan.cases[study.case]
    writer.fill_row(block.first, f"What moves {study.target} most: {case.title or case.name}", MORE)
    writer.text(block.first + 1, 1, f"{HOW} {LIVE if study.closed else STATIC}", styles.TEXT)
    for row in (block.first + 2, block.first + 3):
        writer.fill_row(row, "", MORE, styles.BAND)
    writer.row_of_text(block.first + 3, ("input", "unit"), styles.BAND)
    writer.text(block.first + 3, PLACE, "row of Inputs", styles.CASE)
    writer.text(block.first + 3, VARIANT, "variant", styles.CASE)
    writer.row_of_text(block.first + 3, WORDS, styles.CASE, FIRST_LEVEL)
    writer.row_of_text(block.first + 2, ("input low", "input high", "input low", "input high"), styles.CASE, AT_LOW)
    writer.row_of_text(block.first + 3, (unit, unit, f"change, {unit}", f"change, {unit}"), styles.CASE, AT_LOW)
    for place, row in enumerate(block.rows):
        _write_levels(writer, block, place, row)
        _write_ends(writer, block, place, row)
    said = _draw(writer, block)
    if len(block.rows) > 1:
        _write_grid(writer, block)
    return said


def _write_levels(writer: Writer, block: Block, place: int, row: int) -> None:
    """The five values of an input; live, they follow Inputs."""
    study, plan, name = block.study, block.study.plan, block.study.moved[place]
    unit, at = plan.results.unit(name), plan.rows[GIVEN, name] - FIRST_ROW + 1
    writer.text(row, NAMED, name.replace("_", " "))
    writer.text(row, UNITS, unit, styles.UNITS)
    writer.number(row, PLACE, float(at), "0")
    values = study.levels(place)
    shape = number_format(unit, values)
    stated = bool(plan.results.scenario.range_of(name, plan.cases[study.case].name)) or name not in plan.ranged
    texts = _level_formulas(plan, study.case, row, stated=stated)
    for level, value in enumerate(values):
        if study.closed:
            writer.formula(row, FIRST_LEVEL + level, texts[level], value, shape)
        else:
            writer.number(row, FIRST_LEVEL + level, value, shape)


def _level_formulas(plan: Plan, case: int, row: int, *, stated: bool) -> list[str]:
    """Low end, middle, as given, middle, high end: the same text for every input, which is found by its row on Inputs.

    Where the range of an input is that of other cases it is not this case's.
    """
    low, _, given, _, high = (f"{letter(FIRST_LEVEL + n)}{row}" for n in range(LEVELS))
    bounds = (letter(FIRST_CASE + len(plan.cases) + n) for n in (4, 5))
    last = FIRST_ROW + max(line.row for line in plan.inputs)
    (at_least, at_most), step = (_cell(column, row, last) for column in bounds), setting_cell(plan, STEP)
    ends = [f"MAX({at_least},{given}-{step}*ABS({given}))", f"MIN({at_most},{given}+{step}*ABS({given}))"]
    if plan.has_levels and stated:
        own_ends = (_cell(column, row, last) for column in range_columns(plan))
        ends = [f"IF(ISNUMBER({own}),{own},{end})" for own, end in zip(own_ends, ends, strict=True)]
    return [
        f"={ends[0]}",
        f"=({low}+{given})/2",
        f"={_cell(case_column(case), row, last)}",
        f"=({given}+{high})/2",
        f"={ends[1]}",
    ]


def _cell(column: str, row: int, last: int) -> str:
    return f"INDEX(Inputs!${column}${FIRST_ROW}:${column}${last},${letter(PLACE)}{row})"


def _write_ends(writer: Writer, block: Block, place: int, row: int) -> None:
    """The figure at both ends of an input, and how far that is from the figure as given."""
    study, swing = block.study, block.study.found[place]
    base = study.plan.number(study.case, study.target) or 0.0
    shape = number_format(study.plan.results.unit(study.target), [swing.at_low, swing.at_high, base])
    if study.closed:
        writer.number(row, VARIANT, float(2 + 2 * place), "0")
    for column, change, further, value in ((AT_LOW, LESS, "", swing.at_low), (AT_HIGH, MORE, "+1", swing.at_high)):
        _put(writer, study, (row, column), f"1,${letter(VARIANT)}{row}{further})", value, shape)
        if study.closed:
            less = f"={letter(column)}{row}-INDEX({study.results},1,1)"
            writer.formula(row, change, less, value - base, shape)
        else:
            writer.number(row, change, value - base, shape)


def _draw(writer: Writer, block: Block) -> str:
    study, plan = block.study, block.study.plan
    unit, first = plan.results.unit(study.target), study.found[0]
    name = study.target.replace("_", " ")
    title = (
        f"{first.quantity.replace('_', ' ').capitalize()} moves {name} most: {shortly(first.at_low)} to "
        f"{shortly(first.at_high)} {unit}, {shortly(plan.number(study.case, study.target) or 0.0)} as given."
    )
    base = plan.number(study.case, study.target) or 0.0
    shape = axis_format(end - base for swing in study.found for end in (swing.at_low, swing.at_high))
    bars = Bars(title, f"change of {name}, {unit}", tuple(block.rows), shape=shape)
    names = {change: (change - 2, block.first + 2) for change in (LESS, MORE)}
    add_table(writer.sheet, bars, NAMED, names, (1, block.drawn[0]), (MORE, block.drawn[1]))
    return (
        f"{title} Bars by input: the change of {name} at its low and its high end; the figures are in the rows above."
    )


def shortly(value: float) -> str:
    """A number in a title, of four figures."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _write_grid(writer: Writer, block: Block) -> None:
    """The figure over the two inputs that move it most, at five values of each."""
    study, row = block.study, block.grid
    names, unit = [name.replace("_", " ") for name in study.moved[:2]], study.plan.results.unit(study.target)
    writer.fill_row(row, f"{study.target} in {unit}: {names[0]} downwards, {names[1]} across", MORE)
    _write_sides(writer, block)
    values = _grid_values(study)
    shape = number_format(unit, values)
    for place, (down, across) in enumerate(product(range(LEVELS), repeat=2)):
        at, column = row + 3 + down, FIRST_LEVEL + across
        _put(writer, study, (at, column), f"1,$B{at}+{letter(column)}${row + 2})", values[place], shape)


def _write_sides(writer: Writer, block: Block) -> None:
    """The values of both inputs, and where Variants has them."""
    study, row, (one, two) = block.study, block.grid, block.rows[:2]
    shapes = [number_format(study.plan.results.unit(n), study.levels(p)) for p, n in enumerate(study.moved[:2])]
    writer.text(row + 1, NAMED, study.moved[1].replace("_", " "))
    writer.text(row + 2, NAMED, study.moved[0].replace("_", " "))
    writer.text(row + 2, UNITS, "variants after" if study.closed else "", styles.UNITS)
    first, last = letter(FIRST_LEVEL), letter(FIRST_LEVEL + LEVELS - 1)
    for n in range(LEVELS):
        column, at = FIRST_LEVEL + n, row + 3 + n
        writer.formula(row + 1, column, f"={letter(column)}${two}", study.levels(1)[n], shapes[1])
        writer.number(row + 2, column, float(n + 1), "0")
        writer.text(at, NAMED, WORDS[n])
        if study.closed:
            writer.number(at, UNITS, float(1 + 2 * len(study.found) + LEVELS * n), "0")
        level = f"MATCH($A{at},${first}${block.first + 3}:${last}${block.first + 3},0)"
        writer.formula(at, PLACE, f"=INDEX(${first}${one}:${last}${one},1,{level})", study.levels(0)[n], shapes[0])


def _put(writer: Writer, study: Study, at: tuple[int, int], picked: str, value: float, shape: str) -> None:
    """A figure: live where the chain is closed, picked from the last row of Variants."""
    if study.closed:
        writer.formula(*at, f"=INDEX({study.results},{picked}", value, shape)
    else:
        writer.number(*at, value, shape)


def _grid_values(study: Study) -> list[float]:
    both = study.variants[1 + 2 * len(study.found) :]
    if study.closed:
        return [study.figure(levels) for levels in both]
    import polars as pl

    plan, moved = study.plan, study.moved[:2]
    fixed = {n: given.value for n, given in plan.cases[study.case].given.items() if n not in moved}
    rows = [{name: study.levels(place)[levels[place] - 1] for place, name in enumerate(moved)} for levels in both]
    found = review(plan.results.sheet, fixed, pl.DataFrame(rows), (study.target,), plan.results.scenario.periods)
    return [float(value) for value in found[study.target].to_list()]
