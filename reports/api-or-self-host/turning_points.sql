-- A row a case with machines: the mean load from which they cost less than the API, beside the load that is asked.
select
    "case",
    title,
    requests_asked_per_day,
    break_even_requests_per_day,
    gpus,
    fleet_cost_per_hour,
    api_cost_per_request
from cases
where gpus > 0
order by place
