-- A row a case: hops, seconds.
select
    "case",
    title,
    batch,
    scale_up_hops,
    scale_up_hop_seconds,
    scale_out_hops,
    scale_out_hop_seconds,
    chain_seconds,
    all_to_all_bytes_per_gpu,
    all_to_all_seconds,
    step_communication_seconds,
    all_to_all_batch_limit
from cases
order by place
