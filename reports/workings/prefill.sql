-- A row a case: FLOP of a prompt on one device, prompts a second of a replica.
select
    "case",
    title,
    prefill_batch,
    prefill_parameters_per_gpu,
    prefill_flop_per_batch,
    peak_flops,
    prefill_share_of_peak,
    prefill_prompts_per_second_at_peak,
    prefill_mfu,
    prefill_prompts_per_second,
    prompts_within_ttft
from cases
order by place
