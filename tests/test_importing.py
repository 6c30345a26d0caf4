"""`tco import`: a workbook that somebody changed comes back as a scenario; one that was tampered with does not."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tco import importing
from tco.cli import cli
from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.importing import read_back
from tco.lint.recalculate import saved_by_libreoffice
from tco.publish import publish
from tco.scenario import setting

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "deepseek-8xh200"
CASES = [c.name for c in load(BASE).scenario.cases]
needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
Change = tuple[str, str, object]  # quantity, case, what is put into its cell


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(load(BASE, content=open_content()), tmp_path_factory.mktemp("out"), ("xlsx",)).paths[0]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def cell(book: Any, quantity: str, case: str, cases: list[str] = CASES) -> Any:
    page = book["Inputs"]
    row = next(r[0].row for r in page.iter_rows(max_col=1) if r[0].value == quantity)
    return page.cell(row, 4 + cases.index(case))


def changed(
    source: Path, *changes: Change, cases: list[str] = CASES, also: Callable[[Any], object] = lambda _: 0
) -> Path:
    """A copy in which somebody typed over cells, and saved."""
    book = openpyxl.load_workbook(source)
    for quantity, case, value in changes:
        cell(book, quantity, case, cases).value = value
    also(book)
    book.save("edited.xlsx")
    return Path("edited.xlsx")


def tco(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def given(path: str, case: str, quantity: str) -> object:
    found = load(path).scenario.case(case).given.get(quantity)
    return found.value if found else None


# -- what comes back ---------------------------------------------------------------------------------------------------
def test_an_untouched_workbook_changes_nothing(exported: Path, tmp_path: Path) -> None:
    done = tco("import", str(exported))
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nothing was changed on Inputs: nothing written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_changes_are_shown_with_their_effect_and_written_as_a_diff(exported: Path) -> None:
    """What, old, new, unit; then each figure of the headline that moves, by the engine."""
    path = changed(exported, ("utilisation_share", "own-rate", 0.5), ("rent_per_server_month", "own-rate", 130000))
    done = tco("import", str(path), "--json")
    assert done.exit_code == 0, done.output
    rows = [tuple(row.values()) for row in json.loads(done.stdout)]
    assert rows[:2] == [
        ("input", "utilisation_share", "own-rate", 1.0, 0.5, "share"),
        ("input", "rent_per_server_month", "own-rate", 120000.0, 130000.0, "CNY/month"),
    ]
    before, after = load(BASE).run(), load("edited-changed.toml").run()
    headline = {(row[1], row[2]): row[3:5] for row in rows[2:]}
    moved = {
        (q, c.name): (before.value(c.name, q), after.value(c.name, q))
        for c in before.scenario.cases
        for q in before.scenario.headline
        if before.value(c.name, q) != after.value(c.name, q)
    }
    assert headline == moved
    assert {case for _, case in moved} == {"own-rate"}
    written = tomllib.loads(Path("edited-changed.toml").read_text(encoding="utf-8"))
    was = {"source": "edited.xlsx, sheet Inputs", "note": "was 1"}
    assert written["base"] == BASE
    assert written["cases"] == {
        "own-rate": {
            "inputs": {
                "utilisation_share": {"value": 0.5, **was},
                "rent_per_server_month": {"value": "130000 CNY/month", **was, "note": "was 120000 CNY/month"},
            }
        }
    }
    assert written["finding"] == "", "the finding of the base is about other numbers"


def test_a_case_taken_from_a_changed_one_stays_as_it_was(exported: Path) -> None:
    """load-30, off-peak and with-input take their batch from as-printed, and say 160 again, with its source."""
    tco("import", str(changed(exported, ("batch", "as-printed", 100))))
    found = {case: given("edited-changed.toml", case, "batch") for case in CASES}
    assert found == {case: 100.0 if case == "as-printed" else 160.0 for case in CASES}
    restated = load("edited-changed.toml").scenario.case("load-30").given["batch"]
    assert (restated.source, restated.note) == (
        load(BASE).scenario.case("load-30").given["batch"].source, "8 batches of 20",
    )  # fmt: skip


def test_what_all_cases_share_is_said_once(exported: Path) -> None:
    path = changed(exported, *[("rent_per_server_month", case, 99000) for case in CASES])
    tco("import", str(path))
    written = tomllib.loads(Path("edited-changed.toml").read_text(encoding="utf-8"))
    assert list(written) == ["base", "title", "finding", "inputs"]
    assert {given("edited-changed.toml", case, "rent_per_server_month") for case in CASES} == {99000.0}


def test_pins_are_changed_added_and_taken_out(exported: Path) -> None:
    """Taken out in the case that states it, the formula speaks there; a case taken from it keeps its pin."""
    path = changed(
        exported,
        ("tpot_seconds", "own-rate", None),
        ("decode_tokens_per_second", "own-rate", 5000),
        ("decode_tokens_per_second", "as-printed", None),
        ("step_kv_seconds", "tensor-8", 0.001),
    )
    done = tco("import", str(path))
    assert done.exit_code == 0, done.output
    found = "edited-changed.toml"
    assert given(found, "own-rate", "tpot_seconds") is None
    assert given(found, "own-rate", "decode_tokens_per_second") == 5000.0
    assert given(found, "as-printed", "decode_tokens_per_second") is None
    assert given(found, "load-30", "decode_tokens_per_second") == 3872.0
    assert (given(found, "tensor-8", "step_kv_seconds"), given(found, "pipeline-8", "step_kv_seconds")) == (0.001, 0.0)


def test_the_source_that_was_typed_beside_a_change_goes_with_it(exported: Path) -> None:
    def cite(book: Any) -> None:
        row, after = cell(book, "rent_per_server_month", "own-rate").row, 4 + len(CASES)
        for place, text in ((0, "offer 4711 of a landlord"), (1, "2025-07-01"), (3, "three years")):
            book["Inputs"].cell(row, after + place).value = text

    tco("import", str(changed(exported, ("rent_per_server_month", "own-rate", 1000), also=cite)))
    found = load("edited-changed.toml").scenario.case("own-rate").given["rent_per_server_month"]
    assert (found.source, found.date, found.note) == (
        "offer 4711 of a landlord", "2025-07-01", "three years; was 120000 CNY/month",
    )  # fmt: skip


@needs_libreoffice
@pytest.mark.libreoffice
def test_a_workbook_saved_by_libreoffice_comes_back(exported: Path, tmp_path: Path) -> None:
    """It spells formulas and numbers in its own way; only what was changed is seen as changed."""
    path = changed(exported, ("batch", "own-rate", 161), ("tpot_seconds", "own-rate", 0.0512345678901))
    saved = saved_by_libreoffice(path, tmp_path / "office")
    found = read_back(saved, open_content())
    assert [(e.quantity, e.case, e.new) for e in found.edits] == [
        ("batch", "own-rate", 161.0),
        ("tpot_seconds", "own-rate", 0.0512345678901),
    ]
    assert found.notes == ()


def test_what_the_command_line_had_set_is_kept(tmp_path: Path) -> None:
    """The workbook says so on its Cover; the diff states it beside the change."""
    settings = [setting("own-rate:utilisation_share=0.7"), setting("days_per_month=31")]
    source = publish(load(BASE, settings=settings), tmp_path / "out", ("xlsx",)).paths[0]
    assert read_back(source, open_content()).edits == ()
    tco("import", str(changed(source, ("batch", "own-rate", 170))))
    found = "edited-changed.toml"
    assert [given(found, "own-rate", q) for q in ("utilisation_share", "batch", "days_per_month")] == [0.7, 170.0, 31.0]
    assert given(found, "as-printed", "days_per_month") == 31.0


def test_cases_made_from_tables_can_be_changed(tmp_path: Path) -> None:
    """api-against-rental makes its cases of measured rates: a diff may state one of them."""
    model = load("api-against-rental")
    names = [c.name for c in model.scenario.cases]
    source = publish(model, tmp_path / "out", ("xlsx",)).paths[0]
    path = changed(source, ("decode_tokens_per_second", names[3], 1234), cases=names)
    done = tco("import", str(path))
    assert done.exit_code == 0, done.output
    after = load("edited-changed.toml").scenario
    assert [c.name for c in after.cases] == names
    rates = [c.given["decode_tokens_per_second"].value for c in after.cases]
    assert [
        a for a, c in zip(rates, model.scenario.cases, strict=True) if a != c.given["decode_tokens_per_second"].value
    ] == [1234.0]


AXIS = f'base = "{BASE}"\n[cases.own-rate.inputs]\nbatch = [80, 160]\n'


def test_a_scenario_of_one_s_own_is_named_by_its_file(tmp_path: Path) -> None:
    """Its base is seen from the folder of the new file. An axis may be changed as a whole."""
    (tmp_path / "mine.toml").write_text(AXIS)
    model = load("mine.toml")
    names = [c.name for c in model.scenario.cases]
    source = publish(model, tmp_path / "out", ("xlsx",)).paths[0]
    points = [n for n in names if n.startswith("own-rate ")]
    path = changed(source, *[("utilisation_share", n, 0.5) for n in points], cases=names)
    assert "tco import --base FILE.toml" in str(tco("import", str(path)).exception)
    done = tco("import", str(path), "--base", "mine.toml", "--out", "new/edited.toml")
    assert done.exit_code == 0, done.output
    assert tomllib.loads(Path("new/edited.toml").read_text())["base"] == "../mine.toml"
    assert [given("new/edited.toml", n, "utilisation_share") for n in points] == [0.5, 0.5]
    one = changed(source, ("utilisation_share", points[0], 0.5), cases=names)
    with pytest.raises(InputError, match="utilisation_share differs between the points of an axis"):
        read_back(one, open_content(), base="mine.toml")


# -- what is refused ---------------------------------------------------------------------------------------------------
def put(sheet: str, address: str, value: object) -> Callable[[Any], object]:
    return lambda book: setattr(book[sheet][address], "value", value)


def model_cell(book: Any, quantity: str) -> Any:
    page = book["Model"]
    return next(r[3] for r in page.iter_rows(max_col=4) if r[0].value == quantity)


def over_formula(book: Any) -> None:
    model_cell(book, "cost_per_second").value = 0.01


def other_formula(book: Any) -> None:
    model_cell(book, "cost_per_second").value = "=1+1"


def source_number(book: Any) -> None:
    page = book["Sources"]
    row = next(r[0].row for r in page.iter_rows(max_col=1) if r[0].value == "batch")
    page.cell(row, 3).value = 161


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (over_formula, "a formula was changed\n  found: 0.01"),
        (other_formula, "a formula was changed\n  found: =1[+]1"),
        (put("Checks", "B5", "OK"), "Checks!B5: a formula was changed\n  found: OK"),
        (put("Cover", "B3", "OK"), "Cover!B3: a formula was changed"),
        (put("Periods", "G6", 2), "Periods!G6: a number that is no input was changed"),
        (source_number, "a value is not that of the scenario\n  found: 161\n  allowed: 160"),
        (lambda b: b["Inputs"].insert_rows(12), "a row or label was changed"),
        (lambda b: b["Model"].delete_rows(20), "a row or label was changed"),
        (lambda b: b["Inputs"].delete_cols(5), "a column of a case was changed\n  found: case 3\n  allowed: case 2"),
        (put("Inputs", "A9", "hours"), "Inputs!A9: a row or label was changed"),
        (put("Inputs", "C9", "GB"), "Inputs!C9: a row or label was changed"),
        (lambda b: b.remove(b["Model"]), "a sheet is missing\n  found: Model"),
        (lambda b: b.remove(b["Cover"]), "not a workbook that tco report wrote"),
        (lambda b: [setattr(r[0], "value", "x") for r in b["Cover"].iter_rows(5)], "no Scenario, Version, Digest"),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_refused_with_its_place(
    change: Callable[[Any], object], said: str, exported: Path
) -> None:
    path = changed(exported, ("batch", "own-rate", 161), also=change)
    with pytest.raises(InputError, match=said) as wrong:
        read_back(path, open_content())
    assert "edited.xlsx" in str(wrong.value)
    assert tco("import", str(path)).exit_code == 1
    assert [p.name for p in Path().iterdir()] == ["edited.xlsx"], "nothing is written"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("utilisation_share", "own-rate", 50),
            "utilisation_share: out of range\n  found: 50 share\n  allowed: 0 to 1",
        ),
        (("batch", "own-rate", "many"), "batch: not a number\n  found: many\n  allowed: count"),
        (("batch", "own-rate", "=80*2"), "a formula in the place of an input\n  found: =80[*]2"),
        (("batch", "own-rate", None), "batch was taken out"),
        (("batch", "own-rate", True), "batch: not a number"),
        (("pipeline_stages", "own-rate", -1), "pipeline_stages: out of range"),
    ],
)
def test_what_an_input_cannot_be_is_told_with_its_cell(change: Change, said: str, exported: Path) -> None:
    with pytest.raises(InputError, match=said) as wrong:
        read_back(changed(exported, change), open_content())
    assert "edited.xlsx, Inputs!E" in str(wrong.value)


def test_all_faults_are_told_at_once(exported: Path) -> None:
    path = changed(exported, ("batch", "own-rate", "many"), ("utilisation_share", "as-printed", 50))
    with pytest.raises(InputError) as wrong:
        read_back(path, open_content())
    assert len(wrong.value.faults) == 2


def test_another_version_and_another_maker_are_refused(exported: Path) -> None:
    def later(book: Any) -> None:
        row = next(r for r in book["Cover"].iter_rows() if r[0].value == "Version")
        row[1].value = "llm-tco 9.0"

    with pytest.raises(InputError, match=r"written by another version\n  found: 9\.0\n  allowed: 0\.1\.0"):
        read_back(changed(exported, also=later), open_content())
    openpyxl.Workbook().save("foreign.xlsx")
    with pytest.raises(InputError, match="not a workbook that tco report wrote"):
        read_back(Path("foreign.xlsx"), open_content())


def test_a_scenario_that_has_changed_since_is_not_taken_for_an_edit(tmp_path: Path) -> None:
    """Old and new cannot be told apart any more: the workbook's own Sources say so."""
    (tmp_path / "mine.toml").write_text(f'base = "{BASE}"\n')
    source = publish(load("mine.toml"), tmp_path / "out", ("xlsx",)).paths[0]
    (tmp_path / "mine.toml").write_text(f'base = "{BASE}"\n[inputs]\nbatch = 200\n')
    with pytest.raises(InputError, match="a value is not that of the scenario\n  found: 160\n  allowed: 200"):
        read_back(source, open_content(), base="mine.toml")


