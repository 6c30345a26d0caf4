-- A row a case: bytes and rates of a decode step, time a token.
select
    "case",
    title,
    batch,
    bandwidth_reached,
    bandwidth_required,
    bandwidth_used_share,
    arithmetic_intensity,
    step_communication_seconds,
    tpot_seconds,
    decode_tokens_per_second,
    bottleneck
from cases
order by place
