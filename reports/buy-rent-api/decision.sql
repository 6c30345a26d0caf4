-- A row a way at the demand of the review. Money of today for the horizon; money per million output tokens.
select
    "case",
    title,
    rank() over (order by levelised_cost_per_mtok) as place_cheapest,
    list_prepend("case" || ':levelised_cost_per_mtok', list("case" || ':levelised_cost_per_mtok') over ()) as place_cheapest__rank,
    cost_per_month,
    opening_outlay,
    cost_present_value,
    levelised_cost_per_mtok,
    equivalent_cost_per_year,
    npv,
    irr,
    mirr,
    payback_months,
    discounted_payback_months
from cases
where "case" not like 'at-%' and "case" not like '%-least'
order by place
