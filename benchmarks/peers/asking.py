"""What every peer's script shares: questions from standard input, an answer a line, in an environment of the peer's own."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any


def answer_all(times: Callable[[Mapping[str, Any]], tuple[float, float]]) -> None:
    """For each question print TPOT and TTFT in ms, or why there are none, and the seconds that it took.

    What the peer prints itself goes to standard error. Questions that came after the time given stay open.
    """
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    out, sys.stdout = os.fdopen(os.dup(1), "w"), sys.stderr
    limit, begin = float(sys.argv[1]), time.perf_counter()
    for question in json.load(sys.stdin):
        start = time.perf_counter()
        if start - begin > limit:
            return
        try:
            tpot, ttft = times(question)
            said = {"tpot_ms": float(tpot), "ttft_ms": float(ttft)}
        except Exception as wrong:  # noqa: BLE001 - whatever a peer raises is its answer
            said = {"why": f"{type(wrong).__name__}: {wrong}"[:200]}
        print(json.dumps({"id": question["id"], "seconds": time.perf_counter() - start, **said}), file=out, flush=True)
