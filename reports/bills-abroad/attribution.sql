-- A row a term of a difference.
select
    d."case",
    d.against,
    d.term,
    d.change,
    d.before,
    d.after,
    d.effect,
    d.quantity as effect__effect
from differences as d
inner join cases as c on d."case" = c."case"
order by c.place, d.place
