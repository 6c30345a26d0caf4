"""Bad input is one clear message with its place and next step; good input is what the documents promise."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tco.cli import COMMANDS, cli
from tco.content import open_content
from tco.database import Database
from tco.engine import load
from tco.errors import InputError
from tco.files import write
from tco.scenario import setting

HEAD = 'title = "t"\ncurrency = "CNY"\nas_of = 2025-07-15\n'
CASE = HEAD + "[cases.a.inputs]\n"


def tco(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def fault(text: str, tmp_path: Path) -> str:
    """What running a scenario says of it."""
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        load(str(path), content=open_content()).run()
    return str(wrong.value).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "s.toml:1: not TOML"),
        (HEAD + "curency = 3\n", "s.toml:4: unknown key 'curency'\n  allowed: currency"),
        (HEAD + "[cases.a]\ninput = {}\n", "s.toml:5: unknown key 'cases.a.input'\n  allowed: inputs"),
        ('currency = "CNY"\nas_of = 2025-07-15\n', "s.toml: title is missing"),
        (HEAD, "s.toml: a scenario needs at least one case\n  allowed: [cases.NAME]"),
        (HEAD.replace("2025-07-15", '"soon"') + "[cases.a]\n", "s.toml:3: as_of: not a date"),
        (HEAD.replace("CNY", "yuan") + "[cases.a]\n", "s.toml:2: unknown currency 'yuan'"),
        (CASE + "bach = 3\n", "s.toml:5: no quantity 'bach'\n  allowed: batch"),
        (CASE + 'batch = "3 GB"\n', "s.toml:5: batch: wrong unit\n  found: 3 GB\n  allowed: count"),
        (CASE + 'batch = "3 parsec"\n', "s.toml:5: batch: unknown unit 'parsec'"),
        (CASE + 'batch = "many"\n', 's.toml:5: batch: not a number with a unit\n  found: "many"'),
        (CASE + "batch = nan\n", "s.toml:5: batch: not a finite number"),
        (CASE + "batch = true\n", "s.toml:5: batch: not a number with a unit"),
        (CASE + "batch = []\n", "s.toml:5: batch: an axis needs at least one value"),
        (CASE + "utilisation_share = 50\n", "s.toml:5: utilisation_share: out of range\n  found: 50 share\n  allowed: 0 to 1"),
        (CASE + 'price_per_gpu = "3 XYZ"\n', "s.toml:5: price_per_gpu: unknown currency 'XYZ'"),
        (CASE + 'batch = { value = 3, date = "soon" }\n', 's.toml:5: batch: not a date\n  found: "soon"\n  allowed: 2025-07-15'),
        (CASE + "batch = { valeu = 3 }\n", "s.toml:5: batch: unknown key 'valeu'\n  allowed: value"),
        (CASE + "npv = 3\n", "s.toml:5: npv has a formula\n  next: move it to pins, to give a value in its place"),
        (HEAD + "[cases.a.pins]\nbatch = 3\n", "s.toml:5: batch is an input, not a formula\n  next: move it to inputs"),
        (HEAD + '[cases.a]\nfrom = "b"\n', "s.toml:5: no case 'b' to take from"),
        (HEAD + '[cases.a]\nunpin = ["npv"]\n', "s.toml:5: npv is not pinned"),
        (HEAD + '[cases.a.choices]\ndevice = "h300"\n', "unknown device 'h300'"),
        (HEAD + '[cases.a.choices]\nmodel = "gpt-99"\n', "unknown model 'gpt-99'"),
        (HEAD + 'base = "deepsek-640"\n', "s.toml:4: no base 'deepsek-640'\n  allowed: deepseek-640"),
        (HEAD + 'headline = ["npw"]\n[cases.a]\n', "no quantity 'npw'"),
        (HEAD + 'headline = ["gpus_decode"]\n[cases.a]\n', "case a: gpus_per_decode_unit is not given\n  found: needed by gpus_fleet"),
        (
            HEAD + 'headline = ["decode_units_busy"]\n[cases.a.pins]\noutput_tokens_per_second = 1\ndecode_tokens_per_second = 0\n',
            "  found: output_tokens_per_second / decode_tokens_per_second = 1 / 0",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_scenario_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    """What, on which line, what was found, what is allowed or nearest, what to do next."""
    assert said in fault(text, tmp_path)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """A reader mends a file once."""
    text = fault(CASE + 'bach = 3\nutilisation_share = 50\nprompt_tokens = "3 GB"\n', tmp_path)
    assert [line.split(":")[1] for line in text.splitlines() if line.startswith("s.toml:")] == ["5", "6", "7"]


def test_a_list_is_an_axis(tmp_path: Path) -> None:
    """Each value is a case of its own."""
    path = tmp_path / "axis.toml"
    path.write_text('base = "deepseek-8xh200"\n[cases.own-rate.inputs]\nbatch = [80, 160]\n', encoding="utf-8")
    results = load(str(path), content=open_content()).run(["decode_tokens_per_second"])
    rates = [results.value(f"own-rate batch={b}", "decode_tokens_per_second") for b in (80, 160)]
    assert rates == [1600.0, 3200.0]


@pytest.mark.parametrize("text", ["batch", "=3", "batch=", "bach=3", "nobody:batch=3", "batch=3 GB", "batch=many"])
def test_a_bad_setting_is_told(text: str) -> None:
    """--set is held to the same rules."""
    with pytest.raises(InputError):
        load("deepseek-640", settings=[setting(text)])


def test_results_as_json() -> None:
    """The object of the vocabulary: scenario, currency, date, version, hash, cases with value, unit, origin, source."""
    found = json.loads(tco("run", "deepseek-640", "--json").stdout)
    assert list(found) == ["scenario", "currency", "as_of", "version", "input_hash", "cases"]
    first = found["cases"][0]
    assert first["case"] == "as-printed"
    cell = first["quantities"]["revenue_per_second"]
    assert (cell["value"], cell["unit"], cell["origin"]) == (3.2, "CNY/s", "formula")


def test_explain_ends_at_the_source() -> None:
    """3.70 CNY a second is 120,000 CNY a month for a server of 8 x H200, and says who says so."""
    text = tco("explain", "deepseek-640", "cost_per_second").stdout
    assert "rent_per_server_month = 120,000 CNY/month" in text
    assert "line 186" in text
    assert "8 x H200" in text
    tree = json.loads(tco("explain", "deepseek-640", "cost_per_second", "--json").stdout)["tree"]
    assert '"quantity": "rent_per_server_month", ' in json.dumps(tree)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_in_an_example_that_works(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example is run as it stands."""
    monkeypatch.chdir(tmp_path)
    example = tco(command, "--help").output.strip().splitlines()[-1].strip()
    assert example.startswith("Example: tco ")
    if ".xlsx" in example:
        tco("report", "deepseek-640", "--format", "xlsx")
    done = tco(*example.removeprefix("Example: tco ").split())
    assert done.exit_code == 0, done.output


