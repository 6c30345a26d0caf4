"""The sheets put together in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Sequence

from tco.language import ENGLISH, Language
from tco.quarterly.gather import Quarterly
from tco.quarterly.tables import actual_tables, quarter_tables
from tco.report import Table
from tco.results import Results
from tco.translate import labelled
from tco.workbook import styles
from tco.workbook.cells import Book, clean
from tco.workbook.checks import MASTER, all_checks, master_words, write_checks
from tco.workbook.cover import write_contents, write_cover
from tco.workbook.inputs import write_inputs
from tco.workbook.liveness import static
from tco.workbook.load import load_of
from tco.workbook.model import write_model
from tco.workbook.package import packed
from tco.workbook.periods import write_periods
from tco.workbook.pictures import SHEET as PICTURES
from tco.workbook.pictures import pictures, write_pictures
from tco.workbook.places import case_column
from tco.workbook.plan import COUNTS, Plan
from tco.workbook.quarter import LOG, SHEET, quarter_checks, write_log, write_quarter
from tco.workbook.selector import write_shown
from tco.workbook.sensitivity import TITLE as SENSITIVITY
from tco.workbook.sensitivity import blocks, sensitivity_checks, write_sensitivity
from tco.workbook.sources import write_sources
from tco.workbook.spoken import speak
from tco.workbook.summary import write_summary
from tco.workbook.table_checks import table_checks
from tco.workbook.table_lists import Lists
from tco.workbook.tables import write_tables
from tco.workbook.timing import write_timing
from tco.workbook.titles import told_apart
from tco.workbook.variants import SHEET as VARIANTS
from tco.workbook.variants import Study, studies, write_variants
from tco.workbook.waterfall import TITLE as WATERFALL
from tco.workbook.waterfall import drawn, write_waterfall
from tco.workbook.years import SHEET as YEARS
from tco.workbook.years import write_years, year_lines

CHANGED, ACTUAL = "Changed_inputs", "Plan_and_actual"


def assembled(
    results: Results,
    tables: Sequence[Table],
    finding: str,
    attribution: Sequence[Table],
    quarter: Quarterly | None = None,
    language: Language = ENGLISH,
) -> bytes:
    """The workbook as bytes."""
    import openpyxl

    results = told_apart(labelled(results, language))
    plan = Plan(results)
    moved, lists = studies(plan), Lists(plan, tuple(tables))
    checks = [
        *all_checks(plan), *table_checks(lists), *sensitivity_checks(plan, moved), *quarter_checks(plan, quarter),
    ]  # fmt: skip
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    styles.add_styles(workbook, language.text(styles.FONT))
    book = Book(workbook, results, master_words(checks), language)
    write_cover(book, plan, finding, static(lists, moved, quarter))
    changed, actual = _quarter_tables(quarter)
    book.add("Contents", "")
    charts = {"Summary": write_summary(book, plan, finding, lists)}
    write_log(book, quarter)
    write_inputs(book, plan)
    write_sources(book, plan)
    write_timing(book, plan)
    write_model(book, plan)
    write_periods(book, plan)
    write_years(book, plan)
    live = next((block for block in blocks(moved) if block.study.closed), None)
    write_variants(book, live.study if live else None, live.rows if live else ())
    write_tables(book, "Tables", "what the report asks of the results", lists)
    write_tables(book, "Attribution", "what made the difference", Lists(plan, tuple(attribution)))
    charts[PICTURES] = write_pictures(book, plan)
    charts[SENSITIVITY] = write_sensitivity(book, plan, moved)
    write_quarter(book, plan, quarter)
    charts[WATERFALL] = write_waterfall(book, quarter)
    old_and_new = "what went in otherwise than in the quarter before: old, new, source"
    write_tables(book, CHANGED, old_and_new, Lists(plan, tuple(changed)))
    write_tables(book, ACTUAL, "invoices, usage and meter readings against the plan", Lists(plan, tuple(actual)))
    write_checks(book, plan, checks)
    write_contents(book, _titles(plan, tables, attribution, quarter, moved))
    _describe(book, plan)
    for title, writer in book.writers.items():
        if title != "Inputs":
            write_shown(writer, plan)
    speak(book, language)
    shown = {writer.sheet.title: writer.shown for writer in book.writers.values()}
    charts = {language.text(title): [language.text(text) for text in texts] for title, texts in charts.items()}
    return packed(workbook, shown, charts, f"{results.scenario.as_of}T00:00:00Z")


def _quarter_tables(quarter: Quarterly | None) -> tuple[list[Table], list[Table]]:
    """What went in otherwise, and plan against actual."""
    if not quarter:
        return [], []
    changed = [table for table in quarter_tables(quarter) if table.name == "changed_inputs"]
    return changed, actual_tables(quarter)


def _titles(
    plan: Plan, tables: Sequence[Table], attribution: Sequence[Table], quarter: Quarterly | None, moved: Sequence[Study]
) -> list[str]:
    changed, actual = _quarter_tables(quarter)
    there: dict[str, object] = {
        "Timing": plan.timing, "Periods": plan.periods, YEARS: year_lines(plan), "Tables": tables, "Attribution": attribution, LOG: quarter,
        VARIANTS: any(study.closed for study in moved), SENSITIVITY: moved or load_of(plan, 0),
        PICTURES: pictures(plan),
        SHEET: quarter and quarter.comparison, WATERFALL: drawn(quarter), CHANGED: changed, ACTUAL: actual,
    }  # fmt: skip
    everything = (
        "Cover", "Contents", "Summary", LOG, "Inputs", "Sources", "Timing", "Model", "Periods", YEARS, VARIANTS, "Tables",
        "Attribution", PICTURES, SENSITIVITY, SHEET, WATERFALL, CHANGED, ACTUAL, "Checks",
    )  # fmt: skip
    return [title for title in everything if there.get(title, True)]


def _describe(book: Book, plan: Plan) -> None:
    """Names for the master check and the headline of the first case; properties; recalculation on opening."""
    from openpyxl.packaging.custom import StringProperty
    from openpyxl.workbook.defined_name import DefinedName

    workbook, results = book.workbook, plan.results
    names = {"check_master": MASTER.removeprefix("=")}
    for quantity in results.scenario.headline:
        if (COUNTS, quantity) in plan.rows:
            names[f"out_{quantity}"] = f"Model!${case_column(0)}${plan.rows[COUNTS, quantity]}"
    for name, cell in names.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=cell)
    workbook.properties.creator = f"llm-tco {results.version}"
    workbook.properties.title = clean(results.scenario.title)
    workbook.properties.subject = clean(results.scenario.question)
    for name, value in (("scenario", results.scenario.name), ("input digest", results.input_hash)):
        workbook.custom_doc_props.append(StringProperty(name=name, value=clean(value)))
    workbook.calculation.fullCalcOnLoad = True
