-- A row a demand: the cheapest way, by the year with which the horizon ends.
select
    requests,
    arg_min(way, y1) as y1,
    arg_min(way, y2) as y2,
    arg_min(way, y3) as y3,
    arg_min(way, y4) as y4,
    arg_min(way, y5) as y5
from levelised
group by requests
order by requests
