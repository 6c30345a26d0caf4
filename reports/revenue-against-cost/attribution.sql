-- A row a term of a difference: what it changes in each quantity.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'revenue_per_second') as revenue,
    'revenue_per_second' as revenue__effect,
    max(d.effect) filter (where d.quantity = 'cost_per_second') as cost,
    'cost_per_second' as cost__effect,
    max(d.effect) filter (where d.quantity = 'profit_per_second') as profit,
    'profit_per_second' as profit__effect,
    max(d.effect) filter (where d.quantity = 'prefill_prompts_per_second') as prompts,
    'prefill_prompts_per_second' as prompts__effect,
    max(d.effect) filter (where d.quantity = 'decode_step_seconds') as step,
    'decode_step_seconds' as step__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
