"""Result files of benchmark programs as measured rows. The files in data/results/ are made up; their form is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tco.errors import InputError
from tco.measured.file import Measured
from tco.measured.formats.reading import read_results
from tco.measured.formats.run import NEEDED, OPTIONS
from tco.measured.names import Resolver
from tco.pricebook import PriceBook

RESULTS = Path(__file__).parent / "data" / "results"
MACHINE = {"hardware": "H100 SXM", "tp": "4", "weight_precision": "fp8"}
CONFIGURATION = ("model", "hardware", "n_gpus", "tp", "weight_precision", "kv_precision", "engine", "isl", "osl")


def read(name: str, **given: str) -> list[Measured]:
    return read_results([RESULTS / name], given)


def metrics(rows: list[Measured]) -> dict[str, float]:
    return {m.row.metric: m.row.value for m in rows}


def load(measured: Measured) -> tuple[str, float | None]:
    return measured.row.regime, measured.row.concurrency_or_batch


def configuration(measured: Measured) -> dict[str, object]:
    """What a row says of model, machine and lengths."""
    return {column: found for column in CONFIGURATION if (found := getattr(measured.row, column))}


def said(name: str, **given: str) -> list[str]:
    """What reading a file says of it, a line a fault."""
    with pytest.raises(InputError) as wrong:
        read(name, **given)
    return [f"{f.where.removeprefix(str(RESULTS) + '/')}: {f.what}; {f.next_step}" for f in wrong.value.faults]


def write(tmp_path: Path, text: str, name: str = "result.json") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


# -- vLLM ------------------------------------------------------------------------------------------------------------


def test_vllm_bench_serve() -> None:
    """Throughput, and the medians of TPOT and TTFT; lengths are totals over the 320 requests; 32 clients."""
    rows = read("vllm.json", **MACHINE)
    assert metrics(rows) == {"output_tok_s_total": 800, "tpot_ms": 39, "ttft_ms": 480}
    assert {load(m) for m in rows} == {("online_closed_loop", 32)}
    assert configuration(rows[0]) == {
        "model": "meta-llama/Llama-3.1-70B-Instruct", "hardware": "H100 SXM", "n_gpus": 4, "tp": 4,
        "weight_precision": "fp8", "engine": "vllm", "isl": 1000, "osl": 500,
    }  # fmt: skip
    assert rows[0].row.id == "own-vllm-output_tok_s_total"


def test_results_appended_to_one_file_are_runs_of_their_own() -> None:
    """All at once; at 2 requests/s; one at a time with speculative decoding. What --metadata added is read."""
    rows = read("vllm-appended.json")
    assert [load(m) for m in rows[::3]] == [
        ("offline_burst", 1000),
        # 2 requests/s, each 50 ms to the first of 150 tokens and 20 ms for each of the others
        ("online_poisson", 2 * (0.050 + 0.020 * 149)),
        ("batch1_speculative", 1),
    ]
    assert configuration(rows[0]) == {
        "model": "Llama-3.1-8B-Instruct", "hardware": "L40S", "n_gpus": 1, "tp": 1, "weight_precision": "bf16",
        "engine": "vLLM", "isl": 200, "osl": 150,
    }  # fmt: skip
    assert [m.where.rpartition(":")[2] for m in rows[::3]] == ["1", "2", "3"]
    assert [m.row.note for m in rows[::3]] == ["", "10 requests failed", ""]
    assert len({m.row.id for m in rows}) == 9


def test_a_protocol_is_not_an_engine(tmp_path: Path) -> None:
    """vLLM's benchmark asks any server that speaks OpenAI's protocol."""
    result = json.loads((RESULTS / "vllm.json").read_text(encoding="utf-8")) | {"backend": "openai"}
    with pytest.raises(InputError, match="does not say the engine here\n  next: --engine"):
        read_results([write(tmp_path, json.dumps(result))], MACHINE)


# -- SGLang ----------------------------------------------------------------------------------------------------------


def test_sglang_bench_serving() -> None:
    """The server's own arguments say model, layout and precision; "auto" says nothing."""
    rows = read("sglang.jsonl", hardware="H200", n_gpus="8", model="DeepSeek-V3", tp="8", weight_precision="fp8")
    assert metrics(rows[:3]) == {"output_tok_s_total": 2621.44, "tpot_ms": 22.5, "ttft_ms": 650}
    assert load(rows[0]) == ("online_closed_loop", 64)
    assert configuration(rows[0]) == {
        "model": "DeepSeek-V3", "hardware": "H200", "n_gpus": 8, "tp": 8, "weight_precision": "fp8",
        "engine": "sglang", "isl": 1024, "osl": 1024,
    }  # fmt: skip
    assert (rows[0].row.engine_version, rows[0].row.kv_precision) == ("0.5.6", "")
    assert load(rows[3]) == ("online_poisson", 4 * 5)  # 4 requests/s, 5 s each


