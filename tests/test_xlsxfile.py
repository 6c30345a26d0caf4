"""Workbooks that come from outside are opened only when they are small, well-formed and passive."""

from __future__ import annotations

import io
import time
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from tco.cli import cli
from tco.errors import InputError
from tco.xlsxfile import MOST_CELLS, open_archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
Parts = dict[str, bytes]
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'


def parts() -> Parts:
    """A small sound workbook, part by part."""
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active["A1"] = 1
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, content: Parts) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def with_part(name: str, data: bytes = b"x") -> Callable[[Parts], None]:
    return lambda content: content.update({name: data})


def in_sheet(old: bytes, new: bytes) -> Callable[[Parts], None]:
    return lambda content: content.update({SHEET: content[SHEET].replace(old, new)})


def in_kinds(old: bytes, new: bytes) -> Callable[[Parts], None]:
    name = "[Content_Types].xml"
    return lambda content: content.update({name: content[name].replace(old, new)})


RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://x.example/a.png" '
    b'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_part("xl/bomb.xml", b" " * 30_000_000), "packed too tightly"),
        (with_part("a.bin", b"\0" * 101_000_000), "too large when unpacked"),
        (lambda c: c.update({f"x/{n}.xml": b"<a/>" for n in range(2001)}), "too many parts"),
        (with_part("../evil.xml"), "a part of an odd name"),
        (with_part("/etc/evil.xml"), "a part of an odd name"),
        (with_part("xl\\evil.xml"), "a part of an odd name"),
        (with_part("C:evil.xml"), "a part of an odd name"),
        (with_part("XL/workbook.xml"), "a part that is there twice"),
        (with_part(SHEET, LAUGHS), "declares a document type"),
        (with_part(SHEET, OUTSIDE), "declares a document type"),
        (with_part(SHEET, LAUGHS.decode().encode("utf-16")), "declares a document type"),
        (with_part("xl/_rels/evil.rels", LAUGHS), "declares a document type"),
        (with_part(SHEET, b"<a>" * 70 + b"</a>" * 70), "nested too deeply"),
        (with_part(SHEET, b"<worksheet><sheetData>"), "not XML"),
        (with_part(SHEET, b""), "not XML"),
        (in_sheet(b'r="A1"', b'r="XFD1"'), "beyond row"),
        (in_sheet(b'r="A1"', b'r="A1048576"'), "beyond row"),
        (in_sheet(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "mergeCell over"),
        (in_sheet(b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="A1:XFD9999"/></hyperlinks>'), "hyperlink over"),
        (with_part("xl/vbaProject.bin"), "carries macros"),
        (in_kinds(b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"), "macros"),
        (with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "links to other files"),
        (with_part("xl/worksheets/_rels/s.rels", RELATIONS), "links to other files"),
        (with_part("xl/embeddings/oleObject1.bin"), "embedded objects"),
        (with_part("xl/connections.xml", b"<a/>"), "connections to data"),
        (with_part("xl/activeX/activeX1.bin"), "active controls"),
        (with_part("xl/queryTables/queryTable1.xml", b"<a/>"), "queries of data"),
        (with_part("customUI/customUI.xml", b"<a/>"), "buttons of its own"),
        (in_kinds(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main"), "no workbook"),
        (lambda c: c.pop("[Content_Types].xml"), "no workbook"),
    ],
)  # fmt: skip
def test_what_is_hostile_is_refused_at_once(change: Callable[[Parts], object], said: str, tmp_path: Path) -> None:
    """One message that says what, in no time, and the library never sees it."""
    content = parts()
    change(content)
    path, begun = packed(tmp_path / "w.xlsx", content), time.monotonic()
    with pytest.raises(InputError, match=said) as wrong:
        open_archive(path)
    assert time.monotonic() - begun < 2
    assert "w.xlsx" in str(wrong.value)


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    content = parts()
    row = b'<row r="1">' + b"<c/>" * (MOST_CELLS + 1) + b"</row>"
    content[SHEET] = b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>"
    with zipfile.ZipFile(tmp_path / "w.xlsx", "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="holds more than 500,000 cells"):
        open_archive(tmp_path / "w.xlsx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a workbook"),
        (b"quantity,value\n", "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or an encrypted workbook"),
        (b"PK\x03\x04 and no more", "a damaged archive"),
        (b"PK" + b"x" * 25_000_001, "too large a file"),
    ],
)
def test_what_is_no_workbook_is_said(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "w.xlsx").write_bytes(data)
    with pytest.raises(InputError, match=said):
        open_archive(tmp_path / "w.xlsx")


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    whole = packed(tmp_path / "w.xlsx", parts()).read_bytes()
    for size in (len(whole) // 3, len(whole) - 10):
        (tmp_path / "w.xlsx").write_bytes(whole[:size])
        with pytest.raises(InputError, match="a damaged archive"):
            open_archive(tmp_path / "w.xlsx")


@pytest.mark.parametrize("path", ["nothing.xlsx", ".", "a\0b.xlsx", "x" * 300])
def test_what_is_not_there_is_said(path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file|cannot be read|a folder"):
        open_archive(tmp_path / path)


@pytest.mark.parametrize("cell", [b'r="A1" s="9999"', b'r="A1" t="s"', b'r="A1" t="n" s="x"'])
def test_a_part_that_makes_no_sense_is_one_message(cell: bytes, tmp_path: Path) -> None:
    """Whatever the library raises."""
    content = parts()
    in_sheet(b'r="A1" t="n"', cell)(content)
    with pytest.raises(InputError, match="not a workbook that can be read"):
        open_archive(packed(tmp_path / "w.xlsx", content)).book()


def test_a_link_that_waits_to_be_clicked_is_no_danger(tmp_path: Path) -> None:
    content = parts() | {
        "xl/worksheets/_rels/s.rels": RELATIONS.replace(b"relationships/image", b"relationships/hyperlink")
    }
    assert open_archive(packed(tmp_path / "w.xlsx", content)).active == ()


@pytest.mark.parametrize("command", ["lint", "import"])
def test_the_commands_refuse_with_status_1_and_no_traceback(command: str, tmp_path: Path) -> None:
    content = parts() | {SHEET: LAUGHS}
    with pytest.raises(InputError, match="declares a document type"):
        cli.main([command, str(packed(tmp_path / "w.xlsx", content))], standalone_mode=False)
    assert CliRunner().invoke(cli, [command]).exit_code == 2
