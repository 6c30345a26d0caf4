"""What a measured row says of its machine and load, as inputs of the engine.

What a row leaves open is filled as its source suggests, and said: the layout that fits where none is given, 16-bit
weights where no precision is, prompts as long as answers where only those are. Nothing of the measured value is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from tco.choices import choose, machine
from tco.dates import as_day
from tco.formulas.inputs import INPUTS
from tco.given import from_book
from tco.measured.asked import CLOSED, LONE, PHASE, SATURATED, STATIC, load_of
from tco.sheet import sheet

if TYPE_CHECKING:
    from tco.efficiency import Machine
    from tco.measured.names import Names
    from tco.measured.row import MeasuredRow
    from tco.pricebook import PriceBook, Sourced

WORKERS = re.compile(r"(\d+) decode worker")
BALANCED = re.compile(
    r"(perfect|absolute|simulated?)\w* (\w+ )?balanc"
)  # experts balanced by force, as in published profiles
NOMINAL = "nominal"  # in a note: lengths drawn from 0.8 to 1 times the nominal ones
NOMINAL_MEAN = 0.9
FULL = 0.72  # of the memory: weights above that share are split over more devices where a source is silent
QUEUE = 1e9  # requests that are always waiting
PAIRS = {"mxfp4": "mxfp4-bf16", "nvfp4": "nvfp4-fp8"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Degrees of one replica, and how many replicas there are."""

    tp: int
    pp: int
    ep: int
    dp: int
    replicas: float

    @property
    def gpus(self) -> int:
        """Devices of one replica."""
        return self.tp * self.pp * self.dp


@dataclass(frozen=True)
class Situation:
    """Inputs of one case, what its efficiencies were looked up for, and what was assumed on the way."""

    inputs: Mapping[str, float]
    layout: Layout
    machine: Machine
    day: date
    stated: frozenset[str]  # inputs that the row itself settles, whatever the engine
    assumed: tuple[str, ...] = field(default=())


