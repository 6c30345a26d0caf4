"""Names in a scenario that name nothing: cases, quantities and a report that are not there, each with the nearest that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tco.errors import Fault, near_or_count, nearest
from tco.scenario import Setting
from tco.scenario_file import CaseTable, ScenarioFile
from tco.sheet import Sheet

NAMES = "tco list formulas, tco list inputs"


def unknown_cases(file: ScenarioFile, tables: Mapping[str, CaseTable]) -> Iterator[Fault]:
    """Cases to take from, and to drop, that are not there; `tables` are the cases that are left."""
    dropped = file.table.drop_cases
    for name, case in tables.items():
        if case.from_ and case.from_ not in tables:
            near = nearest(case.from_, tables.keys() - {name})
            step = "it is one of drop_cases" if case.from_ in dropped else ""
            where = file.where("cases", name, "from")
            yield Fault(f"no case {case.from_!r} to take from", where, allowed=near, next_step=step)
    for name in dropped:
        if name not in file.table.cases:
            near = nearest(name, file.table.cases)
            yield Fault(f"no case {name!r} to drop", file.where("drop_cases"), allowed=near)


def unknown_lists(file: ScenarioFile, sheet: Sheet, reports: Sequence[str]) -> Iterator[Fault]:
    """What the scenario asks for that is not there: quantities of its lists, its report."""
    for kind in ("headline", "results", "sliders"):
        for place, name in enumerate(getattr(file.table, kind)):
            if name not in sheet.names:
                near, where = near_or_count(name, sheet.names), file.where(kind, str(place))
                yield Fault(f"no quantity {name!r}", where, allowed=near, next_step=NAMES)
    for place, name in enumerate(file.table.decide):
        if name not in file.table.cases:
            near = nearest(name, file.table.cases)
            yield Fault(f"no case {name!r}", file.where("decide", str(place)), allowed=near)
    if (report := file.table.report) and report not in reports:
        near = near_or_count(report, reports)
        yield Fault(f"no report {report!r}", file.where("report"), allowed=near, next_step="tco list reports")


def unknown_settings(settings: Iterable[Setting], sheet: Sheet, tables: Mapping[str, CaseTable]) -> Iterator[Fault]:
    """Quantities and cases of the command line that are not there."""
    for setting in settings:
        if setting.quantity not in sheet.names:
            near = near_or_count(setting.quantity, sheet.names)
            yield Fault(f"--set: no quantity {setting.quantity!r}", allowed=near, next_step=NAMES)
        if setting.case and setting.case.partition(" ")[0] not in tables:
            yield Fault(f"--set: no case {setting.case!r}", allowed=nearest(setting.case, tables) or ", ".join(tables))


def unknown_points(settings: Iterable[Setting], points: Sequence[str]) -> Iterator[Fault]:
    """Points of an axis that the command line names, and no axis has."""
    for setting in settings:
        if " " in setting.case and setting.case not in points:
            yield Fault(f"--set: no case {setting.case!r}", allowed=near_or_count(setting.case, points))
