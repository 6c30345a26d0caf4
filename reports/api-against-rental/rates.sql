-- A row a case: the measured rate.
select
    c."case",
    c.title,
    v.quantity,
    v.value,
    v.unit,
    v.source
from "values" as v
inner join cases as c on v."case" = c."case"
where v.quantity = 'decode_tokens_per_second'
order by c.place
