"""What does the page's script need to recalculate, explain and write numbers? One object, and the formulas as script."""

from __future__ import annotations

import math
from typing import Any

from tco.emit.javascript import script
from tco.given import Given
from tco.page.figures import COST, PARTS, REVENUE
from tco.page.numbers import RULES
from tco.page.words import Words
from tco.results import Results
from tco.scenario import Case

SPOKEN = ("all_cases", "list_separator", "chart", "whatif", "how", "origin", "foot")


def formulas(results: Results) -> str:
    """`compute` for every quantity of the run, pins or not."""
    return script(results.sheet, results.names)


def data(results: Results, words: Words, titles: dict[str, str]) -> dict[str, Any]:
    """Quantities with their formulas, cases with what they are given, and where each given value is from."""
    scenario = results.scenario
    givens: dict[Given, int] = {}
    cases = [_case(results, case, titles[case.name], givens) for case in scenario.cases]
    return {
        "name": scenario.name,
        "currency": scenario.currency,
        "periods": scenario.periods,
        "headline": list(scenario.headline),
        "sliders": list(scenario.sliders),
        "money": {"revenue": REVENUE, "cost": COST, "parts": [q for q in PARTS if q in results.names]},
        "quantities": {name: _quantity(results, words, name) for name in results.names},
        "givens": [_given(given) for given in givens],
        "cases": cases,
        "rules": RULES,
        "words": {key: words.table[key] for key in SPOKEN},
    }


def _quantity(results: Results, words: Words, name: str) -> dict[str, Any]:
    sheet = results.sheet
    told = {"label": words.label(name), "unit": results.unit(name), "meaning": sheet.meaning(name)}
    if name in sheet.inputs:
        known = sheet.inputs[name]
        return told | {"low": _bound(known.low), "high": _bound(known.high)}
    formula = sheet.formulas[name]
    from tco.emit.text import formula_text

    where = f"{formula.chapter}.{name}"
    more = {"formula": formula_text(formula), "needs": list(formula.needs), "source": formula.source, "where": where}
    return told | more | ({"period": True} if sheet.level[name] == "period" else {})


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _case(results: Results, case: Case, title: str, givens: dict[Given, int]) -> dict[str, Any]:
    have = results.cells[case.name]
    used = {q: g for q, g in case.given.items() if q in have}
    solve = [
        {"quantity": q, "target": aim.quantity, "equals": aim.equals.value}
        for q, aim in case.solve.items()
        if q in have
    ]
    return {
        "name": case.name,
        "title": title,
        "inputs": {q: g.value for q, g in case.inputs.items() if q in have},
        "pins": {q: g.value for q, g in case.pins.items() if q in have},
        "free": [q for q in case.pins if q in have and have[q].by_formula is not None],
        "solve": solve,
        "from": {q: givens.setdefault(g, len(givens)) for q, g in used.items()},
        "absent": [q for q in results.names if q not in have],
    }


def _given(given: Given) -> dict[str, str]:
    told = {
        "origin": given.origin, "source": given.source, "date": given.date, "note": given.note, "listed": given.listed,
        "rate": given.rate, "confidence": given.confidence, "where": given.where,
    }  # fmt: skip
    return {key: text for key, text in told.items() if text}
