"""The report of a quarter: two sheets say what changed and why, and every figure in them can be recalculated."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from recalculate import IronCalc, differences, formulas, read

from tco.actuals.work import Ask, against_plan
from tco.cli import cli
from tco.content import open_content
from tco.engine import Model
from tco.errors import InputError
from tco.ledger.close import Signed
from tco.ledger.closing import Order, close_quarter
from tco.lint import lint
from tco.pricebook import PriceBook
from tco.publish import publish
from tco.quarterly.gather import Quarterly, gather
from tco.quarters import Quarter
from tco.scenario import setting

NAME = "deepseek-8xh200"
ACTUALS = """month,kind,account,item,quantity,unit,amount,currency,source,note
2025-07,invoice,cloud,device hours,5760,hours,118000,CNY,i1,
2025-08,invoice,cloud,consulting,,,5000,CNY,i2,
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two closed quarters: a rent in dollars that fell, a load that rose; and actuals of the second."""
    folder, content = tmp_path_factory.mktemp("ledger"), open_content()
    path = folder / "ledger.duckdb"
    for quarter, day, rent, load in ((2, "2025-06-30", 17500, 0.3), (3, "2025-08-31", 16800, 0.35)):
        changed = (f"rent_per_server_month={rent} USD/month", f"load-30:utilisation_share={load}")
        signed = Signed("Ann", f"2025-{3 * quarter + 1:02}-02", "new contract" if quarter == 3 else "")
        order = Order(NAME, Quarter(2025, quarter), signed, tuple(map(setting, changed)), date.fromisoformat(day))
        close_quarter(path, order, content)
    (folder / "actuals.csv").write_text(ACTUALS, encoding="utf-8")
    found = against_plan(Ask(folder / "actuals.csv", "2025Q3", f"{NAME}:as-printed"), path, content)
    found.keep(path, Signed("Ann", "2025-10-05"))
    return path


@pytest.fixture(scope="module")
def found(ledger: Path) -> Quarterly:
    return gather(ledger, NAME, "2025Q3", open_content())


@pytest.fixture(scope="module")
def paths(found: Quarterly, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports, by kind."""
    model = Model(found.again.results.scenario, PriceBook(open_content()))
    made = publish(model, tmp_path_factory.mktemp("out"), ("xlsx", "html", "md"), found)
    return {path.suffix[1:]: path for path in made.paths}


def rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))


# -- what is gathered -----------------------------------------------------------------------------------------------


def test_a_quarter_stands_beside_the_one_before(found: Quarterly) -> None:
    """The nearest earlier one that is closed; the log tells both."""
    assert found.prior
    assert (found.prior.quarter, found.close.quarter) == ("2025Q2", "2025Q3")
    assert [(line.what, line.why, line.effect) for line in found.log] == [
        ("2025Q2 closed", "end of the quarter", None), ("2025Q3 closed", "new contract", 0.0),
    ]  # fmt: skip
    assert [(a.kept.case, len(a.rows)) for a in found.actuals] == [("as-printed", 2)]


def test_a_first_quarter_has_none_before(ledger: Path, tmp_path: Path) -> None:
    """It is reported all the same, with its log."""
    first = gather(ledger, NAME, "2025Q2", open_content())
    assert first.comparison is None
    model = Model(first.again.results.scenario, PriceBook(open_content()))
    [path] = publish(model, tmp_path, ("xlsx",), first).paths
    sheets = openpyxl.load_workbook(path).sheetnames
    assert "Change_log" in sheets
    assert "QoQ" not in sheets


def test_a_quarter_that_is_not_closed_is_told(ledger: Path) -> None:
    """With what is."""
    with pytest.raises(InputError, match="2025Q4 of deepseek-8xh200 is not closed\n  allowed: 2025Q2, 2025Q3"):
        gather(ledger, NAME, "2025Q4", open_content())


# -- the workbook ---------------------------------------------------------------------------------------------------


def test_another_engine_agrees_in_every_formula_cell(paths: dict[str, Path]) -> None:
    """The bridge included."""
    cells = formulas(paths["xlsx"])
    carried = read(paths["xlsx"])
    assert any(sheet == "QoQ" for sheet, _ in cells)
    found = IronCalc(paths["xlsx"]).values(cells)
    assert differences({cell: carried.get(cell) for cell in cells}, found) == {}


