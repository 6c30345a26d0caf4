-- A row a demand and way: levelised cost by the year with which the horizon ends.
with found as (
    select
        c.requests_offered_per_second as requests,
        c.place,
        w.title as way,
        cast(v.period * c.months_per_period / 12 as integer) as year,
        v.value,
        v.ref
    from "values" as v
    inner join cases as c on v."case" = c."case"
    inner join cases as w on w."case" = regexp_extract(c."case", '^(?:at-)?([^ ]+)', 1)
    where
        v.quantity = 'levelised_cost_by_end'
        and (v.period * c.months_per_period) % 12 = 0
        and (c."case" in ('own', 'rent-3y', 'api') or c."case" like 'at-%')
)
select
    requests,
    list(split_part(ref, ':', 1) || ':requests_offered_per_second') as requests__is,
    way,
    max(value) filter (where year = 1) as y1,
    list(ref) filter (where year = 1) as y1__is,
    max(value) filter (where year = 2) as y2,
    list(ref) filter (where year = 2) as y2__is,
    max(value) filter (where year = 3) as y3,
    list(ref) filter (where year = 3) as y3__is,
    max(value) filter (where year = 4) as y4,
    list(ref) filter (where year = 4) as y4__is,
    max(value) filter (where year = 5) as y5,
    list(ref) filter (where year = 5) as y5__is
from found
group by requests, way
order by requests, min(place)
