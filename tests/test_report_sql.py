"""SQL of reports: where it is looked for, and what is told where it is missing."""

from datetime import date
from pathlib import Path

import pytest

from tco.catalogue import one
from tco.content import open_content, shipped_root
from tco.errors import InputError
from tco.pricebook import PriceBook
from tco.report import statement


def test_sql_that_reports_share_stands_once(tmp_path: Path) -> None:
    """A report without a file of that name takes the shared one; its own wins, and so does a workspace's."""
    mine = tmp_path / "reports" / "mine"
    mine.mkdir(parents=True)
    content = open_content([tmp_path])
    text, where = statement(content, mine, "pins")
    assert (where, text) == ("reports/_shared/pins.sql", (shipped_root() / where).read_text(encoding="utf-8"))
    (tmp_path / "reports" / "_shared").mkdir()
    (tmp_path / "reports" / "_shared" / "pins.sql").write_text("select 1", encoding="utf-8")
    assert statement(content, mine, "pins") == ("select 1", "reports/_shared/pins.sql")
    (mine / "pins.sql").write_text("select 2", encoding="utf-8")
    assert statement(content, mine, "pins") == ("select 2", "reports/mine/pins.sql")


def test_a_query_that_is_missing_is_told_by_show_too(tmp_path: Path) -> None:
    """With its place, as a run tells it."""
    mine = tmp_path / "reports" / "mine"
    mine.mkdir(parents=True)
    (mine / "report.toml").write_text('title = "x"\n[[table]]\nsql = "one"\n', encoding="utf-8")
    content = open_content([tmp_path])
    with pytest.raises(InputError, match=r"^reports/mine/one\.sql: cannot be read"):
        one(content, PriceBook(content), "report", "mine", date(2026, 11, 24))