def test_it_passes_every_point_on_quarters(paths: dict[str, Path]) -> None:
    """Points 44 to 47 of the reviewer's checklist, and none of the others fails."""
    verdicts = {v.point.number: v for v in lint(paths["xlsx"])}
    assert [verdicts[n].status for n in (44, 45, 46, 47)] == ["pass"] * 4
    assert [(n, v.findings) for n, v in verdicts.items() if v.status == "fail"] == []


def test_the_bridge_of_the_workbook_is_that_of_the_engine(paths: dict[str, Path], found: Quarterly) -> None:
    """Every headline with prior, current and delta; every cause stepwise and as a Shapley value."""
    assert found.comparison
    told = rows(paths["xlsx"], "QoQ")
    heads = {(r[0], r[1], r[2]): r for r in told[5 : 5 + len(found.comparison.bridges)]}
    for bridge in found.comparison.bridges:
        row = heads[bridge.case, bridge.quantity, bridge.unit]
        assert row[3:5] == (pytest.approx(bridge.prior), pytest.approx(bridge.current))
    rent = next(
        b for b in found.comparison.bridges if b.quantity == "cost_per_month" or b.quantity == "cost_per_second"
    )
    effects = {r[1]: r[3:5] for r in told if r[0] == rent.case and r[2] == rent.unit and r[1] in ("rent", "FX")}
    expected = {"rent": "rent", "FX": "fx"}
    for word, group in expected.items():
        effect = next(e for e in rent.effects if e.group == group)
        assert effects[word] == (pytest.approx(effect.stepwise), pytest.approx(effect.shapley))


def test_a_changed_input_shows_in_a_row_of_its_own(paths: dict[str, Path]) -> None:
    """The bridge leads from the frozen prior value to what the workbook now says, and still leaves nothing over."""
    book = openpyxl.load_workbook(paths["xlsx"])
    inputs, qoq = book["Inputs"], book["QoQ"]
    row = next(r[0].row for r in inputs.iter_rows(max_col=1) if r[0].value == "rent_per_server_month")
    first = next(
        r[0].row
        for r in qoq.iter_rows(max_col=3)
        if (r[0].value, r[1].value, r[2].value) == ("as-printed", "prior", "CNY/s")
    )
    head = next(r[0].row for r in qoq.iter_rows(max_col=3) if r[1].value == "cost_per_second" and r[2].value == "CNY/s")
    since = next(i for i in range(first, first + 20) if qoq.cell(i, 2).value == "changed in this workbook")
    engine = IronCalc(paths["xlsx"])
    before = engine.values([("QoQ", f"E{head}")])["QoQ", f"E{head}"]
    engine.put(("Inputs", f"D{row}"), 144_000.0)
    cells = {
        k: ("QoQ", c)
        for k, c in {"now": f"E{head}", "since": f"D{since}", "sum": f"D{since + 1}", "left": f"D{since + 2}"}.items()
    }
    after = engine.values(cells.values())
    assert after[cells["now"]] == pytest.approx(144_000 / 30 / 86_400)
    assert after[cells["since"]] == pytest.approx(after[cells["now"]] - before)
    assert after[cells["sum"]] == pytest.approx(after[cells["now"]])
    assert after[cells["left"]] == 0


def test_the_frozen_quarters_are_named(paths: dict[str, Path], found: Quarterly) -> None:
    """By version, inputs and digest; the log has a line for each close."""
    text = " ".join(str(cell) for row in rows(paths["xlsx"], "QoQ") for cell in row if cell)
    for close in (found.prior, found.close):
        assert close
        assert f"version {close.version}, inputs {close.input_hash}, digest {close.hash}" in text
    log = [row for row in rows(paths["xlsx"], "Change_log") if str(row[0]).startswith("2025-")]
    assert [row[2] for row in log] == ["Ann", "Ann"]
    assert [row[0] for row in rows(paths["xlsx"], "Changed_inputs")].count("rent_per_server_month") == 1
    assert any("consulting" in map(str, row) for row in rows(paths["xlsx"], "Plan_and_actual"))


