"""`tco lint`: what we ship passes, and each point finds the fault that is planted for it."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from tco.cli import cli
from tco.content import open_content
from tco.engine import Model, load
from tco.lint import ASIDE, FAIL, PASS, WAIVED, lint
from tco.lint.checks import waivers
from tco.lint.points import POINTS, judged
from tco.lint.reading import Reading, Sheet
from tco.publish import Published, publish
from tco.xlsxfile import open_archive

if TYPE_CHECKING:
    from collections.abc import Callable

SHIPPED = tuple(open_content().names("scenarios"))
NOTHING_TO_JUDGE = {26, 28, 44, 45, 46, 47}
needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of two cases with periods and a chart, as shipped."""
    model = load("deepseek-8xh200", content=open_content())
    few = Model(replace(model.scenario, cases=model.scenario.cases[:2]), model.book)
    return publish(few, tmp_path_factory.mktemp("small"), ("xlsx",)).paths[0]


@pytest.fixture(scope="module")
def as_made(small: Path) -> dict[int, str]:
    """The verdicts before anything is planted."""
    return {v.point.number: v.status for v in lint(small)}


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_passes(name: str, shipped: Callable[[str], Published]) -> None:
    """Nothing fails and nothing is waived, with every formula recalculated by LibreOffice; the README tells the score."""
    there = bool(shutil.which("soffice"))
    verdicts = lint(shipped(name).paths[0], recalculate=there)
    found = {v.point.number: v for v in verdicts}
    assert {n: v.findings for n, v in found.items() if v.status == FAIL} == {}
    assert [n for n, v in found.items() if v.status == WAIVED] == []
    over_time, recalculated = {5, 6, 14, 15}, {26} if there else set()
    assert {n for n, v in found.items() if v.status == ASIDE} <= (NOTHING_TO_JUDGE | over_time) - recalculated
    passed = sum(v.status == PASS for v in verdicts if v.point.number != 26)
    assert f"`{name}`" in row_of_readme(f"{passed} of {passed}")


