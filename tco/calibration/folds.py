"""What a fit is worth on rows it has not seen: whole groups are left out in turn, and predicted by a fit to the others."""

from __future__ import annotations

from statistics import median

import numpy as np

from tco.calibration.fit import Task, fitted, log_ratios
from tco.calibration.knobs import Floats
from tco.measured.score import percentile


def fold_of_groups(job: Task, folds: int) -> list[int]:
    """The fold of each question: groups in alphabetical order are dealt out in turn."""
    groups = sorted({q.row.group for q in job.questions})
    place = {group: i % folds for i, group in enumerate(groups)}
    return [place[q.row.group] for q in job.questions]


def left_out(job: Task, start: Floats, folds: int) -> Floats:
    """log(predicted / measured) of each question by a fit that has not seen its group."""
    fold = np.array(fold_of_groups(job, folds))
    found = np.zeros(len(fold))
    for number in range(folds):
        out = fold == number
        at = fitted(job, ~out, start)
        found[out] = log_ratios(job, at[None, :])[0][out]
    return found


def over_groups(job: Task, ratios: Floats) -> tuple[float, float]:
    """Median and 90th percentile over groups of the median absolute log error."""
    groups: dict[tuple[str, str, str], list[float]] = {}
    for question, ratio in zip(job.questions, ratios, strict=True):
        groups.setdefault(question.row.group, []).append(abs(float(ratio)))
    medians = [median(found) for found in groups.values()]
    return median(medians), percentile(medians, 0.9)
