-- A row an owning way.
select
    "case",
    title,
    capex,
    rent_cost_per_gpu_hour,
    opex_per_gpu_hour,
    break_even_hours,
    break_even_months,
    break_even_rent_utilisation,
    utilisation_of_tokens,
    break_even_price_per_mtok
from cases
where owned_share > 0
order by place
