"""Recalculate a workbook by LibreOffice, which shares nothing with what wrote it, and compare what both show."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tco.errors import Fault, InputError
from tco.lint.points import NotApplicable

if TYPE_CHECKING:
    from tco.lint.reading import Reading

Cell = tuple[str, str]  # sheet, cell
RELATIVE, SMALLEST, SECONDS = 1e-9, 1e-15, 300

# LibreOffice keeps the values of a file that brings some, unless its profile says to recalculate always.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def saved_by_libreoffice(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after recalculating every formula; InputError where it cannot."""
    soffice = shutil.which("soffice")
    if not soffice:
        raise NotApplicable("LibreOffice is not installed")
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE)
    command = [
        soffice, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}", "--convert-to",
        "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path),
    ]  # fmt: skip
    try:
        subprocess.run(  # noqa: S603  no shell, and no word of the command is the user's
            command, check=True, capture_output=True, timeout=SECONDS, env={**os.environ, "HOME": str(folder)}
        )
    except subprocess.SubprocessError as wrong:
        raise InputError(Fault("LibreOffice cannot recalculate it", path.name, type(wrong).__name__)) from None
    if not (out / path.name).exists():  # of a file that it cannot load it says nothing
        raise InputError(Fault("LibreOffice cannot load it", path.name))
    return out / path.name


def libreoffice(path: Path) -> dict[Cell, Any]:
    """All values of the workbook after LibreOffice has recalculated every formula."""
    with tempfile.TemporaryDirectory() as scratch:
        return read(saved_by_libreoffice(path, Path(scratch)))


def read(path: Path) -> dict[Cell, Any]:
    """The values that a workbook carries."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    return {(s.title, c.coordinate): c.value for s in book for row in s.iter_rows() for c in row if c.value is not None}


def differ(left: Any, right: Any) -> bool:
    """Are two values of a cell different beyond the last digits? A blank is nothing to compare with."""
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return abs(left - right) > RELATIVE * max(abs(left), abs(right)) + SMALLEST
    return bool(left != right)


def differences(reading: Reading) -> Iterator[tuple[str, str]]:
    """The formula cells of which LibreOffice shows something else, and what."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "workbook.xlsx"
        copy.write_bytes(reading.archive.raw)
        found: Mapping[Cell, Any] = libreoffice(copy)
    say = reading.language
    for sheet in reading.sheets:
        for at in sheet.formulas:
            own = say.text(sheet.title), sheet.at(at).rpartition("!")[2]
            carried, other = sheet.values.get(at), found.get(own)
            other = say.back(other) if isinstance(other, str) else other
            if differ(carried, other):
                yield sheet.at(at), f"shows {carried}, LibreOffice computes {other}"
