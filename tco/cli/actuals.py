"""actuals: invoices, usage and meter readings against the plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tco.cli.common import content_of, day_of, output_options, print_table, workspace_option
from tco.cli.quarters import ledger_of, ledger_option


@click.command("actuals", epilog="Example: tco actuals --template")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--quarter", metavar="2026Q4", help="The quarter of the actuals.")
@click.option("--plan", "named", metavar="NAME[:CASE]", help="What was planned; its closed quarter, where it has one.")
@click.option("--bill", default="", help="Which bill of the case: fleet, own, rent, api, revenue.")
@click.option(
    "--cost", type=click.Choice(["effective", "billed"]), default="effective", help="Which cost of FOCUS rows."
)
@click.option("--keep", "kept", is_flag=True, help="Keep the rows in the ledger, for the report of the quarter.")
@click.option("--by", default="", metavar="WHO", help="Who keeps them.")
@click.option("--on", metavar="YYYY-MM-DD", help="The day they are kept on.")
@click.option("--forecast", type=click.Path(path_type=Path), help="Write a scenario that starts from the actuals.")
@click.option("--template", "as_template", is_flag=True, help="Print a file to fill in.")
@ledger_option
@output_options
@workspace_option
def actuals_command(
    file: Path | None, quarter: str | None, named: str | None, bill: str, cost: str, kept: bool, by: str, on: str | None,
    forecast: Path | None, as_template: bool, ledger: Path | None, output: str | None, workspaces: tuple[Path, ...],
) -> None:  # fmt: skip
    """Plan against actual by line and month: invoices, usage and meter readings of FILE.

    FILE is a FinOps FOCUS export (1.2 or later) or the plain template. Rows go to lines by actuals_map.csv; what no line
    takes is listed.
    """
    if as_template:
        from tco.actuals.read import template

        click.echo(template(), nl=False)
        return
    if not (file and quarter and named):
        raise click.UsageError("actuals needs FILE, --quarter and --plan, or --template")
    from tco.actuals.work import Ask, against_plan

    path = ledger_of(ledger, workspaces)
    found = against_plan(Ask(file, quarter, named, bill, cost), path, content_of(workspaces))
    listings = found.listings
    for listing in listings if not output else listings[:1]:
        if not output:
            click.echo(f"{listing.title}\n")
        print_table(listing.headings, listing.rows, output)
        click.echo("", nl=not output)
    _say_rest(listings[1:], output)
    if kept:
        from tco.ledger.close import Signed

        day = day_of(on, "--on")
        found.keep(path, Signed(by, day.isoformat() if day else ""))
        click.echo(f"kept {len(found.rows)} rows in {path}", err=True)
    if forecast:
        from tco.files import write

        write(forecast, found.forecast().encode(), "--forecast FILE")
        if closed := found.closed:
            months = ", ".join(closed.amounts)
            click.echo(f"{closed.quantity} as invoiced in {months}; by its formula after {closed.until}", err=True)
        click.echo(f"wrote {forecast}", err=True)


def _say_rest(listings: Sequence[Any], output: str | None) -> None:
    """Rows left aside are told on standard error where the table is for another program."""
    if output:
        for listing in listings:
            if listing.title.startswith("Not in") and listing.rows:
                click.echo(f"{len(listing.rows)} rows are not in the plan or not counted", err=True)
