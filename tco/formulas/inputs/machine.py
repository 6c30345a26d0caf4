"""The device and its links, and which part of each peak is reached."""

from __future__ import annotations

from tco.formulas.inputs.record import Input

# fmt: off
ROWS = (
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
    Input("sparsity_speedup", "ratio", "1 for dense weights; 2 where a structured sparsity figure is used as the peak", 1, 2),
    Input("scale_up_bandwidth", "bytes/s", "one-way bandwidth of a device inside its server or rack", 1e8, 1e14),
    Input("pcie_bandwidth", "bytes/s", "one-way bandwidth of a device to its server", 1e8, 1e13),
    Input("scale_up_domain", "gpus", "devices that reach each other at scale-up speed", 1, 1e5),
    Input("scale_out_bandwidth", "bytes/s", "one-way bandwidth of a device to other servers", 1e7, 1e14),
    Input("gpus_per_server", "count", "devices in one server", 1, 1024),
    Input("board_power_watts", "W", "rated power of one device", 0.01, 1e5),
    # efficiency: what is reached of a peak
    Input("prefill_mfu", "share", "share of the peak rate reached in prefill", 0, 1),
    Input("decode_mfu", "share", "share of the peak rate reached in decode", 0, 1),
    Input("decode_mbu", "share", "share of the memory bandwidth reached in decode", 0, 1),
    Input("attention_mfu", "share", "share of the 16-bit peak rate reached by attention in decode", 0, 1),
    Input("attention_tile_heads", "count", "query heads that a matrix unit takes at once in decode attention", 1, 1024),
    Input("prefill_attention_mfu", "share", "share of the 16-bit peak rate reached by attention in prefill", 0, 1),
    Input("link_efficiency", "share", "share of the scale-up bandwidth that collectives reach", 0, 1),
    Input("dispatch_efficiency", "share", "share of the bandwidth that sending tokens to experts and back reaches", 0, 1),
    Input("dispatch_by_copy", "count", "1 where decode sends each copy of a token by itself, 0 one to each server", 0, 1),
    Input("half_batch_overlap", "share", "share of the all-to-all that one half of a batch hides while the other sends", 0, 1),
    Input("roofline_overlap", "share", "part of the shorter of traffic and arithmetic that hides behind the longer", 0, 1),
    Input("activation_passes", "ratio", "times that a layer moves the activations of a token through memory", 0, 1000),
    Input("expert_copy_passes", "ratio", "times that the copy of a token for one expert moves through memory", 0, 1000),
    Input("communication_overlap", "share", "share of communication hidden behind computing", 0, 1),
    Input("seconds_per_layer", "s", "time that the kernels of one layer spend on starting and ending", 0, 0.1),
    Input("seconds_per_moe_layer", "s", "the same, for the router and experts of one layer", 0, 0.1),
    Input("engine_pace", "ratio", "pace of an engine's kernels and host: 1 for the reference, above where they are slower", 0.01, 100),
    Input("engine_step_seconds", "s", "fixed time of a step: launch, sampling, scheduling", 0, 10),
    Input("engine_sequence_seconds", "s", "time of a step for each sequence: sampling, scheduling", 0, 1),
    Input("engine_prefill_seconds", "s", "fixed time of a prefill pass", 0, 10),
    Input("launch_seconds_per_layer", "s", "time that the host takes to launch the kernels of one layer in prefill", 0, 1),
    Input("collective_seconds", "s", "time of a collective of nothing inside a scale-up domain", 0, 1),
    Input("collective_out_seconds", "s", "time of a collective of nothing between servers", 0, 1),
    Input("request_overhead_seconds", "s", "time of a request before its prefill: transfer, tokenising, scheduling", 0, 100),
    Input("queue_share", "share", "part of the other prompts of a batch that one waits for", 0, 1),
    Input("engine_sequences_max", "count", "sequences that an engine decodes at once, by its setting", 1, 1e6),
    Input("prefill_pass_tokens", "tokens", "prompt tokens that an engine computes in one pass", 1, 1e7),
    Input("slo_load_share", "share", "part of the saturated rate that a latency limit leaves", 0.01, 1),
    Input("burst_tail_share", "ratio", "batches' worth of time that a burst of requests spends filling and draining", 0, 10),
)
# fmt: on
