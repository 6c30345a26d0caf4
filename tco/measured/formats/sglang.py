"""`sglang.bench_serving --output-file`: JSON lines, one object a run.

Recent versions carry the server's own arguments as `server_info`, which say model, layout and precision.
"""

from __future__ import annotations

from tco.measured.formats.record import Record
from tco.measured.formats.run import Run, mean
from tco.measured.formats.vllm import load

PROGRAM = "sglang.bench_serving"
SIGNS = ("output_throughput", "total_input_tokens", "total_output_tokens_retokenized")
SERVER = {
    "model": "model_path",
    "engine_version": "version",
    "tp": "tp_size",
    "pp": "pp_size",
    "ep": "ep_size",
    "weight_precision": "quantization",
    "kv_precision": "kv_cache_dtype",
}
UNSAID = ("", "auto", "None")


def read(record: Record) -> Run | None:
    """The run of one object; None if another program wrote it."""
    if not all(record.has(key) for key in SIGNS):
        return None
    server = {column: record.text("server_info", key) for column, key in SERVER.items()}
    completed = record.number("completed")
    stated = {
        "model": record.text("model_id") or record.text("model"),
        "engine": record.text("backend").split("-")[0],  # sglang, sglang-oai, sglang-native
        "isl": mean(record.number("total_input_tokens"), completed),
        "osl": mean(record.number("total_output_tokens"), completed),
    }
    return Run(
        program=PROGRAM,
        where=record.where,
        cells=stated | {k: v for k, v in server.items() if v not in UNSAID} | load(record).cells(),
        metrics={
            "output_tok_s_total": record.number("output_throughput"),
            "tpot_ms": record.first(("median_tpot_ms",), ("mean_tpot_ms",)),
            "ttft_ms": record.first(("median_ttft_ms",), ("mean_ttft_ms",)),
        },
        speculative=_speculative(record),
    )


def _speculative(record: Record) -> bool:
    """Whether the server drafts tokens: it names the algorithm, or steps accept more than one token on average."""
    named = record.text("server_info", "speculative_algorithm") not in UNSAID
    return named or (record.number("accept_length") or 1) > 1
