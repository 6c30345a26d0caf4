"""The workbook: recalculated by two other engines, changed and compared with a new run, broken to see its checks fail."""

from __future__ import annotations

import hashlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter
from recalculate import Cell, IronCalc, differences, formulas, libreoffice, read

from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.formulas.inputs import INPUTS
from tco.report import Column, Table, make_report
from tco.results import Results
from tco.scenario import setting
from tco.workbook import build, styles, write
from tco.workbook.cells import Writer
from tco.workbook.checks import DELIVERED, FIRST, MASTER, all_checks
from tco.workbook.plan import COUNTS, FIRST_CASE, FIRST_ROW, GIVEN, PIN, Plan

SCENARIOS = ("deepseek-640", "deepseek-8xh200", "deepseek-day")
# A run that asks for every quantity of the horizon, drifting, with an index pinned for all periods in one case.
HORIZON = "deepseek-8xh200 over its horizon"
DRIFT = (
    "setup_cost=200000 CNY", "price_change_per_year=-0.3", "demand_change_per_year=0.2", "rent_change_per_year=-0.1",
    "utilisation_share=0.9", "months_per_period=3", "as-printed:cost_index=1.05",
)  # fmt: skip
ASKED = ("cash_to_date", "periods_unpaid", "npv", "margin_over_horizon", "revenue_over_horizon", "bottleneck", "gpus")
RUNS = (*SCENARIOS, HORIZON)
FUNCTIONS = {
    "IF", "IFERROR", "ISNUMBER", "ISTEXT", "MIN", "MAX", "ABS", "CEILING", "POWER", "EXP", "LN", "SUM", "SUMIFS",
    "COUNTIFS", "COUNT", "COUNTA", "SUMPRODUCT", "NPV",
}  # fmt: skip
PAYLOADS = (
    "=1+1", '=HYPERLINK("http://a.example","x")', "=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "=WEBSERVICE(\"http://a.example\")", "#REF!", "bell\x07 and escape\x1b", "<script>alert('&')</script>",
)  # fmt: skip


@cache
def results(name: str) -> Results:
    if name == HORIZON:
        return load("deepseek-8xh200", settings=[setting(s) for s in DRIFT]).run(ASKED)
    return load(name).run()


@cache
def content(name: str) -> bytes:
    found = results(name)
    return build(found, make_report(found, open_content(), found.scenario.report).tables)


@pytest.fixture(scope="module", params=RUNS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workbooks")


@pytest.fixture(scope="module")
def path(name: str, folder: Path) -> Path:
    return file(name, folder)


def file(name: str, folder: Path) -> Path:
    made = folder / f"{name.replace(' ', '-')}.xlsx"
    if not made.exists():
        made.write_bytes(content(name))
    return made


def book(name: str, **how: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content(name)), **how)


def planted(path: Path, folder: Path, cell: Cell, wrong: str) -> Path:
    """A copy with a wrong value beside a formula: the proof that a recalculation happens."""
    sheet = openpyxl.load_workbook(path).sheetnames.index(cell[0]) + 1
    copy = folder / f"planted-{path.name}"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for entry in source.namelist():
            text = source.read(entry)
            if entry == f"xl/worksheets/sheet{sheet}.xml":
                place = rf'(<c r="{cell[1]}"[^>]*><f>[^<]*</f><v>)[^<]*'
                text, count = re.subn(place.encode(), rb"\g<1>" + wrong.encode(), text)
                assert count == 1
            target.writestr(entry, text)
    assert str(read(copy)[cell]) == wrong
    return copy


def model_cell(name: str, quantity: str, case: int = 0) -> Cell:
    plan = Plan(results(name))
    kind = GIVEN if quantity in INPUTS else COUNTS
    return (
        "Inputs" if kind == GIVEN else "Model",
        f"{get_column_letter(FIRST_CASE + case)}{plan.rows[kind, quantity]}",
    )


CANARY = {HORIZON: "npv"}


# -- the same numbers ------------------------------------------------------------------------------------------------
def test_ironcalc_recalculates_every_formula_to_the_engines_value(name: str, path: Path, folder: Path) -> None:
    canary = model_cell(name, CANARY.get(name, "cost_per_second"))
    engine, live = IronCalc(planted(path, folder, canary, "999")), formulas(path)
    shown = read(path)
    assert len(live) > 500
    assert differences({cell: shown[cell] for cell in live}, engine.values(live)) == {}


@pytest.mark.libreoffice
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_recalculates_every_formula_to_the_engines_value(name: str, path: Path, folder: Path) -> None:
    canary = model_cell(name, CANARY.get(name, "cost_per_second"))
    shown, found = read(path), libreoffice(planted(path, folder, canary, "999"))
    assert differences({cell: shown[cell] for cell in formulas(path)}, found) == {}


def test_a_wrong_value_is_seen(folder: Path) -> None:
    """The comparison itself: a planted value differs from what the engine recalculates."""
    copy = planted(file("deepseek-640", folder), folder, cell := model_cell("deepseek-640", "cost_per_second"), "999")
    assert list(differences({cell: read(copy)[cell]}, IronCalc(copy).values([cell]))) == [cell]


def test_every_number_of_the_engine_is_on_model_or_inputs(name: str, path: Path) -> None:
    shown, plan = read(path), Plan(results(name))
    for number, case in enumerate(plan.cases):
        column = get_column_letter(FIRST_CASE + number)
        for quantity in (*results(name).inputs, *results(name).made):
            value = results(name).value(case.name, quantity)
            if value is not None:
                sheet, kind = ("Inputs", GIVEN) if quantity in INPUTS else ("Model", COUNTS)
                assert shown[sheet, f"{column}{plan.rows[kind, quantity]}"] == pytest.approx(value, rel=1e-14)


# -- changed inputs --------------------------------------------------------------------------------------------------
def changed(name: str, path: Path, sets: list[str]) -> dict[Cell, tuple[Any, Any]]:
    """Where the workbook with its inputs changed by hand differs from a new run with the same settings."""
    plan, engine = Plan(results(name)), IronCalc(path)
    settings = [setting(s) for s in sets]
    new = load(name, settings=settings).run()
    for given in settings:
        kind = GIVEN if given.quantity in INPUTS else PIN
        for number, case in enumerate(plan.cases):
            if given.case in ("", case.name):
                found = new.scenario.cases[number].given[given.quantity].value
                engine.put(
                    ("Inputs", f"{get_column_letter(FIRST_CASE + number)}{plan.rows[kind, given.quantity]}"), found
                )
    expected = {
        model_cell(name, quantity, number): new.value(case.name, quantity)
        for number, case in enumerate(plan.cases)
        if not case.solve
        for quantity in results(name).made
        if new.value(case.name, quantity) is not None and plan.has(number, quantity, COUNTS)
    }
    assert len(expected) > 70
    return differences(expected, engine.values(expected))


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("deepseek-640", ["utilisation_share=0.37"]),
        ("deepseek-640", ["rent_per_server_month=91500 CNY/month", "price_per_mtok_output=9 CNY/Mtok"]),
        ("deepseek-640", ["as-printed:tpot_seconds=41 ms", "corrected:prefill_units=3"]),
        ("deepseek-640", ["paid_share_input=0.5", "cache_hit_share=0.5", "discount_rate_per_year=0.2"]),
        ("deepseek-8xh200", ["price_change_per_year=-0.4", "demand_change_per_year=0.5", "utilisation_share=0.9"]),
        ("deepseek-8xh200", ["as-printed:decode_tokens_per_second=5000 tokens/s", "setup_cost=100000 CNY"]),
    ],
    ids=lambda v: v if isinstance(v, str) else ",".join(v),
)
def test_a_changed_input_gives_what_a_new_run_gives(name: str, sets: list[str], folder: Path) -> None:
    assert changed(name, file(name, folder), sets) == {}


