-- A row a case: seconds of each stage of a request.
select
    "case",
    title,
    preparation_seconds,
    network_seconds,
    queue_seconds,
    prefill_seconds,
    kv_handover_seconds,
    generation_seconds,
    request_seconds,
    felt_seconds,
    preparation_time_share,
    network_time_share,
    generation_time_share
from cases
order by place
