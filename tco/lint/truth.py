"""Points 26 to 31: that what the file shows is what its formulas give, and what its makers computed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tco.lint.points import Finding, NotApplicable, point
from tco.lint.reading import Reading

ENGINES = "needs two spreadsheet engines: --recalculate uses LibreOffice where it is installed"
CARRIED = ("scenario", "version", "digest")


@point(26, "formulas recalculated by another engine give the values that the file shows", bold=True)
def recalculated(reading: Reading) -> Iterator[Finding]:
    """Values against those of LibreOffice, recalculating everything."""
    from tco.lint.recalculate import differences

    if not reading.recalculate:
        raise NotApplicable(ENGINES)
    yield from (Finding(cell, said) for cell, said in differences(reading))


@point(27, "every formula carries its value, so that previews and protected view show numbers")
def carried(reading: Reading) -> Iterator[Finding]:
    """Formulas without a value."""
    for sheet in reading.sheets:
        for at in sheet.formulas:
            if sheet.values.get(at) is None:
                yield Finding(sheet.at(at), "a formula without a value")


@point(28, "a changed input gives what a new run of the engine gives")
def changed(reading: Reading) -> Iterator[Finding]:  # noqa: ARG001
    """Beyond what a file can show."""
    raise NotApplicable("proved by running the engine: tco import WORKBOOK.xlsx shows the effect of each change")
    yield


@point(29, "the file asks to be recalculated when it is opened")
def on_load(reading: Reading) -> Iterator[Finding]:
    """A flag of the workbook."""
    if not reading.book.calculation.fullCalcOnLoad:
        yield Finding("", "fullCalcOnLoad is not set")


@point(30, "the same inputs make the same bytes: the file holds neither the clock nor a chance order")
def bytes_(reading: Reading) -> Iterator[Finding]:
    """One date for all parts, in order, and the same stamp of making and changing."""
    entries = reading.archive.entries
    if len({entry.date_time for entry in entries}) > 1:
        yield Finding("", "its parts are dated by the clock")
    if [e.filename for e in entries] != sorted(e.filename for e in entries):
        yield Finding("", "its parts are in no order")
    core = reading.archive.parts.get("docProps/core.xml", b"").decode(errors="replace")
    stamps = set(re.findall(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<", core))
    if len(stamps) > 1 or not all(stamp.endswith("T00:00:00Z") for stamp in stamps):
        yield Finding("", "it is stamped with the time of its making")


@point(31, "the inputs can be read back: the file says which scenario, version and digest they belong to")
def read_back(reading: Reading) -> Iterator[Finding]:
    """What the cover must say for an import to know its scenario."""
    said = {label.lower(): text for label, text in reading.labels.items()}
    for word in CARRIED:
        if not any(word in label and text for label, text in said.items()):
            yield Finding(next((s.title for s in reading.of("cover")), ""), f"does not say the {word}")
