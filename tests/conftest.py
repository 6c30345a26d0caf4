"""Fixtures that several files share: the shipped price book, and a workspace laid over it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tco.content import open_content
from tco.pricebook import PriceBook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROVENANCE = {"valid_from": "2025-06-01", "confidence": "high", "source": "quotation 17", "source_date": "2025-06-01"}


@pytest.fixture(scope="session")
def book() -> PriceBook:
    """The price book that is shipped."""
    return PriceBook(open_content())


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
