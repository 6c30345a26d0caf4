-- A row a term of a difference: what it changes in the cost of an hour.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'own_cost_per_gpu_hour') as effect,
    'own_cost_per_gpu_hour' as effect__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
