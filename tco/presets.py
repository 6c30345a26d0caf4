"""Named sets of values: an allocator, a promise to users, a queueing model. Choosing one sets several inputs at once."""

from __future__ import annotations

from tco import cells as cell
from tco.provenance import Row

# kind -> the quantities that a row of its table sets, and the unit of each
PRESETS = {
    "allocator": {"kv_pool_share": "share", "memory_reserve_share": "share"},
    "service": {"batch": "count", "ttft_target_seconds": "s", "tpot_target_seconds": "s"},
    "queue": {"arrival_variation": "ratio", "service_variation": "ratio"},
}


class Allocator(Row):
    """A way to manage the memory of the cache: what of its pool holds tokens, what of the memory it leaves alone."""

    KEY = ("allocator",)
    allocator: cell.Identifier
    kv_pool_share: cell.Number
    memory_reserve_share: cell.Number


class Service(Row):
    """A promise to users, or a way to serve them: the batch, and the times granted."""

    KEY = ("service",)
    service: cell.Identifier
    batch: cell.MaybeNumber = None
    ttft_target_seconds: cell.MaybeNumber = None
    tpot_target_seconds: cell.MaybeNumber = None


class Queue(Row):
    """A queueing model, by how uneven its arrivals and service are (standard deviation over mean)."""

    KEY = ("queue",)
    queue: cell.Identifier
    arrival_variation: cell.Number
    service_variation: cell.Number
