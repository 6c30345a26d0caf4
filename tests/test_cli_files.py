"""What a command writes: workspaces, reports, and files whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest
from shell import Tco

from tco import files
from tco.engine import Model
from tco.errors import InputError
from tco.files import write_all
from tco.publish import publish

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


# -- files that are not what they should be --------------------------------------------------------------------------

NOISE = bytes(range(256)) * 2  # neither text nor a workbook
HOSTILE = [
    *(f"{command} {file}" for command in ("run", "check", "validate", "calibrate", "lint", "import") for file in (
        "nosuch.toml", "nosuch.csv", "nosuch.xlsx", "folder", "folder.toml", "noise.toml", "noise.csv", "noise.xlsx",
        "latin.toml", "latin.csv",
    )),
    *(f"focus --check {file}" for file in ("nosuch.csv", "folder", "noise.csv", "latin.csv")),
    *(f"history --ledger {file}" for file in ("folder", "noise.duckdb")),
    *(f"run deepseek-640 --set {text}" for text in ("=", "batch", "batch=", "batch=nan", "batch=1e999", "batch=[1", "::=3", "batch=-5")),
    *(f"run deepseek-640 --as-of {day}" for day in ("2026-02-30", "2026-13-01", "yesterday", "2026")),
    "report deepseek-640 --format md --out noise.csv", "report deepseek-640 --format md --out /proc/x", "init noise.csv",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_no_file_and_no_text_ends_in_a_traceback(words: str, tco: Tco, tmp_path: Path) -> None:
    """Missing files, folders, noise, other encodings, days that are none, settings that are none: told, with status 1."""
    for folder in ("folder", "folder.toml"):
        (tmp_path / folder).mkdir()
    for file in ("noise.toml", "noise.csv", "noise.xlsx", "noise.duckdb"):
        (tmp_path / file).write_bytes(NOISE)
    (tmp_path / "latin.toml").write_bytes('title = "Z\xfcrich"\n'.encode("latin-1"))
    (tmp_path / "latin.csv").write_bytes("a,b\nZ\xfcrich,1\n".encode("latin-1"))
    done = tco(*words.split())
    assert (done.status, done.out, done.err.startswith("error: "), "Traceback" in done.err) == (1, "", True, False)
    assert (tmp_path / "noise.csv").read_bytes() == NOISE
