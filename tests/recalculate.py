"""Recalculate a workbook by engines that share nothing with the one that wrote it: IronCalc, and LibreOffice Calc."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

Cell = tuple[str, str]  # sheet, cell
RELATIVE, SMALLEST = 1e-9, 1e-15

# LibreOffice keeps the values of a file that brings some, unless its profile says to recalculate always.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


class IronCalc:
    """A workbook in IronCalc: set cells, evaluate, read cells."""

    def __init__(self, path: Path) -> None:
        import ironcalc

        self.model = ironcalc.load_from_xlsx(str(path), "en", "UTC")
        names = [sheet["name"] for sheet in self.model.get_worksheets_properties()]
        self.places = {name: place for place, name in enumerate(names)}

    def _at(self, cell: Cell) -> tuple[int, int, int]:
        row, column = coordinate_to_tuple(cell[1])
        return self.places[cell[0]], row, column

    def put(self, cell: Cell, value: float | str | None) -> None:
        """Overwrite a cell with a number, a formula, a text or nothing."""
        if value is None:
            self.model.clear_cell_contents(*self._at(cell))
        elif isinstance(value, str):
            (self.model.update_cell_with_formula if value.startswith("=") else self.model.update_cell_with_text)(
                *self._at(cell), value
            )
        else:
            self.model.update_cell_with_number(*self._at(cell), float(value))

    def values(self, cells: Iterable[Cell]) -> dict[Cell, Any]:
        """Evaluate, and read."""
        self.model.evaluate()
        return {cell: self.model.get_cell_value(*self._at(cell)) for cell in cells}


def libreoffice(path: Path) -> Mapping[Cell, Any]:
    """All values of the workbook after LibreOffice has recalculated every formula."""
    soffice = shutil.which("soffice")
    assert soffice
    with tempfile.TemporaryDirectory() as scratch:
        profile, out = Path(scratch) / "profile", Path(scratch) / "out"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE)
        command = [
            soffice, "--headless", "--norestore", f"-env:UserInstallation=file://{profile}", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": scratch})
        made = out / path.name
        assert made.exists(), "LibreOffice says nothing when it cannot load a file"
        return read(made)


def read(path: Path) -> dict[Cell, Any]:
    """The values that a workbook carries."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {(s.title, c.coordinate): c.value for s in book for row in s.iter_rows() for c in row if c.value is not None}


_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"[^>]*?(t="str")?><f>[^<]*</f><v>([^<]*)</v></c>')


def carried_by_formulas(path: Path) -> dict[Cell, Any]:
    """What the formula cells of a workbook of ours carry, read from its text: many times as fast as by openpyxl."""
    found: dict[Cell, Any] = {}
    with zipfile.ZipFile(path) as archive:
        titles = re.findall(r'<sheet [^>]*?name="([^"]+)"', archive.read("xl/workbook.xml").decode())
        for number, title in enumerate(titles, start=1):
            xml = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            for cell, text, value in _FORMULA.findall(xml):
                found[title, cell] = unescape(value) if text else float(value)
    return found


def formulas(path: Path) -> dict[Cell, str]:
    """The formulas of a workbook."""
    book = openpyxl.load_workbook(path)
    return {(s.title, c.coordinate): c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "f"}


def differ(left: Any, right: Any) -> bool:
    """Are two values of a cell different beyond the last digits? A blank is nothing to compare with."""
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return abs(left - right) > RELATIVE * max(abs(left), abs(right)) + SMALLEST
    return left != right


def differences(expected: Mapping[Cell, Any], found: Mapping[Cell, Any]) -> dict[Cell, tuple[Any, Any]]:
    """The cells whose values differ."""
    return {cell: (value, found.get(cell)) for cell, value in expected.items() if differ(value, found.get(cell))}
