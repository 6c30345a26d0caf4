"""Fixtures that several files share: the shipped price book, a workspace laid over it, and the command line."""

from __future__ import annotations

import csv
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from billing import mixed, work  # noqa: F401 - fixtures
from closing import written  # noqa: F401 - a fixture
from shell import Done, Tco

from tco.cli import main
from tco.content import Content, open_content
from tco.engine import Model, load
from tco.pricebook import PriceBook
from tco.publish import Published, publish
from tco.resolve import resolve
from tco.scenario import setting
from tco.scenario_file import read_scenario
from tco.sheet import sheet

if TYPE_CHECKING:
    from collections.abc import Callable

PROVENANCE = {"valid_from": "2025-06-01", "confidence": "high", "source": "quotation 17", "source_date": "2025-06-01"}


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that is shipped."""
    return open_content()


@pytest.fixture(scope="session")
def book(content: Content) -> PriceBook:
    """The price book that is shipped."""
    return PriceBook(content)


@pytest.fixture(scope="session")
def model(content: Content, book: PriceBook) -> Callable[..., Model]:
    """A scenario, by name or path, with settings of the command line: model("deepseek-640", "batch=64").run()."""

    def ready(name: str | Path, *settings: str) -> Model:
        file = read_scenario(content, str(name))
        return Model(resolve(file, book, sheet(), [setting(text) for text in settings]), book)

    return ready


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Published]:
    """A shipped scenario as its workbook: run and written once, whoever asks."""
    folder = tmp_path_factory.mktemp("shipped")
    return cache(lambda name: publish(load(name), folder, ("xlsx",)))


@pytest.fixture
def workspace_table(tmp_path: Path) -> Callable[..., PriceBook]:
    """Write rows of one price table into a workspace and open it over what is shipped."""

    def write(table: str, *rows: dict[str, object]) -> PriceBook:
        path = tmp_path / "pricing" / f"{table}.csv"
        path.parent.mkdir(exist_ok=True)
        full = [PROVENANCE | row for row in rows]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(key for row in full for key in row)))
            writer.writeheader()
            writer.writerows(full)
        return PriceBook(open_content([tmp_path]))

    return write


@pytest.fixture
def tco(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tco:
    """Run a command in an empty folder, as the shell would."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["tco", *arguments])
        capsys.readouterr()
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        return Done(status, *capsys.readouterr())

    return run