@pytest.mark.parametrize(
    ("added", "regime"), [("", ""), ("Accept length:  2.81\n", "_speculative"), ("Accept length:  1.00\n", "")]
)
def test_speculative_decoding_is_told_by_what_a_step_accepts(added: str, regime: str, tmp_path: Path) -> None:
    """More than one token a step; SGLang prints it where it drafts."""
    text = (RESULTS / "sglang.log").read_text(encoding="utf-8").replace("Concurrency:", added + "Concurrency:")
    [first, *_] = read_results([write(tmp_path, text, "run.log")], MACHINE | {"model": "Llama-3.1-70B"})
    assert first.row.regime == f"online_closed_loop{regime}"


def test_only_what_is_missing_is_asked_for() -> None:
    """The first run says all but the device; the second, of an older version, says neither model nor machine."""
    assert said("sglang.jsonl", hardware="H200") == [
        "sglang.jsonl:2: sglang.bench_serving does not say the model here; --model ...",
        "sglang.jsonl:2: sglang.bench_serving does not say how many devices there are here; --gpus ...",
        "sglang.jsonl:2: sglang.bench_serving does not say the TP degree here; --tp ...",
        "sglang.jsonl:2: sglang.bench_serving does not say the precision of the weights here; --precision ...",
    ]
    assert said("sglang.jsonl", hardware="", model="m", tp="8", weight_precision="fp8") == [
        "sglang.jsonl:1: sglang.bench_serving does not say the device here; --device ...",
        "sglang.jsonl:2: sglang.bench_serving does not say the device here; --device ...",
    ]


def test_printed_tables_say_what_the_files_say() -> None:
    """vLLM's and SGLang's logs; a log of two runs holds two, with the load that is printed before each."""
    given = MACHINE | {"model": "Llama-3.1-70B", "engine": "vllm"}
    first, second = read("vllm.log", **given)[:3], read("vllm.log", **given)[3:]
    assert metrics(first) == metrics(read("vllm.json", **given))
    assert (configuration(first[0]), load(first[0])) == (
        configuration(read("vllm.json", **given)[0]),
        ("online_closed_loop", 32),
    )
    assert load(second[0]) == ("online_poisson", 2 * (0.1 + 0.02 * 499))
    logged, filed = read("sglang.log", **given), read("sglang.jsonl", **given)[:3]
    assert (metrics(logged), load(logged[0])) == (metrics(filed), load(filed[0]))
    assert read("sglang.log", **(given | {"engine": ""}))[0].row.engine == "sglang"
    assert "does not say the engine here" in said("vllm.log", **(given | {"engine": ""}))[0]


# -- TensorRT-LLM ----------------------------------------------------------------------------------------------------


def test_trtllm_bench_report() -> None:
    """All requests queued; device, layout and precisions are in the report."""
    rows = read("trtllm.json")
    assert metrics(rows) == {"output_tok_s_total": 10000, "tpot_ms": 75, "ttft_ms": 140000}
    assert load(rows[0]) == ("offline_max_throughput", None)
    assert configuration(rows[0]) == {
        "model": "meta-llama/Llama-3.3-70B-Instruct", "hardware": "H200 SXM", "n_gpus": 2, "tp": 2,
        "weight_precision": "fp8", "kv_precision": "fp8", "engine": "tensorrt-llm", "isl": 1000, "osl": 2000,
    }  # fmt: skip
    assert (rows[0].row.ep, rows[0].row.engine_version) == (None, "1.1.0")


def test_a_concurrency_that_is_given_makes_a_closed_loop() -> None:
    """trtllm-bench --concurrency does not stand in its report."""
    assert load(read("trtllm.json", concurrency_or_batch="64")[0]) == ("online_closed_loop", 64)
    assert load(read("trtllm.json", concurrency_or_batch="1")[0]) == ("batch1", 1)


