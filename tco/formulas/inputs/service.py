"""The workload, the layout that serves it, its queue, tiers, targets and load."""

from __future__ import annotations

from tco.formulas.inputs.record import Input

# fmt: off
ROWS = (
    # the workload
    Input("prompt_tokens", "tokens", "mean length of a prompt", 0, 1e8),
    Input("output_tokens", "tokens", "mean length of an answer, reasoning included", 1, 1e8),
    Input("cache_hit_share", "share", "share of prompt tokens found in the prefix cache", 0, 1),
    Input("answer_tokens", "tokens", "length of the answer by which users judge speed", 1, 1e8),
    Input("answer_seconds", "s", "time users grant to that answer", 0.01, 1e6),
    Input("ttft_target_seconds", "s", "time users grant to the first token", 0.001, 1e5),
    # layout
    Input("batch", "count", "sequences decoded at once by one replica", 1, 1e8),
    Input("draft_tokens", "tokens", "tokens that are guessed for each sequence and step; 0 without speculative decoding", 0, 100),
    Input("draft_acceptance", "share", "probability that a guessed token is right, given that those before it are", 0, 1),
    Input("gpus_per_decode_unit", "count", "devices of one decode replica", 1, 1e5),
    Input("decode_units", "count", "decode replicas", 1, 1e6),
    Input("fleet_follows_peak", "share", "1 where as many replicas are held as the busiest hour needs, 0 where their number is given", 0, 1, switch=True),
    Input("gpus_per_prefill_unit", "count", "devices of one prefill replica", 1, 1e5),
    Input("prefill_batch", "count", "prompts computed together by one prefill replica", 1, 1e6),
    Input("pipeline_stages", "count", "devices a token passes one after another in a step; 1 where all work at once", 1, 1000),
    Input("tp", "count", "devices over which attention and dense weights of a layer are cut (tensor parallel)", 1, 1e4),
    Input("cp", "count", "devices over which the context of a sequence is split (context parallel)", 1, 1e4, switch=True),
    Input("ep", "count", "groups of devices over which routed experts are spread; 1 where every expert is cut over all devices", 1, 1e5),
    Input("disaggregated", "share", "1 where prompts have devices of their own, 0 where prompts and answers share them", 0, 1, switch=True),
    Input("concurrency", "count", "requests that users keep under way on one replica", 1, 1e8),
    Input("expert_imbalance", "ratio", "work of the device with most tokens to compute over the mean", 1, 100),
    Input("servers_per_token", "count", "servers that the router may choose experts of a token on", 1, 1e5),
    Input("redundant_experts", "count", "extra expert copies of a layer in the decode replica", 0, 1e5),
    Input("tokens_per_pass", "tokens", "tokens of one sequence in a pass: 1 in decode, the prompt in prefill", 1, 1e8),
    Input("scale_up_hops", "count", "transfers between devices of a server along the chain of a token", 0, 1e5),
    Input("scale_out_hops", "count", "transfers between servers along the chain of a token", 0, 1e5),
    Input("prefill_window_seconds", "s", "time in which the prefill batch is to be computed", 0.001, 1e5),
    Input("prefill_transfers", "count", "times the activations cross a link during prefill", 0, 1e5),
    Input("preparation_seconds", "s", "time of a request before it is sent: tokenising, resizing, features", 0, 1e5),
    Input("network_seconds", "s", "time between user and server", 0, 1e5),
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
    Input("target_user_tokens_per_second", "tokens/s", "tokens per second that each user is to get", 0.01, 1e5),
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
    Input("idle_power_watts", "W", "power of a device without work, where it is known; one that holds a model may draw more", 0, 1e5),
    Input("idle_power_default_share", "share", "power of an idle device over its rated power, where that of the device is not known", 0, 1),
    Input("cached_time_share", "share", "device time of a cached prompt token over that of a computed one", 0, 1),
)
# fmt: on
