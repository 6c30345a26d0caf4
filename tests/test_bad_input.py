"""Bad input is one clear message: what, where, what was found, what is allowed or nearest, what to do next.

The messages are tested word for word. Most stand in data/bad_scenarios.toml
and data/bad_tables.toml, a rule each.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tco.checkup import check
from tco.content import Content, open_content
from tco.engine import Model
from tco.errors import MOST_TOLD, Fault, InputError, in_file_order, nearest
from tco.models import read_model
from tco.pricebook import PriceBook
from tco.report import make_report, read_manifest
from tco.resolve import resolve
from tco.scenario import setting
from tco.scenario_file import MOST_BYTES, read_scenario
from tco.sheet import sheet
from tco.tables import read_table

HEAD = 'title = "t"\ncurrency = "CNY"\nas_of = 2025-07-15\n'
CASE = HEAD + "[cases.own]\n"
DATA = Path(__file__).parent / "data"
SCENARIOS = tomllib.loads((DATA / "bad_scenarios.toml").read_text(encoding="utf-8"))["bad"]
TABLES = tomllib.loads((DATA / "bad_tables.toml").read_text(encoding="utf-8"))["bad"]
Said = Callable[..., str]


@pytest.fixture
def said(content: Content, book: PriceBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Said:
    """What running a file, s.toml, says of it; "" where it runs."""
    monkeypatch.chdir(tmp_path)

    def run(text: str | bytes, sets: tuple[str, ...] = (), ask: tuple[str, ...] = ()) -> str:
        Path("s.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            chosen = [setting(s) for s in sets]
            Model(resolve(read_scenario(content, "s.toml"), book, sheet(), chosen), book).run(ask)
        except InputError as wrong:
            return str(wrong)
        return ""

    return run


# -- scenarios ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", SCENARIOS, ids=[bad["rule"] for bad in SCENARIOS])
def test_a_bad_scenario_is_told(bad: dict[str, Any], said: Said) -> None:
    """Each rule of data/bad_scenarios.toml, with the whole message."""
    text = bad["file"] if bad.get("whole") else HEAD + bad["file"]
    assert said(text, tuple(bad.get("set", ())), tuple(bad.get("ask", ()))) == bad["said"].rstrip("\n")


def test_every_rule_is_named_once() -> None:
    """So that a failing rule can be found."""
    for file in (SCENARIOS, TABLES):
        rules = [bad["rule"] for bad in file]
        assert sorted(set(rules)) == sorted(rules)


MANY = "too many cases\n  found: {}\n  allowed: at most 2,000\n  next: shorten the axes, or sweep the grid with tco.whatif.sweep"


def test_axes_do_not_multiply_without_end(said: Said) -> None:
    """42 billion cases are refused before any is made."""
    axes = "".join(
        f"inputs.{name} = {list(range(1, 60))}\n"
        for name in ("batch", "prompt_tokens", "output_tokens", "answer_tokens", "decode_units", "gpus_per_decode_unit")
    )
    assert said(CASE + axes) == "s.toml:4: " + MANY.format("42,180,533,641")


def test_the_cases_of_a_scenario_are_counted_together(said: Said) -> None:
    """Two cases over one axis of 1,499 are too many."""
    text = f"{HEAD}inputs.batch = {list(range(1, 1500))}\n[cases.own]\n[cases.two]\n"
    assert said(text) == "s.toml:5: " + MANY.format("2,998")


def test_a_long_list_of_faults_is_cut(said: Said) -> None:
    """A hundred are told, the rest counted."""
    text = said(f"{CASE}inputs.batch = {[-1 - n for n in range(250)]}\n")
    assert text.count("batch: out of range") == MOST_TOLD == 100
    assert text.endswith("\n... and 150 more")


TOO_LONG = "s.toml: a number that is too long to read\n  allowed: a number that fits a double"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (CASE.encode() + b"# Z\xfcrich\n", "s.toml:5: not UTF-8\n  found: byte 0xfc\n  allowed: UTF-8\n  next: save the file as UTF-8"),
        (CASE.encode("utf-16"), "s.toml:1: not UTF-8\n  found: byte 0xff\n  allowed: UTF-8\n  next: save the file as UTF-8"),
        (CASE.encode() + b"# \0\n", "s.toml:5: not a text file\n  found: the character U+0000\n  allowed: UTF-8 text"),
        (CASE.encode() + b"# \x1b[2J\n", "s.toml:5: not a text file\n  found: the character U+001B\n  allowed: UTF-8 text"),
        (b"#" * (MOST_BYTES + 1), "s.toml: too large to read\n  found: 1,000,001 bytes\n  allowed: at most 1,000,000 bytes"),
        (CASE.encode() + b"inputs.batch = " + b"1" * 5000, TOO_LONG),
        (HEAD.encode() + b"finding = " + b"[" * 5000 + b"]" * 5000, "s.toml: nested too deeply\n  allowed: 20 levels"),
        (HEAD.encode() + b"a." * 5000 + b"b = 1\n", "s.toml: nested too deeply\n  allowed: 20 levels"),
        (b"\xef\xbb\xbf" + CASE.encode(), ""),
        (CASE.replace("\n", "\r\n").encode(), ""),
    ],
    ids=["latin-1", "utf-16", "nul", "escape", "large", "digits", "lists", "dotted", "byte order mark", "crlf"],
)  # fmt: skip
def test_a_file_is_text(data: bytes, told: str, said: Said) -> None:
    """UTF-8 of at most a megabyte; a byte order mark and the line ends of Windows are no fault."""
    assert said(data) == told


def test_bases_do_not_go_in_a_circle(said: Said) -> None:
    """Told where the circle closes, with the way there."""
    Path("one.toml").write_text('base = "two.toml"\n', encoding="utf-8")
    Path("two.toml").write_text('\nbase = "one.toml"\n', encoding="utf-8")
    told = "two.toml:2: bases go in a circle\n  found: s.toml -> one.toml -> two.toml -> one.toml"
    assert said('base = "one.toml"\n') == told


def test_bases_are_not_stacked_without_end(said: Said) -> None:
    """Ten, one upon the other, are enough."""
    for n in range(12):
        Path(f"b{n}.toml").write_text(f'base = "b{n + 1}.toml"\n', encoding="utf-8")
    way = "".join(f" -> b{n}.toml" for n in range(11))
    assert said('base = "b0.toml"\n') == f"b9.toml:1: too many bases\n  found: s.toml{way}\n  allowed: 10"


@pytest.mark.parametrize(
    "name", ["nothing.toml", "folder", "folder/", "/", "x/../y.toml", "\x00.toml", "a/" + "x" * 5000]
)
def test_what_is_no_file_is_told(name: str, content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, a hole, a name no disk takes."""
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    with pytest.raises(InputError, match=r"^(no scenario file|nothing called|not a name)"):
        read_scenario(content, name)


