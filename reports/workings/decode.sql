-- A row a case: bytes held and read by a device, seconds of a step.
select
    "case",
    title,
    batch,
    weight_bytes_per_gpu,
    weight_bytes_read_per_gpu,
    weight_steps_per_second,
    step_weight_seconds,
    step_kv_seconds,
    step_memory_seconds,
    step_compute_seconds,
    decode_step_seconds,
    bottleneck,
    flip_batch
from cases
order by place
