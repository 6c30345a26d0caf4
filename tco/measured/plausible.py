"""What no machine can have done: the first reason why a row's numbers cannot be true together.

Nothing is wrong with the file; the row is refused with the reason, and the others count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tco.measured.names import unknown_word
from tco.measured.row import METRICS, REGIMES, SPECULATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tco.measured.row import MeasuredRow

ONE_CORE = "gpu"  # a device of another kind may have several cores, and its degrees may count them


def implausible(row: MeasuredRow, device_kind: str) -> str:
    """Why a row cannot be true, or cannot be understood; "" where nothing speaks against it."""
    return next((why for why in _reasons(row, device_kind) if why), "")


def _reasons(row: MeasuredRow, kind: str) -> Iterator[str]:
    yield unknown_word("metric", row.metric, METRICS)
    yield "" if _known_regime(row.regime) else unknown_word("regime", row.regime, REGIMES)
    yield "" if row.value > 0 else f"a measured value of {row.value:g}: only one above 0 can be compared"
    for column, least in (("isl", 0), ("osl", 1), ("concurrency_or_batch", 1)):
        number = getattr(row, column)
        yield "" if number is None or number >= least else f"{column} {number:g} is less than {least}"
    yield from _layout(row, kind)


def _known_regime(regime: str) -> bool:
    """Whether a regime is known, by itself or with speculative decoding; a row need not state one."""
    return not regime or regime.removesuffix(f"_{SPECULATIVE}") in REGIMES


def _layout(row: MeasuredRow, kind: str) -> Iterator[str]:
    """Degrees that need more devices than there are."""
    if row.n_gpus is None or kind != ONE_CORE:
        return
    tp, pp = row.tp or 1, row.pp or 1
    yield "" if tp * pp <= row.n_gpus else f"tp {tp} x pp {pp} needs {tp * pp} devices, and n_gpus is {row.n_gpus}"
    yield "" if (row.ep or 1) <= row.n_gpus else f"ep {row.ep} needs {row.ep} devices, and n_gpus is {row.n_gpus}"
