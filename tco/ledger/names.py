"""Names of what can be compared: a scenario, a closed quarter of it, a case of either.

buy-rent-api            the scenario as it runs now
buy-rent-api@2026Q4     its closed quarter, the latest statement of it
buy-rent-api@2026Q4#1   its first statement, where it was restated
buy-rent-api@2026Q4:own one case of it
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tco.errors import Fault, InputError
from tco.quarters import parse_quarter

_REF = re.compile(r"(?P<scenario>[^@#]+?)(@(?P<quarter>[^@#:]+)(#(?P<number>\d{1,6}))?)?(:(?P<case>[^@#:]+))?")


@dataclass(frozen=True)
class Ref:
    """What is meant: a scenario, perhaps a closed quarter of it, perhaps one case. `number` 0 is the latest."""

    scenario: str
    quarter: str = ""
    number: int = 0
    case: str = ""

    def __str__(self) -> str:
        quarter = f"@{self.quarter}" if self.quarter else ""
        return (
            f"{self.scenario}{quarter}{f'#{self.number}' if self.number else ''}{f':{self.case}' if self.case else ''}"
        )


def parse_ref(text: str) -> Ref:
    """A name of the command line.

    >>> parse_ref("buy@2026-q4#2:own")
    Ref(scenario='buy', quarter='2026Q4', number=2, case='own')
    """
    found = _REF.fullmatch(text)
    if not found:
        raise InputError(
            Fault("not a name to compare", found=repr(text)[:80], allowed="NAME, NAME@2026Q4, NAME@2026Q4:CASE")
        )
    quarter = str(parse_quarter(found["quarter"], text)) if found["quarter"] else ""
    return Ref(found["scenario"], quarter, int(found["number"] or 0), found["case"] or "")
