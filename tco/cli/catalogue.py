"""list and show: what there is, and where it comes from."""

from __future__ import annotations

from pathlib import Path

import click

from tco.cli.common import (
    as_of_option,
    content_of,
    day_or_today,
    output_options,
    print_list,
    print_table,
    workspace_option,
)
from tco.cli.quarters import close_listing, ledger_of, ledger_option


@click.command("list", epilog="Example: tco list devices --as-of 2026-11-01")
@click.argument("kind", default="scenarios")
@as_of_option
@output_options
@workspace_option
def list_command(kind: str, as_of: str | None, output: str | None, workspaces: tuple[Path, ...]) -> None:
    """What there is of KIND: scenarios, reports, devices, models, prices, formulas, inputs, units."""
    from tco.catalogue import LISTS, check_kind
    from tco.pricebook import PriceBook

    check_kind(kind)
    content = content_of(workspaces)
    print_list(*LISTS[kind](content, PriceBook(content), day_or_today(as_of)), output)


@click.command("show", epilog="Example: tco show device h200-sxm")
@click.argument("kind")
@click.argument("name")
@as_of_option
@ledger_option
@output_options
@workspace_option
def show_command(
    kind: str, name: str, as_of: str | None, ledger: Path | None, output: str | None, workspaces: tuple[Path, ...]
) -> None:
    """One thing: a scenario, report, device, model, price table, formula or input by NAME, with its sources.

    `tco show close NAME@2026Q4` is a closed quarter.
    """
    from tco.catalogue import one
    from tco.pricebook import PriceBook

    if kind in ("close", "closes"):
        print_table(*close_listing(ledger_of(ledger, workspaces), name), output)
        return
    content = content_of(workspaces)
    print_list(*one(content, PriceBook(content), kind, name, day_or_today(as_of)), output)
