"""One benchmark run, whatever program made it: what it states of the machine, its load, and its metrics as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from tco.errors import Fault, InputError
from tco.measured.file import Measured
from tco.measured.row import SPECULATIVE, MeasuredRow
from tco.tables import cell_faults

SOURCE = "own"  # the first letters of an id name the source: runs of one's own are one
# column of a row -> the option that gives it where a file does not
OPTIONS = {
    "model": "--model",
    "hardware": "--device",
    "n_gpus": "--gpus",
    "tp": "--tp",
    "pp": "--pp",
    "ep": "--ep",
    "dp": "--dp",
    "weight_precision": "--precision",
    "kv_precision": "--kv-precision",
    "engine": "--engine",
    "engine_version": "--engine-version",
    "isl": "--prompt-tokens",
    "osl": "--output-tokens",
    "concurrency_or_batch": "--concurrency",
}
POISSON = "online_poisson"
# what a row cannot do without, beside its load
NEEDED = {
    "model": "the model",
    "hardware": "the device",
    "n_gpus": "how many devices there are",
    "tp": "the TP degree",
    "weight_precision": "the precision of the weights",
    "engine": "the engine",
    "isl": "the length of the prompts",
    "osl": "the length of the answers",
}


@dataclass(frozen=True)
class Load:
    """How requests came: at most so many at a time, or at a mean rate, or all at once.

    `together` is the mean number of requests under way, where it is known.
    """

    clients: float | None = None
    rate: float | None = None  # requests/s; None where nothing held requests back
    requests: float | None = None
    together: float | None = None

    def cells(self) -> dict[str, str]:
        """The regime and the concurrency of a row."""
        if self.rate is not None:
            return {"regime": POISSON, "concurrency_or_batch": as_cell(self.together)}
        if self.clients is not None:
            one = self.clients == 1
            return {"regime": "batch1" if one else "online_closed_loop", "concurrency_or_batch": as_cell(self.clients)}
        return {"regime": "offline_burst", "concurrency_or_batch": as_cell(self.requests)}


@dataclass(frozen=True)
class Run:
    """What one run states: cells of a row by column, and a value for each metric."""

    program: str
    where: str
    cells: Mapping[str, str]
    metrics: Mapping[str, float | None]
    speculative: bool = False
    note: str = ""


def as_cell(value: float | None) -> str:
    """A number as a cell of a table; "" for none."""
    return "" if value is None else f"{value:.10g}"


def mean(total: float | None, count: float | None) -> str:
    """A total over a count, as a cell; "" where either is missing or nothing was counted."""
    return as_cell(total / count) if total is not None and count else ""


def rows(run: Run, given: Mapping[str, str], name: str) -> list[Measured]:
    """A row for each metric of a run; what is given counts before what the file states.

    InputError names every option that is still needed.
    """
    cells = {k: v for k, v in run.cells.items() if v} | {k: v for k, v in given.items() if v}
    if given.get("concurrency_or_batch") and cells.get("regime") != POISSON:
        cells |= Load(clients=float(given["concurrency_or_batch"])).cells()
    cells |= _degrees(cells)
    if faults := list(_missing(run, cells)):
        raise InputError(faults)
    if run.speculative:
        cells["regime"] = f"{cells['regime']}_{SPECULATIVE}"
    shared = {"source": run.program, "note": run.note} | cells
    found = {metric: as_cell(value) for metric, value in run.metrics.items() if value is not None}
    return [
        Measured(_row(shared | {"id": f"{SOURCE}-{name}-{m}", "metric": m, "value": value}, run.where), run.where)
        for m, value in found.items()
    ]


def _row(cells: Mapping[str, str], where: str) -> MeasuredRow:
    try:
        return MeasuredRow.model_validate(cells)
    except ValidationError as error:
        raise InputError(cell_faults(error, where, MeasuredRow.model_fields)) from None


def _degrees(cells: Mapping[str, str]) -> dict[str, str]:
    """What the degrees and the number of devices say of each other: one device is TP 1, TP x PP is one instance."""
    if cells.get("n_gpus") == "1" and "tp" not in cells:
        return {"tp": "1"}
    degrees = [cells.get("tp", ""), cells.get("pp", "1"), cells.get("dp", "1")]
    if "n_gpus" not in cells and all(d.isdecimal() for d in degrees):
        tp, pp, dp = map(int, degrees)
        return {"n_gpus": str(tp * pp * dp)}
    return {}


def _missing(run: Run, cells: Mapping[str, str]) -> Iterator[Fault]:
    for column in NEEDED:
        if column not in cells:
            what, option = NEEDED[column], OPTIONS[column]
            yield Fault(f"{run.program} does not say {what} here", run.where, next_step=f"{option} ...")
    if "regime" not in cells:
        yield Fault(f"{run.program} does not say the load here", run.where, next_step="--concurrency REQUESTS")
    if not any(value is not None for value in run.metrics.values()):
        yield Fault("no throughput, TTFT or TPOT in it", run.where, allowed=", ".join(run.metrics))
