"""lint and import: workbooks that come back."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tco.cli.common import output_options, print_table


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

    verdicts = lint(workbook, recalculate=recalculate)
    if output == "json":
        click.echo(json.dumps(as_json(workbook.name, verdicts), ensure_ascii=False, indent=2))
    else:
        print_table(*table(verdicts), output)
    passed, judged = score(verdicts)
    click.echo(f"{workbook.name}: {passed} of {judged} points passed", err=True)
    if any(verdict.status == FAIL for verdict in verdicts):
        ctx.exit(1)