def row_of_readme(score: str) -> str:
    """The row of the README's table of scores."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    return next(line for line in readme.splitlines() if line.startswith(f"| {score} |"))


def test_every_point_of_the_checklist_is_there() -> None:
    """48 points, each with a text of its own; those without which nothing is excused."""
    assert sorted(POINTS) == list(range(1, 49))
    assert len({p.says for p in POINTS.values()}) == 48
    assert {n for n, p in POINTS.items() if p.bold} == {1, 4, 10, 11, 16, 17, 19, 24, 25, 26, 32, 33, 36, 38, 44}


# -- a fault for each point --------------------------------------------------------------------------------------------
Plant = tuple[int, str, "Callable[[Reading], object]"]


def cell_of(reading: Reading, sheet: str, label: str, column: int = 4) -> Any:
    """The cell of a row that begins with a label."""
    page = reading.book[sheet]
    row = next(r[0].row for r in page.iter_rows(max_col=1) if r[0].value == label)
    return page.cell(row, column)


def put(sheet: str, cell: str, value: object) -> Callable[[Reading], object]:
    return lambda r: setattr(r.book[sheet][cell], "value", value)


def sheet_of(reading: Reading, title: str) -> Sheet:
    return next(s for s in reading.sheets if s.title == title)


def show(sheet: str, label: str, value: object) -> Callable[[Reading], object]:
    """Let a formula show a value."""

    def plant(reading: Reading) -> None:
        cell = cell_of(reading, sheet, label)
        sheet_of(reading, sheet).values_page[cell.coordinate].value = value

    return plant


def formula(text: str) -> Callable[[Reading], object]:
    """Replace the formula of the cost per second of the first case."""
    return lambda r: setattr(cell_of(r, "Model", "cost_per_second"), "value", text)


def wipe(sheet: str, label: str, column: int) -> Callable[[Reading], object]:
    return lambda r: setattr(cell_of(r, sheet, label, column), "value", None)


def style(sheet: str, label: str, **look: object) -> Callable[[Reading], object]:
    def plant(reading: Reading) -> None:
        for name, value in look.items():
            setattr(cell_of(reading, sheet, label), name, value)

    return plant


def page(sheet: str, change: Callable[[Any], object]) -> Callable[[Reading], object]:
    return lambda r: change(r.book[sheet])


def rule_off(reading: Reading) -> None:
    rules = reading.book["Inputs"].data_validations.dataValidation
    reading.book["Inputs"].data_validations.dataValidation = [r for r in rules if "batch:" not in (r.error or "")]


def first_check(reading: Reading, column: str, value: object) -> None:
    reading.book["Checks"][f"{column}9"].value = value


def dated(reading: Reading) -> Reading:
    entries = reading.archive.entries
    late = [replace_date(e, (2026, 1, 1, 0, 0, n % 60)) for n, e in enumerate(entries)]
    return Reading(replace(reading.archive, entries=tuple(late)))


def replace_date(entry: Any, stamp: tuple[int, ...]) -> Any:
    import copy

    made = copy.copy(entry)
    made.date_time = stamp
    return made


def undescribed(reading: Reading) -> Reading:
    parts = dict(reading.archive.parts)
    parts["xl/drawings/drawing1.xml"] = parts["xl/drawings/drawing1.xml"].replace(b"descr=", b"title=")
    return Reading(replace(reading.archive, parts=parts))


def carrying_macros(reading: Reading) -> Reading:
    return Reading(replace(reading.archive, active=("macros (xl/vbaProject.bin)",)))


def a_bridge(*rows: tuple[object, ...]) -> Callable[[Reading], object]:
    def plant(reading: Reading) -> None:
        for book in (reading.book, reading.values_book):
            made = book.create_sheet("Bridge")
            for row in rows:
                made.append(row)

    return plant


def a_log(reading: Reading) -> None:
    for book in (reading.book, reading.values_book):
        book.create_sheet("Changes").append(("date", "what"))


def swap(reading: Reading) -> None:
    names = reading.book.sheetnames
    reading.book.move_sheet("Checks", names.index("Periods") - names.index("Checks"))


def no_index(reading: Reading) -> None:
    for row in reading.book["Periods"].iter_rows(max_col=1):
        row[0].value = re.sub("index|inflation", "x", str(row[0].value or "")) or None


def drop_text(reading: Reading, sheet: str, word: str) -> None:
    for row in reading.book[sheet].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and word in cell.value.lower():
                cell.value = "x"


def loop(reading: Reading) -> None:
    cell = cell_of(reading, "Model", "cost_per_second")
    cell.value = f"={cell_of(reading, 'Model', 'profit_per_second').coordinate}"


SIGNED = ("sign", "negative", "positive")
PRIOR = ("description", "prior", "current", "delta")
PLANTED: list[Plant] = [
    (1, "Periods", swap),
    (2, "Cover", wipe("Cover", "Entity", 1)),
    (3, "Contents", lambda r: setattr(cell_of(r, "Contents", "Model", 1), "hyperlink", None)),
    (4, "Model!D", formula(3.7)),
    (4, "Inputs!D", lambda r: setattr(cell_of(r, "Inputs", "batch"), "value", "=80*2")),
    (5, "Periods", put("Timing", "I6", "2031-01")),
    (5, "Timing", lambda r: [drop_text(r, "Timing", "ends")]),
    (6, "Periods!D", lambda r: setattr(r.book["Periods"]["D9"], "value", 3.0)),
    (6, "", lambda r: [setattr(cell, "value", None) for cell in r.book["Years"][6]]),
    (7, "Model 2", lambda r: setattr(r.book["Model"], "title", "Model 2")),
    (8, "Model", page("Model", lambda p: setattr(p, "sheet_state", "hidden"))),
    (8, "Model!9", page("Model", lambda p: setattr(p.row_dimensions[9], "hidden", True))),
    (9, "Model!A1:B1", page("Model", lambda p: p.merge_cells("A1:B1"))),
    (10, "Inputs", lambda r: setattr(r.book["Inputs"]["A6"], "value", "thing")),
    (10, "Inputs!C", wipe("Inputs", "batch", 3)),
    (11, "Inputs!F", wipe("Inputs", "batch", 6)),
    (12, "Inputs!D", rule_off),
    (13, "Model", page("Model", lambda p: p.delete_rows(4))),
    (14, "Periods!I5", put("Periods", "I4", None)),
    (15, "Timing", no_index),
    (16, "Model!D", formula("=D50*3.6")),
    (17, "Model!E", formula("=D50")),
    (18, "Model!D", formula("=IF(D50>0,IF(D51>0,1,0),0)")),
    (18, "Model!D", formula("=D50+" + "+".join(["Inputs!$D$50"] * 25))),
    (18, "Model!D", formula("=OFFSET(D50,1,0)")),
    (19, "Model!D", formula(ArrayFormula("D55", "=SUM(D50:D51*2)"))),
    (19, "Model!D", formula("=[2]Other!A1")),
    (19, "", carrying_macros),
    (20, "Model!D", formula("=XLOOKUP(1,D50:D51,D50:D51)")),
    (20, "Model!D", formula("=MYFUNCTION(D50)")),
    (21, "H200", lambda r: r.book.defined_names.update(H200=DefinedName("H200", attr_text="Model!$D$9"))),
    (21, "in_all", lambda r: r.book.defined_names.update(in_all=DefinedName("in_all", attr_text="Model!$D$9:$E$9"))),
    (22, "Model!D", formula("=NPV(0.1,D50:D52)")),
    (23, "", lambda r: [drop_text(r, s, word) for s in ("Cover", "Summary", "Inputs") for word in SIGNED]),
    (24, "Model!D", loop),
    (25, "Model!D", show("Model", "cost_per_second", "#DIV/0!")),
    (27, "Model!D", show("Model", "cost_per_second", None)),
    (29, "", lambda r: setattr(r.book.calculation, "fullCalcOnLoad", False)),
    (30, "", dated),
    (31, "Cover", wipe("Cover", "Digest of the inputs", 1)),
    (32, "Checks", lambda r: setattr(r.book["Checks"]["H8"], "value", "leeway")),
    (32, "Checks!C9", lambda r: (first_check(r, "C", None))),
    (33, "Model", put("Model", "B3", "OK")),
    (33, "Model!B3", lambda r: setattr(sheet_of(r, "Model").values_page["B3"], "value", "CHECK")),
    (34, "", page("Checks", lambda p: p.delete_rows(12, 400))),
    (35, "Checks!E9", lambda r: first_check(r, "E", "=F9")),
    (35, "Checks!I9", lambda r: first_check(r, "I", '=IF(0=0,"OK","CHECK")')),
    (36, "Inputs!D", style("Inputs", "batch", font=Font(color="FF000000"))),
    (36, "Summary!D", style("Summary", "revenue_per_second", font=Font(color="FF000000"))),
    (37, "Model!D", style("Model", "margin_on_revenue", number_format="0.00_);(0.00);0")),
    (37, "Model!D", style("Model", "cost_per_second", number_format="General")),
    (38, "Model!C", wipe("Model", "cost_per_second", 3)),
    (39, "Model", page("Model", lambda p: setattr(p, "freeze_panes", None))),
    (39, "Model!D", page("Model", lambda p: setattr(p.column_dimensions["D"], "width", 2.0))),
    (40, "Summary", page("Summary", lambda p: setattr(p, "print_area", "A1:B9"))),
    (40, "Model", page("Model", lambda p: setattr(p.oddFooter.right, "text", ""))),
    (41, "Summary", page("Summary", lambda p: setattr(p._charts[0], "title", None))),
    (42, "Summary", lambda r: [setattr(c, "value", None) for row in r.book["Summary"].iter_rows(5) for c in row]),
    (43, "xl/drawings/drawing1.xml", undescribed),
    (43, "Model!D", style("Model", "cost_per_second", fill=PatternFill("solid", start_color="444444"))),
    (44, "Bridge", a_bridge(PRIOR)),
    (44, "Bridge!D2", a_bridge(PRIOR, ("residual", 1.0, 2.0, 0.3))),
    (45, "Bridge", a_bridge(PRIOR, ("residual", 1.0, 2.0, 0.0))),
    (46, "Changes", a_log),
    (47, "Bridge", a_bridge(PRIOR, ("residual", 1.0, 2.0, 0.0))),
    (48, "Model", page("Model", lambda p: setattr(p.protection, "sheet", False))),
]  # fmt: skip


@pytest.mark.parametrize(("number", "cell", "plant"), PLANTED, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(PLANTED)])
def test_a_planted_fault_is_found(number: int, cell: str, plant: Plant, small: Path, as_made: dict[int, str]) -> None:
    """As shipped the point is passed; with one thing changed it fails, and says where."""
    assert as_made[number] == (ASIDE if number in NOTHING_TO_JUDGE else PASS)
    reading = Reading(open_archive(small))
    changed = plant(reading)
    found = judged(POINTS[number], changed if isinstance(changed, Reading) else reading, {})
    assert found.status == FAIL
    assert any(f.cell.startswith(cell) if cell else f.cell == "" for f in found.findings), found.findings[:3]


def test_every_point_that_a_file_can_show_has_a_planted_fault() -> None:
    """One at least; recalculation has a test of its own, the engine's own proof is elsewhere."""
    assert set(POINTS) - {n for n, _, _ in PLANTED} == {26, 28}