def test_faults_are_told_in_the_order_of_the_file() -> None:
    """By file and line, not by text; each once; those without a line first."""
    faults = [
        Fault("c", "b.toml:10"),
        Fault("b", "b.toml:9, column x"),
        Fault("a", "a.toml:11"),
        Fault("d"),
        Fault("d"),
    ]
    assert [f.what for f in in_file_order(faults)] == ["d", "a", "b", "c"]


def test_the_nearest_name_is_found_whatever_its_case() -> None:
    """A name that differs in case only is the one that was meant."""
    assert nearest("NPV", ["npv", "npv_share", "irr"]) == "npv"
    assert nearest("unlike", [f"name{n}" for n in range(9)]) == ""
    assert nearest("unlike", ["one", "two"]) == "one, two"


WORDS = st.sampled_from(
    ["title", "cases", "inputs", "pins", "batch", "npv", "own", "from", "unpin", "solve", "for", "equals", "value", "source", "choices",
     "model", "device", "base", "results", "periods", "currency", "as_of", "each", "drop_cases", "npw", "a b", "x.y", "=1"]
)  # fmt: skip
LEAVES = st.one_of(
    st.integers(),
    st.floats(),
    st.booleans(),
    st.text(max_size=8),
    st.dates(),
    st.sampled_from(["CNY", "50 ms", "own", "npv", "1e400", "7 USD/Mtok", "deepseek-v3"]),
)
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4))


