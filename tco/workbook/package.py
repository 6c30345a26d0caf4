"""The finished file: shown values beside formulas, alternative texts of charts, and the same bytes for the same inputs.

The writing library leaves formulas without values, so that previews and protected views show blanks, and puts the
clock into the file. Both are mended in the archive.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tco.workbook.cells import Shown

_CELL = re.compile(r'<c r="([A-Z]+\d+)"((?: s="\d+")?)(?: t="\w+")?>(<f>.*?</f>)<v\s*(?:/>|></v>)</c>', re.DOTALL)
_EMPTY = re.compile(r'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="n"(/>|></c>|><v\s*/></c>|><v></v></c>)')
_DRAWN = re.compile(r'(<(?:xdr:)?cNvPr id="\d+" name="[^"]*")\s*/>')
_STAMP = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(
    workbook: Any, shown: Mapping[str, Mapping[str, Shown]], charts: Mapping[str, list[str]], stamp: str
) -> bytes:
    """The file. `shown`: values by sheet and cell; `charts`: alternative texts by sheet; `stamp`: an ISO time."""
    raw = io.BytesIO()
    workbook.save(raw)
    sheets = {f"xl/worksheets/sheet{n}.xml": title for n, title in enumerate(workbook.sheetnames, start=1)}
    drawn = [title for title in workbook.sheetnames if charts.get(title)]
    drawings = {f"xl/drawings/drawing{n}.xml": charts[title] for n, title in enumerate(drawn, start=1)}
    made = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            # with lxml installed or without, the writing library closes an empty element in two ways
            content = source.read(name).replace(b" />", b"/>")
            if name in sheets:
                content = _with_values(content.decode(), shown[sheets[name]]).encode()
            elif name in drawings:
                content = _with_texts(content.decode(), drawings[name]).encode()
            elif name == "docProps/core.xml":
                content = _STAMP.sub(rf"\g<1>{stamp}\g<2>", content.decode()).encode()
            target.writestr(_entry(name), content, compresslevel=6)
    return made.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return entry


def _with_values(xml: str, shown: Mapping[str, Shown]) -> str:
    """The sheet with a value in every formula cell."""

    def filled(found: re.Match[str]) -> str:
        cell, style, formula = found.groups()
        value = shown[cell]
        kind, text = (' t="str"', escape(value)) if isinstance(value, str) else ("", repr(float(value)))
        return f'<c r="{cell}"{style}{kind}>{formula}<v>{text}</v></c>'

    # some readers take an empty cell that is said to be a number for a zero
    return _EMPTY.sub(r"\g<1>/>", _CELL.sub(filled, xml))


def _with_texts(xml: str, texts: list[str]) -> str:
    """The drawing with a description on each chart, for those who do not see it."""
    left = iter(texts)
    return _DRAWN.sub(lambda found: f"{found[1]} descr={quoteattr(next(left, ''))}/>", xml)
