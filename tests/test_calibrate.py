"""Fitting efficiencies: what moves what, that a fit finds what made the rows, and that it stays within its bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tco.calibration.fit import Task, fitted, log_ratios
from tco.calibration.folds import fold_of_groups, left_out, over_groups
from tco.calibration.run import Calibration, calibrate, prepared
from tco.calibration.table import table_text
from tco.content import Content, open_content
from tco.measured.file import Measured, shipped
from tco.measured.validate import validate
from tco.pricebook import PriceBook

TODAY = date(2026, 11, 24)
EVERY = 25  # one row in so many is enough to test with


@pytest.fixture(scope="module")
def content() -> Content:
    return open_content([])


@pytest.fixture(scope="module")
def rows(content: Content) -> list[Measured]:
    return shipped(content)[::EVERY]


@pytest.fixture(scope="module")
def job(content: Content, rows: list[Measured]) -> Task:
    return prepared(rows, PriceBook(content), TODAY)


def test_a_fit_and_a_validation_predict_the_same(job: Task, rows: list[Measured], content: Content) -> None:
    """The table's own values, taken apart into knobs and put together again."""
    found = dict(zip((q.row.id for q in job.questions), log_ratios(job, job.board.start[None, :])[0], strict=True))
    told = {s.row.id: s.log_ratio for s in validate(rows, PriceBook(content), TODAY).rows if s.counts}
    assert found.keys() == told.keys()
    assert max(abs(found[i] - told[i]) for i in told) < 1e-9


def test_a_fit_finds_what_made_the_rows(job: Task) -> None:
    """Rows made with other values of the two numbers that most rows depend on lead back to them."""
    names = [k.row.quantities for k in job.board.knobs]
    hidden = job.board.start.copy()
    for quantity, factor in {"decode_mbu;attention_mbu": 0.8, "prefill_mfu;decode_mfu": 0.7}.items():
        hidden[names.index(quantity)] += log(factor)
    made = log_ratios(job, hidden[None, :])[0] + job.measured
    found = fitted(replace(job, measured=made))
    for quantity in ("decode_mbu;attention_mbu", "prefill_mfu;decode_mfu"):
        place = names.index(quantity)
        assert exp(found[place] - hidden[place]) == pytest.approx(1, abs=0.02)


def test_a_fit_stays_within_bounds(job: Task) -> None:
    """Rows ten times as fast as any machine do not push a share beyond its bound."""
    low, high = job.board.bounds
    found = fitted(replace(job, measured=job.measured + log(10)))
    assert np.all(low <= found)
    assert np.all(found <= high)


def test_groups_are_left_out_whole(job: Task) -> None:
    """No group is both fitted to and predicted."""
    fold = fold_of_groups(job, 3)
    of: dict[Any, set[int]] = {}
    for question, number in zip(job.questions, fold, strict=True):
        of.setdefault(question.row.group, set()).add(number)
    assert {len(numbers) for numbers in of.values()} == {1}
    assert {n for numbers in of.values() for n in numbers} == {0, 1, 2}


def test_a_group_weighs_as_much_as_another(job: Task) -> None:
    """The squares of its rows' weights add up to the same."""
    sums: dict[Any, float] = {}
    for question, weight in zip(job.questions, job.weights, strict=True):
        sums[question.row.group] = sums.get(question.row.group, 0) + weight**2
    assert max(sums.values()) == pytest.approx(min(sums.values()))


def test_errors_are_over_groups(job: Task) -> None:
    """Where every row is off by the same, so is the median and the 90th percentile."""
    assert over_groups(job, np.full(len(job.questions), -0.3)) == pytest.approx((0.3, 0.3))


def test_the_table_that_is_written_predicts_what_was_fitted(
    job: Task, rows: list[Measured], content: Content, tmp_path: Path
) -> None:
    """A workspace that holds it is validated with the fitted values, to the digits that are written."""
    book, at = PriceBook(content), job.board.start + 0.1 * np.sign(np.arange(len(job.board.knobs)) % 2 - 0.5)
    low, high = job.board.bounds
    at = np.clip(at, low, high)
    (tmp_path / "pricing").mkdir()
    text = table_text(book.rows("efficiency"), job.board, at, "fitted in a test", TODAY)
    (tmp_path / "pricing" / "efficiency.csv").write_text(text, encoding="utf-8")
    told = {s.row.id: s.log_ratio for s in validate(rows, PriceBook(open_content([tmp_path])), TODAY).rows if s.counts}
    found = dict(zip((q.row.id for q in job.questions), log_ratios(job, at[None, :])[0], strict=True))
    assert max(abs(found[i] - told[i]) for i in told) < 2e-3


def test_the_shipped_numbers_are_few_and_within_their_bounds(content: Content) -> None:
    """Fewer than one for each four groups of the shipped rows."""
    book = PriceBook(content)
    whole = prepared(shipped(content), book, TODAY)
    groups = len({q.row.group for q in whole.questions})
    assert len(whole.board.knobs) * 4 < groups
    low, high = whole.board.bounds
    assert np.all(low <= whole.board.start)
    assert np.all(whole.board.start <= high)


def test_a_fit_to_few_rows_says_so(content: Content, rows: list[Measured], monkeypatch: pytest.MonkeyPatch) -> None:
    """More numbers than groups can carry are told, and nothing is hidden."""
    monkeypatch.setattr("tco.calibration.run.fitted", lambda job: job.board.start)
    said: list[str] = []
    done: Calibration = calibrate(rows, PriceBook(content), TODAY, 0, said.append)
    assert done.too_many
    assert done.errors["before"] == done.errors["after"]
    assert said == [f"{done.rows} rows in {done.groups} groups, {len(done.board.knobs)} numbers to fit"]


def test_left_out_groups_are_predicted_by_others(job: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fold is fitted without its own rows."""
    seen = []

    def fit(task: Task, chosen: Any, start: Any) -> Any:
        seen.append(chosen)
        return start

    monkeypatch.setattr("tco.calibration.folds.fitted", fit)
    left_out(job, job.board.start, 3)
    assert [int(c.sum()) for c in seen] == [len(c) - fold_of_groups(job, 3).count(n) for n, c in enumerate(seen)]
