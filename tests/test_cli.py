"""The command line: results on standard output, talk on standard error, and an exit status that means something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shell import Tco

from tco import __version__
from tco.cli import COMMANDS
from tco.content import open_content
from tco.errors import InputError
from tco.sheet import sheet

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
        (["frob"], "Error: no command 'frob'; tco --help lists them\n"),
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


SCENARIOS, QUANTITIES = len(open_content().names("scenarios")), len(sheet().names)
FAR = [
    ("run nosuch", f"nothing called 'nosuch' in scenarios\n  allowed: one of {SCENARIOS}, none", "tco list scenarios"),
    ("explain deepseek-640 zzzz", f"no quantity 'zzzz'\n  allowed: one of {QUANTITIES:,}, none", "tco list formulas"),
    (
        "run deepseek-640 --set zzzz=3",
        f"--set: no quantity 'zzzz'\n  allowed: one of {QUANTITIES:,}",
        "tco list formulas",
    ),
    ("show device zzzz", "unknown device 'zzzz'\n  allowed: one of ", "tco list devices"),
    ("show report zzzz", "nothing called 'zzzz' in reports\n  allowed: one of ", "tco list reports"),
    ("explain deepseek-640 npv --case zzzz", "no case 'zzzz' in deepseek-640\n  allowed: as-printed, ", "with-input"),
    ("show zzzz x", "nothing to show of kind 'zzzz'\n  allowed: device, ", "tco show --help"),
]


@pytest.mark.parametrize(("words", "said", "step"), FAR)
def test_where_nothing_is_near_it_says_what_lists_the_names(words: str, said: str, step: str, tco: Tco) -> None:
    """How many there are, and the command that lists them; a few are listed at once."""
    done = tco(*words.split())
    assert (done.status, done.out, done.err.startswith(f"error: {said}"), step in done.err) == (1, "", True, True)


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
