-- A row a pin of a case: the figure given in place of the formula.
select
    c."case",
    c.title,
    v.quantity,
    v.value,
    v.unit,
    v.source,
    v.note
from "values" as v
inner join cases as c on v."case" = c."case"
where v.origin = 'pin'
order by c.place, v.quantity
