"""A scenario's reports as files: workbook, page, Markdown, JSON. All are made before any is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tco.assumptions import assumption_tables
from tco.compare.tables import as_json
from tco.doubts import doubts
from tco.engine import Model
from tco.files import write_all
from tco.freshness import Stale, stale, stale_json
from tco.language import ENGLISH, Language
from tco.owners import owner_tables
from tco.pricebook import PriceBook
from tco.quarterly.gather import Quarterly
from tco.quarterly.tables import actual_tables, again_table, log_table, quarter_tables, stale_tables
from tco.refusals import refusals
from tco.report import Report, Table, make_report
from tco.restate import second
from tco.results import Results
from tco.search.ask import Answer, of_scenario
from tco.tabular import as_markdown
from tco.translate import translated, translated_tables


@dataclass(frozen=True)
class Published:
    """What was written, and the results it shows."""

    results: Results
    report: Report
    paths: tuple[Path, ...]


def publish(
    model: Model, folder: Path, formats: Sequence[str], quarter: Quarterly | None = None, language: Language = ENGLISH
) -> Published:
    """Run the model and write its reports into `folder`; nothing is written unless all of it can be made.

    With a closed quarter, its frozen results are reported, beside what changed since the one before it and why. In
    another `language` the same numbers are reported under its words, in files that end in its code.
    """
    results = quarter.again.results if quarter else model.run()
    content = model.book.content
    report = make_report(results, content, results.scenario.report or "revenue-against-cost")
    old = stale(results, model.book, quarter.close.seen if quarter else None)
    report = replace(report, tables=translated_tables(all_tables(results, report, model.book, old), language))
    made: dict[str, bytes] = {}
    if "json" in formats:  # which programs read
        made["json"] = (json.dumps(_object(results, old, quarter), ensure_ascii=False, indent=2) + "\n").encode()
    results = translated(results, language)
    made |= {kind: _made(kind, results, report, model, quarter, language) for kind in formats if kind != "json"}
    name = results.scenario.name + (f"-{quarter.quarter}" if quarter else "")
    name += "" if language.is_english else f".{language.code}"
    files = {folder / f"{name}.{kind}": made[kind] for kind in formats}
    write_all(files)
    return Published(results, report, tuple(files))


def all_tables(results: Results, report: Report, book: PriceBook, old: Sequence[Stale]) -> tuple[Table, ...]:
    """The tables of a report: its own, other owners, what the assumptions move, and prices that are old."""
    return (*report.tables, *owner_tables(results, book), *assumption_tables(results), *stale_tables(old))


def _made(
    kind: str, results: Results, report: Report, model: Model, quarter: Quarterly | None, language: Language
) -> bytes:
    if kind == "xlsx":
        from tco.workbook import build as workbook

        return workbook(results, report.tables, quarter=quarter, language=language)
    if kind == "html":
        from tco.page import build as page

        templates = model.book.content.find("reports", "_page").path
        return page(
            results, report.tables, templates, quarter=quarter, searched=_searched(model),
            second=None if quarter else second(results.scenario, model.book), language=language,
        ).encode()  # fmt: skip
    return markdown(results, (*report.tables, *translated_tables(_quarter(quarter), language)), language).encode()


def _object(results: Results, old: Sequence[Stale], quarter: Quarterly | None) -> dict[str, object]:
    """The results, the stale prices they rest on, and what changed since the quarter before."""
    since = {"quarter": as_json(quarter.comparison)} if quarter and quarter.comparison else {}
    return results.as_json() | stale_json(old) | since


def _searched(model: Model) -> Answer | None:
    """The layouts that the scenario asks to be searched."""
    ask = of_scenario(model.file, model.settings) if model.file else None
    return ask.run(model.book) if ask else None


def _quarter(quarter: Quarterly | None) -> list[Table]:
    if not quarter:
        return []
    return [*again_table(quarter), *quarter_tables(quarter), *actual_tables(quarter), log_table(quarter)]


def markdown(results: Results, tables: Sequence[Table], language: Language = ENGLISH) -> str:
    """The tables as Markdown, with the finding above and the sources below."""
    scenario = results.scenario
    told = map(language.text, (*refusals(results), *doubts(results)))
    parts = [f"# {scenario.title}", scenario.question, scenario.finding, *told]
    for table in tables:
        headings = [f"{c.title} [{c.unit}]" if c.unit else c.title for c in table.columns]
        parts += [f"## {table.title}", table.note, as_markdown(headings, table.rows)]
        parts += [f"{language.text('Sources')}: {'; '.join(table.sources)}"] if table.sources else []
    signed = f"llm-tco {results.version}, inputs {results.input_hash}, as of {scenario.as_of.isoformat()}"
    parts.append(language.text(signed))
    return "\n\n".join(p for p in parts if p) + "\n"
