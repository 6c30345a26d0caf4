"""Cells, rows and tables of the page, as plain objects for the templates."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tco.lineage import EFFECT, Made
from tco.page.figures import LONGEST

SCROLLED = 24  # rows of a table that gets a height of its own on screen
KEPT_TOGETHER = 14  # rows of a table that is not broken over printed pages


@dataclass(frozen=True)
class Shown:
    """One cell: its text, and whose number it is where it is one of the model."""

    text: str
    value: object = None
    case: str = ""
    quantity: str = ""
    numeric: bool = False
    again: bool = False
    made: Made | None = None
    unit: str = ""

    @property
    def live(self) -> bool:
        return bool(self.quantity)

    @property
    def as_run(self) -> bool:
        """Whether it is a figure that follows no what-if value."""
        return self.numeric and not self.live and not self.made and self.value is not None

    @property
    def told(self) -> str:
        """How it is made, as the script reads it: what is done, with which figures, and what each is called."""
        parts = [self.made.verb, *self.made.refs] if self.made else []
        return json.dumps(
            [parts, list(self.made.names)] if self.made else [], ensure_ascii=False, separators=(",", ":")
        )

    @property
    def tone(self) -> str:
        """negative or zero, for the style sheet."""
        known = isinstance(self.value, (int, float))
        return "zero" if known and self.value == 0 else "negative" if known and self.live and self.value < 0 else ""  # type: ignore[operator]


@dataclass(frozen=True)
class Line:
    """A row of cells with its heading."""

    heading: str
    unit: str
    cells: tuple[Shown, ...]
    quantity: str = ""


@dataclass(frozen=True)
class Grid:
    """A table as it is shown: headings with units, rows of cells, the numbers of its sources."""

    name: str
    title: str
    note: str
    headings: tuple[tuple[str, str, bool], ...]  # words, unit, numeric
    rows: tuple[tuple[Shown, ...], ...]
    sources: tuple[tuple[int, str], ...]
    columns: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[tuple[str, str, int], ...] = ()  # case, against, rows
    foot: str = ""  # what stands below the rows

    @property
    def cited(self) -> tuple[tuple[int, int], ...]:
        """The numbers of its sources as stretches: (1, 8), (11, 11)."""
        made: list[tuple[int, int]] = []
        for place, _ in self.sources:
            if made and place <= made[-1][1] + 1:
                made[-1] = (made[-1][0], place)
            else:
                made.append((place, place))
        return tuple(made)

    @property
    def as_run(self) -> bool:
        """Whether it holds figures that are no quantity of a case, and so follow no what-if value."""
        return not self.redrawn and any(cell.as_run for row in self.rows for cell in row)

    @property
    def redrawn(self) -> bool:
        """Whether its rows are terms of a difference, which a change adds to or takes away from."""
        return any(cell.made and cell.made.verb == EFFECT for row in self.rows for cell in row)

    @property
    def differences(self) -> str:
        """What its columns and rows are, as the script reads it."""
        return json.dumps({"columns": self.columns, "pairs": self.pairs}, ensure_ascii=False, separators=(",", ":"))

    @property
    def short(self) -> bool:
        return len(self.rows) <= KEPT_TOGETHER

    @property
    def tall(self) -> bool:
        return len(self.rows) > SCROLLED

    @property
    def wordy(self) -> bool:
        """Whether its rows begin with long titles."""
        return any(len(row[0].text) > LONGEST for row in self.rows if row)


@dataclass(frozen=True)
class Entry:
    """A given value with the cases it counts for: a pin, an assumption, a setting."""

    shown: Shown
    label: str
    unit: str
    by_formula: str
    reason: str
    note: str
    cases: str
    quantity: str
    until: str = ""  # of a pin of closed periods, up to when it holds
