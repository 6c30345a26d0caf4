"""Points 44 to 48: what changed since the last quarter, who changed it, and what the figures leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tco.lint.points import Finding, NotApplicable, point
from tco.lint.reading import Reading, Sheet

BRIDGE = r"(?i)bridge|qoq|quarter on quarter|since last quarter"
NEARLY_NOTHING = 1e-6


def _bridge(reading: Reading) -> Sheet:
    found = next((sheet for sheet in reading.sheets if re.search(BRIDGE, sheet.title)), None)
    if not found:
        raise NotApplicable("one quarter alone: there is none before it to compare with")
    return found


@point(44, "a bridge leads from the prior quarter to this one, and leaves nothing over", bold=True)
def bridge(reading: Reading) -> Iterator[Finding]:
    """Columns of prior, current and delta, and a residual of zero."""
    sheet = _bridge(reading)
    for what, pattern in (
        ("prior", "prior|before|last"),
        ("current", "current|now|this"),
        ("delta", "delta|change|effect"),
    ):
        if not sheet.column(pattern):
            yield Finding(sheet.title, f"no column of the {what} value")
    rows = [row for (row, _), v in sheet.values.items() if re.search(r"(?i)residual|unexplained|left over", str(v))]
    if not rows:
        yield Finding(sheet.title, "no row says what is left unexplained")
    for at, value, _ in sheet.shown():
        if at[0] in rows and abs(value) > NEARLY_NOTHING:
            yield Finding(sheet.at(at), f"{value:g} is left unexplained")


@point(45, "the prior quarter is frozen, with its version and digest")
def frozen(reading: Reading) -> Iterator[Finding]:
    """The bridge says which run the prior values are from."""
    sheet = _bridge(reading)
    said = " ".join(str(v) for v in sheet.values.values())
    for word in ("version", "digest"):
        if word not in said.lower():
            yield Finding(sheet.title, f"does not say the {word} of the prior quarter")


@point(46, "a change log says when, which version, who, what, why, and the effect on the headline")
def change_log(reading: Reading) -> Iterator[Finding]:
    """The columns of the log."""
    log = next(iter(reading.of("change log")), None)
    if not log:
        raise NotApplicable("a first issue: nothing was changed before it")
    said = " ".join(str(v).lower() for (row, _), v in log.values.items() if row <= log.top)
    for word in ("date", "version", "who", "what", "why", "effect"):
        if word not in said:
            yield Finding(log.title, f"no column for {word}")


@point(47, "a table lists the inputs that changed since the prior quarter, old and new, with the source")
def changed_inputs(reading: Reading) -> Iterator[Finding]:
    """Words of such a table."""
    sheet = _bridge(reading)
    said = " ".join(str(v).lower() for s in reading.sheets for v in s.values.values() if isinstance(v, str))
    if not re.search(r"\bold\b.*\bnew\b|changed inputs", said):
        yield Finding(sheet.title, "no table of changed inputs")


@point(48, "it says what is left out and how sure it is; formulas are protected without a password, inputs are open")
def limits(reading: Reading) -> Iterator[Finding]:
    """Words on the cover; protection of every sheet."""
    said = [str(v) for sheet in reading.of("cover", "summary") for v in sheet.values.values()]
    if not any(re.search(r"(?i)left out|leaves out|excluded|not counted|limits|limitations", text) for text in said):
        yield Finding("", "nothing says what is left out")
    if not any(re.search(r"(?i)confidence|estimate", text) for text in said):
        yield Finding("", "nothing says how sure the figures are")
    for sheet in reading.sheets:
        if not sheet.page.protection.sheet:
            yield Finding(sheet.title, "formulas are not protected")
        elif sheet.page.protection.password:
            yield Finding(sheet.title, "protected by a password")
    for sheet in reading.of("inputs"):
        if sheet.page.protection.sheet and all(cell.protection.locked for cell in sheet.cells.values()):
            yield Finding(sheet.title, "inputs are locked")
