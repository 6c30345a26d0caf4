"""What does a replica do in service, where prompts and answers share its time?

Continuous batching: a sequence that ends makes room for the next, whose prompt is computed between steps of the
others. So in the time of one answer every other sequence of the batch brings one prompt, and each token waits for its
part of them. Where prefill has devices of its own, decode is left alone, and the first token waits until the cache has
been handed over. A static batch is prefilled together and
decoded to its end. Concurrency is what users keep under way; the batch is what of it is being decoded.
"""

from tco.expr import maximum, minimum, where


def colocated(disaggregated):
    """1 where prompts are computed on the devices that decode, else 0.

        1 - disaggregated

    Unit: share
    Source: definition
    """
    return 1 - disaggregated


def prefill_interference_seconds(batch, attention_dp, prefill_prompt_seconds, output_tokens, colocated):
    """Time that each token of a sequence waits for the prompts of the others of the batch.

        (batch / groups - 1) * groups * time of a prompt / tokens of an answer

    Unit: s
    Source: in the time of one answer every other sequence is replaced once
    """
    others = maximum(batch - attention_dp, 0)
    return colocated * others * prefill_prompt_seconds / output_tokens


def tpot_seconds(decode_step_seconds, tokens_per_step, prefill_interference_seconds):
    """Time per output token of one sequence.

        step / tokens gained per step + wait for prompts of others

    Unit: s
    Source: definition
    """
    return decode_step_seconds / tokens_per_step + prefill_interference_seconds


def decode_tokens_per_second(batch, tpot_seconds):
    """Output tokens per second of one replica.

        sequences in flight / time per token

    Unit: tokens/s
    Source: seed 004, lines 72 and 216
    """
    return batch / tpot_seconds


def step_tokens_per_second(batch, decode_step_seconds, tokens_per_step):
    """Output tokens per second of one replica while it does nothing but decode.

        sequences in flight * tokens gained per step / step

    Unit: tokens/s
    Source: definition
    """
    return batch * tokens_per_step / decode_step_seconds


def saturated_tokens_per_second(decode_tokens_per_second, slo_load_share, burst_tail_share, batch, concurrency):
    """Output tokens per second of a replica with requests waiting, less what a latency limit leaves idle and a burst loses at its ends.

        tokens per second * load / (1 + tail * batch / requests of the burst)

    Unit: tokens/s
    Source: definition
    """
    return decode_tokens_per_second * slo_load_share / (1 + burst_tail_share * batch / concurrency)


def lone_prefill_tokens_per_second(prompt_tokens, prefill_seconds):
    """Prompt tokens per second of one replica that computes one prompt at a time.

        tokens of a prompt / time of it

    Unit: tokens/s
    Source: definition
    """
    return prompt_tokens / prefill_seconds


def queued_prompts_seconds(batch, attention_dp, queue_share, prefill_prompt_seconds):
    """Mean wait for prompts that arrive together with one's own, as clients that keep in step make them.

        share of the other sequences * time of a prompt

    Unit: s
    Source: fitted, see pricing/efficiency.csv
    """
    return queue_share * maximum(batch - attention_dp, 0) * prefill_prompt_seconds


def step_wait_seconds(decode_step_seconds, colocated):
    """Mean wait for the step that is running when a prompt arrives.

        half of a step, where prompts and answers share the devices

    Unit: s
    Source: definition
    """
    return decode_step_seconds / 2 * colocated


def prompt_done_seconds(
    queue_seconds, network_seconds, request_overhead_seconds, step_wait_seconds, queued_prompts_seconds, prefill_seconds
):
    """Time from a request until its prompt is computed.

        queue + network + handling + running step + other prompts + prefill

    Unit: s
    Source: seed 001, line 399
    """
    waits = queue_seconds + network_seconds + request_overhead_seconds + step_wait_seconds + queued_prompts_seconds
    return waits + prefill_seconds


def ttft_seconds(prompt_done_seconds, disaggregated, kv_handover_seconds):
    """What a user waits for the first token.

        prompt computed + hand-over to the devices that decode, where those are others

    Unit: s
    Source: definition; a decode unit answers once it has the cache
    """
    return where(0 < disaggregated, prompt_done_seconds + kv_handover_seconds, prompt_done_seconds)


