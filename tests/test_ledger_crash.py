"""Nothing is lost: kills at any point, full disks, two writers at once, files of other versions."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.ledger import schema, store
from tco.ledger.book import add_close, faults, find_close, history
from tco.ledger.close import Close, Signed
from tco.ledger.freeze import freeze
from tco.ledger.lock import locked

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "deepseek-8xh200"


@pytest.fixture(scope="module")
def close() -> Close:
    """A quarter ready to be closed."""
    model = load(NAME, content=open_content())
    return freeze(model.run(), model.book, "2025Q3", Signed("Ann", "2025-10-02", "as reviewed"), "text")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.duckdb"


def other(close: Close, quarter: str, reason: str = "") -> Close:
    return replace(close, quarter=quarter, signed=replace(close.signed, reason=reason))


# -- kills, full disks, two at once, other versions -----------------------------------------------------------------

WRITER = """
import pickle, sys
from dataclasses import replace
from pathlib import Path
from tco.ledger.book import add_close, history
path, close = Path(sys.argv[1]), pickle.loads(Path(sys.argv[2]).read_bytes())
import tempfile, time
begun = time.monotonic()
with tempfile.TemporaryDirectory() as folder:
    add_close(Path(folder) / "warm.duckdb", close)  # so that a kill meets a writer at work, not one that imports
print(time.monotonic() - begun, flush=True)  # how long one close takes on this machine, now
for _ in range(int(sys.argv[3])):
    year = 1000 + len(history(path)) if sys.argv[4] == "count" else int(sys.argv[4])
    done = add_close(path, replace(close, quarter=f"{year}Q1"))
    print(done.quarter, flush=True)
"""


@pytest.fixture
def writer(close: Close, tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """A process of its own that closes quarters one after another and says each when it is done."""
    small = {"as-printed": dict(list(close.values["as-printed"].items())[:20])}
    (tmp_path / "close.pickle").write_bytes(pickle.dumps(replace(close, values=small, prices=close.prices[:3])))

    def start(path: Path, count: int = 1, year: str = "count") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WRITER, str(path), str(tmp_path / "close.pickle"), str(count), year]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


def test_a_kill_at_any_point_loses_nothing(writer: Callable[..., subprocess.Popen[str]], path: Path) -> None:
    """Killed at random points: every close that was told done is there whole, and at most one that was not told."""
    dice, told = random.Random(6), 0
    for _ in range(12):
        process = writer(path, 1000)
        assert process.stdout is not None
        one = float(process.stdout.readline())
        time.sleep(dice.uniform(0, 3 * one))
        process.send_signal(signal.SIGKILL)
        told += process.communicate()[0].count("Q1")
        entries = history(path)
        assert told <= len(entries) <= told + 1
        assert not path.exists() or faults(path) == []
        told = len(entries)
    assert told >= 3
    last = writer(path)
    assert last.communicate()[1] == ""
    assert len(history(path)) == told + 1
    assert [p for p in path.parent.iterdir() if p.name.startswith(".ledger.duckdb-")] == []


def test_two_at_once_are_one_after_the_other(writer: Callable[..., subprocess.Popen[str]], path: Path) -> None:
    """Four processes close four quarters; four close the same one, and one of them is let."""
    told = [p.communicate() for p in [writer(path, 2, str(year)) for year in (2021, 2022)]]
    assert ["is closed already" in err for _, err in told] == [True, True]
    same = [p.communicate() for p in [writer(path, 1, "2023") for _ in range(3)]]
    assert sorted("2023Q1" in out for out, _ in same) == [False, False, True]
    assert sum("is closed already" in err for _, err in same) == 2
    assert (sorted(e.quarter for e in history(path)), faults(path)) == (["2021Q1", "2022Q1", "2023Q1"], [])


def test_a_writer_that_does_not_let_go_is_told(close: Close, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a wait, in words."""
    monkeypatch.setattr("tco.ledger.lock.PATIENCE", 0.1)
    with (
        locked(path),
        pytest.raises(InputError, match="another process is writing the ledger"),
        locked(path, 0.1),
    ):
        pass
    add_close(path, close)


