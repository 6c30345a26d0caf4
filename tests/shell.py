"""The command line as the shell runs it: what a command printed, and how it ended. The fixture is in conftest."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Done(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


Tco = Callable[..., Done]
