"""How many cases and periods a second does a review take? Owning over 60 months, from 10^3 to 10^6 values.

Cases x periods are counted as values of one row; each goes through every formula between what varies and what is asked.
"""

from __future__ import annotations

import random
import resource

import polars as pl

from benchmarks.measure import by_turns, machine, seconds, table
from tco.content import open_content
from tco.engine import load, run
from tco.sheet import sheet
from tco.whatif.review import review

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
    times = by_turns({"review of 22 cases, 20 quarters": lambda: run(model.scenario, sheet())}, 5)
    table(
        "The shipped review, resolved once", ["", "fastest"], [[n, f"{min(t) * 1e3:,.0f} ms"] for n, t in times.items()]
    )
    return _differs(fixed)


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
