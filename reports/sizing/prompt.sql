-- A row a case: time to the first token, computing reached and required.
select
    "case",
    title,
    prompt_tokens,
    peak_flops,
    prefill_mfu,
    prefill_prompts_per_second,
    ttft_seconds,
    flops_reached,
    flops_required,
    first_shortage
from cases
order by place
