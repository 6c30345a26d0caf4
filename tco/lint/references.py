"""What a formula reads and calls, and how it looks from its own cell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_REFERENCE = re.compile(
    r"""("(?:[^"]|"")*")"""
    r"""|((?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?(?![\w(.!])"""
)
_ANCHORED = re.compile(r"""("(?:[^"]|"")*")|(?<![\w.])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(.!])""")


class Area(NamedTuple):
    """Cells that a formula reads: sheet, first row and column, last row and column."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def single(self) -> bool:
        return (self.top, self.left) == (self.bottom, self.right)


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """The number of a column.

    >>> column_number("AB")
    28
    """
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return number


def references(formula: str, sheet: str) -> list[Area]:
    """The cells and ranges that a formula on a sheet reads.

    >>> references("=Inputs!$D$7*SUM(A1:B2)", "Model")
    [Area(sheet='Inputs', top=7, left=4, bottom=7, right=4), Area(sheet='Model', top=1, left=1, bottom=2, right=2)]
    """
    found = []
    for text, prefix, left, top, right, bottom in _REFERENCE.findall(formula):
        if not text:
            home = prefix[:-1].strip("'").replace("''", "'") if prefix else sheet
            first, last = column_number(left), column_number(right or left)
            found.append(Area(home, int(top), min(first, last), int(bottom or top), max(first, last)))
    return found


def relative(formula: str, row: int, column: int) -> str:
    """The formula as seen from its cell, the same for every cell that it is copied to.

    >>> relative("=A1+$B$2", 1, 2) == relative("=B1+$B$2", 1, 3)
    True
    """

    def seen(found: re.Match[str]) -> str:
        text, fixed_column, letters, fixed_row, digits = found.groups()
        if text:
            return text
        across = f"C{column_number(letters)}" if fixed_column else f"C[{column_number(letters) - column}]"
        return (f"R{digits}" if fixed_row else f"R[{int(digits) - row}]") + across

    return _ANCHORED.sub(seen, formula)


@lru_cache(maxsize=65536)
def tokens(formula: str) -> tuple[tuple[str, str, str], ...]:
    """The tokens of a formula: value, type, subtype; none where it cannot be read."""
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import TokenizerError

    try:
        return tuple((t.value, t.type, t.subtype) for t in Tokenizer(formula).items)
    except (TokenizerError, IndexError):
        return ()


def calls(formula: str) -> set[str]:
    """The functions that a formula calls, as they are stored."""
    return {value.rstrip("(").upper() for value, kind, part in tokens(formula) if (kind, part) == ("FUNC", "OPEN")}


def constants(formula: str) -> set[float]:
    """The numbers that are written in a formula."""
    return {float(value) for value, kind, part in tokens(formula) if (kind, part) == ("OPERAND", "NUMBER")}


def nests_if(formula: str) -> bool:
    """Whether an IF stands inside an IF.

    >>> nests_if("=IF(A1,IF(B1,1,2),3)"), nests_if("=IF(A1,1,2)+IF(B1,1,2)")
    (True, False)
    """
    opened: list[bool] = []
    for value, kind, part in tokens(formula):
        if kind in ("FUNC", "PAREN") and part == "OPEN":
            is_if = value.upper() == "IF("
            if is_if and any(opened):
                return True
            opened.append(is_if)
        elif kind in ("FUNC", "PAREN") and part == "CLOSE" and opened:
            opened.pop()
    return False
