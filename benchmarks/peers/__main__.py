"""Ask the engine and every peer that is named, and print errors and rates.

Beside the errors of the engine stand those of fits that had not seen a row's group, so that what it says of rows that
it was fitted to is not set against peers that have never seen them.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from statistics import fmean, median
from typing import Any
from zlib import crc32

from benchmarks.measure import machine, table
from tco.calibration.folds import left_out
from tco.calibration.run import prepared
from tco.content import open_content
from tco.measured.asked import CLOSED, LONE, load_of
from tco.measured.file import shipped
from tco.measured.names import Resolver
from tco.measured.predict import Prediction, Question, answered, questions
from tco.measured.row import MeasuredRow
from tco.pricebook import PriceBook

PEERS = ("aiconfigurator", "berth", "genz")
SECONDS = 240.0  # for one peer, where the command line says nothing else
FOLDS = 5  # as tco calibrate
DAY = date(2026, 11, 24)
METRICS = ("tpot_ms", "ttft_ms")
OURS, UNSEEN = "llm-tco", "llm-tco, unseen"
Answers = dict[str, dict[str, float]]


def asked() -> tuple[list[dict[str, Any]], dict[str, MeasuredRow], Answers]:
    """Rows of TPOT and TTFT under a closed loop or alone, counted as `tco validate` counts; as questions; our answers."""
    content = open_content()
    book = PriceBook(content)
    rows = [r for source in shipped(content) for r in rows_of(source) if r.metric in METRICS and counts(r)]
    posed = [q for q in questions(rows, book, DAY) if isinstance(q, Question)]
    resolver = Resolver(book)
    start = time.perf_counter()
    found = answered(posed)
    took = (time.perf_counter() - start) / len(posed)
    ours = {
        q.row.id: {q.row.metric: f.value, "seconds": took}
        for q, f in zip(posed, found, strict=True)
        if isinstance(f, Prediction)
    }
    order = sorted(
        posed, key=lambda q: crc32(q.row.id.encode())
    )  # a peer that runs out of time has answered some of everything
    return [question(q, resolver) for q in order], {q.row.id: q.row for q in posed}, ours


def unseen() -> Answers:
    """Our answers by fits that had not seen the group of a row: source, model and device."""
    content = open_content()
    job = prepared(shipped(content), PriceBook(content), DAY)
    ratios = left_out(job, job.board.start, FOLDS)
    pairs = zip(job.questions, ratios, strict=True)
    return {q.row.id: {q.row.metric: q.row.value * math.exp(ratio), "seconds": math.nan} for q, ratio in pairs}


def rows_of(source: Any) -> Iterable[MeasuredRow]:
    """The rows of a file of measurements."""
    return [source.row] if hasattr(source, "row") else source.rows


def counts(row: MeasuredRow) -> bool:
    """High or medium quality, served by one deployment that prefills and decodes, without speculation."""
    usual = row.regime in ("online_closed_loop", "batch1") and load_of(row) in (CLOSED, LONE)
    return usual and row.quality in ("high", "medium") and "specul" not in row.note.lower() and "MTP" not in row.note


def question(q: Question, resolver: Resolver) -> dict[str, Any]:
    """What a peer is told: names of the price book, degrees, lengths, sequences of a replica."""
    names, layout, given = resolver(q.row), q.situation.layout, q.situation.inputs
    return {
        "id": q.row.id, "model": names.model, "device": names.device, "engine": names.engine,
        "precision": names.weight_precision or "bf16", "tp": layout.tp, "pp": layout.pp, "ep": layout.ep, "dp": layout.dp,
        "sparse": given["routed_experts"] > 0, "isl": round(given["prompt_tokens"]), "osl": round(given["output_tokens"]),
        "batch": max(1, round(given["concurrency"])),
    }  # fmt: skip


def answers(peer: str, python: str, asked: list[dict[str, Any]], most: float) -> tuple[Answers, str]:
    """What a peer says of each question within some seconds, and in a word what went wrong."""
    script = Path(__file__).with_name(f"ask_{peer}.py")
    try:
        done = subprocess.run(
            [python, script, str(most)], input=json.dumps(asked), capture_output=True, text=True, check=False,
            timeout=most + 120, env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as wrong:
        return {}, str(wrong)[:200]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if not lines:
        return {}, (done.stderr.strip().splitlines() or ["said nothing"])[-1][:200]
    found = {line.pop("id"): line for line in lines}
    reasons = sorted({line["why"][:60] for line in found.values() if "why" in line})
    return {i: line for i, line in found.items() if "why" not in line}, "; ".join(reasons[:4])


def errors(said: Answers, rows: Mapping[str, MeasuredRow], metric: str, among: Iterable[str]) -> list[float]:
    """|predicted / measured - 1| of each row."""
    kept = [i for i in among if rows[i].metric == metric and i in said and math.isfinite(said[i].get(metric, math.inf))]
    return [abs(said[i][metric] / float(rows[i].value) - 1) for i in kept]


def main(given: list[str]) -> int:
    """Print the tables; 2 for an argument that is no NAME=PYTHON."""
    pairs = dict(pair.split("=", 1) for pair in given if "=" in pair)
    if unknown := [pair for pair in given if pair.split("=")[0] not in (*PEERS, "seconds") or "=" not in pair]:
        print(f"not NAME=PYTHON with a name of {', '.join(PEERS)}: {', '.join(unknown)}", file=sys.stderr)
        return 2
    most = float(pairs.pop("seconds", SECONDS))
    posed, rows, ours = asked()
    said: dict[str, Answers] = {OURS: ours}
    print(f"\n{machine()}\n{len(posed)} rows")
    for peer in PEERS:
        if peer not in pairs:
            print(f"  {peer}: not given")
            continue
        said[peer], wrong = answers(peer, pairs[peer], posed, most)
        print(f"  {peer}: {len(said[peer])} rows answered" + (f"; {wrong}" if wrong else ""), flush=True)
    ours_too = (ours, unseen())
    lines = [line(peer, metric, found, ours_too, rows) for peer, found in said.items() for metric in METRICS]
    beside = [f"{name}: {what}" for name in (OURS, UNSEEN) for what in ("median", "mean")]
    heads = ["", "metric", "rows", "median", "mean", *beside, "rows/s"]
    table("error of the time, of rows that each answers", heads, [kept for kept in lines if kept])
    return 0


def line(peer: str, metric: str, found: Answers, ours: Iterable[Answers], rows: Mapping[str, MeasuredRow]) -> list[str]:
    """A peer's errors, ours on the same rows, fitted to them and not, and its rate; nothing where it answers none."""
    own = errors(found, rows, metric, found)
    if not own:
        return []
    beside = [share for said in ours for share in shares(errors(said, rows, metric, found))]
    rate = 1 / fmean(f["seconds"] for f in found.values())
    return [peer, metric, str(len(own)), *shares(own), *beside, f"{rate:,.0f}"]


def shares(found: list[float]) -> list[str]:
    """Median and mean."""
    return [f"{median(found):.1%}", f"{fmean(found):.1%}"] if found else ["", ""]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
