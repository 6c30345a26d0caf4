"""How is a search told? The best layouts, the front, why the others cannot serve, all as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tco.doubts import doubtful, sentence
from tco.given import in_currency
from tco.search.ask import Answer
from tco.search.front import front
from tco.search.run import BATCH, CASES, COST, FEASIBLE, MACHINE, RATE, TPOT, TTFT, USER, VERDICT
from tco.search.space import COLOCATED, LAYOUT, WAY
from tco.sheet import sheet

Table = tuple[list[str], list[list[object]]]
SHOWN = ("gpus", "prefill_units", RATE, USER, TPOT, TTFT)
LAST = ("batch_max", "bottleneck")


def quantities(answer: Answer, more: Sequence[str] = ()) -> list[str]:
    """What is told of a layout."""
    cost = [COST] if answer.searched.priced else []
    return [*dict.fromkeys([*cost, *SHOWN, *LAST, *more])]


def best(answer: Answer, most: int) -> pl.DataFrame:
    """The best layouts that serve, prompts apart or not, each with its best batch; of equals the one searched first."""
    largest = answer.quantity == RATE
    value, alike = pl.col(answer.quantity), [MACHINE, LAYOUT, pl.col(WAY) != COLOCATED]
    bound = (value.max() if largest else value.min()).over(alike)
    ranked = answer.searched.feasible().filter(value == bound).sort(value, descending=largest, maintain_order=True)
    return ranked.filter(pl.struct(alike).is_first_distinct()).head(most)


def refused(answer: Answer, most: int | None) -> pl.DataFrame:
    """Cases that cannot serve, in the order in which they were searched."""
    rows = answer.searched.cases.filter(pl.col(VERDICT) != FEASIBLE)
    return rows if most is None else rows.head(most)


def on_front(answer: Answer) -> pl.DataFrame:
    """The front over all machines."""
    return front(answer.searched.cases)


def table(answer: Answer, chosen: pl.DataFrame, wanted: Sequence[str]) -> Table:
    """Chosen cases with quantities, units in the headings."""
    told = answer.searched.told(chosen, wanted)
    currency = answer.ask.file.table.currency
    units = [f"{q} [{in_currency(sheet().unit(q), currency)}]" for q in wanted]
    headings = ["machine", "layout", "way", BATCH, *(u.removesuffix(" [text]") for u in units)]
    return headings, [list(row) for row in told.select(*CASES, *wanted).rows()]


def counts(answer: Answer) -> Table:
    """How many layouts serve, and why the others do not."""
    total = answer.searched.count
    rows: list[list[object]] = [[why, n, n / total] for why, n in answer.searched.counts.items()]
    return ["verdict", "layouts", "share"], rows


def headline(answer: Answer) -> str:
    """What was searched, for what, and how many serve."""
    searched = answer.searched
    load = f"prompts of {answer.aim('prompt_tokens'):g} tokens, answers of {answer.aim('output_tokens'):g}"
    aims = f"{1000 * answer.aim('tpot_target_seconds'):g} ms a token, first token within {answer.aim('ttft_target_seconds'):g} s"
    serving = searched.counts.get(FEASIBLE, 0)
    doubts = "".join(f"\n{told}" for told in doubted(answer))
    return (
        f"{_named(answer)} on {', '.join(m.name for m in searched.machines)}: {load}; {aims}\n"
        f"{searched.count:,} layouts on up to {answer.ask.table.gpus} devices, {serving:,} serve{doubts}"
    )


def doubted(answer: Answer) -> list[str]:
    """Machines that rest on figures of low confidence."""
    found = {m.name: doubtful(m.given) for m in answer.searched.machines}
    return [sentence([name], names) for name, names in found.items() if names]


def _named(answer: Answer) -> str:
    chosen = answer.ask.choices
    return " with ".join(chosen[k] for k in ("model", "engine") if k in chosen) or answer.ask.file.table.title


def as_json(answer: Answer, most: int, wanted: Sequence[str], version: str) -> dict[str, Any]:
    """All of it as one object."""
    table_ = answer.ask.file.table
    searched = answer.searched

    def rows(chosen: pl.DataFrame) -> list[dict[str, Any]]:
        return [dict(row) for row in searched.told(chosen, wanted).select(*CASES, *wanted).to_dicts()]

    known = {q: in_currency(sheet().unit(q), table_.currency) for q in wanted}
    aims = ("prompt_tokens", "output_tokens", "tpot_target_seconds", "ttft_target_seconds")
    return {
        "scenario": answer.ask.file.name, "currency": table_.currency, "as_of": table_.as_of.isoformat(), "version": version,
        "machines": [m.name for m in searched.machines],
        "refused_machines": {m.name: m.refused for m in searched.machines if m.refused},
        "given": {q: answer.aim(q) for q in aims}, "layouts": searched.count, "verdicts": searched.counts,
        "doubts": doubted(answer),
        "ranked_by": answer.quantity, "units": known, "best": rows(best(answer, most)), "front": rows(on_front(answer)),
    }  # fmt: skip
