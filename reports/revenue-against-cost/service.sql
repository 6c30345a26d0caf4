-- A row a case: replicas, rates of a replica, requests. Rates per second.
select
    "case",
    title,
    batch,
    tpot_seconds,
    decode_tokens_per_second,
    prefill_prompts_per_second,
    requests_per_second_full_load,
    prefill_units_loaded,
    prefill_units,
    gpus,
    output_tokens_per_second,
    output_tokens_per_second_per_gpu
from cases
order by place
