-- A row a case: parts of one decode step, seconds.
select
    "case",
    title,
    batch,
    weight_bytes_per_gpu,
    step_weight_seconds,
    step_kv_seconds,
    step_compute_seconds,
    step_communication_seconds,
    decode_step_seconds,
    tpot_seconds,
    bottleneck
from cases
order by place
