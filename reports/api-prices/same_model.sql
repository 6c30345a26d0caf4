-- A row a model that several providers sell: the lowest and the highest bill of a month, and whose they are.
with sold as (
    select
        model,
        title,
        api_cost_per_month as bill,
        "case" || ':api_cost_per_month' as ref
    from cases
    where model <> ''
)

select
    model,
    count(*) as providers,
    list(ref) as providers__count,
    arg_min(title, bill) as cheapest,
    list(ref) as cheapest__which_min,
    list(title) as cheapest__names,
    min(bill) as low,
    list(ref) as low__min,
    arg_max(title, bill) as dearest,
    list(ref) as dearest__which_max,
    list(title) as dearest__names,
    max(bill) as high,
    list(ref) as high__max
from sold
group by model
having count(*) > 1
order by high / low desc, model
