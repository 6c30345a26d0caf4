"""Reports: the tables that a report folder's SQL makes of the results.

A report is a folder with a manifest (report.toml) and one SELECT a file, named after the relation it makes. SQL selects, joins,
groups and pivots; it holds no business formula. A result cell is *live* where it is a quantity of a case: the
workbook then writes a reference to the model instead of a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ValidationError

from tco.cells import UnitText, refuse
from tco.content import Content
from tco.csvfile import read_text
from tco.database import Database
from tco.errors import Fault, InputError, in_file_order, nearest, raise_faults
from tco.lineage import Made, Reference, made_of, one_of, pairs_of, partner
from tco.pricebook import PriceBook
from tco.restate import also
from tco.results import Results
from tco.shapes import STRICT, faults
from tco.sheet import sheet
from tco.toml_lines import KeyPath, parse, place
from tco.whatif.attribute import Difference, differences

if TYPE_CHECKING:
    import polars as pl

GIVEN = (
    "cases",
    "values",
    "differences",
    "prices",
    "candidates",
    "also",
)  # what SQL finds; no file may take their place
RELATION = re.compile(r"[a-z][a-z0-9_]{0,62}")
MOST_BYTES = 1_000_000
SHARED = "_shared"  # the folder of SQL that several reports show
PRICE_COLUMNS = (
    "case", "quantity", "value", "unit", "listed", "rate", "origin", "confidence", "source", "date", "place", "note",
)  # fmt: skip
TARGETS = ("revenue_per_second", "cost_per_second", "profit_per_second")


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, heading and unit; `text` where it holds words."""

    name: str
    title: str
    unit: str = ""
    text: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a report. `live[row][column]` is the (case, quantity) that a cell shows, else None."""

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    live: tuple[tuple[Reference | None, ...], ...]
    sources: tuple[str, ...] = ()
    made: tuple[tuple[Made | None, ...], ...] = ()  # how a cell that is no quantity is made of those that are
    pairs: tuple[Reference, ...] = ()  # the cases that differ by its rows, each with the one it is set beside

    def how(self, row: int, place: int) -> Made | None:
        """How a cell is made, where its SQL tells."""
        return self.made[row][place] if self.made else None


def _relation(name: str) -> str:
    if not RELATION.fullmatch(name):
        raise refuse(f"not a name for a table: {name!r}", "lower-case letters, digits and _; the title may be anything")
    if name in GIVEN:
        raise refuse(f"{name!r} is a table of the results", f"another name than {', '.join(GIVEN)}")
    return name


class TableEntry(BaseModel):
    """A table of the manifest: its SQL file, and how it is shown; `show = false` for a step that later files read."""

    model_config = STRICT

    sql: Annotated[str, AfterValidator(_relation)]
    title: str = ""
    note: str = ""
    show: bool = True
    titles: dict[str, str] = {}
    units: dict[str, UnitText] = {}


class Manifest(BaseModel):
    """report.toml."""

    model_config = STRICT

    title: str
    differences: list[str] = list(TARGETS)
    table: list[TableEntry]


@dataclass(frozen=True)
class Report:
    """What a report found: its tables, and each case against its neighbour."""

    title: str
    tables: tuple[Table, ...]
    differences: tuple[Difference, ...]


def read_manifest(content: Content, name: str) -> tuple[Manifest, Path, str]:
    """The manifest of a report by name, its folder, and what to call it; InputError tells all its faults."""
    folder = content.find("reports", name).path
    label = f"{content.label(folder)}/report.toml"
    table, lines = parse(read_text(folder / "report.toml", label, MOST_BYTES), label)
    where = partial(place, label, lines)
    try:
        manifest = Manifest.model_validate(table)
    except ValidationError as invalid:
        raise InputError(in_file_order(faults(invalid, where, _shape))) from None
    known = sheet().names
    raise_faults(
        Fault(
            f"no quantity {q!r}", where("differences", str(i)), allowed=nearest(q, known), next_step="tco list formulas"
        )
        for i, q in enumerate(manifest.differences)
        if q not in known
    )
    return manifest, folder, label


def _shape(path: KeyPath) -> type[BaseModel]:
    return TableEntry if path[0] == "table" else Manifest


def make_report(results: Results, content: Content, name: str) -> Report:
    """Run a report's SQL over the results."""
    manifest, folder, _ = read_manifest(content, name)
    targets = [
        q for q in manifest.differences if any(results.value(c.name, q) is not None for c in results.scenario.cases)
    ]
    found = tuple(differences(results, targets)) if targets else ()
    tables = []
    with Database(frames(results, found) | {"also": also(results, PriceBook(content))}) as database:
        for entry in manifest.table:
            text, where = statement(content, folder, entry.sql)
            columns, rows = database.create(entry.sql, text, where)
            if entry.show and rows:
                tables.append(replace(_table(entry, columns, rows, results), pairs=pairs_of(columns, rows, found)))
    return Report(manifest.title, tuple(tables), found)