@needs_libreoffice
@pytest.mark.libreoffice
def test_values_are_those_of_another_engine(small: Path, tmp_path: Path) -> None:
    """Recalculated by LibreOffice all agree; a wrong value planted in the file is found, in its cell."""
    assert judged(POINTS[26], Reading(open_archive(small), recalculate=True), {}).status == PASS
    cell = cell_of(Reading(open_archive(small)), "Model", "cost_per_second").coordinate
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(small) as source, zipfile.ZipFile(wrong, "w") as out:
        for item in source.infolist():
            pattern = rf'(<c r="{cell}"[^>]*>(?:<f>[^<]*</f>))<v>0.0462[^<]*</v>'.encode()
            out.writestr(item, re.sub(pattern, rb"\1<v>999</v>", source.read(item)))
    found = judged(POINTS[26], Reading(open_archive(wrong), recalculate=True), {}).findings
    assert [f.cell for f in found] == [f"Model!{cell}"]
    assert "shows 999" in found[0].reason


def test_a_waiver_excuses_a_point_with_its_reason_but_no_bold_one(small: Path) -> None:
    """It stands on Checks; without a reason, or for a bold point, it counts for nothing."""
    reading = Reading(open_archive(small))
    merged = POINTS[9]
    reading.book["Model"].merge_cells("A1:B1")
    reading.book["Checks"]["A300"].value, reading.book["Checks"]["C300"].value = "waiver of point 9", "a heading"
    reading.book["Checks"]["A301"].value = "waiver of point 8"
    found = waivers(reading)
    assert (found[9], found[8]) == ("a heading", "")
    assert judged(merged, reading, found).status == WAIVED
    assert judged(merged, reading, {9: ""}).status == FAIL
    assert judged(replace(merged, bold=True), reading, found).status == FAIL


