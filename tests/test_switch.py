"""A switch decides between branches: what only the other branch needs, a case need not give; its own it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from tco.content import open_content
from tco.engine import Model, load
from tco.errors import InputError
from tco.sheet import sheet
from tco.whatif.sweep import sweep

HEAD = """title = "t"
currency = "USD"
as_of = 2026-01-15
headline = ["cost_per_gpu_hour"]
"""
RENTED = '[cases.rented.pins]\nrent_cost_per_gpu_hour = "3 USD/gpu/hour"\n'
OWNED = '[cases.owned]\ninputs.owned_share = 1\npins.own_cost_per_gpu_hour = "2 USD/gpu/hour"\n'


def model(tmp_path: Path, text: str) -> Model:
    path = tmp_path / "s.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load(str(path), content=open_content())


def test_each_case_needs_what_it_uses(tmp_path: Path) -> None:
    """One rents and states no purchase, one owns and states no rent; a mix has both by their shares."""
    mixed = (
        "[cases.mixed]\ninputs.owned_share = 0.25\npins.own_cost_per_gpu_hour = 2\npins.rent_cost_per_gpu_hour = 3\n"
    )
    results = model(tmp_path, RENTED + OWNED + mixed).run()
    assert [results.value(c, "cost_per_gpu_hour") for c in ("rented", "owned", "mixed")] == [
        3.0,
        2.0,
        0.25 * 2 + 0.75 * 3,
    ]


def test_what_a_case_uses_it_must_give(tmp_path: Path) -> None:
    """Half owned, and no word on what owning costs, is an error that names what is missing."""
    with pytest.raises(InputError, match="price_per_gpu is not given"):
        model(tmp_path, RENTED + "[cases.rented.inputs]\nowned_share = 0.5\n").run()


def test_a_rented_run_shows_nothing_of_owning(tmp_path: Path) -> None:
    """What no case needs is no row of a report."""
    assert "own_cost_per_gpu_hour" not in model(tmp_path, RENTED).run().names


def test_a_sweep_over_rented_devices_needs_no_price(tmp_path: Path) -> None:
    """A switch that is not given is 0, and settles the sheet before axes are joined."""
    fixed = {"gpus_prefill": 0.0, "gpus_decode": 2.0, "decode_price_factor": 1.0}
    found = sweep(sheet(), fixed, {"rent_cost_per_gpu_hour": [1.0, 3.0]}, wanted=["cost_per_hour"])
    assert found["cost_per_hour"].to_list() == [2.0, 6.0]
