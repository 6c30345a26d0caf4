"""Every line item that a finance team asks for is a quantity of the sheet, and those that must not be one row are several."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tco.sheet import sheet

LINES = tomllib.loads((Path(__file__).parent / "data" / "finance_lines.toml").read_text(encoding="utf-8"))
APART = ("capex", "annuity_per_year", "depreciation_per_year", "net_residual_share")  # a year of owning
APART_IN_PERIODS = ("capex_in_period", "depreciation_in_period", "sold_in_period", "bought_share")


def carried() -> Iterator[tuple[str, str, str, str]]:
    """Chapter, line, quantity and unit."""
    for chapter, lines in LINES.items():
        for line, quantities in lines.items():
            for quantity, unit in quantities.items():
                yield chapter, line, quantity, unit


@pytest.mark.parametrize("chapter", LINES)
def test_every_line_has_its_quantity(chapter: str) -> None:
    """By name and in its unit: nothing that is renamed, dropped or counted in other units goes unseen."""
    known = sheet()
    told = {(line, quantity): unit for own, line, quantity, unit in carried() if own == chapter}
    found = {key: known.unit(key[1]) if key[1] in known.names else "no such quantity" for key in told}
    assert found == told


@pytest.mark.parametrize("names", [APART, APART_IN_PERIODS])
def test_purchase_annuity_loss_of_value_and_residual_are_rows_of_their_own(names: tuple[str, ...]) -> None:
    """Four formulas, none of them a name for another, so that an annuity is never all that is kept."""
    formulas = sheet().formulas
    assert set(names) <= formulas.keys()
    for name in names:
        assert not any(formulas[name].needs == (other,) for other in names)
    assert len({formulas[name].needs for name in names}) == len(names)


def test_no_quantity_carries_two_lines() -> None:
    """A line is told by one name, so that a sum over lines counts it once."""
    names = [quantity for _, _, quantity, _ in carried()]
    assert sorted(names) == sorted(set(names))
