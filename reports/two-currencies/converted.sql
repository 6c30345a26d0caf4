-- A row a price that a case rests on: as stated, since when, and in both currencies.
select
    c."case",
    c.title,
    v.quantity,
    v.value,
    v.unit,
    a.value as beside,
    v.ref as beside__also,
    a.unit as beside_unit,
    a.rate,
    v.ref as rate__rate,
    v.date as dated,
    v.source
from cases as c
inner join "values" as v on c."case" = v."case"
inner join also as a on v."case" = a."case" and v.quantity = a.quantity
where v.origin <> 'formula' and a.rate is not null
order by c.place, v.date, v.quantity
