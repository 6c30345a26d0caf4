"""close, history: quarters frozen into the ledger, and what it holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from tco.cli.common import (
    content_of,
    day_of,
    output_options,
    print_table,
    say,
    set_option,
    settings_of,
    workspace_option,
)

Function = Callable[..., Any]


def ledger_option(function: Function) -> Function:
    """--ledger FILE; the workspace's own by default."""
    return click.option(
        "--ledger", type=click.Path(path_type=Path), help="The ledger; ledger.duckdb of the workspace by default."
    )(function)


def ledger_of(named: Path | None, workspaces: Sequence[Path]) -> Path:
    """The ledger that is meant: the one named, else that of the last workspace, else of the current folder."""
    from tco.ledger.store import NAME

    return named or (workspaces[-1] if workspaces else Path()) / NAME


@click.command("close", epilog="Example: tco close deepseek-8xh200 --quarter 2025Q3")
@click.argument("name")
@click.option("--quarter", required=True, metavar="2026Q4", help="The quarter that is closed.")
@click.option("--by", default="", metavar="WHO", help="Who closes it.")
@click.option("--on", metavar="YYYY-MM-DD", help="The day it is closed on.")
@click.option("--note", default="", help="What should stand beside it.")
@click.option("--restate", default="", metavar="WHY", help="Close it anew; the old close is kept, and both say so.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="Only prices valid and known on this day.")
@click.option("--refuse-stale", is_flag=True, help="Do not close on prices older than their limit.")
@set_option
@ledger_option
@workspace_option
def close_command(
    name: str, quarter: str, by: str, on: str | None, note: str, restate: str, as_of: str | None, refuse_stale: bool,
    settings: tuple[str, ...], ledger: Path | None, workspaces: tuple[Path, ...],
) -> None:  # fmt: skip
    """Freeze the results of scenario NAME for a quarter, with inputs, prices and engine version, into the ledger."""
    from tco.ledger.close import Signed
    from tco.ledger.closing import Order, close_quarter
    from tco.quarters import parse_quarter

    closed_on = day_of(on, "--on")
    signed = Signed(by, closed_on.isoformat() if closed_on else "", note, restate)
    order = Order(name, parse_quarter(quarter), signed, settings_of(settings), day_of(as_of, "--as-of"), refuse_stale)
    path = ledger_of(ledger, workspaces)
    done = close_quarter(path, order, content_of(workspaces))
    say_stale(done.stale)

    print_table(*done.results.table(), None)
    click.echo(f"\nclosed {done.close.name} in {path}, hash {done.close.hash}, inputs {done.close.input_hash}")


def say_stale(found: Sequence[Any]) -> None:
    """Name stale prices on standard error, those of one row of a table together."""
    rows: dict[tuple[Any, ...], list[str]] = {}
    for old in found:
        row = (old.given.where or old.quantity, old.seen, old.age, old.limit, bool(old.given.where))
        rows.setdefault(row, []).append(old.quantity)
    for (place, seen, age, limit, placed), names in rows.items():
        what = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
        where = f" ({place})" if placed else ""
        click.echo(f"stale: {what} last seen {seen}, {age} days ago, limit {limit}{where}", err=True)


@click.command("history", epilog="Example: tco history")
@click.argument("name", required=False, default="")
@click.option("--check", is_flag=True, help="Check every digest, and run every close again from its inputs.")
@ledger_option
@output_options
@workspace_option
def history_command(
    name: str, check: bool, ledger: Path | None, output: str | None, workspaces: tuple[Path, ...]
) -> None:
    """What is closed, oldest first; of scenario NAME if it is given."""
    from tco.ledger.book import history

    path = ledger_of(ledger, workspaces)
    entries = history(path, name)
    if not entries and not output:
        click.echo(f"nothing is closed{f' of {name}' if name else ''} in {path}")
        return
    headings = ["scenario", "quarter", "no", "on", "by", "inputs", "hash", "version", "state", "note"]
    rows: list[list[object]] = [
        [
            e.scenario, e.quarter, e.number, e.on, e.by, e.input_hash, e.hash, e.version,
            "; ".join(filter(None, ("restated since" if e.restated else "", f"restates: {e.reason}" if e.reason else ""))),
            e.note,
        ]
        for e in entries
    ]  # fmt: skip
    print_table(headings, rows, output)
    if check:
        _check(path, [(e.scenario, e.quarter, e.number) for e in entries], workspaces)


def _check(path: Path, closes: Sequence[tuple[str, str, int]], workspaces: tuple[Path, ...]) -> None:
    """Every digest, then every close run again; what differs goes to standard error."""
    from tco.errors import raise_faults
    from tco.ledger.again import again
    from tco.ledger.book import faults, find_close
    from tco.pricebook import PriceBook

    raise_faults(faults(path))
    book, other = PriceBook(content_of(workspaces)), 0
    for close in closes:
        found = again(find_close(path, *close), book)
        other += not found.same
        for told in found.differences:
            click.echo(f"{found.close.name}: {told}", err=True)
    click.echo(f"\n{len(closes)} closes run again: {len(closes) - other} the same, {other} different", err=True)


def close_listing(path: Path, name: str) -> tuple[list[str], list[list[object]]]:
    """A close in full, for `tco show close`: what went in, then what came out."""
    from tco.ledger.book import find_close
    from tco.ledger.names import parse_ref

    ref = parse_ref(name)
    close = find_close(path, ref.scenario, ref.quarter, ref.number)
    s = close.signed
    head = {
        "close": close.name, "hash": close.hash, "previous": close.previous, "inputs": close.input_hash,
        "version": close.version, "engine": close.engine, "on": s.on, "by": s.by, "note": s.note, "restates": s.reason,
        "as of": close.scenario.as_of.isoformat(),
    }  # fmt: skip
    rows: list[list[object]] = [["close", "", key, value, "", "", "", ""] for key, value in head.items() if value]
    lines = enumerate(close.scenario_text.splitlines(), start=1)
    rows += [["scenario", "", f"line {count}", line, "", "", "", ""] for count, line in lines if line]
    for case in close.scenario.cases:
        rows += [[g.origin, case.name, q, g.value, g.unit, g.source, g.date, g.where] for q, g in case.given.items()]
    rows += [
        ["result", case, q, f.value, f.unit, f.source, "", ""]
        for case, cells in close.values.items()
        for q, f in cells.items()
        if f.formula and f.origin == "formula"
    ]
    rows += [
        ["price row", "", p.table, _cells(p.cells), "", p.source, p.valid_from or p.source_date, p.where]
        for p in close.prices
    ]
    return ["what", "case", "name", "value", "unit", "source", "date", "where"], rows


def _cells(cells: Mapping[str, str]) -> str:
    """The cells of a row of the price book that are not empty, less those that stand in columns of their own."""
    return "; ".join(f"{k} {v}" for k, v in cells.items() if v and k not in ("source", "valid_from"))


@click.command("compare", epilog="Example: tco compare deepseek-8xh200:as-printed deepseek-8xh200:load-30")
@click.argument("names", nargs=-1, required=True, metavar="PRIOR CURRENT")
@click.option("--quantity", "-q", "quantities", multiple=True, help="Compare this instead of the headline.")
@click.option("--html", "page", type=click.Path(path_type=Path), help="Write a page with a waterfall of each headline.")
@ledger_option
@output_options
@workspace_option
def compare_command(
    names: tuple[str, ...], quantities: tuple[str, ...], page: Path | None, ledger: Path | None, output: str | None,
    workspaces: tuple[Path, ...],
) -> None:  # fmt: skip
    """What is different between two runs and why, to the last cent.

    \b
    NAME 2026Q3 2026Q4       two closed quarters of one scenario
    NAME@2026Q4 NAME         a closed quarter, and the scenario as it is now
    NAME:own NAME:rent       two cases
    """
    from tco.compare.comparison import compare
    from tco.compare.side import side_of
    from tco.compare.tables import as_json, headlines, listings
    from tco.ledger.names import parse_ref
    from tco.pricebook import PriceBook

    prior, current = map(parse_ref, _two(names))
    path, content = ledger_of(ledger, workspaces), content_of(workspaces)
    found = compare(side_of(prior, path, content), side_of(current, path, content), PriceBook(content), quantities)
    for flag in found.flags:
        click.echo(f"note: {flag}", err=True)
    if page:
        from tco.files import write
        from tco.page.compare import build

        write(page, build(found, content.find("reports", "_page").path).encode(), "--html FILE")
        click.echo(f"wrote {page}", err=True)
    if output == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    elif output == "csv":
        print_table(*_long(found), output)
    else:
        for listing in listings(found) or [headlines(found)]:
            say(f"## {listing.title}\n" if output else f"{listing.title}\n")
            print_table(listing.headings, listing.rows, output)
            click.echo("")


def _two(names: Sequence[str]) -> tuple[str, str]:
    """Two names, or one name and two quarters."""
    if len(names) == 3:
        name, _, case = names[0].partition(":")
        first, second = (f"{name}@{quarter}{':' + case if case else ''}" for quarter in names[1:])
        return first, second
    if len(names) != 2:
        raise click.UsageError("compare needs two names, or a name and two quarters")
    return names[0], names[1]


def _long(found: Any) -> tuple[list[str], list[list[object]]]:
    """Headlines and causes as one table, a row each."""
    rows: list[list[object]] = []
    for b in found.bridges:
        own = [b.case, b.quantity, b.unit]
        rows += [[*own, "prior", b.prior, b.prior], *([*own, e.group, e.stepwise, e.shapley] for e in b.effects)]
        rows += [[*own, "residual", b.residual(), b.residual("shapley")], [*own, "current", b.current, b.current]]
    return ["case", "quantity", "unit", "item", "stepwise", "shapley"], rows
