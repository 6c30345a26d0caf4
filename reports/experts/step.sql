-- A row a case: experts touched, time of a step.
select
    "case",
    title,
    batch,
    experts_per_token,
    experts_touched,
    decode_step_seconds,
    decode_tokens_per_second
from cases
order by place
