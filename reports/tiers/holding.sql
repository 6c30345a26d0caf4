-- A row a case: bytes held, cost to buy or by the month, models on the tier.
select
    "case",
    title,
    held_bytes,
    tier_price_per_gb,
    held_cost,
    tier_price_per_gb_month,
    held_cost_per_month,
    weight_bytes,
    models_in_tier,
    weights_load_seconds,
    weights_cost
from cases
order by place
