"""How many cases a second does a grid sweep compute, with axes joined late, without, and written by hand in numpy?

Seven axes, 26.5 million cases of the textbook's chain to the cost of a million output tokens, feasible cases only, reduced to
the best case of each device. All three must find the same cases at the same cost.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from statistics import median
from typing import Any

import polars as pl

from benchmarks import by_hand
from benchmarks.measure import by_turns, machine, seconds, table
from tco.emit import frames
from tco.engine import load
from tco.sheet import sheet
from tco.whatif.grid import Points
from tco.whatif.sweep import Best, Sweep, partition, prepare

BY, FITS = "cost_per_mtok_output", "fits"
BEST = Best(BY, per="device")
CHUNK = 262_144
AXES: dict[str, list[float]] = {
    "batch": [64.0 * n for n in range(1, 41)],
    "gpus_per_decode_unit": [8.0, 16.0, 32.0, 64.0, 96.0, 128.0, 192.0, 320.0],
    "prompt_tokens": [500.0 * n for n in range(1, 13)],
    "output_tokens": [250.0 * n for n in range(1, 13)],
    "bytes_per_weight": [0.5, 0.5625, 1.0, 2.0],
    "utilisation_share": [0.08 * n for n in range(1, 13)],
}


def devices() -> pl.DataFrame:
    """Twelve devices, made up, spread from an old one to one of tomorrow."""
    steps = [1 + n / 4 for n in range(12)]
    return pl.DataFrame({
        "device": [f"device-{n + 1}" for n in range(12)],
        "gpu_memory_bytes": [80e9 * s for s in steps],
        "gpu_memory_bandwidth": [2e12 * s for s in steps],
        "peak_flops_dense": [1e15 * s for s in steps],
        "rent_per_server_month": [80e3 * s**1.2 for s in steps],
    })  # fmt: skip


@lru_cache
def inputs() -> dict[str, float]:
    """The inputs of the corrected 640-card case, with times and costs of every kind above zero."""
    stated = load("deepseek-640").scenario.case("corrected").inputs.items()
    given = {q: g.value for q, g in stated if isinstance(g.value, float)}  # one value a case
    given |= {"price_per_gpu": 250e3, "power_draw_share": 0.7, "host_power_watts": 500.0, "life_years": 5.0}
    given |= {"residual_share": 0.1, "maintenance_share_per_year": 0.05}
    return given | {
        "decode_mbu": 0.7,
        "communication_overlap": 0.5,
        "engine_step_seconds": 0.002,
        "scale_out_hops": 2.0,
    }


def fixed(axes: Any) -> dict[str, float]:
    """Those that no axis brings."""
    brought = {*axes, *devices().columns}
    return {q: value for q, value in inputs().items() if q not in brought}


def grid(**asked: Any) -> Sweep:
    """The sweep of the benchmark, asked for what is named."""
    return prepare(sheet(), fixed(AXES), {"device": devices(), **AXES}, where=[FITS], **asked)


def in_full(asked: Sweep) -> pl.DataFrame:
    """Every formula on every row, in chunks; what is fixed stays a number."""
    best, pins = [], [pl.lit(value).alias(name) for name, value in asked.fixed.items()]
    for start in range(0, asked.cases, CHUNK):
        places = pl.int_range(start, min(start + CHUNK, asked.cases), eager=True)
        cases = asked.grid.at(places).with_columns(places.alias(frames.KEY), *pins)
        found = frames.evaluate(asked.sheet, cases, [BY, FITS]).cases.filter(pl.col(FITS) > 0)
        best.append(found.group_by("device").agg(pl.col(BY, *AXES).sort_by(BY, frames.KEY).first()))
    return pl.concat(best).group_by("device").agg(pl.col(BY, *AXES).sort_by(BY).first())


def hand_written(asked: Sweep, threads: int) -> pl.DataFrame:
    """The same by `by_hand`."""
    rows = devices().drop("device").to_dicts()
    found = by_hand.best_per_device(asked.fixed, rows, AXES, threads)
    picked = [{BY: cost, **{a: AXES[a][i] for a, i in zip(AXES, place, strict=True)}} for cost, place in found]
    return pl.concat([devices().select("device"), pl.DataFrame(picked)], how="horizontal")


def agree(found: pl.DataFrame, other: pl.DataFrame) -> bool:
    """The same case of each device, at the same cost to 1e-12."""
    ours, theirs = found.sort("device"), other.sort("device")
    near = all(math.isclose(a, b, rel_tol=1e-12) for a, b in zip(ours[BY], theirs[BY], strict=True))
    return near and ours.select("device", *AXES).equals(theirs.select("device", *AXES))


def main() -> int:
    """Print the tables; 1 where the ways disagree."""
    asked = grid(best=BEST)
    chain = [n for n in asked.sheet.closure([BY, FITS], asked.fixed) if n in asked.sheet.formulas]
    moved = reached(asked, chain)
    print(f"\n{machine()}\nsweep: {asked.cases:,} cases, {len(chain)} formulas, {len(moved)} of them on an axis")
    found = asked.run()
    start = time.perf_counter()
    full = in_full(asked)
    times = {"every row in full, polars": [time.perf_counter() - start]}
    wrong = [n for n, other in {"in full": full, "by hand": hand_written(asked, 1)}.items() if not agree(found, other)]
    times |= by_turns({
        "by hand in numpy, one thread": lambda: hand_written(asked, 1),
        "by hand in numpy, a thread a core": lambda: hand_written(asked, pl.thread_pool_size()),
        "late joining": lambda: grid(best=BEST).run(),
    }, 9)  # fmt: skip
    base = median(times["every row in full, polars"])
    rows = [
        [name, f"{median(t):.2f} s", rate(asked.cases, median(t)), rate(asked.cases, min(t)), f"{base / median(t):.1f}"]
        for name, t in times.items()
    ]
    table("best case per device", ["", "median", "million cases/s", "fastest", "times as fast"], rows)
    whole_sheet()
    memory()
    print("  every way finds the same cases" if not wrong else f"  DISAGREE: {', '.join(wrong)}")
    return int(bool(wrong))


def reached(asked: Sweep, chain: list[str]) -> list[str]:
    """The formulas that some axis changes."""
    touched = {*asked.grid.brought}
    for name in chain:
        touched |= {name} if touched.intersection(asked.sheet.formulas[name].needs) else set()
    return [name for name in chain if name in touched]


def whole_sheet() -> None:
    """All formulas of the case: for the winners only, and for every case of the grid, kept as columns and let go."""
    textbook = sheet()
    axes: dict[str, Points] = {"device": devices(), **AXES}
    have = {*fixed(axes), *AXES, *devices().columns}
    names = [n for n in textbook.formulas if all(known(n, have) for n in textbook.closure([n], have))]
    winners, kept = grid(best=BEST, wanted=names), prepare(textbook, fixed(axes), axes, wanted=names)
    some = range(min(kept.partitions, 2 * kept.tiles.outer.height))
    cases = kept.cases / kept.partitions * len(some)
    for_winners = min(seconds(winners.run) for _ in range(5))
    for_all = min(seconds(lambda: computed(kept, some)) for _ in range(3))
    rows = [
        ["of the best case of each device", rate(winners.cases, for_winners)],
        ["of every case, as columns", rate(cases, for_all)],
    ]
    table(f"all {len(names)} formulas of a case", ["", "million cases/s"], rows)


def computed(kept: Sweep, numbers: range) -> None:
    """Some partitions, as a sweep computes them, but let go."""
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        for _ in pool.map(lambda number: partition(number, kept).height, numbers):
            pass


def rate(cases: float, took: float) -> str:
    """Million cases a second."""
    return f"{cases / took / 1e6:,.1f}"


def known(name: str, have: set[str]) -> bool:
    """Whether a quantity of the case is given or has a formula."""
    return sheet().level[name] == "case" and (name in have or name in sheet().formulas)


LARGE = """
from pathlib import Path
from threading import Thread
from benchmarks.sweep import *

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

def watch():
    while True:
        seen.append(resident())
        time.sleep(0.003)

axes = {"device": devices(), **AXES, "decode_price_factor": [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]}
large = prepare(sheet(), fixed(axes), axes, where=[FITS], best=BEST)
seen = [before := resident()]
Thread(target=watch, daemon=True).start()
took = seconds(large.run)
print(f"{large.cases:,} cases: {rate(large.cases, took)} million/s, {max(seen) - before:,.0f} MB above {before:,.0f} MB at the start")
"""


def memory() -> None:
    """A larger grid in a process of its own, and what it adds to the memory at its highest."""
    told = subprocess.run([sys.executable, "-c", LARGE], check=True, capture_output=True, text=True).stdout.strip()
    print(f"\n  an eighth axis, {told}")
