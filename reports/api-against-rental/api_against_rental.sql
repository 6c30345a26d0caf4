-- A row a case: a model on rented devices against one API that sells it. Money per million tokens and per hour.
select
    "case",
    model,
    device,
    tokens,
    gpus,
    rent_cost_per_gpu_hour,
    output_tokens_per_second,
    cost_per_mtok_output,
    price_per_mtok_input,
    price_per_mtok_output,
    revenue_per_hour,
    cost_per_hour,
    break_even_utilisation,
    break_even_price_per_mtok
from cases
order by break_even_utilisation, "case"
