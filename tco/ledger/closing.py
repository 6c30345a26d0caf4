"""Closing a quarter: the scenario is run, looked at for stale prices, and frozen into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tco.content import Content
from tco.engine import load
from tco.errors import Fault, raise_faults
from tco.freshness import Stale, stale
from tco.ledger.book import add_close
from tco.ledger.close import Close, Signed
from tco.ledger.freeze import freeze
from tco.quarters import Quarter
from tco.results import Results
from tco.scenario import Setting
from tco.scenario_file import read_scenario
from tco.toml_text import toml_text


@dataclass(frozen=True)
class Closing:
    """What was closed, and the stale prices in it."""

    close: Close
    results: Results
    stale: tuple[Stale, ...]


@dataclass(frozen=True)
class Order:
    """What is to be closed, and how."""

    scenario: str
    quarter: Quarter
    signed: Signed
    settings: tuple[Setting, ...] = ()
    as_of: date | None = None
    refuse_stale: bool = False


def close_quarter(path: Path, order: Order, content: Content) -> Closing:
    """Run the scenario and add it to the ledger at `path`; InputError leaves the ledger as it was."""
    model = load(order.scenario, content=content, settings=order.settings, as_of=order.as_of)
    results = model.run()
    old = tuple(stale(results, model.book))
    if order.refuse_stale:
        raise_faults(map(_refused, old))
    text = toml_text(read_scenario(content, order.scenario).merged.table)
    text += "".join(f"# --set {s.case + ':' if s.case else ''}{s.quantity}={s.value}\n" for s in order.settings)
    close = add_close(path, freeze(results, model.book, str(order.quarter), order.signed, text))
    return Closing(close, results, old)


def _refused(old: Stale) -> Fault:
    return Fault(
        f"{old.quantity} is stale",
        old.given.where,
        f"last seen {old.seen}, {old.age} days ago",
        f"{old.limit} days for {old.kind}",
        "look the price up again and add a row, or close without --refuse-stale",
    )