def test_trtllm_bench_as_printed() -> None:
    """The log around the tables does not matter; one request at a time is batch 1."""
    rows = read("trtllm.txt")
    assert metrics(rows) == {"output_tok_s_total": 153.6, "tpot_ms": 6.48, "ttft_ms": 12.25}
    assert load(rows[0]) == ("batch1", 1)
    assert configuration(rows[0]) == {
        "model": "meta-llama/Llama-3.1-8B", "hardware": "H100 SXM", "n_gpus": 1, "tp": 1,
        "weight_precision": "bfloat16", "engine": "tensorrt-llm", "isl": 128, "osl": 256,
    }  # fmt: skip


# -- GenAI-Perf ------------------------------------------------------------------------------------------------------


def test_genai_perf_json() -> None:
    """A backend named for a server that is not Triton is a default, and says nothing."""
    rows = read("genai_perf.json", **MACHINE, engine="vllm")
    assert metrics(rows) == {"output_tok_s_total": 800, "tpot_ms": 11.9, "ttft_ms": 110}
    assert load(rows[0]) == ("online_closed_loop", 10)
    assert (rows[0].row.model, rows[0].row.isl, rows[0].row.osl) == ("meta-llama/Llama-3.1-8B-Instruct", 550.5, 200)
    assert "does not say the engine here" in said("genai_perf.json", **MACHINE)[0]


def test_genai_perf_with_a_nested_configuration() -> None:
    """Triton says its backend; a time in us is one in ms over 1000; 4 requests/s of 2.5 s are 10 at a time."""
    rows = read("genai_perf_nested.json", **MACHINE)
    assert metrics(rows) == {"output_tok_s_total": 800, "tpot_ms": 12, "ttft_ms": 110}
    assert load(rows[0]) == ("online_poisson", 10)
    assert (rows[0].row.model, rows[0].row.engine) == ("llama-3.1-8b", "vllm")


def test_genai_perf_csv() -> None:
    """Commas between thousands; the file says neither model nor load."""
    rows = read("genai_perf.csv", **MACHINE, model="Llama-3.1-8B", engine="vllm", concurrency_or_batch="10")
    assert metrics(rows) == {"output_tok_s_total": 800, "tpot_ms": 11.9, "ttft_ms": 1110}
    assert load(rows[0]) == ("online_closed_loop", 10)
    assert (rows[0].row.isl, rows[0].row.osl) == (550.5, 200)
    assert said("genai_perf.csv", **MACHINE, engine="vllm") == [
        "genai_perf.csv: GenAI-Perf does not say the model here; --model ...",
        "genai_perf.csv: GenAI-Perf does not say the load here; --concurrency REQUESTS",
    ]


def test_aiperf_json() -> None:
    """The successor of GenAI-Perf writes the same metrics."""
    [first, *_] = read("aiperf.json", **MACHINE, engine="vllm")
    assert (first.row.model, *load(first)) == ("openai/gpt-oss-120b", "batch1", 1)


# -- all of them -----------------------------------------------------------------------------------------------------


def test_what_is_given_counts_before_what_the_file_says() -> None:
    """A served model may carry any name."""
    [first, *_] = read("vllm.json", **MACHINE, model="Llama-3.3-70B", engine="sglang", isl="900", n_gpus="8")
    assert (first.row.model, first.row.engine, first.row.isl, first.row.n_gpus) == ("Llama-3.3-70B", "sglang", 900, 8)


@pytest.mark.parametrize(
    ("given", "gpus", "tp"),
    [({"n_gpus": "1"}, 1, 1), ({"tp": "4"}, 4, 4), ({"tp": "4", "pp": "2"}, 8, 4), ({"tp": "2", "dp": "4"}, 8, 2)],
)
def test_devices_and_degrees_say_each_other(given: dict[str, str], gpus: int, tp: int) -> None:
    """One device is TP 1; a deployment is TP x PP x DP."""
    [first, *_] = read("vllm.json", hardware="H100", weight_precision="fp8", **given)
    assert (first.row.n_gpus, first.row.tp) == (gpus, tp)


