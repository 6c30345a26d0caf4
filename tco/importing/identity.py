"""What a workbook says it is: the labels of its Cover that an import needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tco import __version__
from tco.errors import Fault, InputError
from tco.scenario import Setting, setting
from tco.workbook.cover import DIGEST, SCENARIO, SET_BY_HAND, VERSION

PROGRAM = "llm-tco"
AGAIN = "export it again (tco report NAME), and make the changes there"


@dataclass(frozen=True)
class Identity:
    """Which scenario, which version, which inputs, and what the command line had set."""

    scenario: str
    version: str
    digest: str
    settings: tuple[Setting, ...]


def identify(book: Any, file: str) -> Identity:
    """What the Cover says; InputError where this is no workbook of ours, or one of another version."""
    said = dict(_said(book["Cover"])) if "Cover" in book.sheetnames else {}
    found = {label: said.get(label, [""])[0] for label in (SCENARIO, VERSION, DIGEST)}
    missing = [label for label, text in found.items() if not text]
    if missing or not found[VERSION].startswith(PROGRAM):
        what = "not a workbook that tco report wrote"
        told = f"no {', '.join(missing)} on the Cover" if missing else found[VERSION][:60]
        raise InputError(Fault(what, file, told, f"{SCENARIO}, {VERSION}, {DIGEST} on the sheet Cover"))
    version = found[VERSION].removeprefix(PROGRAM).strip()
    if version != __version__:
        step = f"read it with {PROGRAM} {version[:20]}, or {AGAIN}"
        raise InputError(Fault("written by another version", file, version[:20], __version__, step))
    texts = [text.removeprefix("--set ") for text in said.get(SET_BY_HAND, ()) if text != "none"]
    return Identity(found[SCENARIO], version, found[DIGEST], tuple(setting(text) for text in texts))


def _said(cover: Any) -> Iterator[tuple[str, list[str]]]:
    """Each label of the first column, with what stands beside it, there and at the same label again."""
    found: dict[str, list[str]] = {}
    for label, text in cover.iter_rows(max_col=2, max_row=200, values_only=True):
        if isinstance(label, str) and text is not None:
            found.setdefault(label, []).append(str(text))
    yield from found.items()
