"""SQL of a workspace reads the results and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tco.database import MOST_ROWS, SHUT, Database
from tco.errors import InputError

FRAME = pl.DataFrame({"case": ["one", "two"], "cost_per_second": [1.5, 2.5]})


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with Database({"cases": FRAME, "values": pl.DataFrame({"value": [3.0]})}) as opened:
        yield opened


def told(database: Database, sql: str) -> str:
    """What is said of a query that is refused."""
    with pytest.raises(InputError) as caught:
        database.create("mine", sql, "mine.sql")
    return str(caught.value)


ONE = "mine.sql: one SELECT a file\n  found: {}\n  allowed: a single SELECT"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("", "nothing"),
        ("-- nothing\n", "nothing"),
        ("/* nothing */ ;", "nothing"),
        ("select 1; select 2", "SELECT, SELECT"),
        ("select 1; drop table cases", "SELECT, DROP"),
        ("copy cases to 'x.csv'", "COPY"),
        ("copy (select 1) to '/dev/stdout'", "COPY"),
        ("attach 'x.db'", "ATTACH"),
        ("attach ':memory:' as other", "ATTACH"),
        ("export database 'x'", "EXPORT"),
        ("import database 'x'", "PRAGMA"),
        ("install httpfs", "LOAD"),
        ("load httpfs", "LOAD"),
        ("set threads = 4", "SET"),
        ("reset threads", "SET"),
        ("set lock_configuration = false", "SET"),
        ("use memory", "SET"),
        ("pragma version", "PRAGMA"),
        ("create secret (type s3)", "CREATE"),
        ("create table t (a int)", "CREATE"),
        ("create view v as select 1", "CREATE"),
        ("create macro f(x) as x", "CREATE"),
        ("insert into cases values ('x', 1)", "INSERT"),
        ("update cases set cost_per_second = 0", "UPDATE"),
        ("delete from cases", "DELETE"),
        ("drop table cases", "DROP"),
        ("call pragma_version()", "CALL"),
        ("checkpoint", "CALL"),
        ("begin", "TRANSACTION"),
        ("vacuum", "VACUUM"),
        ("prepare p as select 1", "PREPARE"),
        ("explain analyze select 1", "EXPLAIN"),
    ],
)
def test_a_file_is_one_select(database: Database, sql: str, found: str) -> None:
    """Nothing that writes, opens, loads, sets or changes; not two statements, not none."""
    assert told(database, sql) == ONE.format(found)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('secret.csv')",
        "select * from 'secret.csv'",
        "select * from read_text('secret.csv')",
        "select * from read_blob('secret.csv')",
        "select * from read_json('secret.csv')",
        "select * from read_parquet('secret.csv')",
        "select * from sniff_csv('secret.csv')",
        "select * from glob('*')",
        "select * from duckdb_secrets()",
        "select * from query('from read_text(''secret.csv'')')",
    ],
)
def test_no_file_is_read(database: Database, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one of the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("secret.csv").write_text("password\nhunter2\n", encoding="utf-8")
    said = told(database, sql)
    assert said.startswith("mine.sql")
    assert "hunter2" not in said


def test_no_address_is_opened(database: Database) -> None:
    """No extension is loaded by itself."""
    assert told(database, "select * from 'https://example.org/x.parquet'").startswith("mine.sql")


def test_nothing_of_the_program_is_seen(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its variables, which DuckDB would take for tables, nor its environment."""
    frame, polars_frame = FRAME.to_dict(as_series=False), FRAME
    monkeypatch.setitem(os.environ, "SECRET", "hunter2")
    assert len(frame) == polars_frame.width == 2
    for name in ("frame", "polars_frame", "FRAME"):
        assert f"Table with name {name} does not exist!" in told(database, f"select * from {name}")
    assert "hunter2" not in told(database, "select getenv('SECRET')")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selec 1", 'mine.sql:1: not SQL\n  found: syntax error at or near "selec"'),
        ("select\n  1,\nfrom where cases", 'mine.sql:3: not SQL\n  found: syntax error at or near "where"'),
        (
            "select\n  cost_per_secnd\nfrom cases",
            ('mine.sql:2: SQL was refused\n  found: Referenced column "cost_per_secnd" not found in FROM clause!\n'
            '  allowed: "cost_per_second", "case"'),
        ),
        (
            "select\n  c.cost_per_secnd\nfrom cases as c",
            ('mine.sql:2: SQL was refused\n  found: Table "c" does not have a column named "cost_per_secnd"\n'
            '  allowed: "cost_per_second"'),
        ),
        ("from case_s", 'mine.sql:1: SQL was refused\n  found: Table with name case_s does not exist!\n  allowed: "cases"'),
        ("select error('boom')", "mine.sql: SQL was refused\n  found: boom"),
        ("select cast('a' as int)", "mine.sql: SQL was refused\n  found: Could not convert string 'a' to INT32"),
        (
            'select * from (pivot cases on "case" using sum(cost_per_second))',
            ONE.format("MULTI") + "\n  next: name the values of a pivot: on x in (...)",
        ),
        (
            "select [1, 2] as pair",
            ("mine.sql: a cell holds more than one value\n  found: [1, 2]\n  allowed: a number or a text\n"
            "  next: select its parts, or cast it to varchar"),
        ),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_with_its_line(database: Database, sql: str, said: str) -> None:
    """And with the nearest names."""
    assert told(database, sql) == said


