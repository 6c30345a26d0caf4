-- A row an owning way, and the demands that just pay for a way.
select
    "case",
    title,
    capex,
    break_even_rent_per_gpu_hour,
    covered_rent_per_gpu_hour,
    rent_cost_per_gpu_hour,
    opex_per_gpu_hour,
    break_even_hours,
    break_even_months,
    discounted_break_even_months,
    break_even_rent_utilisation,
    utilisation_of_tokens,
    requests_offered_per_second,
    break_even_requests_per_second,
    break_even_price_per_mtok
from cases
where (owned_share > 0 and "case" not like 'at-%') or "case" like '%-least'
order by place
