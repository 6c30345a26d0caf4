-- A row a way: cash of each year of the horizon. Four quarters are a year, as twelve months are.
with cash as (
    select
        v."case",
        cast(ceil(v.period * c.months_per_period / 12) as integer) as year,
        v.value,
        v.ref
    from "values" as v
    inner join cases as c on v."case" = c."case"
    where v.quantity = 'net_cash_in_period'
)
select
    c."case",
    c.title,
    c.opening_outlay,
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
from cash
inner join cases as c on cash."case" = c."case"
group by c.place, c."case", c.title, c.opening_outlay
order by c.place
