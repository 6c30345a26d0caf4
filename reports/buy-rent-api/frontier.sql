-- A row a demand: the cheapest way, by the year with which the horizon ends.
select
    requests,
    flatten(list(requests__is)) as requests__is,
    arg_min(way, y1) as y1,
    list(y1__is[1]) filter (where y1 is not null) as y1__which_min,
    list(way) filter (where y1 is not null) as y1__names,
    arg_min(way, y2) as y2,
    list(y2__is[1]) filter (where y2 is not null) as y2__which_min,
    list(way) filter (where y2 is not null) as y2__names,
    arg_min(way, y3) as y3,
    list(y3__is[1]) filter (where y3 is not null) as y3__which_min,
    list(way) filter (where y3 is not null) as y3__names,
    arg_min(way, y4) as y4,
    list(y4__is[1]) filter (where y4 is not null) as y4__which_min,
    list(way) filter (where y4 is not null) as y4__names,
    arg_min(way, y5) as y5,
    list(y5__is[1]) filter (where y5 is not null) as y5__which_min,
    list(way) filter (where y5 is not null) as y5__names
from levelised
group by requests
order by requests
