"""What there is, as tables: scenarios, reports, devices, models, prices, formulas; and one thing of each, in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from tco.content import Content
from tco.emit.text import formula_text, show
from tco.errors import Fault, InputError, nearest
from tco.pricebook import PriceBook, Sourced
from tco.records import TABLES
from tco.sheet import over_periods, sheet

if TYPE_CHECKING:
    from tco.scenario_file import ScenarioFile

Listing = tuple[list[str], list[list[object]]]


def scenarios(content: Content, book: PriceBook, as_of: dt.date) -> Listing:  # noqa: ARG001
    """Name, title, currency, date, cases."""
    rows: list[list[object]] = []
    for name in content.names("scenarios"):
        table = _scenario(content, name).table
        rows.append([name, table.title, table.currency, table.as_of.isoformat(), len(table.cases)])
    return ["scenario", "title", "currency", "as of", "cases"], rows


def _scenario(content: Content, name: str) -> ScenarioFile:
    from tco.scenario_file import read_scenario

    return read_scenario(content, name)


def reports(content: Content, book: PriceBook, as_of: dt.date) -> Listing:  # noqa: ARG001
    """Name, title and tables of each report."""
    from tco.report import read_manifest

    rows: list[list[object]] = []
    for name in content.names("reports"):
        manifest, _, _ = read_manifest(content, name)
        rows.append([name, manifest.title, ", ".join(t.sql for t in manifest.table)])
    return ["report", "title", "tables"], rows


def devices(content: Content, book: PriceBook, as_of: dt.date) -> Listing:  # noqa: ARG001
    """Each device with memory, bandwidth, dense 16-bit and 8-bit peaks and power."""
    rows: list[list[object]] = []
    for name in sorted({entry.row.device for entry in book.offers("devices", as_of)}):
        facts = book.device(name, as_of)
        peaks = (facts.get("peak_flops_bf16") or facts.get("peak_flops_fp16"), facts.get("peak_flops_fp8"))
        parts = (
            facts.get("gpu_memory_bytes"),
            facts.get("gpu_memory_bandwidth"),
            *peaks,
            facts.get("board_power_watts"),
        )
        rows.append([name, _text(facts, "name"), _text(facts, "kind"), *(p and f"{p.value:g} {p.unit}" for p in parts)])
    return ["device", "name", "kind", "memory", "bandwidth", "16-bit dense", "FP8 dense", "power"], rows


def models(content: Content, book: PriceBook, as_of: dt.date) -> Listing:  # noqa: ARG001
    """Each model with its parameters, layers and attention."""
    rows: list[list[object]] = []
    for name in book.models():
        facts = book.model(name)
        total, active = (float(facts[k].value) / 1e9 for k in ("parameters_total", "parameters_active"))
        rows.append([name, f"{total:.4g} B", f"{active:.4g} B", facts["layers"].value, _text(facts, "attention")])
    return ["model", "parameters", "active", "layers", "attention"], rows


def prices(content: Content, book: PriceBook, as_of: dt.date) -> Listing:  # noqa: ARG001
    """Each price table with its rows, its newest date, and how many rows are a workspace's."""
    rows: list[list[object]] = []
    for name in TABLES:
        entries = book.rows(name)
        newest = max((str(getattr(e.row, "valid_from", "")) for e in entries), default="")
        rows.append([name, len(entries), newest, sum(e.origin == "workspace price" for e in entries)])
    return ["table", "rows", "newest", "of a workspace"], rows


def formulas(content: Content, book: PriceBook, as_of: dt.date) -> Listing:  # noqa: ARG001
    """Each formula with its chapter and unit."""
    known = sheet()
    rows: list[list[object]] = [[f.name, f.chapter, f.unit, formula_text(f)] for f in known.formulas.values()]
    return ["quantity", "chapter", "unit", "formula"], rows


def inputs(content: Content, book: PriceBook, as_of: dt.date) -> Listing:  # noqa: ARG001
    """Each input with its unit, meaning and default."""
    rows: list[list[object]] = []
    for name, known in sheet().inputs.items():
        default = book.default(name, as_of)
        rows.append([name, known.unit, show(default.value) if default else "", known.meaning])
    return ["input", "unit", "default", "meaning"], rows