def spelled(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {spelled(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spelled, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(WORDS, TREES, max_size=6), st.booleans())
def test_any_file_runs_or_is_told(said: Said, tree: dict[str, Any], headed: bool) -> None:
    """Tables in places where they do not belong, numbers of any size: nothing but a message."""
    tree = {k: v for k, v in tree.items() if not headed or k not in ("title", "currency", "as_of")}
    body = "".join(f"{json.dumps(k)} = {spelled(v)}\n" for k, v in tree.items())
    said((HEAD if headed else "") + body)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(WORDS, TREES, max_size=4))
def test_any_case_runs_or_is_told(said: Said, tree: dict[str, Any]) -> None:
    """The same within a case."""
    said(CASE + "".join(f"{json.dumps(k)} = {spelled(v)}\n" for k, v in tree.items()))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_toml_or_told(text: str) -> None:
    """With the line; never a traceback of the parser."""
    from tco.toml_lines import parse

    with suppress(InputError):
        parse(text, "s.toml")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=20), st.builds("{}={}".format, WORDS, LEAVES), st.builds("own:{}={}".format, WORDS, LEAVES)
    )
)
def test_any_setting_runs_or_is_told(said: Said, text: str) -> None:
    """--set is typed by people."""
    said(CASE, (text,))


# -- price tables ---------------------------------------------------------------------------------------------------

CLOUD = "provider,offering,device,term,price_per_gpu_hour,currency,valid_from,confidence,source,source_date\n"
ROW = "own,x,h200-sxm,on_demand,3,USD,2026-06-01,high,quotation 17,2026-06-01\n"
DEFAULTS = "quantity,value,unit,valid_from,confidence,source,source_date\n"


