"""A workbook that comes back: what was changed on its sheet Inputs, as a scenario over the one it was made from.

    returned = read_back(Path("deepseek-640.xlsx"), content)
    returned.edits      what was changed, cell by cell
    returned.results    the scenario run again with it
    returned.toml       the diff, as a scenario file

Only the sheet Inputs is read. The rest of the workbook must be as it was written: it is made anew and compared. Nothing
of what is handed in is run, followed or believed without being checked.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tco.content import Content
from tco.engine import Model
from tco.errors import Fault, InputError, raise_faults
from tco.files import write
from tco.freshness import stale
from tco.importing.diff import diff_table
from tco.importing.edits import Edit, edits, unused_sources
from tco.importing.identity import Identity, identify
from tco.importing.tampering import compared, same_number
from tco.language import Language
from tco.pricebook import PriceBook
from tco.publish import all_tables
from tco.report import make_report
from tco.resolve import resolve
from tco.results import Results, Value
from tco.scenario import Scenario
from tco.scenario_file import ScenarioFile, Table, laid_over, read_scenario
from tco.sheet import sheet
from tco.toml_text import toml_text
from tco.translate import translated, translated_tables
from tco.workbook import build
from tco.workbook.heard import heard, spoken_in
from tco.workbook.plan import Plan
from tco.xlsxfile import open_archive

DEFAULT_REPORT = "revenue-against-cost"


@dataclass(frozen=True)
class Returned:
    """What came back. `toml` is empty where nothing was changed."""

    identity: Identity
    edits: tuple[Edit, ...]
    notes: tuple[str, ...]
    before: Results
    results: Results = field(repr=False)
    toml: str = field(repr=False)

    @property
    def effect(self) -> list[tuple[str, str, Value, Value, str]]:
        """The headline figures that are no longer what they were: quantity, case, old, new, unit."""
        scenario = self.before.scenario
        return [
            (name, case.name, old, new, self.before.unit(name))
            for name in scenario.headline
            for case in scenario.cases
            if (old := self.before.value(case.name, name)) != (new := self.results.value(case.name, name))
        ]


def read_back(path: Path, content: Content, *, base: str = "", target: Path = Path("changed.toml")) -> Returned:
    """Read a workbook back; InputError tells everything that keeps it from being read.

    `base` names the scenario that it was made from where that is a file of one's own; `target` is the file to be written,
    which names its base as seen from there.
    """
    archive = open_archive(path)
    handed = archive.book()
    language = spoken_in(handed, content)
    handed = heard(handed, language)
    said = identify(handed, path.name)
    book = PriceBook(content)
    file = _file(content, base or said.scenario, said, path.name)
    before = Model(resolve(file, book, sheet(), said.settings), book).run()
    plan = Plan(before)
    found = compared(handed, _as_made(before, content, language), plan, path.name)
    raise_faults(found.faults)
    changed = edits(handed["Inputs"], plan, path.name)
    if unused := unused_sources(handed["Inputs"], plan, changed):
        found.notes.append(f"what is now said of {', '.join(unused[:5])} is not read: no value of theirs was changed")
    if not changed:
        return Returned(said, (), tuple(found.notes), before, before, "")
    plain = resolve(file, book, sheet())
    table = _head(file, _seen_from(target, base) if base else said.scenario, path.name) | diff_table(
        file, plain, [*_set_by_hand(plain, before.scenario, changed), *changed], path.name
    )
    results = Model(resolve(laid_over(file, table, path.name), book, sheet()), book).run()
    notes = [*found.notes, *_not_carried(changed, before, results, path.name)]
    return Returned(said, tuple(changed), tuple(notes), before, results, toml_text(table))


def _file(content: Content, name: str, said: Identity, workbook: str) -> ScenarioFile:
    try:
        return read_scenario(content, name)
    except InputError as wrong:
        step = "tco import --base FILE.toml, where it is a file of your own; or run in the workspace that has it"
        raise InputError(
            (*wrong.faults, Fault(f"no scenario {said.scenario[:60]!r}", workbook, next_step=step))
        ) from None


def _as_made(results: Results, content: Content, language: Language) -> Any:
    """The workbook as it was written, in English."""
    import openpyxl

    report = make_report(results, content, results.scenario.report or DEFAULT_REPORT)
    book = PriceBook(content)
    tables = translated_tables(all_tables(results, report, book, stale(results, book)), language)
    made = build(translated(results, language), tables, language=language)
    return heard(openpyxl.load_workbook(io.BytesIO(made)), language)


def _seen_from(target: Path, base: str) -> str:
    """A base as the new file names it: the path from its folder, where the base is a file."""
    if not base.endswith(".toml"):
        return base
    return Path(os.path.relpath(base, target.parent or Path())).as_posix()


def write_scenario(returned: Returned, target: Path) -> None:
    """Write the diff, whole or not at all; InputError where a file of that name is there, which stays as it is."""
    if target.exists():
        raise InputError(Fault("is there already, and stays as it is", str(target), next_step="--out another.toml"))
    write(target, returned.toml.encode(), "--out FILE.toml")


def _head(file: ScenarioFile, base: str, workbook: str) -> Table:
    """What the new file says of itself. The finding of the base is about other numbers."""
    return {
        "base": base,
        "title": f"{file.table.title}, as changed in {workbook}",
        "finding": "",
    }


def _set_by_hand(plain: Scenario, run: Scenario, changed: list[Edit]) -> list[Edit]:
    """What the command line had set when the workbook was written, which its base does not know."""
    seen = {(edit.quantity, edit.case) for edit in changed}
    found = []
    for case, own in zip(run.cases, plain.cases, strict=True):
        for name, given in case.given.items():
            was = own.given.get(name)
            if given.origin == "command line" and (name, case.name) not in seen and given.value != (was and was.value):
                assert not isinstance(given.value, tuple)
                old = None if was is None or isinstance(was.value, tuple) else was.value
                found.append(Edit(name, case.name, old, given.value, given.unit, "", (("source", given.source),)))
    return found


def _not_carried(changed: list[Edit], before: Results, after: Results, workbook: str) -> list[str]:
    """What the new scenario does not say as the workbook did: told where it is solved anew, a fault anywhere else."""
    wanted = {(edit.case, edit.quantity): edit.new for edit in changed}
    notes, faults = list[str](), list[Fault]()
    for case, made in zip(before.scenario.cases, after.scenario.cases, strict=True):
        for name in {*case.given, *made.given, *(q for c, q in wanted if c == case.name)}:
            value = case.given[name].value if name in case.given else None
            expected = wanted.get((case.name, name), value)
            now = made.given[name].value if name in made.given else None
            if now == expected or (isinstance(expected, float) and same_number(now, expected)):
                continue
            if name in case.solve and (case.name, name) not in wanted:
                notes.append(f"{name} of {case.name} is found anew: {now:.6g}, where the workbook had {expected:.6g}")
            else:
                step = (
                    "take it out of solve in the scenario" if name in case.solve else "make this change in the scenario"
                )
                told = f"{expected} asked for, {now} made"
                faults.append(
                    Fault(f"{name} cannot be written as a change", f"{workbook}, case {case.name}", told, "", step)
                )
    raise_faults(faults)
    return notes
