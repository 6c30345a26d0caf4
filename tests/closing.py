"""A scenario of six months of which three are closed: what was invoiced is pinned in them, and the formula gives the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = """base = "deepseek-8xh200"
start = 2026-01-01
actuals_to = 2026-03-31
periods = 6
as_of = 2026-04-10
headline = ["cost_over_horizon", "npv", "cost_per_second"]
drop_cases = ["break-even-batch", "load-30", "off-peak", "with-input"]
[inputs]
months_per_period = 1
rent_change_per_year = { value = 0.12, assumption = "a round figure for this test" }
"""
BILLED = """[cases.as-printed.pins.billed_cost_in_period]
by_date = { "2026-01" = "118000 CNY", "2026-02" = "121000 CNY", "2026-03" = "119500 CNY" }
then = "formula"
source = "invoices 1 to 3"
date = 2026-04-02
"""
EARNED = """[cases.own-rate.pins.revenue_in_period]
by_date = { "2026-01" = "90000 CNY", "2026-02" = "95000 CNY" }
then = "formula"
until = "2026-02"
source = "sales ledger, March not booked yet"
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """The file of the scenario, with other tables than the two pins where they are given."""

    def ready(*tables: str, head: str = HEAD) -> Path:
        path = tmp_path / "year.toml"
        path.write_text(head + "".join(tables or (BILLED, EARNED)), encoding="utf-8")
        return path

    return ready
