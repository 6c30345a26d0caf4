-- A row a case with machines: what each kind of token costs to make, without and with idle capacity, and at the API.
select
    "case",
    title,
    serving_cost_per_mtok_input,
    loaded_cost_per_mtok_input,
    api_price_per_mtok_input,
    serving_cost_per_mtok_cached,
    loaded_cost_per_mtok_cached,
    api_price_per_mtok_cached,
    serving_cost_per_mtok_output,
    loaded_cost_per_mtok_output,
    api_price_per_mtok_output,
    idle_cost_per_month
from cases
where gpus > 0
order by place
