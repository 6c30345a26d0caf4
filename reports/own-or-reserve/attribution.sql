-- A row a term of a difference.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'cost_present_value') as cost,
    'cost_present_value' as cost__effect,
    max(d.effect) filter (where d.quantity = 'cost_per_gpu_hour') as hour,
    'cost_per_gpu_hour' as hour__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
