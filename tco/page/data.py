"""What does the page's script need to recalculate, explain and write numbers? One object, and the formulas as script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tco.emit.javascript import script
from tco.emit.text import formula_text
from tco.given import Given
from tco.page.curve import COST, REVENUE, unit_of
from tco.page.figures import MOST_CHARTED, charted, cost_parts, device_hours
from tco.page.layouts import roof_names
from tco.page.numbers import rules
from tco.page.outlook import cash_lines
from tco.page.words import Words
from tco.restate import Second
from tco.results import Results, Value
from tco.scenario import Case, Scenario
from tco.whatif.swing import DEFINED, MOST, SEEN, STEP, movable, targets

MADE, ABSENT = -1, -2
Chapters = Sequence[tuple[str, Sequence[str]]]
KINDS_OF_CHANGE = ("given", "changed", "by formula")  # as tco.whatif.attribute tells them
SPOKEN = ("all_cases", "list_separator", "chart", "whatif", "how", "origin", "foot")


def formulas(results: Results) -> str:
    """`compute` for every quantity of the run, pins or not."""
    return script(results.sheet, results.names, among=results.names)


def data(
    results: Results, words: Words, titles: dict[str, str], chapters: Chapters, second: Second | None = None
) -> dict[str, Any]:
    """Quantities with their formulas, cases with what they are given, and where each given value is from."""
    scenario = results.scenario
    givens: dict[tuple[tuple[str, str], ...], int] = {}
    cases = [_case(results, case, titles[case.name], givens) for case in scenario.cases]
    return {
        **_asked(scenario),
        "money": {"revenue": REVENUE, "cost": COST},
        "charted": charted(results),
        "stacks": {"build": dict.fromkeys(charted(results), cost_parts(results)), "hour": device_hours(results)},
        "cash": list(cash_lines(results)),
        "roofs": roof_names(results, titles),
        "swing": {"targets": targets(results), "step": STEP, "seen": SEEN, "most": MOST, "defined": DEFINED},
        "many": MOST_CHARTED,
        "quantities": {name: _quantity(results, words, name) for name in results.names},
        "textbook": [
            q for q in (*results.sheet.inputs, *results.sheet.formulas) if q in results.names and _given(results, q)
        ],
        "chapters": [list(names) for _, names in chapters],
        "givens": [_told(told, words) for told in givens],
        "cases": cases,
        "rules": rules(words.language.code),
        "units": {unit: said for unit in map(results.unit, results.names) if (said := words.unit(unit)) != unit},
        "words": {key: words.table[key] for key in SPOKEN} | _values(words) | _changes(words),
    } | ({"also": {"rate": second.rate, "factors": second.factors}} if second else {})


def _asked(scenario: Scenario) -> dict[str, Any]:
    """What the scenario says of itself."""
    return {
        "name": scenario.name,
        "currency": scenario.currency,
        "periods": scenario.periods,
        "headline": list(scenario.headline),
        "sliders": list(scenario.sliders),
        "ranges": {q: [found.low.number, found.high.number, found.cases] for q, found in scenario.ranges.items()},
    }


def _quantity(results: Results, words: Words, name: str) -> dict[str, Any]:
    sheet = results.sheet
    told: dict[str, Any] = {"label": words.label(name), "unit": unit_of(results, name), "meaning": sheet.meaning(name)}
    told |= {"period": True} if sheet.level[name] == "period" else {}
    told |= {"moves": True} if movable(results, name) else {}
    if name in sheet.inputs:
        known = sheet.inputs[name]
        return told | {"low": _bound(known.low), "high": _bound(known.high)}
    formula = sheet.formulas[name]
    where = f"{formula.chapter}.{name}"
    needs = [n for n in formula.needs if n in results.names]  # the others belong to ways that no case goes
    return told | {
        "formula": formula_text(formula),
        "needs": needs,
        "source": words.language.text(formula.source),
        "where": where,
    }


def _given(results: Results, name: str) -> bool:
    """Whether any case gives it."""
    return any(name in case.given for case in results.scenario.cases)


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _case(results: Results, case: Case, title: str, givens: dict[tuple[tuple[str, str], ...], int]) -> dict[str, Any]:
    """A case by columns: `values` and `origins` stand in the order of the quantities.

    An origin is the place of a given value's story among the givens, or -1 for what is made and -2 for what is absent.
    """
    have = results.cells[case.name]
    return {
        "name": case.name,
        "title": title,
        "values": [_plain(have[q].value, case.given.get(q)) if q in have else None for q in results.names],
        "origins": [_origin(case.given.get(q), givens) if q in have else ABSENT for q in results.names],
        "pins": [q for q in case.pins if q in have],
        "free": [q for q in case.pins if q in have and have[q].by_formula is not None],
        "until": {q: have[q].until for q in case.pins if q in have and have[q].until},
        "solve": [
            {"quantity": q, "target": aim.quantity, "equals": aim.equals.value}
            for q, aim in case.solve.items()
            if q in have
        ],
    }


def _plain(value: Value, given: Given | None) -> Value | list[float | None]:
    """A value; a row of periods as it was given, for the script makes what was not."""
    if not isinstance(value, tuple):
        return value
    return list(given.value) if given and isinstance(given.value, tuple) else None


def _values(words: Words) -> dict[str, Any]:
    """What values that are texts are called, where the language is not that of the model."""
    return {} if words.language.is_english else {"values": dict(words.language.values)}


def _changes(words: Words) -> dict[str, Any]:
    """What is said of a term of a difference."""
    return {"change": {kind: words.language.word(kind) for kind in KINDS_OF_CHANGE}}


def _told(told: tuple[tuple[str, str], ...], words: Words) -> dict[str, str]:
    """The story of a given value in the words of the page."""
    return {key: words.language.text(text) if key in ("source", "confidence") else text for key, text in told}


def _origin(given: Given | None, givens: dict[tuple[tuple[str, str], ...], int]) -> int:
    if given is None:
        return MADE
    told = {
        "origin": given.origin, "source": given.source, "date": given.date, "note": given.note, "listed": given.listed,
        "rate": given.rate, "confidence": given.confidence, "where": given.where,
    }  # fmt: skip
    return givens.setdefault(tuple((key, text) for key, text in told.items() if text), len(givens))
