"""The workbook is the model: recalculated by engines that share nothing with ours, every formula cell agrees."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import get_column_letter
from recalculate import IronCalc, carried_by_formulas, differ, differences, formulas, libreoffice, read

from tco.content import open_content
from tco.engine import Model, load
from tco.errors import InputError
from tco.publish import Published
from tco.scenario import setting
from tco.workbook import build, write

SCENARIOS = ("deepseek-640", "deepseek-8xh200", "deepseek-day", "deepseek-workings", "api-or-self-host", "gb200-rack")
ALLOWED = {
    "SUM", "SUMPRODUCT", "SUMIFS", "COUNTIF", "COUNTIFS", "AVERAGE", "MIN", "MAX", "ABS", "CEILING", "IF", "IFERROR",
    "AND", "OR", "INDEX", "MATCH", "NPV", "IRR", "SUMIF", "POWER", "EXP", "LN", "ISNUMBER", "COUNT", "COUNTA", "CHOOSE", "NOT",
    "SQRT", "SMALL",
}  # fmt: skip
needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    content = open_content()
    return {name: load(name, content=content) for name in SCENARIOS}


@pytest.fixture(scope="module")
def books(shipped: Callable[[str], Published]) -> dict[str, Path]:
    return {name: shipped(name).paths[0] for name in SCENARIOS}


def place(path: Path, model: Model, sheet: str, quantity: str, case: str) -> str:
    """The cell of a quantity and case: cases stand in the order of the scenario, from column D."""
    page = openpyxl.load_workbook(path)[sheet]
    column = get_column_letter(4 + [c.name for c in model.scenario.cases].index(case))
    row = next(row[0].row for row in page.iter_rows(max_col=1) if row[0].value == quantity)
    return f"{column}{row}"


@pytest.mark.parametrize("name", open_content().names("scenarios"))
def test_ironcalc_agrees_in_every_formula_cell(name: str, shipped: Callable[[str], Published]) -> None:
    """The values that the file carries are what another engine computes from its formulas, to 1e-9.

    LibreOffice recalculates every shipped workbook too: point 26 of tests/test_lint.py.
    """
    carried = carried_by_formulas(shipped(name).paths[0])
    assert len(carried) > 200
    assert differences(carried, IronCalc(shipped(name).paths[0]).values(carried)) == {}


@pytest.mark.parametrize("engine", ["ironcalc", pytest.param("libreoffice", marks=needs_libreoffice)])
def test_a_planted_wrong_value_is_found(
    engine: str, books: dict[str, Path], models: dict[str, Model], tmp_path: Path
) -> None:
    """A canary: were the engine to echo what the file carries, the proof above would be empty."""
    import zipfile

    box = "deepseek-8xh200"
    target = ("Model", place(books[box], models[box], "Model", "cost_per_second", "as-printed"))
    copy = tmp_path / "canary.xlsx"
    with zipfile.ZipFile(books["deepseek-8xh200"]) as source, zipfile.ZipFile(copy, "w") as out:
        for item in source.infolist():
            data = source.read(item)
            pattern = rf'(<c r="{target[1]}"[^>]*>(?:<f>[^<]*</f>))<v>[^<]*</v>'.encode()
            out.writestr(item, re.sub(pattern, rb"\1<v>999</v>", data))
    planted = [cell for cell, value in read(copy).items() if value == 999 and cell == target]
    assert planted == [target]
    found = IronCalc(copy).values([target]) if engine == "ironcalc" else libreoffice(copy)
    assert found[target] == pytest.approx(0.046296296296296294, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "case", "change", "value"),
    [
        ("deepseek-640", "as-printed", "utilisation_share", 0.6),
        ("deepseek-640", "corrected-input", "rent_per_server_month", 90000.0),
        ("deepseek-640", "steady-state-100k", "batch", 54321.0),
        ("deepseek-640", "with-input", "price_per_mtok_output", 9.5),
        ("deepseek-640", "corrected", "gpus_per_server", 4.0),
        ("deepseek-640", "half-price-decode", "decode_price_factor", 0.7),
        ("deepseek-8xh200", "off-peak", "discount_share", 0.3),
        ("deepseek-8xh200", "tensor-8", "batch", 37.0),
        ("deepseek-day", "published", "price_per_mtok_cached", 0.01),
        ("deepseek-workings", "unit-decode-corrected", "redundant_experts", 100.0),
    ],
)
def test_a_changed_input_gives_what_the_engine_gives(
    name: str, case: str, change: str, value: float, books: dict[str, Path], models: dict[str, Model]
) -> None:
    """Change one input cell, recalculate: every number of the case equals the engine run with --set."""
    content = models[name].book.content
    expected = load(name, content=content, settings=[setting(f"{case}:{change}={value!r}")]).run()
    engine = IronCalc(books[name])
    engine.put(("Inputs", place(books[name], models[name], "Inputs", change, case)), value)
    page = openpyxl.load_workbook(books[name])["Model"]
    rows = {row[0].value: row[0].row for row in page.iter_rows(max_col=1) if row[0].value}
    column = re.match("[A-Z]+", place(books[name], models[name], "Model", expected.made[-1], case))
    assert column
    asked = {q: ("Model", f"{column[0]}{rows[q]}") for q in expected.made if expected.value(case, q) is not None}
    found = engine.values(asked.values())
    wrong = {
        q: (expected.value(case, q), found[c]) for q, c in asked.items() if differ(expected.value(case, q), found[c])
    }
    assert wrong == {}
    assert len(asked) > 15


def test_a_pin_taken_out_lets_the_formula_speak(books: dict[str, Path], models: dict[str, Model]) -> None:
    """Clear the pinned 50 ms: the model falls back to what the chain makes."""
    path, model = books["deepseek-640"], models["deepseek-640"]
    engine = IronCalc(path)
    engine.put(("Inputs", place(path, model, "Inputs", "tpot_seconds", "as-printed")), None)
    cell = ("Model", place(path, model, "Model", "tpot_seconds", "as-printed"))
    by_formula = model.run().cells["as-printed"]["tpot_seconds"].by_formula
    assert by_formula == pytest.approx(0.0117312, rel=1e-5)
    assert engine.values([cell])[cell] == pytest.approx(by_formula, rel=1e-9)


def test_the_master_check_can_fail(books: dict[str, Path], models: dict[str, Model]) -> None:
    """A number typed over a formula is seen by a check, and by the master check on every sheet."""
    path = books["deepseek-640"]
    engine = IronCalc(path)
    engine.put(("Model", place(path, models["deepseek-640"], "Model", "cost_per_second", "as-printed")), 3.0)
    shown = [cell for cell, value in read(path).items() if value == "OK" and cell[1] == "B3"]
    assert len(shown) == len(openpyxl.load_workbook(path).sheetnames)
    assert "OK" not in engine.values(shown).values()


@pytest.mark.parametrize("name", SCENARIOS)
def test_formulas_keep_to_what_every_engine_reads(name: str, books: dict[str, Path]) -> None:
    """Known functions, short, no nested IF, no number but 0, 1 and 2, no link out of the file."""
    faults = []
    for cell, text in formulas(books[name]).items():
        tokens = Tokenizer(text).items
        called = {t.value.rstrip("(").upper() for t in tokens if t.type == "FUNC" and t.subtype == "OPEN"}
        numbers = {t.value for t in tokens if t.type == "OPERAND" and t.subtype == "NUMBER"} - {"0", "1", "2"}
        nested = len(re.findall(r"\bIF\(", text)) > 1
        if called - ALLOWED or len(text) > 250 or nested or "[" in text or (cell[0] == "Model" and numbers):
            faults.append((cell, text))
    assert faults == []


def test_the_same_results_make_the_same_bytes(models: dict[str, Model]) -> None:
    """Nothing of the day or the machine is in the file."""
    results = models["deepseek-8xh200"].run()
    assert build(results) == build(results)


def test_every_formula_cell_carries_its_value(books: dict[str, Path]) -> None:
    """Previews and protected view show numbers, and none of them is an error."""
    carried = read(books["deepseek-640"])
    assert [cell for cell in formulas(books["deepseek-640"]) if carried.get(cell) is None] == []
    assert [c for c, v in carried.items() if isinstance(v, str) and v.startswith("#")] == []


PAYLOADS = [
    '=HYPERLINK("http://x.example","click")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1,1)", "\t=1+1", "\r=1+1",
    "=WEBSERVICE(\"http://x.example\")", "=[other.xlsx]Sheet1!A1", "#REF!", "='file:///x'#$A.A1", "=1+1\u0000\u0001",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_of_users_is_never_a_formula(payload: str, models: dict[str, Model], tmp_path: Path) -> None:
    """Titles, notes and sources stay text, whatever they begin with."""
    from dataclasses import replace

    results = models["deepseek-day"].run()
    scenario = replace(results.scenario, title=payload, question=payload, finding=payload)
    case = replace(scenario.cases[0], title=payload, note=payload)
    hostile = replace(results, scenario=replace(scenario, cases=(case, *scenario.cases[1:])))
    plain = formulas_of(results, tmp_path / "plain.xlsx")
    found = formulas_of(hostile, tmp_path / "hostile.xlsx")
    assert len(found) == len(plain)
    assert set(found.values()) == set(plain.values())


def formulas_of(results: object, path: Path) -> dict[tuple[str, str], str]:
    """Formulas without the numbers of their rows: a longer text moves those below it."""
    path.write_bytes(build(results))  # type: ignore[arg-type]
    return {cell: re.sub(r"(?<=[A-Z$])\d+", "", text) for cell, text in formulas(path).items()}


@pytest.mark.parametrize("name", [*SCENARIOS, "api-against-rental"])
def test_the_case_that_is_chosen_is_shown(name: str, models: dict[str, Model], tmp_path: Path) -> None:
    """Choose the second case: every header says so, and the Summary shows its figures beside the others."""
    results = (models.get(name) or load(name)).run()
    path = tmp_path / "book.xlsx"
    path.write_bytes(build(results))
    engine = IronCalc(path)
    engine.put(("Inputs", "B4"), "case 2")
    headers = [(sheet, "C4") for sheet in openpyxl.load_workbook(path).sheetnames if sheet != "Inputs"]
    title = results.scenario.cases[1].title
    assert set(engine.values(headers).values()) == {title}
    page = openpyxl.load_workbook(path)["Summary"]
    shown = {cell for row in page.iter_rows(5) for cell in row if cell.data_type == "f" and picks(cell, page)}
    second = results.scenario.cases[1].name
    expected = {results.value(second, q) for q in results.scenario.headline}
    found = engine.values(("Summary", cell.coordinate) for cell in shown).values()
    for value in expected - {None}:
        assert any(not differ(value, other) for other in found), value


def picks(cell: Any, page: Any) -> bool:
    """Whether a cell shows the case chosen: by the number of Inputs, or in the row that holds it."""
    return "Inputs!$C$4)" in cell.value or page.cell(cell.row, 1).value == "=Inputs!$C$4"


def test_a_place_that_cannot_be_written_is_told(models: dict[str, Model], tmp_path: Path) -> None:
    """One clear error, and nothing is left behind."""
    (tmp_path / "taken.xlsx").mkdir()
    with pytest.raises(InputError, match="cannot write the workbook"):
        write(models["deepseek-day"].run(), (), tmp_path / "taken.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["taken.xlsx"]
