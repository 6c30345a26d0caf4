-- A row a term of a difference: what it changes in each quantity.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'gpus_prefill') as devices,
    'gpus_prefill' as devices__effect,
    max(d.effect) filter (where d.quantity = 'prefill_seconds') as seconds,
    'prefill_seconds' as seconds__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
