"""`trtllm-bench`: the report of `--report_json`, or the tables it prints.

All requests are queued at once, and memory bounds the running batch, unless `--concurrency` says otherwise. Times are
in ms, rates in tokens/s. The report names the first device and says the quantisation of weights and cache.
"""

from __future__ import annotations

import re
from typing import Any

from tco.measured.formats.record import Record
from tco.measured.formats.run import Run, as_cell

PROGRAM = "trtllm-bench"
OUTPUT = ("performance", "system_output_throughput_tok_s")
QUEUED = "offline_max_throughput"
TITLE = re.compile(r"^= PERFORMANCE OVERVIEW\s*$", re.MULTILINE)
LINE = re.compile(r"^(\[?[A-Za-z][^:\n]*?):[ \t]+(\S[^\n]*)$", re.MULTILINE)
MACHINE = re.compile(r"^(\S[^\n]*?), memory [0-9.]+ GB,", re.MULTILINE)
# what is printed -> where the report has it
PRINTED = {
    "Model": ("engine", "model"),
    "TensorRT LLM Version": ("engine", "version"),
    "TensorRT-LLM Version": ("engine", "version"),
    "Dtype": ("engine", "dtype"),
    "KV Cache Dtype": ("engine", "kv_cache_dtype"),
    "Quantization": ("engine", "quantization"),
    "TP Size": ("world_info", "tp_size"),
    "PP Size": ("world_info", "pp_size"),
    "EP Size": ("world_info", "ep_size"),
    "Number of concurrent requests": ("request_info", "avg_num_concurrent_requests"),
    "Average Input Length (tokens)": ("request_info", "avg_input_length"),
    "Average Output Length (tokens)": ("request_info", "avg_output_length"),
    "Total Output Throughput (tokens/sec)": OUTPUT,
    "Average time-to-first-token [TTFT] (ms)": ("streaming_metrics", "avg_ttft_ms"),
    "Average time-per-output-token [TPOT] (ms)": ("streaming_metrics", "avg_tpot_ms"),
}
UNSAID = ("", "None", "auto", "NO_QUANT")


def read(record: Record) -> Run | None:
    """The run of one report; None if another program wrote it."""
    if not record.has(*OUTPUT) or not record.has("world_info"):
        return None
    metrics = {
        "output_tok_s_total": record.number(*OUTPUT),
        "tpot_ms": _streamed(record, "tpot"),
        "ttft_ms": _streamed(record, "ttft"),
    }
    cells = _stated(record) | _degrees(record)
    return Run(PROGRAM, record.where, cells, metrics, speculative=record.has("decoding_stats"))


def _stated(record: Record) -> dict[str, str]:
    """What was run on what, as far as the report says."""
    precision = next((p for k in ("quantization", "dtype") if (p := record.text("engine", k)) not in UNSAID), "")
    cache = record.text("engine", "kv_cache_dtype")
    alone = (record.number("request_info", "avg_num_concurrent_requests") or 0) == 1
    return {
        "model": record.text("engine", "model"),
        "engine": "tensorrt-llm",
        "engine_version": record.text("engine", "version"),
        "hardware": record.text("machine", "name"),
        "weight_precision": precision.lower(),
        "kv_precision": "" if cache in UNSAID else cache.lower(),
        "n_gpus": record.text("world_info", "world_size"),
        "isl": as_cell(record.number("request_info", "avg_input_length")),
        "osl": as_cell(record.number("request_info", "avg_output_length")),
        "regime": "batch1" if alone else QUEUED,
        "concurrency_or_batch": "1" if alone else "",
    }


def _degrees(record: Record) -> dict[str, str]:
    """TP, PP and EP, where they are said."""
    degrees = {k: record.text("world_info", f"{k}_size") for k in ("tp", "pp", "ep")}
    return {k: v for k, v in degrees.items() if v not in UNSAID and v != "-1"}


def _streamed(record: Record, metric: str) -> float | None:
    """The median over requests, or the mean where only that is stated."""
    section = "streaming_metrics"
    return record.first((section, f"{metric}_percentiles", "p50"), (section, f"avg_{metric}_ms"))


def printed(text: str, where: str) -> Record | None:
    """What trtllm-bench prints, as its report has it; None if this is something else."""
    if not TITLE.search(text):
        return None
    report: dict[str, dict[str, Any]] = {"world_info": {}}
    for name, value in LINE.findall(text):
        if place := PRINTED.get(name.strip()):
            section, key = place
            report.setdefault(section, {})[key] = _value(value.strip())
        elif median := re.fullmatch(r"\[(TPOT|TTFT)\] P50\s*", name):
            percentiles = {f"{median[1].lower()}_percentiles": {"p50": _value(value.strip())}}
            report.setdefault("streaming_metrics", {}).update(percentiles)
    if machine := MACHINE.search(text):
        report["machine"] = {"name": machine[1]}
    return Record(report, where)


def _value(text: str) -> float | int | str:
    """A printed number, or else the text."""
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return text
