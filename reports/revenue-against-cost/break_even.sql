-- A row a case: each lever as it is, and where revenue would equal cost.
select
    "case",
    title,
    profit_per_second,
    price_per_mtok_output,
    break_even_price_per_mtok,
    batch,
    break_even_batch,
    tpot_seconds,
    break_even_tpot_seconds,
    utilisation_share,
    break_even_utilisation,
    break_even_decode_price_factor
from cases
order by place
