"""The worked year rebuilt: its commands run as they stand, and the tables that its page shows.

python tests/worked_year.py        refreshes examples/worked-year/README.md
"""

from __future__ import annotations

import itertools
import os
import re
import shlex
import sys
from pathlib import Path

from tco.cli import cli
from tco.compare.bridge import Bridge
from tco.compare.comparison import compare
from tco.compare.side import of_close
from tco.content import open_content
from tco.engine import load
from tco.ledger.book import find_close
from tco.pricebook import PriceBook
from tco.tabular import as_markdown
from tco.upkeep import GROUPS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "examples" / "worked-year" / "README.md"
NAME, QUARTERS = "eight-h200", ("2025Q4", "2026Q1", "2026Q2", "2026Q3")
COST, BILL = "cost_per_month", "billed_cost_in_period"


def commands() -> list[list[str]]:
    """The commands of the page, in their order."""
    block = PAGE.read_text(encoding="utf-8").partition("<!-- commands -->\n```sh\n")[2].partition("\n```")[0]
    return [shlex.split(line)[1:] for line in block.splitlines()]


def build(folder: Path) -> Path:
    """Run the commands in a folder, as from the root of a checkout. The ledger."""
    (folder / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    here = Path.cwd()
    os.chdir(folder)
    try:
        for command in commands():
            cli.main(command, standalone_mode=False)
    finally:
        os.chdir(here)
    return folder / "out" / "year.duckdb"


def tables(ledger: Path) -> dict[str, str]:
    """The tables of the page, by mark."""
    book = PriceBook(open_content())
    sides = [of_close(find_close(ledger, NAME, quarter), book) for quarter in QUARTERS]
    cases = [case.name for case in sides[0].scenario.cases]
    titles = {case.name: case.title for case in sides[0].scenario.cases}
    costs = [[titles[c], *(_whole(side.values[c][COST]) for side in sides)] for c in cases]
    year = as_markdown(["cost of a month, EUR", *QUARTERS], costs)
    found = [compare(before, after, book, [COST]) for before, after in itertools.pairwise(sides)]
    bridges = [b for one in found for b in one.bridges if b.unit.startswith("EUR")]
    groups = [g for g in GROUPS if any(round(e.stepwise) for b in bridges for e in b.effects if e.group == g)]
    rows = [
        [f"{QUARTERS[i + 1]}", titles[b.case], _whole(b.prior), *(_part(b, g) for g in groups), _whole(b.current)]
        for i, one in enumerate(found)
        for b in one.bridges
        if b.unit.startswith("EUR")
    ]
    why = as_markdown(["quarter", "EUR a month", "before", *(GROUPS[g] for g in groups), "after"], rows)
    return {"year": year, "why": why, "months": _months(ledger.parent / "forecast-2026.toml")}


def _months(forecast: Path) -> str:
    """The API's bill by month: as planned, and with the closed months as invoiced."""
    content = open_content([ROOT / "examples" / "worked-year" / "2026Q1"])
    plan, now = (load(name, content=content).run([BILL]) for name in ("rest-of-2026", str(forecast)))
    rows = [r.value("api", BILL) for r in (plan, now)]
    clock = now.scenario.clock
    labels, flags = clock.labels(1, now.scenario.periods), clock.rows(1, now.scenario.periods)["is_actual"]
    told = ["actual" if flag else "forecast" for flag in flags]
    figures = [[*map(_whole, row), _whole(sum(row))] for row in rows if isinstance(row, tuple)]
    named = [["planned", *figures[0]], ["", *told, ""], ["now", *figures[1]]]
    return as_markdown(["bill of the API, EUR", *labels, "all"], named)


def _whole(value: object) -> str:
    assert isinstance(value, float)
    return f"{value:,.0f}"


def _part(bridge: Bridge, group: str) -> str:
    effect = next((e.stepwise for e in bridge.effects if e.group == group), 0.0)
    return f"{effect:+,.0f}" if round(effect) else ""


def page(made: dict[str, str]) -> str:
    """The page with these tables between their marks."""
    text = PAGE.read_text(encoding="utf-8")
    for mark, table in made.items():
        text = re.sub(
            rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", lambda m, t=table: f"{m[1]}{t}\n{m[2]}", text, flags=re.DOTALL
        )
    return text


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        PAGE.write_text(page(tables(build(Path(scratch)))), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE}\n")
