"""What tests of bills share: a case that could be billed in three ways, and actuals set against the fleet's bill."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tco.actuals.work import AgainstPlan, Ask, against_plan
from tco.compare.side import Side, of_results
from tco.content import open_content
from tco.engine import load

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "month,kind,account,item,quantity,unit,amount,currency,source,note\n"
NAME = "deepseek-8xh200"
# a case that could be served by the fleet, by rented machines that follow the load, or by the API
MIXED = f"""
base = "{NAME}"
start = 2025-07-01
[inputs]
utilisation_share = 0.6
requests_offered_per_second = 2.3232
reserved_price_per_gpu_hour = "15 CNY/gpu/hour"
on_demand_price_per_gpu_hour = "25 CNY/gpu/hour"
spot_price_per_gpu_hour = "9 CNY/gpu/hour"
spot_share = 0
rent_commitment_per_month = "400000 CNY/month"
egress_gb_per_month = 1000
egress_price_per_gb = "0.5 CNY/GB"
price_per_mtok_cache_write = "4 CNY/Mtok"
price_per_mtok_batch_input = "2 CNY/Mtok"
price_per_mtok_batch_output = "8 CNY/Mtok"
api_commitment_per_month = "300000 CNY/month"
api_credit_per_month = "5000 CNY/month"
"""


@pytest.fixture
def mixed(tmp_path: Path) -> Side:
    """That case, as it runs."""
    path = tmp_path / "mixed.toml"
    path.write_text(MIXED, encoding="utf-8")
    model = load(str(path), content=open_content())
    return of_results(model.run(), model.book).alone("as-printed")


@pytest.fixture
def work(tmp_path: Path) -> Callable[..., AgainstPlan]:
    """Set rows of the plain template against the fleet bill of the third quarter of 2025."""

    def made(*rows: str, bill: str = "fleet") -> AgainstPlan:
        path = tmp_path / "actuals.csv"
        path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        return against_plan(Ask(path, "2025Q3", f"{NAME}:as-printed", bill), tmp_path / "ledger.duckdb", open_content())

    return made