@pytest.mark.parametrize("step", ["os.fsync", "shutil.copy", "pathlib.Path.replace"])
def test_a_full_disk_leaves_the_ledger_as_it_was(
    step: str, close: Close, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whichever step the room ends."""
    add_close(path, close)
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(step, full)
        with pytest.raises(InputError, match="cannot be written\n  found: No space left on device"):
            add_close(path, other(close, "2025Q4"))
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == [".ledger.duckdb.lock", "ledger.duckdb"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of this kind")
def test_a_disk_that_fills_up_while_the_database_writes(
    writer: Callable[..., subprocess.Popen[str]], path: Path, tmp_path: Path
) -> None:
    """The system itself refuses to let the new file grow."""
    assert writer(path, 2).communicate()[1] == ""
    before = path.read_bytes()
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before)}, {len(before)}))\n"
    command = [sys.executable, "-c", limit + WRITER, str(path), str(tmp_path / "close.pickle"), "9", "count"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert path.read_bytes() == before


def test_a_ledger_of_a_newer_tco_is_left_alone(close: Close, path: Path) -> None:
    """Neither read nor written, with what to do."""
    add_close(path, close)
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into ledger_version values (99)")
    before = path.read_bytes()
    for use in (lambda: history(path), lambda: add_close(path, other(close, "2025Q4"))):
        with pytest.raises(InputError, match=r"written by a newer tco\n  found: ledger version 99"):
            use()
    assert path.read_bytes() == before


def test_an_older_ledger_is_brought_up_to_date(close: Close, path: Path) -> None:
    """Read as it is; the next close adds the tables of later versions and keeps every row."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(schema, "STEPS", schema.STEPS[:1])
        patched.setattr(store, "STEPS", schema.STEPS[:1])
        patched.setattr(store, "VERSION", 1)
        first = add_close(path, close)
    assert find_close(path, NAME, "2025Q3") == first
    add_close(path, other(close, "2025Q4"))
    with store.reading(path) as connection:
        assert store.rows(connection, "select max(version) as v from ledger_version") == [{"v": schema.VERSION}]
    assert (find_close(path, NAME, "2025Q3"), faults(path)) == (first, [])


NO_DATABASE = (
    "not a ledger of tco\n  found: {}\n  allowed: a database file such as ledger.duckdb\n  next: --ledger FILE"
)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"a,b\n1,2\n", "a file of another kind"),
        (b"x" * 100_000, "a file of another kind"),
    ],
)
def test_a_file_that_is_no_ledger_is_told(content: bytes, found: str, close: Close, path: Path) -> None:
    """In words of ours, not of the database; and left as it is."""
    path.write_bytes(content)
    for use in (lambda: history(path), lambda: add_close(path, close)):
        with pytest.raises(InputError, match=f"{path}: {NO_DATABASE.format(found)}"):
            use()
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_told(close: Close, path: Path) -> None:
    """It is not written into."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table closes (a integer)")
    with pytest.raises(InputError, match="not a ledger of tco"):
        add_close(path, close)


def test_a_ledger_cut_short_is_told(close: Close, path: Path) -> None:
    """A copy that broke off."""
    add_close(path, close)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="found: a database file that is damaged or cut short"):
        find_close(path, NAME, "2025Q3")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(close: Close, tmp_path: Path) -> None:
    """With what to do."""
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    with pytest.raises(InputError, match="cannot be written"):
        add_close(shut / "ledger.duckdb", close)


def test_a_reader_sees_the_ledger_it_opened(close: Close, path: Path) -> None:
    """While another is written."""
    add_close(path, close)
    with store.reading(path) as connection:
        add_close(path, other(close, "2025Q4"))
        assert store.rows(connection, "select count(*) as n from closes") == [{"n": 1}]
    assert len(history(path)) == 2
