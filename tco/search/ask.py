"""What is asked: a case of a scenario for the model, the load and the targets, and what to try for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from tco.emit.python import evaluate
from tco.errors import Fault, InputError, nearest, raise_faults
from tco.pricebook import PriceBook
from tco.scenario import Setting
from tco.scenario_file import Merged, ScenarioFile, ScenarioTable, SearchTable
from tco.search.machines import Machine, machines
from tco.search.run import COST, RATE, SEARCHED, Searched, search
from tco.search.space import Space
from tco.shapes import faults
from tco.sheet import sheet

PRICES = ("rent_cost_per_gpu_hour", "rent_per_server_month", "price_per_gpu")
USUAL = {"kv_precision": "bf16"}


@dataclass(frozen=True)
class Ask:
    """A search of `table` over a scenario file; `over` are choices, inputs and pins that win over those of its case."""

    file: ScenarioFile
    table: SearchTable
    over: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    settings: Sequence[Setting] = ()

    @cached_property
    def case(self) -> str:
        """The case that is searched for: the one named, else the first; "" where there is none."""
        cases = self.file.table.cases
        if self.table.case and self.table.case not in cases:
            near = nearest(self.table.case, cases) or ", ".join(cases)
            where = self.file.where("search", "case")
            raise InputError(Fault(f"no case {self.table.case!r} to search for", where, allowed=near))
        return self.table.case or next(iter(cases), "")

    @cached_property
    def choices(self) -> dict[str, str]:
        """What is chosen for it: by what lies over the case, by the case, by those it is taken from, by the scenario."""
        cases, chain = self.file.table.cases, [self.case]
        while (above := cases[chain[-1]].from_ if chain[-1] in cases else "") and above not in chain:
            chain.append(above)
        own = [cases[name].choices for name in reversed(chain) if name in cases]
        return {
            k: v for layer in (self.file.table.choices, *own, self.over.get("choices", {})) for k, v in layer.items()
        }

    def kinds(self, book: PriceBook) -> dict[str, list[str]]:
        """Devices and precisions to try: those listed, else what the case chooses, else weights as they are published."""
        lists = {
            "device": self.table.devices,
            "precision": self.table.precisions,
            "kv_precision": self.table.kv_precisions,
        }
        usual = USUAL | self.choices
        if "model" in usual and "precision" not in usual:
            usual["precision"] = str(book.model(usual["model"])["native_precision"].value)
        found = {kind: [*named] or [usual[kind]] for kind, named in lists.items() if named or kind in usual}
        if "device" not in found:
            raise InputError(Fault("no device to search", self.file.where("search"), next_step="tco list devices"))
        return found

    @property
    def space(self) -> Space:
        """Layouts and batches to try."""
        t = self.table
        degrees = {name: tuple(getattr(t, name)) for name in ("tp", "pp", "dp", "ep", "cp")}
        return Space(gpus=t.gpus, batch=tuple(map(float, t.batch)), ways=tuple(t.ways), **degrees)

    def run(self, book: PriceBook) -> Answer:
        """Evaluate every layout; InputError tells what the search lacks."""
        raise_faults(self.file.faults)
        raise_faults(
            Fault(f"{s.quantity} is searched", "--set", next_step="give it as an option of the search, such as --tp 8")
            for s in self.settings
            if s.quantity in SEARCHED
        )
        settings = [replace(s, case="") for s in self.settings if s.case in ("", self.case)]
        found = machines(self.file, self.case, self.over, self.kinds(book), book, settings)
        priced = all(any(q in m.given for q in PRICES) for m in found if not m.refused)
        return Answer(self, search(found, self.space, priced=priced))


@dataclass(frozen=True, eq=False)
class Answer:
    """What a search found."""

    ask: Ask
    searched: Searched

    @property
    def quantity(self) -> str:
        """What layouts are ranked by: cost where it is asked for and known, else output of a device."""
        return COST if self.ask.table.by == "cost" and self.searched.priced else RATE

    def aim(self, quantity: str) -> float:
        """The load or a target, given or made, which all machines share."""
        numbers = next(m for m in self.searched.machines if not m.refused).numbers
        return float(evaluate(sheet(), numbers, [quantity])[quantity])


def stated(table: Mapping[str, Any]) -> ScenarioFile:
    """A scenario that options state, in place of a file; InputError tells what is wrong with them."""
    merged = Merged("search", {"title": "search", **table})
    try:
        return ScenarioFile("search", "search", ScenarioTable.model_validate(merged.table), merged)
    except ValidationError as invalid:
        raise InputError(faults(invalid, merged.where, lambda _: ScenarioTable)) from None


def of_scenario(file: ScenarioFile, settings: Sequence[Setting] = ()) -> Ask | None:
    """The search that a scenario asks for, if it does; settings of what is searched are for its cases alone."""
    own = [s for s in settings if s.quantity not in SEARCHED]
    return Ask(file, file.table.search, settings=own) if file.table.search else None


__all__ = ["Answer", "Ask", "Machine", "of_scenario", "stated"]
