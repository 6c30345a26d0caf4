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

from tco.content import Content
from tco.engine import Model
from tco.errors import MOST_TOLD, Fault, InputError, in_file_order, nearest
from tco.pricebook import PriceBook
from tco.resolve import resolve
from tco.scenario import setting
from tco.scenario_file import MOST_BYTES, read_scenario
from tco.sheet import sheet

HEAD = 'title = "t"\ncurrency = "CNY"\nas_of = 2025-07-15\n'
CASE = HEAD + "[cases.own]\n"
DATA = Path(__file__).parent / "data"
SCENARIOS = tomllib.loads((DATA / "bad_scenarios.toml").read_text(encoding="utf-8"))["bad"]
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


@pytest.mark.parametrize("bad", SCENARIOS, ids=[bad["rule"] for bad in SCENARIOS])
def test_a_bad_scenario_is_told(bad: dict[str, Any], said: Said) -> None:
    """Each rule of data/bad_scenarios.toml, with the whole message."""
    text = bad["file"] if bad.get("whole") else HEAD + bad["file"]
    assert said(text, tuple(bad.get("set", ())), tuple(bad.get("ask", ()))) == bad["said"].rstrip("\n")


def test_every_rule_is_named_once() -> None:
    """So that a failing rule can be found."""
    for name in ("bad_scenarios", "bad_tables"):
        rules = [bad["rule"] for bad in tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))["bad"]]
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
