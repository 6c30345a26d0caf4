"""A calibration from beginning to end: rows in, fitted knobs and their errors out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp
from typing import TYPE_CHECKING

from tco.calibration.fit import Task, fitted, log_ratios, task
from tco.calibration.folds import left_out, over_groups
from tco.calibration.knobs import Board, Floats, board
from tco.errors import Fault, InputError
from tco.measured.predict import Question, questions
from tco.measured.validate import validate

if TYPE_CHECKING:
    from tco.efficiency import Efficiency
    from tco.measured.file import Measured
    from tco.pricebook import PriceBook

GROUPS_PER_KNOB = 4  # fewer numbers than one for each four groups, or a fit tells more of its rows than of machines
Errors = tuple[float, float]  # median and 90th percentile over groups


@dataclass(frozen=True)
class Calibration:
    """The knobs as they were and as they are, with the error of each, and of fits that had not seen a row's group."""

    board: Board
    before: Floats
    after: Floats
    rows: int
    groups: int
    errors: dict[str, Errors]

    @property
    def told(self) -> str:
        """What was fitted to, and how well, in a line."""
        median, p90 = self.errors["after"]
        return f"fitted by tco calibrate to {self.rows:,} rows in {self.groups} groups (error {median:.3f} median, {p90:.3f} at 90 %)"

    def moves(self) -> list[tuple[Efficiency, float, float]]:
        """Each fitted row of the table, its value before and after."""
        values = zip(self.board.knobs, self.before, self.after, strict=True)
        return [(knob.row, exp(before), exp(after)) for knob, before, after in values]

    @property
    def too_many(self) -> bool:
        """Whether there are more knobs than the groups can carry."""
        return len(self.board.knobs) * GROUPS_PER_KNOB > self.groups


def calibrate(
    measured: Sequence[Measured], book: PriceBook, as_of: date, folds: int, say: Callable[[str], None]
) -> Calibration:
    """Fit the knobs of the efficiency table to the rows that count; `folds` of 0 leaves out the cross-validation."""
    job = prepared(measured, book, as_of)
    groups = len({q.row.group for q in job.questions})
    say(f"{len(job.questions):,} rows in {groups} groups, {len(job.board.knobs)} numbers to fit")
    before, after = job.board.start, fitted(job)
    errors = {"before": _errors(job, before), "after": _errors(job, after)}
    if folds:
        say(f"cross-validation: {folds} fits, each with a part of the groups left out")
        errors["left out"] = over_groups(job, left_out(job, before, folds))
    return Calibration(job.board, before, after, len(job.questions), groups, errors)


def prepared(measured: Sequence[Measured], book: PriceBook, as_of: date) -> Task:
    """The rows that count as questions, with the knobs that move them; InputError where there is none."""
    scored = validate(measured, book, as_of).rows
    rows = [s.row for s in scored if s.counts]
    asked = [q for q in questions(rows, book, as_of) if isinstance(q, Question)]
    if not asked:
        raise InputError(Fault("no row to calibrate with", next_step="tco validate says why each row is refused"))
    return task(asked, board(book, [q.situation.machine for q in asked], [q.situation.day for q in asked]))


def _errors(job: Task, at: Floats) -> Errors:
    return over_groups(job, log_ratios(job, at[None, :])[0])
