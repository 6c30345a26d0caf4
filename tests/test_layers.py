"""What a workspace has wins over what is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tco.content import open_content
from tco.engine import Model, load
from tco.pricebook import PriceBook
from tco.report import make_report, read_manifest
from tco.resolve import resolve
from tco.scenario_file import read_scenario
from tco.sheet import sheet


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A scenario and a report of the name of shipped ones, and two rows of a table."""
    texts = {
        "scenarios/deepseek-day.toml": 'base = "deepseek-8xh200"\ntitle = "Mine"\nreport = "workings"\n',
        "reports/workings/report.toml": 'title = "My workings"\n[[table]]\nsql = "one"\n',
        "reports/workings/one.sql": 'select c."case", c.cost_per_second from cases as c order by c.place',
        "pricing/defaults.csv": "quantity,value,unit,valid_from,confidence,source,source_date\n"
        "pue,1.11,ratio,2025-07-15,high,my meter,2026-01-01\n"
        "discount_rate_per_year,0.12,share,2024-01-01,high,my bank,2026-01-01\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_a_workspace_has_wins(workspace: Path) -> None:
    """Its scenario and its report by name, its rows by offer and date; the rest is as shipped."""
    content = open_content([workspace])
    book = PriceBook(content)
    ready = Model(resolve(read_scenario(content, "deepseek-day"), book, sheet()), book)
    assert ready.scenario.title == "Mine"
    table = make_report(ready.run(), content, ready.scenario.report).tables[0]
    assert read_manifest(content, "workings")[0].title == "My workings"
    assert [row[0] for row in table.rows] == [case.name for case in ready.scenario.cases]
    found = ready.scenario.cases[0].inputs
    assert (found["pue"].value, found["pue"].origin, found["pue"].where) == (
        1.11,
        "workspace price",
        "pricing/defaults.csv:2",
    )
    assert (found["discount_rate_per_year"].value, found["discount_rate_per_year"].source) == (0.12, "my bank")
    assert found["gpu_memory_bytes"].origin == "shipped price"


def test_a_row_of_another_date_joins_the_history(workspace: Path) -> None:
    """A rate from 2024 does not count in 2023, when the shipped one does."""
    shipped = PriceBook(open_content()).default("discount_rate_per_year", "2023-06-01")
    assert PriceBook(open_content([workspace])).default("discount_rate_per_year", "2023-06-01") == shipped


def test_the_current_folder_counts_where_it_is_a_workspace(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word on the command line."""
    monkeypatch.chdir(workspace)
    assert load("deepseek-day").scenario.title == "Mine"


def test_the_later_of_two_workspaces_wins(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """They are laid over each other in the order in which they are named."""
    later = tmp_path_factory.mktemp("later")
    (later / "scenarios").mkdir()
    (later / "scenarios" / "deepseek-day.toml").write_text(
        'base = "deepseek-8xh200"\ntitle = "Later"\n', encoding="utf-8"
    )
    titles = [
        load("deepseek-day", content=open_content(way)).scenario.title
        for way in ([workspace, later], [later, workspace])
    ]
    assert titles == ["Later", "Mine"]
