"""Titles that tell cases apart: those that an axis makes of one case share its title, and are told by their values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from tco.results import Results
from tco.scenario import Case

AXIS = re.compile(r" [a-z_0-9]+=")


def told_apart(results: Results) -> Results:
    """The results with a title for each case that no other has."""
    cases = results.scenario.cases
    shared = Counter(case.title or case.name for case in cases)
    own = tuple(replace(c, title=_own(c)) if shared[c.title or c.name] > 1 else c for c in cases)
    return replace(results, scenario=replace(results.scenario, cases=own))


def _own(case: Case) -> str:
    """The title with what the case is on its axes; with its name where it is on none.

    >>> _own(Case("own load=300 requests/day pue=1.2", "Buy")), _own(Case("rent", "Rent"))
    ('Buy: 300 requests/day, 1.2', 'Rent: rent')
    """
    values = AXIS.split(case.name)[1:]
    return f"{case.title}: {', '.join(values) or case.name}"
