-- A row a term of a difference: what it changes in each quantity.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    max(d.effect) filter (where d.quantity = 'prefill_prompts_per_second_at_peak') as peak,
    'prefill_prompts_per_second_at_peak' as peak__effect,
    max(d.effect) filter (where d.quantity = 'prefill_prompts_per_second') as prompts,
    'prefill_prompts_per_second' as prompts__effect,
    max(d.effect) filter (where d.quantity = 'decode_step_seconds') as step,
    'decode_step_seconds' as step__effect,
    max(d.effect) filter (where d.quantity = 'weight_steps_per_second') as steps,
    'weight_steps_per_second' as steps__effect
from differences as d
inner join cases as c on d."case" = c."case"
group by c.place, d.place, d."case", d.against, d.term, d.change, d.before, d.after
order by c.place, d.place
