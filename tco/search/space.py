"""Which layouts are there? Degrees of parallelism, batches, and prompts on the same devices or on others.

Every combination within a number of devices; whether it can be cut so is for the sheet to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

LAYOUT, WAY = "layout", "way"
COLOCATED = "colocated"
DEGREES = ("tp", "pp", "dp", "ep", "cp")
BATCHES = tuple(float(n) for n in (1, 2, 3, *(m << k for k in range(11) for m in (4, 5, 6, 7))) if n <= 4096)
PREFILLED = (1, 2, 4, 8)  # decode replicas that share their prefill replicas


@dataclass(frozen=True)
class Space:
    """The devices of a replica at most, and the degrees and batches to try; an empty tuple tries all that make sense."""

    gpus: int = 8
    tp: tuple[int, ...] = ()
    pp: tuple[int, ...] = ()
    dp: tuple[int, ...] = ()
    ep: tuple[int, ...] = ()
    cp: tuple[int, ...] = ()
    batch: tuple[float, ...] = ()
    ways: tuple[str, ...] = ()

    def layouts(self, *, sparse: bool) -> pl.DataFrame:
        """A row a layout. Groups and experts are spread only where a model is `sparse`: elsewhere they are more replicas."""
        powers = tuple(1 << k for k in range(self.gpus.bit_length()))
        spread = powers if sparse else (1,)
        tried = {"tp": powers, "pp": powers, "dp": spread, "ep": spread, "cp": powers}
        lists = [getattr(self, degree) or tried[degree] for degree in DEGREES]
        return pl.DataFrame([*self._rows(lists)], schema_overrides={LAYOUT: pl.String}, orient="row")

    def _rows(self, lists: Sequence[Sequence[int]]) -> Iterator[dict[str, object]]:
        for tp, pp, dp, ep, cp in product(*lists):
            gpus = float(tp * pp * dp * cp)
            if gpus <= self.gpus:
                yield {
                    LAYOUT: named(tp, pp, dp, ep, cp), "tp": tp, "pipeline_stages": pp, "ep": ep, "cp": cp,
                    "gpus_per_decode_unit": gpus, "gpus_per_prefill_unit": gpus,
                }  # fmt: skip

    def batches(self) -> list[float]:
        """Sequences of a replica."""
        return [*(self.batch or BATCHES)]

    def modes(self) -> pl.DataFrame:
        """Prompts on the devices that decode, or on others that one or more decode replicas share."""
        rows = [{WAY: COLOCATED, "disaggregated": 0.0, "decode_units": 1.0}]
        rows += [{WAY: f"{n} decode", "disaggregated": 1.0, "decode_units": float(n)} for n in PREFILLED]
        return pl.DataFrame([r for r in rows if not self.ways or _kind(str(r[WAY])) in self.ways])


def _kind(way: str) -> str:
    return way if way == COLOCATED else "disaggregated"


def named(tp: int, pp: int, dp: int, ep: int, cp: int) -> str:
    """A layout in words: its degrees, those of one left out but for tp.

    >>> named(8, 1, 4, 32, 1)
    'tp8 dp4 ep32'
    """
    degrees = zip(DEGREES, (tp, pp, dp, ep, cp), strict=True)
    return " ".join(f"{name}{n}" for name, n in degrees if n > 1 or name == "tp")
