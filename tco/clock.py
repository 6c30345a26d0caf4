"""The clock of a scenario: which days a period covers, and what that makes of every period.

A scenario says on which day its first period starts, with which month its fiscal year starts, and up to which day its
figures are actuals. How many months a period has is an input of its cases. Pure: no "today".
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MONTHS, LAST_SAFE_DAY = 12, 28


@dataclass(frozen=True)
class Clock:
    """When the first period starts, when the fiscal year does (a month), and until when figures are actuals."""

    start: dt.date
    fiscal_year_start: int = 1
    actuals_to: dt.date | None = None

    def starts(self, months: int, periods: int) -> list[dt.date]:
        """The first day of each period, and of the one after the last.

        >>> [str(day) for day in Clock(dt.date(2024, 1, 1)).starts(1, 2)]
        ['2024-01-01', '2024-02-01', '2024-03-01']
        """
        return [later(self.start, months * t) for t in range(periods + 1)]

    def fiscal_year(self, day: dt.date) -> int:
        """The fiscal year of a day, named after the calendar year in which it ends.

        >>> Clock(dt.date(2026, 1, 1), fiscal_year_start=7).fiscal_year(dt.date(2026, 7, 1))
        2027
        """
        return day.year + (1 < self.fiscal_year_start <= day.month)

    def labels(self, months: int, periods: int) -> list[str]:
        """The periods by name: 2026-01; 2026-Q1, or FY26Q3 where the fiscal year is not the calendar's; 2026 or FY26.

        >>> Clock(dt.date(2026, 1, 1), fiscal_year_start=7).labels(3, 2), Clock(dt.date(2026, 1, 1)).labels(1, 2)
        (['FY26Q3', 'FY26Q4'], ['2026-01', '2026-02'])
        """
        return [self._label(day, months) for day in self.starts(months, periods)[:-1]]

    def _label(self, day: dt.date, months: int) -> str:
        into = (day.month - self.fiscal_year_start) % MONTHS
        if into % months or months not in (3, MONTHS):
            return f"{day:%Y-%m}"
        fiscal = self.fiscal_year_start != 1
        quarter = f"Q{into // 3 + 1}" if months == 3 else ""
        year = f"FY{self.fiscal_year(day) % 100:02d}" if fiscal else f"{day.year}"
        return year + ("" if fiscal or not quarter else "-") + quarter

    def rows(self, months: int, periods: int) -> dict[str, tuple[float, ...]]:
        """What the clock gives: a row of periods for each quantity of that name.

        >>> Clock(dt.date(2024, 1, 1)).rows(3, 4)["days_in_period"]
        (91.0, 91.0, 92.0, 92.0)
        """
        starts = self.starts(months, periods)
        begins = starts[:-1]
        until = self.actuals_to or dt.date.min
        found = {
            "period_index": range(1, periods + 1),
            "days_in_period": [(after - day).days for day, after in zip(begins, starts[1:], strict=True)],
            "fiscal_year": [self.fiscal_year(day) for day in begins],
            "year_index": [self.fiscal_year(day) - self.fiscal_year(self.start) + 1 for day in begins],
            "year_ends": [a != b for a, b in pairwise(self.fiscal_year(day) for day in starts)],
            "month_of_year": [day.month for day in begins],
            "is_actual": [after <= until + dt.timedelta(days=1) if self.actuals_to else 0 for after in starts[1:]],
        }
        return {name: tuple(float(x) for x in row) for name, row in found.items()}

    def row(self, steps: Sequence[tuple[dt.date, float]], months: int, periods: int) -> tuple[float, ...]:
        """Values that each count from a day on, as a row: what counts on the first day of the period."""
        return tuple([value for day, value in steps if day <= begin][-1] for begin in self.starts(months, periods)[:-1])


def later(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months on.

    >>> later(dt.date(2025, 11, 1), 3)
    datetime.date(2026, 2, 1)
    """
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


CLOCK_ROWS = tuple(Clock(dt.date(2000, 1, 1)).rows(1, 1))