def test_a_query_that_never_ends_is_stopped() -> None:
    """At a time limit, whether it computes or recurses."""
    for sql in (
        "select count(*) from range(1000000000) a, range(1000000) b where a.range + b.range = 7",
        "with recursive t(n) as (select 1 union all select n from t) select max(n) from t",
    ):
        with Database({"cases": FRAME}, seconds=0.2) as database:
            assert told(database, sql) == (
                "mine.sql: took too long\n  found: more than 0.2 s\n  next: join and group less, or filter first"
            )


def test_a_query_does_not_take_all_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, and nothing is laid out on disk meanwhile."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(SHUT, "memory_limit", "50MB")
    with Database({"cases": FRAME}) as database:
        said = told(
            database, "select * from (select range r, random() x from range(8000000)) order by x limit 5 offset 7000000"
        )
    assert said.startswith("mine.sql: SQL was refused\n  found: could not allocate block")
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_a_report_is_no_data_set(database: Database) -> None:
    """A report is read by people."""
    assert (
        told(database, f"from range({MOST_ROWS + 1})")
        == "mine.sql: too many rows\n  allowed: at most 100,000\n  next: group, or limit"
    )


def test_a_view_is_seen_by_the_files_after_it(database: Database) -> None:
    """And by none before it."""
    assert "Table with name first does not exist!" in told(database, "from first")
    database.create("first", "select max(cost_per_second) as most from cases;", "first.sql")
    assert database.create("second", "select most * 2 as twice from first -- of the first\n", "second.sql") == (
        ["twice"],
        [(5.0,)],
    )


def test_a_cell_is_a_number_a_text_or_nothing(database: Database) -> None:
    """Whatever DuckDB computes with; what is infinite is no number."""
    sql = """
    select 3 as whole, 0.05 as exact, 1 / 0 as infinite, 'nan'::double as nan, null as none, true as yes,
        date '2025-07-15' as day, 'x' as word, 170141183460469231731687303715884105727 as huge
    """
    columns, rows = database.create("kinds", sql, "kinds.sql")
    cells = dict(zip(columns, rows[0], strict=True))
    assert cells == {
        "whole": 3.0, "exact": 0.05, "infinite": None, "nan": None, "none": None, "yes": "yes", "day": "2025-07-15", "word": "x",
        "huge": 1.7014118346046923e38,
    }  # fmt: skip


def test_pivots_and_windows_are_selects(database: Database) -> None:
    """SQL selects, joins, groups and pivots."""
    pivot = "select * from (pivot cases on \"case\" in ('one', 'two') using sum(cost_per_second))"
    assert database.create("wide", pivot, "wide.sql") == (["one", "two"], [(1.5, 2.5)])
    window = 'select "case", sum(cost_per_second) over (order by "case") as running from cases order by "case"'
    assert database.create("window", window, "w.sql") == (["case", "running"], [("one", 1.5), ("two", 4.0)])
