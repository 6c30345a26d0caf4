"""Cases made from tables: each measured throughput against each API of that model, or each API by itself.

    [each]
    throughput = "all"        # or the name of a model
    rent = "median"           # or a provider

gives a case for every row of throughput.csv, every provider whose endpoint serves that model on the day, and the
rent of that device. The rate is pinned with its source.

    [each]
    tokens = "all"            # or the name of a model

gives a case for every endpoint with a price on the day, or for those that serve the model. All else is the scenario's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from tco.errors import Fault, InputError, nearest
from tco.pricebook import PriceBook
from tco.scenario_file import CaseTable
from tco.tables import Entry, live, offers

KEYS = ("throughput", "rent", "tokens")
BOTH = {"price_per_mtok_input", "price_per_mtok_output"}


def each_case(book: PriceBook, asked: Mapping[str, Any], as_of: dt.date, where: str) -> dict[str, CaseTable]:
    """The cases that an [each] table asks for, by name; InputError for a key or model that is not known."""
    unknown = [k for k in asked if k not in KEYS]
    if unknown:
        raise InputError(
            Fault(f"unknown key {k!r}", where, allowed=nearest(k, KEYS) or ", ".join(KEYS)) for k in unknown
        )
    if "tokens" in asked:
        return _every_endpoint(book, asked, as_of, where)
    rent, model = str(asked.get("rent", "median")), str(asked.get("throughput", "all"))
    rates = [e for e in offers(book.rows("throughput"), as_of) if model in ("all", e.row.model)]
    if not rates:
        known = {e.row.model for e in book.rows("throughput")}
        raise InputError(Fault(f"no measured throughput of {model!r}", where, allowed=nearest(model, known)))
    return {n: case for e in rates if book.rent(e.row.device, as_of) for n, case in _against(book, e, rent, as_of)}


def _against(book: PriceBook, rate: Entry, rent: str, as_of: dt.date) -> Iterator[tuple[str, CaseTable]]:
    """A case for each endpoint that serves the measured model and lists both prices."""
    row = rate.row
    engine = "".join(c for c in row.engine.split(" ")[0].lower() if c.isalnum())
    sold = {(e.row.provider, e.row.model) for e in live(book.rows("tokens"), as_of) if e.row.serves == row.model}
    for provider, endpoint in sorted(sold):
        if not book.token_price(provider, endpoint, "USD", as_of).keys() >= BOTH:
            continue
        name = _name(row.model, row.device, engine, provider, endpoint)
        choices = {"model": row.model, "device": row.device, "rent": rent, "tokens": f"{provider}/{endpoint}"}
        title = f"{row.model} on {row.gpus:g} x {row.device} ({row.engine}) against {provider}"
        yield name, CaseTable.model_validate({"title": title, "choices": choices, **_values(rate)})


def _every_endpoint(book: PriceBook, asked: Mapping[str, Any], as_of: dt.date, where: str) -> dict[str, CaseTable]:
    """A case for each endpoint that lists both prices on the day: of all models, or of the one named."""
    if len(asked) > 1:
        raise InputError(Fault("tokens stands by itself", where, found=", ".join(asked), allowed='tokens = "all"'))
    wanted = str(asked["tokens"])
    model = "" if wanted == "all" else book.model_id(wanted)
    rows = live(book.rows("tokens"), as_of)
    sold = {(e.row.provider, e.row.model): e.row.serves for e in rows if model in ("", e.row.serves)}
    found = {}
    for (provider, endpoint), serves in sorted(sold.items()):
        if book.token_price(provider, endpoint, "USD", as_of).keys() >= BOTH:
            choices = {"tokens": f"{provider}/{endpoint}"} | ({"model": serves} if serves else {})
            case = {"title": f"{endpoint} at {provider}", "choices": choices}
            found[_name(provider, endpoint)] = CaseTable.model_validate(case)
    if not found:
        raise InputError(Fault(f"no API sells {wanted!r} on {as_of}", where, next_step="tco show prices tokens"))
    return found


def _name(*parts: str) -> str:
    """The name of a case of these parts.

    >>> _name("aws", "openai.gpt-oss-120b-1:0")
    'aws.openai.gpt-oss-120b-1-0'
    """
    return ".".join(parts).lower().replace("/", "-").replace(":", "-")


def _values(rate: Entry) -> dict[str, dict[str, Any]]:
    row = rate.row

    def cited(value: float) -> dict[str, Any]:
        return {"value": value, "source": row.source, "date": row.valid_from, "note": row.note}

    inputs = {"gpus_per_decode_unit": row.gpus, "prompt_tokens": row.prompt_tokens, "output_tokens": row.output_tokens}
    nothing = {"value": 0.0, "source": "definition", "note": "the measured rate includes prefill on the same devices"}
    pins = {"decode_tokens_per_second": cited(row.output_tokens_per_second), "prefill_units": nothing}
    return {"inputs": {k: cited(v) for k, v in inputs.items()}, "pins": pins}
