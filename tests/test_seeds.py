"""Every figure of seeds 000 to 003 that is memory, computing, time, bandwidth, links or layout, printed and corrected."""

from __future__ import annotations

import pytest

from tests.seed_facts import DATA, Check, facts, holds

SEEDS = {seed: facts(seed) for seed in ("000", "001", "002", "003")}
FACTS = [fact for known in SEEDS.values() for fact in known["fact"]]
CHECKS = [(fact["id"], place, check) for fact in FACTS for place, check in enumerate(fact["check"])]
LEFT_OUT = [name for known in SEEDS.values() for group in known["left_out"] for name in group["ids"]]
# each figure of the sources, and how many corrections of it there are
CORRECTIONS = {
    name: int(count)
    for name, count in (line.split() for line in (DATA / "seed_ids.txt").read_text(encoding="utf-8").splitlines())
}


@pytest.mark.parametrize("check", [c for _, _, c in CHECKS], ids=[f"{name}-{place}" for name, place, _ in CHECKS])
def test_the_figure_is_found(check: Check) -> None:
    """The printed figure from the printed inputs, the corrected one from the corrected, a cell in the price book."""
    holds(check)


def test_every_figure_is_a_fact_or_left_out_with_a_reason() -> None:
    """347 figures: 257 facts, 90 left out; none twice, none forgotten."""
    assert sorted([*(fact["id"] for fact in FACTS), *LEFT_OUT]) == sorted(CORRECTIONS)
    assert (len(CORRECTIONS), len(FACTS), len(LEFT_OUT)) == (347, 257, 90)


def test_no_figure_of_memory_time_or_links_is_left_out_without_saying_why() -> None:
    """What is left out is money, load over the day, reported effects, rules without figures, host processors."""
    reasons = {group["why"] for known in SEEDS.values() for group in known["left_out"]}
    assert len(reasons) == 6
    assert all(reasons)


def test_a_figure_that_is_corrected_is_found_both_ways() -> None:
    """As printed from the source's own inputs, and with the corrected ones beside it."""
    assert [f["id"] for f in FACTS if CORRECTIONS[f["id"]] and len(f["check"]) < 2] == []
