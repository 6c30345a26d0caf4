"""Names as people write them: which device, model or link is meant by "H100 SXM5", "h100-sxm" or "H100_SXM"?

Letter case, blanks, underscores and slashes do not count. A name that two things answer to is an error that lists them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tco.errors import Fault, InputError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# where each kind of thing is listed
LISTS = {
    "device": "tco list devices",
    "model": "tco list models",
    "precision": "tco show prices precisions",
    "engine": "tco show prices engines",
    "link": "tco show prices interconnects",
    "allocator": "tco show prices allocators",
    "service": "tco show prices services",
    "queue": "tco show prices queues",
    "owner": "tco show prices owners",
    "tier": "tco show prices memory_tiers",
    "provider": "tco show prices tokens, tco show prices cloud",
    "depreciation table": "tco show prices schedules",
    "residual table": "tco show prices schedules",
}


def fold(name: str) -> str:
    """The form in which names are compared.

    >>> fold("deepseek-ai/DeepSeek V3")
    'deepseek-ai-deepseek-v3'
    """
    return re.sub(r"[\s_/-]+", "-", name.strip().casefold())


def split_aliases(text: str) -> list[str]:
    """The aliases of a cell: "H100;H100 SXM5"."""
    return [alias.strip() for alias in text.split(";") if alias.strip()]


def index(spellings: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """From each folded spelling to the ids that answer to it; an id answers to itself before all others."""
    found: dict[str, list[str]] = {}
    for identifier, names in spellings.items():
        for name in dict.fromkeys(fold(n) for n in names):
            found.setdefault(name, []).append(identifier)
    return found | {fold(identifier): [identifier] for identifier in spellings}


def resolve(kind: str, name: str, known: Mapping[str, list[str]]) -> str:
    """The id that a name stands for; InputError with the nearest names, or with the candidates of an ambiguous one."""
    found = known.get(fold(name), [])
    if len(found) == 1:
        return found[0]
    if found:
        what = f"{name!r} could be any of {len(found)} {kind}s"
        raise InputError(Fault(what, found=name, allowed=", ".join(sorted(found)), next_step=LISTS[kind]))
    ids = {identifier for identifiers in known.values() for identifier in identifiers}
    near = ", ".join(dict.fromkeys(i for n in nearest(fold(name), known).split(", ") if n for i in known[n]))
    allowed = near or f"one of {len(ids)}, none of them near"
    raise InputError(Fault(f"unknown {kind} {name!r}", allowed=allowed, next_step=LISTS[kind]))
