"""What is bought by the token or by the hour: prices of tokens, an API, rent."""

from __future__ import annotations

from tco.formulas.inputs.record import Input

# fmt: off
ROWS = (
    # prices of tokens
    Input("price_per_mtok_input", "money/Mtok", "list price of input tokens", 0, 1e6),
    Input("price_per_mtok_cached", "money/Mtok", "list price of input tokens found in the cache", 0, 1e6),
    Input("price_per_mtok_output", "money/Mtok", "list price of output tokens", 0, 1e6),
    Input("price_per_mtok_cache_write", "money/Mtok", "list price of input tokens that are computed and kept in the cache", 0, 1e6),
    Input("price_per_mtok_batch_input", "money/Mtok", "list price of input tokens of batch calls, answered within a day", 0, 1e6),
    Input("price_per_mtok_batch_output", "money/Mtok", "list price of output tokens of batch calls", 0, 1e6),
    Input("price_per_mtok_long_input", "money/Mtok", "list price of input tokens of long prompts", 0, 1e6),
    Input("price_per_mtok_long_output", "money/Mtok", "list price of output tokens of long prompts", 0, 1e6),
    Input("long_from_tokens", "tokens", "length from which a prompt is long", 0, 1e15),
    Input("paid_share_input", "share", "share of input tokens that is billed", 0, 1),
    Input("paid_share_output", "share", "share of output tokens that is billed", 0, 1),
    Input("customer_discount_share", "share", "part of the list price that contracts with customers let off", 0, 1),
    Input("discount_hours_per_day", "hours/day", "hours of a day at the off-peak price", 0, 24),
    Input("discount_share", "share", "part of the price that is let off in those hours", 0, 1),
    # buying tokens from an API
    Input("from_api", "share", "1 where the tokens are bought from an API, 0 where machines make them", 0, 1, switch=True),
    Input("cache_write_share", "share", "share of missed prompt tokens that is billed at the cache write price", 0, 1),
    Input("reasoning_share", "share", "share of the output tokens that is reasoning, billed as output", 0, 1),
    Input("api_batch_share", "share", "share of the tokens sent in batch calls, answered within a day", 0, 1),
    Input("api_retry_ratio", "ratio", "tokens billed over tokens used: repeated and failed calls, checks", 1, 10),
    Input("price_window_hours_per_day", "hours/day", "hours of a day at another price: peak or off-peak", 0, 24),
    Input("price_window_days_share", "share", "share of the days on which those hours count", 0, 1),
    Input("price_window_load_ratio", "ratio", "load in those hours over the mean load", 0, 24),
    Input("price_window_factor", "ratio", "price in those hours over the all-day price", 0, 100),
    Input("api_token_limit", "tokens/s", "rate of input and output tokens above which the provider refuses", 0, 1e15),
    Input("api_request_limit", "requests/s", "rate of requests above which the provider refuses", 0, 1e15),
    Input("overflow_taken_share", "share", "share of what the provider refuses that a second provider takes", 0, 1),
    Input("overflow_price_ratio", "ratio", "price of the second provider over that of the first", 0, 1000),
    Input("volume_tier_per_month", "money/month", "usage of a month beyond which the volume discount counts", 0, 1e15),
    Input("volume_discount_share", "share", "part of the price that is let off beyond the volume tier", 0, 1),
    Input("api_commitment_per_month", "money/month", "usage that is billed whether it is used or not", 0, 1e12),
    Input("api_credit_per_month", "money/month", "credits that may be set against the bill", 0, 1e12),
    # renting by the hour
    Input("rent_follows_load", "share", "1 where devices are rented as the load needs them, 0 where a fleet is held", 0, 1, switch=True),
    Input("on_demand_price_per_gpu_hour", "money/gpu/hour", "rent of a device by the hour, without commitment", 0, 1e5),
    Input("reserved_price_per_gpu_hour", "money/gpu/hour", "rent of a device for a term, paid for in every hour", 0, 1e5),
    Input("spot_price_per_gpu_hour", "money/gpu/hour", "rent of a device that may be taken away", 0, 1e5),
    Input("spot_share", "share", "share of the hours above the reservation that is bought at spot prices", 0, 1),
    Input("spot_interruptions_per_hour", "1/hour", "times an hour that a spot device is taken away", 0, 60),
    Input("spot_restart_hours", "hours", "time until an interrupted device works again", 0, 100),
    Input("spot_lost_hours", "hours", "work since the last save that an interruption loses", 0, 1000),
    Input("rent_commitment_per_month", "money/month", "spending on devices that is billed whether used or not", 0, 1e12),
    Input("storage_gb", "GB", "storage for weights, logs and caches", 0, 1e12),
    Input("storage_price_per_gb_month", "money/GB/month", "price of storage", 0, 1e4),
    Input("egress_gb_per_month", "GB/month", "traffic out of the cloud", 0, 1e12),
    Input("egress_price_per_gb", "money/GB", "price of traffic out of the cloud", 0, 1e3),
    Input("cpu_nodes", "count", "nodes without devices: gateways, databases, monitoring", 0, 1e5),
    Input("cpu_node_price_per_month", "money/month", "rent of one such node", 0, 1e7),
    Input("control_plane_per_month", "money/month", "fee of the managed cluster", 0, 1e7),
    Input("goodput_loss_share", "share", "device-hours that faults and restarts take, over those paid for", 0, 1),
    Input("rent_setup_cost", "money", "one-off work before a rented cluster serves", 0, 1e12),
    Input("rent_term_months", "months", "months over which the set-up of a rented cluster is spread", 1, 120),
    Input("rent_debugging_per_month", "money/month", "people who hunt faults of the rented cluster", 0, 1e12),
    Input("support_share", "share", "support over everything else on the bill", 0, 1),
)
# fmt: on
