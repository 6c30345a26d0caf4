-- A row a way and year.
select
    c.title,
    cast(v.period * c.months_per_period / 12 as integer) as year,
    'year' as year__fixed,
    max(v.value) filter (where v.quantity = 'book_value_at_end') as book,
    list(v.ref) filter (where v.quantity = 'book_value_at_end') as book__is,
    max(v.value) filter (where v.quantity = 'market_value_at_end') as market,
    list(v.ref) filter (where v.quantity = 'market_value_at_end') as market__is
from "values" as v
inner join cases as c on v."case" = c."case"
where
    v.quantity in ('book_value_at_end', 'market_value_at_end')
    and (v.period * c.months_per_period) % 12 = 0
group by c.place, c.title, v.period, c.months_per_period
order by c.place, year
