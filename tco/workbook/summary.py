"""Summary: the question, the finding, the figures that carry it, and two charts, on one page; a list for many cases."""

from __future__ import annotations

import re

from tco.workbook import styles
from tco.workbook.cells import Book, Writer, clean
from tco.workbook.charts import Bars, add_bars
from tco.workbook.formats import axis_format, number_format
from tco.workbook.grid import CASE_WIDTH, case_headings, grid_characters, labels
from tco.workbook.model import shown
from tco.workbook.places import case_cell, case_key, letter
from tco.workbook.plan import COUNTS, FIRST_CASE, UNIT, Plan
from tco.workbook.printing import HEADER, RESULTS, Paper, characters, finish
from tco.workbook.probes import headline
from tco.workbook.selector import GAP_WIDTH, KEY, NUMBER, TITLE, first_title
from tco.workbook.spoken import lines
from tco.workbook.summary_decision import across, decided, write_decision
from tco.workbook.summary_rows import list_width, write_rows
from tco.workbook.table_lists import Lists

EARNED = ("revenue_per_second", "cost_per_second")
BUILT = ("cost_prefill_per_hour", "cost_decode_per_hour")
HEADLINE = "Headline"
MOST_ACROSS = 12  # more cases than this stand below each other, without charts
MOST_ROWS = 70  # of a list of cases that is printed on one page
NARROWEST_CHART, ROWS_A_CASE, ROWS_AROUND, LETTERS_BY_ROW = 75.0, 1.5, 9, 200


def write_summary(book: Book, plan: Plan, finding: str, lists: Lists) -> list[str]:
    """The sheet Summary. Gives the alternative texts of its charts."""
    writer = book.add("Summary", plan.results.scenario.title)
    if len(plan.cases) > MOST_ACROSS:
        _write_list(book, writer, plan, finding, lists)
        return []
    last_case = FIRST_CASE + len(plan.cases) - 1
    columns = last_case + 2  # a gap, and the case shown
    headings = _write_words(writer, plan, finding, columns, int(grid_characters(plan)))
    _write_headings(writer, plan, headings, columns)
    rows, below = _write_blocks(writer, plan, headings + 2, columns)
    charts = _charts(plan, finding, rows)
    last_row, last_column = _draw(writer, charts, headings + 1, below + 1, last_case)
    finish(book, writer, Paper(max(columns, last_column), last_row, left=UNIT, one_page=True))
    return [f"{chart.title} Bars by case, in {chart.axis}; the figures are in the rows above." for chart in charts]


def _write_headings(writer: Writer, plan: Plan, row: int, columns: int) -> None:
    """A column a case, and after a gap the case shown."""
    case_headings(writer, plan, row, ("quantity", "meaning", "unit"), ("", ""))
    writer.widths({columns - 1: GAP_WIDTH, columns: CASE_WIDTH})
    for at, (cell, said) in enumerate(((KEY, case_key(0)), (TITLE, first_title(plan))), start=row):
        writer.formula(at, columns, f"={cell}", said, style=styles.CASE)


def _write_blocks(writer: Writer, plan: Plan, row: int, columns: int) -> tuple[dict[str, int], int]:
    """The quantities by block, from a row on. The row of each, and the row below them."""
    rows = dict[str, int]()
    for title, names in _blocks(plan).items():
        if names:
            writer.fill_row(row, title, columns)
            rows |= {name: at for at, name in enumerate(names, start=row + 1)}
            row += 1 + len(names)
    for name, at in rows.items():
        _write_quantity(writer, plan, at, name)
    return rows, row


def _write_list(book: Book, writer: Writer, plan: Plan, finding: str, lists: Lists) -> None:
    """The decision where one is stated, what moves it most, and all cases below each other."""
    among, shown_blocks = decided(plan, lists), _blocks(plan)
    names = shown_blocks[HEADLINE] if among else [name for block in shown_blocks.values() for name in block]
    wide = across(names) if among else 2 + len(names)
    row = _write_words(writer, plan, finding, wide, min(LETTERS_BY_ROW, list_width(names)))
    top = HEADER if among else row + 2  # what repeats on each page
    if among:
        row = write_decision(writer, plan, lists, row, names, among)
    last_row, last_column = write_rows(writer, plan, row, names)
    whole = last_row <= MOST_ROWS and characters(writer, 1, max(wide, last_column)) <= RESULTS
    finish(book, writer, Paper(max(wide, last_column), last_row, top, 2, one_page=whole, widest=RESULTS))


