"""The command line: results on standard output, talk on standard error, and an exit status that means something."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest
from shell import Tco

from tco import __version__, files
from tco.cli import COMMANDS
from tco.cli.common import as_csv, as_markdown, as_text
from tco.engine import Model
from tco.errors import InputError
from tco.files import write_all
from tco.publish import publish
from tco.texts import columns

USAGE = "Usage: tco {}\nTry 'tco {} --help' for help.\n\nError: {}\n"


# -- help and usage -------------------------------------------------------------------------------------------------


def test_without_a_command_it_tells_what_there_is(tco: Tco) -> None:
    """And that something was missing."""
    done = tco()
    assert (done.status, done.out) == (2, "")
    assert all(f"\n  {name} " in done.err for name in COMMANDS)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_reads_at_80_columns(command: str, option: str, tco: Tco) -> None:
    """Long or short, for all or for one."""
    done = tco(*command.split(), option)
    assert (done.status, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80


def test_the_version_is_told(tco: Tco) -> None:
    """That of the results, too."""
    assert tco("--version") == (0, f"tco, version {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_in_an_example_that_works(command: str, tco: Tco) -> None:
    """Run as it stands, in an empty folder."""
    example = tco(command, "--help").out.strip().splitlines()[-1].strip()
    assert example.startswith(f"Example: tco {command}")
    if ".xlsx" in example:
        tco("report", "deepseek-640", "--format", "xlsx")
    done = tco(*example.removeprefix("Example: tco ").split())
    assert done.status == 0, done.err
    assert done.out or "nothing was changed" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frob"], "Error: no command 'frob'\n"),
        (["repot", "x"], "Error: no command 'repot'; nearest: report\n"),
        (["run"], USAGE.format("run [OPTIONS] NAME", "run", "Missing argument 'NAME'.")),
        (["explain", "x"], USAGE.format("explain [OPTIONS] NAME QUANTITY", "explain", "Missing argument 'QUANTITY'.")),
        (["run", "--frob", "x"], USAGE.format("run [OPTIONS] NAME", "run", "No such option '--frob'.")),
        (["run", "x", "--json", "--csv"], USAGE.format("run [OPTIONS] NAME", "run", "--csv or --json, not both")),
        (
            ["report", "x", "--format", "xlsx,pdf"],
            USAGE.format(
                "report [OPTIONS] NAME",
                "report",
                "Invalid value for --format: unknown format 'pdf'; any of xlsx, html, md, json",
            ),
        ),
    ],
)
def test_wrong_usage_ends_in_2(arguments: list[str], said: str, tco: Tco) -> None:
    """With what is wrong, and where to read on."""
    assert tco(*arguments) == (2, "", said)


# -- bad input ------------------------------------------------------------------------------------------------------

BAD = [
    (["run", "deepseek-64"], "nothing called 'deepseek-64' in scenarios\n  allowed: deepseek-640, "),
    (["run", ""], "not a name\n  found: ''\n  allowed: a bare name, without a folder\n  next: tco list scenarios\n"),
    (["run", "models"], "nothing called 'models' in scenarios\n"),
    (["run", "deepseek-640.toml"], "no scenario file 'deepseek-640.toml'\n  allowed: deepseek-640"),
    (["run", "."], "not a name\n  found: '.'\n"),
    (["run", "../x"], "no scenario file '../x'\n"),
    (["run", "/"], "no scenario file '/'\n"),
    (["run", "x" * 300], f"not a name\n  found: '{'x' * 59}\n"),
    (["run", "deepseek-8xh200", "-q", "npw"], "no quantity 'npw'\n  allowed: npv\n  next: tco list formulas\n"),
    (
        ["run", "deepseek-8xh200", "--set", "batch", "--set", "bach=3", "--set", "nobody:batch=x"],
        (
            "--set needs quantity=value\n  found: 'batch'\n  allowed: --set \"tpot_seconds=60 ms\"\n"
            "--set: no quantity 'bach'\n  allowed: batch, batch_max\n  next: tco list formulas, tco list inputs\n"
            "--set: no case 'nobody'\n  allowed: as-printed, "
        ),
    ),
    (
        ["explain", "deepseek-8xh200", "cost_per_secnd"],
        "no quantity 'cost_per_secnd'\n  allowed: cost_per_second, profit_per_second, cost_per_day\n  next: tco list formulas\n",
    ),
    (["explain", "deepseek-8xh200", "npv", "--case", "own"], "no case 'own' in deepseek-8xh200\n  allowed: own-rate\n"),
    (["list", "frob"], "no list of 'frob'\n  allowed: devices, "),
    (
        ["list", "devices", "--as-of", "1.1.2025"],
        "--as-of: not an ISO 8601 day\n  found: '1.1.2025'\n  allowed: YYYY-MM-DD",
    ),
    (["show", "frob", "x"], "nothing to show of kind 'frob'\n  allowed: device, "),
    (["show", "device", "h2000"], "unknown device 'h2000'\n  allowed: h200-sxm"),
    (["show", "device", "h200-sxm", "--as-of", "1990-01-01"], "nothing is known of device 'h200-sxm' on 1990-01-01\n"),
    (["show", "model", "nothing"], "unknown model 'nothing'\n"),
    (["show", "prices", "nothing"], "unknown price table 'nothing'\n"),
    (["show", "report", "nothing"], "nothing called 'nothing' in reports\n"),
    (["show", "formula", "npw"], "no quantity 'npw'\n  allowed: npv\n"),
    (["check", "nothing.csv"], "nothing.csv: no such file or folder\n"),
    (["check", __file__], f"{__file__}: cannot be checked\n  allowed: a workspace folder, a scenario (.toml), "),
    (
        ["check", "."],
        ".: not a workspace\n  allowed: a folder with any of pricing, scenarios, reports\n  next: tco init DIR\n",
    ),
    (["run", "deepseek-640", "--workspace", "/nowhere"], "/nowhere: not a workspace\n"),
    (["run", "deepseek-640", "--workspace", __file__], f"{__file__}: not a workspace\n"),
    (
        ["init", "/dev/null/x"],
        "/dev/null/x/scenarios/my-deepseek.toml: cannot be written\n  found: Not a directory\n  next: choose another folder\n",
    ),
]


@pytest.mark.parametrize(("arguments", "said"), BAD, ids=[" ".join(arguments)[:60] for arguments, _ in BAD])
def test_bad_input_ends_in_1(arguments: list[str], said: str, tco: Tco) -> None:
    """With a message on standard error and nothing on standard output."""
    done = tco(*arguments)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"error: {said}")


def test_the_traceback_is_shown_where_it_is_asked_for(tco: Tco) -> None:
    """For those who mend the program."""
    with pytest.raises(InputError, match="nothing called 'nothing'"):
        tco("--debug", "run", "nothing")


def shell(*arguments: str, cwd: Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    """A process of its own, for what happens outside of Python."""
    return subprocess.run([sys.executable, "-m", "tco", *arguments], cwd=cwd, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_a_process_ends_with_that_status_and_without_a_traceback(tmp_path: Path) -> None:
    """0, 1 and 2 for the shell; characters that the terminal lacks are no error."""
    plain = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = [
        shell(*words, cwd=tmp_path, capture_output=True, env=plain)
        for words in (["explain", "deepseek-640", "batch"], ["run", "nö"], ["rn"])
    ]
    assert [d.returncode for d in done] == [0, 1, 2]
    assert b"seed 004, ?????????????? " in done[0].stdout
    assert done[1].stderr.startswith(b"error: nothing called 'n\xf6' in scenarios")
    assert b"Traceback" not in b"".join(d.stderr for d in done)


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`tco show prices hardware | head -1`."""
    command = [sys.executable, "-m", "tco", "show", "prices", "hardware"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_an_output_that_takes_no_more_is_told(tmp_path: Path) -> None:
    """A full disk behind `tco list units > file`."""
    with Path("/dev/full").open("wb") as full:
        done = shell("list", "units", cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, b"error: standard output: No space left on device\n")


# -- results --------------------------------------------------------------------------------------------------------


def test_results_as_json(tco: Tco) -> None:
    """The keys of the vocabulary; 3.2 is 3.2; every value with its unit, origin and source."""
    done = tco("run", "deepseek-640", "--json")
    assert (done.status, done.err) == (0, "")
    found = json.loads(done.out)
    assert list(found) == ["scenario", "currency", "as_of", "version", "input_hash", "cases"]
    assert [found[key] for key in ("scenario", "currency", "as_of", "version")] == [
        "deepseek-640",
        "CNY",
        "2025-07-15",
        __version__,
    ]
    case = found["cases"][0]
    assert list(case) == ["case", "title", "quantities"]
    assert '"value": 3.2,' in done.out
    assert case["quantities"]["revenue_per_second"] == {
        "value": 3.2, "unit": "CNY/s", "origin": "formula", "source": "revenue.revenue_per_second: definition",
        "formula": "revenue_output_per_second + revenue_input_per_second + revenue_cached_per_second",
    }  # fmt: skip
    kinds = {
        frozenset(cell) >= {"value", "unit", "origin", "source"}
        for c in found["cases"]
        for cell in c["quantities"].values()
    }
    assert kinds == {True}


def test_only_what_is_asked_for_is_computed(tco: Tco) -> None:
    """In the order of the question; the same inputs, the same hash."""
    asked = json.loads(tco("run", "deepseek-8xh200", "-q", "cost_per_second", "-q", "batch", "--json").out)
    again = json.loads(tco("run", "deepseek-8xh200", "-q", "npv", "--json").out)
    other = json.loads(tco("run", "deepseek-8xh200", "-q", "npv", "--set", "batch=161", "--json").out)
    assert list(asked["cases"][0]["quantities"]) == ["cost_per_second", "batch"]
    assert asked["input_hash"] == again["input_hash"] != other["input_hash"]


def test_results_as_csv_and_markdown(tco: Tco) -> None:
    """A row a quantity, a column a case; numbers in full."""
    rows = list(csv.reader(tco("run", "deepseek-day", "-q", "cost_per_day", "--csv").out.splitlines()))
    assert rows == [["quantity", "published", "output-only", "unit"], ["cost_per_day", "87072.0", "87072.0", "USD/day"]]
    assert (
        tco("run", "deepseek-day", "-q", "cost_per_day", "--md").out.splitlines()[2]
        == "| cost_per_day | 87,072 | 87,072 | USD/day |"
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "=cmd|'/C calc'!A0"]
)
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    """A quotation mark before it; numbers stay numbers, though they be negative."""
    rows = list(csv.reader(io.StringIO(as_csv([text], [[text], [-1.5], [None]]), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"], ["-1.5"], [""]]


def test_a_hostile_title_stays_in_its_cell(tco: Tco) -> None:
    """In CSV, in Markdown, in JSON."""
    Path("scenarios").mkdir()
    title = "=1+1|<b>"
    Path("scenarios/mine.toml").write_text(f'base = "deepseek-day"\ntitle = "{title}"\n', encoding="utf-8")
    assert "mine,'=1+1|<b>,USD" in tco("list", "--csv").out
    assert "| mine | =1+1\\|<b> | USD |" in tco("list", "--md").out
    assert title in [row["title"] for row in json.loads(tco("list", "--json").out)]


@pytest.mark.parametrize("kind", ["scenarios", "reports", "devices", "models", "prices", "formulas", "inputs", "units"])
def test_every_list_is_a_table_in_every_form(kind: str, tco: Tco) -> None:
    """As many rows in JSON as in CSV."""
    rows = json.loads(tco("list", kind, "--json").out)
    assert len(list(csv.DictReader(tco("list", kind, "--csv").out.splitlines()))) == len(rows) > 0
    assert len(tco("list", kind).out.splitlines()) > len(rows)


@pytest.mark.parametrize(
    "thing",
    [
        "device h200-sxm",
        "model deepseek-v3",
        "price fx",
        "formula npv",
        "input batch",
        "scenario deepseek-day",
        "report workings",
    ],
)
def test_every_thing_is_a_table_in_every_form(thing: str, tco: Tco) -> None:
    """Dates, and queries of several lines, too."""
    for form in ([], ["--json"], ["--csv"], ["--md"]):
        done = tco("show", *thing.split(), *form)
        assert (done.status, done.err) == (0, "")
    assert len(json.loads(tco("show", *thing.split(), "--json").out)) > 1


def test_a_list_on_a_day_holds_what_was_known_then(tco: Tco) -> None:
    """Before the first device there is none."""
    assert json.loads(tco("list", "devices", "--as-of", "1990-01-01", "--json").out) == []
    first = {row["device"] for row in json.loads(tco("list", "devices", "--as-of", "2023-01-01", "--json").out)}
    assert "h100-sxm" in first
    assert "b300-sxm" not in first


def test_tables_fit_80_columns_where_words_can_be_broken(tco: Tco) -> None:
    """Titles, meanings and units are broken between words."""
    for kind in ("scenarios", "reports", "models", "prices", "inputs", "units"):
        assert max(columns(line) for line in tco("list", kind).out.splitlines()) <= 80, kind


def test_columns_are_aligned() -> None:
    """Words to the left, numbers to the right, Chinese characters two wide, long headings and cells over several lines."""
    rows = [["推理", 3.25, "a\nb"], ["x", None, "word " * 30]]
    assert (
        as_text(["name", "cost_per_mtok_output [CNY/Mtok]", "note"], rows)
        == """\
        cost_per_
      mtok_output
name   [CNY/Mtok]  note
推理         3.25  a
                   b
x               -  word word word word word word word word word word word word
                   word word word word word word word word word word word word
                   word word word word word word"""
    )
    assert as_markdown(["a|b"], [["c|d\ne"]]) == "| a\\|b |\n| --- |\n| c\\|d<br>e |"


# -- workspaces -----------------------------------------------------------------------------------------------------


def test_init_makes_a_workspace_that_is_sound(tco: Tco, monkeypatch: pytest.MonkeyPatch) -> None:
    """It passes its own check, file by file too, and runs."""
    done = tco("init", "mine")
    assert (done.status, done.err) == (0, "\nnext: cd mine && tco run my-deepseek\n")
    assert done.out == (
        "wrote mine/scenarios/my-deepseek.toml\nwrote mine/pricing/defaults.csv\nwrote mine/pricing/actuals_map.csv\n"
        "wrote mine/actuals.csv\nwrote mine/README.md\n"
    )
    assert [tco("check", f"mine/{name}").status for name in ("scenarios/my-deepseek.toml", "pricing/defaults.csv")] == [
        0,
        0,
    ]
    monkeypatch.chdir("mine")
    assert tco("check", ".").status == 0
    assert tco("run", "my-deepseek", "-q", "cost_per_month").out.split()[-2:] == ["evening-only", "100,000"]


def test_init_touches_nothing_that_exists(tco: Tco) -> None:
    """Told which; the other files are not written either."""
    Path("mine").mkdir()
    Path("mine/README.md").write_text("my own", encoding="utf-8")
    done = tco("init", "mine")
    assert (done.status, done.out) == (1, "")
    assert done.err == "error: mine/README.md: is there already, and stays as it is\n  next: choose another folder\n"
    assert [path.name for path in Path("mine").rglob("*")] == ["README.md"]
    assert Path("mine/README.md").read_text(encoding="utf-8") == "my own"


def test_init_into_a_file_is_told(tco: Tco) -> None:
    """A folder is what it needs."""
    Path("mine").write_text("", encoding="utf-8")
    done = tco("init", "mine")
    assert done.err == (
        "error: mine/scenarios/my-deepseek.toml: cannot be written\n  found: Not a directory\n  next: choose another folder\n"
    )


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("s.toml", 'base = "deepseek-day"\n', "1 scenarios, 2 cases, run and reported\n"),
        ("s.toml", 'base = "deepseek-day"\nfoo = 1\n', "error: s.toml:2: unknown key 'foo'\n"),
        ("models/own.json", "[]", "error: models/own.json: not a model configuration\n  allowed: a JSON object\n"),
        ("scenarios/models/own.toml", "x", "error: scenarios/models/own.toml:1: not TOML\n"),
        ("reports/mine/report.toml", "titel = 1", "error: reports/mine/report.toml: title is missing\n"),
        ("reports/mine", "title = 1\ntable = []", "error: reports/mine/report.toml:1: title: not a text\n"),
        ("reports/mine", 'title = "x"\ntable = []', "1 reports\n"),
    ],
)
def test_check_takes_any_file_of_a_workspace(path: str, text: str, said: str, tco: Tco) -> None:
    """A scenario, a model, a report; price tables are in test_bad_input."""
    file = Path(path, "report.toml") if path == "reports/mine" else Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    done = tco("check", path)
    assert (done.out + done.err).startswith(said)
    assert done.status == (1 if said.startswith("error") else 0)


def test_a_workspace_is_named_or_is_the_current_folder(tco: Tco) -> None:
    """What it has is listed."""
    Path("mine/scenarios").mkdir(parents=True)
    Path("mine/scenarios/own.toml").write_text('base = "deepseek-day"\ntitle = "Own"\n', encoding="utf-8")
    assert "\nown " not in tco("list").out
    assert "\nown " in tco("list", "--workspace", "mine").out
    assert tco("run", "own", "-w", "mine").status == 2
    assert tco("run", "own", "--workspace", "mine", "-q", "cost_per_day").status == 0


# -- files ----------------------------------------------------------------------------------------------------------


def test_a_report_is_written_where_it_is_asked_for(tco: Tco) -> None:
    """Into a folder that is made for it; each form once; the paths are told."""
    done = tco("report", "deepseek-day", "--out", "new/folder", "--format", "md,json,md")
    assert done.status == 0
    assert done.out.endswith("\n\nwrote new/folder/deepseek-day.md\nwrote new/folder/deepseek-day.json\n")
    assert sorted(path.name for path in Path("new/folder").iterdir()) == ["deepseek-day.json", "deepseek-day.md"]
    assert list(json.loads(Path("new/folder/deepseek-day.json").read_text(encoding="utf-8"))) == [
        "scenario", "currency", "as_of", "version", "input_hash", "cases",
    ]  # fmt: skip
    assert Path("new/folder/deepseek-day.md").read_text(encoding="utf-8").startswith("# DeepSeek's published day\n")


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("file", "file/deepseek-day.md: cannot be written\n  found: file is a file\n  next: --out DIR\n"),
        ("file/x", "file/x/deepseek-day.md: cannot be written\n  found: Not a directory\n  next: --out DIR\n"),
        ("taken", "taken/deepseek-day.md: cannot be written\n  found: Is a directory\n  next: --out DIR\n"),
    ],
)
def test_what_cannot_be_written_is_told(out: str, said: str, tco: Tco) -> None:
    """And no other file is there, half or whole."""
    Path("file").write_text("old", encoding="utf-8")
    Path("taken/deepseek-day.md").mkdir(parents=True)
    done = tco("report", "deepseek-day", "--out", out, "--format", "json,md")
    assert (done.status, done.err) == (
        1,
        f"error: {said.replace('day.md', 'day.json') if out.startswith('file') else said}",
    )
    assert sorted(map(str, Path().rglob("*"))) == ["file", "taken", "taken/deepseek-day.md"]


