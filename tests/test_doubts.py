"""Every device of the catalogue gives an answer, and what is doubtful about it is told wherever the answer is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tco.cli import cli
from tco.content import open_content
from tco.doubts import DOUBTFUL, doubts
from tco.engine import Model, load
from tco.pricebook import PriceBook
from tests.textbook import quantities, shipped

DEVICES = PriceBook(open_content()).devices()
# what the seeds name, by the lines of their features: NVIDIA, AMD, Ascend, Cambricon, TPU, Inferentia, Groq, processors, phones
OF_THE_SEEDS = {
    "h100-sxm", "h100-pcie", "a100-sxm-80", "a100-pcie-80", "a100-sxm-40", "l40s", "l4", "l20", "rtx-4090", "rtx-6000-ada",
    "a10", "h200-sxm", "mi300x", "ascend-910b3", "mlu590-seed", "tpu-v5e", "tpu-v5p", "inferentia2", "trainium2", "groq-lpu-v1",
    "gaudi2", "epyc-9654", "xeon-8592p", "snapdragon-8-gen-3", "a18-pro", "a800-sxm-80", "h800-sxm",
}  # fmt: skip
LOAD = {
    "batch": 1,
    "prompt_tokens": 1000,
    "output_tokens": 100,
    "gpus_per_decode_unit": 1,
    "gpus_per_prefill_unit": 1,
    "tp": 1,
}
SCENARIO = """title = "t"
currency = "USD"
as_of = 2026-11-22
headline = ["decode_tokens_per_second"]
[cases.one]
choices = {{ model = "llama-3-8b", device = "{device}", precision = "bf16", kv_precision = "bf16" }}
inputs = {{ tp = 1, gpus_per_decode_unit = 1, gpus_per_prefill_unit = 1, batch = 1, prompt_tokens = 1000, output_tokens = 100 }}
"""


def test_the_devices_of_the_sources_are_in_the_catalogue() -> None:
    """By the names of the price book."""
    assert OF_THE_SEEDS - set(DEVICES) == set()


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_gives_the_rate_of_its_roofline(device: str) -> None:
    """8B in 16 bits for one user, by the rule of thumb: the longer of reading and computing; an engine reaches less."""
    choices = {"model": "llama-3-8b", "device": device, "precision": "bf16", "kv_precision": "bf16"}
    ideal = quantities(choices=choices | {"counting": "simple"}, **LOAD)
    reading = (8.03e9 * 2 + 1050 * 131_072) / ideal("gpu_memory_bandwidth")
    computing = 2 * 7.505e9 / ideal("peak_flops_dense")
    rate = ideal("decode_tokens_per_second")
    assert 1 / rate == pytest.approx(max(reading, computing), rel=0.01)
    served = quantities(choices=choices | {"engine": "vllm"}, **LOAD)
    assert 0.02 * rate < served("decode_tokens_per_second") < 1.1 * rate
    assert served("ttft_seconds") > 1000 * computing / 1.1


def written(tmp_path: Path, device: str) -> Path:
    path = tmp_path / "s.toml"
    path.write_text(SCENARIO.format(device=device), encoding="utf-8")
    return path


DOUBTED = [d for d in DEVICES if any(f.confidence in DOUBTFUL for f in shipped().device(d, "2026-11-22").values())]


@pytest.mark.parametrize("device", [d for d in DOUBTED if d in OF_THE_SEEDS])
def test_a_result_says_what_is_doubtful(device: str, tmp_path: Path) -> None:
    """Every figure of low confidence on which it rests, and no other."""
    results = load(str(written(tmp_path, device)), content=open_content()).run()
    low = [n for n in results.names if (cell := results.cell("one", n)) and cell.confidence in DOUBTFUL]
    told = " ".join(doubts(results))
    assert bool(low) == told.startswith("one rests on figures of low confidence: ")
    assert all(name in told for name in low[:4])


def test_doubts_stand_under_the_table_and_in_every_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printed, in JSON, in the explanation, in Markdown, on the page: Cambricon, whose figures a seed printed."""
    path = str(written(tmp_path, "mlu590-seed"))
    monkeypatch.chdir(tmp_path)
    said = "one rests on figures of low confidence: gpu_memory_bandwidth, peak_flops_dense, "
    run = CliRunner().invoke(cli, ["run", path])
    assert said.strip() in " ".join(run.stdout.split())
    whole = json.loads(CliRunner().invoke(cli, ["run", path, "--quantity", "gpu_memory_bandwidth", "--json"]).stdout)
    assert whole["cases"][0]["quantities"]["gpu_memory_bandwidth"]["confidence"] == "low"
    explained = CliRunner().invoke(cli, ["explain", path, "gpu_memory_bandwidth"]).stdout
    assert "shipped price, low confidence: seed 000, lines 73-77" in explained
    CliRunner().invoke(cli, ["report", path, "--format", "md,html"])
    assert said in (tmp_path / "out" / "s.md").read_text(encoding="utf-8")
    page = (tmp_path / "out" / "s.html").read_text(encoding="utf-8")
    assert "one rests on figures of low confidence: memory bandwidth of a device, " in page


def test_a_search_says_on_which_machines_it_cannot_rely() -> None:
    """The doubtful one of two."""
    asked = [
        "--model",
        "llama-3-8b",
        "--device",
        "mlu590-seed",
        "--device",
        "h100-sxm",
        "--precision",
        "int8",
        "--by",
        "throughput",
    ]
    lengths = ["--prompt-tokens", "1000", "--output-tokens", "100", "--tp", "1", "--gpus", "1"]
    found = json.loads(CliRunner().invoke(cli, ["search", *asked, *lengths, "--json"]).stdout)
    assert [told.split(" rests")[0] for told in found["doubts"]] == ["mlu590-seed int8"]


def test_nothing_is_doubted_where_every_figure_is_trusted(model: Callable[..., Model]) -> None:
    """The 640 cards."""
    assert list(doubts(model("deepseek-640").run())) == []


@pytest.mark.parametrize(
    ("dated", "told"), [("2026-11-22", []), ("2026-11-23", ["one takes figures dated after 2026-11-22: tp"])]
)
def test_a_figure_of_later_than_the_run_is_told(dated: str, told: list[str], tmp_path: Path) -> None:
    """The scenario gives it, so it counts; on the day of the run nobody knew it."""
    text = SCENARIO.format(device="h100-sxm").replace("tp = 1,", f'tp = {{ value = 1, source = "s", date = {dated} }},')
    path = tmp_path / "late.toml"
    path.write_text(text, encoding="utf-8")
    assert [t for t in doubts(load(str(path), content=open_content()).run()) if "dated after" in t] == told
