-- A row a price: what a provider lists, since when, and where that stands.
select
    p."case",
    c.title,
    p.quantity,
    p.listed,
    p.value,
    p.unit,
    p.rate,
    p.date,
    p.source
from prices as p
inner join cases as c on p."case" = c."case"
where p.quantity in ('price_per_mtok_input', 'price_per_mtok_cached', 'price_per_mtok_output')
order by c.title, p.quantity
