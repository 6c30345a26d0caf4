"""A validation as tables: the errors, the targets, why rows were refused, and every row with its prediction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from tco.measured.breakdown import BY, breakdown
from tco.measured.kinds import kind
from tco.measured.predict import Prediction
from tco.measured.row import COLUMNS
from tco.measured.score import Error, Scored, error
from tco.measured.targets import Target, targets
from tco.measured.validate import Validation

Table = tuple[list[str], list[list[object]]]
FIGURES = ["rows", "groups", "median", "p90", "bias", "in_20%", "in_50%"]
EVERYTHING = "all"
MOST_REASONS = 20
STATED = [column for column in COLUMNS if column not in ("phase", "value", "source", "source_date", "note")]


def headline(done: Validation, as_of: date) -> str:
    """How many rows there are, and what became of them."""
    rows = done.rows
    counted, refused = [s for s in rows if s.counts], [s for s in rows if s.refused and not s.set_aside]
    aside = Counter(s.set_aside for s in rows if s.set_aside)
    groups = len({s.row.group for s in counted})
    parts = [f"{len(counted):,} scored in {groups:,} groups", f"{len(refused):,} refused"]
    parts += [f"{count:,} set aside ({why})" for why, count in aside.items()]
    return f"{len(rows):,} measured rows, as known on {as_of}\n{', '.join(parts)}"


def error_table(title: str, parts: Iterable[tuple[str, Error]]) -> Table:
    """A line for each part: errors are |ln(predicted / measured)|, over groups; bias has its sign."""
    lines: list[list[object]] = [
        [name, e.rows, e.groups, *(round(v, 3) for v in (e.median, e.p90, e.bias, e.within_20, e.within_50))]
        for name, e in parts
    ]
    return [title, *FIGURES], lines


def target_table(found: Sequence[Target]) -> Table:
    """The accuracy to reach, and what was reached."""
    lines: list[list[object]] = [
        [
            t.subset,
            t.measure,
            f"{'>=' if t.at_least else '<='} {t.bound:g}",
            None if t.value is None else round(t.value, 3),
            t.rows,
            {True: "met", False: "missed", None: "no rows"}[t.met],
        ]
        for t in found
    ]
    return ["subset", "measure", "bound", "found", "count", ""], lines


def refusal_table(rows: Sequence[Scored]) -> Table:
    """Each reason for which rows that would count were refused, the most frequent first, with the first place."""
    places: dict[str, str] = {}
    refused = [s for s in rows if s.refused and not s.set_aside]
    counts = Counter(s.refused for s in refused)
    for s in refused:
        places.setdefault(s.refused, s.where)
    reasons = sorted(counts, key=lambda why: (-counts[why], why))
    lines: list[list[object]] = [[counts[why], why, places[why]] for why in reasons[:MOST_REASONS]]
    if len(reasons) > MOST_REASONS:
        rest = reasons[MOST_REASONS:]
        lines.append([sum(counts[why] for why in rest), f"{len(rest)} more reasons; --csv gives each row's", ""])
    return ["rows", "refused because", "first"], lines


def row_table(rows: Sequence[Scored]) -> Table:
    """Every row: measured, predicted, their ratio and its logarithm; why it is set aside or refused, if it is."""
    headings = [*STATED, "kind", "measured", "predicted", "ratio", "log_ratio", "set_aside", "refused", "rests_on"]
    lines: list[list[object]] = [
        [
            *(getattr(s.row, column) for column in STATED),
            kind(s.row),
            s.row.value,
            s.predicted,
            s.ratio,
            s.log_ratio,
            s.set_aside,
            s.refused,
            s.outcome.why if isinstance(s.outcome, Prediction) else "",
        ]
        for s in rows
    ]
    return [*headings, "where"], [[*line, s.where] for line, s in zip(lines, rows, strict=True)]


def as_json(done: Validation, as_of: date, version: str) -> dict[str, Any]:
    """The score, its parts, the targets and every row."""
    rows, whole = done.rows, error(done.rows)
    headings, lines = row_table(rows)
    parts = {by: {name: asdict(e) for name, e in breakdown(rows, by)} for by in BY}
    return {
        "as_of": str(as_of),
        "version": version,
        "rows_read": len(rows),
        "rows_scored": sum(s.counts for s in rows),
        "rows_set_aside": sum(bool(s.set_aside) for s in rows),
        "rows_refused": sum(bool(s.refused) and not s.set_aside for s in rows),
        "score": {EVERYTHING: asdict(whole) if whole else None} | parts,
        "targets": [asdict(t) | {"met": t.met} for t in targets(rows, done.names)],
        "rows": [dict(zip(headings, line, strict=True)) for line in lines],
    }