# -- the command -------------------------------------------------------------------------------------------------------
def test_the_command_prints_a_row_a_point_and_exits_0_where_all_is_well(small: Path) -> None:
    done = CliRunner().invoke(cli, ["lint", str(small), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["passed"], told["judged"], len(told["points"])) == (42, 42, 48)
    assert "42 of 42 points passed" in done.stderr


def test_anyone_s_workbook_is_judged_and_fails_with_cells_and_reasons(tmp_path: Path) -> None:
    """A sheet such as people send: no cover, numbers in formulas, no checks."""
    made = openpyxl.Workbook()
    made.active.title = "My costs"
    for row in (("servers", 80), ("rent", 120000), ("total", "=B1*B2*1.06")):
        made.active.append(row)
    made.save(tmp_path / "theirs.xlsx")
    done = CliRunner().invoke(cli, ["lint", str(tmp_path / "theirs.xlsx"), "--csv"])
    assert done.exit_code == 1
    assert ",,My costs!B3,1.06 is typed in the formula" in done.stdout
    assert ',,My costs,"a name that formulas must quote, or that is too long"' in done.stdout
    assert ",,,no sheet of cover" in done.stdout


def test_a_workbook_with_macros_is_judged_without_running_them(small: Path, tmp_path: Path) -> None:
    """They are a finding of point 19; reading inputs from it would be refused."""
    with zipfile.ZipFile(small) as source, zipfile.ZipFile(tmp_path / "m.xlsm", "w") as out:
        for item in source.infolist():
            out.writestr(item, source.read(item))
        out.writestr("xl/vbaProject.bin", b"macro")
    found = {v.point.number: v for v in lint(tmp_path / "m.xlsm")}[19]
    assert [f.reason for f in found.findings] == ["carries macros (xl/vbaProject.bin)"]
