"""Figures of the sources as facts in tests/data: what stands in them, and how each is checked.

[[fact]] id, lines, says: which figure of the source
check = [...], each one of
  { case = "scenario/case", set = ["quantity=value"], quantity, value }   what the engine makes of it, in its SI unit
      solve = { vary, for, equals }    the value of `vary` that the engine finds
  { table, row = { column = cell }, column, value, unit }                 a row of the price book
      preferred = "no"                 kept for the record and never used; "yes": the one that is used
  { amount = "400 Gbps", unit = "GB/s", value }                           a conversion
      over = {...}                     divided by another quantity, case, setting or row
      times = 16                       and multiplied
      rel                              tolerance, 1e-9 if absent
[[left_out]] why, ids: figures that no check reproduces
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tco.engine import run
from tco.resolve import resolve
from tco.scenario import Scenario, setting
from tco.scenario_file import read_scenario
from tco.sheet import sheet
from tco.tables import Entry
from tco.units import amount, convert, unit
from tco.whatif.solve import find
from tests.textbook import shipped

DATA = Path(__file__).parent / "data"
Check = Mapping[str, Any]


def facts(seed: str) -> dict[str, Any]:
    """The facts of one source, and what is left out of it."""
    return tomllib.loads((DATA / f"seed_{seed}.toml").read_text(encoding="utf-8"))


@cache
def case_alone(place: str, settings: tuple[str, ...]) -> Scenario:
    """One case of a scenario, with settings: what another case lacks is its own affair."""
    name, case = place.split("/")
    typed = [setting(f"{case}:{text}") for text in settings]
    whole = resolve(read_scenario(shipped().content, name), shipped(), sheet(), typed)
    return replace(whole, cases=(whole.case(case),))


def computed(check: Check) -> Any:
    """The engine's value of a check."""
    scenario = case_alone(check["case"], tuple(check.get("set", ())))
    case = scenario.cases[0]
    if aim := check.get("solve"):
        return find(sheet(), case.given, aim["vary"], aim["for"], aim["equals"])
    return run(scenario, sheet(), (check["quantity"],)).value(case.name, check["quantity"])


def stated(check: Check) -> list[Any]:
    """The cells of the price book that a check names, in its unit."""
    rows = [entry.row for entry in shipped().rows(check["table"]) if _is(entry, check["row"])]
    rows = [row for row in rows if check.get("preferred", "") in ("", row.preferred)]
    cells = [(getattr(row, check["column"]), getattr(row, "unit", "")) for row in rows]
    wanted = check.get("unit", "")
    return [convert(v, unit(u), unit(wanted)) if wanted else v for v, u in cells if v is not None]


def _is(entry: Entry, cells: Mapping[str, Any]) -> bool:
    return all(getattr(entry.row, column) == cell for column, cell in cells.items())


def values(check: Check) -> list[Any]:
    """What a check finds: one value, or those of all rows it names."""
    if "amount" in check:
        number, text = amount(check["amount"])
        return [convert(number, unit(text), unit(check["unit"]))]
    found = stated(check) if "table" in check else [computed(check)]
    if "over" in check:
        other = dict(check) | {"set": ()} | check["over"]
        below = values({k: v for k, v in other.items() if k not in ("over", "times", "unit")})
        found = [v / b for v in found for b in below]
    return [v * check["times"] for v in found] if "times" in check else found


def holds(check: Check) -> None:
    """The figure is found: as a word, as a part of a text, or as a number within the tolerance."""
    found, wanted = values(check), check["value"]
    if isinstance(wanted, str):
        assert any(wanted in text for text in found), found
    else:
        near = pytest.approx(wanted, rel=check.get("rel", 1e-9), abs=0)
        assert any(number == near for number in found), found
