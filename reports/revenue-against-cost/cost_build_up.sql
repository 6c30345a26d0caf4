-- A row a case. Devices, money per device-hour, money per hour and per million tokens.
select
    "case",
    title,
    gpus_prefill,
    gpus_decode,
    gpus,
    rent_cost_per_gpu_hour,
    cost_prefill_per_hour,
    cost_decode_per_hour,
    cost_per_second,
    cost_per_month,
    cost_per_mtok_output,
    usage_cost_per_mtok_output,
    cost_per_mtok_total
from cases
order by place
