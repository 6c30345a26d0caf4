-- A row a model and scale: its cheapest device, the next one and the dearest.
with ranked as (
    select
        split_part("case", '-', 1) as size,
        case when "case" like '%-few' then 'few' else 'many' end as scale,
        device,
        cost_per_mtok_output as cost,
        "case" || ':cost_per_mtok_output' as ref,
        row_number() over (partition by split_part("case", '-', 1), "case" like '%-few' order by cost_per_mtok_output, "case") as place
    from cases
)

select
    size,
    scale,
    max(device) filter (where place = 1) as cheapest,
    list(ref) as cheapest__which_min,
    list(device) as cheapest__names,
    max(cost) filter (where place = 1) as lowest,
    list(ref) as lowest__min,
    max(device) filter (where place = 2) as next,
    list(ref) as next__which_second,
    list(device) as next__names,
    max(cost) filter (where place = 2) as next_cost,
    list(ref) as next_cost__second,
    arg_max(device, cost) as dearest,
    list(ref) as dearest__which_max,
    list(device) as dearest__names,
    max(cost) as highest,
    list(ref) as highest__max
from ranked
group by size, scale
order by cast(replace(size, 'b', '') as integer), scale
