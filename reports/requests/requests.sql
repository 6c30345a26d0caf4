-- A row a case: FLOP of a prompt, rate of a device, devices for all requests.
select
    "case",
    title,
    prompt_tokens,
    prefill_flop_per_prompt,
    peak_flops,
    prefill_mfu,
    prefill_seconds,
    prefill_prompts_per_second,
    requests_per_second_full_load,
    prefill_units,
    gpus_prefill
from cases
order by place
