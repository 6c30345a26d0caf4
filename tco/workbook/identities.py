"""What must hold between quantities however the inputs are changed, said as formulas over their names.

An identity reaches its quantity by another way than the model does, so that an overwritten cell is found. `AT_MOST`
compares two limits. An alert tells something worth knowing that is not wrong.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tco.expr import SECONDS_PER_HOUR, TOKENS_PER_MTOK, Expr, Name, lift

ERROR, SENSITIVITY, ALERT = "error", "sensitivity", "alert"
EQUAL, AT_MOST = "equal", "at most"
Side = Callable[..., Any]


@dataclass(frozen=True)
class Identity:
    """Two formulas over quantities that must agree, or of which the first must not exceed the second."""

    says: str
    left: Side
    right: Side
    compare: str = EQUAL
    severity: str = ERROR

    @property
    def needs(self) -> tuple[str, ...]:
        """The quantities on both sides."""
        return tuple(dict.fromkeys((*parameters(self.left), *parameters(self.right))))


def parameters(side: Side) -> tuple[str, ...]:
    """The quantities that a side names."""
    return tuple(inspect.signature(side).parameters)


def traced(side: Side) -> Expr:
    """A side as a tree."""
    return lift(side(**{n: Name(n) for n in parameters(side)}))


# fmt: off
IDENTITIES = (
    Identity("devices = prefill + decode",
             lambda gpus: gpus,
             lambda gpus_prefill, gpus_decode: gpus_prefill + gpus_decode),
    Identity("servers hold the devices",
             lambda gpus: gpus,
             lambda servers, gpus_per_server: servers * gpus_per_server, AT_MOST),
    Identity("no server stands empty",
             lambda servers, gpus_per_server: servers * gpus_per_server,
             lambda gpus, gpus_per_server: gpus + gpus_per_server, AT_MOST),
    Identity("tokens served by a fleet that is held do not exceed full load",
             lambda output_tokens_per_second, from_api, rent_follows_load:
                 output_tokens_per_second * (1 - from_api) * (1 - rent_follows_load),
             lambda output_tokens_per_second_full_load: output_tokens_per_second_full_load, AT_MOST),
    Identity("sequences in flight = tokens per second * time per token",
             lambda decode_tokens_per_second, tpot_seconds: decode_tokens_per_second * tpot_seconds,
             lambda batch: batch),
    Identity("requests * tokens of an answer = output tokens",
             lambda requests_per_second, output_tokens: requests_per_second * output_tokens,
             lambda output_tokens_per_second: output_tokens_per_second),
    Identity("cached prompt tokens do not exceed prompt tokens",
             lambda cached_tokens_per_second: cached_tokens_per_second,
             lambda input_tokens_per_second: input_tokens_per_second, AT_MOST),
    Identity("revenue = output + input + cached",
             lambda revenue_per_second: revenue_per_second,
             lambda revenue_output_per_second, revenue_input_per_second, revenue_cached_per_second:
                 revenue_output_per_second + revenue_input_per_second + revenue_cached_per_second),
    Identity("paid output at its price = revenue of output",
             lambda revenue_output_per_second: revenue_output_per_second * TOKENS_PER_MTOK,
             lambda output_tokens_per_second, paid_share_output, price_per_mtok_output, price_factor:
                 output_tokens_per_second * paid_share_output * (price_per_mtok_output * price_factor)),
    Identity("an hour is 3600 seconds",
             lambda cost_per_second: cost_per_second * SECONDS_PER_HOUR,
             lambda cost_per_hour: cost_per_hour),
    Identity("cost of a fleet that is held = prefill + decode",
             lambda fleet_cost_per_hour, rent_follows_load: fleet_cost_per_hour * (1 - rent_follows_load),
             lambda cost_prefill_per_hour, cost_decode_per_hour, rent_follows_load:
                 (cost_prefill_per_hour + cost_decode_per_hour) * (1 - rent_follows_load)),
    Identity("cost at one price = devices * cost of one, the decode factor apart",
             lambda cost_prefill_per_hour, cost_decode_per_hour: cost_prefill_per_hour + cost_decode_per_hour,
             lambda gpus, gpus_decode, decode_price_factor, cost_per_gpu_hour:
                 (gpus + gpus_decode * (decode_price_factor - 1)) * cost_per_gpu_hour),
    Identity("profit = revenue - cost",
             lambda profit_per_second, cost_per_second: profit_per_second + cost_per_second,
             lambda revenue_per_second: revenue_per_second),
    Identity("profit of a month = revenue - cost of a month",
             lambda profit_per_month, cost_per_month: profit_per_month + cost_per_month,
             lambda revenue_per_month: revenue_per_month),
    Identity("margin * revenue = profit",
             lambda margin_on_revenue, revenue_per_second: margin_on_revenue * revenue_per_second,
             lambda profit_per_second: profit_per_second),
    Identity("return on cost * cost = profit",
             lambda return_on_cost, cost_per_second: return_on_cost * cost_per_second,
             lambda profit_per_second: profit_per_second),
    Identity("margin and return say the same: return * (1 - margin) = margin",
             lambda return_on_cost, margin_on_revenue: return_on_cost * (1 - margin_on_revenue),
             lambda margin_on_revenue: margin_on_revenue),
    Identity("cost per Mtok * output tokens = cost",
             lambda cost_per_mtok_output, output_tokens_per_second: cost_per_mtok_output * output_tokens_per_second,
             lambda cost_per_second: cost_per_second * TOKENS_PER_MTOK),
    Identity("at the break-even price revenue = cost",
             lambda break_even_price_per_mtok, output_tokens_per_second, price_factor, paid_share_output,
                    revenue_input_per_second, revenue_cached_per_second:
                 break_even_price_per_mtok * output_tokens_per_second * price_factor * paid_share_output / TOKENS_PER_MTOK
                 + revenue_input_per_second + revenue_cached_per_second,
             lambda cost_per_second: cost_per_second),
    Identity("at the break-even batch, time per token held, profit = 0",
             lambda revenue_per_second, break_even_batch, batch: revenue_per_second * break_even_batch / batch,
             lambda cost_per_second: cost_per_second),
    Identity("at the break-even time per token, batch held, profit = 0",
             lambda revenue_per_second, tpot_seconds: revenue_per_second * tpot_seconds,
             lambda cost_per_second, break_even_tpot_seconds: cost_per_second * break_even_tpot_seconds),
    Identity("at the break-even utilisation profit = 0",
             lambda revenue_per_second, break_even_utilisation, load_share:
                 revenue_per_second * break_even_utilisation / load_share,
             lambda cost_per_second: cost_per_second),
    Identity("at the break-even price of decode devices profit = 0",
             lambda gpus_prefill, gpus_decode, break_even_decode_price_factor, cost_per_gpu_hour:
                 (gpus_prefill + gpus_decode * break_even_decode_price_factor) * cost_per_gpu_hour,
             lambda revenue_per_second: revenue_per_second * SECONDS_PER_HOUR),
    Identity("EBITDA margin * revenue + cost = revenue, over the horizon",
             lambda ebitda_margin_over_horizon, revenue_over_horizon, cost_over_horizon:
                 ebitda_margin_over_horizon * revenue_over_horizon + cost_over_horizon,
             lambda revenue_over_horizon: revenue_over_horizon),
    Identity("the tranches add up to the fleet",
             lambda placed_by_the_end: placed_by_the_end,
             lambda: 1),
    Identity("what was billed is what the periods were charged with",
             lambda spent_over_horizon: spent_over_horizon,
             lambda effective_cost_over_horizon: effective_cost_over_horizon),
    Identity("an owned hour = annuity + running cost",
             lambda own_cost_per_gpu_hour: own_cost_per_gpu_hour,
             lambda annuity_per_gpu_hour, opex_per_gpu_hour: annuity_per_gpu_hour + opex_per_gpu_hour),
    Identity("what is bought = devices + the rest",
             lambda capex, capex_gpus: capex - capex_gpus,
             lambda capex_machines, capex_gpus, capex_network, capex_facility, vat_lost:
                 capex_machines - capex_gpus + capex_network + capex_facility + vat_lost),
    Identity("loan + lease + equity = what is paid at the start",
             lambda loan_amount, leased_opening, equity_opening: loan_amount + leased_opening + equity_opening,
             lambda opening_outlay: opening_outlay),
    Identity("levelised cost * tokens = cost in money of today",
             lambda levelised_cost_per_mtok, mtok_present_value: levelised_cost_per_mtok * mtok_present_value,
             lambda cost_present_value: cost_present_value),
    Identity("weights, cache and activations fit the memory of a device",
             lambda memory_needed_bytes: memory_needed_bytes,
             lambda gpu_memory_bytes: gpu_memory_bytes, AT_MOST, ALERT),
    Identity("the batch is within what memory holds",
             lambda batch: batch,
             lambda batch_max: batch_max, AT_MOST, ALERT),
    Identity("a token comes within the time users accept",
             lambda tpot_seconds: tpot_seconds,
             lambda tpot_target_seconds: tpot_target_seconds, AT_MOST, ALERT),
    Identity("the decode step leaves the time per token that is counted with",
             lambda decode_step_seconds: decode_step_seconds,
             lambda tpot_seconds, tokens_per_step: tpot_seconds * tokens_per_step, AT_MOST, ALERT),
    Identity("prefill lets requests in as fast as decode lets them out",
             lambda requests_per_second_full_load: requests_per_second_full_load,
             lambda prefill_units, prefill_prompts_per_second: prefill_units * prefill_prompts_per_second,
             AT_MOST, ALERT),
)
# fmt: on
