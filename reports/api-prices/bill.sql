-- A row an API: its prices for this workload per million tokens, and the bill of a month; the cheapest first.
select
    "case",
    title,
    api_price_per_mtok_input,
    api_price_per_mtok_cached,
    api_price_per_mtok_output,
    api_price_per_mtok_blended,
    api_input_cost_per_month,
    api_cache_write_cost_per_month,
    api_cached_cost_per_month,
    api_output_cost_per_month,
    api_cost_per_month
from cases
order by api_cost_per_month, "case"
