"""The rules of the trade that a workbook of finance is read by: structure, formulas, inputs, printing, names."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import coordinate_to_tuple

from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.report import make_report
from tco.workbook import build, styles
from tco.workbook.cells import Writer
from tco.workbook.checks import DELIVERED, MASTER
from tco.workbook.plan import COUNTS, FIRST_CASE, FIRST_PERIOD, FIRST_ROW, GIVEN, PIN, Plan
from tco.workbook.summary import MOST_ACROSS

if TYPE_CHECKING:
    from tco.results import Results

SCENARIOS = ("deepseek-640", "deepseek-8xh200", "deepseek-day", "deepseek-workings", "api-against-rental")
SHEETS = (
    "Cover", "Contents", "Summary", "Inputs", "Sources", "Timing", "Model", "Periods", "Years", "Variants", "Tables",
    "Charts", "Sensitivity", "Checks",
)  # fmt: skip


@cache
def results(name: str) -> Results:
    return load(name).run()


@cache
def content(name: str) -> bytes:
    found = results(name)
    return build(found, make_report(found, open_content(), found.scenario.report).tables)


@cache
def book(name: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content(name)))


@pytest.fixture(params=SCENARIOS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def cells(name: str, sheet: str, first_column: int = 1, last_column: int | None = None) -> list[Any]:
    rows = book(name)[sheet].iter_rows(FIRST_ROW, min_col=first_column, max_col=last_column)
    return [cell for row in rows for cell in row]


def below(cell: Any) -> int:
    """The row of the nearest heading above a cell: where its block begins."""
    rows = range(cell.row, 0, -1)
    return next(row for row in rows if cell.parent.cell(row, 1).style == styles.CHAPTER)


def last_case(name: str) -> int:
    return FIRST_CASE + len(results(name).scenario.cases) - 1


# -- formulas ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sheet", "first"), [("Model", FIRST_CASE), ("Summary", FIRST_CASE), ("Periods", FIRST_PERIOD)]
)
def test_one_formula_a_row(name: str, sheet: str, first: int) -> None:
    """Copied along its row, the first formula gives every other one; down its column, block by block, where cases are rows."""
    if sheet not in book(name).sheetnames:
        pytest.skip("no quantity of the run differs by period")
    rows: dict[tuple[int, int], list[Any]] = {}
    by_column = sheet == "Summary" and len(results(name).scenario.cases) > MOST_ACROSS
    last = last_case(name) if sheet == "Summary" and not by_column else None  # to its right stands the case shown
    for cell in cells(name, sheet, first, last):
        if cell.data_type == "f":
            rows.setdefault((cell.column, below(cell)) if by_column else (cell.row, 0), []).append(cell)
    assert rows
    for start, *others in rows.values():
        for other in others:
            assert Translator(start.value, start.coordinate).translate_formula(other.coordinate) == other.value


def test_most_formulas_are_no_longer_than_a_thumb(name: str) -> None:
    lengths = [
        len(c.value) for sheet in SHEETS if sheet in book(name) for c in cells(name, sheet) if c.data_type == "f"
    ]
    assert sum(length <= 120 for length in lengths) >= 0.99 * len(lengths)


def test_inputs_hold_no_formula_and_the_model_nothing_else(name: str) -> None:
    assert [c.coordinate for c in cells(name, "Inputs") if c.data_type == "f"] == []
    model = cells(name, "Model", FIRST_CASE, last_case(name))
    assert [c.coordinate for c in model if c.value is not None and c.data_type != "f"] == []


def test_what_is_shown_refers_to_what_is_computed(name: str) -> None:
    """Summary and Tables point at Model or Inputs, or at what Tables itself has, never at a reference on its way there."""
    typed = {c.coordinate for c in cells(name, "Tables") if c.data_type == "n"} if "Tables" in book(name) else set()
    pattern = (
        r"=(Model|Inputs)!\$?[A-Z]+\$?\d+|=INDEX\((Model|Inputs)![$A-Z\d:]+,\$A\d+\)|=INDEX\([$A-Z\d:]+,Inputs!\$C\$4\)"
    )
    for sheet in ("Summary", "Tables"):
        for cell in cells(name, sheet) if sheet in book(name) else ():
            own = str(cell.value).partition("=Tables!")[2]
            assert cell.data_type != "f" or re.fullmatch(pattern, cell.value) or own in typed


def test_every_quantity_in_a_table_is_live(name: str) -> None:
    """The report says which of its cells are quantities of a case; each is a formula on Tables."""
    found = results(name)
    tables = make_report(found, open_content(), found.scenario.report).tables
    live = [ref for table in tables for row in table.live for ref in row if ref]
    formulas = [c for row in book(name)["Tables"].iter_rows(5) for c in row if c.data_type == "f"]
    assert len(formulas) == len(live) > 0


# -- structure ---------------------------------------------------------------------------------------------------------
def test_sheets_come_in_order_and_nothing_is_hidden_or_merged(name: str) -> None:
    made = book(name)
    over_time = ("Timing", "Periods", "Years") if results(name).periodic else ()
    there = {s for s in SHEETS if s not in ("Timing", "Periods", "Years", "Charts")} | {
        *over_time,
        *({"Charts"} & {*made.sheetnames}),
    }
    assert made.sheetnames == [s for s in SHEETS if s in there]
    for sheet in made:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(d.hidden for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        assert not any(c.comment for row in sheet.iter_rows() for c in row)


def test_every_sheet_says_what_it_is_prints_and_is_protected(name: str) -> None:
    scenario = results(name).scenario
    for sheet in book(name):
        assert sheet["A1"].value.startswith(sheet.title)
        for part in (scenario.name, scenario.currency, scenario.as_of.isoformat(), results(name).input_hash):
            assert part in sheet["A2"].value
        assert (sheet["B3"].value, sheet["C3"].value) == (MASTER, DELIVERED)
        if sheet.title != "Inputs":
            assert (sheet["B4"].value, sheet["C4"].value) == ("=Inputs!$B$4", "=Inputs!$D$4")
        assert any("B3" in str(ranged.sqref) for ranged in sheet.conditional_formatting)
        assert coordinate_to_tuple(sheet.freeze_panes)[0] > 3
        assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)
        assert sheet.print_area
        assert sheet.print_title_rows.startswith("$1:")
        assert ("&A" in sheet.oddFooter.center.text, "&P" in sheet.oddFooter.right.text) == (True, True)
        assert results(name).version in sheet.oddFooter.left.text
        assert sheet.protection.sheet
        assert not sheet.protection.password


def test_contents_lead_to_every_sheet(name: str) -> None:
    links = [c.hyperlink.location for row in book(name)["Contents"].iter_rows() for c in row if c.hyperlink]
    assert links == [f"'{title}'!A1" for title in book(name).sheetnames]


def test_names_are_few_and_none_is_a_cell(name: str) -> None:
    """H100 and B200 are cells: a name has an underscore."""
    made, rows = book(name), Plan(results(name)).rows
    headline = [q for q in results(name).scenario.headline if (COUNTS, q) in rows]
    assert set(made.defined_names) == {"check_master", *(f"out_{q}" for q in headline)}
    for known, defined in made.defined_names.items():
        sheet, cell = defined.attr_text.split("!")
        assert "_" in known
        assert made[sheet][cell.replace("$", "")].data_type == "f"


# -- inputs ------------------------------------------------------------------------------------------------------------
def test_inputs_are_open_blue_on_yellow_and_the_model_is_locked(name: str) -> None:
    given = [c for c in cells(name, "Inputs", FIRST_CASE, last_case(name)) if c.style == styles.INPUT]
    assert given
    for cell in given:
        look = (cell.protection.locked, cell.font.color.rgb, cell.fill.start_color.rgb)
        assert look == (False, "000000FF", "00FFFFCC")
    assert all(c.protection.locked for c in cells(name, "Model"))


def test_every_input_is_validated_with_a_message(name: str) -> None:
    rules = book(name)["Inputs"].data_validations.dataValidation
    ruled = {cell for rule in rules for area in rule.sqref.ranges for cell in area.cells}
    for line in Plan(results(name)).inputs:
        if line.kind in (GIVEN, PIN) and results(name).sheet.unit(line.name) != "text":
            assert {(line.row, column) for column in range(FIRST_CASE, last_case(name) + 1)} <= ruled
    assert all(rule.error and rule.showErrorMessage for rule in rules)
    assert {rule.allowBlank for rule in rules if "a number" not in rule.error} == {False}


def test_every_given_number_has_a_source_and_every_row_a_unit(name: str) -> None:
    made, plan = book(name), Plan(results(name))
    for line in plan.inputs:
        if line.kind in (GIVEN, PIN):
            assert made["Inputs"].cell(line.row, last_case(name) + 1).value, line.name
            assert made["Inputs"].cell(line.row, 3).value, line.name
    assert all(made["Model"].cell(row, 3).value for (kind, _), row in plan.rows.items() if kind == COUNTS)


def test_every_given_number_is_on_sources(name: str) -> None:
    listed = {row[0].value for row in book(name)["Sources"].iter_rows(6)}
    assert listed == {line.name for line in Plan(results(name)).inputs if line.kind in (GIVEN, PIN)}


# -- charts and bytes --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "charts"), [("deepseek-640", 2), ("deepseek-8xh200", 1)])
def test_charts_are_linked_described_and_printed(name: str, charts: int) -> None:
    sheet = book(name)["Summary"]
    assert len(sheet._charts) == charts
    last_row, last_column = coordinate_to_tuple(sheet.print_area.split(":")[1].replace("$", ""))
    for chart in sheet._charts:
        assert chart.anchor.to.row + 1 <= last_row
        assert chart.anchor.to.col + 1 <= last_column
        assert [series.val.numRef.f.split("!")[0] for series in chart.series] == ["'Summary'"] * 2
    with zipfile.ZipFile(io.BytesIO(content(name))) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert len(re.findall(r'descr="[^"]{20,}"', drawing)) == charts


def test_a_spreadsheet_recalculates_when_it_opens_the_file(name: str) -> None:
    assert book(name).calculation.fullCalcOnLoad


def test_another_process_elsewhere_makes_the_same_bytes() -> None:
    code = (
        "import hashlib; from tco.engine import load; from tco.workbook import build;"
        "print(hashlib.sha256(build(load('deepseek-day').run())).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo"}
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    assert made.stdout.strip() == hashlib.sha256(build(results("deepseek-day"))).hexdigest()


def test_infinity_is_refused_with_its_place() -> None:
    sheet = openpyxl.Workbook().active
    with pytest.raises(InputError, match="workbook cell Sheet!D3: not a finite number"):
        Writer(sheet).number(3, 4, float("inf"), "General", "Normal")


def test_text_stays_text_and_loses_what_a_file_cannot_hold() -> None:
    sheet = openpyxl.Workbook().active
    Writer(sheet).text(1, 1, "=1+1\x01", "Normal")
    assert (sheet["A1"].value, sheet["A1"].data_type, sheet["A1"].quotePrefix) == ("=1+1", "s", True)
