"""The topics that inputs are listed under. The list names the first input of each; the others follow in their order."""

from __future__ import annotations

from tco.formulas.inputs import INPUTS

FIRST_OF_TOPIC = {
    "parameters_total": "Model architecture",
    "bytes_per_weight": "Precision",
    "gpu_memory_bytes": "Device and links",
    "prefill_mfu": "Efficiency: what is reached of a peak",
    "prompt_tokens": "Workload",
    "batch": "Layout of the deployment",
    "utilisation_share": "Load",
    "price_per_mtok_input": "Token prices",
    "cache_write_share": "Buying tokens from an API",
    "on_demand_price_per_gpu_hour": "Renting by the hour",
    "rent_per_server_month": "Machine prices",
    "price_per_gpu": "Purchase",
    "life_years": "Life and capital",
    "energy_change_per_year": "Running machines",
    "tax_share": "Tax and finance",
    "days_per_month": "Time",
}


def _topics() -> dict[str, str]:
    found, current = {}, "Inputs"
    for name in INPUTS:
        current = FIRST_OF_TOPIC.get(name, current)
        found[name] = current
    return found


_TOPIC = _topics()


def topic(name: str) -> str:
    """The topic of an input.

    >>> topic("layers"), topic("pue")
    ('Model architecture', 'Machine prices')
    """
    return _TOPIC[name]
