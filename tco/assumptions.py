"""What the answer rests on, as tables of a report: each assumption with what it moves, and how far the ranges reach."""

from __future__ import annotations

from collections.abc import Sequence

from tco.lineage import Reference
from tco.report import Column, Table, heading
from tco.results import Results
from tco.whatif.effects import RANGE, Effect, Study, study

MOVES, REACHES = "What each assumption moves", "How far the ranges reach"
NOTE = (
    "Each assumption alone at its low and its high end, in every case that rests on it; shown is the case that it moves most. "
    "Its range is the one stated, else a tenth of it; a row of periods is moved as a whole and shown by its "
    "mean. Instead: the way that is then cheaper than the one that is now. Figures of the engine at the inputs as delivered."
)
STILL = "These do not move it, or are nothing here: "
REACH_NOTE = (
    "All stated ranges at the ends that suit the case best, and all at those that suit it worst: outer bounds, which hardly ever "
    "meet at once. Figures of the engine at the inputs as delivered."
)
SAME = "none"


def assumption_tables(results: Results) -> list[Table]:
    """The assumptions of the decision with what they move, and the range of the answer; nothing where nothing decides."""
    found = study(results)
    effects = found.effects() if found else []
    if not found or not effects:
        return []
    return [_moves(found, effects), *_reaches(found, effects)]


def _moves(found: Study, effects: Sequence[Effect]) -> Table:
    results, unit = found.results, found.results.unit(found.target)
    columns = (
        _column("quantity", "Assumption"), _column("unit", "Unit"), _column("how", "Moved by"),
        _column("low", "Low", numeric=True), _column("given", "As given", numeric=True),
        _column("high", "High", numeric=True), _column("case", "Case moved most"),
        _column("at_low", f"{heading(found.target)} at low", unit), _column(found.target, heading(found.target), unit),
        _column("at_high", f"{heading(found.target)} at high", unit), _column("less", "Change at low", unit),
        _column("less_share", "Change at low", "share"), _column("more", "Change at high", unit),
        _column("more_share", "Change at high", "share"), _column("best_at_low", "Instead at low"),
        _column("best_at_high", "Instead at high"),
    )  # fmt: skip
    rows = tuple(_row(results, effect) for effect in effects)
    live = tuple(tuple(_reference(c, effect, found.target) for c in columns) for effect in effects)
    still = found.still(effects)
    note = NOTE + (f" {STILL}{', '.join(still)}." if still else "")
    return Table("assumptions", f"{MOVES}: {heading(found.target)}", note, columns, rows, live)


def _row(results: Results, one: Effect) -> tuple[object, ...]:
    def change(end: float | None) -> tuple[float | None, float | None]:
        return (None, None) if end is None else (end - one.base, (end - one.base) / abs(one.base) if one.base else None)

    best = ("; ".join(ways) or SAME for ways in (one.best_at_low, one.best_at_high))
    ends = (one.at_low, one.base, one.at_high, *change(one.at_low), *change(one.at_high))
    return (one.quantity, results.unit(one.quantity), one.how, one.low, one.given, one.high, one.case, *ends, *best)


def _reference(column: Column, one: Effect, target: str) -> Reference | None:
    """The figure as run is a cell of the model."""
    return (one.case, target) if column.name == target else None


def _reaches(found: Study, effects: Sequence[Effect]) -> list[Table]:
    """The figure of each case with every stated range at the end that suits it, and at the other."""
    stated = [e.quantity for e in effects if e.how == RANGE]
    if not stated:
        return []
    target, unit = found.target, found.results.unit(found.target)
    columns = (
        _column("case", "Case"), _column("title", "Way"), _column("least", "Least", unit), _column(target, "As given", unit),
        _column("most", "Most", unit), _column("ranges", "Ranges that move it"),
    )  # fmt: skip
    rows, live = [], []
    for case, (least, most, names) in found.reach(stated).items():
        title = found.results.scenario.case(case).title
        rows.append((case, title, least, found.base[case], most, ", ".join(map(heading, names)) or SAME))
        live.append(tuple((case, target) if column.name == target else None for column in columns))
    return [Table("ranges", f"{REACHES}: {heading(target)}", REACH_NOTE, columns, tuple(rows), tuple(live))]


def _column(name: str, title: str, unit: str = "", *, numeric: bool = False) -> Column:
    return Column(name, title, unit, not unit and not numeric)
