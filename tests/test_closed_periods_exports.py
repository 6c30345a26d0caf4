"""Closed periods in every export: the workbook recalculated by others, the page in a browser, the ledger, the way back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from browser import browser, missing
from closing import BILLED
from recalculate import Cell, IronCalc, differences, libreoffice
from test_page_whatif import agree
from test_workbook_changes import numbers

from tco.content import open_content
from tco.engine import Model, load
from tco.errors import InputError
from tco.importing import read_back
from tco.lint import lint
from tco.publish import publish
from tco.results import Results
from tco.scenario import setting
from tco.workbook.places import case_column, letter
from tco.workbook.plan import BY_FORMULA, COUNTS, FIRST_PERIOD, GIVEN, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BILL = "billed_cost_in_period"
READ = """
document.querySelector('button.number[data-case="as-printed"][data-quantity="cost_over_horizon"]').click();
for (const label of ["Cost in period", "Billed cost in period"])
  [...document.querySelectorAll("#how-body button")].find(b => b.textContent === label).click();
return [...document.querySelectorAll("#how-body dd")].map(d => d.textContent);
"""  # how the number was made: from the cost over the horizon on to the bill of a period


@pytest.fixture
def model(written: Callable[..., Path]) -> Model:
    return load(str(written()))


@pytest.fixture
def workbook(model: Model, tmp_path: Path) -> Path:
    return publish(model, tmp_path, ("xlsx",)).paths[0]


def row_of(plan: Plan, kind: str, case: int, name: str = BILL) -> list[Cell]:
    """The cells of a quantity on Periods."""
    row = plan.period_rows[kind, name, case]
    return [("Periods", f"{letter(FIRST_PERIOD + t)}{row}") for t in range(plan.results.scenario.periods)]


def on_timing(plan: Plan, case: int, period: int, name: str = BILL) -> Cell:
    return "Timing", f"{letter(FIRST_PERIOD + period)}{plan.timing_rows[name, case]}"


def test_one_formula_stands_along_the_row(model: Model, workbook: Path) -> None:
    """The invoice where there is one, else the row above, which is what the formula gives: in closed months and later."""
    plan, book = Plan(model.run()), openpyxl.load_workbook(workbook)
    counts, beside = (row_of(plan, kind, 0) for kind in (COUNTS, BY_FORMULA))
    for cell, above in zip(counts, beside, strict=True):
        pin = f"Timing!{cell[1][0]}${plan.timing_rows[BILL, 0]}"
        assert book["Periods"][cell[1]].value == f"=IF(ISNUMBER({pin}),{pin},{above[1]})"
    given = [book["Timing"][on_timing(plan, 0, period)[1]].value for period in range(6)]
    assert given == [118_000, 121_000, 119_500, None, None, None]
    assert (
        book["Timing"].cell(plan.timing_rows[BILL, 0], 4).value == "invoices 1 to 3; after 2026-03 its formula counts"
    )


def test_the_flags_tell_actual_from_forecast_and_pins_are_shaded(model: Model, workbook: Path) -> None:
    """On Timing and on Periods; what an invoice changes has a colour of its own."""
    book, plan = openpyxl.load_workbook(workbook), Plan(model.run())
    for title in ("Timing", "Periods"):
        shown = [c.value for c in book[title][4] if c.value in ("actual", "forecast")]
        assert shown == ["actual"] * 3 + ["forecast"] * 3
    row = plan.period_rows[COUNTS, BILL, 0]
    assert f"G{row}:L{row}" in [str(r.sqref) for r in book["Periods"].conditional_formatting]


def test_no_point_of_the_checklist_fails(workbook: Path) -> None:
    """One formula a row, no constant in it, actual and forecast told apart, and the rest."""
    assert [v.point.number for v in lint(workbook) if v.status == "fail"] == []


def recalculated(model: Model, workbook: Path, changes: Mapping[Cell, float], settings: Mapping[str, float]) -> Any:
    """What differs between a workbook with changed cells and the engine with settings."""
    asked = [setting(f"as-printed:{name}={value}") for name, value in settings.items()]
    assert model.file
    expected = numbers(Plan(model.run()), load(model.file.label, settings=asked).run())
    engine = IronCalc(workbook)
    for cell, value in changes.items():
        engine.put(cell, value)
    return differences(expected, engine.values(expected))


def test_the_recalculated_workbook_equals_the_engine(model: Model, workbook: Path) -> None:
    """As made, and with another rent: the forecast follows, the invoices stay."""
    plan = Plan(model.run())
    rent: Cell = ("Inputs", f"{case_column(0)}{plan.rows[GIVEN, 'rent_per_server_month']}")
    assert recalculated(model, workbook, {}, {}) == {}
    assert recalculated(model, workbook, {rent: 150_000}, {"rent_per_server_month": 150_000}) == {}
    assert recalculated(model, workbook, {rent: 150_000}, {}) != {}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_agrees(model: Model, workbook: Path) -> None:
    expected = numbers(Plan(model.run()), model.run())
    assert differences(expected, libreoffice(workbook)) == {}


def test_an_invoice_typed_into_the_next_month_counts(
    model: Model, workbook: Path, written: Callable[..., Path]
) -> None:
    """The workbook says with April typed in what the engine says with April given."""
    plan, engine = Plan(model.run()), IronCalc(workbook)
    engine.put(on_timing(plan, 0, 3), 130_000.0)
    april = BILLED.replace('"119500 CNY"', '"119500 CNY", "2026-04" = "130000 CNY"')
    head = written().read_text(encoding="utf-8").split("[cases", 1)[0]
    path = written(april, head=head.replace("2026-03-31", "2026-04-30"))
    found = load(str(path)).run().value("as-printed", BILL)
    assert isinstance(found, tuple)
    cells = row_of(plan, COUNTS, 0)
    assert [engine.values(cells)[cell] for cell in cells] == pytest.approx(found)


def test_a_workbook_comes_back_with_its_pins(model: Model, workbook: Path, tmp_path: Path) -> None:
    """Another rent is read back and moves the forecast alone; an invoice typed in is told to be given in the scenario."""
    plan, base = Plan(model.run()), model.file.label if model.file else ""
    book = openpyxl.load_workbook(workbook)
    book["Inputs"][f"{case_column(0)}{plan.rows[GIVEN, 'rent_per_server_month']}"] = 150_000
    book.save(tmp_path / "back.xlsx")
    found = read_back(tmp_path / "back.xlsx", open_content(), base=base, target=tmp_path / "changed.toml")
    (tmp_path / "changed.toml").write_text(found.toml, encoding="utf-8")
    again = load(str(tmp_path / "changed.toml")).run().value("as-printed", BILL)
    assert isinstance(again, tuple)
    assert again == pytest.approx((118_000, 121_000, 119_500, *(150_000 * 1.12 ** (t / 12) for t in (4, 5, 6))))
    book["Timing"][on_timing(plan, 0, 3)[1]] = 130_000
    book.save(tmp_path / "typed.xlsx")
    with pytest.raises(InputError, match="values by period, conversions and row numbers are not read back"):
        read_back(tmp_path / "typed.xlsx", open_content(), base=base)


@pytest.mark.browser
@pytest.mark.skipif(bool(missing()), reason=missing() or "-")
def test_the_page_recalculates_the_forecast_and_keeps_what_is_closed(model: Model, tmp_path: Path) -> None:
    """Every quantity of both cases, as opened, with another rent, with the pin let go, and reset."""
    path = publish(model, tmp_path, ("html",)).paths[0]
    with browser() as page:
        page.open(path)
        assert {"pinned", "invoices 1 to 3 (2026-04-02)", "closed periods up to 2026-03, then by its formula"} <= {
            *page.run(READ)
        }
        steps: dict[str, tuple[str, ...]] = {
            "": (),
            "tco.change('as-printed', 'rent_per_server_month', 150000)": ("rent_per_server_month=150000",),
            "tco.release('as-printed', 'billed_cost_in_period', true)": (
                "rent_per_server_month=150000",
                "billed_cost_in_period=formula",
            ),
        }
        for step, settings in steps.items():
            page.run(step)
            asked = [setting(f"as-printed:{text}") for text in settings]
            results = load(model.file.label if model.file else "", settings=asked).run()
            assert wrong_on(page, results) == [], step
        page.run("tco.reset()")
        assert wrong_on(page, model.run()) == []
        assert (page.log(), page.requests()) == ([], [])


def wrong_on(page: Any, results: Results) -> list[Any]:
    """The quantities of which the page has other numbers than the engine."""
    found = []
    for case, cells in results.cells.items():
        now = page.run("return tco.cases.find(c => c.name === arguments[0]).now", case)
        lacks = set(page.run("return [...tco.cases.find(c => c.name === arguments[0]).lacks]", case))
        found += [
            (case, name, now.get(name), cell.value)
            for name, cell in cells.items()
            if name not in lacks and not agree(now.get(name), cell.value)
        ]
    return found