def statement(content: Content, folder: Path, name: str) -> tuple[str, str]:
    """The SQL of a table and where it stands: in the folder of its report, else among those that reports share."""
    path = folder / f"{name}.sql"
    if not path.is_file():
        path = next((shared.path for shared in reversed(content.files("reports", f"{SHARED}/{name}.sql"))), path)
    where = content.label(path)
    return read_text(path, where, MOST_BYTES), where


def frames(results: Results, found: Sequence[Difference] = ()) -> dict[str, pl.DataFrame]:
    """The tables that SQL sees."""
    return {
        "cases": _all_columns(results),
        "values": _with_references(results.values_frame()),
        "differences": _differences_frame(found),
        "prices": _prices_frame(results),
        "candidates": _candidates_frame(),
    }


def _all_columns(results: Results) -> pl.DataFrame:
    """`cases` with a column for every quantity there is, so that one report's SQL serves every scenario."""
    import polars as pl

    frame, sheet = results.cases_frame(), results.sheet
    absent = [n for n in (*sheet.inputs, *sheet.formulas) if sheet.level[n] == "case" and n not in frame.columns]
    kinds = {n: pl.String if sheet.unit(n) == "text" else pl.Float64 for n in absent}
    places = pl.int_range(1, pl.len() + 1).alias("place")
    return frame.with_columns(places, *(pl.lit(None, dtype=kind).alias(n) for n, kind in kinds.items()))


def _with_references(values: pl.DataFrame) -> pl.DataFrame:
    """The values with `ref`, what a cell made of them calls them."""
    import polars as pl

    period = pl.when(pl.col("period").is_null()).then(pl.lit("")).otherwise(pl.format("@{}", "period"))
    return values.with_columns(pl.concat_str("case", pl.lit(":"), "quantity", period).alias("ref"))


def _differences_frame(found: Sequence[Difference]) -> pl.DataFrame:
    import polars as pl

    rows = [
        (d.case, d.against, place, t.quantity, t.change, _number(t.before), _number(t.after), target, effect)
        for d in found
        for place, t in enumerate(d.terms, start=1)
        for target, effect in t.effects.items()
    ]
    texts = ("case", "against", "place", "term", "change", "before", "after", "quantity", "effect")
    kinds = (pl.String, pl.String, pl.Int64, pl.String, pl.String, pl.Float64, pl.Float64, pl.String, pl.Float64)
    return pl.DataFrame(rows, schema=dict(zip(texts, kinds, strict=True)), orient="row")


def _number(given: Any) -> float | None:
    return given.value if given is not None and isinstance(given.value, float) else None


