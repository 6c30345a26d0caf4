"""How numbers read: a format a row, after the unit and the size of what stands in it.

Zero is a dash, negatives stand in brackets, shares are per cent, large counts are in M, G, T or P (1e6 to 1e15).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

GENERAL, TEXT, PER_CENT = "General", "@", "0.0%"
# Large money reads the same here whichever of these it has. They are told apart so that a language that counts money in ten
# thousands and hundreds of millions can say them so: words/zh has a format for each.
LARGE = ((r"#,##0_);\(#,##0\);\-_);@_)", 1e7, 1e8), (r"#,##0_);(#,##0);\-_);@_)", 1e6, 1e6))
SIGNS = ((5, "P"), (4, "T"), (3, "G"), (2, "M"))  # thousands of thousands, and their sign
_TOTALS = ("month", "day", "year")
_UNIT_PRICES = ("Mtok", "hour", "kWh")


def number_format(unit: str, values: Iterable[object]) -> str:
    """The format of a row.

    >>> number_format("share", [0.253])
    '0.0%_);(0.0%);"-"_);@_)'
    >>> number_format("CNY/Mtok", [16.0, 18.5])
    '#,##0.00_);(#,##0.00);"-"_);@_)'
    >>> number_format("bytes", [2e9, 6194805648.0])
    '#,##0.000,,," G"_);(#,##0.000,,," G");"-"_);@_)'
    >>> number_format("bytes", [141e9])
    '#,##0,,," G"_);(#,##0,,," G");"-"_);@_)'
    """
    sizes = [abs(v) for v in values if isinstance(v, (int, float)) and v]
    positive = _positive(unit, sizes)
    large = (shape for shape, least, most in LARGE if _is_amount(unit) and min(sizes) >= least and max(sizes) >= most)
    return next(large, _sections(positive)) if positive == "#,##0" and sizes else _sections(positive)


def axis_format(values: Iterable[object]) -> str:
    """The format of an axis that runs over values: two figures of a fifth of the way, large ones in M, G, T or P.

    >>> axis_format([0.014, 0.002]), axis_format([16.0, None]), axis_format([1.3e6, -2e5]), axis_format([2.5e10])
    ('#,##0.0000', '#,##0.0', '#,##0', '#,##0.0,,," G"')
    """
    most = max((abs(v) for v in values if isinstance(v, (int, float))), default=0.0)
    steps, sign = next(((n, s) for n, s in SIGNS if most >= 1000**n * 10), (0, ""))
    step = most / 5 / 1000**steps
    decimals = max(0, 1 - math.floor(math.log10(step))) if step else 0
    return f"{_fixed(min(decimals, 9))}{',' * steps}" + (f'" {sign}"' if sign else "")


def _sections(positive: str) -> str:
    return f'{positive}_);({positive});"-"_);@_)'


def _positive(unit: str, sizes: list[float]) -> str:
    least, most = (min(sizes), max(sizes)) if sizes else (1.0, 1.0)
    whole = all(size == int(size) for size in sizes)
    money, _, per = unit.partition("/")
    if unit == "share":
        return PER_CENT if least >= 0.001 else _fixed(_decimals(least, 2) - 2) + "%"
    if most >= 1e18 or least < 1e-7:
        return "0.000E+00"
    if most >= 1e7 and not (_is_currency(money) and most < 1e12):
        return _scaled(sizes)
    if _is_currency(money):
        return _fixed(_money_decimals(per, least, most))
    return _fixed(0 if whole else _decimals(most if least >= most / 1000 else least, 5))


def _is_currency(word: str) -> bool:
    return len(word) == 3 and word.isupper()


def _is_amount(unit: str) -> bool:
    """Is a unit an amount of money, at all or by the month, and no price?"""
    money, _, per = unit.partition("/")
    return _is_currency(money) and (not per or per in _TOTALS)


def _money_decimals(per: str, least: float, most: float) -> int:
    if not per or per in _TOTALS:
        return 0 if most >= 1000 else 2
    if per in _UNIT_PRICES or per.endswith("hour"):
        return 2 if least >= 1 else 4
    return 2 if least >= 100 else 4 if least >= 0.01 else _decimals(least, 3)


def _scaled(sizes: list[float]) -> str:
    """Thousands of thousands: each comma after the digits divides by 1,000."""
    steps, sign = next((n, s) for n, s in SIGNS if max(sizes) >= 1000**n)
    decimals = 3 if any(size % 1000**steps for size in sizes) else 0
    return f'{_fixed(decimals)}{"," * steps}" {sign}"'


def _decimals(size: float, figures: int) -> int:
    """Decimals that show so many figures of a number."""
    return min(9, max(0, figures - 1 - math.floor(math.log10(size))))


def _fixed(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals > 0 else "")


def characters(value: float, shape: str) -> int:
    """The characters of a number in a format; 0 where the format cannot be told.

    >>> characters(1234567.0, '#,##0.00_);(#,##0.00);"-"_);@_)'), characters(0.253, "0.0%"), characters(2e9, '#,##0,,," G"')
    (12, 5, 3)
    """
    if shape in ("General", "@") or not re.search(r"[0#?]", shape):
        return 0
    parts = shape.split(";")
    part = parts[1] if value < 0 and len(parts) > 1 else parts[2] if value == 0 and len(parts) > 2 else parts[0]
    quoted = "".join(re.findall(r'"([^"]*)"', part))
    bare = re.sub(r'"[^"]*"|_.|\\.|\[[^\]]*\]', " ", part)
    if "E" in bare.upper():
        return len(quoted) + len(bare.strip())
    found = re.search(r"[#0?,]*(?:\.[0#?]+)?,*", bare[_first(bare) :])
    digits = found[0] if found else ""
    return len(quoted) + _width(abs(value), digits, bare) + len(re.findall(r"[()\-%$€¥ ]", bare.strip()))


def _first(text: str) -> int:
    return next((place for place, character in enumerate(text) if character in "#0?"), 0)


def _width(value: float, digits: str, bare: str) -> int:
    scaled = value * (100 if "%" in bare else 1) / 1000 ** (len(digits) - len(digits.rstrip(",")))
    decimals = len(digits.rstrip(",").partition(".")[2])
    whole = f"{scaled:.{decimals}f}"
    return len(f"{float(whole):,.{decimals}f}" if "," in digits.rstrip(",") else whole)