WHOLE = {"heads", "kv_heads", "layers"}
SAMPLE = random.Random(4).sample(sorted(q for q in INPUTS if q not in WHOLE), 60)


def test_twenty_random_inputs_each_changed_by_a_tenth(folder: Path) -> None:
    name = "deepseek-8xh200"
    given = results(name).scenario.cases[0].inputs
    tried = [q for q in SAMPLE if q in results(name).inputs and given[q].value][:20]
    assert len(tried) == 20
    for quantity in tried:
        value = float(given[quantity].value) * (0.9 if INPUTS[quantity].high <= 1 else 1.1)
        value = min(max(value, INPUTS[quantity].low), INPUTS[quantity].high)
        assert changed(name, file(name, folder), [f"{quantity}={value!r}"]) == {}, quantity


def test_a_cleared_pin_gives_way_to_the_formula(folder: Path) -> None:
    """ "As printed" without its ten prefill units is the steady state."""
    name = "deepseek-640"
    plan, engine = Plan(results(name)), IronCalc(file(name, folder))
    engine.put(("Inputs", f"D{plan.rows[PIN, 'prefill_units']}"), None)
    cells = {model_cell(name, q): results(name).value("steady-state", q) for q in ("prefill_units", "gpus", "npv")}
    assert differences(cells, engine.values(cells)) == {}


