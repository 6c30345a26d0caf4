-- A row a way.
select
    "case",
    title,
    gpus,
    cost_per_gpu_hour,
    cost_per_month,
    opening_outlay,
    cost_present_value,
    equivalent_cost_per_year,
    levelised_cost_per_mtok,
    npv,
    irr,
    payback_months,
    break_even_months,
    discounted_break_even_months,
    break_even_rent_utilisation
from cases
order by place
