"""lint and import: workbooks that come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tco.cli.common import content_of, output_options, print_table, progress, workspace_option

if TYPE_CHECKING:
    from tco.importing import Returned


@click.command("lint", epilog="Example: tco lint out/deepseek-640.xlsx")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--recalculate", is_flag=True, help="Compare its values with those of LibreOffice, if installed.")
@output_options
@click.pass_context
def lint_command(ctx: click.Context, workbook: Path, recalculate: bool, output: str | None) -> None:
    """Judge WORKBOOK by the points of a finance reviewer's checklist: whoever made it, point by point, with cell and reason.

    An asterisk marks the points that nothing excuses. Exit status 0 where every point is passed, waived or has nothing
    to judge, and 1 where any fails.
    """
    from tco.lint import FAIL, as_json, lint, score, table

    progress(f"reading {workbook.name}" + (" and recalculating it in LibreOffice" if recalculate else ""))
    verdicts = lint(workbook, recalculate=recalculate)
    if output == "json":
        click.echo(json.dumps(as_json(workbook.name, verdicts), ensure_ascii=False, indent=2))
    else:
        print_table(*table(verdicts), output)
    passed, judged = score(verdicts)
    click.echo(f"{workbook.name}: {passed} of {judged} points passed", err=True)
    if any(verdict.status == FAIL for verdict in verdicts):
        ctx.exit(1)


@click.command("import", epilog="Example: tco import out/deepseek-640.xlsx")
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="File to write; NAME-changed.toml by default.")
@click.option(
    "--base", metavar="NAME", default="", help="The scenario it was made from, where that is your own .toml file."
)
@output_options
@workspace_option
def import_command(
    workbook: Path, out: Path | None, base: str, output: str | None, workspaces: tuple[Path, ...]
) -> None:
    """Read the sheet Inputs of WORKBOOK, which tco report wrote and somebody changed; write the changes as a scenario.

    Prints what was changed and what that does to the headline. Nothing is written where nothing was changed, and no
    file is overwritten. A workbook whose formulas or rows were changed is refused, with every place.
    """
    from tco.importing import read_back, write_scenario

    content = content_of(workspaces)
    target = out or Path(f"{workbook.stem}-changed.toml")
    returned = read_back(workbook, content, base=base, target=target)
    if returned.edits or output:
        print_table(*_changes(returned), output)
    for note in returned.notes:
        click.echo(f"note: {note}", err=True)
    if not returned.toml:
        click.echo("nothing was changed on Inputs: nothing written", err=True)
        return
    write_scenario(returned, target)
    click.echo(f"wrote {target}; next: tco run {target}", err=True)


def _changes(returned: Returned) -> tuple[list[str], list[list[object]]]:
    """A row a change, then a row for each figure of the headline that it moves."""
    rows: list[list[object]] = [
        ["pin" if edit.is_pin else "input", edit.quantity, edit.case, edit.old, edit.new, edit.unit]
        for edit in returned.edits
    ]
    rows += [["headline", *row] for row in returned.effect]
    return ["what", "quantity", "case", "old", "new", "unit"], rows
