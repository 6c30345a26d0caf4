"""The command line: parse, one call into the library, print. Commands load when they are called."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import Any

import click

# name -> (module, one line of help): help answers without importing what the commands need
COMMANDS = {
    "report": ("results", "Run a scenario and write its workbook and page."),
    "run": ("results", "Print the results of a scenario; write nothing."),
    "search": ("search", "Which layout serves a model best, and why the others do not."),
    "close": ("quarters", "Freeze a quarter: inputs, prices, results, who and when."),
    "compare": ("quarters", "What is different between two runs, and why."),
    "actuals": ("actuals", "Invoices, usage and meters against the plan."),
    "focus": ("focus", "Cost rows as a FinOps FOCUS file, or a check of one."),
    "history": ("quarters", "What is closed, and whether it still gives the same."),
    "explain": ("results", "The formula tree of one number, down to its sources."),
    "list": ("catalogue", "What there is: scenarios, reports, devices, models, prices, formulas."),
    "show": ("catalogue", "One thing of a list, with where it comes from."),
    "calibrate": ("calibrate", "Efficiencies fitted to measured throughput."),
    "validate": ("validate", "Measured throughput beside what is predicted for it."),
    "check": ("workspace", "Validate content: prices, models, scenarios, reports."),
    "lint": ("workbook", "Judge a workbook by the points of a finance reviewer's checklist."),
    "import": ("workbook", "Read an edited workbook back as a scenario."),
    "init": ("workspace", "Make a small workspace of one's own."),
    "completion": ("workspace", "A script that lets your shell complete commands and scenarios."),
}


class Lazy(click.Group):
    """A group whose commands are imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"tco.cli.{COMMANDS[name][0]}"), f"{name}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from tco.errors import nearest

            near = nearest(args[0], COMMANDS)
            raise click.UsageError(
                f"no command {args[0]!r}" + (f"; nearest: {near}" if near else "; tco --help lists them")
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader went away: not an error of ours
            _discard_output()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: tco report deepseek-640",
)
@click.version_option(package_name="llm-tco", prog_name="tco")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """What it costs to serve large language models, in numbers that can be audited."""


def main() -> None:
    """The entry point: faults of the input end in exit status 1 with their message, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    try:
        cli.main(prog_name="tco", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
    except Exception as wrong:
        if "--debug" in sys.argv and not isinstance(wrong, click.exceptions.Exit):
            raise
        sys.exit(_told(wrong))


def _told(wrong: Exception) -> int:
    """Say what is wrong on standard error and give the exit status; what nobody foresaw is raised again."""
    from tco.errors import TcoError

    if isinstance(wrong, click.exceptions.Exit):
        return wrong.exit_code
    if isinstance(wrong, click.ClickException):
        wrong.show()
        return wrong.exit_code
    if isinstance(wrong, click.Abort):
        click.echo("stopped", err=True)
        return 130
    if isinstance(wrong, OSError):
        _discard_output()
        place = str(wrong.filename or "standard output")[-100:]
        click.echo(f"error: {place}: {wrong.strerror}", err=True)
        return 1
    if not isinstance(wrong, TcoError):
        raise wrong
    click.echo(f"error: {wrong}", err=True)
    return 1


def _discard_output() -> None:
    """Let the interpreter end without another try to write what could not be written."""
    if sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
