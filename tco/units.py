"""The closed list of units: what a number is measured in, and which numbers may be turned into which.

Two readings of one table:

- *Strict*, for formulas: a unit is a product of its symbols, and hour is not second. A formula that mixes them must
  name the conversion (`SECONDS_PER_HOUR`, whose unit is s/hour), or its units do not come out.
- *Convertible*, for what people type: "50 ms" is 0.05 s, "4.8 TB/s" is 4.8e12 bytes/s. Month and year have no fixed
  length in seconds, so they convert to nothing but themselves.

Counts (gpus, sequences, requests, shares) are labels: they read well and cancel freely. Tokens cancel in formulas, but a
typed price per token must say so; Mtok is a symbol of its own, so that a price per million tokens never meets a token
unconverted. `money` stands for any currency; of two currencies in one unit neither does.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from tco.errors import Fault, InputError, nearest
from tco.toml_lines import as_written

Dimensions = tuple[tuple[str, int], ...]

# symbol -> (factor, base): one symbol is `factor` of `base`; "" is the base of counts.
SYMBOLS: dict[str, tuple[float, str]] = {
    "s": (1.0, "s"),
    "ms": (1e-3, "s"),
    "us": (1e-6, "s"),
    "minute": (60.0, "s"),
    "hour": (3600.0, "s"),
    "day": (86400.0, "s"),
    "month": (1.0, "month"),
    "year": (12.0, "month"),
    "byte": (1.0, "byte"),
    "KB": (1e3, "byte"),
    "MB": (1e6, "byte"),
    "GB": (1e9, "byte"),
    "TB": (1e12, "byte"),
    "KiB": (2.0**10, "byte"),
    "MiB": (2.0**20, "byte"),
    "GiB": (2.0**30, "byte"),
    "TiB": (2.0**40, "byte"),
    "Gbit": (1e9 / 8, "byte"),
    "FLOP": (1.0, "FLOP"),
    "GFLOP": (1e9, "FLOP"),
    "TFLOP": (1e12, "FLOP"),
    "PFLOP": (1e15, "FLOP"),
    "W": (1.0, "W"),
    "kW": (1e3, "W"),
    "MW": (1e6, "W"),
    "kg": (1.0, "kg"),
    "litre": (1.0, "litre"),
    "money": (1.0, "money"),
    "token": (1.0, "token"),
    "Mtok": (1e6, "token"),
    "1": (1.0, ""),
    "count": (1.0, ""),
    "share": (1.0, ""),
    "ratio": (1.0, ""),
    "percent": (0.01, ""),
    "K": (1e3, ""),
    "M": (1e6, ""),
    "B": (1e9, ""),
    "text": (1.0, "text"),
    "date": (1.0, "date"),
}
# Words for counts: labels without a dimension.
COUNTS = (
    "gpu", "sequence", "request", "server", "prompt", "parameter", "layer", "expert", "unit", "step",
    "hop", "period", "instance", "node", "replica", "image", "document",
)  # fmt: skip
# Other spellings people use.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "h": ("hour",), "hours": ("hour",), "hr": ("hour",), "min": ("minute",), "minutes": ("minute",),
    "days": ("day",), "d": ("day",), "months": ("month",), "years": ("year",), "seconds": ("s",), "sec": ("s",),
    "second": ("s",), "bytes": ("byte",), "kWh": ("kW", "hour"), "MWh": ("MW", "hour"), "mtok": ("Mtok",),
    "tok": ("token",), "tokens": ("token",), "shares": ("share",), "%": ("percent",), "l": ("litre",), "liter": ("litre",),
    "kb": ("KB",), "TFLOPs": ("TFLOP",), "GPU": ("gpu",), "GPUs": ("gpu",), "card": ("gpu",), "cards": ("gpu",),
    "chip": ("gpu",), "chips": ("gpu",), "device": ("gpu",), "devices": ("gpu",),
}  # fmt: skip
# Rates: so much of a symbol in a second.
RATES = {"TFLOPS": "TFLOP", "PFLOPS": "PFLOP", "GFLOPS": "GFLOP", "Gbps": "Gbit", "TOPS": "TFLOP"}
# Units a quantity may have: the closed list that formulas and inputs choose from.
QUANTITY_UNITS = frozenset((
    "count", "share", "ratio", "text",
    "gpus", "units", "hops", "tokens", "sequences", "prompts", "requests", "Mtok",
    "bytes", "GB", "FLOP", "W", "kW",
    "s", "hours", "days", "months", "years",
    "hours/day", "hours/month", "hours/year", "days/month", "1/s", "1/hour", "1/year", "s/byte",
    "tokens/s", "tokens/s/gpu", "prompts/s", "requests/s", "steps/s", "requests/day", "Mtok/month", "Mtok/year",
    "bytes/s", "GB/month", "FLOP/s", "FLOP/byte", "kWh/Mtok", "kg/Mtok", "litre/Mtok", "kg/kWh", "litre/kWh",
    "money", "money/s", "money/hour", "money/day", "money/month", "money/year", "money/gpu", "money/gpu/hour",
    "money/gpu/year", "money/Mtok", "money/GB", "money/GB/month", "money/kW", "money/kW/month", "money/kWh", "money/kg",
    "money/litre",
))  # fmt: skip
# Units of things, times and rates, of which there is never less than none. Bytes, shares and money may fall short.
NEVER_NEGATIVE = frozenset((
    "count", "gpus", "units", "hops", "tokens", "sequences", "s", "FLOP", "FLOP/s", "bytes/s", "tokens/s",
    "tokens/s/gpu", "requests/s", "prompts/s", "steps/s", "money/gpu/hour", "money/Mtok",
))  # fmt: skip
CURRENCIES = frozenset((
    "AED", "AUD", "CAD", "CHF", "CNY", "EUR", "GBP", "HKD", "INR", "JPY", "KRW", "MYR", "SAR", "SGD", "USD", "TWD",
    "SEK", "NOK", "DKK", "NZD",
))  # fmt: skip
_CURRENCY = re.compile(r"^[A-Z]{3}$")


@dataclass(frozen=True)
class Unit:
    """A parsed unit: its text, its strict symbols, its base dimensions with the factor to them, its currency."""

    text: str
    symbols: Dimensions
    base: Dimensions
    factor: float
    currency: str = ""


def _known() -> list[str]:
    return [*SYMBOLS, *COUNTS, *SPELLINGS, *RATES, *CURRENCIES]


def _symbols(word: str) -> tuple[str, ...]:
    """The symbols one word stands for; counts give none."""
    if word in SYMBOLS:
        return (word,)
    if word in SPELLINGS:
        return tuple(s for w in SPELLINGS[word] for s in _symbols(w))
    if word in COUNTS or word.removesuffix("s") in COUNTS:
        return ()
    raise InputError(Fault(f"unknown unit {word[:40]!r}", allowed=nearest(word, _known()), next_step="tco list units"))


def _collect(terms: list[tuple[str, int]]) -> Dimensions:
    powers: dict[str, int] = {}
    for name, power in terms:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((n, p) for n, p in powers.items() if p))


def multiply(left: Dimensions, right: Dimensions, sign: int = 1) -> Dimensions:
    """The symbols of a product (sign 1) or a quotient (sign -1)."""
    return _collect([*left, *((n, sign * p) for n, p in right)])


@lru_cache(maxsize=1024)
def unit(text: str) -> Unit:
    """Parse a unit such as "CNY/gpu/hour"; InputError names the unknown word and what is near it.

    >>> unit("TB/s").factor
    1000000000000.0
    >>> unit("USD/gpu/hour").currency
    'USD'
    """
    terms: list[tuple[str, int]] = []
    money: list[tuple[str, int]] = []
    for place, part in enumerate(text.strip().split("/")):
        sign = 1 if place == 0 else -1
        for word in filter(None, re.split(r"[·* ]+|(?<=\w)-(?=\w)", part)):
            if _is_currency(word):
                money.append((word, sign))
                continue
            terms += [(symbol, sign) for symbol in _symbols(RATES.get(word, word))]
            terms += [("s", -sign)] if word in RATES else []
    currencies = {word for word, _ in money}
    if len(currencies) == 1:  # of two, neither is the money of a report: they measure an exchange rate
        money = [("money", sign) for _, sign in money]
    plain = [(n, p) for n, p in terms if SYMBOLS[n][1] and n != "token"]
    base = [(SYMBOLS[n][1], p) for n, p in terms if SYMBOLS[n][1]]
    factor = math.prod(SYMBOLS[n][0] ** p for n, p in terms)
    currency = currencies.pop() if len(currencies) == 1 else ""
    return Unit(text.strip(), _collect([*plain, *money]), _collect([*base, *money]), factor, currency)


def _is_currency(word: str) -> bool:
    """Whether a word is a currency; InputError where it only looks like one."""
    if not _CURRENCY.match(word) or word in SYMBOLS or word in SPELLINGS:
        return False
    if word not in CURRENCIES:
        raise InputError(Fault(f"unknown currency {word!r}", allowed=nearest(word, CURRENCIES) or "an ISO 4217 code"))
    return True


def convert(value: float, given: Unit, wanted: Unit) -> float:
    """`value` in `given`, expressed in `wanted`; InputError where the two measure different things."""
    if given.base != wanted.base:
        raise InputError(
            Fault(f"{given.text or 'a bare number'!r} does not measure what {wanted.text!r} does", found=given.text)
        )
    ratio = given.factor / wanted.factor
    if ratio >= 1:
        return value * ratio
    return value / (wanted.factor / given.factor)  # dividing by 1000 is exact where multiplying by 0.001 is not


_AMOUNT = re.compile(
    r"\s*(?P<number>[-+]?(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"(?:\s*|(?:\s+|(?=[^\W\d_]|%))(?P<unit>\S.*?)\s*)"
)
FORMS = 'a number, or a text with its unit such as "50 ms"'


def amount(text: str | float) -> tuple[float, str]:
    """The number and the unit text of "50 ms"; the unit is "" for a bare number.

    >>> amount("120000 CNY/month")
    (120000.0, 'CNY/month')
    """
    number, rest = text, ""
    if isinstance(text, str):
        match = _AMOUNT.fullmatch(text)
        if not match:
            allowed = f"{FORMS}; no thousands separators" if "," in text else FORMS
            raise InputError(Fault("not a number with a unit", found=as_written(text), allowed=allowed))
        number, rest = match["number"].replace("_", ""), match["unit"] or ""
    try:
        value = float(number)
    except OverflowError:  # a whole number of more than 308 digits
        value = math.inf
    if not math.isfinite(value):
        raise InputError(Fault("not a finite number", found=as_written(text), allowed=FORMS))
    return value, rest
