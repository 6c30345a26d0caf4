"""GenAI-Perf and its successor AIPerf: `profile_export_genai_perf.json` or `.csv`, `profile_export_aiperf.json` or `.csv`.

A metric has a unit and statistics over requests. `inter_token_latency` is the time of a request after its first token
over its tokens after the first: TPOT. The CSV holds no configuration: the load and the model are given beside it.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from tco.measured.formats.record import Record
from tco.measured.formats.run import Load, Run, as_cell

PROGRAM = "GenAI-Perf"
OUTPUT = "output_token_throughput"
SIGNS = (OUTPUT, "request_throughput")
MILLISECONDS = {"ms": 1.0, "us": 1e-3, "ns": 1e-6, "s": 1e3, "sec": 1e3}
MODEL = (
    ("input_config", "model"),
    ("input_config", "model_names"),
    ("input_config", "endpoint", "model_names"),
    ("input_config", "formatted_model_name"),
)
CONCURRENCY, RATE = (
    [
        ("input_config", key),
        ("input_config", "perf_analyzer", "stimulus", key),
        ("input_config", "loadgen", key),
    ]
    for key in ("concurrency", "request_rate")
)
SERVICE = (("input_config",), ("input_config", "endpoint"))
LENGTHS = {
    "isl": ("input_sequence_length", "num_input_token"),
    "osl": ("output_sequence_length", "num_output_token"),
}
HEADING = re.compile(r"(.+?)(?: \(([^()]*)\))?")  # "Time To First Token (ms)"


def read(record: Record) -> Run | None:
    """The run of one export; None if another program wrote it."""
    if not all(record.has(key) for key in SIGNS):
        return None
    clients, rate = record.first(*CONCURRENCY), record.first(*RATE)
    load = Load(clients, rate, together=_together(record)).cells() if clients or rate else {}
    stated = {
        "model": next((name for path in MODEL if (name := record.text(*path))), ""),
        "engine": next((record.text(*path, "backend") for path in SERVICE if _is_triton(record, path)), ""),
        **{column: as_cell(record.first(*((key, "avg") for key in keys))) for column, keys in LENGTHS.items()},
    }
    return Run(
        program=PROGRAM,
        where=record.where,
        cells=stated | load,
        metrics={
            "output_tok_s_total": record.number(OUTPUT, "avg"),
            "tpot_ms": _milliseconds(record, "inter_token_latency", "p50"),
            "ttft_ms": _milliseconds(record, "time_to_first_token", "p50"),
        },
    )


def _is_triton(record: Record, path: tuple[str, ...]) -> bool:
    """Whether the server is Triton, which says its backend; for other servers the backend named is a default."""
    return record.text(*path, "service_kind") == "triton"


def _milliseconds(record: Record, metric: str, statistic: str) -> float | None:
    """A statistic of a time, the mean where the asked one is missing; None where its unit is unknown."""
    value = record.first((metric, statistic), (metric, "avg"))
    factor = MILLISECONDS.get(record.text(metric, "unit") or "ms")
    return None if value is None or factor is None else value * factor


def _together(record: Record) -> float | None:
    """Requests under way on average, by Little's law."""
    arrivals, latency = record.number("request_throughput", "avg"), _milliseconds(record, "request_latency", "avg")
    return None if arrivals is None or latency is None else max(1.0, arrivals * latency / 1000)


def table(text: str, where: str) -> Record | None:
    """The CSV export as the JSON export has it; None if this is something else."""
    if not text.lstrip().startswith(("Metric,avg", "Metric,Value")):
        return None
    lines = csv.reader(io.StringIO(text.lstrip(), newline=""))
    found: dict[str, Any] = {}
    headings: list[str] = []
    for cells in lines:
        if cells[:1] == ["Metric"]:
            headings = ["avg" if name == "Value" else name for name in cells[1:]]
        elif len(cells) > 1 and (name := HEADING.fullmatch(cells[0].strip())):
            statistics = {
                h: number for h, c in zip(headings, cells[1:], strict=False) if (number := _number(c)) is not None
            }
            found[name[1].lower().replace(" ", "_")] = {"unit": name[2] or ""} | statistics
    return Record(found, where)


def _number(cell: str) -> float | None:
    """A number with commas between thousands; None for any other text."""
    try:
        return float(cell.replace(",", ""))
    except ValueError:
        return None
