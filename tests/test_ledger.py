"""The ledger: a closed quarter stays as it was closed, whatever happens to the machine, the prices or the engine."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tco.content import open_content
from tco.engine import load
from tco.errors import InputError
from tco.ledger import schema, store
from tco.ledger.again import again
from tco.ledger.book import add_close, faults, find_close, history
from tco.ledger.close import Close, Signed
from tco.ledger.closing import Order, close_quarter
from tco.ledger.freeze import freeze
from tco.ledger.lock import locked
from tco.ledger.names import parse_ref
from tco.pricebook import PriceBook
from tco.quarters import Quarter, parse_quarter
from tco.scenario import setting

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


# -- what a close holds ---------------------------------------------------------------------------------------------


def test_what_is_read_is_what_was_closed(close: Close, path: Path) -> None:
    """Scenario, every given value with its source, every result, every price row, to the last bit."""
    kept = add_close(path, close)
    assert find_close(path, NAME, "2025Q3") == kept
    assert replace(kept, hash="") == close
    assert (kept.signed.by, kept.signed.on, kept.signed.note) == ("Ann", "2025-10-02", "as reviewed")


def test_every_price_and_assumption_in_use_is_kept_as_a_row(close: Close) -> None:
    """Each value of the price book or the defaults names a row that is frozen with source and date."""
    kept = {row.where: row for row in close.prices}
    model = load(NAME, content=open_content())
    results = model.run()
    for case in close.scenario.cases:
        for name, given in case.given.items():
            if given.where.startswith("pricing/") and name in results.names:
                row = kept[given.where]
                assert (row.source, row.valid_from) == (given.source, given.date), name
                assert row.source_date, name


def test_rates_are_rows_too() -> None:
    """A price in dollars, reported in yuan, freezes the row of the exchange rate and the rate of the closing date."""
    model = load(NAME, content=open_content(), settings=[setting("rent_per_server_month=16000 USD/month")])
    found = freeze(model.run(), model.book, "2025Q3", Signed("", ""), "")
    [rate] = found.rates
    assert (rate.currency, rate.rate) == ("USD", model.book.fx("USD", "CNY", "2025-07-15").value)
    assert [row.cells["month"] for row in found.prices if row.table == "fx"] == ["2025-07"]


def test_a_closed_quarter_runs_again_to_the_same_numbers(close: Close, path: Path, book: PriceBook) -> None:
    """Same hash, same numbers, from the frozen inputs alone."""
    add_close(path, close)
    found = again(find_close(path, NAME, "2025Q3"), book)
    assert (found.same, found.results.input_hash) == (True, close.input_hash)


def test_another_engine_or_number_is_told_with_its_size(close: Close, book: PriceBook) -> None:
    """Which engine closed it, and by how much the number differs."""
    cells = {**close.values["as-printed"]}
    cells["revenue_per_second"] = replace(cells["revenue_per_second"], value=0.05)
    older = replace(close, version="0.0.9", engine="other", values={**close.values, "as-printed": cells})
    found = again(older, book)
    assert found.differences[0] == "engine: version 0.1.0, closed with 0.0.9"
    assert found.differences[1].endswith("closed with other")
    assert found.differences[2] == (
        "1 numbers differ, most of all revenue_per_second of as-printed: 0.05 closed, 0.061952 now"
    )
    assert found.changed[0].row[4] == pytest.approx(0.061952 - 0.05)


def test_an_input_that_is_new_takes_its_default_and_says_so(close: Close, book: PriceBook) -> None:
    """A close of an engine that did not know prefill_mfu runs in one that does; what it knew and we do not is left out."""
    case = close.scenario.cases[0]
    fewer = {q: g for q, g in case.inputs.items() if q != "discount_rate_per_year"}
    fewer["forgotten_input"] = case.inputs["batch"]
    scenario = replace(close.scenario, cases=(replace(case, inputs=fewer),))
    found = again(replace(close, scenario=scenario), book)
    assert (found.filled, found.gone) == (("discount_rate_per_year",), ("forgotten_input",))
    assert "input discount_rate_per_year is new: its default stands in" in found.differences


# -- append-only ----------------------------------------------------------------------------------------------------


def test_closing_again_needs_a_reason_and_keeps_both(close: Close, path: Path) -> None:
    """Both stand in the history, and both say so."""
    first = add_close(path, close)
    with pytest.raises(InputError, match=f"closed on 2025-10-02 by Ann, hash {first.hash}\n  next: --restate"):
        add_close(path, close)
    second = add_close(path, other(close, "2025Q3", "rent was wrong"))
    assert [(e.number, e.restated, e.reason) for e in history(path)] == [(1, True, ""), (2, False, "rent was wrong")]
    assert find_close(path, NAME, "2025Q3") == second
    assert find_close(path, NAME, "2025Q3", 1) == first
    assert (second.name, second.previous) == (f"{NAME}@2025Q3#2", first.hash)


def test_what_is_not_closed_cannot_be_restated(close: Close, path: Path) -> None:
    """And what is not closed is told with what is."""
    with pytest.raises(InputError, match="nothing to restate"):
        add_close(path, other(close, "2025Q3", "why"))
    assert not path.exists()
    add_close(path, close)
    with pytest.raises(InputError, match=f"2025Q4 of {NAME} is not closed\n  allowed: 2025Q3\n  next: tco close"):
        find_close(path, NAME, "2025Q4")


@pytest.mark.parametrize(
    "sql",
    [
        "update close_values set value = value + 1 where quantity = 'revenue_per_second'",
        "update close_given set source = 'nobody' where quantity = 'batch'",
        "update closes set closed_by = 'Bob'",
        "delete from close_prices where place = 1",
    ],
)
def test_a_change_from_outside_is_seen(sql: str, close: Close, path: Path) -> None:
    """Whatever was changed, the digest says that it is not what was closed."""
    add_close(path, close)
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    with pytest.raises(InputError, match="is not what was closed"):
        find_close(path, NAME, "2025Q3")
    assert len(faults(path)) == 1


def test_a_close_taken_out_breaks_the_chain(close: Close, path: Path) -> None:
    """Each close names the one before it."""
    for quarter in ("2025Q3", "2025Q4"):
        add_close(path, other(close, quarter))
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from closes where quarter = '2025Q3'")
    assert ["does not follow" in fault.what for fault in faults(path)] == [True]


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


@pytest.mark.parametrize("content", [b"", b"not a database", b"x" * 100_000])
def test_a_file_that_is_no_ledger_is_told(content: bytes, close: Close, path: Path) -> None:
    """And left as it is."""
    path.write_bytes(content)
    for use in (lambda: history(path), lambda: add_close(path, close)):
        with pytest.raises(InputError, match=str(path)):
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
    with pytest.raises(InputError):
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


# -- as of ----------------------------------------------------------------------------------------------------------


def token_rows(*dates: tuple[str, str, float]) -> list[dict[str, object]]:
    return [
        {
            "provider": "acme", "model": "m", "input_per_mtok": 1, "cached_input_per_mtok": 1, "output_per_mtok": price,
            "currency": "CNY", "valid_from": valid, "source_date": seen, "serves": "",
        }
        for valid, seen, price in dates
    ]  # fmt: skip


SCENARIO = f'base = "{NAME}"\nchoices.tokens = "acme/m"\n'


def ready(tmp_path: Path, workspace_table: Callable[..., PriceBook], *rows: tuple[str, str, float]) -> Path:
    workspace_table("tokens", *token_rows(*rows))
    file = tmp_path / "scenarios" / "mine.toml"
    file.parent.mkdir()
    file.write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def test_as_of_sees_only_what_was_valid_and_known(tmp_path: Path, workspace_table: Callable[..., PriceBook]) -> None:
    """A price valid from July that was first seen in September is not known in August."""
    rows = ("2025-01-01", "2025-01-05", 10.0), ("2025-07-01", "2025-09-10", 20.0), ("2025-11-01", "2025-11-01", 30.0)
    content = open_content([ready(tmp_path, workspace_table, *rows)])
    found = {
        day: load("mine", content=content, as_of=date.fromisoformat(day)).run(["price_per_mtok_output"])
        for day in ("2025-08-01", "2025-09-10", "2025-12-01")
    }
    prices = [r.value("as-printed", "price_per_mtok_output") for r in found.values()]
    assert prices == [10.0, 20.0, 30.0]
    assert [r.scenario.as_of.isoformat() for r in found.values()] == list(found)


def test_stale_prices_can_refuse_a_close(tmp_path: Path, workspace_table: Callable[..., PriceBook], path: Path) -> None:
    """Named with age and limit; nothing is written."""
    content = open_content([ready(tmp_path, workspace_table, ("2025-01-01", "2025-01-05", 10.0))])
    order = Order("mine", Quarter(2025, 2), Signed("", ""), as_of=date(2025, 6, 30))
    with pytest.raises(InputError, match=r"last seen 2025-01-05, 176 days ago\n  allowed: 92 days for tokens"):
        close_quarter(path, replace(order, refuse_stale=True), content)
    assert not path.exists()
    done = close_quarter(path, order, content)
    names = ("cached", "input", "output")
    assert [(s.quantity, s.kind, s.age) for s in done.stale] == [(f"price_per_mtok_{n}", "tokens", 176) for n in names]


def test_a_limit_is_a_row_of_data(tmp_path: Path, workspace_table: Callable[..., PriceBook], path: Path) -> None:
    """A workspace may be stricter or laxer."""
    root = ready(tmp_path, workspace_table, ("2025-01-01", "2025-01-05", 10.0))
    workspace_table("freshness", {"kind": "tokens", "days": 400, "known": "when seen", "valid_from": "2021-01-01"})
    order = Order("mine", Quarter(2025, 2), Signed("", ""), as_of=date(2025, 6, 30))
    assert close_quarter(path, order, open_content([root])).stale == ()


def test_a_closed_quarter_does_not_move_with_the_price_book(
    tmp_path: Path, workspace_table: Callable[..., PriceBook], path: Path
) -> None:
    """A price that is corrected later changes the scenario, not what was closed."""
    root = ready(tmp_path, workspace_table, ("2025-01-01", "2025-01-05", 10.0))
    close_quarter(path, Order("mine", Quarter(2025, 1), Signed("", ""), as_of=date(2025, 3, 31)), open_content([root]))
    shutil.rmtree(root / "pricing")
    workspace_table("tokens", *token_rows(("2025-01-01", "2025-01-05", 99.0)))
    found = again(find_close(path, "mine", "2025Q1"), PriceBook(open_content([root])))
    assert found.same
    assert found.results.value("as-printed", "price_per_mtok_output") == 10.0


# -- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026Q4", "2026-Q4", "2026q4"])
def test_a_quarter_is_written_in_three_ways(text: str) -> None:
    """And shown in one; it knows its days, its months and the quarter before."""
    found = parse_quarter(text)
    assert (str(found), str(found.first), str(found.last)) == ("2026Q4", "2026-10-01", "2026-12-31")
    assert (found.months, str(found.before), str(Quarter(2026, 1).before)) == (
        ("2026-10", "2026-11", "2026-12"), "2026Q3", "2025Q4",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["2026", "2026Q5", "Q4", "", "2026Q44", "0000Q1"])
def test_what_is_no_quarter_is_told(text: str) -> None:
    """With the form of one."""
    with pytest.raises(InputError, match=r"--quarter: not a quarter\n  found: .*\n  allowed: 2026Q4"):
        parse_quarter(text)


@pytest.mark.parametrize("text", ["", "@2026Q4", "a@", "a@2026Q4#", "a@2026Q4:", "a@b", "a#2"])
def test_what_is_no_name_is_told(text: str) -> None:
    """NAME, NAME@QUARTER, NAME@QUARTER#NUMBER, each with :CASE."""
    with pytest.raises(InputError):
        parse_ref(text)
