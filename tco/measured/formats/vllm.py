"""`vllm bench serve --save-result`: one JSON object a run, or several of them one after the other.

Times are in ms. `request_rate` is a number, or "inf" where requests were held back by `max_concurrency` only. What
`--metadata KEY=VALUE` adds stands beside the results: keys that are columns of a measured row are taken as such.
"""

from __future__ import annotations

from tco.measured.formats.record import Record
from tco.measured.formats.run import OPTIONS, Load, Run, as_cell, mean

PROGRAM = "vllm bench serve"
SIGNS = ("total_token_throughput", "output_throughput", "total_input_tokens")
SAME = {"tensor_parallel_size": "tp", "pipeline_parallel_size": "pp", "data_parallel_size": "dp"}
UNHELD = ("", "inf", "infinity")  # no rate holds requests back; "trace" is the rate of a recorded load
CLIENTS = ("openai", "openai-chat", "openai-audio", "openai-embeddings")  # protocols, not engines


def read(record: Record) -> Run | None:
    """The run of one object; None if another program wrote it."""
    if not all(record.has(key) for key in SIGNS):
        return None
    backend = record.text("backend") or record.text("endpoint_type")
    completed = record.number("completed")
    stated = {
        "model": _model(record.text("model_id")),
        "engine": "" if backend in CLIENTS else backend,
        "isl": mean(record.number("total_input_tokens"), completed),
        "osl": mean(record.number("total_output_tokens"), completed),
    }
    return Run(
        program=PROGRAM,
        where=record.where,
        cells=stated | _metadata(record) | load(record).cells(),
        metrics={
            "output_tok_s_total": record.number("output_throughput"),
            "tpot_ms": record.first(("median_tpot_ms",), ("mean_tpot_ms",)),
            "ttft_ms": record.first(("median_ttft_ms",), ("mean_ttft_ms",)),
        },
        speculative=record.has("spec_decode_acceptance_rate"),
        note=_failures(record),
    )


def load(record: Record) -> Load:
    """How requests came, of vLLM's benchmark and of those made after it."""
    rate = record.text("request_rate").lower()
    return Load(
        clients=record.number("max_concurrency"),
        rate=None if rate in UNHELD else record.number("request_throughput" if rate == "trace" else "request_rate"),
        requests=record.first(("num_prompts",), ("completed",)),
        together=_together(record),
    )


def _together(record: Record) -> float | None:
    """Requests under way on average, by Little's law: arrivals a second times seconds in the system."""
    arrivals = record.number("request_throughput")
    latency = record.first(("mean_e2el_ms",), ("mean_e2e_latency_ms",)) or _latency(record)
    return None if arrivals is None or latency is None else max(1.0, arrivals * latency / 1000)


def _latency(record: Record) -> float | None:
    """Mean ms of a request: to the first token, then from token to token."""
    first, step = record.number("mean_ttft_ms"), record.number("mean_tpot_ms")
    answers, done = record.number("total_output_tokens"), record.number("completed")
    if first is None or step is None or answers is None or not done:
        return None
    return first + step * (answers / done - 1)


def _model(name: str) -> str:
    """The model's name: of a local folder, its last part."""
    return name.rstrip("/").rsplit("/", 1)[-1] if name.startswith(("/", "./", "~")) else name


def _metadata(record: Record) -> dict[str, str]:
    """Columns of a row that stand in the file under their own name or that of vLLM's option."""
    own = {column: column for column in OPTIONS if column not in ("isl", "osl")}
    return {column: text for key, column in (SAME | own).items() if (text := record.text(key))}


def _failures(record: Record) -> str:
    failed = record.number("failed")
    return f"{as_cell(failed)} requests failed" if failed else ""
