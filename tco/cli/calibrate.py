"""calibrate: the efficiencies that predict measured rows best."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tco.cli.common import as_of_option, content_of, day_or_today, output_options, print_list, workspace_option

if TYPE_CHECKING:
    from tco.calibration.run import Calibration
    from tco.efficiency import Efficiency

FOLDS = 5


@click.command("calibrate", epilog="Example: tco calibrate --folds 0 --out my-costs/pricing/efficiency.csv")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write the fitted table here, for a workspace's pricing/.")
@click.option("--folds", type=click.IntRange(0, 20), default=FOLDS, help="Parts left out in turn; 0 for none.")
@as_of_option
@output_options
@workspace_option
def calibrate_command(
    files: tuple[Path, ...],
    out: Path | None,
    folds: int,
    as_of: str | None,
    output: str | None,
    workspaces: tuple[Path, ...],
) -> None:
    """Fit efficiencies to measured rows, and show them before and after.

    FILE is a CSV of measured rows; without one: the published measurements that are shipped. Only rows of the
    efficiency table that have bounds are moved. The error is that of tco validate; beside it stands the error on
    groups of rows that a fit has not seen.
    """
    from tco.calibration.run import calibrate
    from tco.calibration.table import table_text
    from tco.files import write
    from tco.measured.file import read_measured, shipped
    from tco.pricebook import PriceBook

    content, day = content_of(workspaces), day_or_today(as_of)
    book = PriceBook(content)
    measured = [row for file in files for row in read_measured(file)] if files else shipped(content)
    done = calibrate(measured, book, day, folds, lambda text: click.echo(text, err=True))
    _show(done, output)
    if done.too_many:
        click.echo(
            f"{len(done.board.knobs)} numbers are many for {done.groups} groups: trust the error on unseen groups",
            err=True,
        )
    if out:
        named = ", ".join(f.name for f in files) or "the shipped measurements"
        text = table_text(book.rows("efficiency"), done.board, done.after, f"{done.told} of {named}", day)
        write(out, text.encode())
        click.echo(f"wrote {out}")


def _show(done: Calibration, output: str | None) -> None:
    """Knobs and errors, two tables, or as JSON one object of both."""
    tables = list(_tables(done, ";" if output else "; "))  # to read, a line may end after each name
    if output == "json":
        named = zip(("knobs", "errors"), tables, strict=True)
        whole = {name: [dict(zip(headings, row, strict=True)) for row in rows] for name, (headings, rows) in named}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    for table in tables:
        print_list(*table, output)
        click.echo("")


def _tables(done: Calibration, between: str) -> Iterator[tuple[list[str], list[list[object]]]]:
    lines = [_knob_line(*knob, between) for knob in done.moves()]
    yield ["quantities", "for", "before", "after", "low", "high"], lines
    errors: list[list[object]] = [[name, round(m, 3), round(p, 3)] for name, (m, p) in done.errors.items()]
    yield ["error over groups", "median", "p90"], errors


def _knob_line(row: Efficiency, before: float, after: float, between: str) -> list[object]:
    scope = "; ".join(name for names in row.scope.values() for name in names)
    return [row.quantities.replace(";", between), scope, _short(before), _short(after), row.low, row.high]


def _short(value: float) -> float:
    return float(f"{value:.4g}")