def test_what_init_writes_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It passes its own check, runs, and is never overwritten."""
    assert tco("init", str(tmp_path / "mine")).exit_code == 0
    monkeypatch.chdir(tmp_path / "mine")
    assert tco("check", ".").exit_code == 0
    assert "evening-only" in tco("run", "my-deepseek").stdout
    with pytest.raises(InputError, match="is there already, and stays as it is"):
        cli.main(["init", str(tmp_path / "mine")], standalone_mode=False)


def test_shipped_content_is_sound() -> None:
    """Prices, models, scenarios and reports."""
    done = tco("check")
    assert done.exit_code == 0
    assert "60 models" in done.stdout


def command(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tco", *args], cwd=cwd, capture_output=True, text=True, check=False)


def test_bad_input_ends_in_1_and_wrong_usage_in_2(tmp_path: Path) -> None:
    """A message on standard error, nothing on standard output, no traceback."""
    bad, usage = command("run", "nothing-here", cwd=tmp_path), command("rnu", cwd=tmp_path)
    assert (bad.returncode, bad.stdout, usage.returncode) == (1, "", 2)
    assert "nothing called 'nothing-here' in scenarios" in bad.stderr
    assert "nearest: run" in usage.stderr
    assert "Traceback" not in bad.stderr + usage.stderr


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the old file as it was, and nothing beside it."""
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="cannot be written"):
        write(path, b"new")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"report.xlsx": b"old"}


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "select * from glob('/*')",
        "copy (select 1) to 'x.csv'", "attach 'x.db'", "install httpfs", "load httpfs", "set threads = 4",
        "pragma version", "create table t (a int)", "select 1; select 2", "", "-- nothing", "selec 1",
        "select nothing_such from cases", "export database 'x'", "create secret (type s3)", "drop table cases",
        "insert into cases values (1)", "from frame",
    ],
)  # fmt: skip
def test_sql_of_a_workspace_can_only_select(sql: str) -> None:
    """No file, no network, no setting, no second statement, no frame of the program."""
    import polars as pl

    frame = pl.DataFrame({"a": [1]})
    with Database({"cases": frame}) as database, pytest.raises(InputError, match=r"^mine\.sql(:1)?: "):
        database.create("mine", sql, "mine.sql")


