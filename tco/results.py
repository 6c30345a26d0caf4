"""What a run found: a cell for each case and quantity, and the same as frames for SQL, Excel and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tco.given import FORMULA, PIN, Given, in_currency
from tco.scenario import Case, Scenario
from tco.sheet import Sheet
from tco.tracer import Formula

if TYPE_CHECKING:
    import polars as pl

FEW_CASES, FEW_QUANTITIES = 4, 6  # that stand side by side
Value = float | str | None | tuple[float, ...]


@dataclass(frozen=True)
class Cell:
    """A number of one case: its value (a tuple over periods), unit, and where it came from."""

    value: Value
    unit: str
    origin: str
    source: str = ""
    date: str = ""
    note: str = ""
    confidence: str = ""
    where: str = ""
    formula: str = ""
    by_formula: Value = None  # what the formula gives where a pin or a solved value stands in its place
    held: tuple[bool, ...] = ()  # by period, where a pin that gives way to its formula holds
    until: str = ""  # the last period in which it does
    listed: str = ""
    rate: str = ""

    def where_held(self, value: Value) -> Value:
        """A value; of a row of periods, where a pin gives way to its formula, what stands in those in which it holds."""
        if not self.held or not isinstance(value, tuple):
            return value
        return tuple(v for v, holds in zip(value, self.held, strict=True) if holds)


@dataclass(frozen=True)
class Results:
    """All numbers of a run. `names` are the quantities, inputs first, formulas in textbook order."""

    scenario: Scenario
    sheet: Sheet = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    cells: Mapping[str, Mapping[str, Cell]] = field(repr=False)
    input_hash: str
    version: str

    def cell(self, case: str, quantity: str) -> Cell | None:
        """The cell of a case and quantity; None where the case neither gives nor computes it."""
        return self.cells[case].get(quantity)

    def value(self, case: str, quantity: str) -> Value:
        """The value of a cell; None where there is none."""
        cell = self.cell(case, quantity)
        return cell.value if cell else None

    def unit(self, quantity: str) -> str:
        """The unit of a quantity in the currency of the report."""
        return in_currency(self.sheet.unit(quantity), self.scenario.currency)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The given quantities of the run."""
        return tuple(n for n in self.names if n in self.sheet.inputs and self.sheet.level[n] == "case")

    @property
    def made(self) -> tuple[str, ...]:
        """The computed quantities with a value a case, in textbook order."""
        textbook = (n for n in self.sheet.formulas if n in self.names)
        return tuple(n for n in textbook if self.sheet.level[n] == "case")

    @property
    def periodic(self) -> tuple[str, ...]:
        """The quantities with a value a period, in textbook order."""
        return tuple(n for n in (*self.sheet.inputs, *self.sheet.formulas) if n in self.names and self._by_period(n))

    def _by_period(self, name: str) -> bool:
        return self.sheet.level[name] == "period"

    @property
    def pinned(self) -> tuple[str, ...]:
        """The formulas that some case pins, in textbook order."""
        found = {q for case in self.scenario.cases for q in case.pins}
        return tuple(n for n in self.sheet.formulas if n in found and n in self.names)

    def as_json(self, quantities: tuple[str, ...] = ()) -> dict[str, Any]:
        """The object that `tco run --json` prints."""
        wanted = quantities or self.names
        scenario = self.scenario
        return {
            "scenario": scenario.name,
            "currency": scenario.currency,
            "as_of": scenario.as_of.isoformat(),
            "version": self.version,
            "input_hash": self.input_hash,
            "cases": [
                {"case": c.name, "title": c.title, "quantities": self._json_of(c, wanted)} for c in scenario.cases
            ],
        }

    def _json_of(self, case: Case, wanted: tuple[str, ...]) -> dict[str, Any]:
        cells = ((q, self.cell(case.name, q)) for q in wanted)
        return {q: cell_json(cell) for q, cell in cells if cell}

    def table(self, names: Sequence[str] = ()) -> tuple[list[str], list[list[object]]]:
        """Headings and rows of some quantities, or of the headline: a row a quantity, or a case where there are many."""
        names = names or self.scenario.headline or self.made
        cases = [c.name for c in self.scenario.cases]
        if len(cases) > FEW_CASES and len(names) <= FEW_QUANTITIES:
            headings = ["case", *(f"{n} [{self.unit(n)}]" for n in names)]
            return headings, [[c, *(self.value(c, n) for n in names)] for c in cases]
        return ["quantity", *cases, "unit"], [[n, *(self.value(c, n) for c in cases), self.unit(n)] for n in names]

    def _repr_html_(self) -> str:
        """The headline as a notebook shows it: `tco.load(NAME).run()` at the end of a cell is a table."""
        from tco.tabular import as_html

        note = f"{self.scenario.name}, as of {self.scenario.as_of}, llm-tco {self.version}, inputs {self.input_hash}"
        return as_html(*self.table(), self.scenario.title, note)

    @property
    def frame(self) -> pl.DataFrame:
        """A row a case, a column a quantity: `cases_frame()`."""
        return self.cases_frame()

    def values_frame(self) -> pl.DataFrame:
        """A row for each case, quantity and period: value, text, unit, formula, origin, source, date, note."""
        import polars as pl

        rows = [row for case in self.scenario.cases for q in self.names for row in self._rows(case.name, q)]
        schema = {column: getattr(pl, kind) for column, kind in VALUES_SCHEMA.items()}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _rows(self, case: str, quantity: str) -> list[tuple[Any, ...]]:
        cell = self.cell(case, quantity)
        if not cell:
            return []
        by_period = isinstance(cell.value, tuple)
        values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
        said = [cell.origin, cell.source, cell.date, cell.note]
        after = [FORMULA, formula_source(self.sheet.formulas[quantity]), "", ""] if cell.held else said
        return [
            (
                case, quantity, place if by_period else None, None if isinstance(v, str) else v,
                v if isinstance(v, str) else None, cell.unit, cell.formula,
                *(after if cell.held and not cell.held[place - 1] else said),
            )
            for place, v in enumerate(values, start=1)
        ]  # fmt: skip

    def cases_frame(self) -> pl.DataFrame:
        """A row a case, a column a quantity (one value a case)."""
        import polars as pl

        names = [n for n in self.names if self.sheet.level[n] == "case"]
        text = {n for n in names if self.sheet.unit(n) == "text"}
        columns: dict[str, Any] = {"case": [c.name for c in self.scenario.cases]}
        columns |= {"title": [c.title for c in self.scenario.cases]}
        columns |= {
            kind: [c.choices.get(kind, "") for c in self.scenario.cases] for kind in ("model", "device", "tokens")
        }
        columns |= {n: [self.value(c.name, n) for c in self.scenario.cases] for n in names}
        schema = {n: pl.String if n in text or n not in names else pl.Float64 for n in columns}
        return pl.DataFrame(columns, schema=schema)


