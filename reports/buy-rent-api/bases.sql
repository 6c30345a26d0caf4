-- A row a way at the demand of the review.
select
    "case",
    title,
    list_cost_per_month,
    cost_per_month,
    spent_over_horizon,
    effective_cost_over_horizon
from cases
where "case" not like 'at-%' and "case" not like '%-least'
order by place
