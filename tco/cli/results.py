"""run, report, explain: what a scenario gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tco.cli.assumptions import print_assumptions
from tco.cli.common import (
    content_of,
    day_of,
    language_of,
    language_option,
    load_model,
    name_argument,
    output_options,
    print_table,
    progress,
    say,
    set_option,
    workspace_option,
)
from tco.cli.quarters import ledger_of, ledger_option, say_stale

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tco.freshness import Stale
    from tco.language import Language
    from tco.publish import Published
    from tco.results import Results

TOLD = ("value", "origin", "source", "note")  # columns of a tree whose texts another language tells
MANY = 20  # cases that take a while
FORMATS = ("xlsx", "html", "md", "json")


@click.command("run", epilog="Example: tco run deepseek-640 --quantity cost_per_second --json")
@name_argument
@click.option("--quantity", "-q", "quantities", multiple=True, help="Compute only this; may be given again.")
@click.option("--assumptions", is_flag=True, help="What each assumption moves, and which way then wins.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Only prices valid and known on this day.")
@language_option
@set_option
@ledger_option
@output_options
@workspace_option
def run_command(
    name: str, quantities: tuple[str, ...], assumptions: bool, as_of: str | None, lang: str, settings: tuple[str, ...],
    ledger: Path | None, output: str | None, workspaces: tuple[Path, ...],
) -> None:  # fmt: skip
    """Print the results of scenario NAME (or a path to a .toml file); write nothing.

    With --assumptions each assumption at both ends of its range, the figure of the headline there, and the way that then
    wins. NAME@2026Q4 is a closed quarter, run again from its frozen inputs: what differs is told. With --lang zh quantities
    and words are told in Chinese; names of cases, and the keys of --json and --csv, stay.
    """
    if assumptions and quantities:
        raise click.UsageError("assumptions are told of the headline figure: --assumptions or --quantity, not both")
    language = language_of(lang, workspaces)
    results, old = _ran(name, quantities, day_of(as_of, "--as-of"), settings, ledger, workspaces)
    say_stale(old)
    if assumptions:
        print_assumptions(results, language, output)
        return
    if output == "json":
        from tco.freshness import stale_json

        click.echo(json.dumps(results.as_json(quantities) | stale_json(old), ensure_ascii=False, indent=2))
        return
    names = quantities or (results.scenario.headline if not output else ()) or results.made
    headings, rows = results.table(names)
    print_table(*(headings, rows) if output == "csv" else _told(headings, rows, language), output)
    if not output:
        _say_refusals(results, language)


def _told(
    headings: Sequence[str], rows: Sequence[Sequence[object]], language: Language
) -> tuple[list[str], list[list[object]]]:
    """A table of results with the labels of its quantities and the words of a language."""

    def named(text: str) -> str:
        name, between, unit = text.partition(" [")
        told = f"{language.unit(unit.removesuffix(']'))}]" if between else ""
        return (language.label(name) or language.word(name)) + between + told

    def cell(value: object, place: int) -> object:
        """A quantity is named where a row begins with it; elsewhere a text is a verdict."""
        if not isinstance(value, str):
            return value
        return language.word(value) if place else named(value)

    return [named(heading) for heading in headings], [[cell(value, i) for i, value in enumerate(row)] for row in rows]


def _say_refusals(results: Results, language: Language | None = None) -> None:
    """Cases that do not fit, and those that rest on doubtful figures, under the table."""
    from tco.doubts import doubts
    from tco.refusals import refusals

    if told := [*refusals(results), *doubts(results)]:
        say("\n" + "\n".join(map(language.text, told) if language else told))


def _ran(
    name: str, quantities: tuple[str, ...], as_of: date | None, settings: tuple[str, ...], ledger: Path | None,
    workspaces: tuple[Path, ...],
) -> tuple[Results, Sequence[Stale]]:  # fmt: skip
    """The results asked for and the stale prices in them; what differs from a close is told on standard error."""
    if "@" in name:
        return _ran_again(name, quantities, ledger_of(ledger, workspaces), workspaces), ()
    from tco.freshness import stale

    model = load_model(name, workspaces, settings, as_of)
    if (cases := len(model.scenario.cases)) > MANY:
        progress(f"running {cases:,} cases of {name}")
    results: Results = model.run(quantities)
    return results, stale(results, model.book)


def _ran_again(name: str, quantities: tuple[str, ...], path: Path, workspaces: tuple[Path, ...]) -> Results:
    from tco.engine import run
    from tco.ledger.again import again
    from tco.ledger.book import find_close
    from tco.ledger.names import parse_ref
    from tco.pricebook import PriceBook

    ref = parse_ref(name)
    found = again(find_close(path, ref.scenario, ref.quarter, ref.number), PriceBook(content_of(workspaces)))
    for told in found.differences or [f"the same inputs and numbers as closed, hash {found.close.input_hash}"]:
        click.echo(f"{found.close.name}: {told}", err=True)
    return run(found.results.scenario, found.results.sheet, quantities) if quantities else found.results


@click.command("explain", epilog="Example: tco explain deepseek-640 cost_per_second")
@name_argument
@click.argument("quantity")
@click.option("--case", "case", help="Which case; the first one by default.")
@click.option("--depth", type=click.IntRange(min=0), help="How many steps down; to the end by default.")
@language_option
@set_option
@output_options
@workspace_option
def explain_command(
    name: str, quantity: str, case: str | None, depth: int | None, lang: str, settings: tuple[str, ...],
    output: str | None, workspaces: tuple[Path, ...],
) -> None:  # fmt: skip
    """The formula tree of QUANTITY in scenario NAME, with values, units, origins and sources.

    Of a choice only the branch that the case takes is shown. As CSV or Markdown each number is a row, with its depth
    in the tree. With --lang zh labels, meanings and verdicts are told in Chinese; formulas and numbers stay, and so does
    what --json and --csv print.
    """
    from dataclasses import replace

    from tco.derivation import as_text
    from tco.engine import Model
    from tco.explain import as_rows, explain

    language, model = language_of(lang, workspaces), load_model(name, workspaces, settings)
    wanted = case or model.scenario.cases[0].name
    alone = replace(model.scenario, cases=(model.scenario.case(wanted),))  # what another case lacks is its own affair
    tree = explain(Model(alone, model.book).run([quantity]), wanted, quantity, depth)
    if output == "json":
        whole = {"scenario": model.scenario.name, "case": wanted, "currency": model.scenario.currency}
        click.echo(json.dumps(whole | {"tree": tree.as_json()}, ensure_ascii=False, indent=2))
    elif output:
        headings, rows = as_rows(tree)
        print_table(*(headings, rows) if output == "csv" else _row_told(headings, rows, language), output)
    else:
        click.echo(f"{model.scenario.name}, {language.text('case')} {wanted}\n\n{as_text(tree, language=language)}")


def _row_told(
    headings: Sequence[str], rows: Sequence[Sequence[object]], language: Language
) -> tuple[list[str], list[list[object]]]:
    """The rows of a tree in a language; formulas, with values or without, and dates stay."""

    def cell(heading: str, value: object) -> object:
        if heading == "quantity":
            return language.label(str(value)) or value
        return language.word(value) if heading in TOLD and isinstance(value, str) else value

    told = [[cell(h, value) for h, value in zip(headings, row, strict=True)] for row in rows]
    return [language.text(heading) for heading in headings], told


@click.command("report", epilog="Example: tco report deepseek-640 --out out")
@name_argument
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), help="Folder to write to.")
@click.option("--format", "formats", default="xlsx,html", help=f"Any of {', '.join(FORMATS)}, with commas between.")
@click.option("--quarter", metavar="2026Q4", help="The closed quarter, beside the one before it.")
@language_option
@set_option
@ledger_option
@workspace_option
def report_command(
    name: str, out: Path, formats: str, quarter: str | None, lang: str, settings: tuple[str, ...], ledger: Path | None,
    workspaces: tuple[Path, ...],
) -> None:  # fmt: skip
    """Run scenario NAME, write its reports, and print the headline table.

    With --quarter its frozen results, what changed since the quarter before and why, and plan against actual.
    """
    wanted = tuple(dict.fromkeys(f.strip() for f in formats.split(",")))
    if unknown := [f for f in wanted if f not in FORMATS]:
        raise click.BadParameter(f"unknown format {unknown[0]!r}; any of {', '.join(FORMATS)}", param_hint="--format")
    if quarter and settings:
        raise click.UsageError("a closed quarter is reported as it was closed: --quarter or --set, not both")
    language = language_of(lang, workspaces)
    published = _published(name, out, wanted, quarter, settings, ledger_of(ledger, workspaces), workspaces, language)
    scenario = published.results.scenario
    click.echo(f"{scenario.title}\n")
    print_table(*_told(*published.results.table(), language), None)
    _say_refusals(published.results, language)
    if scenario.finding:
        say(f"\n{scenario.finding}")
    click.echo("")
    for path in published.paths:
        click.echo(f"wrote {path}")


def _published(
    name: str, out: Path, formats: tuple[str, ...], quarter: str | None, settings: tuple[str, ...], ledger: Path,
    workspaces: tuple[Path, ...], language: Language,
) -> Published:  # fmt: skip
    """The reports of a scenario as it runs, or of a closed quarter of it."""
    from tco.publish import publish

    if not quarter:
        model = load_model(name, workspaces, settings)
        progress(f"{len(model.scenario.cases)} cases of {name}: running, then writing {', '.join(formats)}")
        return publish(model, out, formats, language=language)
    from tco.engine import Model
    from tco.pricebook import PriceBook
    from tco.quarterly.gather import gather

    content = content_of(workspaces)
    found = gather(ledger, name, quarter, content)
    for told in found.again.differences:
        click.echo(f"{found.close.name}: {told}", err=True)
    return publish(Model(found.again.results.scenario, PriceBook(content)), out, formats, found, language)