def _prices_frame(results: Results) -> pl.DataFrame:
    """A row for each value that a case took from the price book."""
    import polars as pl

    rows = [
        {
            "case": c.name, "quantity": q, "value": _number(g), "unit": g.unit, "listed": g.listed, "rate": g.rate,
            "origin": g.origin, "confidence": g.confidence, "source": g.source, "date": g.date, "place": g.where,
            "note": g.note,
        }
        for c in results.scenario.cases
        for q, g in c.given.items()
        if g.origin.endswith("price") and q in results.names
    ]  # fmt: skip
    return pl.DataFrame(
        rows, schema={column: pl.Float64 if column == "value" else pl.String for column in PRICE_COLUMNS}
    )


def _candidates_frame() -> pl.DataFrame:
    """What was searched; empty for a scenario that chooses nothing."""
    import polars as pl

    return pl.DataFrame(schema={"candidate": pl.String, "chosen": pl.Boolean, "refused": pl.String})


def _table(entry: TableEntry, names: list[str], rows: list[tuple[Any, ...]], results: Results) -> Table:
    """The rows of a SELECT with headings and references; columns without any value are left out."""
    kept = [i for i, name in enumerate(names) if not partner(name) and any(row[i] is not None for row in rows)]
    columns = tuple(_column(names[i], rows, i, entry, results) for i in kept)
    made = [[made_of(names, row, i, results) for i in kept] for row in rows]
    live = tuple(
        tuple(_reference(names, row, i, results) or one_of(one, results) for i, one in zip(kept, own, strict=True))
        for row, own in zip(rows, made, strict=True)
    )
    shown = tuple(tuple(row[i] for i in kept) for row in rows)
    return Table(
        entry.sql, entry.title or heading(entry.sql), entry.note, columns, shown, live, sources_of(live, results),
        tuple(tuple(own) for own in made),
    )  # fmt: skip


def _column(name: str, rows: list[tuple[Any, ...]], place: int, entry: TableEntry, results: Results) -> Column:
    known = name in results.sheet.names
    unit = entry.units.get(name, results.unit(name) if known else "").replace("money", results.scenario.currency)
    text = any(isinstance(row[place], str) for row in rows)
    return Column(name, entry.titles.get(name, heading(name)), "" if unit == "text" else unit, text)


def heading(name: str) -> str:
    """A quantity's name as a heading: cost_per_mtok_output -> Cost per Mtok output."""
    words = name.replace("_", " ").replace("mtok", "Mtok").replace("gpus", "GPUs").replace("gpu", "GPU")
    for short in ("npv", "ebit", "ebitda", "fx", "kv", "tpot", "ttft", "mfu", "mbu", "flop", "pue"):
        words = " ".join(w.upper() if w == short else w for w in words.split(" "))
    return words[:1].upper() + words[1:]


def _reference(names: list[str], row: tuple[Any, ...], place: int, results: Results) -> Reference | None:
    """The case and quantity that a cell shows: by its column's name, or by the row's `quantity` in a `value` column."""
    cells = dict(zip(names, row, strict=True))
    case, name = cells.get("case"), names[place]
    quantity = cells.get("quantity") if name == "value" and not cells.get("period") else name
    if not isinstance(case, str) or case not in results.cells or not isinstance(quantity, str) or row[place] is None:
        return None
    cell = results.cell(case, quantity)
    return (case, quantity) if cell is not None and cell.value == row[place] else None


def sources_of(live: Sequence[Sequence[Reference | None]], results: Results) -> tuple[str, ...]:
    """Where the prices and assumptions behind the live cells are from, each once."""
    given: dict[str, None] = {}
    for case in results.scenario.cases:
        asked = {ref[1] for row in live for ref in row if ref and ref[0] == case.name}
        for name in results.sheet.settled(case.given).closure(asked, case.pins):
            if (value := case.given.get(name)) and value.origin not in ("assumption", "solved", "command line"):
                given[
                    f"{value.source}{f' ({value.date})' if value.date and value.date not in value.source else ''}"
                ] = None
    return tuple(given)
