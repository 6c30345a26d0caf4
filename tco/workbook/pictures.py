"""Charts: cash over the horizon, what a device-hour is made of, and what a million tokens cost on which hardware."""

from __future__ import annotations

from dataclasses import dataclass

from tco.page.figures import OWNED, RENTED, device_hours
from tco.page.outlook import CASH, cash_lines
from tco.workbook import styles
from tco.workbook.cells import Book, Writer
from tco.workbook.charts import PARTS, Bars, Lines, add_lines, add_table
from tco.workbook.formats import axis_format, number_format
from tco.workbook.periods import period_values
from tco.workbook.places import PERIOD_ROW, case_column, letter
from tco.workbook.plan import COUNTS, FIRST_CASE, FIRST_PERIOD, IN_FORCE, Line, Plan
from tco.workbook.printing import Paper, finish, new_page
from tco.workbook.sensitivity import shortly

SHEET, TOKENS = "Charts", "cost_per_mtok_output"
NAMED, NUMBER, FIRST_FIGURE, DRAWN = 1, 2, 3, 9
LAST, MOST_BARS, FEWEST_ROWS, A_PAGE = 18, 24, 22, 62
WIDTHS = (
    {NAMED: 40.0, NUMBER: 10.0}
    | dict.fromkeys(range(FIRST_FIGURE, DRAWN), 14.0)
    | dict.fromkeys(range(DRAWN, LAST + 1), 9.2)
)


@dataclass(frozen=True)
class Picture:
    """A chart with its finding, over a table of some quantities of some cases; without any it draws the cash of Periods."""

    title: str
    unit: str
    cases: tuple[int, ...]
    quantities: tuple[str, ...]
    left_out: frozenset[tuple[int, str]] = frozenset()  # cells of the table that stay empty

    @property
    def rows(self) -> int:
        """The rows that it takes."""
        return max(FEWEST_ROWS, len(self.cases) + 8)


def pictures(plan: Plan) -> list[Picture]:
    """The charts that a scenario has the quantities for."""
    return [found for found in (_cash(plan), _hour(plan), _tokens(plan)) if found]


def name_of(plan: Plan, case: int) -> str:
    """What a case is called beside its bar."""
    return plan.cases[case].title or plan.cases[case].name


def _cash(plan: Plan) -> Picture | None:
    names = [case.name for case in plan.cases]
    drawn = {names.index(name): line[-1] for name, line in cash_lines(plan.results).items()}
    drawn = {case: end for case, end in drawn.items() if (COUNTS, CASH, case) in plan.period_rows}
    if len(drawn) < 2:
        return None
    best, worst = (pick(drawn, key=lambda case: drawn[case][1]) for pick in (max, min))
    unit = plan.results.unit(CASH)
    title = (
        f"After {drawn[best][0]:g} years {name_of(plan, best)} stands at {shortly(drawn[best][1])} {unit}, "
        f"{name_of(plan, worst)} at {shortly(drawn[worst][1])}."
    )
    return Picture(title, unit, tuple(drawn), ())


def _hour(plan: Plan) -> Picture | None:
    names = [case.name for case in plan.cases]
    found = device_hours(plan.results)
    if not found:
        return None
    paid = {(names.index(name), n) for name, parts in found.items() for n in parts}
    quantities = tuple(n for n in (*OWNED, *RENTED) if any(plan.number(case, n) for case, part in paid if part == n))
    owner = next(names.index(name) for name, parts in found.items() if parts == OWNED)
    parts = {n: plan.number(owner, n) or 0.0 for n in quantities if n in OWNED}
    most, unit = max(parts, key=parts.__getitem__), plan.results.unit(OWNED[0])
    title = (
        f"{name_of(plan, owner)}: {shortly(sum(parts.values()))} {unit}, most of it "
        f"{most.removesuffix('_per_gpu_hour').replace('_', ' ')}."
    )
    cases = tuple(names.index(name) for name in found)
    left_out = frozenset((case, n) for case in cases for n in quantities if (case, n) not in paid)
    return Picture(title, unit, cases, quantities, left_out)


def _tokens(plan: Plan) -> Picture | None:
    """The cheapest cases, where cases stand on different devices."""
    devices = {case.choices.get("device") for case in plan.cases} - {None}
    costs = {n: plan.number(n, TOKENS) for n in range(len(plan.cases)) if (COUNTS, TOKENS) in plan.rows}
    known = {n: cost for n, cost in costs.items() if cost and plan.has(n, TOKENS, COUNTS)}
    if len(devices) < 2 or len(known) < 2:
        return None
    ranked = sorted(known, key=lambda n: (known[n], n))
    first, last, unit = ranked[0], ranked[-1], plan.results.unit(TOKENS)
    title = (
        f"A million tokens cost least with {name_of(plan, first)}, {shortly(known[first])} {unit.split('/')[0]}, and most with "
        f"{name_of(plan, last)}, {shortly(known[last])}."
    )
    return Picture(title, unit, tuple(ranked[:MOST_BARS]), (TOKENS,))