# -- checks ----------------------------------------------------------------------------------------------------------
def broken(name: str, row: int, formula: str, says: str) -> dict[Cell, Any]:
    """What to overwrite so that a check must fail: the first cell that it looks at."""
    sheet, column, at = re.search(r"(Inputs|Model|Periods)!\$?([A-Z]+)\$?(\d+)", formula).groups()  # type: ignore[union-attr]
    cell = (sheet, f"{column}{at}")
    plan = Plan(results(name))
    at_most = {GIVEN: "layers" if "layers" in results(name).inputs else "output_tokens"}[GIVEN]
    place = ("Inputs", f"{column}{plan.rows[GIVEN, at_most]}")
    special = {
        "every input that was given is there": {place: None},
        "no input is below its range": {place: -1.0},
        "no input is above its range": {place: 1e12},
        "pins that no formula can replace are there": {cell: None},
        "no pin stands in place of a formula": {cell: 1.0},
        "no cell is an error": {("Model", f"{column}{plan.model[-1].row}"): "=1/0"},
        "every period has its numbers": {cell: None},
    }
    return special.get(says, {cell: 1e9 if read_cell(name, cell) < 1e8 else 1e30})


def read_cell(name: str, cell: Cell) -> Any:
    return shown_values(name)[cell]


@cache
def shown_values(name: str) -> dict[Cell, Any]:
    return read_bytes(content(name))


def read_bytes(raw: bytes) -> dict[Cell, Any]:
    made = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    return {(s.title, c.coordinate): c.value for s in made for r in s.iter_rows() for c in r if c.value is not None}


def test_each_check_can_fail_and_turns_what_stands_in_every_header(name: str, path: Path) -> None:
    live, shown = formulas(path), read(path)
    rows = [(row, shown["Checks", f"C{row}"]) for row in range(FIRST, FIRST + len(all_checks(Plan(results(name)))))]
    turned = []
    for says, group in groupby(rows, key=lambda found: found[1]):
        good = [row for row, _ in group if shown["Checks", f"I{row}"] == "OK"]
        if not good:
            continue
        row, severity = good[0], shown["Checks", f"J{good[0]}"]
        engine = IronCalc(path)
        for cell, value in broken(name, row, live["Checks", f"E{row}"], says).items():
            engine.put(cell, value)
        found = engine.values([("Checks", f"I{row}"), ("Model", "B3"), ("Summary", "B3"), ("Model", "C3")])
        expected = {"error": "CHECK", "sensitivity": "CHANGED", "alert": "NOTE"}[severity]
        assert found["Checks", f"I{row}"] == expected, (says, row, found)
        if severity == "error":
            assert found["Model", "B3"] == found["Summary", "B3"] == "CHECK", says
        if severity == "sensitivity":
            assert found["Model", "C3"] == "inputs changed", says
        turned.append((says, severity))
    assert len(turned) >= 8
    assert len([1 for _, severity in turned if severity == "error"]) >= 5