# -- page and Markdown ----------------------------------------------------------------------------------------------


def test_the_page_has_a_waterfall_and_the_tables(paths: dict[str, Path]) -> None:
    """From the quarter before to this one, by cause; the drawing is told in words for those who do not see it."""
    page = paths["html"].read_text(encoding="utf-8")
    assert 'id="quarter"' in page
    section = page.partition('id="quarter"')[2].partition('id="tables"')[0]
    assert section.count('<svg class="chart"') + section.count('class="chart"') > 0
    assert "most of all by rent (" in section
    assert "2025Q2 0.0485" in section
    assert "−4.1\u202f%" in section.partition('id="table-since_last_quarter"')[2].partition("</table>")[0]
    for name in ("since_last_quarter", "bridge", "changed_inputs", "plan_actual_1", "left_aside_1", "change_log"):
        assert f'id="table-{name}"' in page, name


def test_markdown_has_them_too(paths: dict[str, Path]) -> None:
    """For a merge request or a message."""
    text = paths["md"].read_text(encoding="utf-8")
    for title in (
        "deepseek-8xh200@2025Q2 against deepseek-8xh200@2025Q3",
        "What went in otherwise",
        "Change log",
        "Nothing is lost",
    ):
        assert f"## {title}\n" in text


# -- the commands ---------------------------------------------------------------------------------------------------


def tco(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def test_a_year_of_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Close, close again, restate, compare, look back, report; each says what it did."""
    monkeypatch.chdir(tmp_path)
    assert "nothing is closed in ledger.duckdb" in tco("history").stdout
    done = tco("close", NAME, "--quarter", "2025q3", "--by", "Ann", "--on", "2025-10-02")
    assert "closed deepseek-8xh200@2025Q3 in ledger.duckdb, hash " in done.stdout
    with pytest.raises(InputError, match="is closed already"):
        cli.main(["close", NAME, "--quarter", "2025Q3"], standalone_mode=False)
    again = ["--restate", "rent", "--set", "rent_per_server_month=110000 CNY/month"]
    assert tco("close", NAME, "--quarter", "2025Q3", *again).exit_code == 0
    assert tco("history", "--csv").stdout.count("restate") == 2
    checked = tco("history", "--check")
    assert "2 closes run again: 2 the same, 0 different" in checked.output
    found = tco("compare", f"{NAME}:as-printed", "2025Q3#1", "2025Q3", "-q", "cost_per_month")
    assert "-10,000" in found.stdout
    assert "restated: rent" in found.output
    again_run = tco("run", f"{NAME}@2025Q3#1", "-q", "cost_per_month")
    assert "120,000" in again_run.stdout
    assert "the same inputs and numbers as closed" in again_run.output
    shown = tco("show", "close", f"{NAME}@2025Q3")
    assert "seed 004" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) < 400  # the text of the scenario is broken into lines
    reported = tco("report", NAME, "--quarter", "2025Q3", "--format", "md,json")
    assert reported.stdout.strip().endswith("wrote out/deepseek-8xh200-2025Q3.json")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["compare", NAME], "compare needs two names"),
        (["report", NAME, "--quarter", "2025Q3", "--set", "batch=3"], "--quarter or --set, not both"),
        (["actuals", "x.csv"], "actuals needs FILE, --quarter and --plan"),
        (["focus", NAME], "focus needs NAME and --quarter"),
    ],
)
def test_wrong_usage_is_told(args: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With exit status 2."""
    monkeypatch.chdir(tmp_path)
    done = tco(*args)
    assert (done.exit_code, said in done.output) == (2, True)


def test_two_quarters_that_are_alike_say_so(tmp_path: Path) -> None:
    """Nothing to explain is nothing left over, and no input is told as changed."""
    content, ledger = open_content(), tmp_path / "ledger.duckdb"
    for quarter in (1, 2):
        close_quarter(ledger, Order(NAME, Quarter(2026, quarter), Signed("", "")), content)
    alike = gather(ledger, NAME, "2026Q2", content)
    model = Model(alike.again.results.scenario, PriceBook(content))
    [path] = publish(model, tmp_path, ("xlsx",), alike).paths
    assert [(v.point.number, v.findings) for v in lint(path) if v.status == "fail"] == []
