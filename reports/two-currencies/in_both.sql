-- A row an amount of money of a case: in the currency of the report and in the second one.
select
    c."case",
    c.title,
    v.quantity,
    v.value,
    v.unit,
    a.value as beside,
    v.ref as beside__also,
    a.unit as beside_unit,
    a.rate,
    v.ref as rate__rate
from cases as c
inner join "values" as v on c."case" = v."case"
inner join also as a on v."case" = a."case" and v.quantity = a.quantity
where v.quantity in (
    'revenue_per_month', 'cost_per_month', 'profit_per_month', 'rent_cost_per_gpu_hour', 'cost_per_mtok_output',
    'break_even_price_per_mtok'
)
order by c.place, a.rate, v.quantity
