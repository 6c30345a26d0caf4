-- A row a case, in the order of the scenario. Money per second; shares from 0 to 1.
select
    "case",
    title,
    output_tokens_per_second,
    revenue_output_per_second,
    revenue_input_per_second,
    revenue_cached_per_second,
    revenue_per_second,
    cost_per_second,
    profit_per_second,
    margin_on_revenue,
    return_on_cost,
    revenue_per_day,
    cost_per_day,
    profit_per_month
from cases
order by place
