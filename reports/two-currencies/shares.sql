-- A row a share of a case: from the amounts in the report's currency, and from those in the second one.
select
    c."case",
    c.title,
    v.quantity,
    v.value,
    a.value as beside,
    v.ref as beside__also
from cases as c
inner join "values" as v on c."case" = v."case"
inner join also as a on v."case" = a."case" and v.quantity = a.quantity
where v.quantity in ('margin_on_revenue', 'return_on_cost', 'break_even_utilisation')
order by c.place, v.quantity
