"""`tco check`: a workspace, one file, or all content in force; every fault at once, and what was found sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tco.check import check_content, check_model, read_tables, table_faults
from tco.content import Content
from tco.engine import Model
from tco.errors import Fault, InputError, nearest
from tco.measured.file import read_measured, shipped
from tco.pricebook import PriceBook
from tco.records import TABLES
from tco.report import make_report, read_manifest
from tco.resolve import resolve
from tco.scenario_file import read_scenario
from tco.search.ask import of_scenario
from tco.sheet import sheet
from tco.tables import overlay, read_table

Open = Callable[[Sequence[Path]], Content]


@dataclass(frozen=True)
class Checked:
    """What was looked at, in words, and what is wrong with it."""

    counts: tuple[str, ...]
    faults: tuple[Fault, ...]


def check(path: Path | None, opened: Open, workspaces: Sequence[Path] = ()) -> Checked:
    """Check one file, a report, a workspace folder, or, without a path, all content in force."""
    if path is None:
        return _content(opened(workspaces))
    allowed = "a workspace folder, a scenario (.toml), a price table (.csv), a model or a report"
    if not path.exists():
        return Checked((), (Fault("no such file or folder", str(path), allowed=allowed, next_step="tco check --help"),))
    if path.name == "report.toml":
        path = path.parent
    if (path / "report.toml").is_file():
        return _reports(opened([path.absolute().parents[1]]), [path.absolute().name])
    if path.is_dir():
        return _content(opened([path]))
    content = opened(workspaces)
    if path.suffix == ".json" or path.parent.name == "models":
        return Checked((f"{path}: a model",), tuple(check_model(path, str(path), content)))
    if path.suffix == ".toml":
        return _scenarios(content, [str(path)])
    if path.suffix == ".csv" and path.parent.name == "measured":
        return _measured_file(path)
    if path.suffix == ".csv":
        return _table(path, content)
    return Checked((), (Fault("cannot be checked", str(path), allowed=allowed, next_step="tco check --help"),))


def _content(content: Content) -> Checked:
    faults = check_content(content)
    book = PriceBook(content)
    counts = []
    if not faults:
        rows = sum(len(book.rows(name)) for name in TABLES)
        counts += [f"{len(TABLES)} price tables, {rows:,} rows", f"{len(book.models())} models"]
    names = content.names("scenarios")
    found = _scenarios(content, names) if not faults else Checked((), ())
    others = [_measured(content), found, _reports(content, content.names("reports"))]
    told = [count for checked in others for count in checked.counts]
    return Checked((*counts, *told), (*faults, *(fault for checked in others for fault in checked.faults)))


def _measured(content: Content) -> Checked:
    try:
        return Checked((f"{len(shipped(content)):,} measured rows",), ())
    except InputError as wrong:
        return Checked((), wrong.faults)


def _scenarios(content: Content, names: Sequence[str]) -> Checked:
    """Each scenario is read, resolved and run, and its report made."""
    book, cases = PriceBook(content), 0
    faults: list[Fault] = []
    for name in names:
        try:
            file = read_scenario(content, name)
            scenario = resolve(file, book, sheet())
            results = Model(scenario, book).run()
            make_report(results, content, scenario.report or "revenue-against-cost")
            if ask := of_scenario(file):
                ask.run(book)
            cases += len(scenario.cases)
        except InputError as wrong:
            faults += wrong.faults
    return Checked((f"{len(names)} scenarios, {cases} cases, run and reported",), tuple(faults))


def _reports(content: Content, names: Sequence[str]) -> Checked:
    faults: list[Fault] = []
    for name in names:
        try:
            read_manifest(content, name)
        except InputError as wrong:
            faults += wrong.faults
    return Checked((f"{len(names)} reports",), tuple(faults))


def _measured_file(path: Path) -> Checked:
    try:
        return Checked((f"{path}: {len(read_measured(path)):,} measured rows",), ())
    except InputError as wrong:
        return Checked((), wrong.faults)


def _table(path: Path, content: Content) -> Checked:
    """One price table, laid over the content in force; of the faults, those of its own rows."""
    if path.stem not in TABLES:
        near = nearest(path.stem, TABLES) or ", ".join(TABLES)
        return Checked((), (Fault("a price table is named after what it holds", str(path), path.stem, near),))
    try:
        entries = read_table(path.stem, path, "workspace", str(path))
    except InputError as wrong:
        return Checked((), wrong.faults)
    tables, _ = read_tables(content)
    tables[path.stem] = overlay([tables[path.stem], entries])
    found = table_faults(tables, PriceBook(content).models())
    return Checked((f"{path}: {len(entries)} rows",), tuple(f for f in found if f.where.startswith(f"{path}:")))
