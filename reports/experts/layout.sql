-- A row a case: devices, groups, experts and cache of a unit.
select
    "case",
    title,
    gpus_per_decode_unit,
    tp,
    ep,
    attention_dp,
    experts_per_gpu,
    shared_experts_per_gpu,
    kv_copies,
    kv_shards,
    layout_fault
from cases
order by place
