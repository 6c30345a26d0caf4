-- A row a demand: the bill of a month by each way to serve it, and the cheapest. Requests per day, money per month.
with served as (
    select
        requests_asked_per_day as demand,
        cost_per_month as bill,
        title,
        case
            when from_api > 0 then 'api'
            when rent_follows_load > 0 then 'by_load'
            when owned_share > 0 then 'own'
            else 'fleet'
        end as way
    from cases
)

select
    demand,
    min(bill) filter (where way = 'api') as api,
    min(bill) filter (where way = 'by_load') as by_load,
    min(bill) filter (where way = 'fleet') as fleet,
    min(bill) filter (where way = 'own') as own,
    arg_min(title, bill) as cheapest,
    max(bill) / min(bill) as saved
from served
group by demand
order by demand
