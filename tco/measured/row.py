"""One measurement: which model on which machine in which layout, under which load, and the number that came out.

Units: tokens, tokens/s, ms and s as the metric's name says. An empty cell means that the source does not say.
Cells are parsed strictly; whether the numbers can be true together is asked in `plausible`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from tco import cells as cell
from tco.provenance import Record

# metric -> what it counts
METRICS = {
    "output_tok_s_total": "generated tokens/s of the whole deployment",
    "output_tok_s_per_gpu": "generated tokens/s of the whole deployment, for each device",
    "output_tok_s_per_user": "generated tokens/s of one stream",
    "total_tok_s_total": "prompt and generated tokens/s of the whole deployment",
    "prefill_tok_s_total": "prompt tokens/s of the whole deployment",
    "prefill_tok_s_per_gpu": "prompt tokens/s of the whole deployment, for each device",
    "tpot_ms": "milliseconds per output token after the first",
    "ttft_ms": "milliseconds to the first token, queueing included",
    "e2e_latency_s": "seconds from the request to the last token of a whole batch",
}
# regime -> how the load was put on the machine
REGIMES = {
    "batch1": "one request at a time",
    "static_batch": "a batch prefilled together, then decoded together",
    "offline_fixed_batch": "a stated number of requests submitted together",
    "offline_max_throughput": "all requests queued at once; memory bounds the running batch",
    "offline_burst": "all requests sent to a server at once",
    "online_burst": "a stated number of requests sent to a server at once",
    "online_closed_loop": "a stated number of clients, each with one request under way",
    "static_closed_loop": "a stated number of clients and fixed lengths",
    "disaggregated_closed_loop": "closed loop, with prefill and decode on machines of their own",
    "online_poisson": "requests arrive at random at a mean rate",
    "online_slo": "as much load as a latency limit allows",
    "online_slo_interactive": "as much load as a tight latency limit allows",
    "prefill_only": "prompts only; concurrency is tokens per device and pass",
    "decode_only": "decoding only; concurrency is the batch per device",
}
SPECULATIVE = "speculative"  # a regime with this word measures speculative decoding


def _at_least_one(number: int | None) -> int | None:
    if number is not None and number < 1:
        raise cell.refuse("less than one", "a whole number from 1, or an empty cell")
    return number


def _given(parse: Callable[[str], str]) -> BeforeValidator:
    """Parse a cell unless it is empty."""
    return BeforeValidator(lambda text: text and parse(text))


Degree = Annotated[cell.MaybeCount, AfterValidator(_at_least_one)]
Tokens = cell.MaybeNumber


class MeasuredRow(Record):
    """One measured number with its configuration, as its source states it."""

    id: cell.Words = ""
    model: cell.Text
    hardware: cell.Text
    n_gpus: Degree = None
    tp: Degree = None
    pp: Degree = None
    ep: Degree = None
    dp: Degree = None
    weight_precision: cell.Words = ""
    kv_precision: cell.Words = ""
    engine: cell.Words = ""
    engine_version: cell.Words = ""
    phase: Literal["decode", "prefill", "mixed", ""] = ""
    isl: Tokens = None
    osl: Tokens = None
    concurrency_or_batch: cell.MaybeNumber = None
    metric: cell.Text
    value: cell.Number
    regime: cell.Words = ""
    quality: Literal["high", "medium", "low", ""] = ""
    source: cell.Words = ""
    source_date: Annotated[str, _given(cell.partial_date)] = ""
    note: cell.Words = ""

    @property
    def group(self) -> tuple[str, str, str]:
        """What is scored as one: the source (first three letters of the id), model and hardware, as written."""
        return self.id[:3], self.model, self.hardware

    @property
    def speculative(self) -> bool:
        """Whether speculative decoding made these tokens."""
        return SPECULATIVE in self.regime


COLUMNS = tuple(MeasuredRow.model_fields)
