"""Every input, described once: name, unit, meaning, and the range outside which a value is most likely a slip.

An input is given by a scenario, by a price book through a choice (a device, a model, a price), or by a default that
says why. What a formula makes is not here: its docstring describes it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Input:
    """A quantity that is given. `low` and `high` bound what is plausible in its unit; `level` is case or period.

    A `switch` decides between branches: what only the branch not taken needs, a case need not give.
    """

    name: str
    unit: str
    meaning: str
    low: float = 0.0
    high: float = float("inf")
    level: str = "case"
    switch: bool = False


# fmt: off
_ROWS = [
    # the model, from its configuration
    Input("parameters_total", "count", "parameters of the whole model", 1e6, 1e14),
    Input("parameters_active", "count", "parameters that one token passes through", 1e6, 1e14),
    Input("layers", "count", "transformer layers", 1, 1000),
    Input("hidden_dim", "count", "width of the residual stream", 1, 1e6),
    Input("heads", "count", "query heads of a layer", 1, 10000),
    Input("kv_heads", "count", "key and value heads of a layer", 1, 10000),
    Input("head_dim", "count", "width of one head", 1, 10000),
    Input("kv_latent_dim", "count", "width of the compressed cache of latent attention (MLA); 0 for other attention", 0, 1e5),
    Input("rope_dim", "count", "width of the position part that latent attention caches beside it", 0, 1e5),
    Input("query_latent_dim", "count", "width of the compressed query of latent attention", 0, 1e5),
    Input("nope_head_dim", "count", "width of a latent-attention head without position", 0, 1e5),
    Input("value_head_dim", "count", "width of a latent-attention value head", 0, 1e5),
    Input("routed_experts", "count", "experts of a layer that the router chooses from; 0 for a dense model", 0, 1e5),
    Input("shared_experts", "count", "experts of a layer that every token passes", 0, 1e4),
    Input("experts_per_token", "count", "routed experts that one token passes in a layer", 0, 1e4),
    Input("expert_ffn_dim", "count", "inner width of one expert", 0, 1e6),
    Input("first_dense_layers", "count", "leading layers without experts", 0, 1000),
    Input("moe_layer_step", "count", "layers from one layer with experts to the next: 1 where every layer has them", 1, 100),
    Input("ffn_dim", "count", "inner width of a dense feed-forward block", 0, 1e7),
    Input("ffn_matrices", "count", "weight matrices of one feed-forward block: 3 gated, 2 plain", 2, 3),
    Input("vocabulary_size", "count", "tokens that the model tells apart", 0, 1e7),
    Input("tied_embeddings", "share", "1 where the input embedding is the output head, else 0", 0, 1),
    Input("sliding_window", "tokens", "tokens that a layer with a window keeps; 0 without a window", 0, 1e8),
    Input("windowed_layers", "count", "layers whose cache is bounded by the window", 0, 1000),
    Input("state_layers", "count", "layers of linear attention, which keep a state and no cache", 0, 1000),
    Input("state_bytes_per_layer", "bytes", "state that such a layer keeps of one sequence", 0, 1e9),
    # precision
    Input("bytes_per_weight", "bytes", "stored bytes of one parameter", 0.1, 8),
    Input("bytes_per_kv_value", "bytes", "stored bytes of one cached value", 0.1, 8),
    Input("bytes_per_activation", "bytes", "bytes of one activation value in memory", 0.1, 8),
    Input("bytes_per_value_moved", "bytes", "bytes of one activation value on a link between devices", 0.1, 8),
    Input("dispatch_bytes", "bytes", "bytes of one value sent to an expert", 0.1, 8),
    Input("combine_bytes", "bytes", "bytes of one value returned by an expert", 0.1, 8),
    # the device and its links
    Input("gpu_memory_bytes", "bytes", "memory of one device", 1e6, 1e14),
    Input("memory_reserve_share", "share", "part of the memory kept free for bursts", 0, 0.9),
    Input("framework_bytes", "bytes", "memory that driver and engine take on a device: context, graphs, buffers", 0, 1e11),
    Input("kv_pool_share", "share", "part of the cache's pool that holds tokens, the rest lost to the allocator", 0.01, 1),
    Input("marginal_share", "share", "free memory below which a fit is called marginal", 0, 0.5),
    Input("gpu_memory_bandwidth", "bytes/s", "memory bandwidth of one device", 1e9, 1e15),
    Input("memory_channels", "count", "memory channels of a processor", 1, 64),
    Input("memory_transfers_per_second", "1/s", "transfers per second of one channel", 1e8, 1e11),
    Input("bandwidth_tolerance", "share", "difference of two figures of a bandwidth that passes for rounding", 0, 1),
    Input("peak_flops_dense", "FLOP/s", "dense peak rate of one device at the computing precision", 1e9, 1e18),
    Input("sparsity_speedup", "ratio", "1 for dense weights; 2 where a structured-sparsity figure is used as the peak", 1, 2),
    Input("scale_up_bandwidth", "bytes/s", "one-way bandwidth of a device inside its server or rack", 1e8, 1e14),
    Input("scale_out_bandwidth", "bytes/s", "one-way bandwidth of a device to other servers", 1e7, 1e14),
    Input("gpus_per_server", "count", "devices in one server", 1, 1024),
    Input("board_power_watts", "W", "rated power of one device", 0.01, 1e5),
    # efficiency: what is reached of a peak
    Input("prefill_mfu", "share", "share of the peak rate reached in prefill", 0, 1),
    Input("decode_mfu", "share", "share of the peak rate reached in decode", 0, 1),
    Input("decode_mbu", "share", "share of the memory bandwidth reached in decode", 0, 1),
    Input("communication_overlap", "share", "share of communication hidden behind computing", 0, 1),
    Input("step_overhead_seconds", "s", "fixed time of a decode step: launches, sampling, scheduling", 0, 10),
    # the workload
    Input("prompt_tokens", "tokens", "mean length of a prompt", 0, 1e8),
    Input("output_tokens", "tokens", "mean length of an answer, reasoning included", 1, 1e8),
    Input("cache_hit_share", "share", "share of prompt tokens found in the prefix cache", 0, 1),
    Input("answer_tokens", "tokens", "length of the answer by which users judge speed", 1, 1e8),
    Input("answer_seconds", "s", "time users grant to that answer", 0.01, 1e6),
    Input("ttft_target_seconds", "s", "time users grant to the first token", 0.001, 1e5),
    # layout
    Input("batch", "count", "sequences decoded at once by one replica", 1, 1e8),
    Input("tokens_per_step", "count", "tokens one sequence gains per step; above 1 with speculative decoding", 1, 20),
    Input("gpus_per_decode_unit", "count", "devices of one decode replica", 1, 1e5),
    Input("decode_units", "count", "decode replicas", 1, 1e6),
    Input("fleet_follows_peak", "share", "1 where as many replicas are held as the busiest hour needs, 0 where their number is given", 0, 1, switch=True),
    Input("gpus_per_prefill_unit", "count", "devices of one prefill replica", 1, 1e5),
    Input("prefill_batch", "count", "prompts computed together by one prefill replica", 1, 1e6),
    Input("pipeline_stages", "count", "devices a token passes one after another in a step; 1 where all work at once", 1, 1000),
    Input("tp", "count", "devices over which attention and dense weights of a layer are cut (tensor parallel)", 1, 1e4),
    Input("cp", "count", "devices over which the context of a sequence is split (context parallel)", 1, 1e4),
    Input("ep", "count", "groups of devices over which routed experts are spread; 1 where every expert is cut over all devices", 1, 1e5),
    Input("redundant_experts", "count", "extra expert copies of a layer in the decode replica", 0, 1e5),
    Input("tokens_per_pass", "tokens", "tokens of one sequence in a pass: 1 in decode, the prompt in prefill", 1, 1e8),
    Input("scale_up_hops", "count", "transfers between devices of a server along the chain of a token", 0, 1e5),
    Input("scale_out_hops", "count", "transfers between servers along the chain of a token", 0, 1e5),
    Input("prefill_window_seconds", "s", "time in which the prefill batch is to be computed", 0.001, 1e5),
    Input("prefill_transfers", "count", "times the activations cross a link during prefill", 0, 1e5),
    Input("preparation_seconds", "s", "time of a request before it is sent: tokenising, resizing, features", 0, 1e5),
    Input("network_seconds", "s", "time between user and server", 0, 1e5),
    Input("disaggregated", "share", "1 where other devices decode than prefill, else 0", 0, 1),
    Input("streamed", "share", "1 where users see tokens as they come, 0 where they wait for the whole answer", 0, 1),
    # queue
    Input("queue_load_share", "share", "work that arrives over work that can be done, of the servers of one queue", 0, 0.999),
    Input("queue_servers", "count", "servers that share one queue", 1, 1e5),
    Input("arrival_variation", "ratio", "standard deviation over mean of the time between arrivals: 1 for Poisson", 0, 100),
    Input("service_variation", "ratio", "standard deviation over mean of the service time: 1 exponential, 0 fixed", 0, 100),
    Input("latency_percentile", "share", "share of requests that a latency is stated for", 0.5, 0.99999),
    # tiers of memory and storage
    Input("hot_tokens", "tokens", "latest tokens of a sequence whose cache stays in device memory", 0, 1e8),
    Input("tier_bandwidth", "bytes/s", "rate at which a replica reads from the tier", 1e6, 1e14),
    Input("tier_latency_seconds", "s", "time before the first byte of the tier arrives", 0, 1e4),
    Input("tier_capacity_bytes", "bytes", "what the tier holds", 1e6, 1e18),
    Input("tier_price_per_gb", "money/GB", "price of the tier, to buy", 0, 1e4),
    Input("tier_price_per_gb_month", "money/GB/month", "price of the tier, to rent", 0, 1e4),
    Input("held_sequences", "count", "sequences whose cache waits", 0, 1e12),
    Input("offload_slowdown_limit", "share", "what a tier may add to a decode step, over the step", 0, 10),
    # a target, a job
    Input("target_tokens_per_second_per_user", "tokens/s", "tokens per second that each user is to get", 0.01, 1e5),
    Input("job_documents", "count", "documents of a job", 1, 1e12),
    Input("deadline_hours", "hours", "time in which a job must be done", 0.01, 1e5),
    # load
    Input("utilisation_share", "share", "output tokens served over output tokens that could be", 0, 1),
    Input("load_is_demand", "share", "1 where the load is what users ask for, 0 where it is a utilisation of the devices held", 0, 1, switch=True),
    Input("requests_offered_per_second", "requests/s", "requests that users send, on average over the day", 0, 1e9),
    Input("peak_load_ratio", "ratio", "load of the busiest hour over the mean load", 1, 1000),
    Input("valley_load_share", "share", "load of the quietest hour over the mean load", 0, 1),
    Input("target_load_share", "share", "how busy a device may be and still answer in time", 0.01, 1),
    Input("availability_share", "share", "share of the hours in which a device works", 0.01, 1),
    Input("idle_power_share", "share", "power of an idle device over its peak power", 0, 1),
    Input("cached_time_share", "share", "device time of a cached prompt token over that of a computed one", 0, 1),
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
    # prices of machines
    Input("rent_per_server_month", "money/month", "rent of one server for a month", 0, 1e9),
    Input("owned_share", "share", "part of the devices that is owned; the rest is rented", 0, 1, switch=True),
    Input("decode_price_factor", "ratio", "price of decode devices over the price of prefill devices", 0, 100),
    Input("price_per_gpu", "money", "purchase price of one device with its share of server and network", 0, 1e8),
    Input("life_years", "years", "years a bought device is used", 0.5, 30),
    Input("residual_share", "share", "part of the purchase price recovered at the end of that life", 0, 1),
    Input("power_draw_share", "share", "mean power drawn over rated power", 0, 1.5),
    Input("pue", "ratio", "power of the site over power of its computers", 1, 5),
    Input("electricity_price_per_kwh", "money/kWh", "price of electricity", 0, 1000),
    Input("host_power_watts", "W", "power of server and network for each device", 0, 1e5),
    Input("maintenance_share_per_year", "1/year", "yearly support and repair over purchase price", 0, 1),
    Input("setup_cost", "money", "one-off cost before the first token", 0, 1e12),
    # time
    Input("days_per_month", "days/month", "days that a month of rent is divided by", 28, 31),
    Input("calendar_hours", "share", "1 where a period has the hours of its calendar days, 0 where months are all alike", 0, 1),
    Input("calendar_years", "share", "1 where time is counted in calendar days, 0 where it is counted in whole months", 0, 1),
    Input("days_in_year", "days", "days of a year where time is counted in calendar days", 360, 366),
    Input("cash_timing_share", "share", "when in a period its cash comes: 1 at the end, 0.5 in the middle", 0, 1),
    Input("inflation_per_year", "share", "yearly change of the general price level", -0.5, 10),
    Input("discount_rate_is_real", "share", "1 where the discount rate is stated without inflation, 0 where with it", 0, 1),
    Input("changes_are_real", "share", "1 where yearly price changes are stated without inflation, 0 where with it", 0, 1),
    Input("discount_rate_per_year", "share", "yearly rate at which later money is worth less", 0, 1),
    Input("price_change_per_year", "share", "yearly change of token prices; negative where they fall", -0.99, 10),
    Input("demand_change_per_year", "share", "yearly change of tokens served; the fleet stays", -0.99, 10),
    Input("rent_change_per_year", "share", "yearly change of the cost of the fleet; negative where rents fall", -0.99, 10),
    Input("months_per_period", "months", "length of a period: 1 for months, 3 for quarters", 1, 12),
    # the clock, a value a period
    Input("period_index", "count", "number of the period, from 1", 1, 480, level="period"),
    Input("days_in_period", "days", "calendar days of the period", 28, 366, level="period"),
    Input("fiscal_year", "count", "fiscal year of the period, named after the year in which it ends", 1900, 2300, level="period"),
    Input("year_index", "count", "number of the fiscal year within the horizon, from 1", 1, 481, level="period"),
    Input("month_of_year", "count", "calendar month in which the period begins", 1, 12, level="period"),
    Input("is_actual", "share", "1 where the figures of the period are actuals, 0 where they are forecast", 0, 1, level="period"),
]
# fmt: on
INPUTS: dict[str, Input] = {row.name: row for row in _ROWS}
