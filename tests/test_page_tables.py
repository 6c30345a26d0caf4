"""Every table of the page follows what a reader changes: each cell is what the engine makes of the changed scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, browser, missing
from test_page import TEMPLATES

from tco.content import open_content
from tco.engine import Model, load
from tco.lineage import Made, figure, holds, partner, split
from tco.page import build
from tco.page.view import View
from tco.page.words import read_words
from tco.report import make_report
from tco.restate import second
from tco.results import Results
from tco.scenario import Setting

ENGLISH = read_words(TEMPLATES)


def shown(model: Model) -> tuple[Results, View]:
    """A run and what its page shows."""
    results = model.run()
    report = make_report(results, model.book.content, results.scenario.report or "revenue-against-cost")
    return results, View(results, report.tables, (), ENGLISH, also=second(results.scenario, model.book) is not None)


def texts(view: View) -> dict[str, list[list[str]]]:
    """The cells of each table, rows in no order: what is sorted may stand elsewhere once it has changed."""
    grids = (*view.tables, *view.differences)
    return {g.name: sorted([squeezed(cell.text) for cell in row] for row in g.rows) for g in grids}


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# what a cell is made of


def test_a_column_of_references_stands_beside_its_own() -> None:
    assert (partner("y1__sum"), partner("cheapest__which_min"), partner("y1"), partner("y1__mean")) == (
        ("y1", "sum"), ("cheapest", "which_min"), None, None,
    )  # fmt: skip


def test_a_reference_names_case_quantity_period_and_sign() -> None:
    assert split("own requests=3:npv") == ("own requests=3", "npv", 0, 1.0)
    assert split("-own:lease_paid_in_period@12") == ("own", "lease_paid_in_period", 12, -1.0)


def test_what_its_sql_says_of_a_cell_must_give_the_cell() -> None:
    """The cash of the first year is that of its four quarters, not of three of them."""
    results = load("buy-rent-api-8xh200").run(["net_cash_in_period"])
    refs = tuple(f"own:net_cash_in_period@{t}" for t in (1, 2, 3, 4))
    year = sum(figure(results, ref) or 0.0 for ref in refs)
    assert holds(Made("sum", refs), year, results)
    assert not holds(Made("sum", refs[:3]), year, results)
    assert not holds(Made("min", refs), year, results)


@pytest.mark.parametrize("name", open_content().names("scenarios"))
def test_every_number_of_a_shipped_table_follows(name: str) -> None:
    """None of them is as run: each is a quantity of a case, or is made of such as its SQL tells."""
    _, view = shown(load(name))
    grids = [g for g in (*view.tables, *view.differences) if not g.redrawn]
    assert [(g.name, c.text) for g in grids for row in g.rows for c in row if c.as_run] == []


# in the browser

CHANGED = [
    ("buy-rent-api-8xh200", "own", "price_per_gpu", 51000.0),  # years, horizons, winners, ranks, rents, differences
    ("buy-rent-api-8xh200", "rent-3y", "rent_cost_per_gpu_hour", 2.6),
    ("cash-loan-lease", "loan", "loan_rate_per_year", 0.11),
    ("api-or-self-host", "small-api", "price_per_mtok_output", 9.0),
    ("two-currencies", "half", "rent_per_server_month", 123456.0),
    ("hardware-panorama", "70b-h100-few", "price_per_gpu", 9000.0),
    ("deepseek-640", "as-printed", "utilisation_share", 0.31),
    ("h100-cluster-64", "own", "discount_rate_per_year", 0.21),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def opened(chromium: Browser, name: str, path: Path) -> tuple[Results, View]:
    model = load(name)
    results, view = shown(model)
    report = make_report(results, model.book.content, results.scenario.report or "revenue-against-cost")
    path.write_text(build(results, report.tables, TEMPLATES, second=second(results.scenario, model.book)), "utf-8")
    chromium.open(path)
    return results, view


READ = """return Object.fromEntries([...document.querySelectorAll('section.table')].map(s => [
    s.querySelector('h3').id.replace('table-', ''),
    [...s.querySelectorAll('tbody tr')].map(r => [...r.cells].map(c => c.textContent))]))"""


def read(page: Browser) -> dict[str, list[list[str]]]:
    return {name: sorted([squeezed(t) for t in row] for row in rows) for name, rows in page.run(READ).items()}


@pytest.mark.browser
@pytest.mark.skipif(bool(missing()), reason=missing() or "-")
@pytest.mark.parametrize(("name", "case", "quantity", "value"), CHANGED)
def test_tables_show_what_the_engine_makes_of_a_change(
    chromium: Browser, tmp_path: Path, name: str, case: str, quantity: str, value: float
) -> None:
    """Each cell of each table, those made of other cells and the terms of differences among them; then all as before."""
    _, before = opened(chromium, name, tmp_path / "page.html")
    assert read(chromium) == texts(before)
    chromium.run("tco.change(...arguments); tco.draw()", case, quantity, value)
    wanted = texts(shown(load(name, settings=[Setting(quantity, repr(value), case)]))[1])
    found = read(chromium)
    for told in (found, wanted):
        told.pop("hours", None)  # an hour of a device, of which a single case has now another price: told as from, to
        told.pop("converted", None)  # says who gave a price, which is the command line there
        told["rents"] = [row[:-1] for row in told.get("rents", [])]
    joint = {tuple(row[:2]) for row in found.get("attribution", []) if " + " in row[2]}
    alone = squeezed("One without the others gives no figure on this page: they are told together.")
    assert all(alone in row[3] for row in found.get("attribution", []) if " + " in row[2])
    for told in (found, wanted) if joint else ():
        told["attribution"] = [row for row in told["attribution"] if tuple(row[:2]) not in joint]
    assert found == wanted
    assert wanted != texts(before)
    chromium.run("tco.reset(); tco.draw()")
    assert read(chromium) == texts(before)
