-- A row a case: what is served, what is held, how much of it is used, and the bill.
select
    "case",
    title,
    requests_asked_per_day,
    refused_share,
    gpus,
    case when rent_follows_load > 0 then gpus_reserved end as gpus_reserved,
    cost_per_gpu_hour,
    utilisation_of_tokens,
    utilisation_of_hours,
    idle_share,
    cost_per_month,
    cost_per_mtok_output
from cases
order by place
