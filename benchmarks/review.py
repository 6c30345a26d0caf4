"""How many cases and periods a second does a review take? Owning over 60 months, from 10^3 to 10^6 values.

Cases x periods are counted as values of one row; each goes through every formula between what varies and what is asked.
"""

from __future__ import annotations

import random
import resource
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.measure import by_turns, machine, seconds, table
from tco.content import open_content
from tco.engine import load, run
from tco.sheet import sheet
from tco.whatif.review import review

if TYPE_CHECKING:
    from tco.scenario import Scenario

PERIODS = 60
WANTED = ("npv", "cost_present_value", "levelised_cost_per_mtok", "payback_months", "discounted_payback_months")
SIZES = (17, 167, 1_667, 16_667, 100_000)  # cases: 10^3 to 10^6 values, then the hundred thousand of a long study


def main() -> int:
    """0 where a sample of the cases is what the engine gives them one by one."""
    model = load("buy-rent-api-8xh200", content=open_content())
    own = model.scenario.case("own")
    fixed = {n: g.value for n, g in own.given.items()}
    fixed = {n: _longer(n, v) for n, v in fixed.items()} | {"months_per_period": 1.0}
    draw = random.Random(640)
    rows = []
    print(f"review, {machine()}")
    for size in SIZES:
        cases = pl.DataFrame({
            "price_per_gpu": [draw.uniform(25e3, 45e3) for _ in range(size)],
            "discount_rate_per_year": [draw.uniform(0.05, 0.2) for _ in range(size)],
            "price_per_mtok_output": [draw.uniform(1, 4) for _ in range(size)],
        })  # fmt: skip
        took = seconds(lambda cases=cases: review(sheet(), fixed, cases, WANTED, PERIODS))
        values = size * PERIODS
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        rows.append([f"{size:,}", f"{values:,}", f"{took:.2f} s", f"{values / took:,.0f}", f"{memory:,.0f} MB"])
    table(f"Owning over {PERIODS} months", ["cases", "cases x periods", "time", "a second", "memory"], rows)
    asked = _review()
    times = by_turns(
        {f"review of {len(asked.cases)} cases, {asked.periods} months, 3 ways": lambda: run(asked, sheet()),
         f"shipped review of {len(model.scenario.cases)} cases, 20 quarters": lambda: run(model.scenario, sheet())}, 5,
    )  # fmt: skip
    fastest = [[name, f"{min(took) * 1e3:,.0f} ms"] for name, took in times.items()]
    table("Reviews with every figure of their report, resolved once", ["", "fastest"], fastest)
    return _differs(fixed)


REVIEW = """base = "buy-rent-api-8xh200"
periods = 60
drop_cases = [{dropped}]
[inputs]
months_per_period = 1
[cases.own.inputs]
price_per_gpu = [25000, 27500, 30000, 32500, 35000, 37500, 40000]
[cases.rent-3y.pins]
rent_cost_per_gpu_hour = [1.6, 1.85, 2.2, 2.6, 3.1, 3.6, 4.65]
[cases.api.inputs]
api_retry_ratio = [1.02, 1.05, 1.1, 1.15, 1.2, 1.3]
"""


def _review() -> Scenario:
    """Sixty months of three ways: seven prices of a device, seven rents, six rates of repeated calls."""
    whole = load("buy-rent-api-8xh200", content=open_content()).scenario
    ways = {case.name.partition(" ")[0] for case in whole.cases} - {"own", "rent-3y", "api"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.toml"
        path.write_text(REVIEW.format(dropped=", ".join(f'"{way}"' for way in sorted(ways))), encoding="utf-8")
        return load(str(path), content=open_content()).scenario


def _longer(name: str, value: object) -> object:
    """A row of 20 quarters as one of 60 months: the number of the period goes on, the rest holds."""
    if not isinstance(value, tuple):
        return value
    if name == "period_index":
        return tuple(float(t) for t in range(1, PERIODS + 1))
    return tuple(value[t // 3] / (3 if name == "days_in_period" else 1) for t in range(PERIODS))


def _differs(fixed: dict[str, object]) -> int:
    from tco.emit import python

    cases = pl.DataFrame({"price_per_gpu": [30e3, 40e3], "discount_rate_per_year": [0.05, 0.2]})
    found = review(sheet(), fixed, cases, WANTED, PERIODS)
    for row in found.iter_rows(named=True):
        given = fixed | {n: row[n] for n in cases.columns}
        plain = python.evaluate(sheet(), given, WANTED, PERIODS)
        if any(abs(row[n] - plain[n]) > 1e-9 * abs(plain[n]) for n in WANTED if plain[n] is not None):
            print("review and the plain reading differ", row, {n: plain[n] for n in WANTED})
            return 1
    return 0
