"""What does a reader see? The results in the order and grouping of the page, as plain objects for the templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tco.doubts import doubts
from tco.given import ASSUMPTION, COMMAND, FORMULA, PIN, SOLVED, Given
from tco.page.cells import Entry, Grid, Line, Shown
from tco.page.curve import unit_of
from tco.page.figures import MOST_CHARTED
from tco.page.grids import Grids, shown
from tco.page.sources import Source, cited, document, gathered, said
from tco.page.titles import case_titles
from tco.page.words import Words
from tco.refusals import refusals
from tco.report import Table, sources_of
from tco.results import Results

OWN = "pins"  # a report's table of this name is left to the page's own section on pins, which says more
CHANGES = "attribution"


class View:
    """The page's content, each part made when the template asks for it."""

    def __init__(
        self, results: Results, tables: Sequence[Table], attribution: Sequence[Table], words: Words,
        quarter: Sequence[Table] = (), *, also: bool = False,
    ) -> None:  # fmt: skip
        self.results, self.scenario, self.words = results, results.scenario, words
        self.titles = case_titles(self.scenario.cases, words)
        works = dict.fromkeys(document(text)[0] for text in self._all_sources(tables))
        self._numbers = {work: place for place, work in enumerate(works, start=1)}
        self._grids = Grids(results, words, self.titles, self._numbers, also=also)
        grid = self._grids.grid
        self.tables = tuple(grid(t) for t in tables if t.name not in (OWN, CHANGES))
        self.quarter = tuple(map(grid, quarter))
        self.differences = tuple(map(grid, [*(t for t in tables if t.name == CHANGES), *attribution]))

    # headline and all numbers

    @property
    def many(self) -> bool:
        """Too many cases to stand side by side."""
        return len(self.scenario.cases) > MOST_CHARTED

    @property
    def glance(self) -> Grid:
        """What the headline is cited from."""
        live = [[(case.name, q) for q in self.scenario.headline] for case in self.scenario.cases]
        return Grid("glance", "", "", (), (), self._grids.numbered(sources_of(live, self.results)))

    @property
    def headline(self) -> tuple[Line, ...]:
        return tuple(self._line(q) for q in self.scenario.headline)

    def _line(self, quantity: str) -> Line:
        cells = tuple(self._model_cell(c.name, quantity) for c in self.scenario.cases)
        return Line(self.words.label(quantity), self.words.beside(unit_of(self.results, quantity)), cells, quantity)

    def _model_cell(self, case: str, quantity: str) -> Shown:
        cell = self.results.cell(case, quantity)
        if cell is None or isinstance(cell.value, tuple):
            return Shown(self.words.number(None))
        return shown(self.words, cell.value, unit_of(self.results, quantity), case, quantity)

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
        unit = unit_of(self.results, quantity)
        told = Shown(self.words.number(value, unit), numeric=True) if isinstance(value, tuple) else None
        cell = told or shown(self.words, value, unit, cases[0], quantity)
        reason = "" if source in (ASSUMPTION, "convention") else self.words.language.text(str(source))
        named = self.words.listed([self.titles[c] for c in cases], len(self.scenario.cases))
        formula = self.words.number(by_formula, unit)
        closed = self.words.say("how.then", until=until) if until else ""
        return Entry(
            cell,
            self.words.label(quantity),
            self.words.beside(unit),
            formula,
            reason,
            str(note),
            named,
            quantity,
            closed,
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
        return tuple(replace(source, text=said(source.text, self.words.language.text)) for source in found)

    @property
    def _between(self) -> str:
        return str(self.words.table["list_separator"])

    @property
    def limits(self) -> Iterator[str]:
        """What does not fit, then what the numbers leave out: always, and in the cases that choose to."""
        said = self.words.language.text
        told = (*refusals(self.results, self.titles), *doubts(self.results, self.titles, self.words.in_text))
        yield from (said(f"{sentence}.") for sentence in told)
        for key in ("cost", "price", "load", "throughput"):
            yield self.words.say(f"limits.{key}")
        for key, quantity, value in (("unpaid", "paid_share_input", 0.0), ("full", "utilisation_share", 1.0)):
            cases = [self.titles[c.name] for c in self.scenario.cases if self.results.value(c.name, quantity) == value]
            if cases:
                yield self.words.say(f"limits.{key}", cases=self.words.listed(cases, len(self.scenario.cases)))
