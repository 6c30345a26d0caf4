"""What a reader meets: how much is printed, how large money reads, which case is which, and what does not recalculate."""

from __future__ import annotations

import re
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from tco.content import open_content
from tco.language import read_language
from tco.publish import Published
from tco.workbook.formats import number_format
from tco.workbook.plan import FIRST_CASE


def test_a_long_sheet_prints_its_beginning_and_contents_say_so(shipped: Callable[[str], Published]) -> None:
    """27 ways over 20 quarters: Periods has thousands of rows, and prints four pages of them; nothing is hidden on the screen."""
    made = openpyxl.load_workbook(shipped("buy-rent-api-8xh200").paths[0])
    told = {row[0].value: row[2].value for row in made["Contents"].iter_rows(6, max_col=3) if row[0].value}
    for title in made.sheetnames:
        printed = coordinate_to_tuple(made[title].print_area.split(":")[1].replace("$", ""))[0]
        assert told[title] in ("all of it", f"to row {printed} of {made[title].max_row}"), title
    periods = coordinate_to_tuple(made["Periods"].print_area.split(":")[1].replace("$", ""))[0]
    assert 80 < periods < 400 < made["Periods"].max_row
    for result in ("Cover", "Contents", "Summary", "Tables", "Charts", "Sensitivity"):
        assert told[result] == "all of it"


@pytest.mark.parametrize(
    ("unit", "values", "chinese"),
    [
        ("CNY", [2.5e8, 1.2e7], "亿"),
        ("CNY/month", [2.5e6, -3.1e7], "万"),
        ("USD", [1_676_997.0, 335_399.0], ""),  # in tens of thousands the smaller would lose a figure
        ("CNY/Mtok", [16.0, 2e7], ""),
        ("tokens/s", [2.5e8, 1e7], ""),
        ("share", [0.5], ""),
    ],
)
def test_large_money_is_told_in_the_words_of_its_language(unit: str, values: list[float], chinese: str) -> None:
    """A spreadsheet divides by thousands only: 万 is a thousand with its last digit behind a point, 亿 a million with two."""
    english = number_format(unit, values)
    said = read_language(open_content(), "zh").text(english)
    assert [sign for sign in ("万", "亿") if sign in said] == ([chinese] if chinese else [])
    assert chinese == "" or re.sub(r"\\", "", english) == "#,##0_);(#,##0);-_);@_)"
    assert chinese != "万" or said.startswith(r'0\.0,"万"')
    assert chinese != "亿" or said.startswith(r'0\.00,,"亿"')


def test_titles_that_repeat_are_told_apart_by_what_their_axis_gives(shipped: Callable[[str], Published]) -> None:
    """Four demands of one way are four titles on every sheet."""
    page = openpyxl.load_workbook(shipped("buy-rent-api-8xh200").paths[0])["Model"]
    titles = [page.cell(6, FIRST_CASE + n).value for n in range(27)]
    assert len(set(titles)) == 27
    assert "Buy, at other demands: 30000 requests/day" in titles


def test_the_cover_names_switches_and_what_does_not_recalculate(shipped: Callable[[str], Published]) -> None:
    """Each switch with what the cases choose by it; the parts whose figures are the engine's."""
    page = openpyxl.load_workbook(shipped("buy-rent-api-8xh200").paths[0])["Cover"]
    said = " ".join(str(row[1].value) for row in page.iter_rows(5, max_col=2))
    assert "owned_share = 0 or 1; " in said
    assert "fleet_follows_peak = 1; " in said
    assert "Sensitivity of levelised_cost_per_mtok: its chain runs over periods" in said
    assert re.search(r"Tables: \d+ of \d+ figures, in grey", said)
