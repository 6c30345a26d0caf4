-- A row a model and scale: its cheapest device, the next one and the dearest.
with ranked as (
    select
        split_part("case", '-', 1) as size,
        case when "case" like '%-few' then 'few' else 'many' end as scale,
        device,
        cost_per_mtok_output as cost,
        row_number() over (partition by split_part("case", '-', 1), "case" like '%-few' order by cost_per_mtok_output, "case") as place
    from cases
)

select
    size,
    scale,
    max(device) filter (where place = 1) as cheapest,
    max(cost) filter (where place = 1) as lowest,
    max(device) filter (where place = 2) as next,
    max(cost) filter (where place = 2) as next_cost,
    arg_max(device, cost) as dearest,
    max(cost) as highest
from ranked
group by size, scale
order by cast(replace(size, 'b', '') as integer), scale
