"""One check of one case: what is looked at, what is expected, and how bad it is where they part."""

from __future__ import annotations

from dataclasses import dataclass

from tco.workbook.identities import ALERT, AT_MOST, EQUAL, ERROR, SENSITIVITY

OK, ALL_CASES = "OK", -1
FAILING = {ERROR: "CHECK", SENSITIVITY: "CHANGED", ALERT: "NOTE"}


@dataclass(frozen=True)
class Check:
    """A row of Checks. `formula` gives `value`; `expected` is a number, or a formula that gives `expected_value`.

    `case` is the number of a case from 0, or ALL_CASES.
    """

    sheet: str
    says: str
    case: int
    formula: str
    value: float
    expected: float | str
    expected_value: float = 0.0
    compare: str = EQUAL
    severity: str = ERROR

    @property
    def right(self) -> float:
        """The expected value as a number."""
        return self.expected_value if isinstance(self.expected, str) else self.expected

    @property
    def parted(self) -> float:
        """How far the value is off; below a limit it is not."""
        return max(0.0, self.value - self.right) if self.compare == AT_MOST else self.value - self.right

    def tolerance(self, relative: float) -> float:
        """What difference is forgiven."""
        return relative * max(abs(self.value), abs(self.right))

    def difference(self, relative: float) -> float:
        """How far the value is off, where that is more than the last digits."""
        return self.parted if abs(self.parted) > self.tolerance(relative) else 0.0

    def status(self, relative: float) -> str:
        """The word that the check shows."""
        return OK if self.difference(relative) == 0 else FAILING[self.severity]
