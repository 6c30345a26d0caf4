"""The values of the knobs that predict measured rows best.

Least squares on log(predicted / measured): twice too much and half are equally wrong. A soft loss keeps single rows from
pulling, and every group (source, model, device) weighs the same, so that a source with many rows does not decide. The
predictions are those of `tco validate`, for all knobs moved a little, in one frame.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tco.calibration.knobs import Board, Floats
from tco.measured.predict import Question, evaluated, inputs_frame, scale

STEP = 1e-4  # of a logarithm, for derivatives
LEAST = 1e-9
PASSES = ((0.12, 30), (0.05, 30))  # width of the soft loss, most evaluations: wide first, so that no row is lost early


@dataclass(frozen=True)
class Task:
    """Questions with their measured values, as arrays."""

    questions: Sequence[Question]
    board: Board
    frame: pl.DataFrame
    stated: dict[str, NDArray[np.bool_]]  # where a row settles an efficiency itself
    wanted: NDArray[np.intp]  # which of `names` each question asks for
    names: tuple[str, ...]
    scales: Floats
    measured: Floats  # logarithms
    weights: Floats


def task(questions: Sequence[Question], board: Board) -> Task:
    """Everything about the questions that the knobs do not change."""
    names = tuple(dict.fromkeys(q.asked.quantity for q in questions))
    sizes = Counter(q.row.group for q in questions)
    weights = np.array([sizes[q.row.group] ** -0.5 for q in questions])
    return Task(
        questions=questions,
        board=board,
        frame=inputs_frame(questions),
        stated={n: np.array([n in q.situation.stated for q in questions]) for n in board.moved},
        wanted=np.array([names.index(q.asked.quantity) for q in questions]),
        names=names,
        scales=np.array([scale(q) for q in questions]),
        measured=np.log([q.row.value for q in questions]),
        weights=weights / weights.mean(),
    )


def log_ratios(job: Task, at: Floats) -> Floats:
    """log(predicted / measured) for each point: an array of points x questions. `at`: points x knobs."""
    count, cases = len(at), len(job.questions)
    columns = [_values(job, point) for point in at]
    frame = pl.concat([job.frame] * count).with_columns(
        pl.Series(q, np.concatenate([c[q] for c in columns])) for q in job.board.moved
    )
    found = evaluated(frame, dict.fromkeys(job.names)).select(job.names).to_numpy().reshape(count, cases, -1)
    picked = np.take_along_axis(found, job.wanted[None, :, None].repeat(count, 0), axis=2)[:, :, 0]
    return np.log(np.maximum(np.nan_to_num(picked * job.scales), LEAST)) - job.measured


def _values(job: Task, point: Floats) -> dict[str, Floats]:
    """Every efficiency of every question; what a row settles itself stays."""
    found = job.board.values(point)
    return {
        q: np.where(job.stated[q], job.frame[q].to_numpy(), v) if job.stated[q].any() else v for q, v in found.items()
    }


def fitted(job: Task, chosen: NDArray[np.bool_] | None = None, start: Floats | None = None) -> Floats:
    """Logarithms of the knobs that fit the chosen questions best, within their bounds."""
    from scipy.optimize import least_squares

    mask = np.ones(len(job.questions), bool) if chosen is None else chosen
    low, high = job.board.bounds
    at = np.clip(job.board.start if start is None else start, low + STEP, high - STEP)

    def residuals(point: Floats) -> Floats:
        result: Floats = (log_ratios(job, point[None, :])[0] * job.weights)[mask]
        return result

    def jacobian(point: Floats) -> Floats:
        points = np.vstack([point, point + STEP * np.eye(len(point))])
        found = (log_ratios(job, points) * job.weights)[:, mask]
        result: Floats = ((found[1:] - found[0]) / STEP).T
        return result

    for width, most in PASSES:
        solution = least_squares(
            residuals, at, jacobian, (low, high), loss="soft_l1", f_scale=width, max_nfev=most, x_scale=0.3
        )
        at = np.clip(solution.x, low + STEP, high - STEP)
    return at
