"""Results and tables in another language: the same numbers, with other words beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tco.given import Given
from tco.language import Language
from tco.lineage import Made
from tco.report import Column, Table
from tco.results import Results
from tco.scenario import Case, Scenario
from tco.sheet import Sheet

NAMING = frozenset(
    {"case", "against", "term", "quantity", "unit", "source", "place", "listed", "cases"}
)  # columns of ids, which stay as they are


def translated(results: Results, language: Language) -> Results:
    """The results with the texts of their scenario, quantities and assumptions in a language.

    Sources stay as they are: what a value rests on is also read by what counts with it.
    """
    if language.is_english:
        return results
    say = language.text
    cells = {case: {q: replace(c, note=say(c.note)) for q, c in own.items()} for case, own in results.cells.items()}
    scenario = _scenario(results.scenario, language)
    sheet = _with_meanings(results.sheet, lambda _, meaning: say(meaning))
    return replace(results, scenario=scenario, sheet=sheet, cells=cells)


def translated_tables(tables: Sequence[Table], language: Language) -> tuple[Table, ...]:
    """Tables with their titles, notes, headings and words in a language."""
    return tuple(tables) if language.is_english else tuple(_table(table, language) for table in tables)


def _scenario(scenario: Scenario, language: Language) -> Scenario:
    say = language.text
    ranges = {
        q: replace(r, low=_given(r.low, language), high=_given(r.high, language)) for q, r in scenario.ranges.items()
    }
    return replace(
        scenario, title=say(scenario.title), question=say(scenario.question), finding=say(scenario.finding),
        cases=tuple(_case(case, language) for case in scenario.cases), ranges=ranges,
    )  # fmt: skip


def _case(case: Case, language: Language) -> Case:
    inputs, pins = ({q: _given(g, language) for q, g in own.items()} for own in (case.inputs, case.pins))
    return replace(case, title=language.text(case.title), note=language.text(case.note), inputs=inputs, pins=pins)


def _given(given: Given, language: Language) -> Given:
    return replace(given, note=language.text(given.note))


def labelled(results: Results, language: Language) -> Results:
    """Translated results whose meanings begin with the label of their quantity, for readers who see its id beside them."""
    if language.is_english:
        return results

    def say(name: str, meaning: str) -> str:
        return f"{language.label(name)}：{meaning}" if language.label(name) else meaning

    return replace(results, sheet=_with_meanings(results.sheet, say))


def _with_meanings(sheet: Sheet, say: Callable[[str, str], str]) -> Sheet:
    """The sheet with what `say` makes of the name and the meaning of each quantity."""
    made = Sheet(
        {n: replace(f, meaning=say(n, f.meaning)) for n, f in sheet.formulas.items()},
        {n: replace(i, meaning=say(n, i.meaning)) for n, i in sheet.inputs.items()},
    )
    vars(made)["level"] = sheet.level
    return made


def _table(table: Table, language: Language) -> Table:
    columns = tuple(_column(column, language) for column in table.columns)
    rows = tuple(tuple(_cell(c, v, language) for c, v in zip(table.columns, row, strict=True)) for row in table.rows)
    title, note = language.text(table.title), language.text(table.note)
    made = tuple(tuple(_named(c, m, language) for c, m in zip(table.columns, row, strict=True)) for row in table.made)
    return replace(table, title=title, note=note, columns=columns, rows=rows, made=made)


def _named(column: Column, made: Made | None, language: Language) -> Made | None:
    """How a cell is made, with the names that it may show as the cell would show them."""
    return replace(made, names=tuple(str(_cell(column, name, language)) for name in made.names)) if made else None


def _column(column: Column, language: Language) -> Column:
    """A heading of the report's own, or else the label of its quantity."""
    own = language.text(column.title)
    return replace(column, title=own if own != column.title else language.label(column.name) or own)


def _cell(column: Column, value: object, language: Language) -> object:
    return language.word(value) if isinstance(value, str) and column.name not in NAMING else value