def test_the_scenarios_have_many_kinds_of_checks_and_none_fails() -> None:
    kinds = {check.says for name in RUNS for check in all_checks(Plan(results(name)))}
    assert len(kinds) >= 35
    for name in RUNS:
        shown = shown_values(name)
        assert shown["Cover", "B3"] == "OK"
        assert shown["Cover", "C3"] == "inputs as delivered"


def test_a_broken_status_counts_as_failing(folder: Path) -> None:
    engine = IronCalc(file("deepseek-640", folder))
    engine.put(("Checks", f"I{FIRST}"), None)
    assert engine.values([("Cover", "B3")]) == {("Cover", "B3"): "CHECK"}


def test_a_pin_that_sets_an_identity_aside_only_alerts() -> None:
    """DeepSeek's day pins the tokens served beside one replica: more than its full load, and meant so."""
    shown = shown_values("deepseek-day")
    rows = {shown["Checks", f"C{r}"]: r for r in range(FIRST, 200) if ("Checks", f"C{r}") in shown}
    row = rows["tokens served do not exceed full load"]
    assert (shown["Checks", f"I{row}"], shown["Checks", f"J{row}"]) == ("NOTE", "alert")


# -- rules of the trade ----------------------------------------------------------------------------------------------
def rows_of_formulas(name: str, sheet: str, first_column: int) -> list[list[Any]]:
    rows = (
        [c for c in row[first_column - 1 :] if c.data_type == "f"] for row in book(name)[sheet].iter_rows(FIRST_ROW)
    )
    return [row for row in rows if row]


@pytest.mark.parametrize(("sheet", "first_column"), [("Model", FIRST_CASE), ("Summary", FIRST_CASE), ("Periods", 7)])
def test_one_formula_a_row(name: str, sheet: str, first_column: int) -> None:
    if sheet not in book(name).sheetnames:
        pytest.skip("the run has no periods")
    rows = rows_of_formulas(name, sheet, first_column)
    assert rows
    for first, *others in rows:
        for other in others:
            assert Translator(first.value, first.coordinate).translate_formula(other.coordinate) == other.value


def test_formulas_are_short_plain_and_hold_no_numbers(name: str, path: Path) -> None:
    for cell, formula in formulas(path).items():
        tokens = Tokenizer(formula).items
        opened = [t.value.rstrip("(").upper() for t in tokens if t.type == "FUNC" and t.subtype == "OPEN"]
        assert set(opened) <= FUNCTIONS, (cell, formula)
        numbers = {t.value for t in tokens if t.type == "OPERAND" and t.subtype == "NUMBER"}
        assert numbers <= {"0", "1", "2"}, (cell, formula)
        assert len(formula) <= 250, (cell, formula)
        assert not re.search(r"#[A-Z]+[!?/]|\[|OFFSET|INDIRECT", formula), (cell, formula)
        depth: list[bool] = []
        for token in tokens:
            if token.type == "FUNC":
                if token.subtype == "OPEN":
                    is_if = token.value.upper() == "IF("
                    assert not (is_if and any(depth)), (cell, formula)
                    depth.append(is_if)
                else:
                    depth.pop()


def test_most_formulas_are_no_longer_than_a_thumb(name: str, path: Path) -> None:
    lengths = [len(formula) for formula in formulas(path).values()]
    assert sum(length <= 120 for length in lengths) >= 0.99 * len(lengths)


def test_inputs_hold_no_formula_and_the_model_nothing_else(name: str) -> None:
    made = book(name)
    inputs = [c for row in made["Inputs"].iter_rows(FIRST_ROW) for c in row]
    assert [c.coordinate for c in inputs if c.data_type == "f"] == []
    last = FIRST_CASE + len(results(name).scenario.cases) - 1
    model = [c for row in made["Model"].iter_rows(FIRST_ROW, min_col=FIRST_CASE, max_col=last) for c in row]
    assert [c.coordinate for c in model if c.value is not None and c.data_type != "f"] == []


def test_every_formula_shows_a_value_and_none_an_error(name: str, path: Path) -> None:
    shown = read(path)
    assert [cell for cell in formulas(path) if cell not in shown] == []
    assert [cell for cell, value in shown.items() if isinstance(value, str) and value.startswith("#")] == []


