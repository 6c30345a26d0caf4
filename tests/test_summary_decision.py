"""The Summary of a decision among many cases: its ways with the reach of the ranges, and the five assumptions that move it most."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl
import pytest
from recalculate import IronCalc, differ, formulas, read

from tco.publish import Published
from tco.whatif.effects import RANGE, Study, study
from tco.workbook.printing import HEADER

Shipped = Callable[[str], Published]
Cells = dict[tuple[str, str], object]
REVIEW = "buy-rent-api-8xh200"


@pytest.fixture(scope="module")
def found(shipped: Shipped) -> Study:
    """What the engine says of the decision."""
    made = study(shipped(REVIEW).results)
    assert made
    return made


def row_of(cells: Cells, text: str) -> int:
    """The first row of the Summary that begins with a text."""
    return min(
        int(at[1:]) for (sheet, at), value in cells.items() if sheet == "Summary" and at[0] == "A" and value == text
    )


def test_the_ways_of_the_decision_stand_first_with_their_range(shipped: Shipped, found: Study) -> None:
    """Those that `decide` names and no other, with the figure as given, at its least and at its most."""
    cells = read(shipped(REVIEW).paths[0])
    first = row_of(cells, "The decision") + 3
    stated = [effect.quantity for effect in found.effects() if effect.how == RANGE]
    reach = found.reach(stated)
    results = shipped(REVIEW).results
    ways = {case.title: case.name for case in results.scenario.cases if case.name in results.scenario.decide}
    told = {cells["Summary", f"B{row}"]: row for row in range(first, first + len(ways))}
    assert told.keys() == ways.keys()
    for title, row in told.items():
        least, most, _ = reach[ways[title]]
        assert not differ(cells["Summary", f"C{row}"], found.base[ways[title]])
        assert not differ(cells["Summary", f"J{row}"], least)
        assert not differ(cells["Summary", f"K{row}"], most)


def test_the_five_that_move_it_most_follow_in_their_order(shipped: Shipped, found: Study) -> None:
    """By how far they move the figure; each with its ends, what these make of it, and the case that it moves."""
    cells = read(shipped(REVIEW).paths[0])
    first = row_of(cells, "What each assumption moves: Levelised cost per Mtok") + 2
    title = {case.name: case.title for case in shipped(REVIEW).results.scenario.cases}
    most = sorted(found.effects(), key=lambda effect: -effect.size)[:5]
    for row, effect in enumerate(most, start=first):
        ends = (effect.low, effect.given, effect.high, effect.at_low, effect.base, effect.at_high)
        assert cells["Summary", f"B{row}"] == effect.quantity.replace("_", " ")
        for column, value in zip("DEFGHI", ends, strict=True):
            assert not differ(cells["Summary", f"{column}{row}"], value), (effect.quantity, column)
        assert cells["Summary", f"J{row}"] == title[effect.case]
    assert ("Summary", f"B{first + 5}") not in cells


def test_a_price_that_changes_changes_the_decision(shipped: Shipped) -> None:
    """The ways are live: dearer machines make buying dearer in the block of the decision too, and leave the rent."""
    path = shipped(REVIEW).paths[0]
    cells, engine = read(path), IronCalc(path)
    first = row_of(cells, "The decision") + 3
    page = openpyxl.load_workbook(path)["Inputs"]
    row = next(row for row in range(5, page.max_row) if page.cell(row, 1).value == "price_per_gpu")
    engine.put(("Inputs", f"D{row}"), 2 * float(page.cell(row, 4).value))
    buying = next(row for row in range(first, first + 5) if cells["Summary", f"B{row}"] == "Buy")
    renting = next(row for row in range(first, first + 5) if cells["Summary", f"B{row}"] == "Rent on demand")
    after = engine.values([("Summary", f"C{buying}"), ("Summary", f"C{renting}")])
    assert after["Summary", f"C{buying}"] > cells["Summary", f"C{buying}"]
    assert not differ(after["Summary", f"C{renting}"], cells["Summary", f"C{renting}"])


def test_it_is_one_page_of_live_figures(shipped: Shipped) -> None:
    """Fitted to one page, and no figure on it is typed but the numbers of the cases."""
    path = shipped(REVIEW).paths[0]
    page = openpyxl.load_workbook(path)["Summary"]
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 1)
    typed = [cell.coordinate for row in page.iter_rows(5) for cell in row if cell.data_type == "n" and cell.value]
    assert {at[0] for at in typed} == {"A"}
    own = [
        f for (sheet, at), f in formulas(path).items() if sheet == "Summary" and int(at.lstrip("ABCDEFGHIJKL")) > HEADER
    ]
    assert own
    assert all(formula.startswith(("=INDEX(", "=Model!", "=Tables!", "=Inputs!")) for formula in own)
