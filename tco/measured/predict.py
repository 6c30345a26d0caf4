"""What the engine predicts for a measured row, or why it does not.

Every row becomes a case of the sheet: its machine, layout and load as inputs, its metric as the quantity asked for. All
rows are computed together, by the formulas that every scenario uses. The batch of a closed loop depends on the times
that it makes (Little's law), so it is computed again with them until it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tco.errors import InputError
from tco.measured.asked import PHASE, Asked, asked, load_of
from tco.measured.names import Resolver, reason
from tco.measured.row import MeasuredRow
from tco.measured.situation import Reader, Situation
from tco.pricebook import PriceBook
from tco.sheet import sheet

if TYPE_CHECKING:
    import polars as pl

ROUNDS = 3  # by then the batch of a closed loop moves by less than a per cent
LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Prediction:
    """A value in the unit of the row's metric, and what it rests on in a line."""

    value: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no value is predicted for a row."""

    why: str


Outcome = Prediction | Refusal
Predictor = Callable[[Sequence[MeasuredRow], PriceBook, date], list[Outcome]]


@dataclass(frozen=True)
class Question:
    """A row that can be answered: its situation, and what is asked of it."""

    row: MeasuredRow
    situation: Situation
    asked: Asked


def predict(rows: Sequence[MeasuredRow], book: PriceBook, as_of: date) -> list[Outcome]:
    """The engine's prediction for each row on a day; a Refusal where it has none."""
    posed = questions(rows, book, as_of)
    known = [q for q in posed if isinstance(q, Question)]
    answers = iter(answered(known))
    return [q if isinstance(q, Refusal) else next(answers) for q in posed]


def questions(rows: Sequence[MeasuredRow], book: PriceBook, as_of: date) -> list[Question | Refusal]:
    """Each row with its situation, or why it has none."""
    resolver, reader = Resolver(book), Reader(book, as_of)
    return [_question(row, resolver, reader) for row in rows]


def _question(row: MeasuredRow, resolver: Resolver, reader: Reader) -> Question | Refusal:
    what = asked(row)
    if what is None:
        return Refusal(f"{row.metric or 'no metric'} under {row.regime or 'no regime'} is nothing that is predicted")
    try:
        return Question(row, reader(row, resolver(row)), what)
    except InputError as wrong:
        return Refusal(reason(wrong.faults))


def answered(known: Sequence[Question]) -> list[Outcome]:
    """The values of questions, all computed together."""
    if not known:
        return []
    frame = evaluated(inputs_frame(known), dict.fromkeys(q.asked.quantity for q in known))
    columns = {name: frame[name].to_list() for name in frame.columns}
    return [_outcome(q, {n: columns[n][i] for n in (q.asked.quantity, "batch")}) for i, q in enumerate(known)]


def inputs_frame(known: Sequence[Question]) -> pl.DataFrame:
    """A row a question, a column an input; a batch to begin with."""
    import polars as pl

    names = dict.fromkeys(n for q in known for n in q.situation.inputs)
    columns: dict[str, list[Any]] = {n: [q.situation.inputs.get(n) for q in known] for n in names}
    fixed = [float(load_of(q.row) == PHASE) for q in known]
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.Float64)).with_columns(pl.Series("fixed", fixed))


def evaluated(frame: pl.DataFrame, wanted: Mapping[str, None]) -> pl.DataFrame:
    """The wanted quantities and the batch, for inputs of any number of cases."""
    import polars as pl

    batch = pl.col("concurrency")
    for _ in range(ROUNDS):
        frame = frame.with_columns(batch.alias("batch"))
        found = computed(frame, ("batch_of_concurrency",))["batch_of_concurrency"]
        batch = pl.when(pl.col("fixed") > 0).then(pl.col("concurrency")).otherwise(found)
    frame = frame.with_columns(batch.alias("batch"))
    return computed(frame, tuple(wanted)).with_columns(frame["batch"])


def computed(frame: pl.DataFrame, wanted: Sequence[str]) -> pl.DataFrame:
    """Quantities of the sheet for inputs in columns; a column that has a formula is given in its place where it is not null."""
    import polars as pl

    from tco.emit.frames import as_column, expression, waves

    formulas = sheet()
    given = {n for n in frame.columns if n in formulas.formulas}
    whole = {n for n in given if frame[n].null_count() == 0}
    names = [n for n in formulas.closure(wanted, whole) if n in formulas.formulas and n not in whole]
    for wave in waves(formulas, names):
        made = {n: as_column(expression(formulas.formulas[n].body)) for n in wave}
        frame = frame.with_columns((pl.coalesce(pl.col(n), e) if n in given else e).alias(n) for n, e in made.items())
    return frame.select(wanted)


def _outcome(question: Question, found: Mapping[str, float | None]) -> Outcome:
    value = found[question.asked.quantity]
    if value is None or not value > LEAST:
        return Refusal(f"{question.asked.quantity} has no value here")
    scaled = value * scale(question)
    return Prediction(
        scaled, "; ".join([f"{question.asked.quantity} at batch {found['batch']:.4g}", *question.situation.assumed])
    )


def scale(question: Question) -> float:
    """What makes a figure of one replica one of the deployment, of a device, or of a user, in the row's unit."""
    per, layout = question.asked.per, question.situation.layout
    counted = {"gpu": 1 / layout.gpus, "time": 1.0, "user": 1.0}.get(per, layout.replicas)
    return question.asked.factor * counted
