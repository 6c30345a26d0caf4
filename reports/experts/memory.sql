-- A row a case: bytes a device holds, largest batch.
select
    "case",
    title,
    weight_bytes_per_gpu_even,
    expert_bytes_per_gpu,
    attention_bytes_per_gpu,
    other_bytes_per_gpu,
    weight_bytes_per_gpu,
    kv_bytes_per_gpu,
    memory_verdict,
    batch_max
from cases
order by place