def test_sql_that_never_ends_is_stopped() -> None:
    """A time limit, told in words."""
    import polars as pl

    endless = "select count(*) from range(1000000000) a, range(1000000) b where a.range + b.range = 7"
    with (
        Database({"cases": pl.DataFrame({"a": [1]})}, seconds=0.3) as database,
        pytest.raises(InputError, match="took too long"),
    ):
        database.create("mine", endless, "mine.sql")


LAYERS = [
    "errors", "files", "texts", "toml_lines", "toml_text", "shapes", "units", "primitives", "expr", "tracer", "formulas", "sheet",
    "emit", "tabular", "dates", "clock", "quarters", "names", "csvfile", "cells", "content", "language", "provenance", "efficiency",
    "upkeep", "machines", "presets", "records", "tables", "seen", "quotes", "hf_config", "models", "architectures", "exchange", "endpoints",
    "pricebook", "ages",
    "plausible", "check", "given", "rents", "choices", "values", "scenario_file", "each", "scenario", "unknown", "solves", "ranges", "timing",
    "resolve", "results", "engine", "restate", "refusals", "doubts", "whatif", "search", "measured", "calibration", "explain",
    "derivation", "freshness", "ledger", "compare", "actuals", "focus", "database", "report", "translate", "quarterly", "charts", "page",
    "workbook",
    "xlsxfile", "lint", "publish", "importing", "starter", "catalogue", "checkup", "cli", "__main__",
]  # fmt: skip


def test_imports_run_downwards() -> None:
    """A module imports only what stands before it in the order of the house."""
    package, wrong = Path(load.__code__.co_filename).parent, []
    for path in package.rglob("*.py"):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:  # imports inside functions load late on purpose
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tco."):
                other = (node.module or "").split(".")[1]
                if LAYERS.index(other) > LAYERS.index(own):
                    wrong.append(f"{own} imports {other}")
    assert wrong == []


def test_content_holds_no_code() -> None:
    """pricing, scenarios and reports are content only."""
    root = Path(load.__code__.co_filename).parents[1]
    assert [p for folder in ("pricing", "scenarios", "reports", "words") for p in (root / folder).rglob("*.py")] == []


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """Help answers without polars, pydantic or duckdb."""
    heavy = "print('polars' in sys.modules, 'pydantic' in sys.modules)"
    code = f"import sys, tco.cli; tco.cli.cli.main(['--help'], standalone_mode=False); {heavy}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=os.environ
    )
    assert done.stdout.strip().endswith("False False")


def test_the_readme_shows_the_true_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the README is what the command prints."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    shown = readme.split("<!-- report -->\n```text\n")[1].split("\n```\n<!-- /report -->")[0]
    monkeypatch.chdir(tmp_path)
    assert tco("report", "deepseek-640").stdout.rstrip() == shown


def test_the_finding_on_apis_against_rental_counts_right() -> None:
    """48 of 69 break even at half of full load or less, 12 not even at full load."""
    results = load("api-against-rental").run(["break_even_utilisation"])
    loads = [results.value(c.name, "break_even_utilisation") for c in results.scenario.cases]
    numbers = [n for n in loads if isinstance(n, float)]
    assert (len(numbers), sum(n <= 0.5 for n in numbers), sum(n > 1 for n in numbers)) == (69, 48, 12)
    assert "In 48 of 69 comparisons" in results.scenario.finding
    assert "in 12 the API" in results.scenario.finding
