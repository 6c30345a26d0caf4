-- A row a case: what is served, what is held, how much of it is used, and the bill.
select
    "case",
    title,
    requests_asked_per_day,
    refused_share,
    gpus,
    case when rent_follows_load > 0 then gpus_reserved end as gpus_reserved,
    case when rent_follows_load > 0 then reserved_use_share end as reserved_use_share,
    case when rent_follows_load > 0 then rent_peak_per_month end as rent_peak_per_month,
    cost_per_gpu_hour,
    utilisation_of_tokens,
    utilisation_of_hours,
    case when gpus > 0 then gpu_hours_idle_per_month end as gpu_hours_idle_per_month,
    idle_share,
    cost_per_month,
    cost_per_mtok_output
from cases
order by place
