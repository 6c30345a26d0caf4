-- A row a case: its rank among the devices that serve the same model at the same scale, and what binds it.
select
    split_part("case", '-', 1) as size,
    case when "case" like '%-few' then 'few' else 'many' end as scale,
    rank() over (partition by split_part("case", '-', 1), "case" like '%-few' order by cost_per_mtok_output) as place,
    list_prepend(
        "case" || ':cost_per_mtok_output',
        list("case" || ':cost_per_mtok_output') over (partition by split_part("case", '-', 1), "case" like '%-few')
    ) as place__rank,
    "case",
    title,
    gpus,
    batch,
    cost_per_mtok_output,
    output_tokens_per_second,
    tpot_seconds,
    bottleneck,
    bottleneck_margin,
    memory_margin_share
from cases
order by cast(replace(size, 'b', '') as integer), scale, place, "case"