def failing(at: int, with_: BaseException) -> Callable[..., object]:
    """A function that fails the n-th time it is called."""
    calls = iter(range(at + 1))

    def fail(*_: object, **__: object) -> None:
        if next(calls) == at:
            raise with_

    return fail


@pytest.mark.parametrize(
    "stop", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk full", "stopped"]
)
@pytest.mark.parametrize("at", [0, 1])
def test_files_are_written_whole_or_not_at_all(
    stop: BaseException, at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk is full, or someone presses Ctrl-C, while either is written, both are as they were, and nothing is left beside."""
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    fail = failing(at, stop)

    class Full:
        def __init__(self, handle: int, _: str) -> None:
            self.handle = handle

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            os.close(self.handle)

        def write(self, data: bytes) -> None:
            os.write(self.handle, data[:2])
            fail()

    monkeypatch.setattr(files.os, "fdopen", Full)
    with pytest.raises((InputError, KeyboardInterrupt)):
        write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_a_file_that_cannot_be_moved_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step, too, happens or does not."""
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", failing(0, PermissionError(1, "Operation not permitted")))
    with pytest.raises(InputError) as caught:
        write_all({tmp_path / "a": b"new"})
    assert str(caught.value) == f"{tmp_path}/a: cannot be written\n  found: Operation not permitted\n  next: --out DIR"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """So that a report does not land in a file somewhere else."""
    (tmp_path / "elsewhere").write_bytes(b"old")
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    write_all({tmp_path / "a": b"new"})
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "elsewhere").read_bytes()) == (b"new", b"old")


@pytest.mark.parametrize(
    "name", ["..toml", "...toml", "~.toml", "$(x).toml", "a b.toml", "-x.toml", "%2e%2e.toml", "C:x.toml"]
)
def test_the_name_of_a_scenario_does_not_lead_out_of_the_folder(
    name: str, model: Callable[..., Model], tmp_path: Path
) -> None:
    """It is a name, whatever is in it."""
    file = tmp_path / "in" / name
    file.parent.mkdir()
    file.write_text(
        'title = "t"\ncurrency = "CNY"\nas_of = 2025-07-15\n[cases.own]\ninputs.batch = 3\npins.tpot_seconds = 2\n',
        encoding="utf-8",
    )
    paths = publish(model(file), tmp_path / "out", ("json",)).paths
    assert [path.resolve().parent for path in paths] == [(tmp_path / "out").resolve()]
    assert {path.parent.name for path in tmp_path.rglob("*.json")} == {"out"}
