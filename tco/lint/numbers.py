"""How many characters a number takes in its format: enough to tell a number that does not fit."""

from __future__ import annotations

import re


def characters(value: float, shape: str) -> int:
    """The characters of a number in a format; 0 where the format cannot be told.

    >>> characters(1234567.0, '#,##0.00_);(#,##0.00);"-"_);@_)'), characters(0.253, "0.0%"), characters(2e9, '#,##0,,," G"')
    (13, 5, 3)
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
