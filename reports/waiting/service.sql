-- A row a case: batch, times, promise, largest batch by memory.
select
    "case",
    title,
    batch,
    batch_max,
    memory_verdict,
    tpot_seconds,
    tpot_target_seconds,
    decode_tokens_per_second,
    concurrency_served,
    goodput_tokens_per_second,
    queue_load_share,
    queue_seconds,
    ttft_seconds,
    ttft_percentile_seconds,
    ttft_target_seconds,
    promise
from cases
order by place