def write_pictures(book: Book, plan: Plan) -> list[str]:
    """The sheet; nothing where no chart has its quantities. Gives the alternative texts."""
    found = pictures(plan)
    if not found:
        return []
    writer, row = book.add(SHEET, "what the figures show"), 5
    writer.widths(WIDTHS)
    for number, picture in enumerate(found):
        if number == len(found) - 1 and row + picture.rows > A_PAGE:
            new_page(writer, row)
        writer.fill_row(row, picture.title, LAST)
        if picture.quantities:
            _write_table(writer, plan, picture, row + 1)
        else:
            _draw_cash(writer, plan, picture, row)
        row += picture.rows + 2
    finish(book, writer, Paper(LAST, row - 2, left=1))
    return [f"{picture.title} In {picture.unit}; its figures are cells of this workbook." for picture in found]


def _draw_cash(writer: Writer, plan: Plan, picture: Picture, row: int) -> None:
    first, last = letter(FIRST_PERIOD), letter(FIRST_PERIOD + plan.results.scenario.periods - 1)
    rows = [plan.period_rows[COUNTS, CASH, case] for case in picture.cases]
    values = [f"'Periods'!${first}${at}:${last}${at}" for at in rows]
    names = [f"'Model'!${case_column(case)}$6" for case in picture.cases]
    lines = tuple(zip(values, names, PARTS, strict=False))
    over = f"'Periods'!${first}${PERIOD_ROW}:${last}${PERIOD_ROW}"
    periods = float(plan.results.scenario.periods)
    ends = (value for case in picture.cases for value in period_values(plan, Line(COUNTS, CASH, 0, case)))
    axis = f"cash to date, {picture.unit}"
    drawn = Lines(picture.title, "period", axis, over, lines, "0", axis_format(ends), periods)
    add_lines(writer.sheet, drawn, (1, row + 1), (LAST, row + picture.rows))


def _write_table(writer: Writer, plan: Plan, picture: Picture, row: int) -> None:
    """A row a case, its figures picked by the number of the case, and the bars to their right."""
    for line in (row, row + 1):
        writer.fill_row(line, "", DRAWN - 1, styles.BAND)
    writer.row_of_text(row + 1, ("case",), styles.BAND)
    writer.text(row + 1, NUMBER, "number", styles.CASE)
    first = row + 2
    for at, case in enumerate(picture.cases, start=first):
        writer.text(at, NAMED, name_of(plan, case))
        writer.number(at, NUMBER, float(case + 1), "0", styles.UNITS)
    for column, name in enumerate(picture.quantities, start=FIRST_FIGURE):
        words = name.removesuffix("_per_gpu_hour").removesuffix("_output").replace("_", " ")
        writer.text(row, column, words, styles.CASE)
        writer.text(row + 1, column, picture.unit, styles.CASE)
        _write_figures(writer, plan, picture, name, (first, column))
    rows = tuple(range(first, first + len(picture.cases)))
    columns = range(FIRST_FIGURE, FIRST_FIGURE + len(picture.quantities))
    most = (sum(plan.number(case, n) or 0.0 for n in picture.quantities) for case in picture.cases)
    bars = Bars(picture.title, picture.unit, rows, len(picture.quantities) > 1, axis_format(most))
    add_table(
        writer.sheet,
        bars,
        NAMED,
        {column: (column, row) for column in columns},
        (DRAWN, row),
        (LAST, row + picture.rows - 2),
    )


def _write_figures(writer: Writer, plan: Plan, picture: Picture, name: str, at: tuple[int, int]) -> None:
    """A column of figures; a part that a case does not pay is empty."""
    first, column = at
    row, last = plan.rows[IN_FORCE if name in plan.ranged else COUNTS, name], letter(FIRST_CASE + len(plan.cases) - 1)
    values = {case: plan.number(case, name) or 0.0 for case in picture.cases if (case, name) not in picture.left_out}
    shape = number_format(plan.results.unit(name), values.values())
    for place, case in enumerate(picture.cases, start=first):
        if case in values:
            text = f"=SUM(INDEX(Model!${letter(FIRST_CASE)}${row}:${last}${row},1,${letter(NUMBER)}{place}))"
            writer.formula(place, column, text, values[case], shape, styles.LINK)
        else:
            writer.absent(place, column)
