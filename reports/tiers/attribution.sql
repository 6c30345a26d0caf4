-- A row a term of a difference: what it changes in each quantity.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'reload_seconds') as reload,
    'reload_seconds' as reload__effect,
    max(d.effect) filter (where d.quantity = 'held_cost') as cost,
    'held_cost' as cost__effect,
    max(d.effect) filter (where d.quantity = 'held_cost_per_month') as monthly,
    'held_cost_per_month' as monthly__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
