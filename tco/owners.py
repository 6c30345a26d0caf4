"""The same decision for another kind of owner: hyperscaler, neocloud, own server room, as tables of a report.

What a kind of owner states (pricing/owners.csv) counts in place of what the scenario knows; what other kinds state and this one
does not, such as a building where space is rented, is as if nobody stated it. All else is as the case has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tco.engine import evaluate
from tco.given import Given, from_book
from tco.pricebook import PriceBook
from tco.report import Column, Table, heading
from tco.results import Results
from tco.scenario import Case
from tco.whatif.effects import Study, study

TITLE, STATED, NOBODY = "The same decision for another kind of owner", "as stated", "-"
OWNED, POWER, CHOICE = "owned_share", "provisioned_kilowatts_per_gpu", "owner"
DEFAULTS = "defaults.csv"
NOTE = (
    "The kinds of owner of pricing/owners.csv, each with its life of machines, cost of capital, site, energy, people and upkeep in "
    "place of those of the scenario; all else as stated. Best: the way that then costs least. Figures of the engine at the inputs "
    "as delivered."
)


def owner_tables(results: Results, book: PriceBook) -> list[Table]:
    """What each owned case of the decision comes to for each kind of owner; nothing where each case has its own kind.

    Owned is a case that states the power to provide for a device: without it no site can be reckoned, only the device.
    """
    found = study(results)
    owned = [c for c in found.cases if _is_owned(c)] if found else []
    if not found or not owned or len({c.choices.get(CHOICE) for c in owned}) > 1:
        return []
    rows = [*_rows(found, owned, {}, STATED)]
    for owner, inputs in _kinds(results, book).items():
        rows += _rows(found, owned, inputs, owner.replace("-", " "))
    if len({row[3:-1] for row in rows}) == len({row[3:-1] for row in rows if row[0] == STATED}):
        return []  # what is owned is pinned, and nothing of it follows from who owns it
    names = _headline(found)
    columns = (
        Column("owner", "Owner", "", text=True), Column("case", "Case", "", text=True),
        Column("title", "Way", "", text=True), *(Column(n, heading(n), results.unit(n), text=False) for n in names),
        Column("against", "Best", "", text=True),
    )  # fmt: skip
    live = [
        tuple((str(row[1]), c.name) if row[0] == STATED and c.name in names else None for c in columns) for row in rows
    ]
    return [Table("owners", TITLE, NOTE, columns, tuple(rows), tuple(live))]


def _is_owned(case: Case) -> bool:
    owned, power = case.inputs.get(OWNED), case.inputs.get(POWER)
    return bool(owned and power and owned.value not in (0.0, "") and DEFAULTS not in power.where)


def _kinds(results: Results, book: PriceBook) -> dict[str, dict[str, Given]]:
    """What each kind of owner is given: its own set, and the defaults of what only others state."""
    scenario = results.scenario
    kinds = dict.fromkeys(e.row.owner for e in book.rows("owners"))
    sets = {kind: book.owner(kind, scenario.as_of) for kind in kinds}
    stated = dict.fromkeys(q for one in sets.values() for q in one)
    made: dict[str, dict[str, Given]] = {}
    for kind, own in sets.items():
        whole = {q: own.get(q) or book.default(q, scenario.as_of) for q in stated}
        made[kind] = {
            q: from_book(s, results.sheet.unit(q), scenario.currency, book, scenario.as_of.isoformat())
            for q, s in whole.items()
            if s
        }
    return made


def _headline(found: Study) -> list[str]:
    """The headlines with one number a case, the one that decides first."""
    results = found.results
    names = [found.target, *(n for n in results.scenario.headline if n != found.target)]
    made = [n for n in names if n in results.sheet.formulas and results.sheet.level[n] == "case"]
    return [n for n in made if any(isinstance(results.value(c.name, n), float) for c in found.cases)]


def _rows(found: Study, owned: list[Case], inputs: Mapping[str, Given], label: str) -> Iterator[tuple[object, ...]]:
    names = _headline(found)
    cases = tuple(replace(c, inputs={**c.inputs, **inputs}) for c in owned)
    values: dict[str, dict[str, Any]] = (
        evaluate(replace(found.results.scenario, cases=cases), found.results.sheet, names) if inputs else {}
    )

    def value(case: str, name: str) -> Any:
        return values[case][name] if inputs else found.results.value(case, name)

    figures = {**found.base, **{c.name: value(c.name, found.target) for c in owned}}
    groups = {name: group for group in found.groups for name in group}
    seen = set()
    for case in owned:
        own = tuple(value(case.name, n) for n in names)
        if own in seen:
            continue  # another site of the same owner comes to the same
        seen.add(own)
        best = found.best_of(groups[case.name], figures) if len(groups[case.name]) > 1 else NOBODY
        yield (label, case.name, case.title, *own, best)
