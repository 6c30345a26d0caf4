"""Cells, rows and tables of the page, as plain objects for the templates."""

from __future__ import annotations

from dataclasses import dataclass

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

    @property
    def live(self) -> bool:
        return bool(self.quantity)

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
        return any(cell.numeric and not cell.live and cell.value is not None for row in self.rows for cell in row)

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
