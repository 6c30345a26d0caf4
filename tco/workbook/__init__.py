"""The workbook: results as a spreadsheet that recalculates, explains its figures and checks itself.

Every quantity is a row, every case a column, every formula one of the textbook's. The engine's values stand beside the
formulas, so that previews show figures; a spreadsheet recalculates them as soon as it opens the file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tco.errors import Fault, InputError
from tco.report import Table
from tco.results import Results


def build(
    results: Results, tables: Sequence[Table] = (), *, finding: str = "", attribution: Sequence[Table] = ()
) -> bytes:
    """The workbook as bytes: the same for the same results. `finding` stands in for the scenario's own."""
    from tco.workbook.assembly import assembled

    return assembled(results, tables, finding or results.scenario.finding, attribution)


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
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(beside).chmod(0o644)
            Path(beside).replace(path)
        except OSError:
            Path(beside).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as refused:
        reason = getattr(refused, "strerror", None) or str(refused)
        told = Fault(
            "cannot write the workbook", str(path), reason, next_step="close it where it is open, or give another --out"
        )
        raise InputError(told) from refused
