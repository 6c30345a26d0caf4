"""A comparison as tables: the headlines, the bridge, what went in otherwise, and what a reader must know."""

from __future__ import annotations

from typing import Any, NamedTuple

from tco.compare.bridge import Bridge
from tco.compare.comparison import Comparison, InputChange
from tco.formulas.inputs import INPUTS
from tco.given import Given
from tco.upkeep import GROUPS

Rows = list[list[object]]
RELATIVE = "change / prior"  # the heading of the relative change
NOISE = 1e-12  # of a number: less is the last bit of a float


class Listing(NamedTuple):
    """A table with its title."""

    title: str
    headings: list[str]
    rows: Rows


def listings(found: Comparison) -> list[Listing]:
    """All tables of a comparison, in the order of reading."""
    made = [headlines(found), bridge(found), inputs(found)]
    return [listing for listing in made if listing.rows]


def headlines(found: Comparison) -> Listing:
    """Prior, current, change and relative change of each headline."""
    rows: Rows = [[b.case, b.quantity, b.prior, b.current, b.change, b.relative, b.unit] for b in found.bridges]
    title = f"{found.prior.label} against {found.current.label}"
    return Listing(title, ["case", "quantity", "prior", "current", "change", RELATIVE, "unit"], rows)


def bridge(found: Comparison) -> Listing:
    """What each group of causes is worth; a group that changes nothing is left out."""
    rows: Rows = [row for one in found.bridges for row in _bridge(one)]
    title = "Why: swapped one after another in the order of the rows, and as Shapley values, the mean over all orders"
    return Listing(title, ["case", "quantity", "because of", "stepwise", "Shapley", "unit", "what is different"], rows)


def _bridge(one: Bridge) -> Rows:
    if not one.change:
        return []
    if not one.effects:
        why = "not every mixture of the two can be computed"
        return [[one.case, one.quantity, "all together", one.change, one.change, one.unit, why]]
    return [
        [one.case, one.quantity, GROUPS[e.group], e.stepwise, e.shapley, one.unit, ", ".join(e.quantities)]
        for e in one.effects
        if max(abs(e.stepwise), abs(e.shapley)) > NOISE * max(abs(one.prior or 0), abs(one.current or 0))
    ]


def inputs(found: Comparison) -> Listing:
    """What went in otherwise: old, new, and where each is from."""
    rows: Rows = [_input(change) for change in found.changes]
    headings = ["quantity", "cases", "group", "old", "new", "unit", "old source", "new source"]
    return Listing("What went in otherwise", headings, rows)


def _input(change: InputChange) -> list[object]:
    unit = next(g.unit for g in (change.after, change.before) if g)
    absent = "not given" if change.quantity in INPUTS else "by formula"
    return [
        change.quantity, ", ".join(change.cases), GROUPS.get(change.group, ""), _value(change.before, absent),
        _value(change.after, absent), unit, _source(change.before), _source(change.after),
    ]  # fmt: skip


def _value(given: Given | None, absent: str) -> object:
    return given.value if given else absent


def _source(given: Given | None) -> str:
    if not given:
        return ""
    rate = f", at {given.rate}" if given.rate else ""
    dated = f" ({given.date})" if given.date and given.date not in given.source else ""
    note = f": {given.note}" if given.origin == "assumption" and given.note else ""
    return f"{given.source}{note}{dated}{rate}"


def as_json(found: Comparison) -> dict[str, Any]:
    """The comparison as one object."""
    return {
        "prior": _side(found.prior), "current": _side(found.current), "flags": found.flags,
        "order": [group for group in GROUPS if group != "engine"],
        "headlines": [_bridge_json(b) for b in found.bridges],
        "inputs": [dict(zip(inputs(found).headings, row, strict=True)) for row in inputs(found).rows],
    }  # fmt: skip


def _side(side: Any) -> dict[str, object]:
    return {
        "label": side.label, "scenario": side.scenario.name, "as_of": side.scenario.as_of.isoformat(),
        "currency": side.scenario.currency, "version": side.version, "engine": side.engine,
        "input_hash": side.input_hash, "hash": side.hash,
    }  # fmt: skip


def _bridge_json(one: Bridge) -> dict[str, object]:
    return {
        "case": one.case, "quantity": one.quantity, "unit": one.unit, "prior": one.prior, "current": one.current,
        "change": one.change, "relative": one.relative,
        "stepwise": {e.group: e.stepwise for e in one.effects}, "shapley": {e.group: e.shapley for e in one.effects},
        "residual": one.residual(), "residual_shapley": one.residual("shapley"),
    }  # fmt: skip
