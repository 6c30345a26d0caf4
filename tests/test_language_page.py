"""A Chinese page says nothing in English of its own: what is left in English is a name, a symbol, or what a source is called."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tco.content import open_content
from tco.engine import Model, load
from tco.language import read_language
from tco.pricebook import PriceBook
from tco.publish import publish
from tco.units import QUANTITY_UNITS

IN_PART = re.compile(r"(?<![\w./-])[a-z]{3,} [a-z]{3,}(?![\w./-])")  # two English words in a row are left over
SYMBOLS = frozenset(("1", "money", "s", "GB", "FLOP", "W", "kW", "kWh", "kg"))  # said the same everywhere
EMPTY = frozenset(("meta", "link", "br", "input", "hr", "img", "rect", "line", "path", "circle"))


class Texts(HTMLParser):
    """The texts that a reader sees, but for sources, formulas and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        quiet = tag in ("script", "style", "code") or about.get("id") == "sources" or about.get("class") == "cites"
        self.open += [] if tag in EMPTY else [(tag, quiet)]
        self._take(about.get("aria-label") or "")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._take(data)

    def _take(self, text: str) -> None:
        if text.strip() and not any(quiet for _, quiet in self.open):
            self.found.append(text.strip())


def quoted(model: Model) -> set[str]:
    """What sources are called, and where values stand."""
    given = [g for case in model.scenario.cases for g in case.given.values()]
    return {text for g in given for text in (g.source, g.where, g.listed, g.rate) if text}


@pytest.mark.parametrize(
    "name", ["deepseek-8xh200", "cash-loan-lease", "gb200-rack", "cpu-and-edge", "deepseek-workings"]
)
def test_a_page_says_nothing_in_english_of_its_own(name: str, tmp_path: Path) -> None:
    """Titles, notes, cells, reasons, axes, what a screen reader tells."""
    model = load(name)
    page = publish(model, tmp_path, ("html",), language=read_language(open_content(), "zh")).paths[0]
    texts = Texts()
    texts.feed(page.read_text("utf-8"))
    kept = quoted(model)
    assert len(texts.found) > 100
    left = [t for t in dict.fromkeys(texts.found) if IN_PART.search(t) and not any(k in t or t in k for k in kept)]
    assert left == [], f"say these in Chinese too, in words/zh/: {left}"


def test_every_word_of_a_unit_is_told() -> None:
    """Symbols stay as they are."""
    units = read_language(open_content(), "zh").units
    words = {word for unit in QUANTITY_UNITS for word in unit.split("/")}
    assert sorted(words - SYMBOLS - units.keys()) == [], "add them to words/zh/units.csv"


def test_every_kind_of_owner_is_told(book: PriceBook) -> None:
    words = read_language(open_content(), "zh").values
    owners = {entry.row.owner.replace("-", " ") for entry in book.rows("owners")}
    assert sorted(owners - words.keys()) == [], "add them to words/zh/values.csv"


def test_every_kind_of_price_is_told(book: PriceBook) -> None:
    """As the table of stale prices names it."""
    language = read_language(open_content(), "zh")
    kinds = {entry.row.kind for entry in book.rows("freshness")}
    assert [kind for kind in sorted(kinds) if language.word(kind) == kind] == [], "add them to words/zh/values.csv"
