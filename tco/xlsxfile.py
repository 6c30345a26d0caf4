"""A workbook that somebody hands in: opened only when it is small, well-formed and of the kind it says it is.

Nothing is unpacked before the table of the archive has been judged, no part is parsed by the spreadsheet library before
a plain parser has seen that it declares no entities and claims no more cells than a model needs. What is active in a
workbook (macros, links to other files, embedded objects) is never run or followed; who reads inputs refuses it outright,
who judges a workbook is told of it.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

from tco.errors import Fault, InputError, raise_faults

MOST_BYTES, MOST_UNPACKED, MOST_ENTRIES, MOST_TIMES = 25_000_000, 100_000_000, 2_000, 100
MOST_CELLS, MOST_ROW, MOST_COLUMN, DEEPEST, WIDEST_AREA = 500_000, 100_000, 2_500, 60, 100_000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
XML = (".xml", ".rels", ".vml")
ACTIVE = {
    "vbaproject": "macros", "vbadata": "macros", "macrosheets/": "macros", "dialogsheets/": "macros",
    "externallinks/": "links to other files", "embeddings/": "embedded objects", "activex/": "active controls",
    "ctrlprops/": "active controls", "connections.xml": "connections to data", "querytables/": "queries of data",
    "customui/": "buttons of its own", "xl/model/": "a data model", "webextensions/": "web extensions",
}  # fmt: skip
_OLD = b"\xd0\xcf\x11\xe0"
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")


@dataclass(frozen=True)
class Archive:
    """The parts of a workbook by name, and what in it is active."""

    name: str
    parts: dict[str, bytes] = field(repr=False)
    entries: tuple[zipfile.ZipInfo, ...] = field(repr=False)
    active: tuple[str, ...]
    raw: bytes = field(repr=False)

    def book(self, *, values: bool = False) -> Any:
        """The workbook as the spreadsheet library sees it: formulas, or the values that they carry."""
        import openpyxl

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what the library cannot keep is nothing that is read here
                return openpyxl.load_workbook(io.BytesIO(self.raw), data_only=values, keep_links=False)
        except Exception as wrong:  # noqa: BLE001  the library meets a malformed part with any exception
            said = f"{type(wrong).__name__}: {wrong}"[:200]
            raise InputError(Fault("not a workbook that can be read", self.name, said, next_step=_AGAIN)) from None


_AGAIN = "open it in a spreadsheet program and save it again as .xlsx"


def open_archive(path: Path, *, active: bool = False) -> Archive:
    """A workbook, judged before it is parsed; InputError says what is refused. `active` parts are told, or refused."""
    raw = _read(path)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = tuple(archive.infolist())
            raise_faults(_entry_faults(path.name, entries))
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise InputError(Fault("a damaged archive", path.name, next_step=_AGAIN)) from None
    faults = [
        fault for name, data in parts.items() if name.lower().endswith(XML) for fault in _parsed(path, name, data)
    ]
    raise_faults(faults)
    found = _active(path.name, parts)
    if found and not active:
        raise InputError(
            Fault(f"carries {what}", f"{path.name}, {name}", next_step="save a copy without it, as .xlsx")
            for name, what in found
        )
    told = tuple(f"{what} ({name})" for name, what in found)
    return Archive(path.name, parts, entries, told, raw)


def _read(path: Path) -> bytes:
    """The bytes of a file that is no larger than a workbook, and begins as one."""
    try:
        size = path.stat().st_size if path.is_file() else -1
        raw = path.read_bytes() if 0 <= size <= MOST_BYTES else b""
    except (OSError, ValueError) as wrong:
        raise InputError(Fault("cannot be read", str(path)[-100:], getattr(wrong, "strerror", "") or "")) from None
    if path.is_dir():
        raise InputError(Fault("a folder, not a workbook", str(path)[-100:], next_step="name a file in it"))
    if size < 0:
        raise InputError(Fault("no such file", str(path)[-100:], next_step="tco report NAME writes a workbook"))
    if size > MOST_BYTES:
        raise InputError(Fault("too large a file", path.name, f"{size:,} bytes", f"at most {MOST_BYTES:,}"))
    if raw.startswith(_OLD):
        step = "take the password off, and save it as .xlsx"
        raise InputError(Fault("an old or an encrypted workbook", path.name, allowed=".xlsx", next_step=step))
    if not raw.startswith(b"PK"):
        raise InputError(Fault("not a workbook", path.name, allowed=".xlsx", next_step=_AGAIN))
    return raw


def _entry_faults(file: str, entries: tuple[zipfile.ZipInfo, ...]) -> list[Fault]:
    """What is wrong with the table of the archive, before anything is unpacked."""
    whole, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if len(entries) > MOST_ENTRIES:
        return [Fault("too many parts", file, f"{len(entries):,}", f"at most {MOST_ENTRIES:,}")]
    if whole > MOST_UNPACKED:
        return [Fault("too large when unpacked", file, f"{whole:,} bytes", f"at most {MOST_UNPACKED:,}")]
    if whole > MOST_TIMES * max(packed, 1):
        return [
            Fault("packed too tightly to be a workbook", file, f"{whole / max(packed, 1):.0f} times", f"{MOST_TIMES}")
        ]
    names = [e.filename.lower() for e in entries]
    faults = [Fault("a part of an odd name", file, repr(e.filename[:80])) for e in entries if not _is_normal(e)]
    faults += [
        Fault("a part that is there twice", file, repr(n[:80])) for n in {n for n in names if names.count(n) > 1}
    ]
    faults += [Fault("an encrypted part", file, e.filename[:80]) for e in entries if e.flag_bits & 1]
    return faults


def _is_normal(entry: zipfile.ZipInfo) -> bool:
    """A name inside the archive, packed in the two ways that workbooks use."""
    name, original = entry.filename, getattr(entry, "orig_filename", entry.filename)
    path = PurePosixPath(name)
    plain = name == original and name.isprintable() and not set(name) & set("\\:")
    return plain and not path.is_absolute() and ".." not in path.parts and entry.compress_type in (0, 8)


class _Seen:
    """What a plain parser meets in a part."""

    def __init__(self) -> None:
        self.cells = self.depth = 0
        self.wrong = ""

    def doctype(self, *_: object) -> None:
        self.wrong = "declares a document type, as no workbook does"
        raise _RefusedError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        element = name.rpartition(":")[2]
        if element == "c":
            self.cells += 1
        if self.depth > DEEPEST:
            self.wrong = "nested too deeply"
        elif self.cells > MOST_CELLS:
            self.wrong = f"holds more than {MOST_CELLS:,} cells"
        elif element in ("c", "row") and _is_far(attributes.get("r", "")):
            self.wrong = f"a cell beyond row {MOST_ROW:,} or column {MOST_COLUMN:,}"
        elif element in ("mergeCell", "hyperlink") and _area(attributes.get("ref", "")) > WIDEST_AREA:
            self.wrong = f"{element} over more than {WIDEST_AREA:,} cells"
        if self.wrong:
            raise _RefusedError

    def end(self, _: str) -> None:
        self.depth -= 1


class _RefusedError(Exception):
    pass


def _parsed(path: Path, name: str, data: bytes) -> list[Fault]:
    """Parse a part for nothing but its form."""
    seen, parser = _Seen(), expat.ParserCreate("UTF-8")  # whatever a part says of itself
    parser.StartDoctypeDeclHandler = seen.doctype
    parser.StartElementHandler, parser.EndElementHandler = seen.start, seen.end
    try:
        parser.Parse(data, True)  # noqa: FBT003  the signature of the standard library
    except _RefusedError:
        return [Fault(seen.wrong, f"{path.name}, {name}")]
    except (expat.ExpatError, ValueError, LookupError) as wrong:
        return [Fault("not XML", f"{path.name}, {name}", str(wrong)[:100], next_step=_AGAIN)]
    return []


def _is_far(cell: str) -> bool:
    letters, digits = re.sub(r"[^A-Za-z]", "", cell), re.sub(r"\D", "", cell)[:9]
    return _column(letters) > MOST_COLUMN or int(digits or 0) > MOST_ROW


def _column(letters: str) -> int:
    number = 0
    for character in letters.upper()[:4]:
        number = number * 26 + ord(character) - 64
    return number


def _area(reference: str) -> int:
    found = _CELL.fullmatch(reference.upper())
    if not found:
        return WIDEST_AREA + 1
    left, top, right, bottom = found.groups()
    across = abs(_column(right or left) - _column(left)) + 1
    return across * (abs(int((bottom or top)[:9]) - int(top[:9])) + 1)


def _active(file: str, parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """The parts that do something, with what they are; InputError where the archive is no workbook at all."""
    kinds = parts.get("[Content_Types].xml", b"")
    if WORKBOOK.encode() not in kinds and MACROS.encode() not in kinds:
        raise InputError(Fault("an archive that is no workbook", file, allowed=".xlsx", next_step=_AGAIN))
    found = [(name, what) for name in parts for key, what in ACTIVE.items() if key in name.lower()]
    if MACROS.encode() in kinds and not found:
        found.append(("[Content_Types].xml", "macros"))
    return found + [(n, "links to other files") for n, data in parts.items() if n.endswith(".rels") and _leaves(data)]


def _leaves(relations: bytes) -> bool:
    """Does a part refer outside the file, other than by a link that waits to be clicked?"""
    links = re.findall(rb"<[^<>]*Relationship\b[^<>]*>", relations)
    return any(b'"External"' in link.replace(b"'", b'"') and b"/hyperlink" not in link for link in links)
