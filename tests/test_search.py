"""Layouts searched: every one is a case of the sheet, those that serve are ranked, the others say why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl
import pytest
from textbook import DAY, quantities, shipped

from tco.errors import InputError
from tco.scenario import Setting
from tco.scenario_file import SearchTable
from tco.search.ask import Answer, Ask, stated
from tco.search.front import front, per_machine
from tco.search.run import COST, FEASIBLE, MACHINE, RATE, USER, VERDICT
from tco.search.space import Space
from tco.search.telling import best, on_front, table

LLAMA = {"model": "llama-3.3-70b", "engine": "vllm"}
LOAD = {"prompt_tokens": 1000, "output_tokens": 500, "ttft_target_seconds": 2}
AIM = {"tpot_target_seconds": 0.05}


def ask(
    devices: Sequence[str] = ("h100-sxm",), precisions: Sequence[str] = ("fp8",), *, settings: Sequence[Setting] = (),
    model: str = "llama-3.3-70b", rent: str = "median", **tried: object,
) -> Answer:  # fmt: skip
    """A search as the command line states it."""
    file = stated({"currency": "USD", "as_of": DAY})
    tried = {"gpus": 8, **tried}
    table = SearchTable.model_validate({"devices": [*devices], "precisions": [*precisions], **tried})
    choices = LLAMA | {"model": model} | ({"rent": rent} if rent else {})
    return Ask(file, table, {"choices": choices, "inputs": LOAD, "pins": AIM}, settings).run(shipped())


@cache
def usual() -> Answer:
    """70B in FP8 on H100 and B200, up to eight devices."""
    return ask(("h100-sxm", "b200-sxm"))


def test_layouts_of_a_dense_model() -> None:
    """Four devices: tp, pp and cp of 1, 2, 4 whose product is at most 4; more groups would be more replicas."""
    found = Space(gpus=4).layouts(sparse=False)["layout"].to_list()
    assert found == [
        "tp1", "tp1 cp2", "tp1 cp4", "tp1 pp2", "tp1 pp2 cp2", "tp1 pp4", "tp2", "tp2 cp2", "tp2 pp2", "tp4",
    ]  # fmt: skip


def test_layouts_of_a_mixture_of_experts() -> None:
    """Two devices: cut in one of four ways, and experts in one group or in two."""
    found = Space(gpus=2).layouts(sparse=True)
    assert found["layout"].to_list() == [
        "tp1", "tp1 cp2", "tp1 ep2", "tp1 ep2 cp2", "tp1 dp2", "tp1 dp2 ep2", "tp1 pp2", "tp1 pp2 ep2", "tp2", "tp2 ep2",
    ]  # fmt: skip
    assert found["gpus_per_decode_unit"].to_list() == [1, 2, 1, 2, 2, 2, 2, 2, 2, 2]


def test_what_is_given_is_tried_and_nothing_else() -> None:
    """A degree that cannot be built is tried as well: the sheet says why."""
    found = ask(tp=[3], pp=[1], cp=[1], batch=[8], ways=["colocated"])
    assert found.searched.counts == {"tp does not divide the heads": 1}


def test_a_layout_gives_what_its_case_gives() -> None:
    """Cost, rate, times and verdict of a searched layout are those of the sheet for the same inputs, evaluated alone."""
    found = ask(tp=[4], pp=[2], batch=[64], ways=["colocated"], gpus=8).searched.cases.to_dicts()[0]
    alone = quantities(
        choices=LLAMA | {"device": "h100-sxm", "precision": "fp8", "kv_precision": "bf16", "rent": "median"},
        **LOAD, **AIM, tp=4, pipeline_stages=2, batch=64, gpus_per_decode_unit=8, gpus_per_prefill_unit=8,
    )  # fmt: skip
    for name in (VERDICT, COST, RATE, USER, "ttft_seconds"):
        assert found[name] == pytest.approx(alone(name), rel=1e-12) if name != VERDICT else found[name] == alone(name)


def test_every_layout_has_one_verdict() -> None:
    """Two machines x 20 layouts of 8 devices x 5 ways x 44 batches."""
    found = usual().searched
    assert found.count == 2 * 20 * 5 * 44 == sum(found.counts.values()) == found.cases.height


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"precisions": ["bf16"], "tp": [1], "batch": [1]}, "weights do not fit"),  # 141 GB on 80
        ({"tp": [2], "batch": [512]}, "cache of the batch does not fit"),  # 328 kB x 1250 x 512 / 2 = 105 GB
        ({"devices": ["b300-sxm"], "tp": [8], "batch": [1025]}, "more sequences than the engine takes"),  # vLLM: 1,024
        ({"tp": [1], "pp": [8], "batch": [7]}, "devices without work"),  # eight stages
        ({"tp": [2], "batch": [1]}, FEASIBLE),
        ({"tp": [8], "batch": [512]}, "tokens too slow"),
        ({"tp": [5], "batch": [1]}, "tp does not divide the heads"),  # 64 heads
    ],
)
def test_the_first_thing_wrong_is_told(given: dict[str, list[object]], said: str) -> None:
    """Its cut, then memory, batch and targets."""
    found = ask(**{"pp": [1], "cp": [1], "ways": ["colocated"], **given})  # type: ignore[arg-type]
    assert [*found.searched.counts] == [said]


def test_a_late_first_token_is_told_last() -> None:
    """Nothing else is wrong, and no prompt of a thousand tokens takes a millisecond."""
    found = ask(tp=[4], pp=[1], batch=[8], ways=["colocated"], settings=[Setting("ttft_target_seconds", "1 ms")])
    assert [*found.searched.counts] == ["first token too late"]


def test_experts_that_do_not_spread_evenly_are_told() -> None:
    """Sixteen groups of experts need sixteen devices of a stage."""
    found = ask(("h200-sxm",), model="deepseek-v3", tp=[8], pp=[1], dp=[1], ep=[16], batch=[8], ways=["colocated"])
    assert [*found.searched.counts] == ["ep does not divide the devices of a stage"]


def test_a_layout_over_two_servers_pays_for_the_network_between() -> None:
    """tp 16 over two servers of eight: more devices than tp 8, and tokens come later."""
    found = ask(tp=[8, 16], pp=[1], cp=[1], batch=[16], ways=["colocated"], gpus=16).searched.cases
    inside, across = found["user_tokens_per_second"].to_list()
    assert across < inside


def test_a_long_prompt_comes_sooner_where_devices_share_it() -> None:
    """200,000 tokens on two servers: sixteen devices with one prompt, not two prompts of eight, nor tp over the network."""
    long = [Setting("prompt_tokens", "200000")]
    found = ask(tp=[8, 16], pp=[1], cp=[1, 2], batch=[1], ways=["colocated"], gpus=16, settings=long).searched.cases
    first = dict(zip(found["layout"], found["ttft_seconds"], strict=True))
    assert min(first, key=lambda name: first[name]) == "tp8 cp2"
    assert first["tp8 cp2"] == pytest.approx(first["tp8"] / 2, rel=0.1)


def test_prompts_apart_wait_for_the_hand_over() -> None:
    """First token of the same layout: what differs is the cache of 1,000 tokens over four links, and the step it need not wait for."""
    found = ask(tp=[4], pp=[1], cp=[1], batch=[8])
    told = found.searched.told(found.searched.cases, ["prompt_done_seconds", "kv_handover_seconds", "disaggregated"])
    apart = told.filter(pl.col("way") != "colocated")
    moved = 2 * 8 * 128 * 2 * 80 * 1000 / 4 / 50e9
    assert apart["kv_handover_seconds"].to_list() == pytest.approx([moved] * 4)
    both = found.searched.told(found.searched.cases, ["ttft_seconds"])["ttft_seconds"] - told["prompt_done_seconds"]
    assert both.to_list() == pytest.approx([0] + [moved] * 4, abs=1e-12)


def test_the_best_is_the_cheapest_that_serves() -> None:
    """Against all cases, one by one."""
    serving = [row for row in usual().searched.cases.to_dicts() if row[VERDICT] == FEASIBLE]
    cheapest = min(serving, key=lambda row: row[COST])
    first = best(usual(), 10).to_dicts()
    assert first[0] == cheapest
    assert [r[COST] for r in first] == sorted(r[COST] for r in first)
    assert len({(r[MACHINE], r["layout"], r["way"] == "colocated") for r in first}) == 10


def test_ranked_by_throughput_without_prices() -> None:
    """A device that nobody rents out is searched where cost is not asked for; output of a device decides."""
    found = ask(("rtx-pro-6000-server",), rent="", by="throughput", ways=["colocated"])
    rates = best(found, 5)[RATE].to_list()
    assert found.quantity == RATE
    assert rates == sorted(rates, reverse=True)


def test_a_machine_without_a_rent_is_refused_with_its_reason() -> None:
    """All its layouts count under it; the others are ranked."""
    found = ask(("h100-sxm", "mtt-s4000"), ("fp8",), ways=["colocated"])
    reason = f"no on-demand rent of mtt-s4000 known on {DAY}"
    assert found.searched.counts[reason] == 20 * 44
    assert {r[MACHINE] for r in best(found, 50).to_dicts()} == {"h100-sxm fp8"}


def test_none_on_the_front_is_beaten_and_all_others_are() -> None:
    """By brute force over all pairs of speed of a user and output of a device, among layouts that run."""
    runs = usual().searched.cases.filter(pl.col(VERDICT).is_in([FEASIBLE, "tokens too slow", "first token too late"]))
    points = set(zip(runs[USER], runs[RATE], strict=True))
    unbeaten = {(u, r) for u, r in points if not any(v >= u and s >= r and (v, s) != (u, r) for v, s in points)}
    found = on_front(usual())
    assert set(zip(found[USER], found[RATE], strict=True)) == unbeaten
    assert found[USER].to_list() == sorted(found[USER].to_list(), reverse=True)


def test_the_front_of_each_machine_is_that_of_its_cases() -> None:
    """One after another."""
    cases = usual().searched.cases
    names = ["b200-sxm fp8", "h100-sxm fp8"]
    apart = pl.concat(front(cases.filter(pl.col(MACHINE) == name)) for name in names)
    assert per_machine(cases).equals(apart)


def test_more_quantities_of_the_best_are_those_of_their_cases() -> None:
    """What a table tells beside is computed for the same layout: batch over time per token is the rate of a replica."""
    headings, rows = table(usual(), best(usual(), 5), ["decode_tokens_per_second", "tpot_seconds"])
    assert headings == ["machine", "layout", "way", "batch", "decode_tokens_per_second [tokens/s]", "tpot_seconds [s]"]
    for row in rows:
        batch, rate, tpot = (float(str(v)) for v in row[3:])
        assert rate == pytest.approx(batch / tpot, rel=1e-12)


def test_what_is_searched_cannot_be_set() -> None:
    """The option of the search is named."""
    with pytest.raises(InputError, match="--set: tp is searched"):
        ask(settings=[Setting("tp", "8")])