class Reader:
    """Turns rows into situations; facts of each machine and model are looked up once."""

    def __init__(self, book: PriceBook, as_of: date) -> None:
        self.book, self.as_of = book, as_of
        self.facts = cache(self._facts)
        self.machine, self.engine = cache(self._machine), cache(self._engine)
        self.defaults = {n: d.value for n in INPUTS if (d := book.default(n, as_of)) and isinstance(d.value, float)}

    def __call__(self, row: MeasuredRow, names: Names) -> Situation:
        """InputError where the price book lacks what a prediction needs."""
        assumed: list[str] = []
        precision = names.weight_precision or self._native(names.model, assumed)
        choices = self._choices(names, precision)
        inputs = dict(self.defaults) | self.facts(tuple(choices.items()))
        machine, day = self.machine(tuple(choices.items())), self._day(row)
        inputs |= self.engine(machine, day)
        layout = self._layout(row, inputs, assumed)
        load = self._load(row, layout, assumed)
        return Situation(inputs | load, layout, machine, day, frozenset(load), tuple(assumed))

    def _native(self, model: str, assumed: list[str]) -> str:
        native = str(self.book.model(model)["native_precision"].value)
        assumed.append(f"precision not stated: {native}, as published")
        return native

    def _choices(self, names: Names, precision: str) -> dict[str, str]:
        """The choices of a scenario that say the same; a checkpoint in 4-bit floats keeps its attention wider."""
        facts = self.book.model(names.model)
        sparse = float(facts["routed_experts"].value) > 0
        latent = facts["attention"].value == "mla"
        if sparse and (precision == "mxfp4" or (precision == "nvfp4" and latent)):
            precision = PAIRS[precision]
        kv = names.kv_precision or self._cache_precision(names.engine, precision)
        return {
            "model": names.model, "device": names.device, "precision": precision, "kv_precision": kv,
            "engine": names.engine or "unnamed",
        }  # fmt: skip

    def _cache_precision(self, engine: str, precision: str) -> str:
        """Engines whose 8-bit checkpoints carry scales for an 8-bit cache; the others keep 16 bits."""
        narrow = precision.startswith(("fp8", "nvfp4", "fp4"))
        return "fp8" if narrow and engine in ("tensorrt-llm", "optimum-habana") else "bf16"

    def _facts(self, chosen: tuple[tuple[str, str], ...]) -> dict[str, float]:
        choices = {k: v for k, v in chosen if k != "engine"}
        found = choose(self.book, choices, self.as_of, "USD")
        told = {"gpu_memory_bytes": found["reported_memory_bytes"]} if "reported_memory_bytes" in found else {}
        return self._numbers(found | told)  # engines fill what the driver shows, not the round figure of the datasheet

    def _machine(self, chosen: tuple[tuple[str, str], ...]) -> Machine:
        return machine(self.book, dict(chosen), self.as_of)

    def _engine(self, machine: Machine, day: date) -> dict[str, float]:
        return self._numbers(self.book.efficiency(machine, day))

    def _numbers(self, found: Mapping[str, Sourced]) -> dict[str, float]:
        known, numbers = sheet(), {}
        for name, value in found.items():
            if name in known.names and known.unit(name) != "text":
                given = from_book(value, known.unit(name), "USD", self.book)
                numbers[name] = float(str(given.value))
        return numbers

    def _day(self, row: MeasuredRow) -> date:
        """The day by whose engine the row is predicted: that of the source, where it says one."""
        return min(as_day(f"{row.source_date}-01-01"[:10]), self.as_of) if row.source_date else self.as_of

    def _layout(self, row: MeasuredRow, inputs: Mapping[str, float], assumed: list[str]) -> Layout:
        gpus, pp = row.n_gpus or 1, row.pp or 1
        ep = row.ep or 1 if inputs["routed_experts"] else 1
        spread = ep > 1 and (row.dp or 1) > 1
        tp = row.tp or self._tp(row, inputs, gpus // pp, spread, assumed)
        tp = max(1, min(tp, gpus // pp))  # a degree that counts cores of a device counts devices here
        dp = (row.dp or 1) if spread else 1
        return Layout(tp, pp, ep, dp, max(1.0, gpus / (tp * pp * dp)))

    def _tp(self, row: MeasuredRow, inputs: Mapping[str, float], gpus: int, spread: bool, assumed: list[str]) -> int:
        """Where a source is silent: one for data-parallel attention, all devices, or as few as hold the weights."""
        if spread:
            return 1
        if row.dp:
            return max(1, gpus // row.dp)
        if load_of(row) != SATURATED:
            return gpus
        tp, weights = 1, inputs["parameters_total"] * inputs.get("bytes_per_expert_weight", inputs["bytes_per_weight"])
        while weights > FULL * inputs["gpu_memory_bytes"] * tp and tp < gpus:
            tp *= 2
        assumed.append(f"layout not stated: replicas of {tp}")
        return tp

    def _load(self, row: MeasuredRow, layout: Layout, assumed: list[str]) -> dict[str, float]:
        prompt, answer = self._lengths(row, assumed)
        load, count = load_of(row), row.concurrency_or_batch or 0
        replicas = self._replicas(row, layout, assumed)
        concurrency = {
            LONE: 1.0,
            STATIC: count / replicas or QUEUE,
            PHASE: count * layout.gpus,
            CLOSED: count / replicas,
            SATURATED: count / replicas or QUEUE,
        }
        found = {
            "tp": layout.tp, "pipeline_stages": layout.pp, "ep": layout.ep, "gpus_per_decode_unit": layout.gpus,
            "gpus_per_prefill_unit": layout.gpus, "prompt_tokens": prompt, "output_tokens": answer,
            "concurrency": concurrency.get(load or "", QUEUE),
            "disaggregated": float(row.regime in ("disaggregated_closed_loop", "decode_only")),
        }  # fmt: skip
        if row.regime == "prefill_only" and count:
            found["prefill_pass_tokens"] = count * layout.tp
        if BALANCED.search(row.note):
            found["expert_imbalance"] = 1
        if not row.regime.startswith("online_slo"):
            found["slo_load_share"] = 1
        if row.regime != "offline_burst":
            found["burst_tail_share"] = 0
        return {k: float(max(v, 1) if k == "concurrency" else v) for k, v in found.items()}

    def _replicas(self, row: MeasuredRow, layout: Layout, assumed: list[str]) -> float:
        """Replicas that share the clients; where prefill is apart, decode workers, which only the note tells."""
        if row.regime != "disaggregated_closed_loop":
            return layout.replicas
        if told := WORKERS.search(row.note):
            return float(told[1])
        assumed.append("decode workers not stated: half of the devices")
        return max(1.0, layout.replicas / 2)

    def _lengths(self, row: MeasuredRow, assumed: list[str]) -> tuple[float, float]:
        """Mean tokens of a prompt and of an answer; what is not stated is that of the data set that the note names."""
        if row.phase in ("decode", "prefill"):
            prompt, answer = row.isl or 1.0, row.osl or 1.0
        else:
            prompt, answer = (
                row.isl or self._mean(row, "prompt", assumed),
                row.osl or self._mean(row, "output", assumed),
            )
        scale = NOMINAL_MEAN if NOMINAL in row.note else 1.0
        return max(1.0, prompt * scale), max(1.0, answer * scale)

    def _mean(self, row: MeasuredRow, kind: str, assumed: list[str]) -> float:
        """The mean length in a data set that the note names; else prompts and answers are taken to be alike."""
        for entry in self.book.rows("datasets"):
            if entry.row.dataset.casefold() in f"{row.note} {row.model}".casefold():
                tokens = float(getattr(entry.row, f"{kind}_tokens"))
                assumed.append(f"{kind} of {entry.row.dataset}: {tokens:g} tokens")
                return tokens
        assumed.append(f"{kind} length not stated: prompts and answers taken to be alike")
        return row.isl or row.osl or 1.0
