-- A row a term of a difference: what it changes in each quantity.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'tpot_seconds') as tpot,
    'tpot_seconds' as tpot__effect,
    max(d.effect) filter (where d.quantity = 'ttft_percentile_seconds') as tail,
    'ttft_percentile_seconds' as tail__effect,
    max(d.effect) filter (where d.quantity = 'replicas_for_deadline') as replicas,
    'replicas_for_deadline' as replicas__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
