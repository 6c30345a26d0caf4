"""What does a reader see? The results in the order and grouping of the page, as plain objects for the templates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tco.doubts import doubts
from tco.given import ASSUMPTION, COMMAND, FORMULA, PIN, SOLVED, Given
from tco.lineage import ALSO, EFFECT, RATE, Made
from tco.page.cells import Entry, Grid, Line, Shown
from tco.page.figures import MOST_CHARTED
from tco.page.numbers import unit_beside
from tco.page.sources import Source, cited, document, gathered
from tco.page.titles import case_titles
from tco.page.words import Words
from tco.refusals import refusals
from tco.report import Column, Table, sources_of
from tco.results import Results, Value

OWN = "pins"  # a report's table of this name is left to the page's own section on pins, which says more
CHANGES = "attribution"
NAMED = ("term", "quantity")
CASE, AGAINST, TITLE = "case", "against", "title"
NAMING = {CASE, AGAINST}
FEW_PERIODS = 4  # whose values are all shown
CASES = "cases"  # a column that lists cases by name, with commas between


class View:
    """The page's content, each part made when the template asks for it."""

    def __init__(
        self, results: Results, tables: Sequence[Table], attribution: Sequence[Table], words: Words,
        quarter: Sequence[Table] = (), *, also: bool = False,
    ) -> None:  # fmt: skip
        self.results, self.scenario, self.words = results, results.scenario, words
        self.also = also
        self.titles = case_titles(self.scenario.cases, words)
        works = dict.fromkeys(document(text)[0] for text in self._all_sources(tables))
        self._numbers = {work: place for place, work in enumerate(works, start=1)}
        shown = [t for t in tables if t.name not in (OWN, CHANGES)]
        self.tables = tuple(self._grid(t) for t in shown)
        self.quarter = tuple(self._grid(t) for t in quarter)
        changes = [*(t for t in tables if t.name == CHANGES), *attribution]
        self.differences = tuple(self._grid(t) for t in changes)

    # headline and all numbers

    @property
    def many(self) -> bool:
        """Too many cases to stand side by side."""
        return len(self.scenario.cases) > MOST_CHARTED

    @property
    def glance(self) -> Grid:
        """What the headline is cited from."""
        live = [[(case.name, q) for q in self.scenario.headline] for case in self.scenario.cases]
        return Grid("glance", "", "", (), (), self._numbered(sources_of(live, self.results)))

    @property
    def headline(self) -> tuple[Line, ...]:
        return tuple(self._line(q) for q in self.scenario.headline)

    def _line(self, quantity: str) -> Line:
        cells = tuple(self._model_cell(c.name, quantity) for c in self.scenario.cases)
        return Line(self.words.label(quantity), unit_beside(self.results.unit(quantity)), cells, quantity)

    def _model_cell(self, case: str, quantity: str) -> Shown:
        cell = self.results.cell(case, quantity)
        if cell is None or isinstance(cell.value, tuple):
            return Shown(self.words.number(None))
        return self._shown(cell.value, self.results.unit(quantity), case, quantity)

    def _shown(self, value: Value | object, unit: str, case: str = "", quantity: str = "") -> Shown:
        numeric = value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
        said = self.words.language.word(value) if isinstance(value, str) else self.words.number(value, unit)
        return Shown(said, value, case, quantity, numeric)

    @property
    def chapters(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every quantity with one value a case, inputs first, then chapter by chapter."""
        return tuple(self._chapters())

    def _chapters(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        results = self.results
        yield self.words.say("chapter.inputs"), tuple(q for q in results.inputs if self._any(q))
        groups: dict[str, list[str]] = {}
        for name in results.made:
            if self._any(name):
                groups.setdefault(results.sheet.formulas[name].chapter, []).append(name)
        for chapter, names in groups.items():
            yield self.words.say(f"chapter.{chapter}"), tuple(names)

    def _any(self, quantity: str) -> bool:
        return any(self.results.cell(c.name, quantity) for c in self.scenario.cases)

    # the report's tables

    def _grid(self, table: Table) -> Grid:
        names = [c.name for c in table.columns]
        kept = [i for i, c in enumerate(table.columns) if not (c.name == "case" and "title" in names)]
        rows = tuple(
            tuple(self._table_cell(table, row, i) for i in kept) for row in range(len(table.rows))
        )  # fmt: skip
        headings = tuple(self._heading(table.columns[i]) for i in kept)
        return Grid(
            table.name, table.title, table.note, headings, _ditto(rows), self._numbered(table.sources),
            tuple(_remade(table, i) for i in kept), _pairs(table),
        )  # fmt: skip

    def _numbered(self, sources: Iterable[str]) -> tuple[tuple[int, str], ...]:
        """Sources with their numbers on the page."""
        say = self.words.language.text
        return tuple(sorted((self._numbers[document(s)[0]], say(s)) for s in dict.fromkeys(sources)))

    def _heading(self, column: Column) -> tuple[str, str, bool]:
        """A quantity's heading is its label, unless the report gave one of its own."""
        given = re.sub(r"\W", "", column.title).lower() != column.name.replace("_", "")
        title = column.title if given or column.name not in self.results.sheet.names else self.words.label(column.name)
        return title, unit_beside(column.unit), not column.text

    def _table_cell(self, table: Table, row: int, place: int) -> Shown:
        value, column = table.rows[row][place], table.columns[place]
        reference = table.live[row][place] if table.live else None
        if reference and not isinstance(self.results.value(*reference), tuple):
            unit = self.results.unit(reference[1])
            return self._shown(self.results.value(*reference), unit, *reference)
        if isinstance(value, str) and column.name == CASES:
            listed = [self.titles.get(name, name) for name in value.split(", ")]
            return Shown(self.words.listed(listed, len(self.scenario.cases)))
        if isinstance(value, str):
            if column.name == TITLE:  # cases of one title are told apart
                value = self.titles.get(str(self._of(table, row, CASE)), value)
            known = self.titles if column.name in NAMING else {}
            named = self.words.label(value) if column.name in NAMED and value in self.results.sheet.names else value
            return Shown(known.get(value, named), made=self._made(table, row, place))
        shown = self._shown(value, column.unit or self._row_unit(table, row))
        return replace(shown, made=self._made(table, row, place), unit=column.unit or self._row_unit(table, row))

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
                return self.results.unit(value)
        return ""

    # what was given

    @property
    def settings(self) -> tuple[Entry, ...]:
        return self._entries(COMMAND)

    @property
    def pins(self) -> tuple[Entry, ...]:
        return self._entries(PIN)

    @property
    def assumptions(self) -> tuple[Entry, ...]:
        return self._entries(ASSUMPTION)

    def _entries(self, origin: str) -> tuple[Entry, ...]:
        """The values of one origin that the run uses, each once with its cases."""
        groups: dict[tuple[object, ...], list[str]] = {}
        for name in self.results.names:
            for case in self.scenario.cases:
                cell = self.results.cell(case.name, name)
                if cell and cell.origin == origin:
                    key = (
                        name,
                        cell.where_held(cell.value),
                        cell.where_held(cell.by_formula),
                        cell.source,
                        cell.date,
                        cell.note,
                        cell.until,
                    )
                    groups.setdefault(key, []).append(case.name)
        return tuple(self._entry(key, cases) for key, cases in groups.items())

    def _entry(self, key: tuple[object, ...], cases: list[str]) -> Entry:
        name, value, by_formula, source, _, note, until = key
        quantity = str(name)
        unit = self.results.unit(quantity)
        by_period = isinstance(value, tuple)
        shown = Shown(self._row(value, unit)) if by_period else self._shown(value, unit, cases[0], quantity)
        reason = "" if source in (ASSUMPTION, "convention") else self.words.language.text(str(source))
        named = self.words.listed([self.titles[c] for c in cases], len(self.scenario.cases))
        formula = self._row(by_formula, unit)
        closed = self.words.say("how.then", until=until) if until else ""
        return Entry(
            shown, self.words.label(quantity), unit_beside(unit), formula, reason, str(note), named, quantity, closed
        )

    def _row(self, value: object, unit: str) -> str:
        """A number, or those of a row of periods: of a long one the first two and the last."""
        row = value if isinstance(value, tuple) else (value,)
        short = (*row[:2], ..., row[-1]) if len(row) > FEW_PERIODS else row
        return str(self.words.table["list_separator"]).join(
            "…" if v is ... else self.words.number(v, unit) for v in short
        )

    # sources and limits

    def _all_sources(self, tables: Sequence[Table]) -> list[str]:
        return list(dict.fromkeys([*(s for t in tables for s in t.sources), *(cited(g) for _, g in self._sourced())]))

    def _sourced(self) -> Iterator[tuple[str, Given]]:
        for name in self.results.names:
            for case in self.scenario.cases:
                given = case.given.get(name)
                if given and given.origin not in (ASSUMPTION, COMMAND, SOLVED, FORMULA):
                    yield name, given

    @property
    def sources(self) -> tuple[Source, ...]:
        found = gathered(self._numbers, ((self.words.label(q), g) for q, g in self._sourced()), self._between)
        return tuple(replace(source, text=self.words.language.text(source.text)) for source in found)

    @property
    def _between(self) -> str:
        return str(self.words.table["list_separator"])

    @property
    def limits(self) -> Iterator[str]:
        """What does not fit, then what the numbers leave out: always, and in the cases that choose to."""
        said = self.words.language.text
        yield from (said(f"{told}.") for told in (*refusals(self.results), *doubts(self.results)))
        for key in ("cost", "price", "load", "throughput"):
            yield self.words.say(f"limits.{key}")
        for key, quantity, value in (("unpaid", "paid_share_input", 0.0), ("full", "utilisation_share", 1.0)):
            cases = [self.titles[c.name] for c in self.scenario.cases if self.results.value(c.name, quantity) == value]
            if cases:
                yield self.words.say(f"limits.{key}", cases=self.words.listed(cases, len(self.scenario.cases)))


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
