-- A row a pin of a case: the figure given in place of the formula; of a pin by period, a row a period that it holds in.
select
    c."case",
    c.title,
    v.quantity,
    v.value,
    v.unit,
    v.source,
    case
        when v.period is null then v.note
        else concat_ws('; ', 'period ' || v.period, nullif(v.note, ''))
    end as note
from "values" as v
inner join cases as c on v."case" = c."case"
where v.origin = 'pin'
order by c.place, v.quantity, v.period
