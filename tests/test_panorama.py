"""Ten devices with a price in source 000, three models, two scales: what the finding says is what the cases give."""

import pytest

from tco import load

PROCESSORS = ("epyc-9654", "xeon-8592")


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, float]]:
    """Cost of a million output tokens, by model and scale, then by device."""
    results = load("hardware-panorama").run()
    found: dict[str, dict[str, float]] = {}
    for case in results.scenario.cases:
        size, _, rest = case.name.partition("-")
        device, _, scale = rest.rpartition("-")
        found.setdefault(f"{size}-{scale}", {})[device] = float(results.value(case.name, "cost_per_mtok_output"))  # type: ignore[arg-type]
    return found


def test_every_priced_device_that_can_hold_a_model_serves_it(costs: dict[str, dict[str, float]]) -> None:
    """Cards under 64 GB cannot hold 405 GB of weights eight at a time."""
    assert {n: len(devices) for n, devices in costs.items()} == {
        "7b-few": 10, "7b-many": 10, "70b-few": 10, "70b-many": 10, "405b-few": 7, "405b-many": 7,
    }  # fmt: skip


def test_the_finding_names_the_cheapest(costs: dict[str, dict[str, float]]) -> None:
    """A consumer card where eight hold the model, else the A100."""
    cheapest = {n: min(devices, key=lambda d: devices[d]) for n, devices in costs.items()}
    assert cheapest == dict.fromkeys(("7b-few", "7b-many", "70b-few", "70b-many"), "rtx-4090") | {
        "405b-few": "a100", "405b-many": "a100",
    }  # fmt: skip
    lowest = {n: min(devices.values()) for n, devices in costs.items()}
    assert lowest == pytest.approx(
        {
            "7b-few": 0.1326,
            "7b-many": 0.02263,
            "70b-few": 1.420,
            "70b-many": 0.5613,
            "405b-few": 23.33,
            "405b-many": 5.344,
        },
        rel=0.005,
    )
    assert costs["405b-many"]["h100"] / costs["405b-many"]["a100"] == pytest.approx(1.07, abs=0.0051)


def test_processors_are_dear_by_the_range_of_the_finding(costs: dict[str, dict[str, float]]) -> None:
    """Their bandwidth is a tenth of a card's, their peak less."""
    times = [devices[p] / min(devices.values()) for devices in costs.values() for p in PROCESSORS]
    assert (round(min(times)), round(max(times), -1)) == (7, 490)


def test_memory_bandwidth_binds_few_users() -> None:
    """But for one processor, whose peak is reached first."""
    results = load("hardware-panorama").run()
    binds = [str(results.value(c.name, "bottleneck")) for c in results.scenario.cases if c.name.endswith("-few")]
    assert (binds.count("bandwidth"), len(binds)) == (24, 27)
