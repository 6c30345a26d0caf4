"""run --assumptions: what each assumption moves, and how far the ranges reach, as text, CSV, Markdown or JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from tco.cli.common import print_table, progress, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tco.language import Language
    from tco.report import Column, Table
    from tco.results import Results

NOTHING = "No assumption moves a figure that decides this scenario."
WINS, SAME_WAY = "Another way then wins:", "No assumption alone makes another way win."
GIVEN = "As given"
SHORT = {"at_low": "At low", "at_high": "At high", "case": "Case"}  # the title says of which figure
ENDS = ("best_at_low", "best_at_high")
BESIDE = ("less", "less_share", "more", "more_share", "how", *ENDS)  # what the terminal has no room for, or tells below


def print_assumptions(results: Results, language: Language, output: str | None) -> None:
    """The two tables of a report, with their notes to read; for programs the names of the columns."""
    from tco.assumptions import assumption_tables
    from tco.translate import translated_tables

    progress(f"moving each assumption of {results.scenario.name}")
    tables = assumption_tables(results)
    if output in ("json", "csv"):
        _for_programs(results, tables, output)
    elif output == "md":
        for table in translated_tables(tables, language):
            click.echo(f"## {table.title}\n\n{table.note}\n")
            print_table([_heading(c) for c in table.columns], table.rows, output)
    elif not tables:
        say(language.text(NOTHING))
    else:
        for table in translated_tables(tables, language):
            _to_read(table, language)


def _for_programs(results: Results, tables: Sequence[Table], output: str) -> None:
    """As JSON one object of both tables; a CSV is one table, the first."""
    if output == "csv":
        for table in tables[:1]:
            print_table([c.name for c in table.columns], table.rows, output)
        return
    found = {t.name: [dict(zip((c.name for c in t.columns), row, strict=True)) for row in t.rows] for t in tables}
    whole = {"scenario": results.scenario.name, "currency": results.scenario.currency, **found}
    click.echo(json.dumps(whole, ensure_ascii=False, indent=2))


def _to_read(table: Table, language: Language) -> None:
    """A table under its title, where another way wins, and the note."""
    kept = [i for i, c in enumerate(table.columns) if c.name not in BESIDE]
    names = [c.name for c in table.columns]
    short = {name: language.text(title) for name, title in SHORT.items()}
    if "at_low" in names:
        short[names[names.index("at_low") + 1]] = language.text(GIVEN)
    say(f"{table.title}\n")
    headings = [_heading(table.columns[i], short.get(names[i], "")) for i in kept]
    print_table(headings, [[_cell(table.columns[i], row[i], language) for i in kept] for row in table.rows], None)
    if ENDS[0] in {c.name for c in table.columns}:
        _say_winners(table, language)
    say(f"\n{table.note}\n")


def _say_winners(table: Table, language: Language) -> None:
    """The assumptions at an end of which another way is best."""
    at = {c.name: i for i, c in enumerate(table.columns)}
    found = [
        f"{_cell(table.columns[0], row[0], language)}, {language.text(SHORT[f'at_{end}'])}: {row[at[f'best_at_{end}']]}"
        for row in table.rows
        for end in ("low", "high")
        if row[at[f"best_at_{end}"]] != language.word("none")
    ]
    say("\n" + "\n".join([language.text(WINS if found else SAME_WAY), *found]))


def _heading(column: Column, short: str = "") -> str:
    title = short or column.title
    return f"{title} [{column.unit}]" if column.unit else title


def _cell(column: Column, value: object, language: Language) -> object:
    """A quantity by its label, where the language has one."""
    return language.label(str(value)) or value if column.name == "quantity" else value
