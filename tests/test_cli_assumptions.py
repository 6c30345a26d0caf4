"""`tco run NAME --assumptions`: what moves the answer, by how much, and who then wins, in every form and language."""

from __future__ import annotations

import csv
import json

import pytest
from shell import Tco

from tco.assumptions import assumption_tables
from tco.engine import load
from tco.texts import columns

NAME = "h100-cluster-64"


def test_the_terminal_shows_what_the_report_lists(tco: Tco) -> None:
    """Each assumption with its ends, the figure at both, and the way that then wins; what moves nothing is named."""
    shown = tco("run", NAME, "--assumptions").out
    table = assumption_tables(load(NAME).run())[0]
    lines = shown.splitlines()
    for row in table.rows:
        assert sum(line.split()[:1] == [str(row[0])] for line in lines) >= 2, row[0]  # its ends, and the figures there
    assert "rent_cost_per_gpu_hour, At low: reserved instead of own" in lines
    assert "These do not move it" in " ".join(lines)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", [NAME, "deepseek-640"])
def test_no_line_is_wider_than_the_terminal(name: str, lang: str, tco: Tco) -> None:
    shown = tco("run", name, "--assumptions", "--lang", lang).out
    assert shown
    assert [line for line in shown.splitlines() if columns(line) > 80] == []
    assert "\x1b" not in shown


def test_programs_read_all_of_it(tco: Tco) -> None:
    """The names of the columns, the same in CSV and JSON; numbers in full, and in no language."""
    rows = list(csv.DictReader(tco("run", NAME, "--assumptions", "--csv").out.splitlines()))
    found = json.loads(tco("run", NAME, "--assumptions", "--json", "--lang", "zh").out)
    assert list(found) == ["scenario", "currency", "assumptions", "ranges"]
    assert [list(row) for row in rows[:1]] == [list(found["assumptions"][0])]
    rent = next(row for row in found["assumptions"] if row["quantity"] == "rent_cost_per_gpu_hour")
    assert (rent["low"], rent["how"], rent["best_at_low"]) == (1.3, "range stated", "reserved instead of own")


def test_markdown_has_both_tables(tco: Tco) -> None:
    shown = tco("run", NAME, "--assumptions", "--md", "--lang", "zh").out
    assert [line for line in shown.splitlines() if line.startswith("## ")] == [
        "## 各项假设的影响：平准化成本（每百万输出 token）", "## 各项范围的合计影响：平准化成本（每百万输出 token）"
    ]  # fmt: skip


def test_a_setting_moves_the_table(tco: Tco) -> None:
    """Twice the load of 50 %: every token at half the cost."""
    plain, busy = (
        json.loads(tco("run", NAME, "--assumptions", "--json", *more).out)["ranges"][0]["levelised_cost_per_mtok"]
        for more in ((), ("--set", "utilisation_share=1"))
    )
    assert busy == pytest.approx(plain / 2, rel=0.2)


def test_a_quantity_cannot_be_asked_for_beside(tco: Tco) -> None:
    done = tco("run", NAME, "--assumptions", "-q", "npv")
    assert done.status == 2
    assert "--assumptions or --quantity, not both" in done.err