def _write_words(writer: Writer, plan: Plan, finding: str, columns: int, wide: int) -> int:
    """The question and the finding, a line a row, so that no cell is merged. The row below them."""
    row = 5
    for title, words in (
        ("Question", plan.results.scenario.question),
        ("Finding, at the inputs as delivered", finding),
    ):
        if not (told := lines(clean(words), wide)):
            continue
        writer.fill_row(row, title, columns)
        for at, line in enumerate(told, start=row + 1):
            writer.text(at, 1, line, styles.TEXT)
        row += 1 + len(told)
    return row + 1


def _blocks(plan: Plan) -> dict[str, list[str]]:
    """What the Summary shows, by block; no quantity twice."""
    wanted = {
        HEADLINE: headline(plan),
        "Revenue and cost": (*EARNED, "profit_per_second"),
        "Cost of the fleet": (*BUILT, "cost_per_hour"),
        "Break-even: where revenue = cost, all else held": [
            n for n in plan.results.made if n.startswith("break_even_")
        ],
    }
    seen: set[str] = set()
    blocks = {}
    for title, names in wanted.items():
        blocks[title] = [n for n in names if plan.stands(n) and n not in seen]
        seen.update(blocks[title])
    return blocks


def _write_quantity(writer: Writer, plan: Plan, row: int, name: str) -> None:
    labels(writer, plan, row, name)
    values = plan.values(name)
    shape = number_format(plan.results.unit(name), values)
    for case, value in enumerate(values):
        if name in plan.results.made and not plan.has(case, name, COUNTS):
            writer.absent(row, FIRST_CASE + case)
        else:
            writer.formula(row, FIRST_CASE + case, f"={case_cell(plan, name, case)}", shown(value), shape)
    last = FIRST_CASE + len(values) - 1
    own = f"${letter(FIRST_CASE)}{row}:${letter(last)}{row}"
    chosen = f"INDEX({own},{NUMBER})"
    some_lack = any(value is None for value in values)  # a case without a value has an empty cell, which is no zero
    text = f'=IF({chosen}="","n/a",{chosen})' if some_lack else f"={chosen}"
    writer.formula(row, last + 2, text, shown(values[0]), shape)


def _charts(plan: Plan, finding: str, rows: dict[str, int]) -> list[Bars]:
    charts = []
    if all(name in rows for name in EARNED):
        said = _first_sentence(finding) or "Revenue against cost."
        charts.append(_bars(plan, said, EARNED, rows))
    if all(name in rows and any(plan.values(name)) for name in BUILT):
        charts.append(_bars(plan, _built(plan), BUILT, rows, stacked=True))
    return charts


def _bars(plan: Plan, said: str, names: tuple[str, ...], rows: dict[str, int], *, stacked: bool = False) -> Bars:
    shape = axis_format(value for name in names for value in plan.values(name))
    return Bars(said, plan.results.unit(names[0]), tuple(rows[n] for n in names), stacked, shape)


def _first_sentence(text: str) -> str:
    """The first sentence of a text.

    >>> _first_sentence("Yes, at 0.5 CNY. But not at night."), _first_sentence("划算。夜间除外。")
    ('Yes, at 0.5 CNY.', '划算。')
    """
    found = re.match(r".*?(?:\.(?= )|。)", clean(text), re.DOTALL)
    return found[0] if found else clean(text)


def _built(plan: Plan) -> str:
    """What the second chart shows, in words."""
    shares = []
    for case in range(len(plan.cases)):
        parts = [plan.number(case, name) or 0.0 for name in BUILT]
        shares += [parts[0] / sum(parts)] if sum(parts) else []
    if not shares:
        return "Cost of the fleet, prefill and decode."
    least, most = f"{min(shares):.0%}".replace("%", " %"), f"{max(shares):.0%}".replace("%", " %")
    told = least if least == most else f"{least} to {most}"
    return f"Prefill is {told} of the cost of the fleet."


def _draw(writer: Writer, charts: list[Bars], headings: int, row: int, columns: int) -> tuple[int, int]:
    """Put the charts side by side under the figures. The last row and column that they cover."""
    if not charts:
        return row, columns
    last_row = row + ROWS_AROUND + int(ROWS_A_CASE * (columns - FIRST_CASE + 1))
    last_column, first = columns, 1
    for place, chart in enumerate(charts, start=1):
        last = _column_at(writer, max(place * NARROWEST_CHART, place / len(charts) * characters(writer, 1, columns)))
        add_bars(writer.sheet, chart, headings, (FIRST_CASE, columns), (first, row), (last, last_row))
        last_column, first = max(last_column, last), last + 1
    return last_row + 1, last_column


def _column_at(writer: Writer, wanted: float) -> int:
    """The last column of so many characters from the left."""
    column = 1
    while characters(writer, 1, column + 1) <= wanted:
        column += 1
    return column
