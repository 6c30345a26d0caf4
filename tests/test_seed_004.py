"""Every figure of seed 004 and of DeepSeek's published day, reproduced by the engine and corrected beside."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tco.engine import load
from tco.results import Results
from tco.scenario import setting
from tco.whatif.solve import find

FACTS = tomllib.loads((Path(__file__).parent / "data" / "seed_004.toml").read_text(encoding="utf-8"))["fact"]
CHECKS = [(fact["id"], check) for fact in FACTS for check in fact["check"]]


@cache
def results(scenario: str, settings: tuple[str, ...], quantity: str) -> Results:
    return load(scenario, settings=[setting(s) for s in settings]).run([quantity])


def value(place: str, check: dict[str, Any]) -> float:
    """The engine's value of a check in a case."""
    scenario, case = place.split("/")
    found = results(scenario, tuple(f"{case}:{s}" for s in check.get("set", ())), check["quantity"]).value(
        case, check["quantity"]
    )
    assert isinstance(found, float)
    return found


def solved(check: dict[str, Any]) -> float:
    scenario, case = check["case"].split("/")
    model, aim = load(scenario), check["solve"]
    return find(model.sheet, model.scenario.case(case).given, aim["vary"], aim["for"], aim["equals"])


@pytest.mark.parametrize(("fact", "check"), CHECKS, ids=[f"{i}-{c['quantity']}" for i, c in CHECKS])
def test_the_engine_gives_the_figure(fact: str, check: dict[str, Any]) -> None:
    """The printed figure from the printed inputs, and the corrected figure from the corrected ones."""
    found = solved(check) if "solve" in check else value(check["case"], check)
    if "over" in check:
        found /= value(check["over"], check)
    assert found == pytest.approx(check["value"], rel=check.get("rel", 1e-9), abs=0)


def test_every_figure_is_there_once() -> None:
    """63 figures of the source, 6 of the published day."""
    names = [fact["id"] for fact in FACTS]
    assert len(set(names)) == len(names)
    assert sum(n.startswith("004-") for n in names) == 63
    assert sum(n.startswith("ext-") for n in names) == 6