def units(content: Content, book: PriceBook, as_of: dt.date) -> Listing:  # noqa: ARG001
    """The units that values may be typed in."""
    from tco.units import COUNTS, CURRENCIES, RATES, SPELLINGS, SYMBOLS

    rows: list[list[object]] = [["symbol", " ".join(SYMBOLS)], ["rate", " ".join(RATES)], ["count", " ".join(COUNTS)]]
    return ["kind", "units"], [*rows, ["spelling", " ".join(SPELLINGS)], ["currency", " ".join(sorted(CURRENCIES))]]


LISTS: dict[str, Callable[[Content, PriceBook, dt.date], Listing]] = {
    "scenarios": scenarios, "reports": reports, "devices": devices, "models": models, "prices": prices,
    "formulas": formulas, "inputs": inputs, "units": units,
}  # fmt: skip


def one(content: Content, book: PriceBook, kind: str, name: str, as_of: dt.date) -> Listing:
    """One thing of a kind, as rows; InputError with the nearest names where there is none."""
    kinds = {k.removesuffix("s"): k for k in LISTS}
    plural = kinds.get(kind, kind)
    if plural == "devices":
        return _facts(book.device(name, as_of))
    if plural == "models":
        return _facts(book.model(name))
    if plural in ("formulas", "inputs"):
        return _quantity(name)
    if plural == "prices":
        return _rows(book, name)
    if plural == "scenarios":
        return _cases(content, name)
    if plural == "reports":
        return _statements(content, name)
    raise InputError(
        Fault(
            f"nothing to show of kind {kind!r}",
            allowed=nearest(kind, kinds) or ", ".join(sorted(kinds)),
            next_step="tco show --help",
        )
    )


def _facts(found: dict[str, Sourced]) -> Listing:
    rows: list[list[object]] = [
        [
            name,
            s.value if isinstance(s.value, str) else f"{s.value:.12g}",
            s.unit,
            s.confidence,
            s.date,
            s.source,
            s.where,
        ]
        for name, s in found.items()
    ]
    return ["quantity", "value", "unit", "confidence", "since", "source", "where"], rows


def _quantity(name: str) -> Listing:
    known = sheet()
    known.check_names([name])
    users = [f.name for f in known.formulas.values() if name in f.needs]
    rows: list[list[object]] = [["quantity", name], ["meaning", known.meaning(name)], ["unit", known.unit(name)]]
    if made := known.formulas.get(name):
        rows += [
            ["chapter", made.chapter],
            ["formula", formula_text(made)],
            ["on paper", made.paper],
            ["source", made.source],
        ]
        rows += [["needs", ", ".join(made.needs)], ["level", known.level[name]]]
        rows += [["sums over periods", ", ".join(over_periods(made))]] if over_periods(made) else []
    else:
        given = known.inputs[name]
        rows += [["plausible", f"{given.low:g} to {given.high:g}"], ["level", given.level]]
    return ["fact", "value"], [*rows, ["used by", ", ".join(users)]]


def _rows(book: PriceBook, name: str) -> Listing:
    frame = book.table(name)
    return list(frame.columns), [list(row) for row in frame.rows()]


def _cases(content: Content, name: str) -> Listing:
    table = _scenario(content, name).table
    rows: list[list[object]] = [[n, c.title, c.from_, c.note] for n, c in table.cases.items()]
    return ["case", "title", "from", "note"], rows


def _statements(content: Content, name: str) -> Listing:
    from tco.report import read_manifest, statement

    manifest, folder, _ = read_manifest(content, name)
    rows: list[list[object]] = [[t.sql, t.title, statement(content, folder, t.sql)[0].strip()] for t in manifest.table]
    return ["table", "title", "SQL"], rows


def _text(facts: dict[str, Sourced], name: str) -> str:
    return str(facts[name].value) if name in facts else ""


def check_kind(kind: str) -> None:
    """InputError where there is no list of that kind."""
    if kind not in LISTS:
        raise InputError(Fault(f"no list of {kind!r}", allowed=nearest(kind, LISTS) or ", ".join(LISTS)))