def test_eight_devices_may_be_any_layout() -> None:
    """TP 8, or 8 replicas: it is not guessed."""
    assert said("vllm.json", hardware="H100", weight_precision="fp8", n_gpus="8") == [
        "vllm.json: vllm bench serve does not say the TP degree here; --tp ..."
    ]


def test_every_needed_column_has_an_option() -> None:
    """Or the error could not name it."""
    assert set(NEEDED) <= set(OPTIONS)


def test_names_in_results_are_known_to_the_price_book(book: PriceBook) -> None:
    """What programs write into their results resolves as it stands."""
    given = MACHINE | {"engine": "vllm", "model": "Llama-3.1-8B", "concurrency_or_batch": "10"}
    found = {Resolver(book)(read(path.name, **given)[0].row).model for path in sorted(RESULTS.iterdir())}
    assert found == {"llama-3.1-8b"}
    assert Resolver(book)(read("trtllm.json")[0].row).weight_precision == "fp8"


def test_rows_and_results_are_read_together(tmp_path: Path) -> None:
    """In the order in which they are named."""
    table = write(tmp_path, "model,hardware,metric,value\nm,h,tpot_ms,3\n", "mine.csv")
    rows = read_results([table, RESULTS / "trtllm.json"], {})
    assert [m.row.id for m in rows][:2] == ["row-2", "own-trtllm-output_tok_s_total"]
    with pytest.raises(InputError, match="--tp is for result files; this is a table of rows\n  allowed: column tp"):
        read_results([table], {"tp": "2"})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"a": 1, "b": 2}', "result.json: not a result that is known\n  found: keys a, b\n  allowed: a CSV of measured rows"),
        ('{"a": 1', "result.json:1: not readable as JSON"),
        ("[1, 2]", "result.json, item 1: not a result that is known\n  found: 1"),
        ("[" * 100_000, "result.json:1: not readable as JSON"),
        ('{"a": ' + "[" * 40 + "]" * 40 + "}", "result.json: nested too deeply"),
        ("", "result.json: an empty file"),
        ("hello", "result.json:1: column 'model' is missing"),
        ('{"output_throughput": "x", "total_token_throughput": 1, "total_input_tokens": 1, "completed": 1}',
         "result.json, key output_throughput: not a finite number\n  found: 'x'"),
        ('{"output_throughput": 1' + "0" * 400 + ', "total_token_throughput": 1, "total_input_tokens": 1, "completed": 1}',
         "result.json, key output_throughput: not a finite number\n  found: 1000"),
        ('{"output_throughput": NaN, "total_token_throughput": 1, "total_input_tokens": 1, "completed": 1}',
         "result.json, key output_throughput: not a finite number\n  found: nan"),
    ],
)  # fmt: skip
def test_a_file_that_will_not_do_is_told(text: str, what: str, tmp_path: Path) -> None:
    """One message, with its place and what is known."""
    with pytest.raises(InputError) as wrong:
        read_results([write(tmp_path, text)], {})
    assert what in str(wrong.value).replace(f"{tmp_path}/", "")


def test_a_run_without_a_metric_is_told(tmp_path: Path) -> None:
    """Zero requests completed is no measurement."""
    result = json.loads((RESULTS / "vllm.json").read_text(encoding="utf-8"))
    for key in list(result):
        if key.endswith("_ms"):
            del result[key]
    path = write(tmp_path, json.dumps(result | {"output_throughput": 0, "completed": 0}))
    with pytest.raises(InputError, match="does not say the length of the prompts here"):
        read_results([path], MACHINE)


def test_metadata_that_is_no_degree_is_told(tmp_path: Path) -> None:
    """With the column it was taken for."""
    result = json.loads((RESULTS / "vllm.json").read_text(encoding="utf-8")) | {"tp": "four"}
    given = {"hardware": "H100", "weight_precision": "fp8", "n_gpus": "4"}
    with pytest.raises(InputError, match=r"result\.json, column tp: not a number"):
        read_results([write(tmp_path, json.dumps(result))], given)


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Each with its file."""
    bad = write(tmp_path, "{", "bad.json")
    with pytest.raises(InputError) as wrong:
        read_results([bad, RESULTS / "vllm.json", tmp_path / "none.json"], {})
    places = [Path(fault.where.split(":")[0]).name for fault in wrong.value.faults]
    assert list(dict.fromkeys(places)) == ["bad.json", "vllm.json", "none.json"]