def test_an_input_is_looked_at_where_it_stands(name: str) -> None:
    """References of Summary and Tables point at a formula or an input, never at another reference on their way."""
    made = book(name)
    for sheet in ("Summary", "Tables"):
        for row in made[sheet].iter_rows(4) if sheet in made.sheetnames else ():
            for cell in row:
                if cell.data_type == "f":
                    assert re.fullmatch(r"=(Model|Inputs)![A-Z]+\d+", cell.value), cell.value


def test_sheets_come_in_order_and_nothing_is_hidden_or_merged(name: str) -> None:
    made = book(name)
    order = ["Cover", "Contents", "Summary", "Inputs", "Model", "Periods", "Tables", "Checks", "Sources"]
    assert made.sheetnames == [s for s in order if s != "Periods" or results(name).periodic]
    for sheet in made:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(d.hidden for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        assert not any(c.comment for row in sheet.iter_rows() for c in row)


def test_every_sheet_has_header_print_set_up_and_protection(name: str) -> None:
    scenario = results(name).scenario
    for sheet in book(name):
        assert sheet["A1"].value.startswith(sheet.title)
        for part in (scenario.name, scenario.currency, scenario.as_of.isoformat(), results(name).input_hash):
            assert part in sheet["A2"].value
        assert (sheet["B3"].value, sheet["C3"].value) == (MASTER, DELIVERED)
        assert sheet.conditional_formatting
        assert coordinate_to_tuple(sheet.freeze_panes)[0] > 3
        assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)
        assert sheet.print_area
        assert sheet.print_title_rows.startswith("$1:")
        assert "&P" in sheet.oddFooter.right.text
        assert "&A" in sheet.oddFooter.center.text
        assert results(name).version in sheet.oddFooter.left.text
        assert sheet.protection.sheet
        assert not sheet.protection.password


def test_inputs_are_open_validated_and_styled(name: str) -> None:
    made, plan = book(name), Plan(results(name))
    sheet = made["Inputs"]
    last = FIRST_CASE + len(plan.cases) - 1
    ruled = {c for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges for c in area.cells}
    for line in plan.inputs:
        if line.kind in (GIVEN, PIN) and results(name).sheet.unit(line.name) != "text":
            assert {(line.row, column) for column in range(FIRST_CASE, last + 1)} <= ruled
    given = [
        c
        for row in sheet.iter_rows(FIRST_ROW, min_col=FIRST_CASE, max_col=last)
        for c in row
        if c.style == styles.INPUT
    ]
    assert given
    assert all(not c.protection.locked for c in given)
    assert all(c.font.color.rgb == "000000FF" and c.fill.start_color.rgb == "00FFFFCC" for c in given)
    assert all(rule.error and rule.showErrorMessage for rule in sheet.data_validations.dataValidation)
    locked = [c for row in made["Model"].iter_rows(FIRST_ROW) for c in row if c.data_type == "f"]
    assert all(c.protection.locked for c in locked)


def test_every_given_number_has_a_source_and_every_row_a_unit(name: str) -> None:
    made, plan = book(name), Plan(results(name))
    after = FIRST_CASE + len(plan.cases)
    for line in plan.inputs:
        if line.kind in (GIVEN, PIN):
            assert made["Inputs"].cell(line.row, after).value, line.name
            assert made["Inputs"].cell(line.row, 3).value, line.name
    units = [made["Model"].cell(row, 3).value for (kind, _), row in plan.rows.items() if kind == COUNTS]
    assert all(units)


def test_names_are_few_and_none_is_a_cell(name: str) -> None:
    made = book(name)
    headline = [q for q in results(name).scenario.headline if (COUNTS, q) in Plan(results(name)).rows]
    assert set(made.defined_names) == {"check_master", *(f"out_{q}" for q in headline)}
    for known, defined in made.defined_names.items():
        assert not re.fullmatch(r"[A-Za-z]{1,3}\d+|[rRcC]", known)
        sheet, cell = defined.attr_text.split("!")
        assert made[sheet][cell.replace("$", "")].data_type == "f"


