"""A comparison as a page of its own: a waterfall for each headline that changed, and the tables behind it."""

from __future__ import annotations

from pathlib import Path

from tco.compare.comparison import Comparison
from tco.compare.tables import RELATIVE, Listing, listings
from tco.csvfile import read_text
from tco.page import environment, policy
from tco.page.cells import Grid, Shown
from tco.page.quarter import waterfalls
from tco.page.words import Words, read_words
from tco.sheet import sheet

UNIT, QUANTITY = "unit", "quantity"


def build(found: Comparison, templates: Path) -> str:
    """The page of a comparison; asks nothing of the network and runs no script."""
    from markupsafe import Markup

    words = read_words(templates)
    style = read_text(templates / "page.css", str(templates / "page.css"))
    titles = {case.name: case.title or case.name for case in found.current.scenario.cases}
    return environment(templates, words).get_template("compare.html.jinja").render(
        found=found, title=words.say("compare", prior=found.prior.label, current=found.current.label), w=words.table,
        figures=list(waterfalls(found, words, titles)), grids=[_grid(one, words) for one in listings(found)],
        style=Markup(style), policy=policy(style, ""),  # noqa: S704 - our own file
    )  # fmt: skip


def _grid(listing: Listing, words: Words) -> Grid:
    """A listing with its numbers written by the unit of their row."""
    headings = listing.headings
    kept = [i for i, heading in enumerate(headings) if heading != UNIT]
    numeric = [any(isinstance(row[i], float) for row in listing.rows) for i in kept]
    rows = tuple(tuple(_cell(listing, row, i, words) for i in kept) for row in listing.rows)
    heads = tuple((headings[i][:1].upper() + headings[i][1:], "", n) for i, n in zip(kept, numeric, strict=True))
    return Grid(listing.title.split(" ")[0].lower().strip(":"), listing.title, "", heads, rows, ())


def _cell(listing: Listing, row: list[object], place: int, words: Words) -> Shown:
    value, heading = row[place], listing.headings[place]
    unit = str(row[listing.headings.index(UNIT)])
    if heading == QUANTITY and value in sheet().names:
        return Shown(f"{words.label(str(value))}, {words.unit(unit)}")
    if isinstance(value, float) or value is None:
        return Shown(words.number(value, "share" if heading == RELATIVE else unit), value, numeric=True)
    return Shown(str(value))
