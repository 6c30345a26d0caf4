"""The next forecast from actuals: a scenario over the planned one, with the prices and volumes that were seen.

Where the bill of every month so far is known, those months hold it, and the formula gives the later ones at these prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any

from tco.actuals.closed import ClosedBill
from tco.actuals.plan import is_on
from tco.actuals.variance import Variance
from tco.compare.side import Side
from tco.errors import Fault, InputError
from tco.formulas.inputs import INPUTS
from tco.given import in_currency
from tco.pricebook import PriceBook
from tco.quarters import Quarter
from tco.sheet import sheet
from tco.toml_text import toml_text

LOAD, DEMAND = "utilisation_share", "requests_offered_per_second"


def forecast(
    side: Side, case: str, found: Sequence[Variance], quarter: Quarter, source: str, book: PriceBook,
    closed: ClosedBill | None = None,
) -> str:  # fmt: skip
    """The text of a scenario file: base, the case, and each input that the actuals set, with where it is from.

    A unit price is the amount of the quarter over its volume; a volume scales the input that drives it in proportion.
    """
    tables = _seen(side, case, found, quarter, source, book)
    head: dict[str, Any] = {
        "base": side.scenario.name,
        "title": f"{side.scenario.title}: from the actuals of {quarter}",
        "finding": "",
    }
    if closed:
        head["actuals_to"] = max(side.scenario.clock.actuals_to or closed.until, closed.until)
        tables["pins"][closed.quantity] = closed.table(side.scenario.currency, source, head["actuals_to"])
    if not any(tables.values()):
        step = "actuals need a line with price_sets or volume_scales in cost_lines.csv, with amount and volume"
        raise InputError(Fault("the actuals set nothing of the next forecast", found=source, next_step=step))
    return toml_text({**head, "cases": {case: {kind: table for kind, table in tables.items() if table}}})


def _seen(
    side: Side, case: str, found: Sequence[Variance], quarter: Quarter, source: str, book: PriceBook
) -> dict[str, dict[str, Any]]:
    """The prices and volumes of the quarter, as inputs and pins."""
    tables: dict[str, dict[str, Any]] = {"inputs": {}, "pins": {}}
    for row in dict.fromkeys(e.row for e in book.rows("cost_lines")):
        own = [v for v in found if v.line == row.cost_line]
        for quantity, value in _set(side, case, row, own).items():
            unit = in_currency(sheet().unit(quantity), side.scenario.currency)
            told = {"value": f"{value!r} {unit}", "source": source, "date": quarter.last}
            tables["inputs" if quantity in INPUTS else "pins"][quantity] = told
    return tables


def _set(side: Side, case: str, row: Any, own: Sequence[Variance]) -> dict[str, float]:
    """What one line sets."""
    amount = fsum(v.amount for v in own if v.amount is not None and v.volume)
    volume = fsum(v.volume for v in own if v.amount is not None and v.volume)
    made = {row.price_sets: amount / volume} if row.price_sets and volume else {}
    both = [v for v in own if v.volume is not None and v.plan_volume]
    driver = _driver(side, case, row.volume_scales)
    given = side.scenario.case(case).given.get(driver)
    if both and given and isinstance(given.value, float):
        scale = fsum(v.volume or 0 for v in both) / fsum(v.plan_volume or 0 for v in both)
        made[driver] = min(given.value * scale, INPUTS[driver].high)
    return made


def _driver(side: Side, case: str, named: str) -> str:
    """The input that drives a volume: where the load is demand, the requests that are offered and not the use of a fleet."""
    return DEMAND if named == LOAD and is_on(side, case, "load_is_demand") else named
