"""What commands share: the workspace option, settings, and tables printed as text, CSV, Markdown or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click

from tco.content import Content, default_workspaces, open_content
from tco.texts import columns, padded, wrapped

Function = Callable[..., Any]
HEADING = 12  # characters a heading may take before it is broken
WIDTH, NARROWEST = 80, 20  # of a page; of a column of words that is broken over lines to fit it
OUTPUTS = {"md": "a Markdown table", "csv": "CSV", "json": "JSON"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def workspace_option(function: Function) -> Function:
    """--workspace, once or more; the current folder counts by itself if it is one."""
    return click.option(
        "--workspace",
        "workspaces",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Folder with pricing/, scenarios/ or reports/ of your own; wins over what is shipped.",
    )(function)


def set_option(function: Function) -> Function:
    """--set quantity=value, once or more."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="[CASE:]QUANTITY=VALUE",
        help='Give a value, e.g. --set "tpot_seconds=60 ms". A formula so given is pinned.',
    )(function)


def output_options(function: Function) -> Function:
    """--json, --csv and --md, on everything that prints a table; one of them at most."""

    @wraps(function)
    def command(*args: Any, **options: Any) -> Any:
        asked = [name for name in OUTPUTS if options.pop(f"as_{name}")]
        if len(asked) > 1:
            raise click.UsageError(f"--{asked[0]} or --{asked[1]}, not both")
        return function(*args, output=asked[0] if asked else None, **options)

    for name, text in OUTPUTS.items():
        command = click.option(f"--{name}", f"as_{name}", is_flag=True, help=f"Print {text}.")(command)
    return command


def content_of(workspaces: Sequence[Path]) -> Content:
    """The shipped content with the named workspaces, or else the current folder, over it."""
    return open_content(workspaces or default_workspaces(Path.cwd()))


def load_model(name: str, workspaces: Sequence[Path], settings: Sequence[str]) -> Any:
    """The scenario with its settings, ready to run; every fault of the settings and of the scenario at once."""
    from tco.engine import load
    from tco.errors import Fault, InputError, raise_faults
    from tco.scenario import setting

    model, sound = None, []
    faults: list[Fault] = []
    for text in settings:
        try:
            sound.append(setting(text))
        except InputError as wrong:
            faults += wrong.faults
    try:
        model = load(name, content=content_of(workspaces), settings=sound)
    except InputError as wrong:
        faults += wrong.faults
    raise_faults(faults)
    return model


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]], output: str | None) -> None:
    """Rows to standard output, in the asked form."""
    if output == "json":
        records = [dict(zip(headings, row, strict=True)) for row in rows]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2, default=str))
    elif output == "csv":
        click.echo(as_csv(headings, rows), nl=False)
    elif output == "md":
        click.echo(as_markdown(headings, rows))
    else:
        click.echo(as_text(headings, rows))


def as_csv(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """CSV whose text cells no spreadsheet takes for a formula."""
    return "".join(_csv_line(row) for row in [headings, *rows])


def _csv_line(row: Sequence[object]) -> str:
    """One line; a cell with any line end in it is quoted, which the writer does for those of its own line end only."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_inert(cell) for cell in row])
    return out.getvalue().removesuffix("\r\n") + "\n"


def _inert(cell: object) -> object:
    """A cell of a CSV: no text is a formula; numbers to fifteen figures, as in JSON."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
    return float(f"{cell:.15g}") if isinstance(cell, float) else "" if cell is None else cell


def as_markdown(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    cells = [[_plain(cell).replace("|", "\\|").replace("\n", "<br>") for cell in row] for row in (headings, *rows)]
    lines = [cells[0], ["---"] * len(headings), *cells[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_text(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns aligned, numbers to the right, words to the left, long ones over several lines."""
    right = [any(isinstance(row[i], (int, float)) for row in rows) for i in range(len(headings))]
    broken = [_broken(h, r) for h, r in zip(headings, right, strict=True)]
    height = max(map(len, broken), default=0)
    top = ["\n".join([""] * (height - len(lines)) + lines) for lines in broken]
    grid = [top, *([_plain(cell) for cell in row] for row in rows)]
    widths = _widths(grid, right)
    return "\n".join(line for row in grid for line in _lines(row, widths, right))


def _widths(grid: Sequence[Sequence[str]], right: Sequence[bool]) -> list[int]:
    """Columns as wide as their longest line; if that is too wide, those of words are made narrower between words."""
    widths = [max(columns(line) for cell in column for line in cell.split("\n")) for column in zip(*grid, strict=True)]
    words = [
        max([NARROWEST, *(columns(word) for cell in column for word in cell.split())])
        for column in zip(*grid, strict=True)
    ]
    while sum(widths) + 2 * (len(widths) - 1) > WIDTH:
        spares = (w - least if not r else 0 for w, least, r in zip(widths, words, right, strict=True))
        spare, place = max((spare, i) for i, spare in enumerate(spares))
        if spare <= 0:
            break
        widths[place] -= 1
    return widths


def _lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """One row of a table, as many lines as its longest cell takes."""
    cells = [
        [line for part in cell.split("\n") for line in wrapped(part, w)] for cell, w in zip(row, widths, strict=True)
    ]
    lines = []
    for parts in zip_longest(*cells, fillvalue=""):
        shown = (padded(p, w, right=r) for p, w, r in zip(parts, widths, right, strict=True))
        lines.append("  ".join(shown).rstrip())
    return lines


def _broken(heading: str, numeric: bool) -> list[str]:
    """A heading over a column of numbers, broken after underscores, with its unit on a line of its own."""
    name, bracket, unit = heading.partition(" [")
    if not numeric or len(name) <= HEADING:
        return [name, *([f"[{unit}"] if bracket else [])]
    lines = [""]
    for word in re.findall(r"[^_]*_?", name):
        if lines[-1] and len(lines[-1]) + len(word) > HEADING:
            lines.append("")
        lines[-1] += word
    return [*lines, *([f"[{unit}"] if bracket else [])]


def _plain(cell: object) -> str:
    from tco.emit.text import show

    return show(cell)
