"""What is each case called? Its title, and where many share one, its point on the axes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tco.page.words import Words
from tco.scenario import Case

_AXIS = re.compile(r"(\w+)=(.*?)(?= \w+=|$)")
_DIGITS = re.compile(r"(?<![\w.])\d+(?![\w.])")


def case_titles(cases: Sequence[Case], words: Words) -> dict[str, str]:
    """What each case is called: its title, with its point on the axes where titles repeat."""
    names = [c.title or c.name for c in cases]
    return {
        c.name: title
        if names.count(title) == 1
        else words.say("at_point", case=title, point=_point(c.name, words) or c.name)
        for c, title in zip(cases, names, strict=True)
    }


def _point(name: str, words: Words) -> str:
    """Where on its axes a case stands: what carries a unit speaks for itself."""
    return ", ".join(
        _DIGITS.sub(
            lambda digits: f"{float(digits[0]):,.15g}",
            _united(value, words) if " " in value else f"{words.label(axis)} {value}",
        )
        for axis, value in _AXIS.findall(name.partition(" ")[2])
    )


def _united(value: str, words: Words) -> str:
    """A value with its unit in the words of the page.

    >>> _united("100000 requests/day", Words({}))
    '100000 requests/day'
    """
    number, _, unit = value.partition(" ")
    return f"{number} {words.unit(unit)}"
