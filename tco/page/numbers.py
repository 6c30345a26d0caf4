"""How is a number of a given unit written? One table of rules, read here and by the page's script.

Money has fixed decimals by its unit, so that a column lines up; shares are per cent; bytes, FLOP and seconds carry an
SI prefix; everything else shows four figures. A value too small for its decimals shows three figures instead. Ties
round away from zero, as the script's `toFixed` does, so both readings write the same text. Chinese counts large amounts,
money too, in ten thousands and hundreds of millions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

NONE, MINUS, SPACE = "–", "−", "\u202f"
NOTHING = 1e-12
SWITCH = "switch"  # in place of the unit of an input that is 1 or 0
MOST_SHOWN, FIRST_SHOWN = 6, 3  # of the values of a row of periods

RULES: dict[str, dict[str, object]] = {
    "fixed": {
        "money/s": 4, "money/Mtok": 2, "money/gpu/hour": 2, "money/hour": 2, "money/kWh": 3, "money/month": 0,
        "money/day": 0, "money/year": 0, "money": 0, "money/gpu": 0, "months": 1, "years": 1, "requests/s": 1,
        "prompts/s": 1, "tokens/s": 0, "tokens/s/gpu": 1,
    },
    "scaled": {
        "bytes": "B", "bytes/s": "B/s", "bytes/token": "B/token", "bytes/sequence": "B/sequence", "FLOP": "FLOP",
        "FLOP/s": "FLOP/s", "FLOP/prompt": "FLOP/prompt", "W": "W",
    },
    "prefixes": {"P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "": 1},
    "seconds": {"s": 1, "ms": 1e-3, "µs": 1e-6},
    "large": {"tn": 1e12, "bn": 1e9},
    "switch": {"yes": 1, "no": 0},
    "counted": {"from": 1e9},  # the least to be written large, and the amounts of money that are
}  # fmt: skip
AMOUNTS = ("money", "money/gpu", "money/day", "money/month", "money/year")
CHINESE: dict[str, dict[str, object]] = {
    **RULES, "switch": {"是": 1, "否": 0}, "large": {"亿": 1e8, "万": 1e4}, "counted": {"from": 1e5, **dict.fromkeys(AMOUNTS, 1)},
}  # fmt: skip
_CURRENCY = re.compile(r"^[A-Z]{3}(?=/|$)")
_BARE = {"share", "ratio", "count", "text", "date", "s", SWITCH}


def kind(unit: str) -> str:
    """The unit with `money` in place of a currency code, as the rules know it.

    >>> kind("CNY/Mtok")
    'money/Mtok'
    """
    return _CURRENCY.sub("money", unit)


def unit_beside(unit: str) -> str:
    """The unit to write in a heading; nothing where the number carries it itself.

    >>> unit_beside("CNY/s"), unit_beside("share"), unit_beside("bytes/s")
    ('CNY/s', '', '')
    """
    return "" if kind(unit) in _BARE or kind(unit) in RULES["scaled"] else unit


def rules(language: str) -> dict[str, dict[str, object]]:
    """How numbers are written in a language."""
    return CHINESE if language == "zh" else RULES


def number(value: object, unit: str = "", language: str = "en") -> str:
    """A value as the page writes it.

    >>> number(3.7037037, "CNY/s"), number(-0.1574, "share"), number(4.8e12, "bytes/s"), number(None, "s")
    ('3.7037', '−15.7\u202f%', '4.80\u202fTB/s', '–')
    >>> number(450_443.0, "USD/month"), number(450_443.0, "USD/month", "zh")
    ('450,443', '45.04\u202f万')
    """
    if isinstance(value, tuple):
        return _row([number(one, unit, language) for one in value])
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return NONE if value is None else str(value)
    if not math.isfinite(value):
        return NONE
    text = _written(abs(float(value)), kind(unit), rules(language))
    return MINUS + text if value < 0 and re.search("[1-9]", text) else text


def _row(texts: list[str]) -> str:
    """Values of periods: one where they are alike, else all of a few, or the first and the last of many.

    >>> _row(["0", "0"]), _row(["1", "2"]), _row(list("123456789"))
    ('0', '1, 2', '1, 2, 3 … 9')
    """
    if len(set(texts)) == 1:
        return texts[0]
    return ", ".join(texts) if len(texts) <= MOST_SHOWN else f"{', '.join(texts[:FIRST_SHOWN])} … {texts[-1]}"


def _written(size: float, unit: str, among: dict[str, dict[str, object]]) -> str:
    if unit == SWITCH:
        return next((word for word, value in among[SWITCH].items() if value == size), _written(size, "share", among))
    if unit == "share":
        return _decimals(size * 100, 1) + SPACE + "%"
    if unit == "s":
        return _prefixed(size, "seconds", "")
    if suffix := RULES["scaled"].get(unit):
        return _prefixed(size, "prefixes", str(suffix))
    places = RULES["fixed"].get(unit)
    if (places is None or unit in among["counted"]) and (text := _large(size, among)):
        return text
    return _figures(size) if places is None else _decimals(size, int(str(places)))


def _prefixed(size: float, table: str, suffix: str) -> str:
    steps = {name: float(str(factor)) for name, factor in RULES[table].items()}
    prefix = next(
        (p for p, factor in steps.items() if size >= factor), (list(steps) if size else [*reversed(steps)])[-1]
    )
    prefix = prefix if size or table == "seconds" else ""
    return _figures(size / steps[prefix], trimmed=table == "seconds") + SPACE + prefix + suffix


def _large(size: float, among: dict[str, dict[str, object]]) -> str:
    for name, factor in among["large"].items():
        if size >= max(float(str(factor)), float(str(among["counted"]["from"]))):
            return _figures(size / float(str(factor))) + SPACE + name
    return ""


def _figures(size: float, *, trimmed: bool = True) -> str:
    """Four figures, or all of a whole number; without prefix three figures and their zeros."""
    if size == math.floor(size) and size < 1e15:
        return _fixed(size, 0)
    if not trimmed:
        return _decimals(size, 0 if size >= 100 else 1 if size >= 10 else 2)
    places = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 10 else 3
    return _trim(_decimals(size, places))


def _decimals(size: float, places: int) -> str:
    """Fixed decimals; three figures where those would leave less than two. What is left of a difference is zero."""
    if size < NOTHING:
        return _fixed(0.0, places)
    if size < 10.0 ** (1 - places) and places and size < 1:
        exponent = math.floor(math.log10(size))
        return _fixed(size, 2 - exponent) if exponent >= -6 else f"{_fixed(size / 10.0**exponent, 2)}e{exponent}"
    return _fixed(size, places) if size < 1e15 else f"{_fixed(size / 1e15, 3)}e15"


def _fixed(size: float, places: int) -> str:
    return f"{Decimal(size).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: object, unit: str, language: str = "en", said: Callable[[str], str] = str) -> str:
    """A number with its unit, as it stands in a sentence; `said` is what the language calls a unit.

    >>> amount(16.0, "CNY/Mtok"), amount(0.5, "share")
    ('16.00\\xa0CNY/Mtok', '50\\u202f%')
    """
    beside = said(unit_beside(unit))
    text = number(value, unit, language)
    if kind(unit) == "share":
        return text.replace(".0" + SPACE, SPACE)
    return text + (f"\u00a0{beside}" if beside and value is not None else "")
