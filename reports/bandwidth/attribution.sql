-- A row a term of a difference: what it changes in each quantity.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'weight_steps_per_second') as steps,
    'weight_steps_per_second' as steps__effect,
    max(d.effect) filter (where d.quantity = 'decode_tokens_per_second') as rate,
    'decode_tokens_per_second' as rate__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
