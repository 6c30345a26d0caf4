"""What commands share: the workspace option, settings, and tables printed as text, CSV, Markdown or JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

import click

from tco.content import Content, default_workspaces, open_content
from tco.tabular import as_csv, as_markdown, as_text
from tco.texts import wrapped

Function = Callable[..., Any]
OUTPUTS = {"md": "a Markdown table", "csv": "CSV", "json": "JSON"}


def workspace_option(function: Function) -> Function:
    """--workspace, once or more; the current folder counts by itself if it is one."""
    return click.option(
        "--workspace",
        "workspaces",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Folder with pricing/, scenarios/ or reports/ of your own; wins over what is shipped.",
    )(function)


def language_option(function: Function) -> Function:
    """--lang, the language of what is told; English by default."""
    return click.option("--lang", metavar="CODE", default="en", help="Language: en, or zh for Chinese.")(function)


def language_of(code: str, workspaces: Sequence[Path]) -> Any:
    """The language of --lang, with the words of the workspaces over those that are shipped."""
    from tco.language import read_language

    return read_language(content_of(workspaces), code)


def as_of_option(function: Function) -> Function:
    """--as-of, a day; today by default."""
    text = "Prices known on this day; today by default."
    return click.option("--as-of", metavar="YYYY-MM-DD", help=text)(function)


def day_of(given: str | None, where: str) -> dt.date | None:
    """A day typed after an option; None where there is none."""
    from dataclasses import replace

    from tco.dates import parse_day
    from tco.errors import InputError

    try:
        return parse_day(given) if given else None
    except InputError as wrong:
        raise InputError(replace(fault, where=where) for fault in wrong.faults) from None


def day_or_today(as_of: str | None) -> dt.date:
    """The day of --as-of, or else today: the one place where the clock is read."""
    return day_of(as_of, "--as-of") or dt.datetime.now(dt.UTC).date()


def set_option(function: Function) -> Function:
    """--set quantity=value, once or more."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="[CASE:]QUANTITY=VALUE",
        help='Give a value, e.g. --set "tpot_seconds=60 ms". A formula so given is pinned.',
    )(function)


def name_argument(function: Function) -> Function:
    """NAME of a scenario; a shell that completes offers those that there are."""
    return click.argument("name", shell_complete=_scenarios)(function)


def _scenarios(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in content_of(()).names("scenarios") if name.startswith(incomplete)]


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


def settings_of(settings: Sequence[str]) -> tuple[Any, ...]:
    """What follows --set, parsed."""
    from tco.scenario import setting

    return tuple(setting(text) for text in settings)


def load_model(name: str, workspaces: Sequence[Path], settings: Sequence[str], as_of: Any = None) -> Any:
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
        model = load(name, content=content_of(workspaces), settings=sound, as_of=as_of)
    except InputError as wrong:
        faults += wrong.faults
    raise_faults(faults)
    return model


def say(text: str) -> None:
    """Prose to standard output, no line wider than the terminal."""
    width = get_terminal_size().columns
    click.echo("\n".join(line for part in text.split("\n") for line in wrapped(part, width)))


def progress(text: str) -> None:
    """What is being done, to standard error where somebody watches it."""
    if sys.stderr.isatty():
        click.echo(text, err=True)


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
        click.echo(as_text(headings, rows, get_terminal_size().columns))


def print_list(headings: Sequence[str], rows: Sequence[Sequence[object]], output: str | None) -> None:
    """A list to standard output, in the asked form; as text without the columns that the terminal has no room for."""
    if output:
        print_table(headings, rows, output)
    else:
        from tco.terminal import fitted

        click.echo(fitted(headings, rows, get_terminal_size().columns))
