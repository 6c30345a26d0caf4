"""Why is a number what it is? Down to the values that somebody gave, with who says so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from tco.cli import cli
from tco.content import open_content
from tco.derivation import as_text
from tco.emit.text import show
from tco.engine import Model, load
from tco.errors import InputError
from tco.explain import Node, explain
from tco.language import read_language
from tco.results import Results
from tco.texts import columns, padded, wrapped

RENT = "seed 004, 大模型推理的成本计算（草稿） (2025-07-15), line 186"


@pytest.fixture(scope="module")
def tree(model: Callable[..., Model]) -> Node:
    return explain(model("deepseek-640").run(["cost_per_second"]), "as-printed", "cost_per_second")


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def lines_of(tree: Node, name: str) -> list[str]:
    """The lines of one node of the tree, without its branches."""
    lines = as_text(tree).splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip("│├└─ ").startswith(f"{name} = "))
    end = next(i for i, line in enumerate(lines) if i > start and ("├─" in line or "└─" in line))
    return [line.strip("│├└─ ") for line in lines[start:end]]


def test_the_cost_of_a_second_ends_at_the_rent_of_a_server(tree: Node) -> None:
    """3.7037 CNY a second is 120,000 CNY a month for 8 x H200, and the tree names who says so."""
    text = as_text(tree)
    assert text.splitlines()[:4] == [
        "cost_per_second = 3.7037 CNY/s",
        "│   Cost of the deployment for a second.",
        "│   = cost_per_hour / 3600",
        "│   = 13,333.3 / 3600",
    ]
    assert lines_of(tree, "rent_per_server_month") == [
        "rent_per_server_month = 120,000 CNY/month",
        "rent of one server for a month",
        *("scenario: seed 004, 大模型推理的成本计算（草稿） (2025-07-15),", "line 186"),
        "one server of 8 x H200; 20.83 CNY a GPU-hour at 720 hours; the",
        "source names no provider",
    ]


def test_every_end_of_the_tree_was_given_by_somebody(tree: Node) -> None:
    """A scenario, a pin, a price, an assumption: each with its source."""
    ends = [node for node in nodes(tree) if not node.children and not node.repeated]
    assert {node.cell.origin for node in ends} == {"scenario", "pin", "assumption"}
    assert [node.name for node in ends if not node.cell.source] == []


def test_a_pin_says_what_its_formula_would_give(tree: Node) -> None:
    """Ten prefill units stand in place of one."""
    assert lines_of(tree, "prefill_units") == [
        "prefill_units = 10 units",
        *(
            "Prefill replicas that let requests in as fast as decode lets",
            "them out; none where prompts and answers share devices.",
        ),
        *("pin: seed 004, 大模型推理的成本计算（草稿） (2025-07-15), line", "205"),
        "no rule in the source gives 10",
        *("the formula would give 1: ceil(prefill_units_loaded) *", "disaggregated"),
    ]


def test_what_was_explained_is_not_explained_again(tree: Node) -> None:
    """The second time it points up."""
    lines = [line.strip("│├└─ ") for line in as_text(tree).splitlines()]
    assert "cost_per_gpu_hour = 20.8333 CNY/gpu/hour  (see above)" in lines
    assert sum(line.startswith("rent_per_server_month = ") for line in lines) == 1


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_deepest_tree_reads_at_80_columns(code: str) -> None:
    """Deep lines keep the end of their branches, and say their level."""
    model = load("buy-rent-api-8xh200")
    deep = explain(
        Model(replace(model.scenario, cases=model.scenario.cases[:1]), model.book).run(["npv"]), "own", "npv"
    )
    lines = as_text(deep, language=read_language(open_content(), code)).splitlines()
    assert max(map(columns, lines)) <= 80
    levels = [int(found[1]) for line in lines if (found := re.match(r"(\d+) *[│├└ ]", line))]
    assert (min(levels), max(levels) > 25) == (15, True)


def test_it_reads_at_80_columns(tree: Node) -> None:
    """Chinese characters take two."""
    assert max(columns(line) for line in as_text(tree).splitlines()) <= 80


def test_a_price_says_how_it_was_listed_and_at_which_rate(model: Callable[..., Model]) -> None:
    """A price in dollars in a report in yuan."""
    results = model("deepseek-8xh200", "price_per_mtok_output=2 USD/Mtok").run(["price_per_mtok_output"])
    text = as_text(explain(results, "as-printed", "price_per_mtok_output"))
    assert text.splitlines()[:3] == [
        "price_per_mtok_output = 14.3454 CNY/Mtok",
        "    list price of output tokens",
        "    command line: --set price_per_mtok_output=2 USD/Mtok",
    ]
    assert "    listed as 2 USD/Mtok, at 7.17268 CNY/USD (European Central Bank" in text


def test_a_row_over_periods_is_shown_by_its_ends(model: Callable[..., Model]) -> None:
    """The first two and the last."""
    text = as_text(explain(model("deepseek-640").run(["npv"]), "as-printed", "npv"))
    assert (
        "npv = -14,884,477 CNY\n│   Net present value over the horizon.\n│   = total of present_value_in_period - opening_outlay\n"
        in text
    )
    assert "│   = total of [-1,295,271, -1,285,024, ... -1,186,909] - 0\n" in text


SERVED = """title = "t"
currency = "USD"
as_of = 2026-11-22
[cases.dense]
choices = { model = "llama-3.3-70b", device = "h100-sxm", precision = "fp8", kv_precision = "bf16" }
inputs = { tp = 2, gpus_per_decode_unit = 2, batch = 32, prompt_tokens = 1000, output_tokens = 500 }
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A dense model on two cards, down to its step."""
    path = tmp_path_factory.mktemp("served") / "s.toml"
    path.write_text(SERVED, encoding="utf-8")
    return load(str(path), content=open_content([])).run(["decode_step_seconds", "weight_bytes_per_gpu"])


def test_a_choice_shows_the_branch_that_the_case_takes(served: Results) -> None:
    """Grouped heads: nothing of a latent, but why."""
    text = as_text(explain(served, "dense", "decode_step_seconds"))
    start = text.index("kv_values_per_layer = 2,048")
    lines = [line.strip("│├└─ ") for line in text[start:].splitlines()[:7]]
    assert lines[2:5] == ["= 2 * kv_heads * head_dim", "= 2 * 8 * 128", "as kv_latent_dim <= 0"]
    assert "rope_dim" not in text


def test_times_and_bytes_are_written_at_their_scale(served: Results) -> None:
    """70.6 GB in 16 and 8 bits over two cards; all times of a sum in one unit."""
    lines = lines_of(explain(served, "dense", "weight_bytes_per_gpu"), "weight_bytes_per_gpu")
    experts, attention, other = (
        float(served.value("dense", f"{k}_bytes_per_gpu")) for k in ("expert", "attention", "other")
    )  # type: ignore[arg-type]
    assert lines[0] == f"weight_bytes_per_gpu = {(experts + attention + other) / 1e9:.3f} GB"
    assert lines[3] == f"= 0 GB + {attention / 1e9:.4f} GB + {other / 1e9:.3f} GB"


def test_a_source_is_told_once(served: Results) -> None:
    """What cites the same names the quantity that told it."""
    text = as_text(explain(served, "dense", "weight_bytes_per_gpu"))
    assert text.count("Llama-3.3-70B") <= 2
    assert "shipped price: as " in text


def test_so_many_steps_down(served: Results) -> None:
    """Two steps name what the step is made of and no more; what stands above always stands there."""
    tree = explain(served, "dense", "decode_step_seconds", 1)
    assert {len(child.children) for child in tree.children} == {0}
    shallow = as_text(explain(served, "dense", "decode_step_seconds", 3))
    for line in shallow.splitlines():
        if line.endswith("(see above)"):
            name = line.strip("│├└─ ").split(" = ")[0]
            assert f"{name} = " in shallow[: shallow.index(line)]


def test_every_line_of_a_prediction_fits(served: Results) -> None:
    """At 80 columns, but for an address that has no blank."""
    for line in as_text(explain(served, "dense", "decode_step_seconds")).splitlines():
        assert columns(line) <= 80 or "/" in line.split()[-1]


def test_the_tree_as_json(tree: Node) -> None:
    """Every node with value, unit, origin and source; formulas filled in; nothing twice."""
    root = tree.as_json()
    assert {key: root[key] for key in ("quantity", "value", "unit", "origin", "formula", "filled")} == {
        "quantity": "cost_per_second", "value": 3.7037037037037, "unit": "CNY/s", "origin": "formula",
        "formula": "cost_per_hour / 3600", "filled": "13,333.3 / 3600",
    }  # fmt: skip
    assert [child["quantity"] for child in root["from"]] == ["cost_per_hour"]
    rent = find(root, "rent_per_server_month")
    assert (rent["value"], rent["unit"], rent["origin"], rent["source"], rent["date"]) == (
        120000.0, "CNY/month", "scenario", RENT, "2025-07-15",
    )  # fmt: skip
    assert find(find(root, "cost_decode_per_hour"), "cost_per_gpu_hour")["see_above"] is True


def find(node: dict[str, Any], name: str) -> dict[str, Any]:
    """The first node of that name."""
    if node["quantity"] == name:
        return node
    inner = (find(child, name) for child in node.get("from", ()))
    return next((found for found in inner if found), {})


def test_a_quantity_that_a_case_lacks_is_told(model: Callable[..., Model]) -> None:
    """With the nearest that it has."""
    results = model("deepseek-640").run(["cost_per_second"])
    with pytest.raises(InputError) as caught:
        explain(results, "as-printed", "cost_per_sec")
    assert str(caught.value).startswith("case as-printed has no cost_per_sec\n  allowed: cost_per_second, ")
    with pytest.raises(InputError) as caught:
        explain(results, "as-print", "cost_per_second")
    assert str(caught.value).startswith("no case 'as-print' in deepseek-640\n  allowed: as-printed")


def test_one_case_is_explained_though_another_cannot_be(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other lacks, or divides by zero, is its own affair."""
    monkeypatch.chdir(tmp_path)
    head = 'title = "t"\ncurrency = "CNY"\nas_of = 2025-07-15\n'
    cases = "[cases.bare]\n[cases.zero]\ninputs.batch = 3\npins.tpot_seconds = 0\n[cases.own]\nfrom = 'zero'\npins.tpot_seconds = 2\n"
    (tmp_path / "s.toml").write_text(head + cases, encoding="utf-8")
    done = CliRunner().invoke(cli, ["explain", "s.toml", "decode_tokens_per_second", "--case", "own", "--json"])
    found = json.loads(done.stdout)
    assert (found["scenario"], found["case"], found["currency"], found["tree"]["value"]) == ("s", "own", "CNY", 1.5)


def test_lines_break_at_blanks() -> None:
    """A longer word stands by itself; the blanks before the first word stay."""
    assert wrapped("    select one, two", 14) == ["    select", "one, two"]
    assert wrapped("a https://example.org/long b", 8) == ["a", "https://example.org/long", "b"]
    assert wrapped("", 8) == [""]
    assert [padded("推理", 6), padded("推理", 6, right=True)] == ["推理  ", "  推理"]


def test_every_rate_of_return_is_told() -> None:
    """One where there is one; where cash turns twice the formula gives none, and the tree lists all."""
    results = load("buy-rent-api-8xh200").run(["irr"])
    one, again = (explain(results, case, "irr", 0) for case in ("own", "own-3y-life"))
    assert one.remark == f"every rate at which this cash is worth nothing: {show(100 * results.value('own', 'irr'))} %"
    assert (again.cell.value, again.as_json()["remark"]) == (
        None,
        "every rate at which this cash is worth nothing: 65.3275 %",
    )
    assert explain(results, "api", "irr", 0).remark == "no rate makes this cash worth nothing"
