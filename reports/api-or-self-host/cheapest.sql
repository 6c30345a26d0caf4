-- A row a demand: the bill of a month by each way to serve it, and the cheapest. Requests per day, money per month.
with served as (
    select
        requests_asked_per_day as demand,
        cost_per_month as bill,
        title,
        "case" || ':requests_asked_per_day' as demand_ref,
        "case" || ':cost_per_month' as ref,
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
    list(demand_ref) as demand__is,
    min(bill) filter (where way = 'api') as api,
    list(ref) filter (where way = 'api') as api__min,
    min(bill) filter (where way = 'by_load') as by_load,
    list(ref) filter (where way = 'by_load') as by_load__min,
    min(bill) filter (where way = 'fleet') as fleet,
    list(ref) filter (where way = 'fleet') as fleet__min,
    min(bill) filter (where way = 'own') as own,
    list(ref) filter (where way = 'own') as own__min,
    arg_min(title, bill) as cheapest,
    list(ref) as cheapest__which_min,
    list(title) as cheapest__names,
    max(bill) / min(bill) as saved,
    list(ref) as saved__spread
from served
group by demand
order by demand
