-- A row a way and line of its cash: the sum of each year of the horizon, inflow positive.
with lines as (
    select
        v."case",
        c.place,
        c.title,
        v.quantity,
        cast(ceil(v.period * c.months_per_period / 12) as integer) as year,
        case when v.quantity in ('lease_paid_in_period', 'lease_price_in_period') then -v.value else v.value end as value,
        case when v.quantity in ('lease_paid_in_period', 'lease_price_in_period') then '-' || v.ref else v.ref end as ref
    from "values" as v
    inner join cases as c on v."case" = c."case"
    where
        v.quantity in ('net_cash_in_period', 'equity_cash_in_period')
        or (v.quantity = 'loan_cash_in_period' and c.loan_share > 0)
        or (v.quantity in ('lease_paid_in_period', 'lease_price_in_period', 'lease_cash_in_period') and c.lease_share > 0)
),

names as (
    select unnest([
        {'quantity': 'net_cash_in_period', 'rank': 1, 'line': 'service, paid in cash'},
        {'quantity': 'loan_cash_in_period', 'rank': 2, 'line': 'loan'},
        {'quantity': 'lease_paid_in_period', 'rank': 3, 'line': 'lease payments'},
        {'quantity': 'lease_price_in_period', 'rank': 4, 'line': 'price at the end of the lease'},
        {'quantity': 'lease_cash_in_period', 'rank': 5, 'line': 'lease, with the tax that it saves'},
        {'quantity': 'equity_cash_in_period', 'rank': 6, 'line': 'left for the owners'}
    ], recursive := true)
)

select
    lines.title,
    names.line,
    sum(value) filter (where year = 1) as y1,
    list(ref) filter (where year = 1) as y1__sum,
    sum(value) filter (where year = 2) as y2,
    list(ref) filter (where year = 2) as y2__sum,
    sum(value) filter (where year = 3) as y3,
    list(ref) filter (where year = 3) as y3__sum,
    sum(value) filter (where year = 4) as y4,
    list(ref) filter (where year = 4) as y4__sum,
    sum(value) filter (where year = 5) as y5,
    list(ref) filter (where year = 5) as y5__sum,
    sum(value) as total,
    list(ref) as total__sum
from lines
inner join names on lines.quantity = names.quantity
group by lines.place, lines.title, names.rank, names.line
order by lines.place, names.rank