def test_contents_lead_to_every_sheet(name: str) -> None:
    made = book(name)
    links = [c.hyperlink.location for row in made["Contents"].iter_rows() for c in row if c.hyperlink]
    assert links == [f"'{title}'!A1" for title in made.sheetnames]


@pytest.mark.parametrize(("name", "charts"), [("deepseek-640", 2), ("deepseek-8xh200", 1)])
def test_charts_are_linked_described_and_printed(name: str, charts: int) -> None:
    sheet = book(name)["Summary"]
    assert len(sheet._charts) == charts
    last = coordinate_to_tuple(sheet.print_area.split(":")[1].replace("$", ""))
    for chart in sheet._charts:
        end = chart.anchor.to
        assert (end.row + 1, end.col + 1) <= last
        assert end.col + 1 <= last[1]
        assert [s.val.numRef.f.split("!")[0] for s in chart.series] == ["'Summary'"] * 2
    with zipfile.ZipFile(io.BytesIO(content(name))) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert len(re.findall(r'descr="[^"]{20,}"', drawing)) == charts


def test_a_spreadsheet_recalculates_when_it_opens_the_file(name: str) -> None:
    assert book(name).calculation.fullCalcOnLoad


# -- bytes -----------------------------------------------------------------------------------------------------------
def test_the_same_results_give_the_same_bytes(name: str) -> None:
    found = results(name)
    assert build(found, make_report(found, open_content(), found.scenario.report).tables) == content(name)


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import hashlib; from tco.engine import load; from tco.workbook import build;"
        "print(hashlib.sha256(build(load('deepseek-day').run())).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo"}
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    assert made.stdout.strip() == hashlib.sha256(build(results("deepseek-day"))).hexdigest()


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    write(results("deepseek-day"), (), target)
    assert target.read_bytes() == build(results("deepseek-day"))
    assert list(tmp_path.iterdir()) == [target]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    target = tmp_path / "absent" / "out.xlsx"
    with pytest.raises(InputError) as told:
        write(results("deepseek-day"), (), target)
    assert str(told.value).splitlines() == [
        f"{target}: cannot write the workbook",
        "  found: No such file or directory",
        "  next: close it where it is open, or give another --out",
    ]


# -- text of others --------------------------------------------------------------------------------------------------
def hostile(payload: str) -> Results:
    """A run whose every text is the payload."""
    found = results("deepseek-day")

    def given(values: Any) -> Any:
        return {q: replace(g, source=payload, note=payload, listed=payload, date=payload) for q, g in values.items()}

    cases = tuple(
        replace(c, title=payload, note=payload, inputs=given(c.inputs), pins=given(c.pins))
        for c in found.scenario.cases
    )
    scenario = replace(found.scenario, name=payload, title=payload, question=payload, finding=payload, cases=cases)
    return replace(found, scenario=scenario)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_text_of_others_never_becomes_a_formula(payload: str) -> None:
    columns = (Column(payload, payload, payload), Column("b", payload, "", text=True))
    table = Table(payload, payload, payload, columns, ((payload, 1.0),), ((None, None),), (payload,))
    clean = build(results("deepseek-day"), [table_without(table)])
    made = openpyxl.load_workbook(io.BytesIO(build(hostile(payload), [table])))
    plain = openpyxl.load_workbook(io.BytesIO(clean))
    for sheet, other in zip(made, plain, strict=True):
        ours = {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"}
        theirs = {c.coordinate: c.value for row in other.iter_rows() for c in row if c.data_type == "f"}
        assert sorted(ours.values()) == sorted(theirs.values())
        assert not any(c.data_type == "e" for row in sheet.iter_rows() for c in row)
    assert not made._external_links


def table_without(table: Table) -> Table:
    columns = tuple(replace(c, name="x", title="x", unit="x" if c.unit else "") for c in table.columns)
    return Table("x", "x", "x", columns, (("x", 1.0),), table.live, ("x",))


def test_infinity_is_refused_with_its_place() -> None:
    sheet = openpyxl.Workbook().active
    with pytest.raises(InputError, match="workbook cell Sheet!D3: not a finite number"):
        Writer(sheet).number(3, 4, float("inf"), "General", "Normal")
