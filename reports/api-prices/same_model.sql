-- A row a model that several providers sell: the lowest and the highest bill of a month, and whose they are.
with sold as (
    select
        model,
        title,
        api_cost_per_month as bill
    from cases
    where model <> ''
)

select
    model,
    count(*) as providers,
    arg_min(title, bill) as cheapest,
    min(bill) as low,
    arg_max(title, bill) as dearest,
    max(bill) as high
from sold
group by model
having count(*) > 1
order by high / low desc, model