@pytest.mark.parametrize("bad", TABLES, ids=[bad["rule"] for bad in TABLES])
def test_a_bad_table_is_told(
    bad: dict[str, str], content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rule of data/bad_tables.toml: the faults of its rows, beside what is shipped."""
    monkeypatch.chdir(tmp_path)
    path = Path(f"{bad['table']}.csv")
    path.write_text(bad["file"], encoding="utf-8")
    assert "\n".join(map(str, check(path, lambda _: content).faults)) == bad["said"].rstrip("\n")


def test_a_bad_table_stops_a_run(tmp_path: Path) -> None:
    """With the same message, told by its place in the workspace."""
    (tmp_path / "pricing").mkdir()
    (tmp_path / "pricing" / "defaults.csv").write_text(
        DEFAULTS + "pue,NaN,ratio,2026-01-01,high,me,2026\n", encoding="utf-8"
    )
    content = open_content([tmp_path])
    book = PriceBook(content)
    with pytest.raises(InputError) as caught:
        resolve(read_scenario(content, "deepseek-8xh200"), book, sheet())
    place = "pricing/defaults.csv:2, column value"
    assert (
        str(caught.value) == f"{place}: not a number\n  found: 'NaN'\n  allowed: a decimal number, such as 0.55 or 1e3"
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.integers(0, 9))
def test_any_cell_is_read_or_told(tmp_path: Path, cell: str, column: int) -> None:
    """Quoted as it must be, or not at all."""
    cells = ROW.strip().split(",")
    for text in (cell, '"' + cell.replace('"', '""') + '"'):
        cells[column] = text
        path = tmp_path / "cloud.csv"
        path.write_text(f"{CLOUD}{','.join(cells)}\n", encoding="utf-8", newline="")
        with suppress(InputError):
            assert len(read_table("cloud", path, "workspace")) <= 1


# -- models and reports of a workspace ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("own.toml", "layers = [", "own.toml:1: not TOML\n  found: Invalid value\n  next: see https://toml.io"),
        ("own.toml", 'name = "\\u0007"', "own.toml:1: a character that no text may hold\n  found: U+0007\n  next: delete it"),
        ("own.json", "[1", "own.json: not readable as JSON\n  found: Expecting ',' delimiter: line 1 column 3 (char 2)"),
        ("own.json", "[1]", "own.json: not a model configuration\n  allowed: a JSON object"),
        ("own.json", '{"a": ' + "[" * 90 + "]" * 90 + "}", "own.json: nested too deeply\n  allowed: 20 levels"),
        ("own.json", '{"a": {"b": "\\u0000"}}', "own.json, key a.b: a character that no text may hold\n  found: U+0000\n  next: delete it"),
        ("own.json", '{"model_type": "lama"}', "own.json: unknown model_type 'lama'\n  allowed: llama"),
    ],
)  # fmt: skip
def test_a_bad_model_is_told(name: str, text: str, told: str, tmp_path: Path) -> None:
    """TOML or JSON, with the line or the key."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_model(tmp_path / name, name)
    assert str(caught.value).startswith(told)


REPORT = """\
titel = "x"
differences = ["npv", "npw"]
[[table]]
sql = "Bad Name"
unit = {}
[[table]]
sql = "cases"
show = "no"
units = { a = "money/parsec" }
[[table]]
title = 3
"""
REPORT_TOLD = """\
reports/mine/report.toml: title is missing
  next: add title = ...
reports/mine/report.toml:1: unknown key 'titel'
  allowed: title
reports/mine/report.toml:4: not a name for a table: 'Bad Name'
  allowed: lower-case letters, digits and _; the title may be anything
reports/mine/report.toml:5: unknown key 'table.0.unit'
  allowed: units
reports/mine/report.toml:7: 'cases' is a table of the results
  allowed: another name than cases, values, differences, prices, candidates, also
reports/mine/report.toml:8: table.1.show: not true or false
  found: "no"
  allowed: true or false, without quotes
reports/mine/report.toml:9: unknown unit 'parsec'
  allowed: sec
reports/mine/report.toml:10: table.2.sql is missing
  next: add sql = ...
reports/mine/report.toml:11: table.2.title: not a text
  found: 3
  allowed: a text in quotes: "..."
"""


@pytest.fixture
def mine(tmp_path: Path) -> Callable[..., Content]:
    """A workspace with a report of its own: its manifest, and SQL by name."""

    def make(manifest: str, **sql: str) -> Content:
        folder = tmp_path / "reports" / "mine"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.toml").write_text(manifest, encoding="utf-8")
        for name, text in sql.items():
            (folder / f"{name}.sql").write_text(text, encoding="utf-8")
        return open_content([tmp_path])

    return make


def test_a_bad_manifest_is_told(mine: Callable[..., Content]) -> None:
    """Every fault with its line, tables by their place in the list."""
    with pytest.raises(InputError) as caught:
        read_manifest(mine(REPORT), "mine")
    assert f"{caught.value}\n" == REPORT_TOLD


def test_an_unknown_quantity_of_a_manifest_is_told(mine: Callable[..., Content]) -> None:
    """On its line."""
    with pytest.raises(InputError) as caught:
        read_manifest(mine('title = "x"\ntable = []\ndifferences = [\n  "npv",\n  "npw",\n]\n'), "mine")
    assert (
        str(caught.value) == "reports/mine/report.toml:5: no quantity 'npw'\n  allowed: npv\n  next: tco list formulas"
    )


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ({}, "reports/mine/one.sql: cannot be read\n  found: No such file or directory\n  next: tco check"),
        (
            {"one": "-- nothing\n"},
            "reports/mine/one.sql: one SELECT a file\n  found: nothing\n  allowed: a single SELECT",
        ),
    ],
)
def test_a_bad_query_of_a_report_is_told(
    sql: dict[str, str], told: str, mine: Callable[..., Content], model: Callable[..., Model]
) -> None:
    """By its file."""
    results = model("deepseek-8xh200").run(["cost_per_second"])
    with pytest.raises(InputError) as caught:
        make_report(results, mine('title = "x"\n[[table]]\nsql = "one"\n', **sql), "mine")
    assert str(caught.value) == told
