"""The search of layouts on the command line and on the page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from textbook import shipped

from tco.cli import cli
from tco.errors import InputError
from tco.search.run import COST, MACHINE, USER


# -- the command ----------------------------------------------------------------------------------------------------
def tco(*args: str) -> Result:
    return CliRunner().invoke(cli, ["search", *args])


SMALL = ("--device", "h100-sxm", "--precision", "fp8", "--prompt-tokens", "1000", "--output-tokens", "500", "--tp", "4")


def test_options_and_json() -> None:
    """What was searched, for what, how many serve and why not, the best and the front, in one object."""
    found = json.loads(tco("--model", "llama-3.3-70b", *SMALL, "--tpot", "50 ms", "--top", "2", "--json").stdout)
    assert found["given"] == {
        "prompt_tokens": 1000.0, "output_tokens": 500.0, "tpot_target_seconds": 0.05, "ttft_target_seconds": 2.0,
    }  # fmt: skip
    assert (
        found["layouts"] == 3 * 5 * 44 == sum(found["verdicts"].values())
    )  # one of them, two stages, or a shared context
    assert [row["layout"] for row in found["best"]] == ["tp4", "tp4"]
    assert found["ranked_by"] == COST


def test_why_lists_those_that_cannot_serve() -> None:
    """As many rows as the counts say, each with its reason."""
    found = json.loads(tco("--model", "llama-3.3-70b", *SMALL, "--json").stdout)["verdicts"]
    rows = tco("--model", "llama-3.3-70b", *SMALL, "--why", "--csv").stdout.splitlines()
    assert rows[0].startswith("machine,layout,way,batch,layout_verdict,")
    assert len(rows) - 1 == sum(found.values()) - found["feasible"]


def test_a_scenario_drives_a_search() -> None:
    """Model, load, prices and targets come from its case; options win."""
    told = tco("single-card-or-tp:one-h100-fp8", "--output-tokens", "100").stdout.splitlines()
    assert (
        " ".join(told[:2])
        == "llama-3-70b on h100-sxm fp8: prompts of 8192 tokens, answers of 100; 60 ms a token, first token within 2 s"
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--model", "lama", *SMALL), "unknown model 'lama'"),
        (("--model", "llama-3.3-70b", "--device", "h999"), "unknown device 'h999'"),
        (("--model", "llama-3.3-70b", "--device", "h100-sxm"), "prompt_tokens is not given"),
        (("--model", "llama-3.3-70b"), "no device to search"),
        (("--model", "llama-3.3-70b", *SMALL, "--tpot", "5 GB"), "tpot_target_seconds: wrong unit"),
        (("--model", "llama-3.3-70b", *SMALL, "--currency", "XYZ"), "unknown currency 'XYZ'"),
        (("single-card-or-tp:nobody",), "no case 'nobody' to search for"),
        (("--model", "llama-3.3-70b", *SMALL[:-1], "64"), "nothing to search"),
    ],
)
def test_a_fault_is_told(args: tuple[str, ...], said: str) -> None:
    """In words, with what to do."""
    with pytest.raises(InputError) as wrong:
        CliRunner().invoke(cli, ["search", *args], catch_exceptions=False, standalone_mode=False)
    assert said in str(wrong.value)


def test_a_fault_of_the_table_of_a_search_is_told_with_its_place(tmp_path: Path) -> None:
    """All of them at once, by line."""
    path = tmp_path / "s.toml"
    path.write_text('base = "layout-search"\n[search]\ngpuz = 8\ngpus = 0\n', encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        CliRunner().invoke(cli, ["search", str(path)], catch_exceptions=False, standalone_mode=False)
    text = str(wrong.value).replace(f"{tmp_path}/", "")
    assert "s.toml:3: unknown key 'search.gpuz'\n  allowed: gpus" in text
    assert "s.toml:4: search.gpus: out of range\n  found: 0\n  allowed: at least 1" in text


# -- the page -------------------------------------------------------------------------------------------------------
@cache
def page() -> str:
    """The page of the shipped search."""
    from tco.engine import load
    from tco.page import build
    from tco.search.ask import of_scenario

    model = load("layout-search", content=shipped().content)
    assert model.file is not None
    asked = of_scenario(model.file)
    assert asked is not None
    return build(model.run(), (), shipped().content.find("reports", "_page").path, searched=asked.run(shipped()))


def test_the_page_draws_the_front_and_tells_it() -> None:
    """The chart's text names the best machine at the target, and the ends of each front."""
    text = page()
    assert "ms a token, b200-sxm fp8 makes most: " in text
    for machine in ("h100-sxm fp8", "h200-sxm fp8", "b200-sxm fp8"):
        assert f"{machine} from " in text


def test_the_page_draws_the_roofline_and_tells_it() -> None:
    """Each case by phase, under the roof of its device: 4.4 PFLOP/s for B200 in FP8."""
    text = page()
    assert "Decode waits for memory in 4 of 4 cases." in text
    for case in ("H100, two devices", "B200, eight devices, one user"):
        assert f"{case}, decode: " in text
        assert f"{case}, prefill: " in text


def test_no_chart_of_layouts_where_there_is_nothing_to_draw() -> None:
    """Neither quantities of a roofline nor a search."""
    from tco.engine import load
    from tco.page import build

    text = build(load("deepseek-640").run(), (), shipped().content.find("reports", "_page").path)
    assert 'data-figure="roofline"' not in text


def test_the_finding_of_the_shipped_search_is_what_it_finds() -> None:
    """0.78, 1.13 and 1.28 with prompts on the same devices; 0.71, 1.02 and 1.20 apart; 167 tokens a second for 92 USD."""
    from tco.engine import load
    from tco.search.ask import of_scenario

    model = load("layout-search", content=shipped().content)
    assert model.file is not None
    asked = of_scenario(model.file)
    assert asked is not None
    cases = asked.run(shipped()).searched.feasible()
    least = {
        (name, way): cases.filter(pl.col(MACHINE) == f"{name}-sxm fp8", (pl.col("way") == "colocated") == way)[
            COST
        ].min()
        for name in ("b200", "h100", "h200")
        for way in (True, False)
    }
    told = [f"{least[name, way]:.2f}" for way in (True, False) for name in ("b200", "h100", "h200")]
    assert told == ["0.78", "1.13", "1.28", "0.71", "1.02", "1.20"]
    results = model.run([COST, USER])
    shown = [results.value(c, COST) for c in ("b200", "h100", "h200")]
    assert shown == pytest.approx([least[n, True] for n in ("b200", "h100", "h200")], rel=1e-12)
    fastest = cases.sort(USER, descending=True).to_dicts()[0]
    assert (round(fastest[USER]), round(fastest[COST])) == (167, 92)
    for number in (*told, "167", "92"):
        assert number in model.scenario.finding
