"""`tco lint` on other people's files: odd and hostile ones are told in a line, and nothing is passed for want of anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.chart import BarChart, Reference

from tco.cli import cli
from tco.errors import InputError
from tco.lint import ASIDE, FAIL, lint
from tco.lint.points import OF_FORMULAS


def chart_alone(path: Path) -> None:
    made = openpyxl.Workbook()
    made.remove(made.active)
    made.create_chartsheet("Only")
    made.save(path)


def far_cell(path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1048576"] = 1
    made.save(path)


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2000)  # how an .xls and an encrypted .xlsx begin
ODD: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: openpyxl.Workbook().save(path), "an empty workbook: no cell holds anything"),
    (chart_alone, "no sheet with cells\n  found: charts alone"),
    (far_cell, "a cell beyond row 100,000"),
    (
        lambda path: path.write_bytes(OLE),
        "an old or an encrypted workbook\n  allowed: .xlsx\n  next: take the password off",
    ),
    (lambda path: path.write_text("a,b"), "not a workbook\n  allowed: .xlsx"),
    (lambda path: path.write_bytes(b""), "not a workbook"),
    (lambda path: path.write_bytes(b"PK\3\4"), "a damaged archive"),
    (lambda path: path.mkdir(), "a folder, not a workbook"),
    (lambda _: None, "no such file"),
]


@pytest.mark.parametrize(("make", "said"), ODD, ids=[said.split("\n")[0] for _, said in ODD])
def test_what_cannot_be_judged_is_told_in_a_line(make: Callable[[Path], object], said: str, tmp_path: Path) -> None:
    """What it is, and what to do; no traceback and no score."""
    make(tmp_path / "odd.xlsx")
    done = CliRunner().invoke(cli, ["lint", str(tmp_path / "odd.xlsx")])
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception).replace(f"{tmp_path}/", "")


def test_a_workbook_without_formulas_passes_no_point_of_formulas(tmp_path: Path) -> None:
    """A page of typed numbers, and a sheet that is a chart beside it: there is nothing to recalculate, and it is said."""
    made = openpyxl.Workbook()
    made.active.append(("rent", 120000))
    picture = BarChart()
    picture.add_data(Reference(made.active, min_col=2, min_row=1))
    made.create_chartsheet("Picture").add_chart(picture)
    made.save(tmp_path / "typed.xlsx")
    found = {v.point.number: v for v in lint(tmp_path / "typed.xlsx")}
    assert {found[n].status for n in OF_FORMULAS} == {ASIDE}
    assert found[16].reason == "no cell holds a formula"
    assert found[1].status == FAIL
