"""Which kind of result a file is, by its content: a CSV of measured rows, or the output of a benchmark program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tco.csvfile import read_text
from tco.errors import Fault, InputError, raise_faults
from tco.measured.file import Measured, parse_measured
from tco.measured.formats import genai_perf, serving_log, sglang, trtllm, vllm
from tco.measured.formats.record import Record
from tco.measured.formats.run import OPTIONS, Run, rows
from tco.texts import DEEPEST, too_deep

PROGRAMS = (sglang, vllm, trtllm, genai_perf)  # sglang first: its object has vLLM's keys and more
KNOWN = "a CSV of measured rows, or results of " + ", ".join(program.PROGRAM for program in PROGRAMS)


def read_results(paths: Sequence[Path], given: Mapping[str, str]) -> list[Measured]:
    """The rows of all files, in order; every fault of all of them in one InputError.

    `given` says by column what the files leave out, and counts before what they state.
    """
    found: list[Measured] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            found += _read(path, given)
        except InputError as wrong:
            faults += wrong.faults
    raise_faults(dict.fromkeys(faults))
    return found


def _read(path: Path, given: Mapping[str, str]) -> list[Measured]:
    where = str(path)
    text = read_text(path, where)
    runs = _runs(text, where)
    if runs is None:
        raise_faults(
            Fault(f"{OPTIONS[column]} is for result files; this is a table of rows", where, allowed=f"column {column}")
            for column in given
        )
        return parse_measured(text, where)
    names = [path.stem if len(runs) == 1 else f"{path.stem}-{number}" for number in range(1, len(runs) + 1)]
    found: list[Measured] = []
    faults: list[Fault] = []
    for run, name in zip(runs, names, strict=True):
        try:
            found += rows(run, given, name)
        except InputError as wrong:
            faults += wrong.faults
    raise_faults(faults)
    return found


def _runs(text: str, where: str) -> list[Run] | None:
    """The runs in a file; None where it is no result of a program."""
    if records := serving_log.printed(text, where):
        return [_run(record) for record in records]
    if record := trtllm.printed(text, where) or genai_perf.table(text, where):
        return [_run(record)]
    return [_run(r) for r in _records(text, where)] if text.lstrip()[:1] in ("{", "[") else None


def _run(record: Record) -> Run:
    """The run of an object, by the first program that knows it for its own."""
    for program in PROGRAMS:
        run: Run | None = program.read(record)
        if run:
            return run
    keys = ", ".join(sorted(map(str, record.data))[:8])
    raise InputError(Fault("not a result that is known", record.where, found=f"keys {keys}", allowed=KNOWN))


def _records(text: str, where: str) -> Iterator[Record]:
    """The objects of a file: one, a list of them, or one a line."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _line_by_line(text, where)
        return
    items = whole if isinstance(whole, list) else [whole]
    for number, item in enumerate(items, start=1):
        yield _record(item, f"{where}, item {number}" if len(items) > 1 else where)


def _line_by_line(text: str, where: str) -> Iterator[Record]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield _record(json.loads(line), f"{where}:{number}")
            except (ValueError, RecursionError) as wrong:
                raise InputError(Fault("not readable as JSON", f"{where}:{number}", str(wrong)[:200])) from None


def _record(item: Any, where: str) -> Record:
    if not isinstance(item, dict):
        raise InputError(Fault("not a result that is known", where, found=repr(item)[:60], allowed=KNOWN))
    if too_deep(item):
        raise InputError(Fault("nested too deeply", where, allowed=f"{DEEPEST} levels"))
    return Record(item, where)
