"""The workbook: results as a spreadsheet that recalculates, explains its figures and checks itself.

Every quantity is a row, every case a column, every formula one of the textbook's. The engine's values stand beside the
formulas, so that previews show figures; a spreadsheet recalculates them as soon as it opens the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tco.errors import InputError
from tco.files import write as write_file
from tco.language import ENGLISH, Language
from tco.quarterly.gather import Quarterly
from tco.report import Table
from tco.results import Results


def build(
    results: Results,
    tables: Sequence[Table] = (),
    *,
    finding: str = "",
    attribution: Sequence[Table] = (),
    quarter: Quarterly | None = None,
    language: Language = ENGLISH,
) -> bytes:
    """The workbook as bytes: the same for the same results. `finding` stands in for the scenario's own.

    In another `language`, in which the results are told already (`tco.translate`), the sheets are turned too. A closed
    `quarter` adds the sheets Change_log, QoQ, Changed_inputs and Plan_and_actual.
    """
    from tco.workbook.assembly import assembled

    return assembled(results, tables, finding or results.scenario.finding, attribution, quarter, language)


def write(
    results: Results,
    tables: Sequence[Table],
    path: Path,
    *,
    finding: str = "",
    attribution: Sequence[Table] = (),
) -> None:
    """Write the workbook; InputError where the place cannot be written. A file is whole or not there."""
    content = build(results, tables, finding=finding, attribution=attribution)
    try:
        write_file(path, content, "close it where it is open, or give another --out")
    except InputError as refused:
        told = (replace(fault, what="cannot write the workbook") for fault in refused.faults)
        raise InputError(told) from refused
