"""validate: measured throughput beside what the engine predicts for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tco.cli.common import (
    as_of_option,
    content_of,
    day_or_today,
    output_options,
    print_table,
    progress,
    workspace_option,
)

if TYPE_CHECKING:
    from tco.content import Content
    from tco.measured.file import Measured
    from tco.measured.telling import Table
    from tco.measured.validate import Validation

PARTS = ("metric", "regime", "device", "model", "engine", "age", "source", "group")
USUAL = PARTS[:6]
WORST = 10
Count = click.IntRange(min=1)
# column of a row -> its option, what it takes, and what it says
GIVEN: dict[str, tuple[str, Any, str]] = {
    "model": ("--model", str, "Model, by any of its names."),
    "hardware": ("--device", str, "Device, by any of its names."),
    "n_gpus": ("--gpus", Count, "Devices of the deployment."),
    "tp": ("--tp", Count, "Tensor-parallel degree."),
    "pp": ("--pp", Count, "Pipeline-parallel degree."),
    "ep": ("--ep", Count, "Expert-parallel degree."),
    "dp": ("--dp", Count, "Data-parallel degree, or replicas."),
    "weight_precision": ("--precision", str, "Precision of the weights, such as fp8 or w4a16."),
    "kv_precision": ("--kv-precision", str, "Precision of the KV cache."),
    "engine": ("--engine", str, "Serving engine."),
    "engine_version": ("--engine-version", str, "Its version."),
    "isl": ("--prompt-tokens", click.FloatRange(min=0), "Mean length of the prompts."),
    "osl": ("--output-tokens", click.FloatRange(min=1), "Mean length of the answers."),
    "concurrency_or_batch": ("--concurrency", Count, "Requests under way at a time."),
}


def _taken(kind: Any) -> str:
    return "NAME" if kind is str else "NUMBER"


def given_options(function: Any) -> Any:
    """What a result file may leave out, an option for each column."""
    for column, (option, kind, text) in reversed(GIVEN.items()):
        function = click.option(option, column, type=kind, metavar=_taken(kind), help=text)(function)
    return function


@click.command("validate", epilog="Example: tco validate --by engine --worst 5")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--by", "parts", multiple=True, type=click.Choice(PARTS), help="Errors by this only; may be given again.")
@click.option("--worst", type=click.IntRange(min=0), help=f"The worst groups; {WORST} by default, none with --by.")
@click.option(
    "--targets", "with_targets", is_flag=True, help="Also the accuracy that is aimed at; default with no FILE."
)
@as_of_option
@given_options
@output_options
@workspace_option
def validate_command(
    files: tuple[Path, ...],
    parts: tuple[str, ...],
    worst: int | None,
    with_targets: bool,
    as_of: str | None,
    output: str | None,
    workspaces: tuple[Path, ...],
    **given: Any,
) -> None:
    """Predict what was measured, and print the error.

    FILE is a CSV of measured rows, or what a benchmark wrote: vllm bench serve, sglang.bench_serving, trtllm-bench,
    GenAI-Perf, AIPerf. Without FILE: the published measurements that are shipped, and those of a workspace.

    The options from --model to --concurrency say what a benchmark's result leaves out; they count before what it says.
    """
    from tco import __version__
    from tco.measured.telling import as_json, headline, row_table
    from tco.measured.validate import validate
    from tco.pricebook import PriceBook

    content, day = content_of(workspaces), day_or_today(as_of)
    said = {
        column: f"{value:g}" if isinstance(value, float) else str(value) for column, value in given.items() if value
    }
    measured = _measured(files, said, content)
    progress(f"predicting {len(measured):,} measured rows")
    done = validate(measured, PriceBook(content), day)
    if output == "json":
        click.echo(json.dumps(as_json(done, day, __version__), ensure_ascii=False, indent=2))
    elif output == "csv":
        print_table(*row_table(done.rows), output)
    else:
        click.echo(headline(done, day))
        count = worst if worst is not None else 0 if parts else WORST
        for table in _tables(done, parts or USUAL, count, with_targets or not files):
            click.echo("")
            print_table(*table, output)


def _measured(files: Sequence[Path], given: dict[str, str], content: Content) -> list[Measured]:
    """The rows of the files, or else the shipped ones."""
    from tco.measured.file import shipped
    from tco.measured.formats.reading import read_results

    if not files and given:
        raise click.UsageError(f"{GIVEN[next(iter(given))][0]} is for result files; name one")
    return read_results(files, given) if files else shipped(content)


def _tables(done: Validation, parts: Sequence[str], count: int, with_targets: bool) -> Iterator[Table]:
    """What is printed: errors, worst groups, targets, refusals; tables without a line are left out."""
    from tco.measured.breakdown import breakdown, worst
    from tco.measured.score import error
    from tco.measured.targets import targets
    from tco.measured.telling import EVERYTHING, error_table, refusal_table, target_table

    whole = error(done.rows)
    tables = [error_table("", [(EVERYTHING, whole)] if whole else [])]
    tables += [error_table(part, breakdown(done.rows, part)) for part in parts]
    tables.append(error_table("worst groups", worst(done.rows, count)))
    if with_targets:
        tables.append(target_table(targets(done.rows, done.names)))
    tables.append(refusal_table(done.rows))
    yield from (table for table in tables if table[1])
