"""The tables of a report as the page shows them: titles and labels in place of names, and how each cell is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from tco.lineage import ALSO, EFFECT, RATE, Made
from tco.page.cells import Grid, Shown
from tco.page.curve import unit_of
from tco.page.sources import document, said
from tco.page.words import Words
from tco.report import Column, Table
from tco.results import Results, Value

NAMED = ("term", "quantity")
CASE, AGAINST, TITLE, UNIT = "case", "against", "title", "unit"
NAMING = {CASE, AGAINST}
INSTEAD = {"best_at_low", "best_at_high"}  # columns that name cases within a text
CASES = "cases"  # a column that lists cases by name, with commas between
_MORE = re.compile(r"(.*) and (\d+) more")
_STILL = re.compile(
    r"(.*?)\s*([^.。]*[:：]\s*)(\w+(?:, \w+)*)([.。])", re.DOTALL
)  # a note that ends in a list of names


def shown(words: Words, value: Value | object, unit: str, case: str = "", quantity: str = "") -> Shown:
    """A value as a cell, and whose it is where it is one of the model."""
    numeric = value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
    said = words.language.word(value) if isinstance(value, str) else words.number(value, unit)
    return Shown(said, value, case, quantity, numeric)


class Grids:
    """Makes tables of the page from those of the report. `also` says whether a second currency is told."""

    def __init__(
        self, results: Results, words: Words, titles: Mapping[str, str], numbers: Mapping[str, int], *, also: bool
    ) -> None:
        self.results, self.words, self.titles, self.numbers, self.also = results, words, titles, numbers, also

    def grid(self, table: Table) -> Grid:
        """A table of the report; the ids of cases give way to their titles."""
        names = [c.name for c in table.columns]
        kept = [i for i, c in enumerate(table.columns) if not (c.name == CASE and TITLE in names)]
        rows = tuple(tuple(self._table_cell(table, row, i) for i in kept) for row in range(len(table.rows)))
        headings = tuple(self._heading(table.columns[i]) for i in kept)
        note, foot = self._parted(table.note)
        return Grid(
            table.name, table.title, note, headings, _ditto(rows), self.numbered(table.sources),
            tuple(_remade(table, i) for i in kept), _pairs(table), foot,
        )  # fmt: skip

    def _parted(self, note: str) -> tuple[str, str]:
        """A note, and the names of quantities that it ends in, by their labels: they stand below the table."""
        ends = _STILL.fullmatch(note)
        names = ends[3].split(", ") if ends else []
        if not ends or not all(name in self.results.sheet.names for name in names):
            return note, ""
        between = str(self.words.table["list_separator"])
        return ends[1], f"{ends[2].strip()} {between.join(map(self.words.in_text, names))}{ends[4]}"

    def numbered(self, sources: Iterable[str]) -> tuple[tuple[int, str], ...]:
        """Sources with their numbers on the page."""
        say = self.words.language.text
        return tuple(sorted((self.numbers[document(s)[0]], said(s, say)) for s in dict.fromkeys(sources)))

    def _heading(self, column: Column) -> tuple[str, str, bool]:
        """A quantity's heading is its label, unless the report gave one of its own."""
        given = re.sub(r"\W", "", column.title).lower() != column.name.replace("_", "")
        title = column.title if given or column.name not in self.results.sheet.names else self.words.label(column.name)
        return title, self.words.beside(column.unit), not column.text

    def _table_cell(self, table: Table, row: int, place: int) -> Shown:
        value, column = table.rows[row][place], table.columns[place]
        reference = table.live[row][place] if table.live else None
        if reference and not isinstance(self.results.value(*reference), tuple):
            unit = unit_of(self.results, reference[1])
            return shown(self.words, self.results.value(*reference), unit, *reference)
        if isinstance(value, str) and column.name == CASES:
            return Shown(self._listed(value))
        if isinstance(value, str) and column.name == UNIT:
            return Shown(self.words.unit(value))
        if isinstance(value, str):
            if column.name == TITLE:  # cases of one title are told apart
                value = self.titles.get(str(self._of(table, row, CASE)), value)
            if column.name in INSTEAD:
                value = self._named.sub(lambda name: self.titles[name[0]], value)
            known = self.titles if column.name in NAMING else {}
            named = self.words.label(value) if column.name in NAMED and value in self.results.sheet.names else value
            return Shown(known.get(value, named), made=self._made(table, row, place))
        unit = column.unit or self._row_unit(table, row)
        return replace(shown(self.words, value, unit), made=self._made(table, row, place), unit=unit)

    @cached_property
    def _named(self) -> re.Pattern[str]:
        """The name of any case, of two that begin alike the longer."""
        names = sorted(self.titles, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")

    def _listed(self, names: str) -> str:
        """The titles of cases listed by name, of which only the first may be named."""
        some = _MORE.fullmatch(names)
        first, more = some.groups() if some else (names, "")
        titles = [self.titles.get(name, name) for name in first.split(", ")]
        if not more:
            return self.words.listed(titles, len(self.results.scenario.cases))
        return self.words.say("first_of", first=str(self.words.table["list_separator"]).join(titles), count=more)

    def _made(self, table: Table, row: int, place: int) -> Made | None:
        """How a cell is made, with the names that it may show in the words of the page."""
        made = table.how(row, place)
        if made and made.verb in (ALSO, RATE) and not self.also:
            return None
        return replace(made, names=tuple(map(self.words.language.word, made.names))) if made else None

    @staticmethod
    def _of(table: Table, row: int, name: str) -> object:
        """What a row says in a column of this name."""
        return next((v for c, v in zip(table.columns, table.rows[row], strict=True) if c.name == name), None)

    def _row_unit(self, table: Table, row: int) -> str:
        """The unit of the quantity that a row is about, where it names one."""
        for column, value in zip(table.columns, table.rows[row], strict=True):
            if column.name in NAMED and isinstance(value, str) and value in self.results.sheet.names:
                return unit_of(self.results, value)
        return ""


def _remade(table: Table, place: int) -> tuple[str, ...]:
    """What a column of differences holds: its name, and the quantity whose effect it tells."""
    made = table.made[0][place] if table.made and table.rows else None
    return (EFFECT, *made.refs) if made and made.verb == EFFECT else (table.columns[place].name,)


def _pairs(table: Table) -> tuple[tuple[str, str, int], ...]:
    """The pairs of cases that a table of differences tells apart, with their rows."""
    names = [column.name for column in table.columns]
    if CASE not in names or AGAINST not in names:
        return ()
    own, other = names.index(CASE), names.index(AGAINST)
    counts = Counter((row[own], row[other]) for row in table.rows)
    return tuple((*pair, counts[pair]) for pair in table.pairs)


def _ditto(rows: Iterable[tuple[Shown, ...]]) -> tuple[tuple[Shown, ...], ...]:
    """Rows whose first words repeat those above are marked, to be shown quietly."""
    made: list[tuple[Shown, ...]] = []
    above: tuple[str, ...] = ()
    for row in rows:
        texts = tuple(cell.text for cell in row)
        again, marked = True, []
        for place, cell in enumerate(row):
            again = again and not cell.numeric and place < len(above) and texts[place] == above[place] and place < 2
            marked.append(replace(cell, again=again))
        made.append(tuple(marked))
        above = texts
    return tuple(made)
