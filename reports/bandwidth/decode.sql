-- A row a case: weights, devices that hold them, tokens a second.
select
    "case",
    title,
    weight_bytes,
    memory_verdict,
    gpus_needed,
    weight_steps_per_second,
    decode_mbu,
    tpot_seconds,
    decode_tokens_per_second
from cases
order by place
