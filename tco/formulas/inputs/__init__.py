"""Every input, described once: name, unit, meaning, and the range outside which a value is most likely a slip.

An input is given by a scenario, by a price book through a choice (a device, a model, a price), or by a default that
says why. What a formula makes is not here: its docstring describes it.
"""

from __future__ import annotations

from tco.formulas.inputs import bought, machine, model, owned, service, time
from tco.formulas.inputs.record import Input

__all__ = ["INPUTS", "Input"]

_CHAPTERS = (model, machine, service, bought, owned, time)
INPUTS: dict[str, Input] = {row.name: row for chapter in _CHAPTERS for row in chapter.ROWS}