def test_what_is_not_read_is_told(exported: Path) -> None:
    """A sheet of notes and a remark beside the model harm nothing, and are not lost in silence."""

    def remark(book: Any) -> None:
        book.create_sheet("Notes")["A1"] = "ask the landlord"
        book["Summary"]["Z9"] = "really?"
        book["Inputs"].cell(cell(book, "days_per_month", "own-rate").row, 4 + len(CASES)).value = "another source"

    done = tco("import", str(changed(exported, ("batch", "own-rate", 161), also=remark)))
    assert "note: sheet Notes is not read" in done.stderr
    assert "note: what was written on Summary (Z9) is not read" in done.stderr
    assert "note: what is now said of days_per_month is not read: no value of theirs was changed" in done.stderr
    assert done.exit_code == 0


def test_no_file_is_overwritten_and_none_is_half_written(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = changed(exported, ("batch", "own-rate", 161))
    Path("edited-changed.toml").write_text("mine")
    done = tco("import", str(path))
    assert "is there already, and stays as it is" in str(done.exception)
    assert Path("edited-changed.toml").read_text() == "mine"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    returned = read_back(path, open_content())
    with pytest.raises(InputError, match="cannot be written"):
        importing.write_scenario(returned, Path("new.toml"))
    assert not Path("new.toml").exists()
