-- A row a term of a difference: what it changes in each quantity.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'memory_needed_bytes') as needed,
    'memory_needed_bytes' as needed__effect,
    max(d.effect) filter (where d.quantity = 'tpot_seconds') as tpot,
    'tpot_seconds' as tpot__effect,
    max(d.effect) filter (where d.quantity = 'ttft_seconds') as ttft,
    'ttft_seconds' as ttft__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
