-- A row a case: bytes a device holds, whether they fit, devices that would do.
select
    "case",
    title,
    gpus_per_decode_unit,
    weight_bytes,
    kv_bytes_per_sequence,
    memory_needed_bytes,
    usable_memory_bytes,
    memory_verdict,
    batch_max,
    gpus_needed,
    gpus_needed_tp
from cases
order by place
