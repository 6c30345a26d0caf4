"""How are two ways to do a thing compared? By turns, many times, in one run; medians are set against each other."""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from statistics import median

Times = dict[str, list[float]]


def seconds(work: Callable[[], object]) -> float:
    """What one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def by_turns(ways: Mapping[str, Callable[[], object]], repeats: int) -> Times:
    """Every way once unmeasured, then all by turns, so that a busy moment hits each alike."""
    for work in ways.values():
        work()
    times: Times = {name: [] for name in ways}
    for _ in range(repeats):
        for name, work in ways.items():
            times[name].append(seconds(work))
    return times


def command(*parts: str) -> Callable[[], object]:
    """A command to be started anew each time."""
    return lambda: subprocess.run(parts, check=True, capture_output=True)


def python(*parts: str) -> Callable[[], object]:
    """This Python, started anew."""
    return command(sys.executable, *parts)


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A small table, the first column left and the others right."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    print(f"\n{title}")
    for row in (header, ["-" * w for w in widths], *rows):
        print(
            "  "
            + "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        )


def against(title: str, times: Times, reference: str) -> None:
    """Medians, fastest runs, and the ratio of medians to that of the reference."""
    base = median(times[reference])
    rows = [
        [n, f"{median(t) * 1e3:,.0f} ms", f"{min(t) * 1e3:,.0f} ms", f"{median(t) / base:.2f}"]
        for n, t in times.items()
    ]
    table(title, ["", "median", "fastest", "ratio"], rows)


def machine() -> str:
    """Where and with what this was measured."""
    import polars as pl

    parts = [
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("polars", "numpy", "openpyxl")),
    ]
    return f"{date.today().isoformat()}, {pl.thread_pool_size()} cores, {', '.join(parts)}"  # noqa: DTZ011