VALUES_SCHEMA = {
    "case": "String", "quantity": "String", "period": "Int64", "value": "Float64", "text": "String", "unit": "String",
    "formula": "String", "origin": "String", "source": "String", "date": "String", "note": "String",
}  # fmt: skip


def cell_json(cell: Cell) -> dict[str, Any]:
    """A cell as JSON: value, unit, origin and source always; the rest where there is something to say."""
    more = {
        "date": cell.date, "note": cell.note, "confidence": cell.confidence, "where": cell.where,
        "formula": cell.formula, "listed": cell.listed, "rate": cell.rate, "until": cell.until,
    }  # fmt: skip
    always = {"value": _rounded(cell.value), "unit": cell.unit, "origin": cell.origin, "source": cell.source}
    beside = {} if cell.by_formula is None else {"by_formula": _rounded(cell.by_formula)}
    return always | {k: v for k, v in more.items() if v} | beside


def _rounded(value: Value) -> Value | list[float | None]:
    """Fifteen figures, as a spreadsheet shows: the last bit of a float is noise, and 3.2 reads better."""
    if isinstance(value, tuple):
        return [v if v is None else float(f"{v:.15g}") for v in value]
    return float(f"{value:.15g}") if isinstance(value, float) else value


def formula_source(formula: Formula) -> str:
    """Where what a formula makes is from: its chapter and name, and after which source it is made."""
    return f"{formula.chapter}.{formula.name}: {formula.source}"


def given_cell(given: Given, by_formula: Value = None, formula: str = "") -> Cell:
    """The cell of a value that somebody gave."""
    told = {name: value for name, value in vars(given).items() if name not in ("fx", "fx_from")}
    return Cell(**told, formula=formula, by_formula=by_formula)


__all__ = ["FORMULA", "PIN", "Cell", "Results", "Value", "cell_json", "given_cell"]