def stay_seconds(ttft_seconds, tpot_seconds, output_tokens):
    """Time from a request to its last token.

        first token + time per token * tokens after the first

    Unit: s
    Source: definition
    """
    return ttft_seconds + tpot_seconds * maximum(output_tokens - 1, 0)


def decoding_share(tpot_seconds, output_tokens, prompt_done_seconds):
    """Part of its stay that a request has a place in the batch; it has one already while its cache is handed over.

        time per token * tokens / (prompt computed + time per token * tokens)

    Unit: share
    Source: Little's law
    """
    decoding = tpot_seconds * output_tokens
    return decoding / (prompt_done_seconds + decoding)


def concurrency_served(batch, decoding_share):
    """Requests under way on a replica, waiting and decoding, that keep this batch full.

        batch / share of the stay that is decoding

    Unit: sequences
    Source: Little's law
    """
    return batch / decoding_share


def batch_of_concurrency(concurrency, decoding_share, batch_max, engine_sequences_max, attention_dp):
    """Sequences decoding at a time where clients keep so many requests under way on a replica; memory and engine bound it.

        min(concurrency * share of the stay that is decoding, memory, engine), at least one

    Unit: sequences
    Source: Little's law
    """
    room = minimum(batch_max, engine_sequences_max * attention_dp)
    return maximum(1, minimum(concurrency * decoding_share, room))


def closed_loop_requests_per_second(concurrency, stay_seconds):
    """Requests per second of a replica whose clients each keep one under way.

        requests under way / stay

    Unit: requests/s
    Source: Little's law
    """
    return concurrency / stay_seconds


def closed_loop_tokens_per_second(closed_loop_requests_per_second, output_tokens, decode_tokens_per_second):
    """Output tokens per second of a replica whose clients each keep one request under way, at most what its full batch makes.

        min(requests per second * tokens of an answer, tokens of the batch)

    Unit: tokens/s
    Source: definition
    """
    return minimum(closed_loop_requests_per_second * output_tokens, decode_tokens_per_second)


def batch_prefill_seconds(
    batch, prefill_compute_seconds, prefill_prompt_work_seconds, prefill_weight_seconds, prefill_overhead_seconds
):  # fmt: skip
    """Time to compute the prompts of a whole batch together.

        batch * (linear + other work) + weights + overhead

    Unit: s
    Source: definition
    """
    work = batch * (prefill_compute_seconds + prefill_prompt_work_seconds)
    return work + prefill_weight_seconds + prefill_overhead_seconds


def static_batch_seconds(batch_prefill_seconds, output_tokens, decode_step_seconds, tokens_per_step):
    """Time of a batch that is prefilled together and decoded to its end.

        prompts + tokens of an answer * step / tokens gained per step

    Unit: s
    Source: definition
    """
    return batch_prefill_seconds + output_tokens * decode_step_seconds / tokens_per_step


def static_batch_tokens_per_second(batch, output_tokens, static_batch_seconds):
    """Output tokens per second of a replica that takes one static batch after another.

        batch * tokens of an answer / time of a batch

    Unit: tokens/s
    Source: definition
    """
    return batch * output_tokens / static_batch_seconds


def meets_tpot(tpot_seconds, tpot_target_seconds):
    """1 where time per token is within its target, else 0.

        time per token <= target

    Unit: count
    Source: definition
    """
    return where(tpot_seconds <= tpot_target_seconds, 1, 0)


def meets_ttft(ttft_seconds, ttft_target_seconds):
    """1 where time to the first token is within its target, else 0.

        time to first token <= target

    Unit: count
    Source: definition
    """
    return where(ttft_seconds <= ttft_target_seconds, 1, 0)


def meets_targets(fits, meets_tpot, meets_ttft):
    """1 where the layout fits and both targets are met: what it makes is goodput, else 0.

        fits and meets both

    Unit: count
    Source: Zhong et al. 2024, DistServe, arXiv 2401.09670 (goodput)
    """
    return fits * meets_tpot * meets_ttft


def goodput_tokens_per_second(decode_tokens_per_second, meets_targets):
    """Output tokens per second of a replica that reach users within their targets.

        tokens per second, where the targets are met

    Unit: tokens/s
    Source: Zhong et al. 2024, DistServe, arXiv 2401.09670
    """
    return decode_tokens_per_second * meets_targets


def user_tokens_per_second(tpot_seconds):
    """Output tokens per second that one user sees.

        1 / time per token

    Unit: tokens/s
    Source: definition
    """
    return 1 / tpot_seconds
