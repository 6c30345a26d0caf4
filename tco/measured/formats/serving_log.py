"""What `vllm bench serve` and `sglang.bench_serving` print: a table titled "Serving Benchmark Result".

A log may hold several. What is printed is put under the keys of the result files, and read as those are.
"""

from __future__ import annotations

import re

from tco.measured.formats.record import Record

TITLE = re.compile(r"^=+ Serving Benchmark Result =+\s*$", re.MULTILINE)
END = re.compile(r"^={40,}\s*$", re.MULTILINE)
LINE = re.compile(r"^([A-Za-z][^:\n]*?):[ \t]+(\S[^\n]*?)[ \t]*$", re.MULTILINE)
PRINTED = {
    "Backend": "backend",
    "Traffic request rate": "request_rate",
    "Request rate configured (RPS)": "request_rate",
    "Maximum request concurrency": "max_concurrency",
    "Max request concurrency": "max_concurrency",
    "Successful requests": "completed",
    "Failed requests": "failed",
    "Total input tokens": "total_input_tokens",
    "Total generated tokens": "total_output_tokens",
    "Total generated tokens (retokenized)": "total_output_tokens_retokenized",
    "Request throughput (req/s)": "request_throughput",
    "Output token throughput (tok/s)": "output_throughput",
    "Total Token throughput (tok/s)": "total_token_throughput",
    "Total token throughput (tok/s)": "total_token_throughput",
    "Mean E2E Latency (ms)": "mean_e2e_latency_ms",
    "Mean E2EL (ms)": "mean_e2el_ms",
    "Mean TTFT (ms)": "mean_ttft_ms",
    "Median TTFT (ms)": "median_ttft_ms",
    "Mean TPOT (ms)": "mean_tpot_ms",
    "Median TPOT (ms)": "median_tpot_ms",
    "Accept length": "accept_length",
    "Acceptance rate (%)": "spec_decode_acceptance_rate",
}
NONE = ("None", "not set")


def printed(text: str, where: str) -> list[Record]:
    """The tables of a log as the result files have them; none where there is no such table."""
    if not TITLE.search(text):
        return []
    parts = [part for part in END.split(text) if TITLE.search(part)]
    places = [where] if len(parts) == 1 else [f"{where}, table {number}" for number in range(1, len(parts) + 1)]
    return [Record(_table(part), place) for part, place in zip(parts, places, strict=True)]


def _table(text: str) -> dict[str, float | str]:
    """The last value printed under each name: what precedes a table tells the load."""
    found = {PRINTED[name]: value for name, value in LINE.findall(text) if name in PRINTED and value not in NONE}
    return {key: _value(value) for key, value in found.items()}


def _value(text: str) -> float | str:
    """A printed number; "inf" and any other word as it stands."""
    return float(text) if re.fullmatch(r"[0-9.]+(e[-+]?[0-9]+)?", text) else text
