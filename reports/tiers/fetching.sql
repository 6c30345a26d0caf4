-- A row a case: seconds to read or compute a cache, and what a step would wait.
select
    "case",
    title,
    context_tokens,
    context_max_tokens,
    cold_bytes_per_sequence,
    tier_bandwidth,
    reload_seconds,
    recompute_seconds,
    reload_or_recompute,
    decode_step_seconds,
    cold_read_seconds,
    offload_slowdown,
    offload_verdict
from cases
order by place
