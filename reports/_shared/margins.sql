-- A row a way with revenue: what is left of it, layer by layer, and returns on cost and capital, over the horizon.
select
    "case",
    title,
    revenue_over_horizon,
    contribution_margin_over_horizon,
    gross_margin_over_horizon,
    ebitda_margin_over_horizon,
    ebit_margin_over_horizon,
    return_on_cost_over_horizon,
    invested_over_horizon,
    return_on_investment,
    return_on_invested_capital
from cases
where revenue_over_horizon > 0 and "case" not like 'at-%' and "case" not like '%-least'
order by place
