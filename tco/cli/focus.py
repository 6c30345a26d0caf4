"""focus: the cost rows of a case as a FinOps FOCUS file, and a check of any such file."""

from __future__ import annotations

from pathlib import Path

import click

from tco.cli.common import content_of, workspace_option
from tco.cli.quarters import ledger_of, ledger_option


@click.command("focus", epilog="Example: tco focus deepseek-8xh200:as-printed --quarter 2025Q3 --bill fleet")
@click.argument("name", required=False, metavar="NAME[@QUARTER][:CASE]")
@click.option("--quarter", metavar="2026Q4", help="The first quarter that is written.")
@click.option("--months", type=click.IntRange(1, 120), default=3, help="How many months; 3 by default.")
@click.option("--bill", default="", help="Which bill of the case: fleet, own, rent, api, revenue.")
@click.option("--prepaid", is_flag=True, help="Commitments are paid once, for all the months.")
@click.option("--provider", default="plan", help="Who provides and bills.")
@click.option("--account", default="plan", help="The billing account.")
@click.option("--focus-version", type=click.Choice(["1.2", "1.4"]), default="1.2", help="Version of the specification.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to a file instead of standard output.")
@click.option("--check", "checked", type=click.Path(path_type=Path), help="Check a FOCUS file instead.")
@ledger_option
@workspace_option
def focus_command(
    name: str | None, quarter: str | None, months: int, bill: str, prepaid: bool, provider: str, account: str,
    focus_version: str, out: Path | None, checked: Path | None, ledger: Path | None, workspaces: tuple[Path, ...],
) -> None:  # fmt: skip
    """The cost rows of a case as a FinOps FOCUS file: list, contracted, billed and effective cost by line and month.

    A commitment is a purchase, and its use draws it down. What is written has passed the check.
    """
    from tco.errors import raise_faults
    from tco.focus.file import check_file

    if checked:
        faults, version, count = check_file(checked)
        raise_faults(faults)
        click.echo(f"{checked}: {count} rows, sound by FOCUS {version}")
        return
    if not (name and quarter):
        raise click.UsageError("focus needs NAME and --quarter, or --check FILE")
    from tco.focus.export import Wanted, exported
    from tco.focus.rows import Names

    wanted = Wanted(name, quarter, months, bill, Names(provider, account), focus_version, prepaid)
    text = exported(wanted, ledger_of(ledger, workspaces), content_of(workspaces))
    if not out:
        click.echo(text, nl=False)
        return
    from tco.files import write

    write(out, text.encode(), "--out FILE")
    click.echo(f"wrote {out}")
