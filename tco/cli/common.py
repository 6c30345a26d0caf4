"""What commands share: the workspace option, settings, and tables printed as text, CSV, Markdown or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from tco.content import Content, default_workspaces, open_content

Function = Callable[..., Any]
HEADING = 12  # characters a heading may take before it is broken
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def workspace_option(function: Function) -> Function:
    """--workspace, once or more; the current folder counts by itself if it is one."""
    return click.option(
        "--workspace",
        "workspaces",
        multiple=True,
        type=click.Path(path_type=Path, file_okay=False),
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
    """--json, --csv and --md, on everything that prints a table."""
    for name, text in (("md", "a Markdown table"), ("csv", "CSV"), ("json", "JSON")):
        function = click.option(f"--{name}", "output", flag_value=name, help=f"Print {text}.")(function)
    return function


def content_of(workspaces: Sequence[Path]) -> Content:
    """The shipped content with the named workspaces, or else the current folder, over it."""
    return open_content(workspaces or default_workspaces(Path.cwd()))


def load_model(name: str, workspaces: Sequence[Path], settings: Sequence[str]) -> Any:
    """The scenario with its settings, ready to run."""
    from tco.engine import load
    from tco.scenario import setting

    return load(name, content=content_of(workspaces), settings=[setting(text) for text in settings])


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]], output: str | None) -> None:
    """Rows to standard output, in the asked form."""
    if output == "json":
        click.echo(json.dumps([dict(zip(headings, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
    elif output == "csv":
        click.echo(as_csv(headings, rows), nl=False)
    elif output == "md":
        click.echo(as_markdown(headings, rows))
    else:
        click.echo(as_text(headings, rows))


def as_csv(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """CSV whose text cells no spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def _inert(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else "" if cell is None else cell


def as_markdown(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [list(headings), ["---"] * len(headings), *([_plain(c).replace("|", "\\|") for c in r] for r in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_text(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns aligned, numbers to the right, words to the left; long headings over several lines."""
    shown = [[_plain(cell) for cell in row] for row in rows]
    right = [any(isinstance(row[i], (int, float)) for row in rows) for i in range(len(headings))]
    broken = [_broken(h, r) for h, r in zip(headings, right, strict=True)]
    height = max(len(lines) for lines in broken)
    top = [[""] * (height - len(lines)) + lines for lines in broken]
    grid = [*([column[i] for column in top] for i in range(height)), *shown]
    widths = [max(len(line[i]) for line in grid) for i in range(len(headings))]
    lines = []
    for line in grid:
        cells = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


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
