-- A row a term of a difference: what it changes in each quantity.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'weight_bytes_per_gpu') as held,
    'weight_bytes_per_gpu' as held__effect,
    max(d.effect) filter (where d.quantity = 'decode_step_seconds') as step,
    'decode_step_seconds' as step__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
